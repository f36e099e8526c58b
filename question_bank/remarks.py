"""What is said of a draft: what must be put right, what should be looked at, each with its place."""

import re
from copy import copy
from dataclasses import dataclass

from question_bank.draft import Draft
from question_bank.kinds.kind import Complaint
from question_bank.layout import HEADERS

STEM_MAX, CHOICE_MAX, EXPLANATION_MAX = 4_000, 1_000, 6_000
LOST_ACCENTS = re.compile(r"[^\W\d_]\?[^\W\d_]|\ufffd")
TURNED_AROUND = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Problem:
    place: str  # "Dòng 7, cột Đáp án"
    text: str
    field: str = ""  # which field of the form mends it

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"

    def as_json(self) -> dict[str, str]:
        return {"place": self.place, "text": self.text, "field": self.field}


class Remarks:
    """Of one draft, which is settled as its kind becomes known."""

    def __init__(self, draft: Draft) -> None:
        self.draft = copy(draft)  # `replace` would ask for each of its thirty fields
        self.draft.unread = dict(draft.unread)
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []

    def complain(self, field: str, text: str) -> None:
        """One complaint a field is enough where the cell could not even be read."""
        if field not in self.draft.unread:
            self.problems.append(problem_at(self.draft, field, text))

    def warn(self, field: str, text: str) -> None:
        self.warnings.append(problem_at(self.draft, field, text))

    def take(self, complaint: Complaint) -> None:
        if complaint.mild:
            self.warn(complaint.field, complaint.text)
        else:
            self.complain(complaint.field, complaint.text)

    def check_text(self, field: str, text: str, longest: int, missing: str) -> None:
        if not text and missing:
            self.complain(field, missing)
        if len(text) > longest:
            self.complain(field, f"dài {len(text)} ký tự, nhiều nhất là {longest}.")
        if (
            ("?" in text or "\ufffd" in text)
            and LOST_ACCENTS.search(text)
            and any("/" not in word and LOST_ACCENTS.search(word) for word in text.split())
        ):
            self.warn(field, "có “?” giữa chữ: có thể đã mất dấu tiếng Việt.")
        if TURNED_AROUND.search(text):
            self.warn(field, "có ký tự ẩn làm đảo chiều chữ.")


def problem_at(draft: Draft, field: str, text: str) -> Problem:
    column = draft.cells.get(field) or _default_cell(field)
    return Problem(f"{draft.place}, {column}" if column else draft.place, text, field)


def _default_cell(field: str) -> str:
    if field == "choices":
        return ""
    return f"cột {HEADERS[field]}" if field in HEADERS else ""
