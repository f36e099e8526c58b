"""Comma-separated text, as Excel and other sites save it."""

import csv
import io
import re
from collections.abc import Iterator

from question_bank.draft import Reading
from question_bank.readers.book import COLUMNS_MAX, Book, Cell, Line, Sheet, clean, kept
from question_bank.readers.decoding import decoded, in_unicode, insist_not_garbled
from question_bank.readers.refusal import UnreadableFile
from question_bank.readers.table import read_book
from question_bank.text import cleaned

CELL_MAX = 32_767  # as in Excel
FIELD_LEAST = 131_072
"""Python's own limit of a field, which is one for the whole process: never below it, or others could not read."""


def read(data: bytes) -> Reading:
    return read_book(book_of(data))


def book_of(data: bytes) -> Book:
    """The cells of the file, once it is known to be text; what looks odd in it becomes a warning."""
    told, sheet = Reading("csv"), Sheet("")
    text = "\n".join(in_unicode(decoded(data).split("\n"), told))
    insist_not_garbled(text, told)
    for line in _lines(text):
        kept(sheet.lines, line)
    return Book("csv", [sheet], told.warnings)


def _lines(text: str) -> Iterator[Line]:
    hint = re.match(r"\s*sep=(.)\r?\n", text)
    body = text[hint.end() :] if hint else text
    delimiter = hint[1] if hint else _delimiter(body)
    skipped = 1 if hint else 0
    csv.field_size_limit(max(len(text), FIELD_LEAST))
    rows = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter)
    try:
        for order, row in enumerate(rows, 1 + skipped):
            yield order, [_cell(text) for text in row[:COLUMNS_MAX]]
    except csv.Error:
        raise UnreadableFile("Tệp CSV bị hỏng: có dấu ngoặc kép không đóng.") from None


def _cell(text: str) -> Cell:
    if len(text) > CELL_MAX:
        return Cell(cleaned(text[:200]), unread=f"ô dài {len(text)} ký tự, nhiều nhất là 32 767")
    return clean(text)


def _delimiter(text: str) -> str:
    """The one that stands most often outside quotes in the first lines."""
    sample = re.sub(r'"[^"]*"', "", text[:20_000])
    lines = [line for line in sample.splitlines() if line.strip()][:20]
    return max(",;\t|", key=lambda sign: (sum(sign in line for line in lines), sum(line.count(sign) for line in lines)))
