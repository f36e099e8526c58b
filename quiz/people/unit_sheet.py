"""A list of units as people keep it in Excel: which column is which, and what each cell means. Pure."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from question_bank.text import fold, nfc
from quiz.language import gettext as _
from quiz.people.unit import KINDS
from quiz.refusals import N_

HEADER_WITHIN = 20  # lists begin with a motto and a title
NAME_MAX, CODE_MAX, MEMBERS_MAX = 200, 40, 10_000_000
LABELS = {
    "code": N_("Mã đơn vị"),
    "name": N_("Tên đơn vị"),
    "kind": N_("Loại"),
    "parent": N_("Đơn vị cấp trên"),
    "members": N_("Số đoàn viên"),
    "members_on": N_("Tính đến ngày"),
}
SYNONYMS = {
    "code": "mã đơn vị|mã|mã số|mã đv|code|unit code",
    "name": "tên đơn vị|đơn vị|tên|tên chi đoàn|chi đoàn|tên cơ sở|name|unit",
    "kind": "loại|loại đơn vị|loại hình|cấp|kind|type",
    "parent": "đơn vị cấp trên|mã đơn vị cấp trên|mã cấp trên|cấp trên|trực thuộc|thuộc đơn vị|đơn vị chủ quản|parent"
    "|parent code",
    "members": "số đoàn viên|số lượng đoàn viên|tổng số đoàn viên|đoàn viên|sl đoàn viên|members|member count",
    "members_on": "tính đến ngày|tính đến|thời điểm|ngày thống kê|ngày chốt|as of|as of date",
}
KIND_WORDS = [
    ("province", ("tinh doan", "thanh doan", "tinh", "thanh pho", "cap tinh")),
    ("district", ("huyen doan", "quan doan", "thi doan", "huyen", "cap huyen")),
    ("commune", ("doan xa", "doan phuong", "doan dac khu", "doan thi tran", "xa", "phuong", "dac khu", "cap xa")),
    ("base_branch", ("chi doan co so",)),
    ("branch", ("chi doan",)),
    ("sub_branch", ("phan doan",)),
    ("school", ("doan truong", "lien doi", "truong", "truong hoc", "dai hoc", "cao dang", "thpt", "thcs")),
    ("armed_forces", ("doan cong an", "cong an", "quan doi", "bo chi huy", "bien phong", "luc luong vu trang")),
    ("agency", ("doan co quan", "co quan", "doanh nghiep", "khoi co quan", "cong ty", "so", "ngan hang")),
    ("base_union", ("doan co so",)),
    ("hamlet", ("thon", "khoi pho", "to dan pho", "ap", "ban", "khu pho", "khoi")),
]
"""What a kind or a name may begin with. The longest that fits counts."""

Row = tuple[int, dict[str, str]]
"""A line's number in the file, and its cells by field."""


@dataclass(frozen=True)
class UnitValues:
    """What may be said of a unit, read and checked."""

    name: str
    kind: str = "other"
    code: str = ""
    members: int | None = None
    members_on: date | None = None
    valid_from: date | None = None


@dataclass
class Cells:
    """One line as meant: its values, or what is wrong with them by field."""

    values: UnitValues
    problems: dict[str, str] = field(default_factory=dict)


def plain_header(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", re.sub(r"\([^)]*\)", "", fold(text)))


FIELDS = {plain_header(word): name for name, words in SYNONYMS.items() for word in words.split("|")}


def rows_of(sheets: dict[str, Any]) -> list[Row] | None:
    """The lines below the first header that names units. None: there is no such header."""
    for sheet in sheets["sheets"]:
        for place, (_number, cells) in enumerate(sheet["lines"][:HEADER_WITHIN]):
            columns = _columns(cells)
            if columns:
                below = sheet["lines"][place + 1 :]
                return [row for row in (_row(number, cells, columns) for number, cells in below) if row]
    return None


def read_cells(given: dict[str, str]) -> Cells:
    problems: dict[str, str] = {}
    name, code = _tidy(given.get("name", "")), _tidy(given.get("code", ""))
    if not name:
        problems["name"] = _("Thiếu tên đơn vị.")
    elif len(name) > NAME_MAX:
        problems["name"] = _("Tên dài quá {most} ký tự.").format(most=NAME_MAX)
    if not re.fullmatch(rf"[\w./-]{{0,{CODE_MAX}}}", code):
        problems["code"] = _("Mã “{text}” có khoảng trắng, ký tự lạ hoặc quá dài.").format(text=code[:CODE_MAX])
    kind = kind_in(given.get("kind", ""), name)
    if kind is None:
        problems["kind"] = _("Không rõ loại “{text}”.").format(text=_tidy(given["kind"]))
    members = whole_number(given.get("members", ""), problems)
    members_on = day_in(given.get("members_on", ""), "members_on", problems)
    return Cells(UnitValues(name, kind or "other", code, members, members_on), problems)


def kind_in(text: str, name: str) -> str | None:
    """As the kind says, or, where it says nothing, as the name begins. None: it says something unknown."""
    said = fold(text)
    if not said:
        return _begins(fold(name)) or "other"
    known = {kind: kind for kind in KINDS} | {fold(label): kind for kind, label in KINDS.items()}
    return known.get(said) or _begins(said) or None


def day_in(text: str, field: str, problems: dict[str, str]) -> date | None:
    """30/6/2026, or 2026-06-30."""
    written = _tidy(text)
    found = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", written)
    iso = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", written)
    if not written:
        return None
    try:
        day, month, year = [int(part) for part in (found.groups() if found else iso.groups()[::-1] if iso else "xyz")]
        return date(year, month, day)
    except ValueError:
        problems[field] = _("“{text}” không phải là ngày. Hãy ghi ngày/tháng/năm.").format(text=written[:30])
        return None


def whole_number(text: str, problems: dict[str, str]) -> int | None:
    written = _tidy(text)
    digits = re.sub(r"(?<=\d)[. ](?=\d{3}(\D|$))", "", written)
    if not written:
        return None
    if not re.fullmatch(r"[0-9]{1,8}", digits) or int(digits) > MEMBERS_MAX:
        problems["members"] = _("“{text}” không phải là số đoàn viên.").format(text=written[:30])
        return None
    return int(digits)


def _begins(folded: str) -> str:
    fits = [(len(word), kind) for kind, words in KIND_WORDS for word in words if f"{folded} ".startswith(f"{word} ")]
    return max(fits)[1] if fits else ""


def _columns(cells: list[str]) -> dict[str, int] | None:
    columns: dict[str, int] = {}
    for place, cell in enumerate(cells):
        name = FIELDS.get(plain_header(cell))
        if name:
            columns.setdefault(name, place)
    return columns if "name" in columns and len(columns) > 1 else None


def _row(number: int, cells: list[str], columns: dict[str, int]) -> Row | None:
    given = {name: cells[place] for name, place in columns.items() if place < len(cells) and cells[place]}
    return (number, given) if given else None


def _tidy(text: str) -> str:
    return nfc(" ".join(text.split()))
