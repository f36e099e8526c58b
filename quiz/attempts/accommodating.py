"""Give one person more time than others, for good; what is under way moves with it."""

from sqlmodel import Session, col, select

from quiz.attempts.attempt import Attempt, Mode
from quiz.attempts.decisions import course_of, decisions_about, insist_on_a_reason
from quiz.attempts.pacing import apply
from quiz.contests.accommodation import Accommodation
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.contests.round import Leg, Round
from quiz.contests.scheduling import all_legs_of
from quiz.ledger import Decider, decide
from quiz.news import tell_after_commit

ACCOMMODATE = "set_extra_time"
"""Ledger, on ("entry", id). Body: {"percent", "minutes"}; both 0 take it away."""


def accommodate(
    session: Session, contest: Contest, entry: Entry, given: Accommodation, reason: str, by: Decider
) -> int:
    """From now on; returns how many attempts under way it moved."""
    reason = insist_on_a_reason(reason)
    assert contest.id is not None
    assert entry.id is not None
    legs = all_legs_of(session, contest)
    # Whoever starts just now starts before this decision, or under it.
    for _, leg in sorted(legs, key=lambda pair: pair[1].id or 0):
        session.refresh(leg, with_for_update={"key_share": True})
    session.refresh(entry)
    entry.extra_percent, entry.extra_minutes = given.percent, given.minutes
    session.add(entry)
    session.flush()
    decision = decide(
        session, contest_id=contest.id, by=by, subject=("entry", entry.id), decision=ACCOMMODATE,
        body={"percent": given.percent, "minutes": given.minutes}, reason=reason,
    )  # fmt: skip
    tell_after_commit(session, f"entry-{entry.id}")
    return sum(_move(session, contest, round, leg, entry, decision.seq) for round, leg in legs)


def _move(session: Session, contest: Contest, round: Round, leg: Leg, entry: Entry, seq: int) -> int:
    """Their attempt under way, if there is one: until the commit nobody hands it in."""
    working = (
        select(Attempt)
        .where(
            Attempt.entry_id == entry.id, Attempt.leg_id == leg.id, Attempt.mode == Mode.OFFICIAL,
            col(Attempt.submitted_at).is_(None),
        )
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )  # fmt: skip
    moved = 0
    decisions = decisions_about(session, contest, leg)
    for attempt in session.exec(working):
        if apply(session, round, attempt, entry, course_of(round, leg, decisions, entry, attempt), seq):
            session.add(attempt)
            tell_after_commit(session, f"leg-{leg.id}")
            moved += 1
    return moved
