"""Which of somebody's attempts counts: the best by the ranking's own keys, the first or the last. Pure."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from quiz.contests.rules import RoundRules
from quiz.standings.tie_breaks import Rankable, ordering


class Tried(Rankable, Protocol):
    """An attempt that was handed in."""

    @property
    def ordinal(self) -> int: ...


T = TypeVar("T", bound=Tried)


def the_counted(tries: Iterable[T], rules: RoundRules) -> T:
    """Of at least one. Of those equal on every key of the ranking the earliest counts."""
    if rules.counted == "first":
        return min(tries, key=lambda tried: tried.ordinal)
    if rules.counted == "last":
        return max(tries, key=lambda tried: tried.ordinal)
    key = ordering(rules.ranking)
    return min(tries, key=lambda tried: (key(tried), tried.ordinal))
