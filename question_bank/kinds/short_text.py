"""A word or a few, typed. Several forms may be accepted, each worth all or part of the points."""

from dataclasses import replace
from typing import Any

from question_bank.draft import Draft
from question_bank.kinds.cells import item_text
from question_bank.kinds.kind import Complaint, Content, Given, Key, Understood
from question_bank.kinds.typed import (
    Typed,
    answers_in_cells,
    complaints_of_worths,
    feedback_beside,
    feedback_fields,
    otherwise_in,
    with_worths,
    without_blanks,
    worths_of,
)
from question_bank.kinds.worths import worth_in
from question_bank.text import N_, cleaned, fold, same_reading, same_spelling

CASE_MATTERS, TONES_IGNORED = "phan biet hoa thuong", "khong phan biet dau"


class ShortText(Typed):
    """Spacing, Unicode form, where a tone is written, and a full stop at the end never matter.

    key: {"accepted": [{"text": "Hà Nội", "worth": "1"}], "case": does case matter, "tones": do marks and tones}. One
    that is worth nothing is known only for what is said of it.
    """

    name = "short_text"
    label = N_("Trả lời ngắn")

    def settled(self, draft: Draft) -> Draft:
        """`rule` may say in words how it is compared."""
        said = {fold(part).strip() for part in draft.rule.split(";")} - {""}
        settled = replace(
            without_blanks(draft),
            rule="; ".join(sorted(said - {CASE_MATTERS, TONES_IGNORED})),
            case_matters=draft.case_matters or CASE_MATTERS in said,
            tones_ignored=draft.tones_ignored or TONES_IGNORED in said,
        )
        items = answers_in_cells(settled)
        return settled if items is None else with_worths(settled, items)

    def cells(self, draft: Draft) -> list[str]:
        return [
            item_text(text, "" if worth == "1" else worth)
            for text, worth in zip(draft.choices, worths_of(draft), strict=True)
            if text
        ]

    def understand(self, draft: Draft, choices: list[str], right: list[int]) -> Understood:
        beside = zip(draft.choices, worths_of(draft), feedback_beside(draft), strict=True)
        forms = [{"text": text, "worth": worth} | said for text, worth, said in beside if text]
        key = {"accepted": forms, "case": draft.case_matters, "tones": not draft.tones_ignored} | otherwise_in(draft)
        too_long = [
            Complaint(f"choice_{place}", f"dài {len(text)} ký tự, nhiều nhất là {self.longest}.")
            for place, text in enumerate(draft.choices)
            if len(text) > self.longest
        ]
        return Understood({}, key, too_long + complaints_of_worths(draft))

    def known(self, key: Key) -> list[dict[str, str]]:
        return list(key["accepted"])

    def matched(self, key: Key, given: Given) -> list[dict[str, str]]:
        said = _compared(given["text"], key)
        return [form for form in key["accepted"] if said and said == _compared(form["text"], key)]

    def key_accepting(self, content: Content, key: Key, given: Given) -> Key:
        return {**key, "accepted": [{"text": given["text"], "worth": "1"}]}

    def right_answer(self, content: Content, key: Key) -> Given:
        return {"text": self.key_told(content, key)[0]}

    def key_told(self, content: Content, key: Key) -> list[str]:
        return [form["text"] for form in key["accepted"] if worth_in(form["worth"]) == 1]

    def draft_fields(self, content: Content, key: Key) -> dict[str, Any]:
        return {
            "choices": [form["text"] for form in key["accepted"]],
            "worths": [form["worth"] for form in key["accepted"]],
            "case_matters": key["case"],
            "tones_ignored": not key["tones"],
        } | feedback_fields(key["accepted"], key)


def _compared(text: str, key: Key) -> str:
    said = cleaned(text).rstrip(". ")
    if not key["tones"]:
        return fold(said)
    return same_spelling(said) if key["case"] else same_reading(said)
