"""Rankings of units (tập thể), and the overall table of persons, as data. Pure; standings/ makes them behave."""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from quiz.contests.prizes import Grade

Measure = Literal["people", "ratio", "average_best_k", "prizes", "composite", "entered"]
OverallKey = Literal["points", "prediction", "elapsed", "full_marks", "last_leg", "jury", "lots"]
Factor = Annotated[Decimal, Field(ge=0, le=10_000, decimal_places=2)]


class PrizePoints(BaseModel):
    """What a prize of a grade is worth in a composite."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    grade: Grade
    points: Factor


class UnitClass(BaseModel):
    """Units compared among themselves, by their head count: from and to, both ends included."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=120)
    heads_from: int = Field(default=0, ge=0)
    heads_to: int | None = Field(default=None, ge=0)


class UnitRanking(BaseModel):
    """One way of comparing units.

    measure:
    - people: how many different people took part, never attempts;
    - ratio: people ÷ head count, in percent; `capped`: never more than 100;
    - average_best_k: the mean score of the unit's best `k`, who has fewer divides by `k` all the same; where there is
      an overall table, of those who have a place in it, with their points there;
    - prizes: how many prizes its people have won;
    - entered: a figure that the organisers enter by a decision, on a `basis` told in words (how well a unit held its
      own base round): the higher the better;
    - composite: `participation_factor` × ratio (0 to 1) + the sum of `prize_points` of the prizes its people have won.
    `mean_of_legs`: people and ratio are counted in each leg, and their mean over the legs taken; else over the whole
    contest. A unit with no head count is listed, and not ranked, by ratio and composite; one with a smaller head count
    than `min_heads` likewise.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int = Field(ge=1, le=50)
    """Its own in the contest; prizes name it. It stays when others go."""
    name: str = Field(default="", max_length=120)
    measure: Measure = "people"
    basis: str = Field(default="", max_length=200)
    k: int | None = Field(default=None, ge=1, le=1000)
    min_heads: int | None = Field(default=None, ge=1, le=1_000_000)
    capped: bool = True
    mean_of_legs: bool = False
    participation_factor: Factor = Decimal(100)
    prize_points: tuple[PrizePoints, ...] = ()
    classes: tuple[UnitClass, ...] = ()
    unit_kind: str = Field(default="", max_length=24)
    """Compare units of this kind (people/unit.py), gathering what is below them; empty: the units contestants name."""

    @model_validator(mode="after")
    def _says_k(self) -> Self:
        if (self.k is not None) != (self.measure == "average_best_k"):
            raise ValueError("k")
        if (self.measure == "entered") != bool(self.basis):
            raise ValueError("basis")
        return self

    @property
    def needs_head_counts(self) -> bool:
        return self.measure in ("ratio", "composite") or self.min_heads is not None or bool(self.classes)


class RoundWeight(BaseModel):
    """How much a round is of the whole, by its position."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    round: int = Field(ge=1, le=200)
    percent: Decimal = Field(gt=0, le=100, decimal_places=2)


class Overall(BaseModel):
    """The table over several legs and rounds: points of a person's counted attempts, summed; or by `weights`, out of
    100: of each round the points of all its legs ÷ the most they could bring, times its weight.

    A prediction's distance and the time taken are summed over the same legs as the points.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rounds: tuple[int, ...] = ()
    """Positions of the rounds summed; empty: all."""
    best_legs: int | None = Field(default=None, ge=1, le=400)
    """Only a person's best so many legs (by points, of equals the earlier) are summed; None: all."""
    every_leg: bool = False
    """Only who has a counted attempt in every leg is ranked."""
    min_points: Decimal | None = Field(default=None, ge=0, le=1_000_000, decimal_places=2)
    """Only who reaches so many points is ranked ("đủ 7/7 ngày và ≥ 42/70": with `every_leg`)."""
    weights: tuple[RoundWeight, ...] = ()
    """Of all summed rounds; none: points are added as they are."""
    place_points: tuple[Factor, ...] = Field(default=(), max_length=50)
    """What the first, second … place in each leg brings besides; equals have the same. Never more for a lower place."""
    keys: tuple[OverallKey, ...] = ("points", "elapsed")

    @model_validator(mode="after")
    def _weights_and_places_in_order(self) -> Self:
        named = [one.round for one in self.weights]
        if len(set(named)) != len(named):
            raise ValueError("weights")
        if list(self.place_points) != sorted(self.place_points, reverse=True):
            raise ValueError("place_points")
        return self

    @property
    def is_plain_sum(self) -> bool:
        """Does everybody with an attempt have a place, by what their legs simply add up to?"""
        return not (self.every_leg or self.min_points is not None or self.weights or self.place_points)
