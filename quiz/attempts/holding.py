"""Hold a leg closed whose hour has come while something red stands on its check list.

By hand it would be refused; by the clock nobody is there to refuse, so it is looked at whenever the leg would be open.
Once somebody has begun, it is open and stays so: what goes missing later must not shut out those who come after.
"""

from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session, select

from quiz.attempts.attempt import Attempt, Mode
from quiz.attempts.deadline import LegState
from quiz.contests.check import Check
from quiz.contests.contest import Contest
from quiz.contests.readiness import reds_at_the_hour
from quiz.contests.round import Leg, Round
from quiz.refusals import N_, Refusal


class Held(Refusal):
    message = N_("Đã đến giờ nhưng vòng thi chưa mở được. Ban tổ chức đang xử lý; trang này tự báo khi mở.")


def held_or(state: LegState, session: Session, contest: Contest, round: Round, leg: Leg, at: datetime) -> LegState:
    """What a leg's state is, once its check list was looked at too."""
    if state == LegState.OPEN and reds_holding(session, contest, round, leg, at):
        return LegState.HELD
    return state


def reds_holding(session: Session, contest: Contest, round: Round, leg: Leg, at: datetime) -> list[Check]:
    """What keeps a leg closed at an hour at which the clock would have it open."""
    if round.rules.opening != "clock" or leg.opened_at is not None or _has_begun(session, leg):
        return []
    return reds_at_the_hour(session, contest, round, leg, at)


_BEGUN = select(Attempt.id).where(Attempt.leg_id == bindparam("leg"), Attempt.mode == Mode.OFFICIAL).limit(1)


def _has_begun(session: Session, leg: Leg) -> bool:
    return session.exec(_BEGUN, params={"leg": leg.id}).first() is not None
