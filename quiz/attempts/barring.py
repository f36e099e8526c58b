"""Who may not sit for the count: whoever has seen, or may see, questions or keys."""

from datetime import datetime

from sqlmodel import Session, col, exists, or_, select

from quiz.attempts.attempt import Attempt
from quiz.contests.contest import Contest
from quiz.contests.round import Leg, Round
from quiz.people.role import HOLDERS, Power, Role, RoleName, holding


def seats_barred(session: Session, person_id: int, contest: Contest, at: datetime) -> bool:
    """Has this person seen, or may they see, questions or keys? The bank is one for all contests."""
    here = or_(col(Role.contest_id).is_(None), Role.contest_id == contest.id)  # else a chief judge sees other keys only
    seeing = select(Role.id).where(
        *holding(person_id, at),
        col(Role.name).in_(HOLDERS[Power.SEE_KEYS]),
        or_(Role.name != RoleName.CHIEF_JUDGE, here),
    )
    previewed = (
        select(Attempt.id)
        .join(Leg, col(Leg.id) == Attempt.leg_id)
        .join(Round, col(Round.id) == Leg.round_id)
        .where(Attempt.viewer_id == person_id, Round.contest_id == contest.id)
    )
    return bool(session.scalar(select(or_(exists(seeing), exists(previewed)))))
