"""Which column of a table holds what: by its header, in one line or two, or by what somebody chose. Pure."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from question_bank.layout import HEADERS, MORE_CHOICES, NUMBERING, WEAK_KEYS, field_of, fields_of, plain_header
from question_bank.readers.book import COLUMNS_MAX, DOWN, Cell, Line
from question_bank.readers.refusal import UnreadableFile
from question_bank.text import N_

HEADER_WITHIN = 20  # other sites' sheets begin with a banner
EACH = "choices"
"""The field of a column with one choice a line: a question stands on several lines."""

ONE_A_LINE = {
    "phuongan", "luachon", "cacphuongan", "cacluachon", "noidungphuongan", "noidungdapan", "noidungluachon",
    "phuongantraloi", "cacphuongantraloi", "cautraloi", "traloi", "options", "option", "choices", "choice",
    "optiontext", "choicetext", "answertext",
}  # fmt: skip
RIGHT_OR_WRONG = {
    "dung", "ladapan", "ladapandung", "ladung", "dungsai", "ketqua", "iscorrect", "isright", "isanswer", "right",
    "true",
}  # fmt: skip
FIELDS = {
    "stem": HEADERS["stem"], **{f"choice_{place}": HEADERS[f"choice_{place}"] for place in range(6)},
    **{field: header for field, header, _ in MORE_CHOICES}, EACH: N_("Mỗi dòng một phương án"),
    **{field: header for field, header in HEADERS.items() if field != "stem" and not field.startswith("choice_")},
}  # fmt: skip
"""What somebody may choose for a column, in the order of the list."""


class Header(NamedTuple):
    headers: list[str]
    columns: dict[int, str]  # column → field


@dataclass(frozen=True)
class Chosen:
    """What somebody said of a table: which sheet, the number of its header line (0: it has none), its columns."""

    sheet: int
    header: int
    columns: dict[int, str]

    def as_json(self) -> dict[str, Any]:
        return {"sheet": self.sheet, "header": self.header, "columns": {str(at): to for at, to in self.columns.items()}}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Chosen":
        columns = {int(at): to for at, to in data["columns"].items() if to in FIELDS and 0 <= int(at) < COLUMNS_MAX}
        return cls(data["sheet"], data["header"], columns)


def columns_of(headers: list[str]) -> dict[int, str]:
    """As `fields_of`, and the columns of a table in which each choice has a line of its own."""
    columns = fields_of(headers)
    plain = [plain_header(header) for header in headers]
    if any(field.startswith("choice_") for field in columns.values()):
        return columns
    signs = [at for at, name in enumerate(plain) if name in RIGHT_OR_WRONG and at not in columns]
    one_a_line = [at for at, name in enumerate(plain) if name in ONE_A_LINE and columns.get(at, "key") == "key"]
    told = [at for at, field in columns.items() if field == "key" and plain[at] in WEAK_KEYS]
    if signs and not one_a_line:  # "Câu hỏi | Đáp án | Đúng": the answers, one a line, and which is right
        one_a_line = told
    if not one_a_line:
        return columns
    columns[one_a_line[0]] = EACH
    if "key" not in columns.values():
        others = [at for at in told if at not in one_a_line]
        columns.update(dict.fromkeys((signs + others)[:1], "key"))
    return columns


def found_header(lines: list[Line]) -> tuple[Header, int] | None:
    """The header of a table of questions, and how many lines come before what is below it."""
    for order, (_, cells) in enumerate(lines[:HEADER_WITHIN]):
        headers = [cell.text for cell in cells]
        columns = columns_of(headers)
        if two := _with_second_line(cells, lines[order + 1 : order + 2]):
            return two, order + 2
        fields = set(columns.values())
        others = {field for field in fields if field in ("key", EACH) or field.startswith("choice_")}
        if others and "stem" in fields:
            return Header(headers, columns), order + 1
        if "key" in fields and set(headers) != {""} and _is_key_sheet(headers):
            raise UnreadableFile("Tệp chỉ có bảng đáp án, không có câu hỏi. Hãy thêm cột Câu hỏi và các cột Phương án.")
    return None


def chosen_header(lines: list[Line], chosen: Chosen) -> tuple[Header, int]:
    """The columns as they were chosen. Without a header they go by their letters."""
    for order, (number, cells) in enumerate(lines):
        if number == chosen.header:
            return Header(_named([cell.text for cell in cells], chosen.columns), chosen.columns), order + 1
    return Header(_named([], chosen.columns), chosen.columns), 0


def _named(headers: list[str], columns: dict[int, str]) -> list[str]:
    width = max([len(headers), *(at + 1 for at in columns)])
    return [(headers[at] if at < len(headers) else "") or column_letters(at) for at in range(width)]


def column_letters(at: int) -> str:
    """A, B … Z, AA."""
    return column_letters(at // 26 - 1) + chr(ord("A") + at % 26) if at >= 26 else chr(ord("A") + at)


def _with_second_line(cells: list[Cell], below: list[Line]) -> Header | None:
    """ "Phương án" over "A | B | C | D", beside names that stand in the first line alone."""
    if not below:
        return None
    second = below[0][1]
    own = [cell for cell in second if cell.text and cell.merged != DOWN]
    if len(own) < 2 or not all((field_of(cell.text) or "").startswith("choice_") for cell in own):
        return None
    width = max(len(cells), len(second))
    above = [cell.text for cell in cells] + [""] * (width - len(cells))
    lower = [cell.text for cell in second] + [""] * (width - len(second))
    headers = [under or over for under, over in zip(lower, above, strict=True)]
    columns = columns_of(headers)
    return Header(headers, columns) if "stem" in columns.values() else None


def _is_key_sheet(headers: list[str]) -> bool:
    """Only the numbers of questions, and their keys."""
    return all(plain_header(header) in NUMBERING | {"dapan", "dapandung", "answer", "key"} for header in headers)
