"""Make the frozen board of a planned moment: as it stood then to the second, however much later it is made.

What was handed in after it is taken back, and whoever's time was over by then is handed in with what is kept, on copies
that are written nowhere (imagining.py). Staff decide nothing between the moment and this (routes/freezing_first.py).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_
from sqlmodel import Session, col, delete, select, update

from quiz.attempts.attempt import Attempt, Mode, SubmittedBy
from quiz.attempts.decisions import decisions_about, newest_seq
from quiz.contests.contest import Contest, ContestState
from quiz.contests.round import Leg, Round, legs_of, rounds_of
from quiz.database import MovedOn
from quiz.imagining import Copied, imagined
from quiz.language import VIETNAMESE, spoken
from quiz.language import gettext as _
from quiz.ledger import Decider, LedgerEntry, lock_ledger
from quiz.standings.board_line import BoardLine, BoardStretch, BoardTotal
from quiz.standings.comparing import compare_all, needs_comparing
from quiz.standings.counting import count_missing, forget_unsubmitted
from quiz.standings.freeze import BoardFreeze
from quiz.standings.freezing import made_freeze, record_freeze
from quiz.standings.planned_freeze import FOR_THE_GATE, PLAN_FREEZE, awaited
from quiz.standings.recount import TEMPORARY
from quiz.standings.score import CameAbout, Score


@dataclass(frozen=True)
class Due:
    """A board whose moment has come, and that is not frozen yet."""

    leg_id: int
    moment: datetime


@dataclass(frozen=True)
class MadeAsPlanned:
    """`seq`: the newest decision in the contest when it was made."""

    freeze: BoardFreeze
    seq: int


def due_freezes(session: Session, at: datetime) -> list[Due]:
    by_rules = col(Round.rules_json)["freeze_minutes"].as_string().is_not(None)
    decided = select(LedgerEntry.subject_id).where(
        LedgerEntry.decision == PLAN_FREEZE, LedgerEntry.subject_type == "leg", LedgerEntry.contest_id == Contest.id
    )
    held = select(BoardFreeze.leg_id).where(col(BoardFreeze.lifted_at).is_(None))
    planned = (
        select(Contest, Round, Leg)
        .where(Round.contest_id == Contest.id, Leg.round_id == Round.id, Contest.state != ContestState.DRAFT)
        .where(col(Round.rules_json)["board"].as_string() == "live", or_(by_rules, col(Leg.id).in_(decided)))
        .where(col(Leg.cancelled_at).is_(None), col(Leg.id).not_in(held))
    )
    found = []
    for contest, round, leg in session.exec(planned):
        moment = awaited(session, round, leg, decisions_about(session, contest, leg, *FOR_THE_GATE), at)
        if moment is not None:
            found.append(Due(leg.id or 0, moment))
    return found


def made_as_planned(due: Due) -> MadeAsPlanned:
    """From what is committed. Writes nothing and holds nobody up."""
    with imagined(lambda session: _copied(session, due.leg_id), TEMPORARY) as session:
        leg = session.get_one(Leg, due.leg_id)
        round = session.get_one(Round, leg.round_id)
        contest = session.get_one(Contest, round.contest_id)
        _put_back(session, round, leg, due.moment)
        made = made_freeze(session, contest, round, leg, Decider(None, "system", due.moment))
        return MadeAsPlanned(made, newest_seq(session, contest))


def keep_as_planned(session: Session, due: Due, made: MadeAsPlanned, at: datetime) -> bool:
    """Unless somebody did meanwhile, or it is no longer due. MovedOn: something was decided since it was made."""
    leg = session.get_one(Leg, due.leg_id)
    round = session.get_one(Round, leg.round_id)
    contest = session.get_one(Contest, round.contest_id)
    lock_ledger(session, round.contest_id)
    decisions = decisions_about(session, contest, leg, *FOR_THE_GATE)
    if leg.cancelled_at is not None or awaited(session, round, leg, decisions, at) != due.moment:
        return False
    if newest_seq(session, contest) != made.seq:
        raise MovedOn
    session.add(made.freeze)
    session.flush()
    with spoken(VIETNAMESE):
        reason = _("Tự đóng băng vào lúc đã định.")
    record_freeze(session, contest, leg, made.freeze, reason, Decider(None, "system", at))
    return True


def _copied(session: Session, leg_id: int) -> Copied:
    """What is put back; of other legs too, where their points are brought along."""
    leg = session.get_one(Leg, leg_id)
    round = session.get_one(Round, leg.round_id)
    legs = [leg_id]
    if round.rules.carry == "points":
        legs = [each.id or 0 for one in rounds_of(session, round.contest_id) for each in legs_of(session, one.id or 0)]
    return dict.fromkeys((Attempt, Score, CameAbout, BoardLine, BoardStretch, BoardTotal), ("leg_id", legs))


def _put_back(session: Session, round: Round, leg: Leg, moment: datetime) -> None:
    """Attempts as they were at that moment."""
    here, connection = col(Attempt.leg_id) == leg.id, session.connection()
    connection.execute(
        update(Attempt).where(here, col(Attempt.submitted_at) > moment).values(submitted_at=None, submitted_by=None)
    )
    forget_unsubmitted(session, leg)
    session.flush()
    connection.execute(delete(Attempt).where(here, col(Attempt.started_at) > moment))
    is_over = (col(Attempt.submitted_at).is_(None), col(Attempt.paused_at).is_(None), col(Attempt.ends_at) <= moment)
    connection.execute(
        update(Attempt)
        .where(here, col(Attempt.mode) == Mode.OFFICIAL, *is_over)
        .values(submitted_at=col(Attempt.ends_at), submitted_by=SubmittedBy.TIMEOUT)
    )
    session.expire_all()
    count_missing(session, leg)
    if needs_comparing(round.rules):
        compare_all(session, round, leg)
