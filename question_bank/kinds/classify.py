"""What sort of false information is it? The sorts are always the same five, in the same order."""

from collections.abc import Callable
from dataclasses import replace

from question_bank.draft import Draft
from question_bank.kinds.choosing import choice_ids
from question_bank.kinds.kind import Complaint, Content, Key, Understood
from question_bank.kinds.parts import taken_from_key
from question_bank.kinds.single_choice import SingleChoice
from question_bank.letters import letter_of
from question_bank.text import N_, fold

SORTS = (
    N_("Sai bối cảnh: hình ảnh, sự việc có thật nhưng gán cho chuyện khác"),
    N_("Gây hiểu lầm: có phần đúng, cách trình bày làm người đọc hiểu sai"),
    N_("Bịa đặt: hoàn toàn không có thật"),
    N_("Mạo danh: giả làm cơ quan, tờ báo hoặc người khác"),
    N_("Châm biếm: viết để đùa, bị tưởng là thật"),
)
SHORT = tuple(sort.partition(":")[0] for sort in SORTS)
NAMES = ("false context", "misleading", "fabricated", "impersonation", "satire")
PLACES = {fold(name): place for names in (SORTS, SHORT, NAMES) for place, name in enumerate(names)}


class Classify(SingleChoice):
    """The draft needs no choices; its key names one of the sorts by letter, by name or in full."""

    name = "classify"
    label = N_("Phân loại tin giả")
    often_has_a_post = True

    def settled(self, draft: Draft) -> Draft:
        named = [PLACES.get(_name(choice)) for choice in draft.choices]
        choices = list(SORTS) if not any(draft.choices) or named == list(range(len(SORTS))) else draft.choices
        place = PLACES.get(_name(draft.key))
        named_by = replace(draft, choices=choices, key=draft.key if place is None else letter_of(place))
        return taken_from_key(named_by, choices)

    def understand(self, draft: Draft, choices: list[str], right: list[int]) -> Understood:
        understood = super().understand(draft, choices, right)
        if choices == list(SORTS):
            return understood
        text = f"loại câu “{self.label}” luôn có năm phương án có sẵn; hãy để trống các phương án."
        return understood._replace(complaints=[Complaint("choices", text)])

    def is_fake(self, key: Key) -> bool:
        return True

    def choices_order(self, content: Content, rank: Callable[[str], bytes]) -> list[str]:
        """Always alike: people learn the sorts by their places."""
        return choice_ids(content)


def _name(said: str) -> str:
    return fold(said.replace("_", " ")).rstrip(".")
