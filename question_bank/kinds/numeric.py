"""A number, typed. Several may be accepted, each within its tolerance and worth all or part of the points."""

from fractions import Fraction
from typing import Any

from question_bank.draft import Draft
from question_bank.kinds.kind import Complaint, Content, Given, Key, Understood
from question_bank.kinds.numbers import number_in, number_text
from question_bank.kinds.typed import Typed, complaints_of_worths, worths_of
from question_bank.kinds.worths import worth_in
from question_bank.text import N_


class Numeric(Typed):
    """key: {"numbers": [{"number": "5/2", "tolerance": "1/10", "worth": "1"}]}, the first two exact fractions.

    Within the tolerance means: no further from the number than it, on either side.
    """

    name = "numeric"
    label = N_("Điền số")
    longest = 30

    def understand(self, draft: Draft, choices: list[str], right: list[int]) -> Understood:
        tolerances = draft.tolerances or ["0"] * len(draft.choices)
        numbers, complaints = [], complaints_of_worths(draft)
        for place, (said, within) in enumerate(zip(draft.choices, tolerances, strict=True)):
            number, tolerance = number_in(said), number_in(within or "0")
            if number is None:
                complaints.append(Complaint(f"choice_{place}", f"'{said[:60]}' không phải là một số."))
            elif tolerance is None or tolerance < 0:
                complaints.append(Complaint(f"choice_{place}", f"sai số '{within[:60]}' không phải là một số."))
            else:
                worth = worths_of(draft)[place]
                numbers.append({"number": str(number), "tolerance": str(tolerance), "worth": worth})
        return Understood({}, {"numbers": numbers}, complaints)

    def mark(self, content: Content, key: Key, given: Given) -> Fraction:
        said = number_in(given["text"])
        if said is None:
            return Fraction(0)
        found = [
            worth_in(each["worth"])
            for each in key["numbers"]
            if abs(said - Fraction(each["number"])) <= Fraction(each["tolerance"])
        ]
        return max((worth for worth in found if worth), default=Fraction(0))

    def key_told(self, content: Content, key: Key) -> list[str]:
        return [_told(each) for each in key["numbers"] if worth_in(each["worth"]) == 1]

    def draft_fields(self, content: Content, key: Key) -> dict[str, Any]:
        return {
            "choices": [number_text(Fraction(each["number"])) for each in key["numbers"]],
            "tolerances": [number_text(Fraction(each["tolerance"])) for each in key["numbers"]],
            "worths": [each["worth"] for each in key["numbers"]],
        }


def _told(each: dict[str, str]) -> str:
    number, tolerance = (Fraction(each[name]) for name in ("number", "tolerance"))
    return f"{number_text(number)} ± {number_text(tolerance)}" if tolerance else number_text(number)
