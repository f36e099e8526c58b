"""The list of entries: searched without marks, filtered, in the Vietnamese order of given names."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, func, or_, select

from question_bank.text import escaped_like
from quiz.contests.entry import Entry, EntryState
from quiz.people.person import Person

PAGE_SIZE = 50


@dataclass(frozen=True)
class Wanted:
    """What someone asked to see."""

    words: str = ""
    unit_id: int | None = None
    room: str = ""
    state: str = ""


def entries_like(
    session: Session, contest_id: int, wanted: Wanted, reach: set[int] | None
) -> list[tuple[Entry, Person]]:
    """All of them, in order."""
    return _pairs(session, _conditions(contest_id, wanted, reach))


def page_of_entries(
    session: Session, contest_id: int, wanted: Wanted, reach: set[int] | None, page: int
) -> tuple[list[tuple[Entry, Person]], int]:
    """One page, and how many there are in all."""
    conditions = _conditions(contest_id, wanted, reach)
    count = session.scalar(
        select(func.count()).select_from(Entry).join(Person, col(Person.id) == Entry.person_id).where(*conditions)
    )
    return _pairs(session, conditions, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE), count or 0


def rooms_of(session: Session, contest_id: int) -> list[str]:
    rooms = select(Entry.room).where(Entry.contest_id == contest_id, Entry.room != "").distinct()
    return sorted(session.exec(rooms))


def units_of_entries(session: Session, contest_id: int, reach: set[int] | None) -> list[tuple[int, str]]:
    """Those that have someone in the contest, as they were called when they entered."""
    units = (
        select(Entry.unit_id, func.min(Entry.unit_name))
        .where(Entry.contest_id == contest_id)
        .group_by(col(Entry.unit_id))
    )
    return sorted(
        ((id, name) for id, name in session.exec(units) if reach is None or id in reach), key=lambda pair: pair[1]
    )


def counts_by_state(session: Session, contest_id: int, reach: set[int] | None) -> dict[EntryState, int]:
    counts = select(Entry.state, func.count()).where(Entry.contest_id == contest_id).group_by(col(Entry.state))
    if reach is not None:
        counts = counts.where(col(Entry.unit_id).in_(reach))
    return {EntryState(state): count for state, count in session.exec(counts)}


def _conditions(contest_id: int, wanted: Wanted, reach: set[int] | None) -> list[Any]:
    conditions: list[Any] = [col(Entry.contest_id) == contest_id]
    if reach is not None:
        conditions.append(col(Entry.unit_id).in_(reach))
    if wanted.unit_id is not None:
        conditions.append(col(Entry.unit_id) == wanted.unit_id)
    if wanted.room:
        conditions.append(col(Entry.room) == wanted.room)
    if wanted.state in {state.value for state in EntryState}:
        conditions.append(col(Entry.state) == EntryState(wanted.state))
    pattern = f"%{escaped_like(wanted.words)}%"
    if pattern != "%%":
        places = (col(Person.search_text), func.lower(Entry.number), col(Person.phone))
        conditions.append(or_(*(place.like(pattern, escape="\\") for place in places)))
    return conditions


def _pairs(session: Session, conditions: list[Any], **page: int) -> list[tuple[Entry, Person]]:
    found = select(Entry, Person).join(Person, col(Person.id) == Entry.person_id).where(*conditions)
    found = found.order_by(col(Person.sort_key), col(Entry.id))
    if page:
        found = found.limit(page["limit"]).offset(page["offset"])
    return [(entry, person) for entry, person in session.exec(found)]
