"""Steps to be put in order, by tapping them one after the other. All of them right, or nothing."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from question_bank.draft import Draft
from question_bank.kinds.choosing import CHOICES_MIN, choice_ids, given_choices, is_choice_of, texts_of, twice
from question_bank.kinds.kind import Complaint, Content, Given, Key, Understood
from question_bank.text import N_, sort_key

STEPS_MAX = 10


class Ordering:
    """content: {"choices": [{"id", "text"}], by alphabet}. key: {"order": [ids]}. given: {"choices": [ids tapped]}."""

    name = "ordering"
    label = N_("Sắp xếp")

    def understand(self, draft: Draft, choices: list[str], right: list[int]) -> Understood:
        """The author writes the steps in their right order, which is not how they are kept: that would be the key."""
        steps = [text for text in choices if text]
        kept = sorted(range(len(steps)), key=lambda place: (sort_key(steps[place]), place))
        content = {"choices": [{"id": place, "text": steps[place]} for place in kept]}
        return Understood(content, {"order": list(range(len(steps)))}, _complaints(choices, steps))

    def accepts(self, content: Content, given: Given) -> bool:
        return is_choice_of(content, given)

    def normal(self, content: Content, given: Given) -> Given:
        return given

    def is_blank(self, given: Given) -> bool:
        return not given["choices"]

    def mark(self, content: Content, key: Key, given: Given) -> Fraction:
        return Fraction(given["choices"] == key["order"])

    def choices_order(self, content: Content, rank: Callable[[str], bytes]) -> list[str]:
        return sorted(choice_ids(content), key=rank)

    def given_in(self, values: list[str]) -> Given:
        return given_choices(values)

    def told(self, content: Content, given: Given) -> list[str]:
        return texts_of(content, given["choices"])

    def key_told(self, content: Content, key: Key) -> list[str]:
        return texts_of(content, key["order"])

    def draft_fields(self, content: Content, key: Key) -> dict[str, Any]:
        return {"choices": self.key_told(content, key)}


def _complaints(choices: list[str], steps: list[str]) -> list[Complaint]:
    if not CHOICES_MIN <= len(steps) <= STEPS_MAX:
        return [Complaint("choices", f"có {len(steps)} bước; cần từ hai đến mười bước.")]
    return twice(choices)
