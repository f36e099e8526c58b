"""What a phone is told beside its paper, at first and every few seconds: time, turn, words and decisions of judges."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, or_, select

from quiz.attempts.attempt import Attempt, Presence
from quiz.attempts.deadline import NOTHING, Decided, Extra, pause_of, time_stood
from quiz.attempts.decisions import TOLD_TO_PHONES, deciding
from quiz.attempts.handing_in import is_over
from quiz.contests.entry import Message
from quiz.routes.play.guards import Sitting
from quiz.routes.play.stepping import Step, step_of
from quiz.web.pages import hour

MESSAGES_SHOWN = 5


def state_of(session: Session, sitting: Sitting, at: datetime) -> dict[str, Any]:
    attempt = sitting.attempt
    state = "submitted" if attempt.submitted_at else "over" if is_over(session, attempt, at) else "open"
    decided = decided_about(session, sitting)
    return {
        "now": milliseconds(at),
        "ends": milliseconds(attempt.ends_at),
        "state": state,
        "turn": attempt.turn,
        "here": sitting.is_here,
        "step": _step_told(step_of(session, sitting)),
        "added": [[extra.seconds, extra.reason] for extra in added_to(decided, attempt)],
        "paused": milliseconds(attempt.paused_at) if attempt.submitted_at is None else None,
        "pause": why_paused(decided, attempt),
        "stood": stood_s(attempt),
        "messages": [[message.id, message.text, hour(message.sent_at)] for message in messages_for(session, sitting)],
        "help": asks_help(session, sitting),
    }


def _step_told(step: Step | None) -> list[int] | None:
    """Its first number, and its deadline."""
    return [step.numbers[0], int(step.ends_at.timestamp() * 1000)] if step else None


def decided_about(session: Session, sitting: Sitting, *more: str) -> Decided:
    """What judges decided while it runs, for this contestant among others."""
    if sitting.entry is None or sitting.is_mock:
        return NOTHING
    decisions = deciding(session, sitting.contest, sitting.leg, *TOLD_TO_PHONES, *more)
    return decisions.find(sitting.entry, sitting.attempt)


def added_to(decided: Decided, attempt: Attempt) -> list[Extra]:
    """While it ran: what came after it was handed in was not for it."""
    until = attempt.submitted_at
    return [
        extra for extra in decided.extras if extra.at >= attempt.started_at and (until is None or extra.at <= until)
    ]


def why_paused(decided: Decided, attempt: Attempt) -> str | None:
    """Why the clock stands; None: it runs."""
    if attempt.paused_at is None or attempt.submitted_at is not None:
        return None
    span = pause_of(decided)
    return span.reason if span is not None else ""


def stood_s(attempt: Attempt) -> int:
    """For how long it stood, in whole seconds."""
    return time_stood(attempt.stood, attempt.started_at, attempt.ends_at) // timedelta(seconds=1)


_NEWEST_MESSAGES = (
    select(Message)
    .where(
        Message.leg_id == bindparam("leg"),
        or_(col(Message.entry_id).is_(None), col(Message.entry_id) == bindparam("entry")),
    )
    .order_by(col(Message.id).desc())
    .limit(MESSAGES_SHOWN)
)


def messages_for(session: Session, sitting: Sitting) -> list[Message]:
    if sitting.entry is None:
        return []
    return list(session.exec(_NEWEST_MESSAGES, params={"leg": sitting.leg.id, "entry": sitting.entry.id}))


_ASKS_HELP = select(Presence.asks_help_at).where(Presence.entry_id == bindparam("entry"))


def asks_help(session: Session, sitting: Sitting) -> bool:
    if sitting.entry is None:
        return False
    return session.exec(_ASKS_HELP, params={"entry": sitting.entry.id}).first() is not None


def milliseconds(moment: datetime | None) -> int | None:
    return int(moment.timestamp() * 1000) if moment else None
