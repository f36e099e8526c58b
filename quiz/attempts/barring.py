"""Who may not sit for the count: whoever has seen, or may see, questions or keys, and whom the rules keep out."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Integer, String, bindparam, literal, null, type_coerce, union_all
from sqlmodel import Session, col, exists, or_, select

from quiz.attempts.attempt import Attempt
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.contests.insiders import Seat, people_behind, said_to_be_others, seat_by
from quiz.contests.round import Leg, Round
from quiz.people.role import Role, RoleName, in_force

PREVIEWED = "previewed"
"""Instead of a role: they looked at a paper of the contest as staff do."""


def seat_of(session: Session, entry: Entry, contest: Contest, at: datetime) -> Seat:
    """Of whoever has this entry, or of the member of staff they are as surely as one can tell."""
    given = {"person": entry.person_id, "entry": entry.id, "contest": contest.id, "at": at}
    rows = session.execute(_statement(), given).all()
    if not rows:
        return Seat()
    held = [(RoleName(name), where) for name, where in rows if name != PREVIEWED]
    seat = seat_by(contest.rules.eligibility, held, contest.id)
    return Seat(seat.sees_questions or len(held) < len(rows), seat.excluded)


def is_barred(session: Session, entry: Entry, contest: Contest, at: datetime) -> bool:
    """May they begin nothing that counts?"""
    return seat_of(session, entry, contest, at).is_barred


def may_be_staff() -> Any:
    """Of each Entry of a statement, for its parameters "contest" and "at": does somebody who may be behind it hold any
    role, or have they looked at a paper? Whatever was said of them: those are for `seat_of` to tell."""
    behind = people_behind(Entry.person_id, Entry.id)
    held = [exists(_roles(Role.id, people).correlate(Entry)) for people in behind]
    return or_(*held, *(exists(_previews(Attempt.id, people).correlate(Entry)) for people in behind))


@lru_cache(1)
def _statement() -> Any:
    """Put together once, since everybody who begins is asked about."""
    entry: Any = bindparam("entry")
    behind = union_all(*people_behind(bindparam("person"), entry)).subquery()
    people = select(behind.c.id).where(behind.c.id.not_in(said_to_be_others(entry)))
    held = _roles((type_coerce(col(Role.name), String), Role.contest_id), people)
    return union_all(held, _previews((literal(PREVIEWED), type_coerce(null(), Integer)), people))


def _roles(columns: Any, people: Any) -> Any:
    asked: Any = select(*columns) if isinstance(columns, tuple) else select(columns)
    return asked.where(col(Role.person_id).in_(people), *in_force(bindparam("at")))


def _previews(columns: Any, people: Any) -> Any:
    asked: Any = select(*columns) if isinstance(columns, tuple) else select(columns)
    # By who looked, never through all attempts of a leg: what is reckoned with is found by no index.
    asked = asked.select_from(Attempt).join(Leg, col(Leg.id) == col(Attempt.leg_id) + 0)
    asked = asked.join(Round, col(Round.id) == Leg.round_id)
    return asked.where(col(Attempt.viewer_id).in_(people), Round.contest_id == bindparam("contest"))
