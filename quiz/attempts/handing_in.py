"""Take an attempt up on another device, and hand it in; close what is overdue."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from quiz.attempts.answering import grace_of
from quiz.attempts.attempt import Attempt, SubmittedBy
from quiz.attempts.noticing import note_taking_over
from quiz.attempts.receipts import digest_of
from quiz.contests.round import Leg, Round
from quiz.news import tell_after_commit
from quiz.people.sign_in import SignIn
from quiz.tokens import new_code

ON_ITS_WAY = timedelta(seconds=2)
"""Stamped as it arrives, an answer is kept a moment later with those that arrived together: closing leaves it that."""


def hold(session: Session, attempt: Attempt) -> None:
    """As it stands now; until the commit nobody else moves its deadline, its turn, or hands it in."""
    session.refresh(attempt, with_for_update={"key_share": True})


def take_turn(session: Session, attempt: Attempt, sign_in: SignIn, at: datetime) -> Attempt:
    """Go on with it on this device: a higher turn. The device that has the turn already keeps it."""
    hold(session, attempt)
    if attempt.submitted_at is not None or attempt.sign_in_id == sign_in.id:
        return attempt
    attempt.turn += 1
    attempt.sign_in_id = sign_in.id
    session.add(attempt)
    session.flush()
    note_taking_over(session, attempt, at)
    tell_after_commit(session, f"leg-{attempt.leg_id}")
    return attempt


def submit_attempt(session: Session, attempt: Attempt, by: SubmittedBy, at: datetime) -> Attempt:
    """Hand it in with the answers kept so far. A second time changes nothing.

    What comes after the deadline was handed in at the deadline, what comes while it is paused at the beginning of the
    pause: waiting for the server must not cost a place.
    """
    hold(session, attempt)
    if attempt.submitted_at is not None:
        return attempt
    if attempt.is_past(at) and by != SubmittedBy.JUDGE:
        by = SubmittedBy.JUDGE if attempt.taken_in else SubmittedBy.TIMEOUT
    attempt.submitted_at = attempt.moment_of(at)
    attempt.submitted_by = by
    attempt.receipt_code = attempt.receipt_code or new_code()  # one that was opened again keeps its code
    attempt.answers_digest = digest_of(session, attempt)
    session.add(attempt)
    session.flush()
    for topic in (f"leg-{attempt.leg_id}", f"board-{attempt.leg_id}", f"entry-{attempt.entry_id}"):
        tell_after_commit(session, topic)
    return attempt


def close_overdue(session: Session, at: datetime, limit: int = 200) -> int:
    """Hand in, for those who did not, what is past its deadline and grace. How many were."""
    closed = 0
    # By id: whoever moves the deadlines of a leg holds its attempts in the same order.
    for leg, grace_s in _legs_with_overdue(session, at):
        overdue = select(Attempt).where(
            Attempt.leg_id == leg,
            col(Attempt.submitted_at).is_(None),
            col(Attempt.paused_at).is_(None),
            col(Attempt.ends_at) <= at - timedelta(seconds=grace_s),
        )
        for attempt in session.exec(overdue.order_by(col(Attempt.id)).limit(limit - closed)).all():
            closed += _close(session, attempt, timedelta(seconds=grace_s), at)
        if closed >= limit:
            break
    return closed


def is_over(session: Session, attempt: Attempt, at: datetime) -> bool:
    """Past the deadline, grace included, or handed in."""
    return attempt.submitted_at is not None or attempt.is_past(at - grace_of(session, attempt))


def _legs_with_overdue(session: Session, at: datetime) -> list[tuple[int, int]]:
    """Each with the seconds of grace of its round."""
    found = session.exec(
        select(Leg, Round)
        .join(Round, col(Round.id) == Leg.round_id)
        .where(
            col(Leg.id).in_(
                select(Attempt.leg_id)
                .where(
                    col(Attempt.submitted_at).is_(None), col(Attempt.paused_at).is_(None), col(Attempt.ends_at) <= at
                )
                .distinct()
            )
        )
        .order_by(col(Leg.id))
    )
    return [(leg.id or 0, round.rules.grace_s) for leg, round in found]


def _close(session: Session, attempt: Attempt, grace: timedelta, at: datetime) -> int:
    """Unless it was handed in or given more time just now."""
    hold(session, attempt)
    if attempt.submitted_at is not None or not attempt.is_past(at - grace):
        return 0
    submit_attempt(session, attempt, SubmittedBy.TIMEOUT, at)
    return 1
