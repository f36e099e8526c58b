"""The bare cells of a table, for those who read something other than questions from it: a list of people."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

import openpyxl

from question_bank.draft import Reading
from question_bank.readers import csv, xlsx
from question_bank.readers.refusal import UnreadableFile
from question_bank.readers.table import Line

LINES_MAX = 5_100  # 5 000 rows, and what stands above and below them
CELLS_MAX = 30


def read(data: bytes, suffix: str) -> dict[str, Any]:
    """{"sheets": [{"title", "lines": [[number, [text…]]…]}], "unread": [[title, number, column, why]…], "warnings"}."""
    return _read_xlsx(data) if suffix == ".xlsx" else _read_csv(data)


def _read_xlsx(data: bytes) -> dict[str, Any]:
    formulas = xlsx.look_inside(data)
    workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    written = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False) if formulas else None
    shown = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    tables = [(sheet.title, xlsx.lines_of(sheet, written[sheet.title] if written else None)) for sheet in shown]
    hidden = [
        sheet.title for sheet in workbook.worksheets if sheet not in shown and sheet.title not in xlsx.OUR_OTHER_SHEETS
    ]
    return _as_json(tables, [f"Trang tính bị ẩn “{title}” không được đọc." for title in hidden])


def _read_csv(data: bytes) -> dict[str, Any]:
    reading = Reading("csv")
    lines = csv.lines_of(data, reading)
    return _as_json([("", lines)], reading.warnings)


def _as_json(tables: Sequence[tuple[str, Iterable[Line]]], warnings: list[str]) -> dict[str, Any]:
    sheets: list[dict[str, Any]] = []
    unread: list[list[Any]] = []
    for title, lines in tables:
        kept = []
        for number, cells in lines:
            texts = [cell.text for cell in cells[:CELLS_MAX]]
            unread += [[title, number, column, cell.unread] for column, cell in enumerate(cells) if cell.unread]
            if any(texts):
                kept.append([number, texts])
            if len(kept) > LINES_MAX:
                raise UnreadableFile("Tệp có hơn 5 000 dòng. Hãy chia thành nhiều tệp nhỏ hơn.")
        sheets.append({"title": title, "lines": kept})
    return {"sheets": sheets, "unread": unread, "warnings": warnings}
