"""Where the cut falls among the lines of a board. Pure; what the line is, contests/cut_line.py says."""

from collections.abc import Sequence
from dataclasses import dataclass

from quiz.contests.cut_line import CutLine


@dataclass(frozen=True)
class Cut:
    """The first `sure` lines go on. Those after them up to `within` are equals: an extra question decides."""

    sure: int
    within: int


def cut_at(line: CutLine, above: int, equals: int) -> Cut:
    """`above`: how many are better than whoever is `count`-th; `equals`: how many stand where that one does."""
    within = above + equals
    if line.ties == "all" or within <= line.count:
        return Cut(within, within)
    return Cut(above, within)


def cut_among(places: Sequence[int], line: CutLine) -> Cut:
    """By the places of all, in order. Fewer than `count`: everybody goes on."""
    if len(places) < line.count:
        return Cut(len(places), len(places))
    last = places[line.count - 1]
    return cut_at(line, last - 1, places.count(last))
