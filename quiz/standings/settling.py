"""What only all attempts of a leg together decide: which count, how near predictions came, whose tie was decided.

Pure. It is worked out anew each time, from what was counted and what was decided.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime

from quiz.contests.rules import RankingKey, RoundRules
from quiz.standings.choosing import the_counted
from quiz.standings.predicting import Actual, distance_of
from quiz.standings.score import NO_PREDICTION
from quiz.standings.tie_breaks import OrderingKey, ordering

BY_PEOPLE: tuple[RankingKey, ...] = ("jury", "lots")
"""Keys by which people decide what is still tied."""


@dataclass(frozen=True, slots=True)
class Tried:
    """An attempt that was handed in and counted; the last five are what settling finds."""

    attempt_id: int
    entry_id: int
    ordinal: int
    points: int
    elapsed_s: int
    submitted_at: datetime
    started_at: datetime
    all_right: bool = False
    part_points: int = 0
    prediction: int | None = None
    stands: bool = True
    full_marks: int = 0
    prediction_distance: int = NO_PREDICTION
    jury_place: int = 0
    lot_place: int = 0


@dataclass(frozen=True, slots=True)
class TieDecision:
    """These entries in this order, by the jury or by lots."""

    by: RankingKey
    entries: tuple[int, ...]


def settled(
    tries: Iterable[Tried], rules: RoundRules, ranked: Set[int], decisions: Sequence[TieDecision] = (),
    actual: Actual | None = None,
) -> list[Tried]:  # fmt: skip
    """`ranked`: the entries that have a place. `actual`: what came about, where that was fixed before."""
    tries = list(tries)
    if actual is None:
        actual = came_about(tries, rules, ranked)
    found: dict[int, Tried] = {}
    for theirs in _by_entry(tries).values():
        whole = sum(each.all_right for each in theirs)
        compared = [_compared(each, whole, distance_of(each.prediction, actual, rules)) for each in theirs]
        chosen = the_counted(compared, rules) if len(compared) > 1 else compared[0]
        for each in compared:
            found[each.attempt_id] = each if each.stands == (each is chosen) else replace(each, stands=each is chosen)
    return with_decisions([found[each.attempt_id] for each in tries], rules, ranked, decisions)


def came_about(tries: Iterable[Tried], rules: RoundRules, ranked: Set[int]) -> Actual:
    """Counted once a leg is closed, without those who have no place."""
    by_entry = _by_entry(each for each in tries if each.entry_id in ranked)
    return Actual(
        all_right=sum(_has_all_right(theirs, rules) for theirs in by_entry.values()),
        people=len(by_entry),
        attempts=sum(map(len, by_entry.values())),
    )


def tied_before(key: RankingKey, tries: Iterable[Tried], rules: RoundRules, ranked: Set[int]) -> list[list[Tried]]:
    """The groups of two or more that nothing before this key tells apart, the highest first."""
    before = ordering(rules.ranking[: rules.ranking.index(key)])
    groups: dict[OrderingKey, list[Tried]] = defaultdict(list)
    for each in tries:
        if each.stands and each.entry_id in ranked:
            groups[before(each)].append(each)
    return [groups[key] for key in sorted(groups) if len(groups[key]) > 1]


def decision_for(group: Iterable[int], key: RankingKey, decisions: Sequence[TieDecision]) -> TieDecision | None:
    """The newest that names all of them: whoever it does not name was not thought of when it was taken."""
    entries = set(group)
    return next((each for each in reversed(decisions) if each.by == key and entries <= set(each.entries)), None)


def _compared(tried: Tried, full_marks: int, distance: int) -> Tried:
    """Nothing new is made of what already says so."""
    if (tried.full_marks, tried.prediction_distance, tried.jury_place, tried.lot_place) == (full_marks, distance, 0, 0):
        return tried
    return replace(tried, full_marks=full_marks, prediction_distance=distance, jury_place=0, lot_place=0)


def with_decisions(
    tries: list[Tried], rules: RoundRules, ranked: Set[int], decisions: Sequence[TieDecision]
) -> list[Tried]:
    """In the order of the ranking: what the jury leaves tied, lots may decide."""
    for key in rules.ranking:
        if key not in BY_PEOPLE or not decisions:
            continue
        places: dict[int, int] = {}
        for group in tied_before(key, tries, rules, ranked):
            decision = decision_for((each.entry_id for each in group), key, decisions)
            if decision is not None:
                places |= {each.attempt_id: decision.entries.index(each.entry_id) + 1 for each in group}
        tries = [_placed(each, key, places[each.attempt_id]) if each.attempt_id in places else each for each in tries]
    return tries


def _placed(tried: Tried, by: RankingKey, place: int) -> Tried:
    return replace(tried, jury_place=place) if by == "jury" else replace(tried, lot_place=place)


def _has_all_right(theirs: Sequence[Tried], rules: RoundRules) -> bool:
    """Of their counted attempt; the best is one with everything right as soon as there is any."""
    if rules.counted == "best":
        return any(each.all_right for each in theirs)
    return the_counted(theirs, rules).all_right


def _by_entry(tries: Iterable[Tried]) -> dict[int, list[Tried]]:
    by_entry: dict[int, list[Tried]] = defaultdict(list)
    for each in tries:
        by_entry[each.entry_id].append(each)
    return by_entry
