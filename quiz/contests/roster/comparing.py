"""A roster beside who is entered already: who is new, changed, unchanged, missing; and what keeps a row out."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from question_bank.text import fold, same_reading
from quiz.contests.contest import Division
from quiz.contests.divisions import division_called
from quiz.contests.entry import Entry, EntryState
from quiz.contests.roster.cells import (
    TEXT_MAX,
    Born,
    UnreadableCell,
    born_in,
    code_in,
    name_in,
    phone_in,
    position_in,
    text_in,
)
from quiz.contests.roster.headers import LABELS
from quiz.contests.roster.identity import Identity, are_same
from quiz.contests.roster.reading import Row
from quiz.contests.roster.units import FoundUnit, UnitBook
from quiz.language import gettext as _
from quiz.people.person import Person
from quiz.people.unit import Unit

NEW_UNIT, NOBODY = "new", "nobody"
Kind = Literal["problem", "new", "changed", "same", "left_out"]
Known = tuple[Entry, Person]


@dataclass
class Line:
    """A row as it was understood."""

    row: Row
    name: str = ""
    born: Born = field(default_factory=Born)
    phone: str = ""
    unit: Unit | None = None
    new_unit: str = ""  # its name, when a unit is to be made
    position: str = ""
    room: str = ""
    member_code: str = ""
    number: str = ""
    division: Division | None = None
    problems: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    suggestions: list[Unit] = field(default_factory=list)
    likely: Unit | None = None
    known: Known | None = None
    namesakes: list[Known] = field(default_factory=list)
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)  # field → old, new

    @property
    def kind(self) -> Kind:
        if self.row["left_out"]:
            return "left_out"
        if self.problems:
            return "problem"
        if self.known is None:
            return "new"
        return "changed" if self.changes else "same"

    @property
    def identity(self) -> Identity:
        unit = str(self.unit.id) if self.unit else same_reading(self.new_unit)
        return Identity(self.name, self.born, self.phone, self.member_code, unit)


@dataclass
class Comparison:
    lines: list[Line]
    missing: list[Known]

    def of_kind(self, kind: Kind) -> list[Line]:
        return [line for line in self.lines if line.kind == kind]

    def leaving(self, withdrawn: Container[str]) -> list[Entry]:
        """Of those whom the file does not name the ones with these public ids."""
        return [entry for entry, _person in self.missing if entry.public_id in withdrawn]


def known_in(session: Session, contest_id: int, reach: set[int] | None = None) -> list[Known]:
    """Everybody entered, in the order of the list."""
    return [pair for pair in _known(session, contest_id) if reach is None or pair[0].unit_id in reach]


def known_like(session: Session, contest_id: int, given: dict[str, str]) -> list[Known]:
    """Those alone with whom one row could be confused: of the same name, number or member code."""
    same_name = col(Person.search_text) == fold(given["name"])
    codes = [col(Entry.number) == given["number"].strip(), col(Person.member_code) == given["member_code"].strip()]
    return _known(session, contest_id, or_(same_name, *codes))


def _known(session: Session, contest_id: int, *conditions: ColumnElement[bool]) -> list[Known]:
    entries = select(Entry, Person).join(Person, col(Person.id) == Entry.person_id)
    entries = entries.where(Entry.contest_id == contest_id, *conditions).order_by(col(Person.sort_key), col(Entry.id))
    return [(entry, person) for entry, person in session.exec(entries)]


def compare(
    rows: list[Row], known: list[Known], book: UnitBook, started: set[int], today: date,
    divisions: Sequence[Division] = (),
) -> Comparison:  # fmt: skip
    """`started` are the ids of entries whose unit and division cannot change any more this way. `divisions`: of the
    contest, in order; where there is one only, a roster need not say which."""
    lines = [understood(row, book, today) for row in rows]
    for line in lines if len(divisions) > 1 else ():
        _divide(line, divisions)
    finder = _Finder(known)
    claimed: dict[int, Line] = {}
    numbers: dict[str, Line] = {}
    earlier: dict[str, list[Line]] = {}
    for line in (line for line in lines if not line.row["left_out"] and line.name):
        _look_for_twins(line, earlier.setdefault(line.identity.key, []))
        finder.find(line)
        _insist_once(line, claimed)
        _insist_own_number(line, numbers, finder)
        if line.known:
            _note_changes(line, line.known, started)
            _note_division(line, line.known[0], divisions, started)
    missing = [pair for pair in known if pair[0].id not in claimed and pair[0].state == EntryState.ACTIVE]
    return Comparison(lines, missing)


def understood(row: Row, book: UnitBook, today: date) -> Line:
    """Each cell read by itself; what cannot be read stands at its cell."""
    given = row["given"]
    line = Line(
        row, problems={name: _("Không đọc được ô này: {why}.").format(why=why) for name, why in row["unread"].items()}
    )
    for name, read in (("name", name_in), ("position", position_in), ("room", text_in),
                       ("member_code", code_in), ("number", code_in)):  # fmt: skip
        try:
            setattr(line, name, read(given[name]))
        except UnreadableCell as why:
            line.problems[name] = str(why)
    try:
        line.born = born_in(given["birth"], today)
        line.warnings += [line.born.note] if line.born.note else []
    except UnreadableCell as why:
        line.problems["birth"] = str(why)
    try:
        line.phone, note = phone_in(given["phone"])
        line.warnings += [note] if note else []
    except UnreadableCell as why:
        line.problems["phone"] = str(why)
    if line.name and " " not in line.name:
        line.warnings.append(_("Họ và tên chỉ có một chữ."))
    _place(line, book)
    return line


def _place(line: Line, book: UnitBook) -> None:
    chosen = line.row["unit"]
    given = line.row["given"]
    found = FoundUnit(book.named(chosen)) if chosen and chosen != NEW_UNIT else book.find(given["unit"], given["above"])
    if chosen == NEW_UNIT and found.unit is None and given["unit"]:
        line.new_unit = text_in(given["unit"])
        return
    if found.unit is None and not found.problem:
        found = book.find(given["unit"], given["above"])
    line.unit, line.suggestions, line.likely = found.unit, found.suggestions, found.likely
    line.warnings += [found.warning] if found.warning else []
    if found.problem:
        line.problems["unit"] = found.problem


def _divide(line: Line, divisions: Sequence[Division]) -> None:
    """An empty cell says nothing: whoever is new comes into the first."""
    told = text_in(line.row["given"].get("division", "")[:TEXT_MAX])
    line.division = division_called(divisions, told) if told else None
    if told and line.division is None:
        names = ", ".join(one.name for one in divisions)
        line.problems["division"] = _("Không có bảng “{told}”. Các bảng: {names}.").format(told=told, names=names)


def _look_for_twins(line: Line, earlier: list[Line]) -> None:
    """The same person twice in the file; or two people of one name, which is worth a look."""
    for other in earlier:
        if line.row["same_as"] == NOBODY:
            break
        if are_same(line.identity, other.identity):
            line.problems["name"] = _("Trùng với {place}.").format(place=other.row["place"].lower())
            break
        line.warnings.append(_("Trùng tên với {place}: coi là hai người.").format(place=other.row["place"].lower()))
    earlier.append(line)


class _Finder:
    """Finds who a line speaks of among those entered."""

    def __init__(self, known: list[Known]) -> None:
        self._by_public_id = {entry.public_id: (entry, person) for entry, person in known}
        self._by_code = {
            person.member_code.casefold(): (entry, person) for entry, person in known if person.member_code
        }
        self._by_name: dict[str, list[Known]] = {}
        self.by_number = {entry.number: entry for entry, _person in known if entry.number}
        for entry, person in known:
            self._by_name.setdefault(same_reading(person.name), []).append((entry, person))

    def find(self, line: Line) -> None:
        chosen = line.row["same_as"]
        line.namesakes = self._by_name.get(line.identity.key, [])
        if chosen == NOBODY:
            return
        line.known = self._by_public_id.get(chosen or "") or self._by_code.get(line.member_code.casefold())
        if line.known is None:
            line.known = next((pair for pair in line.namesakes if are_same(line.identity, _identity(pair))), None)
        if line.known is None and line.namesakes:
            told = ", ".join(_told(pair) for pair in line.namesakes[:3])
            line.warnings.append(
                _("Trùng tên với {people} nhưng khác ngày sinh hoặc đơn vị: coi là người mới.").format(people=told)
            )


def _identity(known: Known) -> Identity:
    entry, person = known
    born = Born(person.birth_date, person.birth_year)
    return Identity(person.name, born, person.phone or "", person.member_code or "", str(entry.unit_id))


def _told(known: Known) -> str:
    entry, person = known
    born = Born(person.birth_date, person.birth_year).text
    return f"{entry.number} ({born})" if born else entry.number


def _insist_once(line: Line, claimed: dict[int, Line]) -> None:
    if line.known is None:
        return
    id = line.known[0].id
    assert id is not None
    if id in claimed:
        line.problems.setdefault("name", _("Trùng với {place}.").format(place=claimed[id].row["place"].lower()))
    claimed.setdefault(id, line)


def _insist_own_number(line: Line, numbers: dict[str, Line], finder: _Finder) -> None:
    if not line.number:
        return
    holder = finder.by_number.get(line.number)
    if holder is not None and (line.known is None or line.known[0].id != holder.id):
        line.problems["number"] = _("Số báo danh {number} là của người khác.").format(number=line.number)
    elif line.number in numbers:
        place = numbers[line.number].row["place"].lower()
        line.problems["number"] = _("Số báo danh {number} đã có ở {place}.").format(number=line.number, place=place)
    numbers.setdefault(line.number, line)


def _note_changes(line: Line, known: Known, started: set[int]) -> None:
    """Field by field. An empty cell says nothing, so it takes nothing away."""
    entry, person = known
    if entry.state != EntryState.ACTIVE:
        line.warnings.append(_("Người này đã rút khỏi cuộc thi; nhập danh sách không đưa trở lại."))
    if same_reading(line.name) != same_reading(person.name):
        line.changes["name"] = (person.name, line.name)
    was_born = Born(person.birth_date, person.birth_year)
    if line.born.on not in (None, was_born.on) or line.born.in_year not in (None, was_born.in_year):
        line.changes["birth"] = (was_born.text, line.born.text)
    if (line.unit is not None and line.unit.id != entry.unit_id) or line.new_unit:
        _note_new_unit(line, entry, started)
    told = {"phone": person.phone or "", "member_code": person.member_code or "", "position": entry.position,
            "room": entry.room, "number": entry.number}  # fmt: skip
    for name, old in told.items():
        new = getattr(line, name)
        if new and new != old:
            line.changes[name] = (old, new)


def _note_new_unit(line: Line, entry: Entry, started: set[int]) -> None:
    name = line.unit.name if line.unit else line.new_unit
    if entry.id in started:
        line.warnings.append(_("Đã bắt đầu làm bài nên giữ đơn vị {name}.").format(name=entry.unit_name))
    else:
        line.changes["unit"] = (entry.unit_name, name)


def _note_division(line: Line, entry: Entry, divisions: Sequence[Division], started: set[int]) -> None:
    if line.division is None or line.division.id == entry.division_id:
        return
    old = next((one.name for one in divisions if one.id == entry.division_id), "")
    if entry.id in started:
        line.warnings.append(_("Đã bắt đầu làm bài nên giữ bảng {name}; đổi ở trang Các bảng.").format(name=old))
    else:
        line.changes["division"] = (old, line.division.name)


__all__ = ["LABELS", "Comparison", "Known", "Line", "compare", "known_in", "understood"]
