"""Who may not sit for the count: whoever has seen, or may see, questions or keys."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, bindparam
from sqlmodel import Session, col, exists, or_, select

from quiz.attempts.attempt import Attempt
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.contests.registrant import Registrant
from quiz.contests.round import Leg, Round
from quiz.people.role import HOLDERS, Power, Role, RoleName, in_force

_BY_THEM = select(bindparam("person", type_=Integer))
_BY_THEM_OR_STAFF = _BY_THEM.union_all(
    select(Registrant.staff_id).where(Registrant.entry_id == bindparam("entry"), col(Registrant.staff_id).is_not(None))
)


def may_have_been_seen(is_them: Callable[[Any], Any]) -> Any:
    """For the parameters "contest" and "at". `is_them`: is this person, a column, one of those asked about?"""
    contest: Any = bindparam("contest")
    at: Any = bindparam("at")
    here = or_(col(Role.contest_id).is_(None), Role.contest_id == contest)  # else a chief judge sees other keys only
    seeing = select(Role.id).where(
        is_them(col(Role.person_id)),
        *in_force(at),
        col(Role.name).in_(HOLDERS[Power.SEE_KEYS]),
        or_(Role.name != RoleName.CHIEF_JUDGE, here),
    )
    previewed = (
        select(Attempt.id)
        .join(Leg, col(Leg.id) == Attempt.leg_id)
        .join(Round, col(Round.id) == Leg.round_id)
        .where(is_them(col(Attempt.viewer_id)), Round.contest_id == contest)
    )
    return or_(exists(seeing), exists(previewed))


def _asked_of(people: Any) -> Any:
    """Put together once, since everybody who begins is asked about."""
    return select(may_have_been_seen(lambda person: person.in_(people)))


_SEEN, _SEEN_OR_BY_STAFF = _asked_of(_BY_THEM), _asked_of(_BY_THEM_OR_STAFF)


def is_barred(session: Session, entry: Entry, contest: Contest, at: datetime) -> bool:
    """May whoever has this entry, or the member of staff they are as far as one can tell, see what is asked?"""
    given = {"person": entry.person_id, "entry": entry.id, "contest": contest.id, "at": at}
    return bool(session.scalar(_SEEN_OR_BY_STAFF, given))


def seats_barred(session: Session, person_id: int, contest: Contest, at: datetime) -> bool:
    """Has this person seen, or may they see, questions or keys? The bank is one for all contests."""
    return bool(session.scalar(_SEEN, {"person": person_id, "contest": contest.id, "at": at}))
