"""What answers are worth, and numbers, as Moodle writes them in GIFT and in its XML."""

import re
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from question_bank.draft import Draft
from question_bank.kinds.multiple_choice import rule_by
from question_bank.readers.moodle_text import tell

# Moodle knows only these shares of the points (and the same taken away); it writes 33.33333 for a third.
GRADES = {Fraction(part, 20) for part in (1, 2, 4, 5, 6, 8, 10, 12, 14, 15, 16, 18, 20)}
GRADES |= {Fraction(*pair) for pair in ((5, 6), (2, 3), (1, 3), (1, 6), (1, 7), (1, 8), (1, 9))}
GRADES |= {Fraction(0)} | {-grade for grade in GRADES}
NEARLY = Fraction(1, 100_000)
PERCENT = re.compile(r"[+-]?[0-9]{1,3}(?:[.,][0-9]{1,10})?")
NUMBER = re.compile(r"[+-]?(?:[0-9]{1,30}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})(?:[eE][+-]?[0-9]{1,2})?")
# "3,14" is a Vietnamese number; "1,000" may be a thousand, or one.
WITH_COMMA = re.compile(r"[+-]?[0-9]{1,30},[0-9]{1,30}")
COULD_BE_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
DIGITS_MAX = 30
CHOOSING = ("single_choice", "multiple_choice", "true_false")


def worth_of(percent: str, draft: Draft, place: int) -> str:
    """The share of the points that a percentage stands for. One that Moodle does not know is left to a person."""
    said = percent.strip().rstrip("%")
    if not PERCENT.fullmatch(said):
        _ask_key(draft, f"điểm “{said[:20]}” của câu trả lời {place + 1} không phải là một số phần trăm")
        return "0"
    share = Fraction(said.replace(",", ".")) / 100
    grade = _grade(share)
    if grade is None and draft.kind in CHOOSING:
        _ask_key(draft, f"Moodle không có mức điểm {said}% (câu trả lời {place + 1}); hãy xem lại điểm và đáp án")
    elif grade is None:
        tell(draft, "key", f"Moodle không có mức điểm {said}% (câu trả lời {place + 1}).")
    return str(grade) if grade is not None else f"{float(share if abs(share) <= 1 else 0):.7f}"


@lru_cache(maxsize=200)
def _grade(share: Fraction) -> Fraction | None:
    return next((grade for grade in GRADES if abs(grade - share) < NEARLY), None)


def _ask_key(draft: Draft, why: str) -> None:
    """The first that is wrong is enough: the key has to be looked at as a whole."""
    if "key" not in draft.unread:
        draft.ask("key", why)


def rule_of(worths: list[str]) -> str:
    """Moodle adds up what the chosen ones bring, never below nothing nor above all: by which of our rules is that?"""
    return rule_by([Fraction(worth) for worth in worths])


def number_of(text: str) -> str | None:
    """With a decimal comma and no sign between thousands, as it can be read in one way only. None for no number."""
    said = text.strip().replace("−", "-")
    if WITH_COMMA.fullmatch(said) and not COULD_BE_THOUSANDS.fullmatch(said):
        said = said.replace(",", ".")
    if not NUMBER.fullmatch(said):
        return None
    number = Decimal(said)
    plain = f"{number:f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return plain.replace(".", ",") if len(plain) <= DIGITS_MAX else None


def middle_of(least: str, most: str) -> tuple[str, str] | None:
    """The number between two, and how far it is from each. None where they are no numbers, or in the wrong order."""
    ends = [number_of(least), number_of(most)]
    if None in ends:
        return None
    low, high = (Decimal(end.replace(",", ".")) for end in ends if end is not None)
    number, tolerance = number_of(f"{(low + high) / 2:f}"), number_of(f"{(high - low) / 2:f}")
    return (number, tolerance) if number is not None and tolerance is not None and low <= high else None


def _is_any_other(text: str, worth: str) -> bool:
    """A star that brings nothing is there for what is said to whoever answers anything else. The first counts."""
    return text == "*" and Fraction(worth) <= 0


def told_at(draft: Draft, text: str, worth: str) -> str:
    """The field for what is said to whoever types this, the next that the key knows."""
    return "otherwise" if _is_any_other(text.strip(), worth) else f"feedback_{len(draft.choices)}"


def add_number(draft: Draft, text: str, tolerance: str, worth: str, feedback: str) -> None:
    """One number that the key knows. What is none is kept as it stands, and left to a person."""
    if _is_any_other(text.strip(), worth):
        draft.otherwise = draft.otherwise or feedback
        return
    place = len(draft.choices)
    number, within = number_of(text), number_of(tolerance or "0")
    if number is None:
        draft.ask(f"choice_{place}", f"“{text.strip()[:60]}” không phải là một số")
    if within is None or within.startswith("-"):
        draft.ask(f"choice_{place}", f"sai số “{tolerance.strip()[:60]}” không phải là một số")
    draft.choices.append(number if number is not None else text.strip())
    draft.tolerances.append(within if within is not None else "0")
    draft.worths.append(worth)
    draft.feedback.append(feedback)


def add_form(draft: Draft, text: str, worth: str, feedback: str) -> None:
    """One form of a short text that the key knows. Moodle's star stands for any text: we have no such thing."""
    place = len(draft.choices)
    if _is_any_other(text, worth):
        draft.otherwise = draft.otherwise or feedback
        return
    if "*" in text.replace("\\*", ""):
        draft.ask(f"choice_{place}", "trong Moodle dấu * thay cho chữ bất kỳ, ở đây thì không; hãy ghi rõ câu trả lời")
    draft.choices.append(text.replace("\\*", "*"))
    draft.worths.append(worth)
    draft.feedback.append(feedback)
