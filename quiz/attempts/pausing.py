"""Pause and resume: the clock stands for all, a unit, a room or one person, and goes on as if nothing had been."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlmodel import Session

from quiz.attempts.deadline import LegState
from quiz.attempts.decisions import (
    PAUSE,
    RESUME,
    Scope,
    body_of,
    decisions_about,
    insist_on_a_reason,
    is_within,
    named_in,
    write_down,
)
from quiz.attempts.running import under_way
from quiz.attempts.timekeeping import NotOpenYet, set_deadlines, state_of, take_the_leg
from quiz.contests.contest import Contest
from quiz.contests.round import Leg, Round
from quiz.ledger import Decider, LedgerEntry
from quiz.refusals import N_, Refusal


class NothingPaused(Refusal):
    message = N_("Không có ai trong số này đang tạm dừng.")


class AlreadyPaused(Refusal):
    message = N_("Những người này đang tạm dừng rồi.")


def pause(session: Session, contest: Contest, round: Round, leg: Leg, scope: Scope, reason: str, by: Decider) -> int:
    """Let the clock stand; returns how many attempts it stopped. Nobody of them starts meanwhile."""
    reason = insist_on_a_reason(reason)
    take_the_leg(session, leg)
    if state_of(session, contest, round, leg, by.at) != LegState.OPEN and not under_way(session, leg):
        raise NotOpenYet
    body = body_of(session, contest, scope)
    standing = any(_whom(one.body) == _whom(body) for one in standing_pauses(session, contest, leg))
    if standing and not _runs_for_any(session, leg, body, by):
        raise AlreadyPaused
    decision = write_down(session, contest, leg, PAUSE, body, reason, by)
    return set_deadlines(session, contest, round, leg, decision)


def resume(
    session: Session,
    contest: Contest,
    round: Round,
    leg: Leg,
    scope: Scope,
    reason: str,
    by: Decider,
    seqs: Collection[int] | None = None,
) -> int:
    """Let the clock go on for these people: after every pause that stands, or after these only.

    Returns how many attempts go on; somebody whom another pause concerns too still waits.
    """
    take_the_leg(session, leg)
    body = body_of(session, contest, scope)
    standing = [one for one in standing_pauses(session, contest, leg) if seqs is None or one.seq in seqs]
    body["pauses"] = [one.seq for one in standing if _touch(one.body, body)]
    if not body["pauses"]:
        raise NothingPaused
    decision = write_down(session, contest, leg, RESUME, body, reason.strip(), by)
    return set_deadlines(session, contest, round, leg, decision)


def standing_pauses(session: Session, contest: Contest, leg: Leg) -> list[LedgerEntry]:
    """Those that were not ended for all whom they concern, the oldest first."""
    decisions = decisions_about(session, contest, leg, PAUSE, RESUME)
    resumed = [one for one in decisions if one.decision == RESUME]
    return [
        one
        for one in decisions
        if one.decision == PAUSE and not any(one.seq in end.body["pauses"] and _covers(end, one) for end in resumed)
    ]


def _runs_for_any(session: Session, leg: Leg, body: Mapping[str, Any], by: Decider) -> bool:
    """Of those who were paused together, some may have gone on one by one."""
    return any(
        is_within(body, entry) and attempt.paused_at is None and not attempt.is_past(by.at)
        for attempt, entry in under_way(session, leg)
    )


def _covers(end: LedgerEntry, pause: LedgerEntry) -> bool:
    """Does the resumption concern everybody whom the pause does?"""
    paused = set(named_in(pause.body))
    named = bool(paused) and paused.issubset(named_in(end.body))
    return end.body["scope"] == "all" or _whom(end.body) == _whom(pause.body) or named


def _touch(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Is there somebody whom both concern?"""
    everybody = "all" in (one["scope"], other["scope"])
    return everybody or _whom(one) == _whom(other) or not set(named_in(one)).isdisjoint(named_in(other))


def _whom(body: Mapping[str, Any]) -> tuple[str, Any]:
    return body["scope"], body["to"]
