"""The units that a roster may name, read once: found by code or by name, never guessed between two."""

from dataclasses import dataclass, field
from datetime import date

from rapidfuzz import fuzz, process
from sqlmodel import Session, col, select

from question_bank.text import same_reading
from quiz.contests.contest import Contest
from quiz.contests.enrolment import proper_name
from quiz.language import gettext as _
from quiz.people.unit import Unit, UnitSuccession

SUGGESTIONS_MAX = 5
SIMILAR, SAME = 65, 100  # of a hundred


@dataclass
class FoundUnit:
    """One unit; or a question with what it could be."""

    unit: Unit | None = None
    problem: str = ""
    warning: str = ""
    suggestions: list[Unit] = field(default_factory=list)
    likely: Unit | None = None  # the one suggestion that a person has only to confirm


class UnitBook:
    def __init__(self, session: Session, contest: Contest, day: date, reach: set[int] | None = None) -> None:
        self.units = {unit.id: unit for unit in session.exec(select(Unit).order_by(col(Unit.name)))}
        self.top = self.units[contest.unit_id]
        self.day, self.reach = day, reach
        self._successors: dict[int, list[int]] = {}
        for succession in session.exec(select(UnitSuccession)):
            self._successors.setdefault(succession.unit_id, []).append(succession.successor_id)
        self._by_code = {unit.code.casefold(): unit for unit in self.units.values()}
        self._by_public_id = {unit.public_id: unit for unit in self.units.values()}
        self._by_name: dict[str, list[Unit]] = {}
        for unit in self.units.values():
            self._by_name.setdefault(same_reading(unit.name), []).append(unit)
        self.offered = [unit for unit in self.units.values() if self.is_inside(unit) and self._allowed(unit)]
        self._proper_names = {unit.id: proper_name(unit.name) for unit in self.offered}

    def named(self, public_id: str | None) -> Unit | None:
        """A unit that someone chose; only one they may choose."""
        unit = self._by_public_id.get(public_id or "")
        return unit if unit and self._allowed(unit) else None

    def find(self, text: str, above: str = "") -> FoundUnit:
        """By code, else by name. Of several called so: the one below `above`, or inside the contest's own unit."""
        if not text:
            return FoundUnit(problem=_("Thiếu đơn vị."), suggestions=[self.top])
        by_code = self._by_code.get(text.casefold())
        called = [by_code] if by_code else self._by_name.get(same_reading(text), [])
        existing = [unit for unit in called if unit.exists_on(self.day)]
        if called and not existing:
            return self._closed(called)
        chosen = self._narrowed(existing, above)
        if len(chosen) > 1:
            return FoundUnit(problem=_("Có nhiều đơn vị tên “{name}”.").format(name=text), suggestions=chosen)
        if not chosen:
            return self._unknown(text)
        return self._allow(chosen[0])

    def path(self, unit: Unit) -> str:
        """Where it hangs, so that two of one name can be told apart."""
        names = [unit.name]
        above = self.units.get(unit.parent_id) if unit.parent_id else None
        while above is not None:
            names.append(above.name)
            above = self.units.get(above.parent_id) if above.parent_id else None
        return " · ".join(names)

    def is_inside(self, unit: Unit) -> bool:
        """Of the contest's own unit or somewhere below it, today."""
        at: Unit | None = unit
        while at is not None and at.id != self.top.id:
            at = self.units.get(at.parent_id) if at.parent_id else None
        return at is not None and unit.exists_on(self.day)

    def _narrowed(self, units: list[Unit], above: str) -> list[Unit]:
        for keep in (lambda unit: above and self._is_below(unit, above), self.is_inside):
            kept = [unit for unit in units if keep(unit)]
            if kept:
                units = kept
        return units

    def _is_below(self, unit: Unit, name: str) -> bool:
        wanted = same_reading(name)
        at = self.units.get(unit.parent_id) if unit.parent_id else None
        while at is not None:
            if same_reading(at.name) == wanted or at.code.casefold() == name.casefold():
                return True
            at = self.units.get(at.parent_id) if at.parent_id else None
        return False

    def _closed(self, units: list[Unit]) -> FoundUnit:
        heirs = [heir for unit in units for heir in self._heirs_of(unit, set())]
        problem = _("“{name}” đã kết thúc hoạt động.").format(name=units[0].name)
        if heirs:
            names = ", ".join(dict.fromkeys(heir.name for heir in heirs))
            problem += " " + _("Nay thuộc {names}: hãy chọn.").format(names=names)
        return FoundUnit(problem=problem, suggestions=heirs, likely=heirs[0] if len(heirs) == 1 else None)

    def _heirs_of(self, unit: Unit, seen: set[int]) -> list[Unit]:
        """Whoever follows, and follows them, down to units that exist today."""
        assert unit.id is not None
        seen.add(unit.id)
        if unit.exists_on(self.day):
            return [unit]
        next_ones = [self.units[id] for id in self._successors.get(unit.id, []) if id not in seen]
        return [heir for following in next_ones for heir in self._heirs_of(following, seen)]

    def _unknown(self, text: str) -> FoundUnit:
        """Suggest what is called nearly so, leaving aside what sort of unit it is: "Tân Trại", "CĐ Tân Trại"."""
        near = process.extract(
            proper_name(text), self._proper_names, scorer=fuzz.ratio, limit=SUGGESTIONS_MAX, score_cutoff=SIMILAR
        )
        units = [self.units[id] for _name, _score, id in near]
        sure = [self.units[id] for _name, score, id in near if score == SAME]
        problem = _("Chưa có đơn vị “{name}”.").format(name=text)
        return FoundUnit(problem=problem, suggestions=units, likely=sure[0] if len(sure) == 1 else None)

    def _allowed(self, unit: Unit) -> bool:
        return self.reach is None or unit.id in self.reach

    def _allow(self, unit: Unit) -> FoundUnit:
        if not self._allowed(unit):
            return FoundUnit(problem=_("“{name}” nằm ngoài phạm vi bạn phụ trách.").format(name=unit.name))
        outside = _("“{name}” không thuộc {top}.").format(name=unit.name, top=self.top.name)
        return FoundUnit(unit, warning="" if self.is_inside(unit) else outside)
