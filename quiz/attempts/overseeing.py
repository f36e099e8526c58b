"""Who is where while a leg runs: what the control page shows. Reads only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal
from sqlalchemy import select as sa_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_

from question_bank.text import escaped_like, sort_key
from quiz.attempts.attempt import Answer, Attempt, Mode, PaperRow, Presence, SubmittedBy
from quiz.attempts.decisions import Scope
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry, EntryState
from quiz.contests.round import Leg
from quiz.people.person import Person

LOST_AFTER = timedelta(seconds=75)
"""Phones report every 20 to 30 seconds; after two and a half silent ones the contestant counts as out of touch."""

PAGE_SIZE = 50


class Standing(StrEnum):
    """Where a contestant stands, in the order a judge looks for them."""

    HELP = "help"
    LOST = "lost"
    WORKING = "working"
    WAITING = "waiting"
    ABSENT = "absent"
    SUBMITTED = "submitted"


ORDER = list(Standing)


@dataclass(frozen=True)
class Work:
    """How far an attempt has come."""

    questions: int = 0
    answered: int = 0
    last_saved_at: datetime | None = None
    reached: int | None = None
    """The last question shown, where they come one after another."""


@dataclass(frozen=True)
class Seat:
    """One line of the control page."""

    entry: Entry
    person: Person
    standing: Standing
    attempt: Attempt | None
    last_seen_at: datetime | None
    work: Work


@dataclass(frozen=True)
class Filter:
    """What the judge is looking at. `units` None: not limited by the judge's role."""

    units: set[int] | None = None
    standing: Standing | None = None
    room: str | None = None
    unit_id: int | None = None
    search: str = ""


@dataclass(frozen=True)
class Group:
    """A unit or a room, with how many stand where."""

    name: str
    value: int | str
    counts: dict[Standing, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def counts_of(session: Session, leg: Leg, contest_id: int, wanted: Filter, at: datetime) -> dict[Standing, int]:
    """How many stand where, of those the judge may see."""
    standing = _standing(at)
    query = _seats(leg, contest_id, wanted, at, standing, func.count()).group_by(standing)
    counted = {Standing(name): int(count) for name, count in session.execute(query)}
    return {name: counted.get(name, 0) for name in ORDER}


def groups_of(session: Session, leg: Leg, contest_id: int, wanted: Filter, by: str, at: datetime) -> list[Group]:
    """The same, for each unit (`by` "unit") or room ("room")."""
    standing = _standing(at)
    value: Any = col(Entry.unit_id) if by == "unit" else col(Entry.room)
    name = func.max(Entry.unit_name) if by == "unit" else func.max(Entry.room)
    query = _seats(leg, contest_id, wanted, at, value, name, standing, func.count()).group_by(value, standing)
    groups: dict[Any, Group] = {}
    for key, label, state, count in session.execute(query):
        group = groups.setdefault(key, Group(label, key, dict.fromkeys(ORDER, 0)))
        group.counts[Standing(state)] = int(count)
    return sorted(groups.values(), key=lambda group: sort_key(group.name))


@dataclass(frozen=True)
class Concerned:
    """How many attempts of those whom it would concern run, stand, and are over; `taken_in`: not handed in by them."""

    running: int
    paused: int
    over: int
    taken_in: int


def concerned_by(session: Session, contest: Contest, leg: Leg, scope: Scope, at: datetime) -> Concerned:
    """Of the attempts that count."""
    over = or_(
        col(Attempt.submitted_at).is_not(None), and_(col(Attempt.paused_at).is_(None), col(Attempt.ends_at) <= at)
    )
    paused = and_(~over, col(Attempt.paused_at).is_not(None))
    by_others = or_(col(Attempt.submitted_by).is_(None), col(Attempt.submitted_by) != SubmittedBy.CONTESTANT)
    query = (
        sa_select(
            *(func.count(case((which, 1))) for which in (and_(~over, ~paused), paused, over, and_(over, by_others)))
        )
        .select_from(Attempt)
        .join(Entry, col(Entry.id) == Attempt.entry_id)
        .where(col(Attempt.leg_id) == leg.id, col(Attempt.mode) == Mode.OFFICIAL, scope.covers(session))
    )
    return Concerned(*session.execute(query).one())


def seats_in(session: Session, leg: Leg, contest_id: int, wanted: Filter, page: int, at: datetime) -> list[Seat]:
    """A page of lines: who needs help first, then by how soon somebody should look, then by name."""
    standing = _standing(at)
    importance = case({name.value: place for place, name in enumerate(ORDER)}, value=standing)
    query = _seats(leg, contest_id, wanted, at, Entry, Person, Attempt, col(Presence.last_seen_at), standing)
    query = query.order_by(importance, col(Person.sort_key), col(Entry.number), col(Entry.id))
    rows = session.execute(query.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all()
    work = _work_on(session, [attempt.id for _, _, attempt, _, _ in rows if attempt is not None])
    return [
        Seat(entry, person, Standing(state), attempt, seen, work[attempt.id] if attempt else Work())
        for entry, person, attempt, seen, state in rows
    ]


def _seats(leg: Leg, contest_id: int, wanted: Filter, at: datetime, *columns: Any) -> Select[Any]:
    """Every active entry of the contest that is wanted, with its last attempt in the leg and its phone."""
    query: Select[Any] = (
        sa_select(*columns)
        .select_from(Entry)
        .join(Person, col(Person.id) == Entry.person_id)
        .outerjoin(
            Attempt,
            and_(
                col(Attempt.entry_id) == Entry.id,
                col(Attempt.leg_id) == leg.id,
                col(Attempt.mode) == Mode.OFFICIAL,
                col(Attempt.ordinal) == _last_begun(leg),
            ),
        )
        .outerjoin(Presence, col(Presence.entry_id) == Entry.id)
        .where(col(Entry.contest_id) == contest_id, col(Entry.state) == EntryState.ACTIVE)
    )
    if wanted.units is not None:
        query = query.where(col(Entry.unit_id).in_(wanted.units))
    if wanted.room is not None:
        query = query.where(col(Entry.room) == wanted.room)
    if wanted.unit_id is not None:
        query = query.where(col(Entry.unit_id) == wanted.unit_id)
    if wanted.standing is not None:
        query = query.where(_standing(at) == wanted.standing.value)
    if wanted.search.strip():
        pattern = f"%{escaped_like(wanted.search)}%"
        number = func.lower(Entry.number).like(pattern, escape="\\")
        query = query.where(or_(col(Person.search_text).like(pattern, escape="\\"), number))
    return query


def _last_begun(leg: Leg) -> Any:
    """The number of the entry's last attempt, by the index that keeps them apart."""
    theirs = aliased(Attempt)
    last = sa_select(func.max(theirs.ordinal)).where(
        col(theirs.entry_id) == Entry.id, col(theirs.leg_id) == leg.id, col(theirs.mode) == Mode.OFFICIAL
    )
    return last.correlate(Entry).scalar_subquery()


def _standing(at: datetime) -> ColumnElement[str]:
    recently = at - LOST_AFTER
    return case(
        (col(Attempt.submitted_at).is_not(None), literal(Standing.SUBMITTED.value)),
        (col(Presence.asks_help_at).is_not(None), literal(Standing.HELP.value)),
        (and_(col(Attempt.id).is_not(None), col(Presence.last_seen_at) >= recently), literal(Standing.WORKING.value)),
        (col(Attempt.id).is_not(None), literal(Standing.LOST.value)),
        (col(Presence.last_seen_at) >= recently, literal(Standing.WAITING.value)),
        else_=literal(Standing.ABSENT.value),
    )


def _work_on(session: Session, attempt_ids: list[int]) -> dict[int, Work]:
    """How far each of these attempts has come."""
    sizes = session.execute(
        sa_select(col(PaperRow.attempt_id), func.count(), func.max(case((_is_shown(), PaperRow.number))))
        .where(col(PaperRow.attempt_id).in_(attempt_ids))
        .group_by(col(PaperRow.attempt_id))
    ).all()
    answers = session.execute(
        sa_select(col(Answer.attempt_id), func.count(), func.max(Answer.received_at))
        .where(col(Answer.attempt_id).in_(attempt_ids))
        .group_by(col(Answer.attempt_id))
    ).all()
    saved = {attempt_id: (int(count), last) for attempt_id, count, last in answers}
    papers = {attempt_id: (int(count), reached) for attempt_id, count, reached in sizes}
    works = {}
    for attempt_id in attempt_ids:
        (questions, reached), (answered, last) = papers.get(attempt_id, (0, None)), saved.get(attempt_id, (0, None))
        works[attempt_id] = Work(questions, answered, last, reached)
    return works


def _is_shown() -> ColumnElement[bool]:
    return col(PaperRow.shown_at).is_not(None)
