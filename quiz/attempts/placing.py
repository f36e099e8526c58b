"""Contestants of a group that the rules let play without a place have none: from when they are entered, and after each
word on who they are. Whoever has begun an attempt that counts keeps what they have until a decision that is previewed.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from quiz.attempts.attempt import Attempt, Mode
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.contests.insiders import insiders_of
from quiz.contests.staff_link import say_of
from quiz.ledger import Decider, decide, decisions_on

PLAY_BESIDE, PLAY_FOR_PLACE = "play_beside", "play_for_place"
"""Ledger, on ("entry", id): without a place (hors concours) from now on, or with one again, whatever the rules say."""
SAY_WHO = "say_who_is_staff"
"""Ledger, on ("entry", id). Body: {"staff": person id, "same": are they one person?}."""


def say_who(session: Session, contest: Contest, entry: Entry, staff_id: int, *, is_same: bool, by: Decider) -> None:
    """An organiser knows whether a contestant and a member of staff are one person."""
    assert contest.id is not None
    assert entry.id is not None
    say_of(session, entry.id, staff_id, is_same=is_same, by=by.person_id, at=by.at)
    decide(
        session, contest_id=contest.id, by=by, subject=("entry", entry.id), decision=SAY_WHO,
        body={"staff": staff_id, "same": is_same},
    )  # fmt: skip
    if is_same:
        place_by_rules(session, contest, by.at, [entry.id])
    elif entry.hors_concours and not _begun(session, [entry.id]):
        mine = insiders_of(session, contest, by.at, [entry.id])
        entry.hors_concours = any(one.is_sure and one.seat.has_no_place for one in mine)
        session.add(entry)
        session.flush()


def place_by_rules(session: Session, contest: Contest, at: datetime, only: Sequence[int] | None = None) -> list[Entry]:
    """Who has no place from now on, of all who take part or `only` of these entries."""
    lacking = {one.entry.id or 0: one.entry for one in insiders_of(session, contest, at, only) if one.lacks_its_place}
    begun = _begun(session, list(lacking))
    changed = [entry for id, entry in lacking.items() if id not in begun]
    for entry in changed:
        entry.hors_concours = True
        session.add(entry)
    session.flush()
    return changed


def place_anew(session: Session, contest: Contest, at: datetime) -> None:
    """The rules have changed: whom they no longer give no place has one again, unless a decision took it."""
    place_by_rules(session, contest, at)
    without = {one.entry.id for one in insiders_of(session, contest, at) if one.is_sure and one.seat.has_no_place}
    beside = session.exec(select(Entry).where(Entry.contest_id == contest.id, col(Entry.hors_concours))).all()
    kept = _begun(session, [entry.id or 0 for entry in beside]) | _placed_by_decision(session, contest)
    for entry in beside:
        if entry.id not in without and entry.id not in kept:
            entry.hors_concours = False
            session.add(entry)
    session.flush()


def _placed_by_decision(session: Session, contest: Contest) -> set[int]:
    assert contest.id is not None
    newest = {one.subject_id: one.decision for one in decisions_on(session, contest.id, PLAY_BESIDE, PLAY_FOR_PLACE)}
    return {id for id, decision in newest.items() if decision == PLAY_BESIDE}


def _begun(session: Session, ids: Sequence[int]) -> set[int]:
    counted = select(Attempt.entry_id).where(col(Attempt.entry_id).in_(ids), Attempt.mode == Mode.OFFICIAL)
    return {id for id in session.exec(counted) if id is not None}
