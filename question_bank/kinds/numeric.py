"""A number, typed. Several may be accepted, each within its tolerance and worth all or part of the points."""

import re
from dataclasses import replace
from fractions import Fraction
from typing import Any

from question_bank.draft import Draft
from question_bank.kinds.cells import item_text
from question_bank.kinds.kind import Complaint, Content, Given, Key, Understood
from question_bank.kinds.numbers import number_in, number_text
from question_bank.kinds.typed import (
    Typed,
    answers_in_cells,
    complaints_of_worths,
    feedback_beside,
    feedback_fields,
    otherwise_in,
    with_worths,
    worths_of,
)
from question_bank.kinds.worths import worth_in
from question_bank.text import N_

WITHIN = re.compile(r"±|\+/-|\+-")


class Numeric(Typed):
    """key: {"numbers": [{"number": "5/2", "tolerance": "1/10", "worth": "1"}]}, the first two exact fractions.

    Within the tolerance means: no further from the number than it, on either side.
    """

    name = "numeric"
    label = N_("Điền số")
    longest = 30

    def settled(self, draft: Draft) -> Draft:
        """ "10 ± 0,5" is a number and its tolerance."""
        items = answers_in_cells(draft)
        settled = draft if items is None else with_worths(draft, items)
        if settled.tolerances or not any(WITHIN.search(said) for said in settled.choices):
            return settled
        parts = [[*(part.strip() for part in WITHIN.split(said, maxsplit=1)), "0"] for said in settled.choices]
        return replace(settled, choices=[part[0] for part in parts], tolerances=[part[1] for part in parts])

    def cells(self, draft: Draft) -> list[str]:
        tolerances = draft.tolerances or [""] * len(draft.choices)
        said = [
            f"{number} ± {within}" if number_in(within or "0") else number
            for number, within in zip(draft.choices, tolerances, strict=True)
        ]
        worths = worths_of(draft)
        return [item_text(text, "" if worth == "1" else worth) for text, worth in zip(said, worths, strict=True)]

    def understand(self, draft: Draft, choices: list[str], right: list[int]) -> Understood:
        tolerances = draft.tolerances or ["0"] * len(draft.choices)
        worths, told = worths_of(draft), feedback_beside(draft)
        numbers, complaints = [], complaints_of_worths(draft)
        for place, (said, within) in enumerate(zip(draft.choices, tolerances, strict=True)):
            number, tolerance = number_in(said), number_in(within or "0")
            if number is None:
                complaints.append(Complaint(f"choice_{place}", f"'{said[:60]}' không phải là một số."))
            elif tolerance is None or tolerance < 0:
                complaints.append(Complaint(f"choice_{place}", f"sai số '{within[:60]}' không phải là một số."))
            else:
                numbers.append(
                    {"number": str(number), "tolerance": str(tolerance), "worth": worths[place]} | told[place]
                )
        return Understood({}, {"numbers": numbers} | otherwise_in(draft), complaints)

    def known(self, key: Key) -> list[dict[str, str]]:
        return list(key["numbers"])

    def matched(self, key: Key, given: Given) -> list[dict[str, str]]:
        said = number_in(given["text"])
        return [
            each
            for each in key["numbers"]
            if said is not None and abs(said - Fraction(each["number"])) <= Fraction(each["tolerance"])
        ]

    def key_accepting(self, content: Content, key: Key, given: Given) -> Key:
        """ "10 ± 0,5" says its tolerance; a number alone has the one that is written beside the first right number."""
        said, *within = WITHIN.split(given["text"], maxsplit=1)
        number, tolerance = number_in(said), number_in(within[0]) if within else _tolerance(key)
        if number is None or tolerance is None or tolerance < 0:
            return {**key, "numbers": []}
        return {**key, "numbers": [{"number": str(number), "tolerance": str(tolerance), "worth": "1"}]}

    def is_whole(self, content: Content, key: Key, given: Given) -> bool:
        return bool(self.key_accepting(content, key, given)["numbers"])

    def right_answer(self, content: Content, key: Key) -> Given:
        number = next(each["number"] for each in key["numbers"] if worth_in(each["worth"]) == 1)
        return {"text": number_text(Fraction(number))}

    def key_told(self, content: Content, key: Key) -> list[str]:
        return [_told(each) for each in key["numbers"] if worth_in(each["worth"]) == 1]

    def draft_fields(self, content: Content, key: Key) -> dict[str, Any]:
        return {
            "choices": [number_text(Fraction(each["number"])) for each in key["numbers"]],
            "tolerances": [number_text(Fraction(each["tolerance"])) for each in key["numbers"]],
            "worths": [each["worth"] for each in key["numbers"]],
        } | feedback_fields(key["numbers"], key)


def _tolerance(key: Key) -> Fraction:
    return next((Fraction(each["tolerance"]) for each in key["numbers"] if worth_in(each["worth"]) == 1), Fraction(0))


def _told(each: dict[str, str]) -> str:
    number, tolerance = (Fraction(each[name]) for name in ("number", "tolerance"))
    return f"{number_text(number)} ± {number_text(tolerance)}" if tolerance else number_text(number)
