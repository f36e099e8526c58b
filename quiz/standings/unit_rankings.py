"""Rankings of units (xếp hạng tập thể): what a unit's people add up to, and the place it gives. Pure.

Thí sinh are different people, lượt thi are attempts: both stand in every row, and only people are ever compared. All
figures are exact fractions; nothing that decides a place is rounded.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from question_bank.text import sort_key
from quiz.contests.prizes import GRADES, Grade
from quiz.contests.unit_ranking import UnitClass, UnitRanking
from quiz.people.head_count import Heads
from quiz.standings.points import unscaled
from quiz.standings.ranking import rank

NoPlace = Literal["nobody", "no_heads", "few_heads", "no_class", "no_score", "no_prize"]
"""Why a unit has no place; the first that holds."""


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What a unit's people did. `beside`: of the people, those who play hors concours.

    `by_leg`: people in each of the table's legs. `best`: points of its best people, scaled, the highest first.
    """

    unit_id: int
    name: str
    above: str = ""
    people: int = 0
    attempts: int = 0
    beside: int = 0
    by_leg: tuple[int, ...] = ()
    best: tuple[int, ...] = ()
    prizes: Mapping[Grade, int] = field(default_factory=dict)
    heads: Heads | None = None
    entered: Fraction | None = None
    """What the organisers entered for it; not kept with the row, whose value it is."""


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit in the table. `value` is what is compared; `ratio`: as it counts, from 0 to 1. `place` None: not ranked,
    for the reason `why`."""

    place: int | None
    facts: UnitFacts
    value: Fraction | None
    ratio: Fraction | None
    why: NoPlace | None = None

    def to_json(self) -> list[Any]:
        facts, heads = self.facts, self.facts.heads
        return [
            self.place, facts.unit_id, facts.name, facts.above, facts.people, facts.attempts, facts.beside,
            list(facts.by_leg), list(facts.best), dict(facts.prizes),
            [heads.number, heads.as_of and heads.as_of.isoformat(), heads.source, heads.gathered] if heads else None,
            None if self.value is None else str(self.value), None if self.ratio is None else str(self.ratio), self.why,
        ]  # fmt: skip

    @classmethod
    def from_json(cls, row: Sequence[Any]) -> "UnitRow":
        place, unit_id, name, above, people, attempts, beside, by_leg, best, prizes, heads, value, ratio, why = row
        read = Heads(heads[0], heads[1] and date.fromisoformat(heads[1]), *heads[2:]) if heads else None
        facts = UnitFacts(
            unit_id, name, above, people, attempts, beside, tuple(by_leg), tuple(best), prizes, read
        )  # fmt: skip
        exact = [None if one is None else Fraction(one) for one in (value, ratio)]
        return cls(place, facts, exact[0], exact[1], why)


@dataclass(frozen=True, slots=True)
class UnitGroup:
    """Units ranked among themselves: a class, or all of them. `name` is empty where there are no classes."""

    name: str
    rows: tuple[UnitRow, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """What a table was counted from. `legs`: over which a mean is taken. `predicting`: legs of which nobody may be told
    yet how many took part. `people`, `attempts`: of everybody; `outside`: those below no unit of the kind."""

    day: date
    legs: tuple[str, ...] = ()
    predicting: tuple[str, ...] = ()
    people: int = 0
    attempts: int = 0
    outside_people: int = 0
    outside_attempts: int = 0


@dataclass(frozen=True, slots=True)
class UnitTable:
    """`rules`: those it was made by. Its JSON is all that it needs to be shown again."""

    rules: UnitRanking
    counted: Counted
    groups: tuple[UnitGroup, ...]
    unranked: tuple[UnitRow, ...]

    @property
    def ranked(self) -> Sequence[UnitRow]:
        """Those with a place; class by class, where there are any."""
        return [row for group in self.groups for row in group.rows]

    @property
    def units(self) -> int:
        return len(self.ranked) + len(self.unranked)

    def to_json(self) -> dict[str, Any]:
        counted = self.counted
        return {
            "rules": self.rules.model_dump(mode="json"),
            "counted": [
                counted.day.isoformat(), list(counted.legs), list(counted.predicting), counted.people,
                counted.attempts, counted.outside_people, counted.outside_attempts,
            ],
            "groups": [[group.name, [row.to_json() for row in group.rows]] for group in self.groups],
            "unranked": [row.to_json() for row in self.unranked],
        }  # fmt: skip

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "UnitTable":
        day, legs, predicting, *numbers = kept["counted"]
        return cls(
            UnitRanking.model_validate(kept["rules"]),
            Counted(date.fromisoformat(day), tuple(legs), tuple(predicting), *numbers),
            tuple(UnitGroup(name, tuple(UnitRow.from_json(row) for row in rows)) for name, rows in kept["groups"]),
            tuple(UnitRow.from_json(row) for row in kept["unranked"]),
        )


def unit_table(rules: UnitRanking, units: Iterable[UnitFacts], counted: Counted) -> UnitTable:
    """Whoever has no place is listed apart, with the reason."""
    rows = [_measured(rules, facts) for facts in units]
    classes: Sequence[UnitClass | None] = rules.classes or (None,)
    groups = [UnitGroup(one.name if one else "", _ranked(rules, one, rows)) for one in classes]
    apart = sorted((row for row in rows if row.why is not None), key=_by_name)
    return UnitTable(rules, counted, tuple(groups), tuple(apart))


def share_of(rules: UnitRanking, people: int, heads: int) -> Fraction:
    """People ÷ head count; where the rules cap it, never more than the whole."""
    share = Fraction(people, heads)
    return min(share, Fraction(1)) if rules.capped else share


def worth_of(rules: UnitRanking, prizes: Mapping[Grade, int]) -> list[tuple[Grade, int, Fraction]]:
    """Of each grade that is worth something: how many were won, and what one is worth; the highest first."""
    worth = {one.grade: Fraction(one.points) for one in rules.prize_points}
    return [(grade, prizes.get(grade, 0), worth[grade]) for grade in GRADES if grade in worth]


def _measured(rules: UnitRanking, facts: UnitFacts) -> UnitRow:
    ratio = _ratio(rules, facts)
    why = _why_not(rules, facts)
    return UnitRow(None, facts, None if why else _value(rules, facts, ratio), ratio, why)


def _ratio(rules: UnitRanking, facts: UnitFacts) -> Fraction | None:
    if facts.heads is None:
        return None
    if rules.mean_of_legs:
        return _mean([share_of(rules, people, facts.heads.number) for people in facts.by_leg])
    return share_of(rules, facts.people, facts.heads.number)


def _value(rules: UnitRanking, facts: UnitFacts, ratio: Fraction | None) -> Fraction:
    match rules.measure:
        case "people":
            return _mean([Fraction(one) for one in facts.by_leg]) if rules.mean_of_legs else Fraction(facts.people)
        case "average_best_k":
            k = rules.k or 1
            return unscaled(sum(facts.best[:k])) / k
        case "prizes":
            return Fraction(sum(facts.prizes.values()))
        case "composite":
            won = sum((count * worth for _grade, count, worth in worth_of(rules, facts.prizes)), Fraction(0))
            return Fraction(rules.participation_factor) * (ratio or 0) + won
        case "entered":
            return facts.entered or Fraction(0)
        case "ratio":
            return ratio or Fraction(0)


def _why_not(rules: UnitRanking, facts: UnitFacts) -> NoPlace | None:
    heads = facts.heads
    if rules.measure == "entered" and facts.entered is None:
        return "no_score"
    if not facts.people and rules.measure != "entered":
        return "nobody"
    if rules.needs_head_counts and heads is None:
        return "no_heads"
    if heads is not None and rules.min_heads is not None and heads.number < rules.min_heads:
        return "few_heads"
    if heads is not None and rules.classes and not any(_is_in(one, heads.number) for one in rules.classes):
        return "no_class"
    if rules.measure == "average_best_k" and not facts.best:
        return "no_score"
    return "no_prize" if rules.measure == "prizes" and not any(facts.prizes.values()) else None


def _ranked(rules: UnitRanking, group: UnitClass | None, rows: Iterable[UnitRow]) -> tuple[UnitRow, ...]:
    """A unit that two classes would take stands in the first; where there are none, all stand together."""
    own = [row for row in rows if row.why is None and _class_of(rules, row) is group]
    placed = rank(own, lambda row: (-(row.value or 0),), among_equals=_by_name)
    return tuple(UnitRow(place, row.facts, row.value, row.ratio) for place, row in placed)


def _class_of(rules: UnitRanking, row: UnitRow) -> UnitClass | None:
    heads = row.facts.heads
    return next((one for one in rules.classes if heads is not None and _is_in(one, heads.number)), None)


def _is_in(one: UnitClass, heads: int) -> bool:
    return one.heads_from <= heads and (one.heads_to is None or heads <= one.heads_to)


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values) if values else Fraction(0)


def _by_name(row: UnitRow) -> tuple[Any, int]:
    return sort_key(row.facts.name), row.facts.unit_id
