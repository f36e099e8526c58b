"""The tree of units is drawn and changed: one at a time, or a whole list at once."""

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from question_bank.text import fold, same_reading, sort_key
from quiz.language import gettext as _
from quiz.people.head_count import UNSAID, Entered, keep_head_counts
from quiz.people.unit import Unit
from quiz.people.unit_sheet import Row, UnitValues, read_cells
from quiz.refusals import N_, Invalid, Refusal

ROWS_MAX = 5_000
Reach = set[int] | None
"""Units that somebody may change; None means all, and the top of the tree."""


class UnitInUse(Refusal):
    message = N_("Đơn vị này đã có đơn vị trực thuộc, thí sinh hoặc người phụ trách, nên không xóa được.")
    hint = N_("Hãy đóng đơn vị từ một ngày: kết quả cũ vẫn đúng tên.")


@dataclass(frozen=True)
class Branch:
    """A unit in the tree: how deep, and what is below."""

    unit: Unit
    depth: int
    below: int
    members_below: int


class Chart:
    """The whole tree, read once."""

    def __init__(self, units: list[Unit]) -> None:
        self.units: dict[int | None, Unit] = {}
        self.by_code: dict[str, Unit] = {}
        self._by_name: dict[str, list[Unit]] = defaultdict(list)
        self._children: dict[int | None, list[Unit]] = defaultdict(list)
        for unit in sorted(units, key=lambda unit: sort_key(unit.name)):
            self.add(unit)

    def add(self, unit: Unit) -> None:
        self.units[unit.id] = self.by_code[unit.code] = unit
        self._by_name[same_reading(unit.name)].append(unit)
        self._children[unit.parent_id].append(unit)

    def children(self, unit: Unit | None) -> list[Unit]:
        return self._children[unit.id if unit else None]

    def all_below(self, unit: Unit | None) -> list[Unit]:
        found = list(self.children(unit))
        for child in found:  # grows while it is walked
            found += self.children(child)
        return found

    def branches(self, unit: Unit | None, rows_most: int) -> list[Branch]:
        """What is below, in order: the whole of it if it fits, otherwise one level."""
        deep = len(self.all_below(unit)) <= rows_most
        return self._branches(unit, 0, deep)

    def _branches(self, unit: Unit | None, depth: int, deep: bool) -> list[Branch]:
        found = []
        for child in self.children(unit):
            found.append(self.branch(child, depth))
            found += self._branches(child, depth + 1, deep) if deep else []
        return found

    def branch(self, unit: Unit, depth: int = 0) -> Branch:
        below = self.all_below(unit)
        return Branch(unit, depth, len(below), sum(child.member_count or 0 for child in below))

    def path(self, unit: Unit) -> list[Unit]:
        """From the top down to the unit above this one."""
        above = self.units.get(unit.parent_id)
        return [*self.path(above), above] if above else []

    def search(self, text: str) -> list[Branch]:
        """By any part of name or code, without marks; the top of the tree first."""
        wanted = fold(text)
        found = [unit for unit in self.units.values() if wanted in fold(unit.name) or wanted in fold(unit.code)]
        return [self.branch(unit) for unit in sorted(found, key=lambda unit: (len(self.path(unit)), fold(unit.name)))]

    def namesake(self, parent: Unit | None, name: str) -> Unit | None:
        """The unit of this name right below that one; of several, one that is not closed."""
        above = parent.id if parent else None
        found = [unit for unit in self._by_name.get(same_reading(name), []) if unit.parent_id == above]
        return min(found, key=lambda unit: unit.valid_to is not None, default=None)

    def called(self, text: str) -> Unit | None:
        """By code, or by a name that only one unit has."""
        named = self._by_name.get(same_reading(text), [])
        return self.by_code.get(text.strip()) or (named[0] if len(named) == 1 else None)


def chart_of(session: Session) -> Chart:
    return Chart(list(session.exec(select(Unit))))


def keep_unit(
    session: Session, chart: Chart, unit: Unit | None, values: UnitValues, parent: Unit | None,
    entered: Entered = UNSAID,
) -> Unit:  # fmt: skip
    """A new unit, or new words for one. An old code stays where none is given."""
    errors = _problems(chart, unit, values, parent)
    if errors:
        raise Invalid(errors)
    kept = _written(chart, unit, values, parent)
    session.add(kept)
    session.flush()
    if values.members is not None:
        keep_head_counts(session, [(kept, values.members, values.members_on)], entered)
    if unit is None:
        chart.add(kept)
    return kept


def close_unit(session: Session, unit: Unit, on: date | None) -> None:
    """From this day it is no more; None: it lives on. Nothing that refers to it changes."""
    if on and unit.valid_from and on <= unit.valid_from:
        raise Invalid({"valid_to": _("Ngày đóng phải sau ngày bắt đầu.")})
    unit.valid_to = on
    session.add(unit)


def remove_unit(session: Session, unit: Unit) -> None:
    """One added by mistake. The database knows who refers to it: then it can only be closed."""
    try:
        with session.begin_nested():
            session.delete(unit)
    except IntegrityError:
        raise UnitInUse from None


@dataclass(eq=False)
class Line:
    """One line of a list that was brought in: what it says, whom it means, what is wrong with it."""

    number: int
    given: dict[str, str]
    values: UnitValues
    problems: dict[str, str] = field(default_factory=dict)
    unit: Unit | None = None
    parent: "Unit | Line | None" = None

    @property
    def parent_name(self) -> str:
        if isinstance(self.parent, Line):
            return self.parent.values.name
        return self.parent.name if self.parent else ""


class Lines:
    """The lines of one list, found by code or by name."""

    def __init__(self, rows: list[Row]) -> None:
        self.all: list[Line] = []
        self.by_code: dict[str, list[Line]] = defaultdict(list)
        self.by_name: dict[str, list[Line]] = defaultdict(list)
        for number, given in rows:
            cells = read_cells(given)
            line = Line(number, given, cells.values, dict(cells.problems))
            self.all.append(line)
            self.by_code[line.values.code].append(line)
            self.by_name[same_reading(line.values.name)].append(line)

    def called(self, text: str) -> Line | None:
        found = self.by_code.get(text) or self.by_name.get(same_reading(text), [])
        return found[0] if len(found) == 1 else None


def understand(chart: Chart, rows: list[Row], reach: Reach, under: Unit | None) -> list[Line]:
    """What taking in these rows would do. Units without one above them go `under` that one."""
    if len(rows) > ROWS_MAX:
        raise Invalid({"file": _("Tệp có hơn 5 000 dòng. Hãy chia thành nhiều tệp nhỏ hơn.")})
    lines = Lines(rows)
    for line in lines.all:
        line.unit = chart.by_code.get(line.values.code) if line.values.code else None
    for line in lines.all:
        _find_parent(chart, lines, line, under)
    for line in lines.all:
        _look_for_trouble(chart, lines, line, reach)
    return lines.all


def take_in(session: Session, chart: Chart, lines: list[Line], entered: Entered = UNSAID) -> int:
    """All of them or none; those above come before those below. Returns how many units are new."""
    if any(line.problems for line in lines):
        raise Invalid({"file": _("Còn dòng cần sửa, nên chưa nhập dòng nào.")})
    made: dict[Line, Unit] = {}
    waiting = list(lines)
    while waiting:
        ready = [line for line in waiting if not isinstance(line.parent, Line) or line.parent in made]
        for line in ready:
            above = made[line.parent] if isinstance(line.parent, Line) else line.parent
            made[line] = _written(chart, line.unit, _completed(line), above)
        session.add_all(made[line] for line in ready)
        session.flush()  # one level of the tree: the next needs its ids
        waiting = [line for line in waiting if line not in made]
    keep_head_counts(
        session,
        [
            (made[line], line.values.members, line.values.members_on)
            for line in lines
            if line.values.members is not None
        ],
        entered,
    )
    return sum(line.unit is None for line in lines)


def _written(chart: Chart, unit: Unit | None, values: UnitValues, parent: Unit | None) -> Unit:
    unit = unit or Unit(code="", name="", kind="")
    unit.code = values.code or unit.code or _free_code(chart, values.name)
    unit.name, unit.kind, unit.parent_id = values.name, values.kind, parent.id if parent else None
    unit.valid_from = values.valid_from
    chart.by_code[unit.code] = unit
    return unit


def _completed(line: Line) -> UnitValues:
    """A list that says nothing of the kind leaves what is known."""
    values, unit = line.values, line.unit
    if unit is None:
        return values
    kind = values.kind if line.given.get("kind") else unit.kind
    return replace(values, kind=kind, valid_from=unit.valid_from)


def _find_parent(chart: Chart, lines: Lines, line: Line, under: Unit | None) -> None:
    typed = line.given.get("parent", "").strip()
    if typed:
        line.parent = lines.called(typed) or chart.called(typed)
        if isinstance(line.parent, Line) and line.parent.unit and line.parent is not line:
            line.parent = line.parent.unit
        if line.parent is None:
            line.problems["parent"] = _("Không có đơn vị nào mang mã hoặc tên “{text}”.").format(text=typed[:80])
    else:
        line.parent = chart.units.get(line.unit.parent_id) if line.unit else under
    if line.unit is None and not line.values.code and not isinstance(line.parent, Line):
        line.unit = chart.namesake(line.parent, line.values.name)


def _look_for_trouble(chart: Chart, lines: Lines, line: Line, reach: Reach) -> None:
    code = line.values.code
    if code and len(lines.by_code[code]) > 1:
        line.problems.setdefault("code", _("Mã “{code}” có ở nhiều dòng.").format(code=code))
    namesakes = [other for other in lines.by_name[same_reading(line.values.name)] if other.parent is line.parent]
    if len(namesakes) > 1:
        line.problems.setdefault("name", _("Tên này có ở nhiều dòng trong cùng đơn vị cấp trên."))
    if _goes_round(line):
        line.problems.setdefault("parent", _("Đơn vị này là cấp trên của chính nó."))
        return
    parent = line.parent
    allowed = isinstance(parent, Line) or reach is None or (parent is not None and parent.id in reach)
    if line.unit is not None and reach is not None:
        same_place = parent is None or (isinstance(parent, Unit) and parent.id == line.unit.parent_id)
        allowed = line.unit.id in reach and (allowed or same_place)
    if not allowed:
        line.problems.setdefault("parent", _("Bạn không phụ trách đơn vị cấp trên này."))
    if isinstance(parent, Unit) or parent is None:
        for name, problem in _problems(chart, line.unit, line.values, parent).items():
            line.problems.setdefault(name, problem)


def _goes_round(line: Line) -> bool:
    seen, above = {line}, line.parent
    while isinstance(above, Line):
        if above in seen:
            return True
        seen.add(above)
        above = above.parent
    return False


def _problems(chart: Chart, unit: Unit | None, values: UnitValues, parent: Unit | None) -> dict[str, str]:
    errors = {}
    other = chart.by_code.get(values.code)
    if other and other is not unit:
        errors["code"] = _("Đã có đơn vị mang mã này.")
    same = chart.namesake(parent, values.name)
    if same and same is not unit and same.valid_to is None:
        errors["name"] = _("Đã có đơn vị tên này trong cùng đơn vị cấp trên.")
    if unit and parent and (parent.id == unit.id or parent in chart.all_below(unit)):
        errors["parent"] = _("Đơn vị cấp trên không thể là chính nó hay đơn vị bên dưới nó.")
    return errors


def _free_code(chart: Chart, name: str) -> str:
    """Read from the name: doan-xa-vinh-linh, and -2 if there is one already."""
    base = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:34] or "don-vi"
    taken = {unit.code for unit in chart.units.values()}
    return next(
        code for number in range(1, len(taken) + 2) if (code := base + f"-{number}" * (number > 1)) not in taken
    )
