"""Several choices, one or more of them right. All the right ones and no other, or nothing."""

from collections.abc import Callable
from fractions import Fraction

from question_bank.kinds.choosing import all_or_nothing, is_choice_of, problems_of_choices, shuffled
from question_bank.kinds.kind import Complaint, Content, Given, Key
from question_bank.text import N_


class MultipleChoice:
    name = "multiple_choice"
    label = N_("Nhiều lựa chọn")

    def problems(self, choices: list[str], right: list[int]) -> list[Complaint]:
        return problems_of_choices(choices)

    def accepts(self, content: Content, given: Given) -> bool:
        return is_choice_of(content, given)

    def mark(self, content: Content, key: Key, given: Given) -> Fraction:
        return all_or_nothing(key, given)

    def choices_order(self, content: Content, rank: Callable[[str], bytes]) -> list[str]:
        return shuffled(content, rank)
