"""Vietnamese in the encodings from before Unicode: TCVN3 (ABC), VNI and Windows-1258, recognised and rewritten. Pure.

Such text comes as letters of Western Europe, "C©u hái" for "Câu hỏi", in files of any format: what was typed with an
old font keeps its letters when it is saved as Unicode. A font's name tells for certain. Without one, the words tell:
they read as Vietnamese only once they are rewritten.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from question_bank.syllables import is_syllable

# What no old encoding has: it is Unicode already.
UNICODE = re.compile("[ĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9\u0300\u0301\u0303\u0309\u0323]")
WORD = re.compile(
    "[A-Za-z\xa1-\xff\u2212]+"
)  # the minus sign: what programs make of the soft hyphen, a letter of TCVN3
ENOUGH = 3_000  # different words tell
READ_AT_LEAST = 0.9  # of them as Vietnamese, once rewritten
WORDS_AT_LEAST = 2

TCVN3 = dict(
    zip(
        range(0xA1, 0xB0),
        "ĂÂÊÔƠƯĐăâêôơưđẰ",
        strict=True,
    )
) | dict(
    zip(
        range(0xB5, 0x100),
        "àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ",
        strict=True,
    )
)  # fmt: skip
TCVN3[0x2212] = "ư"
GRAVE, HOOK, TILDE, ACUTE, DOT = "\u0300\u0309\u0303\u0301\u0323"
ROOF, BOWL = "\u0302", "\u0306"
# VNI writes the marks behind the letter, each as a letter of its own.
VNI_MARKS = {
    "ø": GRAVE, "û": HOOK, "õ": TILDE, "ù": ACUTE, "ï": DOT,
    "â": ROOF, "à": ROOF + GRAVE, "å": ROOF + HOOK, "ã": ROOF + TILDE, "á": ROOF + ACUTE, "ä": ROOF + DOT,
    "ê": BOWL, "è": BOWL + GRAVE, "ú": BOWL + HOOK, "ü": BOWL + TILDE, "é": BOWL + ACUTE, "ë": BOWL + DOT,
}  # fmt: skip
VNI_LETTERS = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
VNI_LETTERS |= {old.upper(): new.upper() for old, new in VNI_LETTERS.items()}
VNI_MARKS |= {old.upper(): new for old, new in VNI_MARKS.items()}
VNI = re.compile(f"([aeouyôöAEOUYÔÖ])([{''.join(VNI_MARKS)}])|[{''.join(VNI_LETTERS)}]")
LOWER, SHOUTED = re.compile("[a-zăâđêôơư]"), re.compile("(?<!^)[A-ZĂÂĐÊÔƠƯ]")


class Encoding(NamedTuple):
    name: str
    rewritten: Callable[[str], str]


def from_tcvn3(text: str) -> str:
    """Capitals with a tone are not in it: of words in capitals they are made again."""
    return "\n".join(_with_capitals(line.translate(TCVN3)) for line in text.split("\n"))


def _with_capitals(line: str) -> str:
    """A line in capitals has no small letter but those with a tone."""
    words = re.split(r"(\W+)", line)
    loud = [bool(SHOUTED.search(word)) and not LOWER.search(word) for word in words]
    if not any(loud):
        return line
    if sum(loud) > 1 and not LOWER.search(line):
        return line.upper()
    return "".join(word.upper() if shouts else word for word, shouts in zip(words, loud, strict=True))


def from_vni(text: str) -> str:
    return VNI.sub(_from_vni, text)


def _from_vni(found: re.Match[str]) -> str:
    if not found[1]:
        return VNI_LETTERS[found[0]]
    marked = VNI_LETTERS.get(found[1], found[1]) + VNI_MARKS[found[2]]
    letter = unicodedata.normalize("NFC", marked)
    return letter if len(letter) == 1 else found[0]


def from_1258(text: str) -> str:
    """The letters of Windows-1258 that were read as those of Windows-1252."""
    marked = "".join(bytes([ord(letter)]).decode("cp1258") if "\xa0" < letter <= "\xff" else letter for letter in text)
    return unicodedata.normalize("NFC", marked)


ENCODINGS = (Encoding("TCVN3", from_tcvn3), Encoding("VNI", from_vni), Encoding("Windows-1258", from_1258))
OF_FONTS = {"TCVN3": ENCODINGS[0], "VNI": ENCODINGS[1]}


@lru_cache(maxsize=1_000)
def encoding_of_font(font: str) -> Encoding | None:
    """ ".VnTime" and "VNI-Times" are such fonts."""
    name = font.strip().lower()
    if name.startswith(".vn"):
        return OF_FONTS["TCVN3"]
    return OF_FONTS["VNI"] if re.match(r"vni[\s-]", name) else None


@lru_cache(maxsize=1_000)
def shows_capitals(font: str) -> bool:
    """ ".VnTimeH" has capitals in the places of small letters."""
    return font.lower().startswith(".vn") and font.endswith("H")


def encoding_of(texts: Iterable[str]) -> Encoding | None:
    """The encoding in which nearly all of their words read as Vietnamese, where they do not as they stand."""
    words: set[str] = set()
    for text in texts:
        words.update(word for word in WORD.findall(text) if _tells(word))
        if len(words) > ENOUGH:
            break
    if len(words) < WORDS_AT_LEAST:
        return None
    as_they_stand = sum(map(is_syllable, words))
    reads = {encoding: sum(_reads(encoding.rewritten(word)) for word in words) for encoding in ENCODINGS}
    best = max(ENCODINGS, key=lambda encoding: reads[encoding])
    return best if reads[best] >= READ_AT_LEAST * len(words) and reads[best] > as_they_stand else None


def _reads(word: str) -> bool:
    """A capital inside a word is none that was typed: "lỔ" is what "là" becomes if it is taken for TCVN3."""
    return is_syllable(word) and (word[1:].islower() or len(word) == 1 or word.isupper())


def _tells(word: str) -> bool:
    """A letter of each sort: signs that stand alone ("§", "£") tell nothing."""
    return not word.isascii() and bool(re.search("[A-Za-z]", word))


@dataclass
class OldLetters:
    """What one file has of them: first `learn` from its texts, then have each `rewritten`."""

    encoding: Encoding | None = None
    whole: bool = True  # nothing in the file is Unicode: what could be read either way is old too
    met: dict[str, None] = field(default_factory=dict)
    guesses: bool = True  # without, only a font's name tells

    def learn(self, texts: Iterable[str]) -> None:
        if not self.guesses:
            return
        told = [text for text in texts if not text.isascii()]
        old = [text for text in told if not UNICODE.search(text)]
        if old:
            self.encoding, self.whole = encoding_of(old), len(old) == len(told)
            if self.encoding is None and not self.whole:
                self.encoding = encoding_of(
                    word for text in old for word in WORD.findall(text) if not is_syllable(word)
                )

    def is_old(self, texts: Iterable[str]) -> bool:
        """Do these, which belong together, read in the file's encoding wherever they are not Unicode already?"""
        if self.encoding is None or self.whole:
            return self.encoding is not None
        return encoding_of(text for text in texts if not UNICODE.search(text)) is self.encoding

    def rewritten(self, text: str, font: str = "", *, sure: bool = False) -> str:
        """`sure`: what it belongs to is old, and so is this, even where it could be read either way."""
        if text.isascii():
            return text.upper() if shows_capitals(font) else text
        if UNICODE.search(text):
            return text
        sure = sure or self.whole or self._is_certain(text)
        encoding = encoding_of_font(font) or (self.encoding if sure else None)
        if encoding is None:
            return text
        new = encoding.rewritten(text)
        if new != text:
            self.met[encoding.name] = None
        return new.upper() if shows_capitals(font) else new

    def may_be_old(self, text: str) -> bool:
        return not UNICODE.search(text)

    def rejoined(self, last: str, text: str, font: str = "") -> tuple[str, str]:
        """A letter, and what follows it: with the mark of VNI on it, where that was torn off."""
        if (encoding_of_font(font) or self.encoding) is OF_FONTS["VNI"]:
            letter = unicodedata.normalize("NFC", last + VNI_MARKS[text[0]])
            if len(letter) == 1:
                return letter, text[1:]
        return last, text

    def _is_certain(self, text: str) -> bool:
        """Beside Unicode: only what cannot be read as it stands, and can when it is rewritten."""
        words = [word for word in WORD.findall(text) if not word.isascii()]
        if self.encoding is None or not words or all(map(is_syllable, words)):
            return False
        return all(_reads(self.encoding.rewritten(word)) for word in words)

    def warnings(self) -> list[str]:
        return [
            f"{'Tệp' if self.whole else 'Một phần tệp'} dùng bảng mã {name}; đã chuyển sang Unicode."
            " Hãy xem vài câu đầu."
            for name in self.met
        ]
