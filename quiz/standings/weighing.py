"""What points of legs become in the overall table: weighed by rounds, and with what a place in a leg brings. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple, Protocol

from quiz.contests.mixing import Mix, Worth
from quiz.contests.unit_ranking import Overall
from quiz.standings.points import scaled
from quiz.standings.ranking import places_of


class RoundShare(NamedTuple):
    """What somebody has of a round: points and the most of all its legs, scaled; and how much of the whole it is."""

    name: str
    points: int
    most: int
    percent: Fraction


class OfLeg(Protocol):
    @property
    def round(self) -> int: ...
    @property
    def round_name(self) -> str: ...
    @property
    def most(self) -> int: ...


class Placed(Protocol):
    @property
    def entry_id(self) -> int: ...
    @property
    def leg(self) -> int: ...
    @property
    def order(self) -> tuple[Any, ...]: ...


def shares(table: Overall, legs: Sequence[OfLeg], brought: Iterable[tuple[int, int]]) -> list[RoundShare]:
    """`brought`: a leg, by its place, and the points in it. A leg that was missed brought nothing of what it could."""
    points: dict[int, int] = defaultdict(int)
    for leg, one in brought:
        points[legs[leg].round] += one
    names = {leg.round: leg.round_name for leg in legs}
    most = {round: sum(leg.most for leg in legs if leg.round == round) for round in names}
    return [
        RoundShare(names[one.round], points[one.round], most[one.round], Fraction(one.percent))
        for one in table.weights
        if one.round in names
    ]


def weighed(shares: Sequence[RoundShare]) -> int:
    """Out of 100, scaled."""
    mix = Mix("percent", {place: one.percent for place, one in enumerate(shares)})
    worths = ((place, Worth(Fraction(one.points), Fraction(one.most))) for place, one in enumerate(shares))
    return scaled(mix.whole(worths).points)


def bonuses(table: Overall, brought: Iterable[Placed], group_of: Mapping[int, int]) -> dict[tuple[int, int], int]:
    """By (entry, leg), what their place there brings, scaled: among those who are ranked together (`group_of`)."""
    if not table.place_points:
        return {}
    fields: dict[tuple[int, int], list[Placed]] = defaultdict(list)
    for each in brought:
        if each.entry_id in group_of:
            fields[each.leg, group_of[each.entry_id]].append(each)
    worth = [scaled(Fraction(one)) for one in table.place_points]
    found: dict[tuple[int, int], int] = {}
    for (leg, _group), field in fields.items():
        field.sort(key=lambda each: each.order)
        places = places_of([each.order for each in field])
        found |= {
            (each.entry_id, leg): worth[place - 1]
            for place, each in zip(places, field, strict=True)
            if place <= len(worth)
        }
    return found
