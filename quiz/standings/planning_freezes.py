"""Decide when a leg's board freezes by itself, whatever the rules of its round say: another moment, or not at all."""

from datetime import datetime, timedelta

from sqlmodel import Session

from quiz.attempts.deadline import opening
from quiz.attempts.decisions import window_of, write_down
from quiz.attempts.timekeeping import closes_at
from quiz.contests.contest import Contest
from quiz.contests.releasing import sight_of
from quiz.contests.round import Leg, Round
from quiz.in_words import moment
from quiz.language import gettext as _
from quiz.ledger import Decider, lock_ledger
from quiz.news import tell_after_commit
from quiz.refusals import Invalid, Problems
from quiz.standings.freeze import freeze_of
from quiz.standings.freezing import AlreadyFrozen, NothingToFreeze
from quiz.standings.planned_freeze import PLAN_FREEZE, Plan
from quiz.standings.publishing import is_published
from quiz.written import reason_written


def may_plan(session: Session, round: Round, leg: Leg) -> bool:
    """Where there is a live board that can be seen, or will be, and is neither frozen nor published."""
    if round.rules.board != "live" or not sight_of(round.rules).anything or leg.cancelled_at is not None:
        return False
    return freeze_of(session, leg) is None and not is_published(session, leg)


def plan_freeze(
    session: Session, contest: Contest, round: Round, leg: Leg, plan: Plan, *, reason: str, by: Decider
) -> None:
    """From now on the board freezes then, and not when it would have."""
    assert contest.id is not None
    problems = Problems()
    with problems.gathered():
        reason = reason_written(reason, "plan_reason")
    lock_ledger(session, contest.id)
    if freeze_of(session, leg) is not None:
        raise AlreadyFrozen
    if not may_plan(session, round, leg):
        raise NothingToFreeze
    with problems.gathered():
        _insist_on_moment(session, contest, round, leg, plan, by.at)
    problems.refuse()
    body = {"minutes": plan.minutes} if plan.minutes is not None else {"at": plan.at.isoformat()} if plan.at else {}
    write_down(session, contest, leg, PLAN_FREEZE, body, reason, by)
    tell_after_commit(session, f"publication-{leg.id}")


def _insist_on_moment(session: Session, contest: Contest, round: Round, leg: Leg, plan: Plan, at: datetime) -> None:
    """It is still to come, and the board has opened by then."""
    freezes, field = plan.at, "freezes_at"
    if plan.minutes is not None:
        field, close = "freeze_minutes", closes_at(session, contest, leg, at)
        if close is None:
            raise Invalid({field: _("Đợt thi chưa đặt giờ đóng: hãy chọn một giờ nhất định.")})
        freezes = close - timedelta(minutes=plan.minutes)
    if freezes is None:
        return
    if freezes <= at:
        told = _("Lúc ấy (%(at)s) đã qua. Muốn đóng băng ngay thì bấm “Đóng băng”.")
        raise Invalid({field: told % {"at": moment(freezes)}})
    opens = opening(round.rules, window_of(leg))
    if opens is not None and freezes <= opens:
        told = _("Lúc ấy (%(at)s) đợt thi chưa mở: mở lúc %(opens)s.")
        raise Invalid({field: told % {"at": moment(freezes), "opens": moment(opens)}})
