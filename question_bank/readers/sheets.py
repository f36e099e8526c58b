"""The bare cells of a table, for those who read something other than questions from it: a list of people."""

from typing import Any

from question_bank.readers import csv, xlsx
from question_bank.readers.refusal import UnreadableFile

LINES_MAX = 5_100  # 5 000 rows, and what stands above and below them
CELLS_MAX = 30


def read(data: bytes, suffix: str) -> dict[str, Any]:
    """{"sheets": [{"title", "lines": [[number, [text…]]…]}], "unread": [[title, number, column, why]…], "warnings"}."""
    book = xlsx.book_of(data) if suffix == ".xlsx" else csv.book_of(data)
    sheets: list[dict[str, Any]] = []
    unread: list[list[Any]] = []
    for sheet in book.sheets:
        if sheet.hidden:
            continue
        if len(sheet.lines) > LINES_MAX:
            raise UnreadableFile("Tệp có hơn 5 000 dòng. Hãy chia thành nhiều tệp nhỏ hơn.")
        lines = []
        for number, cells in sheet.lines:
            texts = [cell.text for cell in cells[:CELLS_MAX]]
            unread += [[sheet.title, number, column, cell.unread] for column, cell in enumerate(cells) if cell.unread]
            if any(texts):
                lines.append([number, texts])
        sheets.append({"title": sheet.title, "lines": lines})
    hidden = [f"Trang tính bị ẩn “{sheet.title}” không được đọc." for sheet in book.sheets if sheet.hidden]
    return {"sheets": sheets, "unread": unread, "warnings": [*book.warnings, *hidden]}
