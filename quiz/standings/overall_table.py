"""The overall table as it is kept and shown: groups of lines, each with what its legs brought (overall.py makes it)."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from fractions import Fraction
from typing import Any, Literal, NamedTuple

from quiz.contests.rules import PredictionTarget
from quiz.contests.unit_ranking import Overall
from quiz.standings.score import NO_PREDICTION

Unranked = Literal["withdrawn", "disqualified", "hors_concours", "missing", "floor"]
"""Why somebody has no place; the first that holds."""


@dataclass(frozen=True, slots=True)
class OverallLeg:
    """A leg that is summed. `due`: closed for everybody, so whoever is not in it has missed it."""

    leg_id: int
    name: str
    due: bool
    published: bool
    asks: PredictionTarget | None = None
    round: int = 0
    """The position of its round; with the two below, where rounds are weighed."""
    round_name: str = ""
    most: int = 0
    """What everything right brings in it, scaled."""


class LegPoints(NamedTuple):
    """What a leg brought somebody, with the `bonus` of their place in it; `is_summed`: does it add up with others?"""

    leg: int
    points: int
    elapsed_s: int
    is_summed: bool
    bonus: int = 0


class OverallLine(NamedTuple):
    """One person. `place` None: not ranked, for the reason `why`, with the legs they missed.

    `points` have `carried` in them: what came along from a round that is not summed itself. `last_leg` None: they were
    not in it. `distance`: of all summed legs, `NO_PREDICTION` for each in which nothing was predicted.
    """

    place: int | None
    entry_id: int
    number: str
    name: str
    unit: str
    points: int
    carried: int
    elapsed_s: int
    full_marks: int
    distance: Fraction | int
    last_leg: int | None
    legs: tuple[LegPoints, ...]
    why: Unranked | None = None
    missing: tuple[int, ...] = ()
    jury_place: int = 0
    lot_place: int = 0

    @property
    def unpredicted(self) -> int:
        """In how many of the summed legs nothing was predicted that counts."""
        return int(self.distance // NO_PREDICTION)

    @property
    def predicted_distance(self) -> Fraction:
        """Of the others, how far they were together."""
        return Fraction(self.distance % NO_PREDICTION)

    def to_json(self) -> dict[str, Any]:
        return self._asdict() | {"distance": str(self.distance), "legs": [list(each) for each in self.legs]}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "OverallLine":
        legs = tuple(LegPoints(*leg) for leg in kept["legs"])
        return cls(**{**kept, "distance": Fraction(kept["distance"]), "legs": legs, "missing": tuple(kept["missing"])})


@dataclass(frozen=True, slots=True)
class OverallGroup:
    """Those who are ranked among themselves: a division, or everybody. `name` is empty where there is only one."""

    division_id: int
    name: str
    ranked: tuple[OverallLine, ...]
    unranked: tuple[OverallLine, ...]


@dataclass(frozen=True, slots=True)
class OverallTable:
    """`rules`: those it was made by. Its JSON is all that it needs to be shown again."""

    rules: Overall
    legs: tuple[OverallLeg, ...]
    groups: tuple[OverallGroup, ...]

    @property
    def asks(self) -> PredictionTarget | None:
        """What was predicted in the legs, where anything was."""
        return next((leg.asks for leg in self.legs if leg.asks), None)

    @property
    def people(self) -> int:
        return sum(len(group.ranked) + len(group.unranked) for group in self.groups)

    def group_at(self, division_id: int | None) -> OverallGroup | None:
        """The one of this division; the first where none is named."""
        if division_id is None:
            return self.groups[0] if self.groups else None
        return next((group for group in self.groups if group.division_id == division_id), None)

    def to_json(self) -> dict[str, Any]:
        return {
            "rules": self.rules.model_dump(mode="json"),
            "legs": [list(astuple(leg)) for leg in self.legs],
            "groups": [
                {
                    "division": group.division_id, "name": group.name,
                    "ranked": [line.to_json() for line in group.ranked],
                    "unranked": [line.to_json() for line in group.unranked],
                }
                for group in self.groups
            ],
        }  # fmt: skip

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "OverallTable":
        groups = (
            OverallGroup(
                each["division"], each["name"], tuple(map(OverallLine.from_json, each["ranked"])),
                tuple(map(OverallLine.from_json, each["unranked"])),
            )
            for each in kept["groups"]
        )  # fmt: skip
        legs = tuple(OverallLeg(*leg) for leg in kept["legs"])
        return cls(Overall.model_validate(kept["rules"]), legs, tuple(groups))
