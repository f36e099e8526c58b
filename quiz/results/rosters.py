"""Workbooks of people: the template that organisers fill in, and the list of entries to print or keep."""

import io
from dataclasses import astuple, dataclass

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from quiz.contests.roster.cells import POSITIONS
from quiz.contests.roster.reading import GUIDE
from quiz.language import gettext as _

TEXT_ONLY = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""What begins with = + - @ stays text."""
ROWS_WITH_LISTS = 1_000
LISTS = "Danh mục"


def template(unit_names: list[str]) -> bytes:
    """An empty roster with drop-downs; how to fill it in stands on a sheet of its own."""
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, TEXT_ONLY) as book:
        sheet = book.add_worksheet(_("Danh sách"))
        columns = [(_("Họ và tên"), 28), (_("Ngày sinh"), 14), (_("Đơn vị"), 36), (_("Chức vụ"), 20),
                   (_("Điện thoại"), 15), (_("Phòng thi"), 14)]  # fmt: skip
        write_header(book, sheet, columns)
        text = book.add_format({"num_format": "@"})  # a phone keeps its zero, a date stays as typed
        sheet.set_column(1, 1, 14, text)
        sheet.set_column(4, 4, 15, text)
        _offer(book, sheet, unit_names)
        _explain(book)
        sheet.activate()
    return output.getvalue()


def write_header(book: Workbook, sheet: Worksheet, columns: list[tuple[str, int]]) -> None:
    head = book.add_format({"bold": True, "bg_color": "#E8F0FB", "border": 1, "text_wrap": True, "valign": "vcenter"})
    for place, (name, width) in enumerate(columns):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, name, head)
    sheet.freeze_panes(1, 0)


def _offer(book: Workbook, sheet: Worksheet, unit_names: list[str]) -> None:
    offer(book, sheet, {2: unit_names, 3: list(POSITIONS)})


def offer(book: Workbook, sheet: Worksheet, lists: dict[int, list[str]]) -> None:
    """Drop-downs for these columns of the sheet; anything else may be typed too. The words stand on a hidden sheet."""
    hidden = book.add_worksheet(LISTS)
    hidden.hide()
    for place, (column, words) in enumerate(lists.items()):
        for row, word in enumerate(words):
            hidden.write_string(row, place, word)
        if words:
            letter = xl_col_to_name(place)
            source = f"='{LISTS}'!${letter}$1:${letter}${len(words)}"
            sheet.data_validation(
                1, column, ROWS_WITH_LISTS, column, {"validate": "list", "source": source, "error_type": "information"}
            )


def _explain(book: Workbook) -> None:
    explain(book, [
        (_("Họ và tên"), _("Bắt buộc. Ví dụ: Nguyễn Thị Lan. Cũng nhận hai cột “Họ đệm” và “Tên”.")),
        (_("Ngày sinh"), _("Ngày/tháng/năm, ví dụ 26/03/2001; chỉ biết năm thì ghi năm. Dùng khi vào thi bằng mã.")),
        (_("Đơn vị"), _("Bắt buộc. Chọn trong danh sách, hoặc ghi tên hay mã đơn vị; đơn vị chưa có sẽ được hỏi lại.")),
        (_("Chức vụ"), _("Ví dụ: Bí thư, Phó Bí thư, Ủy viên Ban Chấp hành.")),
        (_("Điện thoại"), _("Không bắt buộc; mất số 0 ở đầu sẽ được thêm lại.")),
        (_("Phòng thi"), _("Không bắt buộc. Ví dụ: Phòng 1.")),
        (_("Nhập lại"), _("Nộp lại tệp đã sửa lúc nào cũng được: trang web cho thấy ai mới, ai đổi; không ai bị xóa.")),
    ])  # fmt: skip


def explain(book: Workbook, lines: list[tuple[str, str]]) -> None:
    """How to fill a template in: a word and its meaning a line, on a sheet of its own that nobody reads in."""
    sheet = book.add_worksheet(GUIDE)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 90)
    wrap, bold = book.add_format({"text_wrap": True, "valign": "top"}), book.add_format({"bold": True, "valign": "top"})
    for row, (word, meaning) in enumerate(lines):
        sheet.write_string(row, 0, word, bold)
        sheet.write_string(row, 1, meaning, wrap)


@dataclass(frozen=True)
class Listed:
    """One line of the list."""

    number: str
    name: str
    birth: str
    unit: str
    position: str
    phone: str
    room: str
    state: str
    codes: tuple[str, str] | None = None  # personal code, link; only where they were asked for


def entry_list(title: str, entries: list[Listed]) -> bytes:
    """For printing attendance: a line each, a place to sign; codes and links only where given."""
    output = io.BytesIO()
    columns = [(_("STT"), 6), (_("Số báo danh"), 13), (_("Họ và tên"), 28), (_("Ngày sinh"), 12), (_("Đơn vị"), 34),
               (_("Chức vụ"), 20), (_("Điện thoại"), 14), (_("Phòng thi"), 13), (_("Tình trạng"), 13)]  # fmt: skip
    with_codes = any(entry.codes for entry in entries)
    columns += [(_("Mã cá nhân"), 13), (_("Đường liên kết"), 60)] if with_codes else [(_("Ký tên"), 16)]
    with xlsxwriter.Workbook(output, TEXT_ONLY) as book:
        sheet = book.add_worksheet(_("Thí sinh"))
        write_header(book, sheet, columns)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_header("&C" + title.replace("&", "&&")[:200])
        line = book.add_format({"border": 1, "valign": "top", "text_wrap": True})
        for row, entry in enumerate(entries, 1):
            sheet.write_number(row, 0, row, line)
            texts = [entry.number, entry.name, entry.birth, entry.unit, entry.position, entry.phone, entry.room,
                     entry.state, *(entry.codes or (("", "") if with_codes else ("",)))]  # fmt: skip
            for column, text in enumerate(texts, 1):
                sheet.write_string(row, column, text, line)
    return output.getvalue()


@dataclass(frozen=True)
class Registered:
    """One line of those who registered by themselves."""

    at: str
    number: str
    name: str
    birth: str
    phone: str
    unit: str
    confirmed: str
    position: str
    state: str
    notes: str
    consent: str
    keep_until: str


def registered_list(title: str, lines: list[Registered]) -> bytes:
    """Everything as text, the earliest first."""
    output = io.BytesIO()
    columns = [(_("Đăng ký lúc"), 17), (_("Số báo danh"), 13), (_("Họ và tên"), 28), (_("Ngày sinh"), 12),
               (_("Điện thoại"), 14), (_("Đơn vị"), 34), (_("Xác nhận đơn vị"), 17), (_("Chức vụ"), 20),
               (_("Tình trạng"), 13), (_("Cần xem"), 40), (_("Đồng ý lúc"), 17), (_("Giữ đến"), 12)]  # fmt: skip
    with xlsxwriter.Workbook(output, TEXT_ONLY) as book:
        sheet = book.add_worksheet(_("Đăng ký"))
        write_header(book, sheet, columns)
        sheet.set_landscape()
        sheet.set_header("&C" + title.replace("&", "&&")[:200])
        for row, line in enumerate(lines, 1):
            for column, text in enumerate(astuple(line)):
                sheet.write_string(row, column, text)
    return output.getvalue()
