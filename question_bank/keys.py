"""Which choices a key means, as people write keys: "B", "A, C", "AC", "A và C", "2", or the text itself. Pure."""

import re

from question_bank.letters import FALSE_WORDS, LETTERS, TRUE_WORDS, are_true_and_false, letter_of
from question_bank.text import fold, same_reading

BEFORE = re.compile(
    r"^\s*(?:các\s+)?(?:đáp\s*án|phương\s*án|câu\s*trả\s*lời|answers?|options?)(?:\s+đúng)?\s*:?\s+", re.I
)
BETWEEN = re.compile(r"\s*[,;/&+|\n]\s*|\s+(?:và|and)\s+|\s+", re.I)
ONE = re.compile(r"\(?\[?([a-f]|\d{1,2})[\])]?[.:]?\)?", re.I)
LETTER_AND_TEXT = re.compile(r"\(?([A-Fa-f])[.):]\s+(.+)", re.S)


class NotAKey(Exception):
    """What is wrong with the key, in a sentence."""


def right_places(key: str, choices: list[str]) -> list[int]:
    """The places of the right choices, in order. Two readings that differ are never settled silently."""
    if not key.strip():
        raise NotAKey("chưa có đáp án.")
    by_text = _by_text(key, choices)
    try:
        by_sign = _by_signs(key, choices) or _by_truth(key, choices)
    except NotAKey:
        if by_text or _by_truth(key, choices):
            return by_text or _by_truth(key, choices)
        raise
    if by_text and by_sign and by_text != by_sign:
        raise NotAKey(
            f"'{key}' vừa là nội dung của phương án {_letters(by_text)}, vừa có thể chỉ phương án {_letters(by_sign)};"
            " hãy ghi rõ hơn."
        )
    if by_text or by_sign:
        return by_text or by_sign
    raise NotAKey(f"'{_short(key)}' không phải là một phương án.")


def key_text(texts: list[str], right: list[int]) -> str:
    """Letters, as `right_places` reads them; more words where a choice reads like a letter itself."""
    letters = ", ".join(letter_of(place) for place in right)
    for key in (letters, f"Phương án {letters}", "\n".join(texts[place] for place in right)):
        try:
            if right_places(key, texts) == right:
                return key
        except NotAKey:
            continue
    return letters


def _by_text(key: str, choices: list[str]) -> list[int]:
    """The choice with this text; or, of several texts a line or between semicolons, each of them."""
    whole = _places_of([key], choices)
    return whole or _places_of([part for part in re.split(r"[;\n]", key) if part.strip()], choices)


def _places_of(parts: list[str], choices: list[str]) -> list[int]:
    readings = {_reading(choice): place for place, choice in reversed(list(enumerate(choices))) if choice}
    found = {readings.get(_reading(part)) for part in parts}
    return sorted(place for place in found if place is not None) if None not in found else []


def _reading(text: str) -> str:
    return same_reading(text).rstrip(".;, ") or same_reading(text)


def _by_signs(key: str, choices: list[str]) -> list[int]:
    """Letters or numbers. Raises where they are letters or numbers, but of no choice."""
    said = BEFORE.sub("", key).strip()
    spelled = LETTER_AND_TEXT.fullmatch(said)
    if spelled:
        place = _place(spelled[1], choices)
        return [place] if _reading(choices[place]) == _reading(spelled[2]) else []
    parts = [part for part in BETWEEN.split(said.rstrip(".,;")) if part]
    if len(parts) == 1 and re.fullmatch(r"[A-Fa-f]{2,6}", parts[0]) and len(set(parts[0].upper())) == len(parts[0]):
        parts = list(parts[0])
    signs = [ONE.fullmatch(part) for part in parts]
    return sorted({_place(sign[1], choices) for sign in signs if sign}) if all(signs) else []


def _place(sign: str, choices: list[str]) -> int:
    place = int(sign) - 1 if sign.isdigit() else LETTERS.index(sign.upper())
    if not 0 <= place < len(choices) or not choices[place]:
        raise NotAKey(f"'{sign.upper()}' không phải là một phương án.")
    return place


def _by_truth(key: str, choices: list[str]) -> list[int]:
    """ "Đ", "True", "sai": for statements."""
    word = key.strip().rstrip(".").lower()
    if not are_true_and_false(choices):
        return []
    if word == "đ" or (word != "d" and fold(word) in TRUE_WORDS):
        return [place for place, choice in enumerate(choices) if fold(choice) in TRUE_WORDS]
    if fold(word) in FALSE_WORDS:
        return [place for place, choice in enumerate(choices) if fold(choice) in FALSE_WORDS]
    return []


def _letters(places: list[int]) -> str:
    return ", ".join(LETTERS[place] for place in places if place < len(LETTERS))


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
