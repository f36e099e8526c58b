"""Who registered by themselves: looked through by organisers, their units confirmed, what was noted settled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import String, cast
from sqlmodel import Session, col, func, or_, select

from question_bank.text import escaped_like
from quiz.contests.entry import Entry, EntryState
from quiz.contests.listing import PAGE_SIZE
from quiz.contests.registrant import Note, Registrant
from quiz.people.person import Person

Show = Literal["all", "unconfirmed", "noted"]
Row = tuple[Entry, Person, Registrant]


@dataclass(frozen=True)
class Sought:
    """What an organiser asked to see; the newest first."""

    show: Show = "all"
    since: datetime | None = None
    words: str = ""


@dataclass(frozen=True)
class Tally:
    all: int
    unconfirmed: int
    noted: int


def page_of_registered(
    session: Session, contest_id: int, sought: Sought, reach: set[int] | None, page: int
) -> tuple[list[Row], int]:
    conditions = _conditions(contest_id, sought, reach)
    count = session.scalar(_joined(select(func.count())).where(*conditions)) or 0
    rows = _joined(select(Entry, Person, Registrant)).where(*conditions)
    rows = rows.order_by(col(Registrant.registered_at).desc(), col(Entry.id).desc())
    found = session.exec(rows.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE))
    return [tuple(row) for row in found], count


def all_registered(session: Session, contest_id: int, sought: Sought, reach: set[int] | None) -> list[Row]:
    rows = _joined(select(Entry, Person, Registrant)).where(*_conditions(contest_id, sought, reach))
    return [tuple(row) for row in session.exec(rows.order_by(col(Registrant.registered_at), col(Entry.id)))]


def tally_of(session: Session, contest_id: int, reach: set[int] | None) -> Tally:
    def count(show: Show) -> int:
        conditions = _conditions(contest_id, Sought(show), reach)
        return session.scalar(_joined(select(func.count())).where(*conditions)) or 0

    return Tally(count("all"), count("unconfirmed"), count("noted"))


def registered_among(session: Session, entries: Sequence[Entry]) -> list[Registrant]:
    ids = [entry.id for entry in entries]
    return list(session.exec(select(Registrant).where(col(Registrant.entry_id).in_(ids))))


def confirm_units(session: Session, registrants: Sequence[Registrant], at: datetime) -> list[int]:
    """They are of the unit that they named. Whose became confirmed now."""
    unsure = [registrant for registrant in registrants if registrant.unit_confirmed_at is None]
    for registrant in unsure:
        registrant.unit_confirmed_at = at
        session.add(registrant)
    session.flush()
    return [registrant.entry_id for registrant in unsure]


def settle_notes(session: Session, registrant: Registrant, *, is_staff: bool) -> None:
    """Looked at: nothing is left to look at."""
    registrant.notes = [Note.STAFF.value] if is_staff else []
    session.add(registrant)
    session.flush()


def _joined(selected: Any) -> Any:
    return (
        selected.select_from(Registrant)
        .join(Entry, col(Entry.id) == col(Registrant.entry_id))
        .join(Person, col(Person.id) == col(Entry.person_id))
    )


def _conditions(contest_id: int, sought: Sought, reach: set[int] | None) -> list[Any]:
    conditions: list[Any] = [col(Entry.contest_id) == contest_id]
    if reach is not None:
        conditions.append(col(Entry.unit_id).in_(reach))
    if sought.since is not None:
        conditions.append(col(Registrant.registered_at) >= sought.since)
    if sought.show != "all":
        conditions.append(col(Entry.state) == EntryState.ACTIVE)
    if sought.show == "unconfirmed":
        conditions.append(col(Registrant.unit_confirmed_at).is_(None))
    if sought.show == "noted":
        conditions.append(cast(col(Registrant.notes), String) != "[]")
    if sought.words.strip():
        pattern = f"%{escaped_like(sought.words)}%"
        places = (col(Person.search_text), func.lower(Entry.number), col(Person.phone))
        conditions.append(or_(*(place.like(pattern, escape="\\") for place in places)))
    return conditions
