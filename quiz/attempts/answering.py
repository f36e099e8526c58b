"""Keep what a contestant gives. The newest tap of a question counts, a tap being the pair (turn, tap)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Integer, Text, and_, case, cast, func, literal, or_, update
from sqlmodel import Session, UTCDateTime, col, select

from question_bank.kinds import KINDS
from question_bank.kinds.choosing import NO_SUCH_CHOICE
from question_bank.question import QuestionVersion
from quiz.attempts.attempt import Answer, Attempt, PaperRow
from quiz.contests.round import Leg, Round
from quiz.database import insert
from quiz.news import tell_after_commit
from quiz.refusals import N_, NotFound, Refusal

LAST_TAP = 1_000_000_000
"""No finger comes this far; the column's integers reach further."""


class TimeIsUp(Refusal):
    message = N_("Hết giờ. Những câu bạn đã trả lời trước đó vẫn được giữ.")


class AlreadySubmitted(Refusal):
    message = N_("Bài đã nộp, không sửa được nữa. Những câu đã lưu vẫn được giữ.")


class NotAnAnswer(Refusal):
    status = 422
    message = NO_SUCH_CHOICE


@dataclass(frozen=True)
class Outcome:
    """What stands now, and whether it is the tap that was sent."""

    answer: Answer
    kept: bool
    values: list[str]
    """As a form says what stands."""


def record_answer(
    session: Session, attempt: Attempt, number: int, given: Any, turn: int, tap: int | None, at: datetime
) -> Outcome:
    """Keep this tap unless a newer one stands. Without a number (plain forms) it comes after those that arrived.

    `given` is what the question's kind takes, or the values of a form. An equal pair is acknowledged again, whatever
    the time: it was kept when it came.
    """
    row, version = _place(session, attempt, number)
    given = _normal(version, given)
    kind = KINDS[version.kind]
    if not 0 <= turn <= attempt.turn or (tap is not None and not 0 < tap <= LAST_TAP):
        raise NotAnAnswer
    kept = _keep(session, attempt, row, given, turn, tap, at)
    answer = _standing(session, attempt, number)
    if kept:
        assert answer is not None
        _note_change(session, attempt, answer)
        tell_after_commit(session, f"leg-{attempt.leg_id}")
        return Outcome(answer, True, kind.values(answer.given))
    if answer is not None and (answer.turn, answer.tap) == (turn, tap):
        return Outcome(answer, answer.given == given, kind.values(answer.given))
    insist_still_open(session, attempt, at)
    assert answer is not None  # it is open and the tap was not kept: a newer one stands
    return Outcome(answer, False, kind.values(answer.given))


def answers_nothing(session: Session, attempt: Attempt, number: int, values: list[str]) -> bool:
    """Does a form with these values leave the question blank?"""
    _, version = _place(session, attempt, number)
    return KINDS[version.kind].is_blank(_normal(version, values))


def insist_still_open(session: Session, attempt: Attempt, at: datetime) -> None:
    """Refuse once it is submitted, or the deadline and the grace after it are past."""
    session.refresh(attempt)
    if attempt.submitted_at is not None:
        raise AlreadySubmitted
    if attempt.ends_at + grace_of(session, attempt) <= at:
        raise TimeIsUp


def grace_of(session: Session, attempt: Attempt) -> timedelta:
    leg = session.get_one(Leg, attempt.leg_id)
    return timedelta(seconds=session.get_one(Round, leg.round_id).rules.grace_s)


def answers_of(session: Session, attempt: Attempt) -> dict[int, Answer]:
    """By number."""
    found = session.exec(select(Answer).where(Answer.attempt_id == attempt.id).order_by(col(Answer.number)))
    return {answer.number: answer for answer in found}


def set_flag(session: Session, attempt: Attempt, number: int, flagged: bool, at: datetime) -> None:
    """Mark a question to come back to, or take the mark away."""
    insist_still_open(session, attempt, at)
    row, _ = _place(session, attempt, number)
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


def _normal(version: QuestionVersion, given: Any) -> Any:
    """The same answer is the same value, in whatever order it was ticked."""
    kind = KINDS[version.kind]
    given = kind.given_in(given) if isinstance(given, list) else given
    if not kind.accepts(version.content, given):
        raise NotAnAnswer(kind.refusal)
    return kind.normal(version.content, given)


def _keep(
    session: Session, attempt: Attempt, row: PaperRow, given: dict[str, Any], turn: int, tap: int | None, at: datetime
) -> bool:
    """The guard and the writing, in one statement: theirs, still open, and newer than what stands."""
    grace = grace_of(session, attempt)
    last_tap = select(func.coalesce(func.max(Answer.tap), 0)).where(
        Answer.attempt_id == attempt.id, Answer.turn == turn
    )
    late = col(Attempt.ends_at) <= at
    tapped = (
        select(  # type: ignore[call-overload]
            Attempt.id,
            literal(row.number, Integer),
            literal(row.version_id, Integer),
            literal(given, JSON),
            literal(turn, Integer),
            last_tap.scalar_subquery() + 1 if tap is None else literal(tap, Integer),
            literal(at, UTCDateTime),
            case((late, col(Attempt.ends_at)), else_=literal(at, UTCDateTime)),  # a late tap counts as at the deadline
            late,
        )
        .where(
            Attempt.id == attempt.id,
            col(Attempt.submitted_at).is_(None),
            col(Attempt.ends_at) > at - grace,
            Attempt.turn >= turn,
        )
        .with_for_update(key_share=True, of=Attempt)  # a submission waits for us, or we for it
    )
    names = ["attempt_id", "number", "version_id", "given", "turn", "tap", "received_at", "changed_at", "late"]
    new = insert(Answer).from_select(names, tapped)
    sent, stands = new.excluded, Answer.__table__.c  # type: ignore[attr-defined]
    same = cast(sent.given, Text) == cast(stands.given, Text)
    keep = new.on_conflict_do_update(
        index_elements=["attempt_id", "number"],
        set_={name: sent[name] for name in ("given", "turn", "tap", "received_at")}
        | {name: case((same, stands[name]), else_=sent[name]) for name in ("changed_at", "late")},
        where=or_(sent.turn > stands.turn, and_(sent.turn == stands.turn, sent.tap > stands.tap)),
    ).returning(stands.number)
    return session.execute(keep).first() is not None


def _standing(session: Session, attempt: Attempt, number: int) -> Answer | None:
    return session.get(Answer, (attempt.id, number), populate_existing=True)


def _note_change(session: Session, attempt: Attempt, answer: Answer) -> None:
    """The first and the last change that counted; an identical re-tap has left `changed_at` where it was."""
    moment = answer.changed_at
    session.execute(
        update(Attempt)
        .where(col(Attempt.id) == attempt.id)
        .values(
            first_answer_at=func.coalesce(col(Attempt.first_answer_at), literal(moment, UTCDateTime)),
            last_change_at=case(
                (col(Attempt.last_change_at) > moment, col(Attempt.last_change_at)),
                else_=literal(moment, UTCDateTime),
            ),
        )
    )
    session.expire(attempt, ["first_answer_at", "last_change_at"])
