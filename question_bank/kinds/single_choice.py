"""Several choices, one of them right."""

from collections.abc import Callable
from fractions import Fraction

from question_bank.kinds.choosing import all_or_nothing, is_choice_of, problems_of_choices, shuffled
from question_bank.kinds.kind import Complaint, Content, Given, Key
from question_bank.text import N_


class SingleChoice:
    name = "single_choice"
    label = N_("Một lựa chọn")

    def problems(self, choices: list[str], right: list[int]) -> list[Complaint]:
        found = problems_of_choices(choices)
        if len(right) > 1:
            found.append(Complaint("key", f"loại câu “{self.label}” chỉ có một đáp án đúng, ở đây có {len(right)}."))
        return found

    def accepts(self, content: Content, given: Given) -> bool:
        return is_choice_of(content, given) and len(given["choices"]) <= 1

    def mark(self, content: Content, key: Key, given: Given) -> Fraction:
        return all_or_nothing(key, given)

    def choices_order(self, content: Content, rank: Callable[[str], bytes]) -> list[str]:
        return shuffled(content, rank)
