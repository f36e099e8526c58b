"""Keep what a contestant gives. The newest tap of a question counts, a tap being the pair (turn, tap)."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from question_bank.kinds import KINDS
from question_bank.question import QuestionVersion
from quiz.attempts.attempt import Answer, Attempt, PaperRow
from quiz.attempts.keeping import (
    AlreadySubmitted,
    NotAnAnswer,
    NotItsTurn,
    Outcome,
    QuestionIsOver,
    Tap,
    TimeIsUp,
    keep_taps,
    topics_of,
)
from quiz.contests.round import Leg, Round
from quiz.database import runner
from quiz.news import tell_after_commit
from quiz.refusals import NotFound, Refusal

LAST_TAP = 1_000_000_000
"""No finger comes this far; the column's integers reach further."""


def record_answer(
    session: Session, attempt: Attempt, number: int, given: Any, turn: int, tap: int | None, at: datetime
) -> Outcome:
    """Keep this tap unless a newer one stands. Without a number (plain forms) it comes after those that arrived.

    `given` is what the question's kind takes, or the values of a form. An equal pair is acknowledged again, whatever
    the time: it was kept when it came.
    """
    row, version = _place(session, attempt, number)
    given = normal_given(version.kind, version.content, given)
    insist_on_a_tap(turn, tap)
    session.flush()
    sent = Tap(
        attempt.leg_id, row.attempt_id, row.number, row.version_id, version.kind, given, turn, tap, at
    )  # fmt: skip
    outcomes = keep_taps(runner(session.connection()), [sent])
    for topic in topics_of([sent], outcomes):
        tell_after_commit(session, topic)
    [outcome] = outcomes
    session.refresh(attempt)
    session.get(Answer, (attempt.id, number), populate_existing=True)
    if isinstance(outcome, Refusal):
        raise outcome
    return outcome


def insist_on_a_tap(turn: int, tap: int | None) -> None:
    """A pair that a page of ours may have sent; whether the turn was handed out is for the attempt to say."""
    if not 0 <= turn <= LAST_TAP or (tap is not None and not 0 < tap <= LAST_TAP):
        raise NotAnAnswer


def answers_nothing(session: Session, attempt: Attempt, number: int, values: list[str]) -> bool:
    """Does a form with these values leave the question blank?"""
    _, version = _place(session, attempt, number)
    return KINDS[version.kind].is_blank(normal_given(version.kind, version.content, values))


def insist_still_open(session: Session, attempt: Attempt, at: datetime) -> None:
    """Refuse once it is submitted, or the deadline and the grace after it are past."""
    session.refresh(attempt)
    if attempt.submitted_at is not None:
        raise AlreadySubmitted
    if attempt.is_past(at - grace_of(session, attempt)):
        raise TimeIsUp


def insist_on_its_turn(session: Session, attempt: Attempt, row: PaperRow, at: datetime) -> None:
    """Refuse a question that was not shown yet, or whose own time and the grace after it are past."""
    session.refresh(row)
    if row.waits:
        raise NotItsTurn
    stands = attempt.paused_at is not None and row.ends_at is not None and row.ends_at > attempt.paused_at
    if row.ends_at is not None and not stands and row.ends_at + grace_of(session, attempt) <= at:
        raise QuestionIsOver


def grace_of(session: Session, attempt: Attempt) -> timedelta:
    leg = session.get_one(Leg, attempt.leg_id)
    return timedelta(seconds=session.get_one(Round, leg.round_id).rules.grace_s)


_ANSWERS = select(Answer).where(Answer.attempt_id == bindparam("attempt")).order_by(col(Answer.number))


def answers_of(session: Session, attempt: Attempt) -> dict[int, Answer]:
    """By number."""
    return {answer.number: answer for answer in session.exec(_ANSWERS, params={"attempt": attempt.id})}


def set_flag(session: Session, attempt: Attempt, number: int, flagged: bool, at: datetime) -> None:
    """Mark a question to come back to, or take the mark away."""
    insist_still_open(session, attempt, at)
    row, _ = _place(session, attempt, number)
    insist_on_its_turn(session, attempt, row, at)
    row.flagged = flagged
    session.add(row)


def _place(session: Session, attempt: Attempt, number: int) -> tuple[PaperRow, QuestionVersion]:
    found = session.exec(
        select(PaperRow, QuestionVersion)
        .join(QuestionVersion, col(QuestionVersion.id) == PaperRow.version_id)
        .where(PaperRow.attempt_id == attempt.id, PaperRow.number == number)
    ).first()
    if found is None:
        raise NotFound
    return found[0], found[1]


def normal_given(kind_name: str, content: dict[str, Any], given: Any) -> dict[str, Any]:
    """What was given, as it is kept: the same answer is the same value, in whatever order it was ticked."""
    kind = KINDS[kind_name]
    given = kind.given_in(given) if isinstance(given, list) else given
    if not kind.accepts(content, given):
        raise NotAnAnswer(kind.refusal)
    normal: dict[str, Any] = kind.normal(content, given)
    return normal
