"""Who may not sit for the count: whoever has seen, or may see, questions or keys."""

from datetime import datetime
from typing import Any

from sqlalchemy import literal
from sqlmodel import Session, col, exists, or_, select

from quiz.attempts.attempt import Attempt
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.contests.registrant import Registrant
from quiz.contests.round import Leg, Round
from quiz.people.role import HOLDERS, Power, Role, RoleName, in_force


def is_barred(session: Session, entry: Entry, contest: Contest, at: datetime) -> bool:
    """May whoever has this entry, or the member of staff they are as far as one can tell, see what is asked?"""
    staff = select(Registrant.staff_id).where(Registrant.entry_id == entry.id, col(Registrant.staff_id).is_not(None))
    return _is_any_barred(session, select(literal(entry.person_id)).union_all(staff), contest, at)


def seats_barred(session: Session, person_id: int, contest: Contest, at: datetime) -> bool:
    """Has this person seen, or may they see, questions or keys? The bank is one for all contests."""
    return _is_any_barred(session, select(literal(person_id)), contest, at)


def _is_any_barred(session: Session, people: Any, contest: Contest, at: datetime) -> bool:
    here = or_(col(Role.contest_id).is_(None), Role.contest_id == contest.id)  # else a chief judge sees other keys only
    seeing = select(Role.id).where(
        col(Role.person_id).in_(people),
        *in_force(at),
        col(Role.name).in_(HOLDERS[Power.SEE_KEYS]),
        or_(Role.name != RoleName.CHIEF_JUDGE, here),
    )
    previewed = (
        select(Attempt.id)
        .join(Leg, col(Leg.id) == Attempt.leg_id)
        .join(Round, col(Round.id) == Leg.round_id)
        .where(col(Attempt.viewer_id).in_(people), Round.contest_id == contest.id)
    )
    return bool(session.scalar(select(or_(exists(seeing), exists(previewed)))))
