"""When a leg is closed and counted, what its predictions are held against is written down, without anybody asking."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, or_, select

from question_bank.slices import slices
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.contests.round import Leg, Round, legs_of, rounds_of
from quiz.standings.comparing import compare_leg, is_compared
from quiz.standings.publishing import situation_of
from quiz.standings.score import CameAbout, Score


def legs_that_came_about(session: Session, at: datetime) -> list[tuple[Round, Leg]]:
    """Closed for everybody, and nothing is written down yet."""
    asked = col(Round.rules_json)["prediction"].as_string().is_not(None)
    found = session.exec(
        select(Contest, Round, Leg)
        .where(Round.contest_id == Contest.id, Leg.round_id == Round.id, asked)
        .where(or_(col(Leg.closes_at) <= at, col(Leg.closed_at) <= at), col(Leg.cancelled_at).is_(None))
        .where(col(Leg.id).not_in(select(CameAbout.leg_id)))
    )
    return [(round, leg) for contest, round, leg in found if situation_of(session, contest, round, leg, at).closed]


def compare_anew(session: Session, contest: Contest, entries: Sequence[Entry]) -> None:
    """These left the ranking or came back, by whatever way: whoever was counted with them is compared anew."""
    assert contest.id is not None
    session.flush()
    theirs = set[int]()
    for some in slices([entry.id for entry in entries]):
        theirs.update(session.exec(select(Score.leg_id).where(col(Score.entry_id).in_(some)).distinct()))
    for round in rounds_of(session, contest.id) if theirs else []:
        for leg in legs_of(session, round.id or 0):
            if leg.id in theirs and is_compared(session, round, leg):
                compare_leg(session, round, leg)
