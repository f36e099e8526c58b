"""Questions and parts with time of their own: what is shown next, and when each closes. Pure; beside deadline.py.

What is shown together is a step: one question, or all questions of a part. Its clock runs from the moment the server
first sent it; it closes when that time is over, when the next step is shown, or with the attempt. Nothing comes back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from quiz.attempts.deadline import Course


class Row(Protocol):
    """A place of a paper, as far as time goes."""

    @property
    def number(self) -> int: ...

    @property
    def part_id(self) -> int: ...

    @property
    def shown_at(self) -> datetime | None: ...


R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class Pace:
    """Seconds for each question, and for each part by its id; whatever has none is bounded by the attempt alone."""

    question_s: int | None = None
    part_s: Mapping[int, int] = field(default_factory=dict)

    @property
    def is_free(self) -> bool:
        """The whole paper at once, back and forth."""
        return self.question_s is None and not self.part_s


def deadlines(pace: Pace, rows: Sequence[Row], course: Course) -> dict[int, datetime]:
    """When each question that was shown closes, by its number; never after the attempt."""
    closes = {}
    for row in rows:
        if row.shown_at is None:
            continue
        limits = [course.ends_at]
        left = _shown_next(rows, row.shown_at)
        if left is not None:
            limits.append(left)
        if pace.question_s is not None:
            limits.append(_run(row.shown_at, pace.question_s, left, course))
        part = part_ends(pace, rows, row.part_id, course)
        if part is not None:
            limits.append(part)
        closes[row.number] = min(limits)
    return closes


def part_ends(pace: Pace, rows: Sequence[Row], part_id: int, course: Course) -> datetime | None:
    """When the own time of a part is over; None: it has none, or was not reached."""
    shown = [row.shown_at for row in rows if row.part_id == part_id and row.shown_at]
    if part_id not in pace.part_s or not shown:
        return None
    after = [row.shown_at for row in rows if row.part_id != part_id and row.shown_at and row.shown_at >= max(shown)]
    return min(_run(min(shown), pace.part_s[part_id], min(after, default=None), course), course.ends_at)


def attempt_ends(pace: Pace, rows: Sequence[Row], course: Course) -> datetime:
    """When nothing can be answered any more: the deadline of the attempt, or of the last step once that is shown."""
    here = current(rows)
    if not here or pace.is_free:
        return course.ends_at
    limits = [course.ends_at]
    if here[-1].number == rows[-1].number:
        limits.append(deadlines(pace, rows, course)[here[-1].number])
    if here[-1].part_id == rows[-1].part_id:
        limits += filter(None, [part_ends(pace, rows, rows[-1].part_id, course)])
    return min(limits)


def current(rows: Sequence[R]) -> list[R]:
    """The step shown last; nothing before the first."""
    last = max((row.shown_at for row in rows if row.shown_at), default=None)
    return [row for row in rows if last is not None and row.shown_at == last]


def coming(pace: Pace, rows: Sequence[R], course: Course, at: datetime) -> list[R]:
    """The step after the current one. What is left of a part whose time is over is passed by; so is all at the end."""
    if course.ends_at <= at:
        return []
    here = current(rows)
    ahead = [row for row in rows if not here or row.number > here[-1].number]
    if here:
        over = part_ends(pace, rows, here[-1].part_id, course)
        if over is not None and over <= at:
            ahead = [row for row in ahead if row.part_id != here[-1].part_id]
    if not ahead or pace.question_s is not None:
        return ahead[:1]
    return [row for row in ahead if row.part_id == ahead[0].part_id]


def _shown_next(rows: Sequence[Row], shown_at: datetime) -> datetime | None:
    return min((row.shown_at for row in rows if row.shown_at and row.shown_at > shown_at), default=None)


def _run(start: datetime, seconds: int, left: datetime | None, course: Course) -> datetime:
    """The end of so many seconds that began then: later by what was added, or stood, while it was being worked on."""
    given = sum(extra.seconds for extra in course.added if start <= extra.at and (left is None or extra.at < left))
    end = start + timedelta(seconds=seconds + given)
    for span in sorted(course.stood, key=lambda span: span.start):
        if span.until is not None and span.until > start and span.start < end:
            end += span.until - max(span.start, start)
    return end
