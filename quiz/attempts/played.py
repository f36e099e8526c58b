"""Which legs were played for the count: what contestants began under is not changed any more."""

from sqlmodel import Session, col, exists, select

from quiz.attempts.attempt import Attempt, Mode
from quiz.contests.contest import Contest
from quiz.contests.round import Leg, Round


def legs_played(session: Session, contest: Contest) -> set[int]:
    """The ids of the legs in which a counted attempt has started."""
    played = (
        select(Leg.id)
        .join(Round, col(Round.id) == Leg.round_id)
        .where(Round.contest_id == contest.id)
        .where(exists().where(col(Attempt.leg_id) == Leg.id, col(Attempt.mode) == Mode.OFFICIAL))
    )
    return {leg_id for leg_id in session.exec(played) if leg_id is not None}
