"""From the cells of a file to the rows of a roster: as written, not yet judged. Pure."""

from typing import Any

from question_bank.readers import UnreadableFile
from question_bank.text import fold
from quiz.contests.roster.headers import HEADER_WITHIN, LABELS, columns_of, given_in, plain_header
from quiz.language import gettext as _

ROWS_MAX = 5_000
UNNAMED = {"", "stt", "tt", "sott", "sothutu", "no", "ghichu", "kyten", "kynhan"}
GUIDE = "Hướng dẫn"

Row = dict[str, Any]
"""Kept as JSON: number, place, given (field → text), unread (field → why), and what a person decided about it:
unit (a unit's public id, or "new"), same_as (an entry's public id, or "nobody"), left_out."""


def rows_in(cells: dict[str, Any]) -> tuple[list[Row], list[str]]:
    """Every row that has anything, with warnings. `cells` is what question_bank.readers.sheets brings."""
    rows: list[Row] = []
    warnings = list(cells["warnings"])
    unread = {(title, number, column): why for title, number, column, why in cells["unread"]}
    sheets = [sheet for sheet in cells["sheets"] if sheet["title"] != GUIDE]
    for sheet in sheets:
        found = _rows_of(sheet, unread, named=len(sheets) > 1, warnings=warnings)
        rows += [row | {"number": len(rows) + place} for place, row in enumerate(found, 1)]
    if not rows:
        raise UnreadableFile(_("Không thấy danh sách: cần một hàng tiêu đề có cột Họ và tên, Đơn vị, và người ở dưới."))
    if len(rows) > ROWS_MAX:
        raise UnreadableFile(_("Tệp có hơn 5 000 người. Hãy chia thành nhiều tệp nhỏ hơn."))
    return rows, warnings


def _rows_of(
    sheet: dict[str, Any], unread: dict[tuple[str, int, int], str], *, named: bool, warnings: list[str]
) -> list[Row]:
    title, lines = sheet["title"], sheet["lines"]
    start = next((place for place, line in enumerate(lines[:HEADER_WITHIN]) if columns_of(line[1])), None)
    columns = columns_of(lines[start][1]) if start is not None else None
    if start is None or columns is None:
        return []
    _tell_ignored(lines[start][1], columns, warnings)
    rows = []
    for number, texts in lines[start + 1 :]:
        given = given_in(texts, columns)
        if not any(given.values()) or columns_of(texts) or _counts_columns(texts):
            continue
        place = _("Trang {title}, dòng {number}") if named else _("Dòng {number}")
        broken = {field: unread[title, number, at] for field, at in columns.items() if (title, number, at) in unread}
        rows.append(new_row(given, place.format(title=title, number=number), broken))
    return rows


def new_row(given: dict[str, str], place: str, unread: dict[str, str] | None = None) -> Row:
    return {
        "number": 0, "place": place, "given": given, "unread": unread or {},
        "unit": None, "same_as": None, "left_out": False,
    }  # fmt: skip


def _counts_columns(texts: list[str]) -> bool:
    """The line "1 2 3 4 …" that official forms put below their header."""
    filled = [text.strip("()") for text in texts if text]
    return len(filled) > 2 and filled == [str(place) for place in range(1, len(filled) + 1)]


def _tell_ignored(header: list[str], columns: dict[str, int], warnings: list[str]) -> None:
    read = set(columns.values())
    names = [text for place, text in enumerate(header) if place not in read and plain_header(text) not in UNNAMED]
    if names:
        told = ", ".join(" ".join(name.split())[:40] for name in names)
        warnings.append(_("Cột không cần nên không đọc: {names}.").format(names=told))


def matches(row: Row, words: str) -> bool:
    """Is this the row someone looks for?"""
    return fold(words) in fold(" ".join([row["given"]["name"], row["given"]["unit"], row["given"]["number"]]))


__all__ = ["LABELS", "Row", "matches", "new_row", "rows_in"]
