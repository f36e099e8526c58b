"""How many attempts somebody has left, and when the next may begin. Pure.

A week is Monday 00:00 to Monday 00:00 in Vietnam, half-open: an attempt belongs to the week in which it began.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from quiz.clock import ZONE
from quiz.contests.rules import RoundRules

WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Allowance:
    """`left` None: as many as they like. `next_at`: when another may begin, where none is left now but some will be."""

    left: int | None
    next_at: datetime | None = None

    @property
    def may_begin(self) -> bool:
        return self.left != 0


def week_of(at: datetime) -> tuple[datetime, datetime]:
    """The week in which a moment lies: its first moment, and the first one after it."""
    local = at.astimezone(ZONE)
    monday = datetime.combine(local.date() - timedelta(days=local.weekday()), time(), ZONE)
    return monday, monday + WEEK


def allowance(rules: RoundRules, begun: Sequence[datetime], closes_at: datetime | None, at: datetime) -> Allowance:
    """Of somebody who began their attempts then: in the leg, or in all legs where these share one number. Whether the
    leg is open is another question."""
    if rules.attempts_per == "any":
        return Allowance(None)
    if rules.attempts_per in ("leg", "round"):
        return Allowance(max(0, rules.attempts - len(begun)))
    first, after = week_of(at)
    left = max(0, rules.attempts - sum(first <= start < after for start in begun))
    more_to_come = not left and (closes_at is None or after < closes_at)
    return Allowance(left, after if more_to_come else None)
