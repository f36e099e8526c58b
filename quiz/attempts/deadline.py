"""When an attempt may start and when it ends: pure, from rules, window and the decisions that touch it.

The gate, the countdown, the closing by the server and the control page all read what this computes. Moments are aware;
windows are half-open: the instant of closing is already outside.
"""

from collections.abc import Iterable, Sequence
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
class Span:
    """Time in which a clock stands, half-open. `until` None: it stands still."""

    start: datetime
    until: datetime | None
    reason: str = ""


@dataclass(frozen=True)
class MovedClose:
    """The close as a judge moved it; what was added before that is in it already."""

    to: datetime
    at: datetime


@dataclass(frozen=True)
class Reopening:
    """What was over since `over_at` goes on, with the time it had left then and so many seconds more."""

    over_at: datetime
    at: datetime
    seconds: int = 0
    reason: str = ""


@dataclass(frozen=True)
class Decided:
    """The decisions about time that concern one attempt, or everybody; in whatever order.

    `theirs` is a standing accommodation.
    """

    extras: Sequence[Extra] = ()
    pauses: Sequence[Span] = ()
    moved: Sequence[MovedClose] = ()
    taken_in: Sequence[datetime] = ()
    reopened: Sequence[Reopening] = ()
    theirs: Accommodation = NONE


NOTHING = Decided()


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


@dataclass(frozen=True)
class Course:
    """How the time of an attempt runs. While `paused_at` is set the clock stands, and `ends_at` is what it was then."""

    ends_at: datetime
    paused_at: datetime | None = None
    stood: Sequence[Span] = ()  # in which no time was used; each has ended
    taken_in: bool = False  # a judge ended it, not the clock
    added: Sequence[Extra] = ()  # while it ran


def opening(rules: RoundRules, window: Window) -> datetime | None:
    """When it opened or will open; None when nobody knows yet."""
    return window.opened_at if rules.opening == "hand" else window.opened_at or window.opens_at


def counts_from(rules: RoundRules, window: Window, at: datetime) -> datetime:
    """From when the time of an attempt runs that is begun then: from then, or from the opening for all alike."""
    opened = opening(rules, window) if rules.late_start == "together" else None
    return opened if opened is not None and opened < at else at


def closing(window: Window, decided: Decided, at: datetime) -> datetime | None:
    """When no attempt may start any more; while it is paused, as if it went on now. By hand is the last word."""
    ended = [_until(span, at) for span in decided.pauses]
    return min(filter(None, (_planned_close(window, decided, _merged(ended)), window.closed_at)), default=None)


def leg_state(rules: RoundRules, window: Window, decided: Decided, at: datetime) -> LegState:
    """By the time alone: never HELD."""
    if window.cancelled:
        return LegState.CANCELLED
    opens, closes = opening(rules, window), closing(window, decided, at)
    if closes is not None and closes <= at:
        return LegState.CLOSED
    if opens is None:
        return LegState.UNPLANNED if rules.opening == "clock" else LegState.WAITING
    return LegState.OPEN if opens <= at else LegState.WAITING


def pause_of(decided: Decided) -> Span | None:
    """The pause that stands; of several the one that began first."""
    standing = [span for span in decided.pauses if span.until is None]
    return min(standing, key=lambda span: span.start, default=None)


def course(rules: RoundRules, window: Window, started_at: datetime, decided: Decided) -> Course:
    """How the time runs of an attempt begun then. What was added before moves the close, not the minutes allowed.

    A standing accommodation lengthens the minutes allowed, and moves the close of whoever has begun by as much: else
    who begins late would lose it.
    """
    stopped_at = _stopped_at(window, started_at, decided)
    shut = [Span(reopening.over_at, reopening.at) for reopening in decided.reopened]
    pauses = [_until(span, stopped_at) for span in decided.pauses]
    spans = _merged([*pauses, *shut])
    own = _since(spans, started_at)
    paused_at = next((span.start for span in own if span.until is None), None)
    # While it stands what is left is as if it went on at once, or as soon as the close was last moved.
    goes_on = max([paused_at, *(move.at for move in decided.moved)]) if paused_at else None
    ended = [_until(span, goes_on) for span in spans]
    added = [extra for extra in decided.extras if extra.at >= started_at]
    added += [Extra(reopening.seconds, reopening.at, reopening.reason) for reopening in decided.reopened]
    allowed = timedelta(minutes=rules.minutes)
    longer = decided.theirs.added_to(allowed)
    limits = [_pushed(started_at + allowed + longer + _sum(added), _since(ended, started_at))]
    close = _planned_close(window, decided, ended, longer)
    if rules.late_start != "full" and close is not None:
        limits.append(close)
    ends = min(limits)
    if paused_at is not None and goes_on is not None:
        ends -= goes_on - paused_at if ends > goes_on else timedelta(0)
        paused_at = paused_at if paused_at < ends else None
    taken_in = stopped_at is not None and stopped_at < ends
    if taken_in and stopped_at is not None:
        ends, paused_at = stopped_at, None
    stood = tuple(span for span in own if span.until and span.start < ends)
    return Course(ends, paused_at, stood, taken_in, tuple(added))


def ends_at(rules: RoundRules, window: Window, started_at: datetime, decided: Decided) -> datetime:
    """The deadline of an attempt begun then."""
    return course(rules, window, started_at, decided).ends_at


def seconds_left(ends: datetime, at: datetime) -> int:
    """Whole seconds, rounded up: the clock shows 0:00 only when it is over."""
    return max(0, -int((at - ends) // timedelta(seconds=1)))


def time_stood(stood: Iterable[Span], start: datetime, end: datetime) -> timedelta:
    """How long the clock stood between the two moments."""
    parts = (min(span.until or end, end) - max(span.start, start) for span in _merged(list(stood)))
    return sum((max(part, timedelta(0)) for part in parts), timedelta(0))


def elapsed_seconds(
    started_at: datetime, last_change_at: datetime | None, ends_at: datetime, stood: Sequence[Span] = ()
) -> int:
    """Whole seconds from the start to the last change that counted, without those in which the clock stood.

    Who changed nothing has no time that could be the shortest: all of it counts as used. A tap that arrived within the
    grace after the deadline was made before it, so no attempt is longer than its time; submitting, by hand or by the
    server, adds nothing.
    """
    last = min(last_change_at or ends_at, ends_at)
    return max(0, (last - started_at - time_stood(stood, started_at, last)) // timedelta(seconds=1))


def _planned_close(
    window: Window, decided: Decided, spans: Sequence[Span], longer: timedelta = timedelta(0)
) -> datetime | None:
    """The close as planned or as last moved, with what was added and how long it stood since."""
    moved = max(decided.moved, key=lambda move: move.at, default=None)
    added: list[Extra | Reopening] = [*decided.extras, *decided.reopened]
    if moved is not None:
        later = _sum(extra for extra in added if extra.at > moved.at)
        return _pushed(moved.to + longer + later, _since(spans, moved.at))
    return _pushed(window.closes_at + longer + _sum(added), spans) if window.closes_at else None


def _stopped_at(window: Window, started_at: datetime, decided: Decided) -> datetime | None:
    """When a judge ended it: closed the leg or took it in, and did not reopen it since."""
    ended = [moment for moment in decided.taken_in if moment >= started_at]
    if window.closed_at is not None:
        ended.append(max(window.closed_at, started_at))
    reopened = max((reopening.at for reopening in decided.reopened), default=None)
    return min((moment for moment in ended if reopened is None or moment > reopened), default=None)


def _until(span: Span, end: datetime | None) -> Span:
    """One that stands ends then."""
    return span if span.until is not None or end is None else Span(span.start, max(end, span.start))


def _pushed(moment: datetime, spans: Iterable[Span]) -> datetime:
    """Later by each stretch that began before it and has ended."""
    for span in spans:
        if span.until is not None and span.start < moment:
            moment += span.until - span.start
    return moment


def _merged(spans: Sequence[Span]) -> list[Span]:
    """In order, none touching another: what two decisions cover counts once."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        last = merged[-1] if merged else None
        if last is None or (last.until is not None and last.until < span.start):
            merged.append(span)
        elif last.until is not None:
            merged[-1] = Span(last.start, None if span.until is None else max(last.until, span.until))
    return merged


def _since(spans: Iterable[Span], start: datetime) -> list[Span]:
    """What of them lies after that."""
    return [Span(max(span.start, start), span.until) for span in spans if span.until is None or span.until > start]


def _sum(extras: Iterable[Extra | Reopening]) -> timedelta:
    return timedelta(seconds=sum(extra.seconds for extra in extras))
