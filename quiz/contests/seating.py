"""In the demo each new browser plays as a contestant of its own: one that nobody has taken yet, or a further one."""

from datetime import datetime

from sqlmodel import Session, col, func, select

from quiz.contests.contest import Contest
from quiz.contests.enrolment import add_entry
from quiz.contests.entry import Entry, EntryState
from quiz.contests.round import Round
from quiz.database import lock_until_commit
from quiz.people.person import Person
from quiz.people.role import Role, RoleName
from quiz.people.unit import Unit
from quiz.refusals import NotFound

FINISHED_SHAPE = "resolution"
"""Of the demo's second contest, which is over: the first of this shape."""

FROZEN_SHAPE = "weekly_quiz"
"""Of its third, whose board froze by itself: the first of this shape that does."""


def seat(session: Session, contest: Contest, at: datetime) -> Entry:
    """The entry of this browser from now on."""
    assert contest.id is not None
    lock_until_commit(session, "seats", contest.id)
    entry = _free_entry(session, contest) or _further_entry(session, contest, at)
    entry.seated_at = at
    session.add(entry)
    session.flush()
    return entry


def find_demo_contest(session: Session) -> Contest | None:
    return session.exec(select(Contest).where(col(Contest.is_demo)).order_by(col(Contest.id))).first()


def find_finished_contest(session: Session) -> Contest | None:
    of_shape = select(Contest).where(col(Contest.is_demo), Contest.shape == FINISHED_SHAPE)
    return session.exec(of_shape.order_by(col(Contest.id))).first()


def find_frozen_contest(session: Session) -> Contest | None:
    of_shape = select(Contest).join(Round, col(Round.contest_id) == Contest.id)
    freezes = col(Round.rules_json)["freeze_minutes"].as_string().is_not(None)
    found = of_shape.where(col(Contest.is_demo), Contest.shape == FROZEN_SHAPE, freezes)
    return session.exec(found.order_by(col(Contest.id))).first()


def seated_in(session: Session, contest: Contest) -> Entry:
    """The one entry of a finished contest that the demo's door leads to."""
    taken = select(Entry).where(Entry.contest_id == contest.id, col(Entry.seated_at).is_not(None))
    entry = session.exec(taken.order_by(col(Entry.id))).first()
    if entry is None:
        raise NotFound
    return entry


def demo_contest(session: Session) -> Contest:
    """There is one, or there is no demo here."""
    contest = find_demo_contest(session)
    if contest is None:
        raise NotFound
    return contest


def demo_person(session: Session, contest: Contest, role: RoleName) -> Person:
    """The member of the demo's staff who holds this role."""
    held = select(Person).join(Role, col(Role.person_id) == Person.id)
    person = session.exec(
        held.where(Role.contest_id == contest.id, Role.name == role, col(Person.is_demo)).order_by(col(Person.id))
    ).first()
    if person is None:
        raise NotFound
    return person


def _free_entry(session: Session, contest: Contest) -> Entry | None:
    free = select(Entry).where(
        Entry.contest_id == contest.id, col(Entry.seated_at).is_(None), Entry.state == EntryState.ACTIVE
    )
    return session.exec(free.order_by(col(Entry.id))).first()


def _further_entry(session: Session, contest: Contest, at: datetime) -> Entry:
    count = session.exec(select(func.count()).where(Entry.contest_id == contest.id)).one()
    unit = session.get_one(Unit, contest.unit_id)
    return add_entry(session, contest, name=f"Khách dùng thử {count + 1}", unit=unit, birth_year=2000, at=at)
