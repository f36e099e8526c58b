"""The legs of a contest with where each stands at a moment, added time included."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from quiz.attempts.deadline import LegState, closing, leg_state, opening
from quiz.attempts.decisions import FOR_THE_CLOSE, decided_for, window_of
from quiz.attempts.holding import held_or
from quiz.contests.contest import Contest
from quiz.contests.round import Leg, Round
from quiz.contests.scheduling import all_legs_of
from quiz.ledger import decisions_on


@dataclass(frozen=True)
class Slot:
    """One leg: when it opened or will, when it closes or did; None: not known yet, or by hand."""

    round: Round
    leg: Leg
    state: LegState
    opens_at: datetime | None
    closes_at: datetime | None

    @property
    def is_ahead(self) -> bool:
        return self.state in (LegState.WAITING, LegState.UNPLANNED, LegState.HELD)

    @property
    def is_open(self) -> bool:
        return self.state == LegState.OPEN


def timetable_of(session: Session, contest: Contest, at: datetime) -> list[Slot]:
    """In the order of the contest."""
    assert contest.id is not None
    decisions = decisions_on(session, contest.id, *FOR_THE_CLOSE)
    slots = []
    for round, leg in all_legs_of(session, contest):
        decided = decided_for([decision for decision in decisions if decision.subject_id == leg.id], None)
        window = window_of(leg)
        state = held_or(leg_state(round.rules, window, decided, at), session, contest, round, leg, at)
        opens_at = opening(round.rules, window) or window.opens_at
        slots.append(Slot(round, leg, state, opens_at, closing(window, decided, at)))
    return slots


def next_slot(slots: Sequence[Slot]) -> Slot | None:
    """The one open now; else the one that opens first; else the first without a time."""
    for wanted in ([slot for slot in slots if slot.is_open], [slot for slot in slots if slot.is_ahead]):
        timed = [slot for slot in wanted if slot.opens_at]
        if timed:
            return min(timed, key=lambda slot: slot.opens_at.timestamp() if slot.opens_at else 0)
        if wanted:
            return wanted[0]
    return None
