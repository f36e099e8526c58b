"""Pasted text and .txt files of question papers."""

import csv as separated
import io
import re

from question_bank.draft import Reading
from question_bank.layout import fields_of
from question_bank.readers.book import Line as Row
from question_bank.readers.book import Sheet, clean
from question_bank.readers.decoding import in_unicode, text_of
from question_bank.readers.paper import read_paper
from question_bank.readers.paper_line import Line, Mark, plain_spaces
from question_bank.readers.table import read_table
from question_bank.text import LINE_ENDS, UNSEEN

BOLD = re.compile(r"(\*\*|__)(?=\S)([^\n]{1,2000}?)(?<=\S)\1")
TABLE_FROM = 3  # columns: what was copied from a sheet keeps its tabs


def read(data: bytes) -> Reading:
    reading = Reading("txt")
    _read_into(text_of(data, reading), reading)
    return reading


def read_text(text: str) -> Reading:
    """What was pasted into a form."""
    reading = Reading("text")
    _read_into("\n".join(in_unicode(LINE_ENDS.sub("\n", text).split("\n"), reading)), reading)
    return reading


def _read_into(text: str, reading: Reading) -> None:
    if not _read_as_table(text, reading):
        read_paper(lines_of(text), reading)


def lines_of(text: str) -> list[Line]:
    """A form feed ends a page, and so a line."""
    rows = LINE_ENDS.sub("\n", text.replace("\x0c", "\n")).split("\n")
    return [_line(number, row) for number, row in enumerate(rows, 1)]


def _line(number: int, row: str) -> Line:
    text = UNSEEN.sub("", plain_spaces(row))
    if "**" not in text and "__" not in text:
        return Line(text, number).part(0)
    return _with_bold(number, text).part(0)


def _with_bold(number: int, text: str) -> Line:
    """ "**A. Hà Nội**" is how some programs write bold."""
    plain, marks, at = "", [], 0
    for found in BOLD.finditer(text):
        plain += text[at : found.start()]
        marks.append(Mark(len(plain), len(plain) + len(found[2]), "bold"))
        plain += found[2]
        at = found.end()
    return Line(plain + text[at:], number, marks)


def _read_as_table(text: str, reading: Reading) -> bool:
    """Rows that were copied from a sheet, with its header."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    fields = set(fields_of(first.split("\t")).values())
    if first.count("\t") < TABLE_FROM - 1 or "stem" not in fields:
        return False
    rows = separated.reader(io.StringIO(text, newline=""), delimiter="\t")
    try:
        lines: list[Row] = [(number, [clean(cell) for cell in row]) for number, row in enumerate(rows, 1)]
    except separated.Error:
        return False
    return read_table(Sheet("", lines), reading)
