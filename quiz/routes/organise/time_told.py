"""How the time of one attempt came about, for whoever decides on it: minutes, what was added, pauses, by whom."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session

from quiz.attempts.attempt import Attempt
from quiz.attempts.deadline import time_stood
from quiz.attempts.decisions import course_of, decisions_about, is_within
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.contests.round import Leg, Round
from quiz.ledger import LedgerEntry
from quiz.routes.judge.log import lines_of


def time_told(
    session: Session, contest: Contest, round: Round, leg: Leg, entry: Entry, attempt: Attempt
) -> dict[str, Any]:
    """By the one function that sets deadlines, so that the page cannot say otherwise than the phone did."""
    decisions = decisions_about(session, contest, leg)
    run = course_of(round, leg, decisions, entry, attempt)
    allowed = timedelta(minutes=round.rules.minutes)
    return {
        "minutes_s": int(allowed.total_seconds()),
        "theirs_s": int(entry.accommodation.added_to(allowed).total_seconds()),
        "theirs": entry.accommodation.told,
        "added_s": sum(extra.seconds for extra in run.added),
        "stood_s": time_stood(run.stood, attempt.started_at, run.ends_at) // timedelta(seconds=1),
        "decided": lines_of(session, contest, [one for one in decisions if _touched(one, entry, attempt)], leg),
    }


def _touched(decision: LedgerEntry, entry: Entry, attempt: Attempt) -> bool:
    """Did it concern them while this attempt ran? What came after it was handed in was not for it."""
    if "scope" not in decision.body or not is_within(decision.body, entry) or decision.at < attempt.started_at:
        return False
    return attempt.submitted_at is None or attempt.decided_seq is None or decision.seq <= attempt.decided_seq
