"""Who may not sit for the count: whoever has seen, or may see, questions or keys, and whom the rules keep out."""

from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Integer, String, bindparam, literal, null, type_coerce, union_all
from sqlmodel import Session, col, exists, or_, select

from quiz.attempts.attempt import Attempt
from quiz.contests.clearance import Clearance
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.contests.exposure import Ended, oldest_question, saw_until
from quiz.contests.insiders import Seat, cleared, people_behind, said_to_be_others, seat_by
from quiz.contests.round import Leg, Round
from quiz.people.role import Role, RoleName, held_by

PREVIEWED = "previewed"
"""Instead of a role: they looked at a paper of the contest as staff do."""


def seat_of(session: Session, entry: Entry, contest: Contest, at: datetime) -> Seat:
    """Of whoever has this entry, or of the member of staff they are as surely as one can tell."""
    given = {"person": entry.person_id, "entry": entry.id, "contest": contest.id, "at": at}
    rows = session.execute(_statement(), given).all()
    if not rows:
        return Seat()
    previewed = any(name == PREVIEWED for name, _where, _end in rows)
    roles = [(RoleName(name), where, end) for name, where, end in rows if name != PREVIEWED]
    held = [(name, where) for name, where, end in roles if end is None or end > at]
    seat = seat_by(contest.rules.eligibility, held, contest.id)
    seat = replace(seat, sees_questions=seat.sees_questions or previewed)
    return _with_what_was_seen(session, seat, entry, contest, [role for role in roles if role[2] and role[2] <= at])


def _with_what_was_seen(session: Session, seat: Seat, entry: Entry, contest: Contest, ended: list[Ended]) -> Seat:
    if not ended:
        return seat
    seat = replace(seat, saw_until=saw_until(ended, contest.id, oldest_question(session, contest)))
    return cleared(seat, session.get(Clearance, entry.id))


def is_barred(session: Session, entry: Entry, contest: Contest, at: datetime) -> bool:
    """May they begin nothing that counts?"""
    return seat_of(session, entry, contest, at).is_barred


def may_be_staff() -> Any:
    """Of each Entry of a statement, for its parameters "contest" and "at": does somebody who may be behind it hold any
    role, did they ever, or have they looked at a paper? Whatever was said of them: those are for `seat_of` to tell."""
    behind = people_behind(Entry.person_id, Entry.id)
    held = [exists(_roles(Role.id, people).correlate(Entry)) for people in behind]
    return or_(*held, *(exists(_previews(Attempt.id, people).correlate(Entry)) for people in behind))


@lru_cache(1)
def _statement() -> Any:
    """Put together once, since everybody who begins is asked about."""
    entry: Any = bindparam("entry")
    behind = union_all(*people_behind(bindparam("person"), entry)).subquery()
    people = select(behind.c.id).where(behind.c.id.not_in(said_to_be_others(entry)))
    held = _roles((type_coerce(col(Role.name), String), Role.contest_id, Role.ends_at), people)
    nowhere, never = type_coerce(null(), Integer), type_coerce(null(), Role.__table__.c.ends_at.type)  # type: ignore[attr-defined]
    return union_all(held, _previews((literal(PREVIEWED), nowhere, never), people))


def _roles(columns: Any, people: Any) -> Any:
    asked: Any = select(*columns) if isinstance(columns, tuple) else select(columns)
    return asked.where(col(Role.person_id).in_(people), *held_by(bindparam("at")))


def _previews(columns: Any, people: Any) -> Any:
    asked: Any = select(*columns) if isinstance(columns, tuple) else select(columns)
    # By who looked, never through all attempts of a leg: what is reckoned with is found by no index.
    asked = asked.select_from(Attempt).join(Leg, col(Leg.id) == col(Attempt.leg_id) + 0)
    asked = asked.join(Round, col(Round.id) == Leg.round_id)
    return asked.where(col(Attempt.viewer_id).in_(people), Round.contest_id == bindparam("contest"))
