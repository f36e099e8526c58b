"""Which column of a roster is which, whatever its header is called. Pure."""

import re

from question_bank.text import fold
from quiz.refusals import N_

HEADER_WITHIN = 20  # lists begin with the name of the union, a motto and a title
LABELS = {
    "name": N_("Họ và tên"),
    "birth": N_("Ngày sinh"),
    "unit": N_("Đơn vị"),
    "position": N_("Chức vụ"),
    "phone": N_("Điện thoại"),
    "room": N_("Phòng thi"),
    "member_code": N_("Mã đoàn viên"),
    "number": N_("Số báo danh"),
    "division": N_("Bảng"),
}
SYNONYMS = {
    "name": "họ và tên|họ tên|họ và tên thí sinh|họ tên thí sinh|tên thí sinh|thí sinh|họ và tên đoàn viên"
    "|họ tên đoàn viên|tên đầy đủ|full name|name",
    "family": "họ đệm|họ và đệm|họ lót|họ và tên đệm|họ tên đệm|họ và chữ đệm|họ chữ đệm|họ và lót|họ"
    "|last name|surname",
    "given": "tên|tên gọi|given name|first name",
    "birth": "ngày sinh|năm sinh|ngày tháng năm sinh|ngày, tháng, năm sinh|ngày tháng năm|sinh ngày|sinh năm|ntns|ns"
    "|ngày/tháng/năm sinh|date of birth|birth date|birthday|dob",
    "birth_year": "năm",
    "branch": "chi đoàn|tên chi đoàn|chi đoàn cơ sở|đơn vị chi đoàn|phân đoàn|lớp",
    "unit": "đơn vị|tên đơn vị|đơn vị dự thi|đơn vị công tác|đơn vị sinh hoạt|đoàn cơ sở|cơ sở đoàn|đoàn trực thuộc"
    "|nơi sinh hoạt|đơn vị cử|unit",
    "unit_code": "mã đơn vị|mã chi đoàn|unit code",
    "position": "chức vụ|chức danh|chức vụ đoàn|chức vụ hiện nay|nhiệm vụ|position",
    "phone": "điện thoại|số điện thoại|sđt|đt|số đt|điện thoại liên hệ|điện thoại di động|di động|phone|mobile",
    "room": "phòng thi|phòng|điểm thi|room",
    "member_code": "mã đoàn viên|mã số đoàn viên|mã đv|số thẻ đoàn viên|số thẻ|mã số|member code",
    "number": "số báo danh|sbd|mã dự thi",
    "division": "bảng|bảng thi|bảng đấu|bảng dự thi|khối|khối thi|khối dự thi|division",
}  # fmt: skip


def plain_header(header: str) -> str:
    """Without marks, spaces, signs, and what stands in brackets: "Ngày sinh (*)" is "ngaysinh"."""
    return re.sub(r"[^a-z0-9]", "", re.sub(r"\([^)]*\)", "", fold(header)))


FIELDS = {plain_header(word): field for field, words in SYNONYMS.items() for word in words.split("|")}


def columns_of(cells: list[str]) -> dict[str, int] | None:
    """Field → column, when this line is the header of a roster: a name and something more. The first of each counts."""
    columns: dict[str, int] = {}
    for place, cell in enumerate(cells):
        field = FIELDS.get(plain_header(cell)) if cell else None
        if field is not None:
            columns.setdefault(field, place)
    if "given" in columns and "family" not in columns:
        columns.setdefault("name", columns.pop("given"))
    has_name = "name" in columns or {"family", "given"} <= set(columns)
    return columns if has_name and len(columns) > 1 else None


def given_in(cells: list[str], columns: dict[str, int]) -> dict[str, str]:
    """What one line says, by field of ours. A name in two columns is joined; the most particular unit is the unit."""

    def at(field: str) -> str:
        place = columns.get(field)
        return cells[place] if place is not None and place < len(cells) else ""

    given = {field: at(field) for field in LABELS}
    given["name"] = given["name"] or f"{at('family')} {at('given')}".strip()
    given["birth"] = given["birth"] or at("birth_year")
    given["unit"], given["above"] = (at("branch"), at("unit")) if at("branch") else (at("unit"), "")
    given["unit"] = at("unit_code") or given["unit"]
    return given
