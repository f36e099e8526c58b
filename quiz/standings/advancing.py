"""Who goes on from a round: the first so many, the first of each leg, or all who reached so much. Pure.

Floors are compared as exact fractions, never rounded. Equals at a cut are never parted by anything but the keys: they
go on together, or wait for an extra question, as the rules say.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from quiz.contests.advance import Advance
from quiz.contests.rules import RankingKey
from quiz.standings.points import scaled
from quiz.standings.ranking import rank
from quiz.standings.score import NO_PREDICTION
from quiz.standings.tie_breaks import ordering


@dataclass(frozen=True, slots=True)
class Finish:
    """What an entry brought home: from a leg, or from all legs of a round. Points are exact.

    `exact` has `carried` in it, what was brought along from the round before: once, however many legs there are.
    `most`: what everything right would have brought, without that. `part`: points of the part that the advance names.
    `prediction_distance`: as legs of any size compare it (predicting.comparable).
    """

    entry_id: int
    division_id: int
    exact: Fraction
    most: Fraction
    elapsed_s: int
    submitted_at: datetime
    started_at: datetime
    part: Fraction = Fraction(0)
    part_points: int = 0
    full_marks: int = 0
    prediction_distance: Fraction | int = NO_PREDICTION
    jury_place: int = 0
    lot_place: int = 0
    carried: Fraction = Fraction(0)
    unit_id: int | None = None

    @property
    def points(self) -> int:
        """As the keys of a ranking compare them."""
        return scaled(self.exact)


@dataclass(frozen=True, slots=True)
class Tie:
    """Equals at a cut, of whom only `seats` may go on: an extra question decides."""

    seats: int
    finishes: tuple[Finish, ...]


@dataclass(frozen=True, slots=True)
class Onward:
    """`going`: who goes on, best first. `reserves`: who moves up, in this order."""

    going: tuple[Finish, ...]
    ties: tuple[Tie, ...]
    reserves: tuple[Finish, ...]


Ranked = Sequence[tuple[int, Finish]]
Choice = tuple[list[Finish], list[Tie]]


def onward(advance: Advance, legs: Sequence[Sequence[Finish]], ranking: Sequence[RankingKey]) -> Onward:
    """`legs`: in each, the finish of everybody who has a place in it."""
    if advance.kind == "none":
        return Onward((), (), ())
    groups = _divisions(legs) if advance.per_division else [legs]
    found = [_of_group(advance, group, ranking) for group in groups]
    return Onward(
        tuple(finish for each in found for finish in each.going),
        tuple(tie for each in found for tie in each.ties),
        tuple(finish for each in found for finish in each.reserves),
    )


def summed(legs: Sequence[Sequence[Finish]]) -> list[Finish]:
    """One finish of each entry over all legs: what adds up is added, the last hand-in and the first start count.

    What a jury or lots decided holds within the leg in which it was decided, so it counts where there is only one.
    """
    mine: dict[int, list[Finish]] = defaultdict(list)
    for finish in (finish for leg in legs for finish in leg):
        mine[finish.entry_id].append(finish)
    return [finishes[0] if len(finishes) == 1 else _sum_of(finishes) for finishes in mine.values()]


def _sum_of(finishes: Sequence[Finish]) -> Finish:
    return replace(
        finishes[0],
        exact=sum((each.exact - each.carried for each in finishes), finishes[0].carried),
        most=sum((each.most for each in finishes), Fraction(0)),
        part=sum((each.part for each in finishes), Fraction(0)),
        elapsed_s=sum(each.elapsed_s for each in finishes),
        submitted_at=max(each.submitted_at for each in finishes),
        started_at=min(each.started_at for each in finishes),
        part_points=sum(each.part_points for each in finishes),
        full_marks=sum(each.full_marks for each in finishes),
        prediction_distance=sum(each.prediction_distance for each in finishes),
        jury_place=0,
        lot_place=0,
    )


def _of_group(advance: Advance, legs: Sequence[Sequence[Finish]], ranking: Sequence[RankingKey]) -> Onward:
    total = _ranked(summed(legs), ranking)
    going, ties = CHOOSING[advance.kind](advance, legs, total, ranking)
    undecided = [finish for tie in ties for finish in tie.finishes]
    taken = {finish.entry_id for finish in (*going, *undecided)}
    below = [(place, finish) for place, finish in total if finish.entry_id not in taken]
    best_first = {finish.entry_id: index for index, (_, finish) in enumerate(total)}
    going = sorted(going, key=lambda finish: best_first[finish.entry_id])
    return Onward(tuple(going), tuple(ties), tuple(_first(below, advance.reserves)))


def _ranked(finishes: Iterable[Finish], ranking: Sequence[RankingKey]) -> Ranked:
    return rank(finishes, ordering(ranking), among_equals=lambda finish: finish.entry_id)


def _top(advance: Advance, legs: object, total: Ranked, ranking: object) -> Choice:
    return _cut(total, advance.count or 0, advance.ties)


def _best_per_leg(
    advance: Advance, legs: Sequence[Sequence[Finish]], total: Ranked, ranking: Sequence[RankingKey]
) -> Choice:
    """Who is among the first of several legs goes on once."""
    going: dict[int, Finish] = {}
    ties: list[Tie] = []
    whole = {finish.entry_id: finish for _, finish in total}
    for leg in legs:
        first, open_ties = _cut(_ranked(leg, ranking), advance.per_leg or 0, advance.ties)
        going |= {finish.entry_id: whole[finish.entry_id] for finish in first}
        ties += open_ties
    return list(going.values()), _without(ties, set(going))


def _top_and_best_per_leg(
    advance: Advance, legs: Sequence[Sequence[Finish]], total: Ranked, ranking: Sequence[RankingKey]
) -> Choice:
    """The first of each leg are counted among those whom the total has not sent on already."""
    top, ties = _top(advance, legs, total, ranking)
    taken = {finish.entry_id for finish in top} | {finish.entry_id for tie in ties for finish in tie.finishes}
    others = [[finish for finish in leg if finish.entry_id not in taken] for leg in legs]
    best, more_ties = _best_per_leg(advance, others, total, ranking)
    return [*top, *best], [*ties, *more_ties]


def _best_per_unit(advance: Advance, legs: object, total: Ranked, ranking: Sequence[RankingKey]) -> Choice:
    """Who stands for no unit goes on for none."""
    units: dict[int, list[Finish]] = defaultdict(list)
    for _, finish in total:
        if finish.unit_id is not None:
            units[finish.unit_id].append(finish)
    cuts = [_cut(_ranked(units[id], ranking), advance.per_unit or 0, advance.ties) for id in sorted(units)]
    return [finish for going, _ in cuts for finish in going], [tie for _, ties in cuts for tie in ties]


def _threshold(advance: Advance, legs: object, total: Ranked, ranking: object) -> Choice:
    floor = Fraction(advance.percent or 0)
    own = ((finish, finish.exact - finish.carried) for _, finish in total)
    return [finish for finish, points in own if finish.most > 0 and points * 100 >= floor * finish.most], []


def _threshold_points(advance: Advance, legs: object, total: Ranked, ranking: object) -> Choice:
    return [finish for _, finish in total if finish.exact >= Fraction(advance.total_floor or 0)], []


def _compound(advance: Advance, legs: object, total: Ranked, ranking: object) -> Choice:
    part, whole = Fraction(advance.part_floor or 0), Fraction(advance.total_floor or 0)
    return [finish for _, finish in total if finish.part >= part and finish.exact >= whole], []


CHOOSING: dict[str, Callable[..., Choice]] = {
    "top_n": _top,
    "threshold_percent": _threshold,
    "best_per_leg": _best_per_leg,
    "top_n_plus_best_per_leg": _top_and_best_per_leg,
    "best_per_unit": _best_per_unit,
    "threshold_points": _threshold_points,
    "compound": _compound,
}


def _cut(ranked: Ranked, count: int, ties: str) -> Choice:
    within = [(place, finish) for place, finish in ranked if place <= count]
    if ties == "all" or len(within) <= count:
        return [finish for _, finish in within], []
    last = within[-1][0]
    sure = [finish for place, finish in within if place < last]
    equal = tuple(finish for place, finish in within if place == last)
    return sure, [Tie(count - len(sure), equal)]


def _without(ties: Iterable[Tie], going: set[int]) -> list[Tie]:
    """Who goes on anyway by another leg needs no extra question; their seat here is still one of the seats."""
    left = []
    for tie in ties:
        sure = sum(finish.entry_id in going for finish in tie.finishes)
        undecided = tuple(finish for finish in tie.finishes if finish.entry_id not in going)
        if undecided and tie.seats > sure:
            left.append(Tie(tie.seats - sure, undecided))
    return left


def _first(ranked: Ranked, count: int) -> list[Finish]:
    return [finish for _, finish in ranked[:count]]


def _divisions(legs: Sequence[Sequence[Finish]]) -> list[list[list[Finish]]]:
    """The legs of each division apart."""
    ids = sorted({finish.division_id for leg in legs for finish in leg})
    return [[[finish for finish in leg if finish.division_id == id] for leg in legs] for id in ids]
