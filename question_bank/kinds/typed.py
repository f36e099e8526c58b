"""What the kinds have in common that are answered by typing: one line of text."""

from collections.abc import Callable
from typing import Any

from question_bank.draft import Draft
from question_bank.kinds.kind import Complaint, Content, Given
from question_bank.kinds.worths import worth_in
from question_bank.text import cleaned


class Typed:
    """given: {"text": str}."""

    longest = 200

    def accepts(self, content: Content, given: Given) -> bool:
        return (
            isinstance(given, dict)
            and set(given) == {"text"}
            and isinstance(given["text"], str)
            and len(given["text"]) <= self.longest
        )

    def normal(self, content: Content, given: Given) -> dict[str, Any]:
        return {"text": " ".join(cleaned(given["text"]).split())}

    def is_blank(self, given: Given) -> bool:
        return not given["text"].strip()

    def choices_order(self, content: Content, rank: Callable[[str], bytes]) -> list[str]:
        return []

    def given_in(self, values: list[str]) -> dict[str, Any]:
        return {"text": values[0] if values else ""}

    def told(self, content: Content, given: Given) -> list[str]:
        return [given["text"]] if given["text"] else []


def worths_of(draft: Draft) -> list[str]:
    """Beside each form that is accepted; all of the points where the file does not say."""
    return draft.worths or ["1"] * len(draft.choices)


def complaints_of_worths(draft: Draft) -> list[Complaint]:
    if not any(draft.choices):
        return [Complaint("key", "chưa có đáp án.")]
    worths = [worth_in(worth) for worth in worths_of(draft)]
    if None in worths:
        return [Complaint("key", "có đáp án mang phần điểm không đọc được; ghi như 1, 0.5 hoặc 1/3.")]
    if not any(text and worth == 1 for text, worth in zip(draft.choices, worths, strict=True)):
        return [Complaint("key", "chưa có đáp án nào được tính trọn điểm.")]
    return []
