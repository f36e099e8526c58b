"""Who goes on from a round to the next, as data. What it comes to for real people is standings' to say. Pure."""

from decimal import Decimal
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Advance(BaseModel):
    """Counts are people; floors are points of the round's total, or percent of its maximum.

    kind:
    - none: nobody is sent on by a rule (a last round, or one round only);
    - top_n: the first `count`;
    - threshold_percent: all with at least `percent` of the maximum, compared exactly: 49.95 % is not 50 %;
    - best_per_leg: the first `per_leg` of each leg, each by the leg's own ranking;
    - top_n_plus_best_per_leg: the first `count` over all legs, and besides them the first `per_leg` of each leg;
    - best_per_unit: the first `per_unit` of each unit, by the round's ranking: units name more than go on;
    - threshold_points: all with at least `total_floor` points in all, whatever part they are from;
    - compound: all with at least `part_floor` points in part `part` (its position) and `total_floor` in all.
    `ties`: equals at the cut all go on, or an extra question decides (in a further part, or in the hall by hand).
    `per_division`: the same in each division apart, instead of once over all.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal[
        "none", "top_n", "threshold_percent", "threshold_points", "best_per_leg", "top_n_plus_best_per_leg",
        "best_per_unit", "compound",
    ] = "none"  # fmt: skip
    count: int | None = Field(default=None, ge=1, le=100_000)
    percent: Decimal | None = Field(default=None, gt=0, le=100, decimal_places=2)
    per_leg: int | None = Field(default=None, ge=1, le=10_000)
    per_unit: int | None = Field(default=None, ge=1, le=1000)
    part: int | None = Field(default=None, ge=1, le=50)
    part_floor: Decimal | None = Field(default=None, ge=0, le=100_000, decimal_places=2)
    total_floor: Decimal | None = Field(default=None, ge=0, le=100_000, decimal_places=2)
    ties: Literal["all", "extra_question"] = "all"
    per_division: bool = False
    reserves: int = Field(default=0, ge=0, le=1000)
    """How many below the cut stand by, to move up when somebody cannot come."""

    @model_validator(mode="after")
    def _says_how_many(self) -> Self:
        """What its kind needs is there; what it does not need is not."""
        needed = NEEDS[self.kind]
        for name in ("count", "percent", "per_leg", "per_unit", "part", "part_floor", "total_floor"):
            if (getattr(self, name) is not None) != (name in needed):
                raise ValueError(name)
        return self

    @property
    def goes_by_count(self) -> int | None:
        """How many places stand above the cut, where it is drawn by places of one ranking."""
        return self.count if self.kind in ("top_n", "top_n_plus_best_per_leg") else None


NEEDS: dict[str, tuple[str, ...]] = {
    "none": (),
    "top_n": ("count",),
    "threshold_percent": ("percent",),
    "best_per_leg": ("per_leg",),
    "top_n_plus_best_per_leg": ("count", "per_leg"),
    "best_per_unit": ("per_unit",),
    "threshold_points": ("total_floor",),
    "compound": ("part", "part_floor", "total_floor"),
}
"""Which fields each kind uses."""
