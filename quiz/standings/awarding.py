"""Who wins which prize: down each ranking, one prize a person where the rules say so, the next moving up. Pure.

Equals at a prize's border are told apart by nothing here: a decision of the jury or lots is used where there is one,
and else they share the prize. Who shares a prize uses up the seats below it that they stand on: 1, 1, 3.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby
from typing import Literal

from quiz.contests.prizes import GRADES, Prize

GRADE_RANK = {grade: rank for rank, grade in enumerate(GRADES)}
OnePrize = Literal["unlimited", "once", "higher"]
Why = Literal["held", "barred", "declined", "nothing", "floor", "legs"]


@dataclass(frozen=True, slots=True)
class Contender:
    """A line of a ranking: an entry (in a ranking of units: a unit), its place, its points there."""

    id: int
    place: int
    points: Fraction | None = None
    every_leg: bool = True
    """Has it a counted attempt in every leg of the scope?"""


@dataclass(frozen=True, slots=True)
class Ranking:
    """One ranking in which prizes are won. `key` names it for good: "leg:12", "round:3", "overall", "unit:1"."""

    key: str
    contenders: tuple[Contender, ...]

    @property
    def people(self) -> int:
        """Who took part, as a share counts them: who has a place."""
        return len(self.contenders)


@dataclass(frozen=True, slots=True)
class Offer:
    """A prize of the rules, by its index there, in one ranking."""

    index: int
    prize: Prize
    ranking: Ranking


@dataclass(frozen=True, slots=True)
class TieDecision:
    """What people decided of equals: this order, the first the highest; or, `shared`, that all of them have it."""

    ranking: str
    ids: tuple[int, ...]
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    """Decisions that stand. `barred`: entries that may have no prize. `declined`: who takes none of a ranking, by its
    key: they said so, or could not be reached. `numbers`: so many of a prize, by its index."""

    barred: frozenset[int] = frozenset()
    declined: frozenset[tuple[str, int]] = frozenset()
    numbers: Mapping[int, int] = field(default_factory=dict)
    ties: tuple[TieDecision, ...] = ()


@dataclass(frozen=True, slots=True)
class Passed:
    """Somebody above the last winner who did not win, and why; `held`: the prize they have instead."""

    contender: Contender
    why: Why
    held: Offer | None = None


@dataclass(frozen=True, slots=True)
class Tie:
    """Equals at the border, of whom only `seats` would have the prize. `decided`: people said that they share it."""

    seats: int
    contenders: tuple[Contender, ...]
    decided: bool


@dataclass(frozen=True, slots=True)
class Award:
    """What an offer came to. `seats`: how many were to be given; None: to everybody left."""

    offer: Offer
    seats: int | None
    winners: tuple[Contender, ...]
    passed: tuple[Passed, ...] = ()
    tie: Tie | None = None
    used_above: int = 0
    """Seats that a shared prize above has used up."""

    @property
    def left_open(self) -> int:
        """Seats that nobody reached."""
        return max(0, (self.seats or 0) - self.used_above - len(self.winners))


def award(offers: Iterable[Offer], one_prize: OnePrize, decided: Decided = Decided()) -> list[Award]:
    """In the order of the rules, of one prize in the order of the rankings. `offers`: rankings in order of time."""
    offers = list(offers)
    times = {key: time for time, key in enumerate(dict.fromkeys(offer.ranking.key for offer in offers))}
    giving = _Giving(one_prize, decided)
    by_worth = has_worths(offer.prize for offer in offers)
    turns = sorted(offers, key=lambda offer: _turn(offer, one_prize, times, by_worth=by_worth))
    given = {(offer.index, offer.ranking.key): giving.give(offer) for offer in turns}
    return [given[offer.index, offer.ranking.key] for offer in sorted(offers, key=lambda each: _listed(each, times))]


def prizes_given(awards: Iterable[Award]) -> int:
    """To persons, as a cap counts them: no certificates, and none that units receive."""
    return sum(len(one.winners) for one in awards if is_capped(one.offer.prize))


def is_capped(prize: Prize) -> bool:
    return not prize.goes_to_units and prize.grade != "certificate"


def has_worths(prizes: Iterable[Prize]) -> bool:
    """The higher of two prizes is the one worth more where every prize for persons has a worth; else grades say it."""
    return all(prize.worth_vnd is not None for prize in prizes if is_capped(prize))


def seats_of(offer: Offer, number: int | None) -> int | None:
    """How many are to be given: shares are rounded down; a decided `number` stands above what the rules say."""
    if offer.prize.how_many == "count":
        return offer.prize.count if number is None else number
    if offer.prize.how_many == "share":
        share = int(offer.ranking.people * Fraction(offer.prize.share_percent or 0) // 100)
        return share if number is None else min(share, number)
    return number


def _turn(offer: Offer, one_prize: OnePrize, times: Mapping[str, int], *, by_worth: bool) -> tuple[int, ...]:
    """When an offer chooses. All people like the higher prize better, and of equal ones the earlier: so when the higher
    offers choose first, nobody can end with a lower prize than the highest they have a right to.
    """
    rest = offer.prize.how_many == "all_remaining"
    in_time = (times[offer.ranking.key], rest, offer.index)
    if one_prize != "higher":
        return in_time
    worth = -(offer.prize.worth_vnd or 0) if by_worth else 0
    return (worth, GRADE_RANK[offer.prize.grade], *in_time)


def _listed(offer: Offer, times: Mapping[str, int]) -> tuple[int, int]:
    return offer.index, times[offer.ranking.key]


Track = tuple[str, bool]
"""A ranking, and whether units receive: what units are given takes nothing from persons."""


class _Giving:
    """What was given so far."""

    def __init__(self, one_prize: OnePrize, decided: Decided) -> None:
        self.one_prize, self.decided = one_prize, decided
        self.held: dict[int, Offer] = {}
        self.here: dict[Track, set[int]] = defaultdict(set)
        self.owed: dict[Track, int] = defaultdict(int)
        self.listed: dict[str, list[Contender]] = {}

    def give(self, offer: Offer) -> Award:
        track = (offer.ranking.key, offer.prize.goes_to_units)
        beside = offer.prize.grade == "certificate"
        seats = seats_of(offer, self.decided.numbers.get(offer.index))
        used = 0 if beside or seats is None else min(seats, self.owed[track])
        free = seats - used if seats is not None else None
        passed: list[Passed] = []
        candidates = self._candidates(offer, track, passed)
        winners, tie = _taken(candidates, free, self._decision(offer.ranking))
        if not beside:
            self.owed[track] += (max(0, len(winners) - free) if free is not None else 0) - used
            self.here[track] |= {one.id for one in winners}
            if not offer.prize.goes_to_units:
                for one in winners:
                    self.held.setdefault(one.id, offer)
        told = _above(passed, winners) if free is not None and len(winners) >= free else tuple(passed)
        return Award(offer, seats, tuple(winners), told, tie, used)

    def _candidates(self, offer: Offer, track: Track, passed: list[Passed]) -> Iterator[Contender]:
        """Down the ranking, no farther than they are asked for; whom it passes over it tells."""
        beside = offer.prize.grade == "certificate"
        for one in self._listed(offer.ranking):
            if not beside and one.id in self.here[track]:
                continue
            why = self._why_not(offer, one, beside=beside)
            if why is None:
                yield one
            else:
                passed.append(Passed(one, why, self.held.get(one.id) if why == "held" else None))

    def _listed(self, ranking: Ranking) -> list[Contender]:
        if ranking.key not in self.listed:
            self.listed[ranking.key] = sorted(ranking.contenders, key=lambda each: (each.place, each.id))
        return self.listed[ranking.key]

    def _why_not(self, offer: Offer, one: Contender, *, beside: bool) -> Why | None:
        prize = offer.prize
        if one.id in self.decided.barred and not prize.ranks_units:
            return "barred"
        if (offer.ranking.key, one.id) in self.decided.declined and not beside:
            return "declined"
        if one.points is not None and one.points <= 0 and not beside:
            return "nothing"
        if prize.floor is not None and (one.points is None or one.points < Fraction(prize.floor)):
            return "floor"
        if prize.every_leg and not one.every_leg:
            return "legs"
        alone = self.one_prize != "unlimited" and not prize.goes_to_units and not beside
        return "held" if alone and one.id in self.held else None

    def _decision(self, ranking: Ranking) -> "_Decisions":
        return _Decisions([each for each in self.decided.ties if each.ranking == ranking.key])


def _above(passed: Iterable[Passed], winners: Sequence[Contender]) -> tuple[Passed, ...]:
    last = winners[-1].place if winners else 0
    return tuple(one for one in passed if one.contender.place <= last)


@dataclass(frozen=True)
class _Decisions:
    of_ranking: Sequence[TieDecision]

    def of(self, group: Iterable[Contender]) -> TieDecision | None:
        """The newest that names all of them: whoever it does not name was not thought of when it was taken."""
        ids = {one.id for one in group}
        return next((each for each in reversed(self.of_ranking) if ids <= set(each.ids)), None)


def _taken(
    candidates: Iterable[Contender], free: int | None, decisions: _Decisions
) -> tuple[list[Contender], Tie | None]:
    if free is None:
        return list(candidates), None
    winners: list[Contender] = []
    for _place, equals in groupby(candidates, key=lambda one: one.place):
        group, left = list(equals), free - len(winners)
        if left <= 0:
            break
        if len(group) <= left:
            winners += group
            continue
        decision = decisions.of(group)
        if decision is None or decision.shared:
            return [*winners, *group], Tie(left, tuple(group), decision is not None)
        winners += sorted(group, key=lambda one: decision.ids.index(one.id))[:left]
    return winners, None
