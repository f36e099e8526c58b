"""Disqualify an attempt or a contestant, withdraw one, correct whose unit somebody plays for: decisions with a reason,
each of which another takes back. Answers stay as they are; what follows from the decision is found by counting.
"""

from collections.abc import Callable

from sqlmodel import Session, col, select

from quiz.attempts.attempt import Attempt
from quiz.attempts.placing import PLAY_BESIDE, PLAY_FOR_PLACE
from quiz.contests.admitting import tell_control_pages
from quiz.contests.contest import Contest
from quiz.contests.enrolment import restore, withdraw
from quiz.contests.entry import Entry, EntryState
from quiz.contests.round import Leg, Round
from quiz.database import lock_until_commit
from quiz.language import gettext as _
from quiz.ledger import Decider, LedgerEntry, decide, decisions_on, lock_ledger
from quiz.news import tell_after_commit
from quiz.people.unit import Unit
from quiz.refusals import N_, Invalid, Refusal
from quiz.standings.carrying import carry_on
from quiz.standings.coming_about import compare_anew
from quiz.standings.comparing import compare_all, is_compared
from quiz.standings.counting import choose_standing, count_alone, counts
from quiz.standings.score import Score
from quiz.written import reason_written, written

DISQUALIFY, REQUALIFY = "disqualify", "requalify"
"""Ledger, on ("attempt", id) or ("entry", id)."""
WITHDRAW_ENTRY, RESTORE_ENTRY = "withdraw_entry", "restore_entry"
"""Ledger, on ("entry", id)."""
CORRECT_UNIT = "correct_unit"
"""Ledger, on ("entry", id). Body: {"from": unit id, "called": its name that day, "to": unit id}."""


class NotOverYet(Refusal):
    message = N_("Lượt thi này chưa nộp bài nên chưa loại được.")
    hint = N_("Hãy thu bài ở trang điều hành trước.")


class DecidedAlready(Refusal):
    message = N_("Việc này đã được quyết định rồi.")


def disqualify_attempt(session: Session, attempt: Attempt, reason: str, by: Decider) -> None:
    """It is worth nothing from now on: of several attempts the next that counts by the rules takes its place."""
    if attempt.submitted_at is None:
        raise NotOverYet
    if not counts(attempt):
        raise DecidedAlready
    leg, round = _take(session, attempt)
    _write(session, round.contest_id, ("attempt", attempt.id or 0), DISQUALIFY, reason, by)
    attempt.disqualified_at = by.at
    session.add(attempt)
    score = session.get(Score, attempt.id)
    if score is not None:
        session.delete(score)
    _follow(session, round, leg, attempt.entry_id or 0)


def requalify_attempt(session: Session, attempt: Attempt, reason: str, by: Decider) -> None:
    if attempt.disqualified_at is None:
        raise DecidedAlready
    leg, round = _take(session, attempt)
    _write(session, round.contest_id, ("attempt", attempt.id or 0), REQUALIFY, reason, by)
    attempt.disqualified_at = None
    session.add(attempt)
    if counts(attempt):
        count_alone(session, round, attempt)
    _follow(session, round, leg, attempt.entry_id or 0)


def disqualify_entry(session: Session, entry: Entry, reason: str, by: Decider) -> None:
    """All that they did: no place anywhere."""
    if entry.state == EntryState.DISQUALIFIED:
        raise DecidedAlready
    _decide_on(session, entry, DISQUALIFY, reason, by, was=entry.state.value)
    entry.state = EntryState.DISQUALIFIED
    _entry_changed(session, entry)


def requalify_entry(session: Session, entry: Entry, reason: str, by: Decider) -> None:
    """They are again what they were: taking part, or withdrawn."""
    if entry.state != EntryState.DISQUALIFIED:
        raise DecidedAlready
    lock_ledger(session, entry.contest_id)
    taken = last_decision(session, entry.contest_id, ("entry", entry.id or 0))
    _decide_on(session, entry, REQUALIFY, reason, by)
    was = EntryState(taken.body["was"]) if taken else EntryState.ACTIVE
    if was == EntryState.ACTIVE:
        restore(session, entry)
    entry.state = was
    _entry_changed(session, entry)


def withdraw_entry(session: Session, entry: Entry, reason: str, by: Decider) -> None:
    """They do not take part any more; what they did stays, without a place."""
    _take_part(session, entry, EntryState.ACTIVE, withdraw, WITHDRAW_ENTRY, reason, by)


def restore_entry(session: Session, entry: Entry, reason: str, by: Decider) -> None:
    _take_part(session, entry, EntryState.WITHDRAWN, restore, RESTORE_ENTRY, reason, by)


def _take_part(
    session: Session, entry: Entry, until_now: EntryState, change: Callable[[Session, Entry], None], decision: str,
    reason: str, by: Decider,
) -> None:  # fmt: skip
    """Or take part no more."""
    if entry.state != until_now:
        raise DecidedAlready
    _decide_on(session, entry, decision, reason, by)
    change(session, entry)
    _entry_changed(session, entry)


def play_beside(session: Session, entry: Entry, reason: str, by: Decider) -> None:
    """They go on, what they do is marked, and they have no place and no prize: by the rules, or as guests."""
    _place(session, entry, PLAY_BESIDE, reason, by)


def play_for_place(session: Session, entry: Entry, reason: str, by: Decider) -> None:
    _place(session, entry, PLAY_FOR_PLACE, reason, by)


def _place(session: Session, entry: Entry, decision: str, reason: str, by: Decider) -> None:
    if entry.hors_concours == (decision == PLAY_BESIDE):
        raise DecidedAlready
    _decide_on(session, entry, decision, reason, by)
    entry.hors_concours = decision == PLAY_BESIDE
    _entry_changed(session, entry)


def correct_unit(session: Session, entry: Entry, unit: Unit, reason: str, by: Decider) -> None:
    """Whoever goes back to a unit has it under the name by which they played for it."""
    assert unit.id is not None
    if unit.id == entry.unit_id:
        raise Invalid({"unit": N_("Thí sinh đang dự thi cho đơn vị này rồi.")})
    lock_ledger(session, entry.contest_id)
    before = {
        taken.body["from"]: taken.body["called"]
        for taken in decisions_on(session, entry.contest_id, CORRECT_UNIT)
        if taken.subject_id == entry.id
    }
    moved = {"from": entry.unit_id, "called": entry.unit_name, "to": unit.id}
    _decide_on(session, entry, CORRECT_UNIT, reason, by, **moved)
    entry.unit_id, entry.unit_name = unit.id, before.get(unit.id, unit.name)
    _entry_changed(session, entry)


def last_decision(session: Session, contest_id: int, subject: tuple[str, int]) -> LedgerEntry | None:
    """Of those that disqualify this attempt or entry, and those that take it back."""
    taken = select(LedgerEntry).where(
        LedgerEntry.contest_id == contest_id, LedgerEntry.subject_type == subject[0],
        LedgerEntry.subject_id == subject[1], col(LedgerEntry.decision).in_((DISQUALIFY, REQUALIFY)),
    )  # fmt: skip
    return session.exec(taken.order_by(col(LedgerEntry.seq).desc()).limit(1)).first()


def why_disqualified(session: Session, contest_id: int, attempt: Attempt, entry: Entry) -> str | None:
    """The reason as it was written for them; None where neither the attempt nor they are."""
    if entry.state == EntryState.DISQUALIFIED:
        subject = ("entry", entry.id or 0)
    elif attempt.disqualified_at is not None:
        subject = ("attempt", attempt.id or 0)
    else:
        return None
    taken = last_decision(session, contest_id, subject)
    return taken.reason if taken else ""


def _take(session: Session, attempt: Attempt) -> tuple[Leg, Round]:
    """The locks in their order: the ledger's, then the scores'."""
    leg = session.get_one(Leg, attempt.leg_id)
    round = session.get_one(Round, leg.round_id)
    lock_ledger(session, round.contest_id)
    lock_until_commit(session, "score", attempt.leg_id)
    return leg, round


def _follow(session: Session, round: Round, leg: Leg, entry_id: int) -> None:
    """What came about for predictions is not counted before its time, and never once it is printed."""
    session.flush()
    choose_standing(session, round, leg, [entry_id])
    if is_compared(session, round, leg):
        compare_all(session, round, leg)
    carry_on(session, round, [entry_id])
    for topic in (f"board-{leg.id}", f"leg-{leg.id}"):
        tell_after_commit(session, topic)


def _entry_changed(session: Session, entry: Entry) -> None:
    session.add(entry)
    session.flush()
    compare_anew(session, session.get_one(Contest, entry.contest_id), [entry])
    tell_control_pages(session, entry.contest_id)


def _decide_on(session: Session, entry: Entry, decision: str, reason: str, by: Decider, **body: object) -> None:
    lock_ledger(session, entry.contest_id)
    _write(session, entry.contest_id, ("entry", entry.id or 0), decision, reason, by, **body)


def _write(
    session: Session, contest_id: int, subject: tuple[str, int], decision: str, reason: str, by: Decider, **body: object
) -> None:
    decide(
        session, contest_id=contest_id, by=by, subject=subject, decision=decision, body=dict(body),
        reason=_reason(decision, reason),
    )  # fmt: skip


def _reason(decision: str, reason: str) -> str:
    """Whoever is disqualified reads why."""
    if decision != DISQUALIFY:
        return reason_written(reason)
    return written(reason, "reason", _("Hãy ghi lý do: thí sinh đọc được ở trang kết quả của mình."))
