"""The overall table over legs and rounds (xếp hạng chung cuộc): what somebody's counted attempts add up to. Pure.

Points are those the legs' own boards print, summed as whole ten-thousandths; distances are exact, in the unit of what
was predicted. Nothing here knows whether the public may see it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from operator import attrgetter
from typing import Any, NamedTuple

from quiz.contests.unit_ranking import Overall, OverallKey
from quiz.standings.overall_table import LegPoints, OverallGroup, OverallLeg, OverallLine, OverallTable, Unranked
from quiz.standings.points import scaled
from quiz.standings.ranking import rank
from quiz.standings.settling import TieDecision, decision_for
from quiz.standings.weighing import bonuses, shares, weighed


class Brought(NamedTuple):
    """A counted attempt of an entry. `leg`: its place among the legs. `points`: without what was carried into it.

    `distance`: in people, attempts or per cent; `NO_PREDICTION` of somebody who predicted nothing that counts.
    `order`: by what the leg itself ranks them (the smaller the higher), where a place in it brings something.
    """

    entry_id: int
    leg: int
    points: int
    elapsed_s: int
    full_marks: int
    distance: Fraction | int
    order: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Contender:
    """Somebody in the table. `barred`: why they have no place whatever they scored."""

    entry_id: int
    number: str
    name: str
    unit: str
    division_id: int
    barred: Unranked | None = None


def overall_table(
    table: Overall, legs: Sequence[OverallLeg], contenders: Iterable[Contender], brought: Iterable[Brought], *,
    carried: Mapping[int, int] | None = None, divisions: Mapping[int, str] | None = None,
    decisions: Sequence[TieDecision] = (),
) -> OverallTable:  # fmt: skip
    """`legs` in their order. `divisions`: names in order, where they are ranked apart.

    Whoever brought nothing is not in the table: it stays the same whoever else entered and did nothing.
    """
    mine: dict[int, list[Brought]] = defaultdict(list)
    for each in brought:
        mine[each.entry_id].append(each)
    people = [person for person in contenders if person.entry_id in mine]
    bonus = _bonuses(table, people, mine, apart=bool(divisions))
    lines: dict[int, list[OverallLine]] = defaultdict(list)
    for person in people:
        theirs = mine[person.entry_id]
        line = _line(table, legs, person, theirs, (carried or {}).get(person.entry_id, 0), bonus)
        lines[person.division_id if divisions else 0].append(line)
    names = divisions or {0: ""}
    groups = (_group(id, name, lines[id], table.keys, decisions) for id, name in names.items() if id in lines)
    return OverallTable(table, tuple(legs), tuple(groups))


def overall_ordering(keys: Sequence[OverallKey]) -> Callable[[OverallLine], tuple[Any, ...]]:
    """A key to sort by: the smaller stands higher, equal ones share a place."""
    values = [VALUES[key] for key in keys]
    return lambda line: tuple(value(line) for value in values)


def overall_ties(key: OverallKey, ranked: Iterable[OverallLine], keys: Sequence[OverallKey]) -> list[list[OverallLine]]:
    """The groups of two or more that nothing before this key tells apart, the highest first."""
    before = overall_ordering(keys[: keys.index(key)])
    groups: dict[tuple[Any, ...], list[OverallLine]] = defaultdict(list)
    for line in ranked:
        groups[before(line)].append(line)
    return [groups[key] for key in sorted(groups) if len(groups[key]) > 1]


VALUES: dict[OverallKey, Callable[[OverallLine], Any]] = {
    "points": lambda line: -line.points,
    "prediction": lambda line: line.distance,
    "elapsed": lambda line: line.elapsed_s,
    "full_marks": lambda line: -line.full_marks,
    "last_leg": lambda line: (1, 0) if line.last_leg is None else (0, -line.last_leg),
    "jury": lambda line: line.jury_place,
    "lots": lambda line: line.lot_place,
}


BY_LEG, BY_POINTS = attrgetter("leg"), attrgetter("points")


Bonus = Mapping[tuple[int, int], int]
"""What the place of an entry in a leg brings, scaled."""


def _bonuses(
    table: Overall, people: Iterable[Contender], mine: Mapping[int, Sequence[Brought]], *, apart: bool
) -> Bonus:
    """Places are those among whoever is ranked, in each division where these are ranked apart."""
    if not table.place_points:
        return {}
    group_of = {one.entry_id: one.division_id if apart else 0 for one in people if one.barred is None}
    return bonuses(table, (each for theirs in mine.values() for each in theirs), group_of)


def _with_bonus(each: Brought, bonus: Bonus) -> Brought:
    return each._replace(points=each.points + bonus.get((each.entry_id, each.leg), 0))


def _line(
    table: Overall, legs: Sequence[OverallLeg], person: Contender, theirs: Sequence[Brought], carried: int,
    bonus: Bonus,
) -> OverallLine:  # fmt: skip
    theirs = sorted(theirs, key=BY_LEG)
    if bonus:
        theirs = [_with_bonus(each, bonus) for each in theirs]
    best = theirs if table.best_legs is None else sorted(theirs, key=BY_POINTS, reverse=True)[: table.best_legs]
    summed, played = {each.leg for each in best}, {each.leg for each in theirs}
    points = sum([each.points for each in best]) + carried
    if table.weights:
        points = weighed(shares(table, legs, ((each.leg, each.points) for each in theirs)))
    missing = tuple([place for place, leg in enumerate(legs) if leg.due and place not in played])
    last = theirs[-1]
    return OverallLine(
        None, person.entry_id, person.number, person.name, person.unit, points, carried,
        sum([each.elapsed_s for each in best]), sum([each.full_marks for each in best]),
        sum([each.distance for each in best if legs[each.leg].asks]),
        last.points if last.leg == len(legs) - 1 else None,
        tuple([
            LegPoints(each.leg, each.points, each.elapsed_s, each.leg in summed,
                      bonus.get((each.entry_id, each.leg), 0) if bonus else 0)
            for each in theirs
        ]),
        person.barred or _why_unranked(table, points, missing), missing,
    )  # fmt: skip


def _why_unranked(table: Overall, points: int, missing: Sequence[int]) -> Unranked | None:
    if table.every_leg and missing:
        return "missing"
    if table.min_points is not None and points < scaled(Fraction(table.min_points)):
        return "floor"
    return None


def _group(
    id: int, name: str, lines: Sequence[OverallLine], keys: Sequence[OverallKey], decisions: Sequence[TieDecision]
) -> OverallGroup:
    entitled = _with_decisions([line for line in lines if line.why is None], keys, decisions)
    others = sorted((line for line in lines if line.why is not None), key=lambda line: (-line.points, line.entry_id))
    ranked = rank(entitled, overall_ordering(keys), among_equals=lambda line: line.entry_id)
    return OverallGroup(id, name, tuple(line._replace(place=place) for place, line in ranked), tuple(others))


def _with_decisions(
    lines: list[OverallLine], keys: Sequence[OverallKey], decisions: Sequence[TieDecision]
) -> list[OverallLine]:
    """What the jury leaves tied, lots may decide. A decision holds while it names everybody in the group."""
    for key in keys:
        if key not in ("jury", "lots") or not decisions:
            continue
        places: dict[int, int] = {}
        for group in overall_ties(key, lines, keys):
            decision = decision_for((line.entry_id for line in group), key, decisions)
            if decision is not None:
                places |= {line.entry_id: decision.entries.index(line.entry_id) + 1 for line in group}
        lines = [_decided(line, key, places.get(line.entry_id, 0)) for line in lines]
    return lines


def _decided(line: OverallLine, by: OverallKey, place: int) -> OverallLine:
    return line._replace(jury_place=place) if by == "jury" else line._replace(lot_place=place)
