"""What openpyxl does not tell when it reads row by row: merged cells, hidden rows and columns, where formulas stand.

It is looked for in the bytes of each sheet, piece by piece.
"""

import re
import zipfile
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from question_bank.readers import archive
from question_bank.readers.book import COLUMNS_MAX, COVERED, DOWN, EMPTY, Cell, Line, Placed
from question_bank.readers.refusal import UnreadableFile
from question_bank.readers.xlsx_pictures import Album, Shown

FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")  # <f>, and not the <formula1> of a drop-down
MACRO = re.compile(rb"macroEnabled")
# A merged cell, a row or columns that are hidden: each with its attributes, in any order.
TOLD = re.compile(rb"<(?:\w+:)?(mergeCell|row|col)\s([^<>]{0,400}?)/?>")
ATTRIBUTE = re.compile(rb'(?:^|\s)(ref|r|min|max|hidden)\s*=\s*["\']([^"\']{0,40})["\']')
AREA = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})$")
HARMED = "Tệp bị hỏng. Hãy mở lại bằng Excel, lưu rồi nộp lại."
PIECE, TAIL = 1 << 20, 600
MERGED_MAX = 20_000
FILLED_MAX = 200_000
Area = tuple[int, int, int, int]  # first row, first column, last row, last column; columns from 0


@dataclass
class Part:
    """What the bytes of one sheet tell."""

    formulas: bool = False
    merged: list[Area] = field(default_factory=list)
    hidden_lines: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    shown: Shown = field(default_factory=Shown)  # what lies over its cells

    def pictures(self) -> list[Placed]:
        """Each in the cell in which it begins; of a merged cell that is its first."""
        return [Placed(*self._first_of(line, column), picture) for line, column, picture in self.shown.pictures]

    def _first_of(self, line: int, column: int) -> tuple[int, int]:
        for top, left, bottom, right in self.merged:
            if top <= line <= bottom and left <= column <= right:
                return top, left
        return line, column


def look_inside(data: bytes) -> dict[str, Part]:
    """Refuse what is no plain workbook. The name of each sheet's part, with what it tells."""
    with archive.opened(data) as package:
        names = set(package.namelist())
        if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
            raise UnreadableFile("Tệp không phải là sổ tính Excel (.xlsx).")
        types = archive.read_entry(package, "[Content_Types].xml", HARMED)
        if any(name.lower().endswith("vbaproject.bin") for name in names) or MACRO.search(types):
            raise UnreadableFile("Tệp có macro nên không được mở. Hãy lưu dưới dạng .xlsx không có macro.")
        sheets = [name for name in names if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        album = Album(package)
        parts = {name: _part(package, name) for name in sheets}
        for name in sorted(sheets):
            parts[name].shown = album.of_sheet(name)
        return parts


def _part(package: zipfile.ZipFile, name: str) -> Part:
    part = Part()
    try:
        with package.open(name) as entry:
            tail = b""
            while piece := entry.read(PIECE):
                text = tail + piece
                part.formulas = part.formulas or bool(FORMULA.search(text))
                end = 0
                for found in TOLD.finditer(text):
                    _take(part, found[1], found[2])
                    end = found.end()
                tail = text[max(end, len(text) - TAIL) :]
    except archive.HARMED:
        raise UnreadableFile(HARMED) from None
    return part


def _take(part: Part, name: bytes, attributes: bytes) -> None:
    if name != b"mergeCell" and b"hidden" not in attributes:
        return
    said = {key.decode(): value.decode("latin-1") for key, value in ATTRIBUTE.findall(attributes)}
    if name == b"mergeCell":
        area = AREA.match(said.get("ref", ""))
        if area and len(part.merged) < MERGED_MAX:
            part.merged.append((int(area[2]), _column(area[1]), int(area[4]), _column(area[3])))
    elif said.get("hidden", "0") in ("1", "true"):
        if name == b"row" and said.get("r", "").isdecimal():
            part.hidden_lines.add(int(said["r"]))
        elif said.get("min", "").isdecimal() and said.get("max", "").isdecimal():
            part.hidden_columns.update(range(int(said["min"]) - 1, min(int(said["max"]), COLUMNS_MAX)))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def fill_merged(lines: list[Line], merged: list[Area]) -> None:
    """What a merged cell shows counts for all its lines; to its right, only that it reaches there."""
    numbers = [number for number, _ in lines]
    filled = 0
    for first, left, last, right in merged:
        at, end = bisect_left(numbers, first), bisect_right(numbers, last)
        if at == len(lines) or numbers[at] != first or left >= COLUMNS_MAX:
            continue
        shown = _at(lines[at][1], left)
        if shown == EMPTY:
            continue
        for order in range(at, end):
            cells = lines[order][1]
            _put(cells, left, shown._replace(merged=DOWN, note="") if order > at else shown)
            for column in range(left + 1, min(right, COLUMNS_MAX - 1) + 1):
                _put(cells, column, COVERED)
                filled += 1
            filled += 1
        if filled > FILLED_MAX:
            return


def _at(cells: list[Cell], column: int) -> Cell:
    return cells[column] if column < len(cells) else EMPTY


def _put(cells: list[Cell], column: int, cell: Cell) -> None:
    """Only where nothing stands: some programs leave old values in the cells that are covered."""
    cells += [EMPTY] * (column + 1 - len(cells))
    if cells[column] == EMPTY:
        cells[column] = cell
