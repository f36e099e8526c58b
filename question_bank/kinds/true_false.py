"""A statement: is it true?"""

from collections.abc import Callable
from fractions import Fraction

from question_bank.kinds.choosing import all_or_nothing, choice_ids, is_choice_of, problems_of_choices
from question_bank.kinds.kind import Complaint, Content, Given, Key
from question_bank.text import N_, fold

STATEMENTS = ["Đúng", "Sai"]
TRUE_WORDS = {"dung", "true", "d", "t"}
FALSE_WORDS = {"sai", "false", "s", "f"}


def are_true_and_false(choices: list[str]) -> bool:
    folded = [fold(choice) for choice in choices]
    return len(folded) == 2 and folded[0] != folded[1] and set(folded) <= {"dung", "sai", "true", "false"}


class TrueFalse:
    name = "true_false"
    label = N_("Đúng hay sai")

    def problems(self, choices: list[str], right: list[int]) -> list[Complaint]:
        if not are_true_and_false(choices):
            text = f"loại câu “{self.label}” chỉ có hai phương án: Đúng và Sai."
            return [*problems_of_choices(choices), Complaint("choices", text)]
        if len(right) > 1:
            return [Complaint("key", "một nhận định không thể vừa đúng vừa sai.")]
        return []

    def accepts(self, content: Content, given: Given) -> bool:
        return is_choice_of(content, given) and len(given["choices"]) <= 1

    def mark(self, content: Content, key: Key, given: Given) -> Fraction:
        return all_or_nothing(key, given)

    def choices_order(self, content: Content, rank: Callable[[str], bytes]) -> list[str]:
        """Đúng before Sai, always: a shuffle would only make people misread."""
        return choice_ids(content)
