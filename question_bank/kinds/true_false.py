"""A statement: is it true?"""

from collections.abc import Callable

from question_bank.kinds.choosing import Choosing, choice_ids
from question_bank.kinds.kind import Complaint, Content, Given
from question_bank.letters import are_true_and_false
from question_bank.text import N_


class TrueFalse(Choosing):
    name = "true_false"
    label = N_("Đúng hay sai")

    def problems(self, choices: list[str], right: list[int]) -> list[Complaint]:
        if not are_true_and_false(choices):
            text = f"loại câu “{self.label}” chỉ có hai phương án: Đúng và Sai."
            return [*super().problems(choices, right), Complaint("choices", text)]
        if len(right) > 1:
            return [Complaint("key", "một nhận định không thể vừa đúng vừa sai.")]
        return []

    def accepts(self, content: Content, given: Given) -> bool:
        return super().accepts(content, given) and len(given["choices"]) <= 1

    def choices_order(self, content: Content, rank: Callable[[str], bytes]) -> list[str]:
        """Đúng before Sai, always: a shuffle would only make people misread."""
        return choice_ids(content)
