"""Several choices, one of them right. Others may bring a part of the points."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

from question_bank.draft import Draft
from question_bank.kinds.choosing import Choosing, choice_ids
from question_bank.kinds.kind import Complaint, Content, Given, Key, Understood
from question_bank.kinds.parts import (
    complaints_of_parts,
    key_with_parts,
    part_of_choice,
    parts_beside,
    parts_in,
    taken_from_key,
    worths_beside,
)
from question_bank.text import N_


class SingleChoice(Choosing):
    """The key may also have "parts": [{"id", "worth": "1/2"}], of second bests."""

    name = "single_choice"
    label = N_("Một lựa chọn")
    keeps_parts = True

    def settled(self, draft: Draft) -> Draft:
        return taken_from_key(replace(draft), draft.choices) if "[" in draft.key else draft

    def understand(self, draft: Draft, choices: list[str], right: list[int]) -> Understood:
        understood = super().understand(draft, choices, right)
        understood.complaints.extend(complaints_of_parts(draft, right))
        parts = parts_beside(draft, len(choices), right)
        return understood._replace(key=understood.key | {"parts": parts}) if parts else understood

    def problems(self, choices: list[str], right: list[int]) -> list[Complaint]:
        found = super().problems(choices, right)
        if len(right) > 1:
            found.append(Complaint("key", f"loại câu “{self.label}” chỉ có một đáp án đúng, ở đây có {len(right)}."))
        return found

    def accepts(self, content: Content, given: Given) -> bool:
        return super().accepts(content, given) and len(given["choices"]) <= 1

    def mark(self, content: Content, key: Key, given: Given) -> Fraction:
        whole = super().mark(content, key, given)
        return whole or max((part_of_choice(key, id) for id in given["choices"]), default=Fraction(0))

    def gives_parts(self, key: Key) -> bool:
        return any(worth > 0 for worth in parts_in(key).values())

    def key_accepting(self, content: Content, key: Key, given: Given) -> Key:
        """What was nearly right beside the old key is not so beside another."""
        accepting = super().key_accepting(content, key, given)
        return {name: value for name, value in accepting.items() if name != "parts"}

    def key_in_cell(self, draft: Draft) -> str:
        return key_with_parts(draft)

    def draft_fields(self, content: Content, key: Key) -> dict[str, Any]:
        return super().draft_fields(content, key) | {"worths": worths_beside(choice_ids(content), key)}
