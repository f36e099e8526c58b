"""The files of a published result: Excel, CSV and PDF. Each the same bytes whenever it is made again."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import segno
import xlsxwriter

from quiz.in_words import ZONE, local, number
from quiz.language import current
from quiz.language import gettext as _
from quiz.results.printing import printed
from quiz.results.publication import Cell, Publication, Table

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
TEXT_ONLY = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
ON_PAPER = 5000
"""So many lines of a table are printed; the others are in the other files, and the paper says so."""


def published_csv(publication: Publication) -> bytes:
    """UTF-8 with a BOM, as Excel needs it. What a spreadsheet would take for a formula begins with an apostrophe."""
    kept = io.StringIO()
    writer = csv.writer(kept, lineterminator="\r\n")
    for line in _csv_lines(publication):
        writer.writerow(line)
    return kept.getvalue().encode("utf-8-sig")


def _csv_lines(publication: Publication) -> Iterator[list[str]]:
    yield [_harmless(publication.contest)]
    yield [_harmless(publication.title)]
    for name, value in publication.facts():
        yield [name, _harmless(value)]
    for table in publication.tables:
        yield []
        yield [_harmless(table.title)]
        yield [column.title for column in table.columns]
        for row in table.rows:
            yield [_written(cell) for cell in row]
    yield []
    for note in publication.footnotes:
        yield [_harmless(note)]


def _written(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{local(cell):%Y-%m-%d %H:%M:%S}"
    return _harmless(cell) if isinstance(cell, str) else "" if cell is None else str(cell)


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def published_workbook(publication: Publication) -> bytes:
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"constant_memory": True, **TEXT_ONLY})
    made = publication.published_at.astimezone(ZONE).replace(tzinfo=None)
    book.set_properties({
        "title": publication.title, "subject": publication.contest, "author": publication.organiser, "created": made,
        "comments": f"{publication.number} · {publication.heading} · SHA-256 {publication.digest}",
    })  # fmt: skip
    for place, table in enumerate(publication.tables, 1):
        _write_table(book, publication, table, sheet_name(table.title, place))
    _write_facts(book, publication)
    book.close()
    return kept.getvalue()


def sheet_name(title: str, place: int) -> str:
    """As Excel takes it: 31 letters at most, some signs not, no two alike."""
    kept = "".join(letter for letter in title if letter not in "[]:*?/\\'").strip()
    return f"{place}. {kept}"[:31]


def _write_table(book: Any, publication: Publication, table: Table, name: str) -> None:
    head = book.add_format({"bold": True, "bg_color": "#DBE8FC", "border": 1, "text_wrap": True})
    moment = book.add_format({"num_format": "hh:mm:ss dd/mm/yyyy"})
    sheet = book.add_worksheet(name)
    sheet.set_footer(f"&L{publication.number} · {publication.digest[:16]}&R&P/&N")
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width + 4)
    sheet.write_string(0, 0, publication.contest, book.add_format({"bold": True, "font_size": 14}))
    sheet.write_string(1, 0, f"{publication.title} · {publication.heading} · {publication.number}")
    for place, column in enumerate(table.columns):
        sheet.write_string(2, place, column.title, head)
    sheet.freeze_panes(3, 0)
    for row, cells in enumerate(table.rows, 3):
        for place, cell in enumerate(cells):
            _write(sheet, row, place, cell, moment)


def _write(sheet: Any, row: int, place: int, cell: Cell, moment: Any) -> None:
    if isinstance(cell, datetime):
        sheet.write_datetime(row, place, local(cell).replace(tzinfo=None), moment)
    elif isinstance(cell, str):
        sheet.write_string(row, place, cell)
    elif cell is not None:
        sheet.write_number(row, place, cell)


def _write_facts(book: Any, publication: Publication) -> None:
    sheet = book.add_worksheet(_("Bản công bố"))
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, 1, 80)
    row = 0
    for row, (name, value) in enumerate(publication.facts()):  # the notes come below the last
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, value)
    for below, note in enumerate(publication.footnotes, row + 2):
        sheet.write_string(below, 0, note)


def published_pdf(publication: Publication) -> bytes:
    """A4, to sign and post: number and QR on every page."""
    return printed("results.typ", json.dumps(_data(publication), ensure_ascii=False), publication.published_at)


def _data(publication: Publication) -> dict[str, Any]:
    return {
        "language": current(),
        "organiser": publication.organiser,
        "contest": publication.contest,
        "title": publication.title,
        "heading": publication.heading,
        "provisional": publication.state != "official",
        "number": publication.number,
        "digest": publication.digest,
        "address": publication.address,
        "qr": _qr(publication.address or publication.number),
        "facts": [list(fact) for fact in publication.facts()],
        "tables": [_printed(table) for table in publication.tables],
        "footnotes": list(publication.footnotes),
        "words": {
            "number": _("Số: %(number)s") % {"number": publication.number},
            "page": _("Trang"),
            "check": _("Quét mã để kiểm tra bản này"),
            "signed": _("TM. BAN TỔ CHỨC"),
            "sign": _("(Ký, ghi rõ họ tên)"),
            "about": _("Về bản công bố này"),
        },
    }


def _printed(table: Table) -> dict[str, Any]:
    more = len(table.rows) - ON_PAPER
    told = _("Và %(count)s dòng nữa: xem tệp Excel hoặc CSV cùng số.") % {"count": more}
    return {
        "title": table.title,
        "columns": [{"title": one.title, "width": one.width, "right": one.right} for one in table.columns],
        "rows": [[_read(cell) for cell in row] for row in table.rows[:ON_PAPER]],
        "more": told if more > 0 else "",
    }


def _read(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{local(cell):%H:%M:%S %d/%m}"
    if isinstance(cell, (int, Decimal)):
        return number(cell)
    return cell or ""


def _qr(text: str) -> list[int]:
    """A PNG as its bytes: on every page, and in the file once."""
    drawing = io.BytesIO()
    segno.make(text, error="m", micro=False).save(drawing, kind="png", border=1, scale=12)
    return list(drawing.getvalue())
