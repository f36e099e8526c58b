"""Excel workbooks: our own template, and the sheets of other sites by the names of their columns."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl

from question_bank.draft import Reading
from question_bank.readers import archive
from question_bank.readers.refusal import UnreadableFile
from question_bank.readers.table import COLUMNS_MAX, Cell, Line, clean, read_table

CELL_MAX = 32_767  # what Excel itself allows
OUR_OTHER_SHEETS = {"Hướng dẫn", "Danh mục"}  # of the template: words for people, lists for its drop-downs
ESCAPED = re.compile(r"_x00(0[0-8B-F]|1[0-9A-F]|7F)_")
FORMULA = re.compile(rb"<(\w+:)?f[\s/>]")  # <f>, and not the <formula1> of a drop-down
MACRO = re.compile(rb"macroEnabled")
NO_VALUE = "công thức chưa có giá trị; hãy mở bằng Excel và lưu lại, hoặc gõ thẳng nội dung"


def read(data: bytes) -> Reading:
    formulas = look_inside(data)
    reading = Reading("xlsx")
    # Links and keep_vba stay off: nothing outside the cells is wanted.
    workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    written = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False) if formulas else None
    sheets = [sheet for sheet in workbook.worksheets if sheet.title not in OUR_OTHER_SHEETS]
    shown = [sheet for sheet in sheets if sheet.sheet_state == "visible"]
    found = []
    for sheet in shown:
        lines = lines_of(sheet, written[sheet.title] if written else None)
        if read_table(lines, reading, sheet.title if len(shown) > 1 else ""):
            found.append(sheet.title)
    if not found:
        raise UnreadableFile("Không thấy hàng tiêu đề: cần cột Câu hỏi, các cột Phương án và cột Đáp án.")
    _tell_left_out([sheet.title for sheet in sheets if sheet.title not in found], reading)
    return reading


def look_inside(data: bytes) -> bool:
    """Refuse what is no plain workbook. True where some cell holds a formula."""
    with archive.opened(data) as package:
        names = set(package.namelist())
        if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
            raise UnreadableFile("Tệp không phải là sổ tính Excel (.xlsx).")
        if any(name.lower().endswith("vbaproject.bin") for name in names) or _says_macro(package):
            raise UnreadableFile("Tệp có macro nên không được mở. Hãy lưu dưới dạng .xlsx không có macro.")
        sheets = [name for name in names if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        return any(_holds(package, name, FORMULA) for name in sheets)


def _says_macro(package: zipfile.ZipFile) -> bool:
    return _holds(package, "[Content_Types].xml", MACRO)


def _holds(package: zipfile.ZipFile, name: str, sign: re.Pattern[bytes]) -> bool:
    """Is the sign in the entry? Read piece by piece."""
    try:
        with package.open(name) as entry:
            tail = b""
            while piece := entry.read(1 << 20):
                if sign.search(tail + piece):
                    return True
                tail = piece[-20:]
    except zipfile.BadZipFile:
        raise UnreadableFile("Tệp bị hỏng. Hãy mở lại bằng Excel, lưu rồi nộp lại.") from None
    return False


def _tell_left_out(titles: list[str], reading: Reading) -> None:
    for title in titles:
        reading.warnings.append(
            f"Trang tính “{title}” không được đọc: trang bị ẩn, hoặc không có hàng tiêu đề câu hỏi."
        )


def lines_of(sheet: Any, written: Any | None) -> Iterator[Line]:
    """Each row with its number. `written` is the same sheet with formulas in place of their values."""
    sheet.reset_dimensions()  # what a sheet says of its own size cannot be trusted
    rows = sheet.iter_rows(max_col=COLUMNS_MAX)
    if written is None:
        for number, row in enumerate(rows, 1):
            yield number, [_cell(cell) for cell in row]
        return
    written.reset_dimensions()
    for number, (row, sources) in enumerate(zip(rows, written.iter_rows(max_col=COLUMNS_MAX), strict=True), 1):
        yield number, [_computed(cell, source) for cell, source in zip(row, sources, strict=True)]


def _computed(cell: Any, source: Any) -> Cell:
    if cell.value is None and source.data_type == "f":
        return Cell("", unread=NO_VALUE)
    return _cell(cell)


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return EMPTY
    if isinstance(value, str):
        return _text(value, cell.data_type)
    if isinstance(value, bool):
        return Cell("Đúng" if value else "Sai")
    if isinstance(value, (int, float)):
        return Cell(_number(value, cell.number_format if isinstance(value, float) else ""))
    if isinstance(value, (date, time, timedelta)):
        text = _moment(value)
        return Cell(text, note=f"Excel giữ ô này là ngày giờ; đã đọc thành “{text}”")
    return Cell("", unread="không đọc được ô này")


EMPTY = Cell("")


def _text(value: str, data_type: str) -> Cell:
    if data_type == "e":
        return Cell("", unread=f"ô báo lỗi {value}")
    if len(value) > CELL_MAX:
        return Cell(value[:200].strip(), unread=f"ô dài {len(value)} ký tự, nhiều nhất là 32 767")
    return clean(ESCAPED.sub(lambda found: chr(int(found[1], 16)), value) if "_x00" in value else value)


def _number(value: float, number_format: str) -> str:
    """As a Vietnamese sheet shows it: 3 and not 3.0, a comma before the decimals, 50% and not 0,5."""
    if number_format.endswith("%"):
        return f"{value * 100:.10g}%".replace(".", ",")
    return str(int(value)) if value == int(value) else f"{value:.15g}".replace(".", ",")


def _moment(value: date | time | timedelta) -> str:
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y" if value.time() == time() else "%H:%M %d/%m/%Y")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return value.strftime("%H:%M") if isinstance(value, time) else str(value)
