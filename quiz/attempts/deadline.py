"""When an attempt may start and when it ends: pure, from rules, window and the decisions that touch it.

The gate, the countdown, the closing by the server and the control page all read what this computes. Moments are aware;
windows are half-open: the instant of closing is already outside.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from quiz.contests.accommodation import NONE, Accommodation
from quiz.contests.rules import RoundRules


@dataclass(frozen=True)
class Extra:
    """Time added by a decision that concerns this attempt: for all, its unit, its room or itself."""

    seconds: int
    at: datetime
    reason: str = ""


@dataclass(frozen=True)
class Window:
    """When a leg is open, as planned and as decided. `closes_at` None: until it is closed by hand."""

    opens_at: datetime | None
    closes_at: datetime | None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    cancelled: bool = False


class LegState(StrEnum):
    UNPLANNED = "unplanned"  # by the clock, and no time is set
    WAITING = "waiting"
    HELD = "held"  # its hour has come, and something red keeps it closed; see holding.py
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


def opening(rules: RoundRules, window: Window) -> datetime | None:
    """When it opened or will open; None when nobody knows yet."""
    return window.opened_at if rules.opening == "hand" else window.opened_at or window.opens_at


def closing(window: Window, extras: Sequence[Extra]) -> datetime | None:
    """When no attempt may start any more. Closing by hand is the last word."""
    planned = window.closes_at + _sum(extras) if window.closes_at else None
    return min(filter(None, (planned, window.closed_at)), default=None)


def leg_state(rules: RoundRules, window: Window, extras: Sequence[Extra], at: datetime) -> LegState:
    """By the time alone: never HELD."""
    if window.cancelled:
        return LegState.CANCELLED
    opens, closes = opening(rules, window), closing(window, extras)
    if closes is not None and closes <= at:
        return LegState.CLOSED
    if opens is None:
        return LegState.UNPLANNED if rules.opening == "clock" else LegState.WAITING
    return LegState.OPEN if opens <= at else LegState.WAITING


def ends_at(
    rules: RoundRules, window: Window, started_at: datetime, extras: Sequence[Extra], theirs: Accommodation = NONE
) -> datetime:
    """The deadline of an attempt begun then. Time added before it began moves the close, not the minutes allowed.

    `theirs`, a standing accommodation, lengthens the minutes allowed, and moves the close of whoever has begun by as
    much: else who begins late would lose it.
    """
    own = [extra for extra in extras if extra.at >= started_at]
    allowed = timedelta(minutes=rules.minutes)
    longer = theirs.added_to(allowed)
    limits = [started_at + allowed + longer + _sum(own)]
    if rules.late_start == "cut" and window.closes_at is not None:
        limits.append(window.closes_at + longer + _sum(extras))
    if window.closed_at is not None:
        limits.append(max(window.closed_at, started_at))
    return min(limits)


def seconds_left(ends: datetime, at: datetime) -> int:
    """Whole seconds, rounded up: the clock shows 0:00 only when it is over."""
    return max(0, -int((at - ends) // timedelta(seconds=1)))


def _sum(extras: Sequence[Extra]) -> timedelta:
    return timedelta(seconds=sum(extra.seconds for extra in extras))
