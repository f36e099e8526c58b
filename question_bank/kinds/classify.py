"""What sort of false information is it? The sorts are always the same five, in the same order."""

from collections.abc import Callable
from dataclasses import replace

from question_bank.draft import Draft
from question_bank.kinds.choosing import choice_ids
from question_bank.kinds.kind import Complaint, Content, Understood
from question_bank.kinds.single_choice import SingleChoice
from question_bank.text import N_

SORTS = (
    N_("Sai bối cảnh: hình ảnh, sự việc có thật nhưng gán cho chuyện khác"),
    N_("Gây hiểu lầm: có phần đúng, cách trình bày làm người đọc hiểu sai"),
    N_("Bịa đặt: hoàn toàn không có thật"),
    N_("Mạo danh: giả làm cơ quan, tờ báo hoặc người khác"),
    N_("Châm biếm: viết để đùa, bị tưởng là thật"),
)


class Classify(SingleChoice):
    """The draft needs no choices; its key names one of the sorts by letter or text."""

    name = "classify"
    label = N_("Phân loại tin giả")

    def settled(self, draft: Draft) -> Draft:
        return draft if any(draft.choices) else replace(draft, choices=list(SORTS))

    def understand(self, draft: Draft, choices: list[str], right: list[int]) -> Understood:
        understood = super().understand(draft, choices, right)
        if choices == list(SORTS):
            return understood
        text = f"loại câu “{self.label}” luôn có năm phương án có sẵn; hãy để trống các phương án."
        return understood._replace(complaints=[Complaint("choices", text)])

    def choices_order(self, content: Content, rank: Callable[[str], bytes]) -> list[str]:
        """Always alike: people learn the sorts by their places."""
        return choice_ids(content)
