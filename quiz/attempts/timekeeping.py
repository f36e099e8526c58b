"""Decisions about time: opening, closing, adding; who they concern, and what they make of the stored deadlines."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlmodel import Session, col, select

from quiz.attempts.attempt import Attempt
from quiz.attempts.deadline import Extra, LegState, Window, closing, ends_at, leg_state
from quiz.attempts.holding import held_or
from quiz.attempts.pace import Course
from quiz.attempts.pacing import keep_pace
from quiz.contests.accommodation import NONE
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.contests.round import Leg, Round
from quiz.ledger import Decider, LedgerEntry, decide, decisions_on
from quiz.news import tell_after_commit
from quiz.refusals import N_, Invalid, Refusal

OPEN, CLOSE, EXTEND = "open", "close", "extend"
"""What the ledger calls them. The body of an extension is {"seconds", "scope", "to"}; see Scope."""

LONGEST_EXTENSION_S = 3 * 3600
Reach = Literal["all", "unit", "room", "entry"]


class AlreadyOpen(Refusal):
    message = N_("Vòng thi đã mở rồi.")


class AlreadyClosed(Refusal):
    message = N_("Vòng thi đã đóng rồi.")


class OpensByTheClock(Refusal):
    message = N_("Vòng này mở theo giờ, không mở bằng tay.")
    hint = N_("Đổi cách mở trong phần thiết lập của vòng, trước khi có người bắt đầu.")


class NotOpenYet(Refusal):
    message = N_("Vòng thi chưa mở.")


@dataclass(frozen=True)
class Scope:
    """Whom a decision concerns: everybody, a unit (its id), a room (its name) or one entry (its id)."""

    reach: Reach
    to: int | str | None = None


def window_of(leg: Leg) -> Window:
    return Window(leg.opens_at, leg.closes_at, leg.opened_at, leg.closed_at, leg.cancelled_at is not None)


def extensions_of(session: Session, contest: Contest, leg: Leg) -> list[LedgerEntry]:
    assert contest.id is not None
    return [entry for entry in decisions_on(session, contest.id, EXTEND) if entry.subject_id == leg.id]


def extras_for(extensions: list[LedgerEntry], entry: Entry | None) -> list[Extra]:
    """Those that concern this entry; None: those for all."""
    return [
        Extra(decision.body["seconds"], decision.at, decision.reason)
        for decision in extensions
        if concerns(decision, entry)
    ]


def state_of(session: Session, contest: Contest, round: Round, leg: Leg, at: datetime) -> LegState:
    """Whether the leg is open for all, at that moment."""
    extras = extras_for(extensions_of(session, contest, leg), None)
    return held_or(leg_state(round.rules, window_of(leg), extras, at), session, contest, round, leg, at)


def closes_at(session: Session, contest: Contest, leg: Leg) -> datetime | None:
    """When the leg closes for all, with what was added."""
    return closing(window_of(leg), extras_for(extensions_of(session, contest, leg), None))


def deadline_of(
    round: Round, leg: Leg, extensions: list[LedgerEntry], entry: Entry | None, started_at: datetime
) -> datetime:
    """What an attempt begun then may take, by the one function that knows; its questions may end it sooner."""
    theirs = entry.accommodation if entry else NONE
    return ends_at(round.rules, window_of(leg), started_at, extras_for(extensions, entry), theirs)


def course_of(
    round: Round, leg: Leg, extensions: list[LedgerEntry], entry: Entry | None, started_at: datetime
) -> Course:
    """How the time of an attempt begun then runs."""
    own = [extra for extra in extras_for(extensions, entry) if extra.at >= started_at]
    return Course(deadline_of(round, leg, extensions, entry, started_at), own)


def open_leg(session: Session, contest: Contest, round: Round, leg: Leg, by: Decider) -> None:
    """By hand, where the rules say so. Whether everything is ready is asked before (contests/readiness.py)."""
    if round.rules.opening != "hand":
        raise OpensByTheClock
    _take_the_leg(session, leg)
    state = state_of(session, contest, round, leg, by.at)
    if state == LegState.OPEN:
        raise AlreadyOpen
    if state != LegState.WAITING:
        raise AlreadyClosed
    leg.opened_at = by.at
    session.add(leg)
    _decide(session, contest, leg, OPEN, {}, "", by)


def close_leg(session: Session, contest: Contest, round: Round, leg: Leg, reason: str, by: Decider) -> None:
    """Now, for everybody: whoever is working is taken in with what is saved."""
    reason = insist_on_a_reason(reason)
    _take_the_leg(session, leg)
    state = state_of(session, contest, round, leg, by.at)
    if state == LegState.CLOSED and not _still_working(session, leg):
        raise AlreadyClosed
    if state not in (LegState.OPEN, LegState.HELD, LegState.CLOSED):
        raise NotOpenYet
    leg.closed_at = by.at
    session.add(leg)
    _decide(session, contest, leg, CLOSE, {}, reason, by)
    set_deadlines(session, contest, round, leg)


def extend(
    session: Session, contest: Contest, round: Round, leg: Leg, scope: Scope, seconds: int, reason: str, by: Decider
) -> int:
    """Add time; returns how many attempts under way it moved."""
    reason = insist_on_a_reason(reason)
    if not 1 <= seconds <= LONGEST_EXTENSION_S:
        raise Invalid({"minutes": N_("Cộng từ 1 giây đến 3 giờ.")})
    _take_the_leg(session, leg)
    if leg.closed_at is not None:
        raise AlreadyClosed
    body = {"seconds": seconds, "scope": scope.reach, "to": scope.to}
    _decide(session, contest, leg, EXTEND, body, reason, by)
    return set_deadlines(session, contest, round, leg)


def set_deadlines(session: Session, contest: Contest, round: Round, leg: Leg) -> int:
    """Bring the stored deadlines of attempts under way in line with the decisions; returns how many moved."""
    extensions = extensions_of(session, contest, leg)
    moved = 0
    for attempt, entry in _under_way(session, leg):
        course = course_of(round, leg, extensions, entry, attempt.started_at)
        deadline = keep_pace(session, round, attempt, entry, course)
        if deadline != attempt.ends_at:
            attempt.ends_at = deadline
            session.add(attempt)
            tell_after_commit(session, f"entry-{entry.id}")
            moved += 1
    return moved


def _take_the_leg(session: Session, leg: Leg) -> None:
    """Whoever is starting just now has started before this decision, or starts under it; never in between.

    Whoever answers or hands in needs no more than that the leg is there, and does not wait for us.
    """
    session.refresh(leg, with_for_update={"key_share": True})


def _under_way(session: Session, leg: Leg) -> list[tuple[Attempt, Entry]]:
    """Until the commit none of them is handed in: each was, before this decision, or is under it."""
    rows = session.exec(
        select(Attempt, Entry)
        .join(Entry, col(Entry.id) == Attempt.entry_id)
        .where(Attempt.leg_id == leg.id, col(Attempt.submitted_at).is_(None))
        .order_by(col(Attempt.id))
        .with_for_update(key_share=True, of=Attempt)
        .execution_options(populate_existing=True)
    )
    return [(attempt, entry) for attempt, entry in rows]


def _still_working(session: Session, leg: Leg) -> bool:
    return bool(_under_way(session, leg))


def insist_on_a_reason(reason: str) -> str:
    if not reason.strip():
        raise Invalid({"reason": N_("Hãy ghi lý do: mọi người sẽ thấy trong nhật ký.")})
    return reason.strip()


def _decide(
    session: Session, contest: Contest, leg: Leg, decision: str, body: dict[str, Any], reason: str, by: Decider
) -> None:
    assert contest.id is not None
    assert leg.id is not None
    decide(
        session, contest_id=contest.id, actor_id=by.person_id, role=by.role, subject=("leg", leg.id),
        decision=decision, body=body, reason=reason, at=by.at,
    )  # fmt: skip
    tell_after_commit(session, f"leg-{leg.id}")


def concerns(decision: LedgerEntry, entry: Entry | None) -> bool:
    scope, to = decision.body["scope"], decision.body.get("to")
    if scope == "all":
        return True
    if entry is None:
        return False
    return bool(to == {"unit": entry.unit_id, "room": entry.room, "entry": entry.id}[scope])
