"""For whom somebody may decide: everybody, a unit with all beneath it, all units of theirs, a room, one person."""

from typing import Any

from sqlmodel import Session, col, select

from quiz.attempts.decisions import Scope
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.language import gettext as _
from quiz.people.person import Person
from quiz.people.role import Power, roles_with, units_within
from quiz.people.unit import Unit, path_of
from quiz.refusals import Invalid, NotFound
from quiz.web.staff import Staff


def units_of(database: Session, staff: Staff, contest: Contest) -> set[int] | None:
    """The units this person controls in the contest; None: all."""
    return units_within(database, roles_with(list(staff.roles), Power.CONTROL, contest.id))


def entry_under(database: Session, staff: Staff, contest: Contest, entry_id: str) -> Entry:
    """The contest's entry with that public id, within the person's units."""
    entry = database.exec(select(Entry).where(Entry.public_id == entry_id, Entry.contest_id == contest.id)).first()
    units = units_of(database, staff, contest)
    if entry is None or (units is not None and entry.unit_id not in units):
        raise NotFound
    return entry


def scope_typed(database: Session, contest: Contest, staff: Staff, reach: str, to: str) -> Scope:
    units = units_of(database, staff, contest)
    if reach == "entry":
        return Scope("entry", entry_under(database, staff, contest, to).id)
    if reach == "unit" and to.isdigit() and (units is None or int(to) in units):
        return Scope("unit", int(to))
    if units is not None:
        if reach == "mine":
            return _all_of_theirs(staff, contest)
        raise Invalid({"reach": _("Bạn chỉ quyết định được cho đơn vị của mình.")})
    if reach == "room" and to:
        return Scope("room", to)
    if reach == "all":
        return Scope("all")
    raise Invalid({"reach": _("Hãy chọn cho ai.")})


def is_theirs(session: Session, staff: Staff, contest: Contest, scope: Scope) -> bool:
    """Does the person's role cover all whom it concerns?"""
    units = units_of(session, staff, contest)
    if units is None:
        return True
    if scope.reach == "entry":
        return session.get_one(Entry, scope.to).unit_id in units
    return scope.reach in ("unit", "units") and units.issuperset(scope.units)


def whom_context(session: Session, contest: Contest, staff: Staff, reach: str, to: str) -> dict[str, Any]:
    """What the tabs and the list of _whom.html need."""
    units = units_of(session, staff, contest)
    entries = select(Entry).where(Entry.contest_id == contest.id)
    if units is not None:
        entries = entries.where(col(Entry.unit_id).in_(units))
    everyone = list(session.exec(entries))
    named = next((entry for entry in everyone if entry.public_id == to), None)
    return {
        "may_all": units is None,
        "reach": "mine" if units is not None and reach == "all" else reach,
        "rooms": [(room, room) for room in sorted({entry.room for entry in everyone if entry.room})],
        "units": _units_with_contestants(session, {entry.unit_id: entry.unit_name for entry in everyone}, units),
        "contestant": session.get_one(Person, named.person_id).name if named else "",
    }


def _all_of_theirs(staff: Staff, contest: Contest) -> Scope:
    roles = roles_with(list(staff.roles), Power.CONTROL, contest.id)
    units = tuple(sorted({role.unit_id for role in roles if role.unit_id is not None}))
    return Scope("unit", units[0]) if len(units) == 1 else Scope("units", units)


def _units_with_contestants(session: Session, names: dict[int, str], units: set[int] | None) -> list[tuple[int, str]]:
    """Those that contestants come from, and those above them, which mean all beneath."""
    above: dict[int, str] = {}
    for unit_id in names:
        for unit in path_of(session, session.get_one(Unit, unit_id))[:-1]:
            if unit.id is not None and (units is None or unit.id in units):
                above[unit.id] = _("%(unit)s và các đơn vị trực thuộc") % {"unit": unit.name}
    return sorted((names | above).items(), key=lambda unit: unit[1])
