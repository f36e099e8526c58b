"""How hard the questions of closed legs were: counted again whenever their scores were, and kept for later draws."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, delete, func, or_, select

from quiz import database
from quiz.attempts.measured import THOUSAND, MeasuredLeg, MeasuredQuestion
from quiz.contests.contest import Contest
from quiz.contests.round import Leg, Round
from quiz.standings.analysing import analysis_of
from quiz.standings.publishing import situation_of
from quiz.standings.score import Score


@dataclass(frozen=True)
class Measurement:
    leg_id: int
    counted_at: datetime
    questions: list[tuple[int, int, int]]
    """Version, by how many it was asked, what their marks add up to, in thousandths."""


def measurements_due(at: datetime) -> list[Measurement]:
    """Only reads: a leg of thousands takes its time, and answers do not wait for it."""
    with database.transaction(writing=False) as session:
        return [
            _measured(session, round, leg, counted_at)
            for contest, round, leg, counted_at in _counted_since(session)
            if situation_of(session, contest, round, leg, at).closed
        ]


def keep(measurement: Measurement) -> None:
    """In the place of what was kept of the leg before; unless it is gone meanwhile."""
    with database.transaction() as session:
        if session.get(Leg, measurement.leg_id) is None:
            return
        for table in (MeasuredQuestion, MeasuredLeg):
            session.exec(delete(table).where(col(table.leg_id) == measurement.leg_id))
        session.add(MeasuredLeg(leg_id=measurement.leg_id, counted_at=measurement.counted_at))
        session.add_all(
            MeasuredQuestion(leg_id=measurement.leg_id, version_id=version_id, asked=asked, thousandths=marks)
            for version_id, asked, marks in measurement.questions
        )


def _counted_since(session: Session) -> list[tuple[Contest, Round, Leg, datetime]]:
    """Legs with scores that were counted after their questions were measured."""
    last = (
        select_columns(col(Score.leg_id), func.max(col(Score.counted_at)).label("at")).group_by(col(Score.leg_id))
    ).subquery()
    found = session.execute(
        select(Contest, Round, Leg, last.c.at)
        .join(Round, col(Round.contest_id) == col(Contest.id))
        .join(Leg, col(Leg.round_id) == col(Round.id))
        .join(last, last.c.leg_id == col(Leg.id))
        .outerjoin(MeasuredLeg, col(MeasuredLeg.leg_id) == col(Leg.id))
        .where(or_(col(MeasuredLeg.leg_id).is_(None), col(MeasuredLeg.counted_at) < last.c.at))
        .order_by(col(Leg.id))
    )
    return [(contest, round, leg, at) for contest, round, leg, at in found]


def _measured(session: Session, round: Round, leg: Leg, counted_at: datetime) -> Measurement:
    """A question that counts for nobody says nothing."""
    assert leg.id is not None
    questions = [
        (each.version.id or 0, each.item.asked, _as_thousandths(each.item.mean * each.item.asked))
        for each in analysis_of(session, round, [leg]).questions
        if each.item.mean is not None
    ]
    return Measurement(leg.id, counted_at, questions)


def _as_thousandths(marks: float) -> int:
    return int(marks * THOUSAND + 0.5)
