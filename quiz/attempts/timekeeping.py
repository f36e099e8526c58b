"""Decisions about time: who they concern, and what they make of the stored deadlines."""

from datetime import datetime

from sqlmodel import Session

from quiz.attempts.deadline import Extra, LegState, Window, leg_state
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.contests.round import Leg, Round
from quiz.ledger import LedgerEntry, decisions_on

EXTEND = "extend"
"""Ledger body: {"seconds": int, "scope": "all" | "unit" | "room" | "entry", "to": unit id, room name or entry id}."""


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
        if _concerns(decision, entry)
    ]


def state_of(session: Session, contest: Contest, round: Round, leg: Leg, at: datetime) -> LegState:
    """Whether the leg is open for all, at that moment."""
    extras = extras_for(extensions_of(session, contest, leg), None)
    return leg_state(round.rules, window_of(leg), extras, at)


def _concerns(decision: LedgerEntry, entry: Entry | None) -> bool:
    scope, to = decision.body["scope"], decision.body.get("to")
    if scope == "all":
        return True
    if entry is None:
        return False
    return to == {"unit": entry.unit_id, "room": entry.room, "entry": entry.id}[scope]
