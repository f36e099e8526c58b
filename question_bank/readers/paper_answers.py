"""Keys and solutions that stand apart from their questions, as at the end of a paper. Pure."""

import re
from dataclasses import dataclass, field

from question_bank.readers.paper_asked import Told
from question_bank.readers.paper_line import Line
from question_bank.readers.paper_lists import KeyList
from question_bank.readers.paper_pieces import Piece
from question_bank.readers.paper_said import solved

# "a) Đ, b) S" and "ĐSSĐ"
STATEMENTS = re.compile(
    r"(?:[a-h]\s?[.):\-–]?\s?(?:đúng|sai|[đs])(?:[\s,;.]{1,5}|$)){2,8}$|[ĐSđs](?:[\s,;\-]{0,3}[ĐSđs]){1,7}$", re.I
)
LIST, SOLUTION = "bảng đáp án", "lời giải"


@dataclass(slots=True)
class Entry:
    number: str
    told: Told
    explanation: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class KeyScope:
    """One run of keys, counted from its first number on."""

    title: str
    entries: list[Entry] = field(default_factory=list)
    area: int = 0  # lists that stand together have one
    before: int = 0  # how many questions stood before it


class Answers:
    """What is being collected of them."""

    def __init__(self) -> None:
        self.scopes: list[KeyScope] = []
        self.warnings: list[str] = []
        self.area = 0
        self.open: Entry | None = None  # the solution that further lines belong to

    def begin_area(self, questions: int) -> None:
        self.area += 1
        self.begin_scope("", questions)

    def begin_scope(self, title: str, questions: int) -> None:
        scope = self.scopes[-1] if self.scopes else None
        if scope and not scope.entries and scope.area == self.area:
            scope.title = title or scope.title
        else:
            self.scopes.append(KeyScope(title, [], self.area, questions))

    def add_list(self, keys: KeyList, questions: int, *, goes_on: bool) -> None:
        """`goes_on`: a line of text behind it explains its last key."""
        for number, key in keys.entries:
            self._add(Entry(number, Told(LIST, key)), questions)
        self.open = self._last() if keys.spelled_out and goes_on else None
        where = f" (dòng {keys.line.number})" if keys.line.number else ""
        self.warnings += [f"Bảng đáp án{where} lệch: {problem}; hãy xem lại." for problem in keys.problems]

    def _add(self, entry: Entry, questions: int) -> None:
        """A count that begins at 1 again is another run."""
        last = self._last()
        if entry.number == "1" and last and last.told.where == entry.told.where and last.number not in ("0", "1"):
            self.begin_scope("", questions)
        self.scopes[-1].entries.append(entry)

    def _last(self) -> Entry | None:
        entries = self.scopes[-1].entries
        return entries[-1] if entries else None

    def take_number(self, piece: Piece, questions: int) -> bool:
        """ "3. Chọn B vì …": is it about a question? A list within a solution is not."""
        last = self._last()
        counts_on = last is None or last.told.where != SOLUTION or after(last.number, piece.sign)
        if piece.style != "câu" and self.open and self.open.explanation and not counts_on:
            return False
        key, more = solved(piece.line)
        if not key and STATEMENTS.match(piece.line.text):
            key, more = piece.line.text, None
        if last and last.told.where == LIST and piece.sign == "1":
            self.scopes.append(KeyScope(self.scopes[-1].title, [], self.area, questions))
        self.open = Entry(piece.sign, Told(SOLUTION, key), [more] if more and more.text else [])
        self._add(self.open, questions)
        return True

    def take_option(self, piece: Piece) -> None:
        """ "Câu 3: / B. Kinh tế số": the option is the answer. With others it is part of what is explained."""
        if self.open and not self.open.told.text and not self.open.explanation:
            self.open.told = Told(SOLUTION, piece.sign)
        elif self.open and piece.whole:
            self.open.explanation.append(Line(f"{piece.whole.text} {piece.line.text}", piece.line.number))

    def take_key(self, key: str, more: Line | None) -> None:
        if self.open and not self.open.told.text:
            self.open.told = Told(SOLUTION, key)
        if more:
            self.take_text(more)

    def take_text(self, line: Line) -> None:
        if self.open and line.text:
            self.open.explanation.append(line)


def after(number: str, next_number: str) -> bool:
    """Does the second number come next?"""
    head, _, last = number.rpartition(".")
    next_head, _, next_last = next_number.rpartition(".")
    return head == next_head and last.isdigit() and next_last.isdigit() and int(next_last) == int(last) + 1
