"""The bare cells of a workbook or a separated file: what questions are read from, once the columns are known. Pure.

It may wait, as JSON, until somebody has said which column is which.
"""

import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from question_bank.draft import Picture
from question_bank.readers.old_letters import OldLetters
from question_bank.readers.refusal import UnreadableFile
from question_bank.text import LINE_ENDS, UNSEEN, cleaned, nfc

COLUMNS_MAX = 40
OUR_COLUMNS_MAX = 1_100  # of a sheet that we wrote: a column for what is said to each answer
LINES_MAX = 40_000  # of a sheet: 5 000 questions may stand on several lines each
ODD = re.compile(f"{UNSEEN.pattern}|{LINE_ENDS.pattern}")  # what `cleaned` changes, beside NFC
DOWN, ACROSS = "down", "across"


class Cell(NamedTuple):
    text: str
    unread: str = ""  # why it could not be read
    note: str = ""  # what was changed in reading it
    merged: str = ""  # DOWN: it shows the cell above it, which reaches here; ACROSS: the cell left of it does


EMPTY, COVERED = Cell(""), Cell("", merged=ACROSS)
Line = tuple[int, list[Cell]]  # its number in the file, its cells


class Placed(NamedTuple):
    """A picture that begins in a cell. Which text it is for is not known yet."""

    line: int  # from 1; 0 where it is bound to no cell
    column: int  # from 0
    picture: Picture


@dataclass
class Sheet:
    title: str
    lines: list[Line] = field(default_factory=list)  # those that hold something
    hidden: bool = False
    hidden_lines: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    pictures: list[Placed] = field(default_factory=list)  # over its cells


@dataclass
class Book:
    format: str
    sheets: list[Sheet] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        sheets = [
            {
                "title": sheet.title, "hidden": sheet.hidden, "hidden_lines": sorted(sheet.hidden_lines),
                "hidden_columns": sorted(sheet.hidden_columns),
                "lines": [[number, [_as_json(cell) for cell in cells]] for number, cells in sheet.lines],
                "pictures": [[each.line, each.column, dict(vars(each.picture))] for each in sheet.pictures],
            }
            for sheet in self.sheets
        ]  # fmt: skip
        return {"format": self.format, "sheets": sheets, "warnings": self.warnings}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Book":
        sheets = [
            Sheet(
                each["title"], [(number, [_cell(cell) for cell in cells]) for number, cells in each["lines"]],
                each["hidden"], set(each["hidden_lines"]), set(each["hidden_columns"]),
                [Placed(line, column, Picture(**said)) for line, column, said in each.get("pictures", [])],
            )
            for each in data["sheets"]
        ]  # fmt: skip
        return cls(data["format"], sheets, data["warnings"])


def _as_json(cell: Cell) -> str | list[str]:
    return list(cell) if cell[1] or cell[2] or cell[3] else cell[0]


def _cell(said: str | list[str]) -> Cell:
    return Cell(said) if isinstance(said, str) else Cell(*said)


def clean(text: str) -> Cell:
    """The text as it is kept; said where something that cannot be seen was left out."""
    if not ODD.search(text):
        return Cell(nfc(text).strip())
    unseen = UNSEEN.search(text.replace("\ufeff", "").replace("\x85", ""))
    return Cell(cleaned(text), note="đã bỏ ký tự điều khiển không nhìn thấy" if unseen else "")


def kept(lines: list[Line], line: Line) -> None:
    """Add the line, where it holds anything."""
    number, cells = line
    last = next((place for place in range(len(cells), 0, -1) if cells[place - 1] != EMPTY), 0)
    if last:
        lines.append((number, cells[:last]))
    if len(lines) > LINES_MAX:
        raise UnreadableFile("Tệp có quá nhiều dòng. Hãy chia thành nhiều tệp nhỏ hơn.")


def rewrite_old_letters(book: Book, letters: OldLetters) -> None:
    """Cells whose letters are of an encoding from before Unicode, as Unicode; which becomes a warning."""
    letters.learn(cell.text for sheet in book.sheets for _, cells in sheet.lines for cell in cells)
    if letters.encoding is not None:
        for sheet in book.sheets:
            for _, cells in sheet.lines:
                sure = letters.is_old(cell.text for cell in cells)
                for place, cell in enumerate(cells):
                    if not cell.text.isascii():
                        cells[place] = cell._replace(text=letters.rewritten(cell.text, sure=sure))
    book.warnings += letters.warnings()
