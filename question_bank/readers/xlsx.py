"""Excel workbooks: our own template, and the sheets of other sites by the names of their columns."""

import io
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
from openpyxl.cell.read_only import EMPTY_CELL

from question_bank.draft import Reading
from question_bank.layout import OF_THE_BANK
from question_bank.readers.book import (
    COLUMNS_MAX,
    EMPTY,
    OUR_COLUMNS_MAX,
    Book,
    Cell,
    Line,
    Sheet,
    clean,
    kept,
    rewrite_old_letters,
)
from question_bank.readers.old_letters import OldLetters
from question_bank.readers.refusal import UnreadableFile
from question_bank.readers.table import read_book
from question_bank.readers.xlsx_parts import HARMED, Part, fill_merged, look_inside
from question_bank.text import cleaned

CELL_MAX = 32_767  # what Excel itself allows
OUR_OTHER_SHEETS = {"Hướng dẫn", "Danh mục"}  # of the template: words for people, lists for its drop-downs
ESCAPED = re.compile(r"_x00(0[0-8B-F]|1[0-9A-F]|7F)_")
NO_YEAR = re.compile(r"d{1,2}[\W_]+m{1,5}\W*$|m{1,5}[\W_]+d{1,2}\W*$", re.I)
ZEROS = re.compile(r"0{2,15}$")
ROW_MAX = 1_048_576  # of Excel; a sheet that claims more would keep us counting
NO_VALUE = "công thức chưa có giá trị; hãy mở bằng Excel và lưu lại, hoặc gõ thẳng nội dung"


def read(data: bytes) -> Reading:
    return read_book(book_of(data))


def book_of(data: bytes) -> Book:
    parts = look_inside(data)
    book, letters = Book("xlsx"), OldLetters()
    try:
        book.sheets = list(_sheets(data, parts, letters, book.warnings))
    except UnreadableFile:
        raise
    except Exception:  # openpyxl lets through whatever a broken part makes its parsers raise
        raise UnreadableFile(HARMED) from None
    rewrite_old_letters(book, letters)
    return book


def _sheets(data: bytes, parts: dict[str, Part], letters: OldLetters, warnings: list[str]) -> Iterator[Sheet]:
    formulas = any(part.formulas for part in parts.values())
    # Links and keep_vba stay off: nothing outside the cells is wanted.
    workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    ours = workbook.properties.keywords == OF_THE_BANK
    letters.guesses = not ours  # we write Unicode
    written = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False) if formulas else None
    for page in workbook.worksheets:
        if page.title in OUR_OTHER_SHEETS:
            continue
        part = parts.get(str(page._worksheet_path).lstrip("/"), Part())  # type: ignore[attr-defined]
        sheet = Sheet(page.title, [], page.sheet_state != "visible", part.hidden_lines, part.hidden_columns)
        page.reset_dimensions()  # what a sheet says of its own size cannot be trusted
        width = _width(page) if ours else COLUMNS_MAX
        for line in _lines(page, written[page.title] if written and part.formulas else None, letters, width):
            kept(sheet.lines, line)
        sheet.pictures = part.pictures()
        warnings += part.shown.warnings if not sheet.hidden else []
        fill_merged(sheet.lines, part.merged)
        yield sheet


def _width(page: Any) -> int:
    """Of a sheet of ours: as many columns as its header has, for a question may have many answers."""
    return min(max(len(next(page.iter_rows(max_row=1), ())), COLUMNS_MAX), OUR_COLUMNS_MAX)


def _lines(page: Any, written: Any | None, letters: OldLetters, width: int) -> Iterator[Line]:
    """Each row with its number. `written` is the same sheet with formulas in place of their values."""
    rows = page.iter_rows(max_col=width)
    if written is None:
        for number, row in enumerate(rows, 1):
            if not _is_left_out(row):
                yield number, [EMPTY if cell is EMPTY_CELL else _cell(cell, letters) for cell in row]
            elif number > ROW_MAX:
                raise UnreadableFile(HARMED)
        return
    written.reset_dimensions()
    for number, (row, sources) in enumerate(zip(rows, written.iter_rows(max_col=width), strict=True), 1):
        if not _is_left_out(row):
            yield number, [_computed(cell, source, letters) for cell, source in zip(row, sources, strict=True)]
        elif number > ROW_MAX:
            raise UnreadableFile(HARMED)


def _is_left_out(row: tuple[Any, ...]) -> bool:
    """A row that the sheet does not have. There may be a million of them, and openpyxl's cells cannot be compared."""
    return set(map(id, row)) == {id(EMPTY_CELL)}


def _computed(cell: Any, source: Any, letters: OldLetters) -> Cell:
    if cell.value is None and source.data_type == "f":
        return Cell("", unread=NO_VALUE)
    return _cell(cell, letters)


def _cell(cell: Any, letters: OldLetters) -> Cell:
    value = cell.value
    if value is None:
        return EMPTY
    if isinstance(value, str):
        if not value.isascii() and letters.may_be_old(value):
            value = letters.rewritten(value, cell.font.name or "")
        return _text(value, cell.data_type)
    if isinstance(value, bool):
        return Cell("Đúng" if value else "Sai")
    if isinstance(value, (int, float)):
        return Cell(_number(value, cell.number_format))
    if isinstance(value, (date, time, timedelta)):
        text = _moment(value, cell.number_format)
        return Cell(text, note=f"Excel giữ ô này là ngày giờ; đã đọc thành “{text}”")
    return Cell("", unread="không đọc được ô này")


def _text(value: str, data_type: str) -> Cell:
    if data_type == "e":
        return Cell("", unread=f"ô báo lỗi {value}")
    if len(value) > CELL_MAX:
        return Cell(cleaned(value[:200]), unread=f"ô dài {len(value)} ký tự, nhiều nhất là 32 767")
    return clean(ESCAPED.sub(lambda found: chr(int(found[1], 16)), value) if "_x00" in value else value)


def _number(value: float, number_format: str) -> str:
    """As a Vietnamese sheet shows it: 3 and not 3.0, a comma before the decimals, 50% and not 0,5, 007 if so."""
    if isinstance(value, float) and number_format.endswith("%"):
        return f"{value * 100:.10g}%".replace(".", ",")
    if value == int(value):
        return str(int(value)).zfill(len(number_format) if ZEROS.match(number_format) else 0)
    return f"{value:.15g}".replace(".", ",")


def _moment(value: date | time | timedelta, number_format: str) -> str:
    """Who types 10/12 gets a day of this year, shown without it: the year was never meant."""
    if isinstance(value, datetime) and value.time() != time():
        return value.strftime("%H:%M %d/%m/%Y")
    if isinstance(value, date):
        short = NO_YEAR.search(number_format.partition(";")[0])
        return f"{value.day}/{value.month}" if short else value.strftime("%d/%m/%Y")
    return value.strftime("%H:%M") if isinstance(value, time) else str(value)
