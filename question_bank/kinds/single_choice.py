"""Several choices, one of them right."""

from question_bank.kinds.choosing import Choosing
from question_bank.kinds.kind import Complaint, Content, Given
from question_bank.text import N_


class SingleChoice(Choosing):
    name = "single_choice"
    label = N_("Một lựa chọn")

    def problems(self, choices: list[str], right: list[int]) -> list[Complaint]:
        found = super().problems(choices, right)
        if len(right) > 1:
            found.append(Complaint("key", f"loại câu “{self.label}” chỉ có một đáp án đúng, ở đây có {len(right)}."))
        return found

    def accepts(self, content: Content, given: Given) -> bool:
        return super().accepts(content, given) and len(given["choices"]) <= 1
