"""When a leg is closed and counted, what its predictions are held against is written down, without anybody asking."""

from datetime import datetime

from sqlmodel import Session, col, or_, select

from quiz.contests.contest import Contest
from quiz.contests.round import Leg, Round, legs_of, rounds_of
from quiz.standings.comparing import compare_leg, is_compared
from quiz.standings.publishing import situation_of
from quiz.standings.score import CameAbout


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


def compare_contest(session: Session, contest: Contest) -> None:
    """Somebody left the ranking or came back: whoever was counted with them is compared anew."""
    assert contest.id is not None
    for round in rounds_of(session, contest.id):
        for leg in legs_of(session, round.id or 0):
            if is_compared(session, round, leg):
                compare_leg(session, round, leg)
