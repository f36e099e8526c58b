"""A word or a few, typed. Several forms may be accepted, each worth all or part of the points."""

from fractions import Fraction
from typing import Any

from question_bank.draft import Draft
from question_bank.kinds.kind import Complaint, Content, Given, Key, Understood
from question_bank.kinds.typed import Typed, complaints_of_worths, worths_of
from question_bank.kinds.worths import worth_in
from question_bank.text import N_, cleaned, fold, same_reading, same_spelling


class ShortText(Typed):
    """Spacing, Unicode form, where a tone is written, and a full stop at the end never matter.

    key: {"accepted": [{"text": "Hà Nội", "worth": "1"}], "case": does case matter, "tones": do marks and tones}.
    """

    name = "short_text"
    label = N_("Trả lời ngắn")

    def understand(self, draft: Draft, choices: list[str], right: list[int]) -> Understood:
        forms = [
            {"text": text, "worth": worth} for text, worth in zip(draft.choices, worths_of(draft), strict=True) if text
        ]
        key = {"accepted": forms, "case": draft.case_matters, "tones": not draft.tones_ignored}
        too_long = [
            Complaint(f"choice_{place}", f"dài {len(text)} ký tự, nhiều nhất là {self.longest}.")
            for place, text in enumerate(draft.choices)
            if len(text) > self.longest
        ]
        return Understood({}, key, too_long + complaints_of_worths(draft))

    def mark(self, content: Content, key: Key, given: Given) -> Fraction:
        said = _compared(given["text"], key)
        found = [worth_in(form["worth"]) for form in key["accepted"] if said == _compared(form["text"], key)]
        return max((worth for worth in found if worth and said), default=Fraction(0))

    def key_told(self, content: Content, key: Key) -> list[str]:
        return [form["text"] for form in key["accepted"] if worth_in(form["worth"]) == 1]

    def draft_fields(self, content: Content, key: Key) -> dict[str, Any]:
        return {
            "choices": [form["text"] for form in key["accepted"]],
            "worths": [form["worth"] for form in key["accepted"]],
            "case_matters": key["case"],
            "tones_ignored": not key["tones"],
        }


def _compared(text: str, key: Key) -> str:
    said = cleaned(text).rstrip(". ")
    if not key["tones"]:
        return fold(said)
    return same_spelling(said) if key["case"] else same_reading(said)
