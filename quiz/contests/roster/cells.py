"""What people write in the cells of a roster, read as it was meant. Pure. A cell that cannot be read says why."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from question_bank.text import fold, nfc
from quiz.language import gettext as _

NAME_MAX, TEXT_MAX = 80, 120
AGE_MIN, AGE_MAX = 5, 100
EXCEL_DAY_ONE = date(1899, 12, 30)  # what Excel counts days from, its wrong leap year included
MOBILE = re.compile(r"0[35789]\d{8}")
LANDLINE = re.compile(r"02\d{8,9}")
POSITIONS = {
    "Phó Bí thư": ("pho bi thu", "p bi thu", "pho bt", "p bt", "pbt"),
    "Bí thư": ("bi thu", "bt"),
    "Ủy viên Ban Thường vụ": ("uy vien ban thuong vu", "uv ban thuong vu", "uv btv", "uvbtv", "uy vien btv"),
    "Ủy viên Ban Chấp hành": ("uy vien ban chap hanh", "uv ban chap hanh", "uv bch", "uvbch", "uy vien bch"),
    "Đoàn viên": ("doan vien",),
    "Hội viên": ("hoi vien",),
}
SPELLINGS = sorted(
    ((tuple(spelling.split()), position) for position, all_of in POSITIONS.items() for spelling in all_of),
    key=lambda pair: -len(pair[0]),
)
"""Longest first: in "Phó Bí thư" there is no "Bí thư"."""


class UnreadableCell(ValueError):
    """Why, in a sentence for the person who wrote it."""


@dataclass(frozen=True)
class Born:
    """A birth date, or the year alone, or nothing."""

    on: date | None = None
    year: int | None = None
    note: str = ""

    @property
    def in_year(self) -> int | None:
        return self.on.year if self.on else self.year

    @property
    def text(self) -> str:
        return f"{self.on:%d/%m/%Y}" if self.on else str(self.year or "")


def tidy(text: str) -> str:
    return nfc(" ".join(text.split()))


def name_in(text: str) -> str:
    """Full name in one form; a name in capitals is written as people write names."""
    name = tidy(text)
    if not name:
        raise UnreadableCell(_("Thiếu họ và tên."))
    if len(name) > NAME_MAX:
        raise UnreadableCell(_("Họ và tên dài quá {most} ký tự.").format(most=NAME_MAX))
    if not re.fullmatch(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f '’.\-])*", name):
        raise UnreadableCell(_("“{name}” có ký tự không dùng trong họ tên.").format(name=name))
    return _capitalised(name) if name in (name.upper(), name.lower()) else name


def _capitalised(name: str) -> str:
    return re.sub(r"[^\W\d_]+", lambda word: word[0][0].upper() + word[0][1:].lower(), name)


def born_in(text: str, today: date) -> Born:
    """dd/mm/yyyy in any of its dresses, a year alone, a day number of Excel. Day always before month."""
    written = re.sub(r"^\d{1,2}:\d{2}(:\d{2})? ", "", tidy(text))
    if not written:
        return Born()
    plain = fold(written)
    numbers = re.findall(r"\d+", plain)
    if re.fullmatch(r"(nam |sn |sinh nam )?\d{4}", plain):
        return _year(int(numbers[0]), today)
    if re.fullmatch(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([t ].*)?", plain):
        return _date(int(numbers[2]), int(numbers[1]), int(numbers[0]), written, today)
    if re.fullmatch(r"(ngay |sinh ngay )?\d{1,2}( thang | ?[-/.] ?)\d{1,2}( nam | ?[-/.] ?)(\d{4}|\d{2})", plain):
        return _date(int(numbers[0]), int(numbers[1]), _full_year(numbers[2], today), written, today)
    if re.fullmatch(r"\d{8}", plain):
        return _date(int(plain[:2]), int(plain[2:4]), int(plain[4:]), written, today)
    if re.fullmatch(r"(thang )?\d{1,2}( nam |[-/.])\d{4}", plain):
        born = _year(int(numbers[1]), today)
        return Born(year=born.year, note=_("“{text}” không có ngày nên chỉ lấy năm.").format(text=written))
    if re.fullmatch(r"\d{5}", plain):
        on = EXCEL_DAY_ONE + timedelta(days=int(plain))
        return Born(_plausible(on, today), note=_("Số {text} đã đọc thành ngày theo Excel.").format(text=written))
    raise UnreadableCell(_("Không đọc được ngày sinh “{text}”. Hãy ghi ngày/tháng/năm.").format(text=written))


def _full_year(digits: str, today: date) -> int:
    """Two digits mean the latest year in which a contestant could have been born."""
    if len(digits) == 4:
        return int(digits)
    century = today.year // 100 * 100
    year = century + int(digits)
    return year if year <= today.year - AGE_MIN else year - 100


def _date(day: int, month: int, year: int, written: str, today: date) -> Born:
    try:
        return Born(_plausible(date(year, month, day), today))
    except UnreadableCell:
        raise
    except ValueError:
        raise UnreadableCell(
            _("“{text}” không phải là ngày có thật. Hãy ghi ngày/tháng/năm.").format(text=written)
        ) from None


def _year(year: int, today: date) -> Born:
    return Born(year=_plausible(date(year, 1, 1), today).year if year else None)


def _plausible(on: date, today: date) -> date:
    if not today.year - AGE_MAX <= on.year <= today.year - AGE_MIN:
        raise UnreadableCell(_("Năm sinh {year} không hợp lý.").format(year=on.year))
    return on


def phone_in(text: str) -> tuple[str, str]:
    """Ten digits, and what was changed to get them. Excel loses the zero in front; +84 stands for it."""
    first = re.split(r"[/;,\n]| - ", tidy(text))[0]
    if not tidy(text):
        return "", ""
    digits = re.sub(r"[\s.\-()]", "", first)
    if not re.fullmatch(r"\+?\d+", digits):
        raise UnreadableCell(_("Số điện thoại “{text}” có ký tự lạ.").format(text=tidy(text)))
    national = "0" + re.sub(r"^(\+84|0084|84(?=0?\d{9}$)|0)0?", "", digits)
    if not (MOBILE.fullmatch(national) or LANDLINE.fullmatch(national)):
        raise UnreadableCell(_("“{text}” không phải là số điện thoại Việt Nam.").format(text=tidy(text)))
    if first != tidy(text):
        return national, _("Ô có nhiều số; đã lấy số đầu {phone}.").format(phone=national)
    lost = not digits.startswith(("0", "+", "84")) or len(digits) == 9
    return national, _("Đã thêm số 0 ở đầu: {phone}.").format(phone=national) if lost else ""


def positions_in(text: str) -> tuple[str, ...]:
    """The positions (chức vụ) named, each once, in order. Whole words only, the longest first."""
    words = re.findall(r"[^\W_]+", fold(text))
    found: list[str] = []
    place = 0
    while place < len(words):
        spelling, position = _longest_at(words, place)
        if position and position not in found:
            found.append(position)
        place += len(spelling)
    return tuple(found)


def _longest_at(words: list[str], place: int) -> tuple[tuple[str, ...], str]:
    for spelling, position in SPELLINGS:
        if tuple(words[place : place + len(spelling)]) == spelling:
            return spelling, position
    return (words[place],), ""


def position_in(text: str) -> str:
    """As written, but for abbreviations: "PBT" alone is written out."""
    written = text_in(text)
    words = " ".join(re.findall(r"[^\W_]+", fold(written)))
    return next((position for position, all_of in POSITIONS.items() if words in all_of), written)


def text_in(text: str) -> str:
    """Any words. What begins with = + - @ is text like the rest, and stays so on the way out."""
    written = tidy(text)
    if len(written) > TEXT_MAX:
        raise UnreadableCell(_("Nội dung dài quá {most} ký tự.").format(most=TEXT_MAX))
    return written


def code_in(text: str) -> str:
    """A member code or a number of a contestant: letters, digits and the signs in between."""
    written = tidy(text)
    if not re.fullmatch(r"[\w./\- ]{0,30}", written):
        raise UnreadableCell(_("Mã “{text}” có ký tự lạ hoặc dài quá 30 ký tự.").format(text=written[:40]))
    return written
