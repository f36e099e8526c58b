"""Decide about time: open, close, add, move the close; and bring the stored deadlines in line with what was decided."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from quiz.attempts.attempt import Attempt
from quiz.attempts.deadline import Course, Decided, LegState, closing, leg_state
from quiz.attempts.decisions import (
    CLOSE,
    EXTEND,
    FOR_THE_CLOSE,
    MOVE_CLOSE,
    OPEN,
    TAKE_BACK,
    Scope,
    body_of,
    courses_of,
    decided_for,
    decisions_about,
    insist_on_a_reason,
    last_of,
    window_of,
    write_down,
)
from quiz.attempts.holding import held_or
from quiz.attempts.pacing import apply, as_stored, kept_of
from quiz.attempts.running import under_way, write_all
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.contests.round import Leg, Round
from quiz.ledger import Decider, LedgerEntry
from quiz.refusals import N_, Invalid, Refusal

LONGEST_EXTENSION_S = 3 * 3600
SPARE = timedelta(minutes=1)
"""What somebody must still have left after time was taken back, to finish what they were about."""


class AlreadyOpen(Refusal):
    message = N_("Vòng thi đã mở rồi.")


class AlreadyClosed(Refusal):
    message = N_("Vòng thi đã đóng rồi.")


class OpensByTheClock(Refusal):
    message = N_("Vòng này mở theo giờ, không mở bằng tay.")
    hint = N_("Đổi cách mở trong phần thiết lập của vòng, trước khi có người bắt đầu.")


class NotOpenYet(Refusal):
    message = N_("Vòng thi chưa mở.")


class InUse(Refusal):
    message = N_("Có người đang làm bằng số giờ ấy, nên không rút lại được nữa.")
    hint = N_("Nếu cần kết thúc bài của họ, hãy thu bài.")


class NothingToTakeBack(Refusal):
    message = N_("Quyết định này đã được rút lại, hoặc không rút lại được.")


def state_of(session: Session, contest: Contest, round: Round, leg: Leg, at: datetime) -> LegState:
    """Whether the leg is open for all, at that moment."""
    state = leg_state(round.rules, window_of(leg), _decided_for_all(session, contest, leg), at)
    return held_or(state, session, contest, round, leg, at)


def closes_at(session: Session, contest: Contest, leg: Leg, at: datetime) -> datetime | None:
    """When the leg closes for all, with what was decided."""
    return closing(window_of(leg), _decided_for_all(session, contest, leg), at)


def open_leg(session: Session, contest: Contest, round: Round, leg: Leg, by: Decider) -> None:
    """By hand, where the rules say so. Whether everything is ready is asked before (contests/readiness.py)."""
    if round.rules.opening != "hand":
        raise OpensByTheClock
    take_the_leg(session, leg)
    state = state_of(session, contest, round, leg, by.at)
    if state == LegState.OPEN:
        raise AlreadyOpen
    if state != LegState.WAITING:
        raise AlreadyClosed
    leg.opened_at = by.at
    session.add(leg)
    write_down(session, contest, leg, OPEN, {}, "", by)


def close_leg(session: Session, contest: Contest, round: Round, leg: Leg, reason: str, by: Decider) -> int:
    """Now, for everybody: whoever is working is taken in with what is saved. Returns how many."""
    reason = insist_on_a_reason(reason)
    take_the_leg(session, leg)
    state = state_of(session, contest, round, leg, by.at)
    if leg.closed_at is not None or (state == LegState.CLOSED and not under_way(session, leg)):
        raise AlreadyClosed
    if state not in (LegState.OPEN, LegState.HELD, LegState.CLOSED):
        raise NotOpenYet
    leg.closed_at = by.at
    session.add(leg)
    decision = write_down(session, contest, leg, CLOSE, {}, reason, by)
    return set_deadlines(session, contest, round, leg, decision)


def extend(
    session: Session, contest: Contest, round: Round, leg: Leg, scope: Scope, seconds: int, reason: str, by: Decider
) -> int:
    """Add time; returns how many attempts under way it moved."""
    reason = insist_on_a_reason(reason)
    if not 1 <= seconds <= LONGEST_EXTENSION_S:
        raise Invalid({"minutes": N_("Cộng từ 1 giây đến 3 giờ.")})
    take_the_leg(session, leg)
    _insist_somebody_may_work(session, leg, by)
    decision = write_down(session, contest, leg, EXTEND, body_of(session, contest, scope, seconds=seconds), reason, by)
    return set_deadlines(session, contest, round, leg, decision)


def take_back(session: Session, contest: Contest, round: Round, leg: Leg, seq: int, reason: str, by: Decider) -> int:
    """An extension, as long as nobody works in it yet; returns how many attempts it moved back."""
    reason = insist_on_a_reason(reason)
    take_the_leg(session, leg)
    decisions = decisions_about(session, contest, leg)
    taken_back = {decision.body["of"] for decision in decisions if decision.decision == TAKE_BACK}
    extensions = {decision.seq: decision for decision in decisions if decision.decision == EXTEND}
    if seq not in extensions or seq in taken_back:
        raise NothingToTakeBack
    body = {name: value for name, value in extensions[seq].body.items() if name != "seconds"} | {"of": seq}
    decision = write_down(session, contest, leg, TAKE_BACK, body, reason, by)
    moved = set_deadlines(session, contest, round, leg, decision)
    if any(attempt.is_past(by.at + SPARE) for attempt, _ in under_way(session, leg, body)):
        raise InUse
    return moved


def move_close(
    session: Session, contest: Contest, round: Round, leg: Leg, scope: Scope, to: datetime, reason: str, by: Decider
) -> int:
    """Close later or earlier than planned, not before now; returns how many attempts under way it moved."""
    reason = insist_on_a_reason(reason)
    if to <= by.at:
        raise Invalid({"closes_at": N_("Hãy chọn một lúc chưa qua. Muốn đóng ngay thì dùng “Đóng vòng”.")})
    take_the_leg(session, leg)
    if leg.closed_at is not None:
        raise AlreadyClosed
    if leg_state(round.rules, window_of(leg), Decided(), by.at) in (LegState.UNPLANNED, LegState.CANCELLED):
        raise NotOpenYet
    body = body_of(session, contest, scope, closes_at=to.isoformat())
    decision = write_down(session, contest, leg, MOVE_CLOSE, body, reason, by)
    return set_deadlines(session, contest, round, leg, decision)


def set_deadlines(session: Session, contest: Contest, round: Round, leg: Leg, decision: LedgerEntry) -> int:
    """Bring the stored deadlines of attempts under way in line with a decision; returns how many moved."""
    decisions = decisions_about(session, contest, leg)
    seq = last_of(decisions)
    working = under_way(session, leg, decision.body)
    courses = courses_of(round, leg, decisions, working)
    if round.rules.is_paced:
        return _apply_paced(session, round, [attempt.id for attempt, _ in working], courses, seq)
    moved = []
    for (attempt, _), run in zip(working, courses, strict=True):
        stored = as_stored(run, run.ends_at)
        if stored != (attempt.ends_at, attempt.paused_at, attempt.stood_json, attempt.taken_in):
            moved.append({"id": attempt.id, **kept_of(*stored), "decided_seq": max(seq, attempt.decided_seq or 0)})
    write_all(session, moved)
    return len(moved)


def _apply_paced(session: Session, round: Round, ids: Sequence[int], courses: Sequence[Course], seq: int) -> int:
    """To their questions too, which have time of their own."""
    both = select(Attempt, Entry).join(Entry, col(Entry.id) == Attempt.entry_id).where(col(Attempt.id).in_(ids))
    found = {attempt.id: (attempt, entry) for attempt, entry in session.exec(both)}
    moved = sum(apply(session, round, *found[id], run, seq) for id, run in zip(ids, courses, strict=True))
    session.flush()
    return moved


def take_the_leg(session: Session, leg: Leg) -> None:
    """Whoever is starting just now has started before this decision, or starts under it; never in between.

    Whoever answers or hands in needs no more than that the leg is there, and does not wait for us.
    """
    session.refresh(leg, with_for_update={"key_share": True})


def _insist_somebody_may_work(session: Session, leg: Leg, by: Decider) -> None:
    """Closed by hand is closed, but for those whose attempt was opened again since."""
    if leg.closed_at is not None and all(attempt.is_past(by.at) for attempt, _ in under_way(session, leg)):
        raise AlreadyClosed


def _decided_for_all(session: Session, contest: Contest, leg: Leg) -> Decided:
    return decided_for(decisions_about(session, contest, leg, *FOR_THE_CLOSE), None)
