"""Steps to be put in order, by tapping them one after the other. All of them right, or nothing."""

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from question_bank.draft import Draft
from question_bank.kinds.choosing import CHOICES_MIN, choice_ids, is_choice_of, texts_of, twice
from question_bank.kinds.kind import Complaint, Content, Given, Key, Kind, Understood
from question_bank.text import N_, sort_key

STEPS_MAX = 10
SIGNS = re.compile(r"[A-Ja-j]|\d{1,2}")
AFTER = ":"  # its number, in a form's field


class Ordering(Kind):
    """content: {"choices": [{"id", "text"}], by alphabet}. key: {"order": [ids]}. given: {"choices": [ids tapped]}."""

    name = "ordering"
    label = N_("Sắp xếp")
    refusal = N_("Mỗi bước cần một số thứ tự khác nhau. Hãy đánh số lại.")

    def settled(self, draft: Draft) -> Draft:
        """A key names the steps as they stand, in their right order: "C, A, B" or "3-1-2"."""
        if not draft.key:
            return draft
        filled = [choice for choice in draft.choices if choice]
        places = [_place(sign) for sign in SIGNS.findall(draft.key)]
        settled = replace(draft, choices=filled, key="")
        if sorted(places) == list(range(len(filled))) and not SIGNS.sub("", draft.key).strip(" ,;.-–→>\n"):
            return replace(settled, choices=[filled[place] for place in places])
        settled.ask(
            "key", "chưa rõ thứ tự đúng: ghi đủ các bước, như “C, A, B”; hoặc để trống nếu các bước đã đứng đúng thứ tự"
        )
        return settled

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

    def key_accepting(self, content: Content, key: Key, given: Given) -> Key:
        missing = [id for id in key["order"] if id not in given["choices"]]
        return {"order": [*given["choices"], *missing]}

    def right_answer(self, content: Content, key: Key) -> Given:
        return {"choices": list(key["order"])}

    def choices_order(self, content: Content, rank: Callable[[str], bytes]) -> list[str]:
        return sorted(choice_ids(content), key=rank)

    def given_in(self, values: list[str]) -> Given:
        """The steps in the order in which they were tapped; or each after the number that was chosen for it, "2:k7qd",
        or ":k7qd". Two of one number are no order, and not accepted."""
        if not any(AFTER in value for value in values):
            return {"choices": values}
        numbered = [value.partition(AFTER) for value in values]
        placed = {int(number): id for number, _, id in numbered if number.isdecimal() and len(number) <= 2}
        if len(placed) < sum(number != "" for number, _, _ in numbered):
            return None
        return {"choices": [placed[number] for number in sorted(placed)]}

    def values(self, given: Given) -> list[str]:
        return list(given["choices"])

    def told(self, content: Content, given: Given) -> list[str]:
        return texts_of(content, given["choices"])

    def key_told(self, content: Content, key: Key) -> list[str]:
        return texts_of(content, key["order"])

    def draft_fields(self, content: Content, key: Key) -> dict[str, Any]:
        return {"choices": self.key_told(content, key)}


def _place(sign: str) -> int:
    return int(sign) - 1 if sign.isdecimal() else ord(sign.upper()) - ord("A")


def _complaints(choices: list[str], steps: list[str]) -> list[Complaint]:
    if not CHOICES_MIN <= len(steps) <= STEPS_MAX:
        return [Complaint("choices", f"có {len(steps)} bước; cần từ hai đến mười bước.")]
    return twice(choices)
