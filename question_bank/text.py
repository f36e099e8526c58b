"""Vietnamese text: one form to store, one to search by, one to compare by, one to sort by. Pure."""

import re
import secrets
import unicodedata
from functools import lru_cache

# No 0/o, 1/l/i: what is read aloud from a phone must not be mistaken.
ID_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
LETTERS = 23  # of them are no digits
TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # huyền hỏi ngã sắc nặng; ngang is 0
ALPHABET = {letter: place for place, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
SHAPES = {"\u0306", "\u0302", "\u031b"}  # ă, â ê ô, ơ ư: marks that make another letter
ISO_DAY = re.compile(r"\d{4}(-\d\d){1,2}")
LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
SYLLABLE = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*")
LONG_WORD = 30  # hostile words are not remembered
WORD = re.compile(r"[^\W_]{1,40}")  # what is longer is searched as several
# Control characters but tab and line feed, the byte order mark, halves of characters and what is no character.
UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ud800-\udfff\ufffe\uffff]")

SortKey = tuple[tuple[tuple[int, int], ...], tuple[int, ...], str]


def new_public_id(length: int = 12) -> str:
    """A random name for a URL: it tells nobody how many others there are.

    It begins with a letter, so that it may also begin the id of an element that a selector looks for.
    """
    drawn = secrets.randbelow(LETTERS * len(ID_LETTERS) ** (length - 1))
    name = ""
    for _ in range(length - 1):
        drawn, at = divmod(drawn, len(ID_LETTERS))
        name += ID_LETTERS[at]
    return ID_LETTERS[drawn] + name


def day_as_written(said: str) -> str:
    """31/12/2026 of 2026-12-31, 12/2026 of 2026-12; what somebody wrote otherwise, as it stands."""
    return "/".join(reversed(said.split("-"))) if ISO_DAY.fullmatch(said) else said


def N_(message: str) -> str:  # noqa: N802  # gettext's own name for "translate me later"
    """Marks a word that whoever shows it will translate."""
    return message


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def cleaned(text: str) -> str:
    """As it is kept: in one form (NFC), with plain line ends, without what cannot be seen or stored."""
    return nfc(UNSEEN.sub("", LINE_ENDS.sub("\n", text))).strip()


def fold(text: str) -> str:
    """What a person types who cannot be bothered with marks: "Đoàn" and "doan" fold alike."""
    return " ".join(_bare(word) if len(word) < LONG_WORD else _without_marks(word) for word in text.lower().split())


def words_in(text: str) -> list[str]:
    """What a search goes by: folded runs of letters and digits. "57-NQ/TW" is the words 57, nq and tw."""
    return WORD.findall(fold(text))


def searchable(text: str) -> str:
    """Its words, each once, as both databases index them."""
    return " ".join(dict.fromkeys(words_in(text)))


@lru_cache(maxsize=2_000)  # of one question, each text is asked for several times in a row
def same_reading(text: str) -> str:
    """A key equal for two spellings of one reading: hoà and hòa, NFC and NFD, any case and spacing."""
    return same_spelling(text.casefold())


def same_spelling(text: str) -> str:
    """As `same_reading`, where case matters."""
    return " ".join(_reading(word) if len(word) < LONG_WORD else _tone_last(word) for word in text.split())


def _without_marks(word: str) -> str:
    marked = unicodedata.normalize("NFD", word.replace("đ", "d"))
    return "".join("".join(letter for letter in marked if not unicodedata.combining(letter)).split())


def _tone_last(word: str) -> str:
    """The tone moved behind each run of letters, wherever it was typed. Marks that shape a letter stay with it."""
    return SYLLABLE.sub(_move_tone, unicodedata.normalize("NFD", word))


# Vietnamese is written with some seven thousand syllables: most words of a file were seen before.
_bare = lru_cache(maxsize=20_000)(_without_marks)
_reading = lru_cache(maxsize=20_000)(_tone_last)


def _move_tone(syllable: re.Match[str]) -> str:
    letters = "".join(mark for mark in syllable[0] if mark not in TONES)
    return nfc(letters) + "".join(sorted(mark for mark in syllable[0] if mark in TONES))


def sort_key(text: str) -> SortKey:
    """Order of a Vietnamese dictionary: letters, then tones (ngang huyền hỏi ngã sắc nặng), then small before large."""
    letters: list[tuple[int, int]] = []
    tones: list[int] = []
    for letter in nfc(" ".join(text.split())):
        parts = unicodedata.normalize("NFD", letter)
        tones.append(next((TONES[mark] for mark in parts if mark in TONES), 0))
        bare = nfc(parts[0] + "".join(mark for mark in parts[1:] if mark in SHAPES)).lower()
        letters.append(_place(bare))
    return tuple(letters), tuple(tones), text.swapcase()


def _place(letter: str) -> tuple[int, int]:
    """Spaces, then digits and signs, then the 29 letters and the four borrowed ones."""
    if letter in ALPHABET:
        return (2, ALPHABET[letter])
    return (0, 0) if letter.isspace() else (1, ord(letter[0]))


def person_sort_key(name: str) -> tuple[SortKey, SortKey]:
    """People are listed by given name, the last word; then by family and middle names."""
    family, _, given = " ".join(name.split()).rpartition(" ")
    return sort_key(given), sort_key(family)


def person_sort_text(name: str) -> str:
    """`person_sort_key` as digits and a–f: a column that every database and collation puts in the same order."""
    return "".join(_as_digits(part) for part in person_sort_key(name))


def _as_digits(key: SortKey) -> str:
    """Each part ends lower than it could go on: a shorter name stands before a longer one that begins alike."""
    letters, tones, case = key
    widths = {0: "1", 1: "2{:06x}", 2: "3{:02x}"}
    spelled = "".join(widths[kind].format(place) for kind, place in letters)
    as_written = "".join(f"{byte + 1:02x}" for byte in case.encode())
    return f"{spelled}0{''.join(map(str, tones))}{as_written}00"


def escaped_like(text: str) -> str:
    """Folded text as part of a LIKE pattern with backslash as its escape."""
    return re.sub(r"([\\%_])", r"\\\1", fold(text))
