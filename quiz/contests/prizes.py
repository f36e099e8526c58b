"""Prizes of a contest, as data. Who wins them is standings' to say. Pure."""

from decimal import Decimal
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from quiz.refusals import N_

Grade = Literal["special", "first", "second", "third", "consolation", "secondary", "certificate"]
GRADES: dict[Grade, str] = {
    "special": N_("Giải Đặc biệt"),
    "first": N_("Giải Nhất"),
    "second": N_("Giải Nhì"),
    "third": N_("Giải Ba"),
    "consolation": N_("Giải Khuyến khích"),
    "secondary": N_("Giải phụ"),
    "certificate": N_("Giấy chứng nhận"),
}
"""From the highest to the lowest; what "the higher prize" compares where not every prize has a worth in money."""
Scope = Literal["leg", "leg_division", "round", "overall", "division", "part", "unit", "leg_unit", "entered"]


class Prize(BaseModel):
    """Prizes of one grade. They go down the ranking of their scope, in the order in which the rules list them.

    scope: in each leg (of round `round`; None: of every round), or in each division of each such leg; in the ranking of
    round `round` (None: the last); in the overall table; in each division of that round apart; in part `part` of round
    `round`; among units, by the unit ranking with the number `unit_ranking`, over the whole contest or, by the same
    measure, in each leg alone. `round` and `part` are positions, so that a copy keeps them.
    entered: in a list that the organisers enter by a decision, with its `basis` in words: votes for the most loved, the
    jury's choice; by the figures beside the names, or in the order of the list.
    how_many: `count` of them; `share_percent` of the people who took part in the scope, rounded down; all_remaining:
    everybody ranked there who has no other prize of the same scope (with `floor`: who reached it).
    A certificate stands beside prizes: whoever reaches its floor has one, and it takes no other prize away.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    grade: Grade
    name: str = Field(default="", max_length=120)
    """Its own name, instead of the grade's."""
    scope: Scope = "round"
    round: int | None = Field(default=None, ge=1, le=200)
    part: int | None = Field(default=None, ge=1, le=50)
    unit_ranking: int | None = Field(default=None, ge=1, le=50)
    recipient: Literal["person", "unit"] = "person"
    """A unit may be given what a person of it has won."""
    how_many: Literal["count", "share", "all_remaining"] = "count"
    count: int | None = Field(default=1, ge=1, le=10_000)
    share_percent: Decimal | None = Field(default=None, gt=0, le=100, decimal_places=2)
    floor: Decimal | None = Field(default=None, ge=0, le=1_000_000, decimal_places=2)
    """At least so many points in the scope."""
    every_leg: bool = False
    """Only who has a counted attempt in every leg of the scope ("đủ 7/7 ngày")."""
    basis: str = Field(default="", max_length=200)
    """Of an entered list: by what, and until when ("lượt bình chọn hợp lệ trên fanpage, chốt 18 giờ ngày 16/9")."""
    worth_vnd: int | None = Field(default=None, ge=0, le=100_000_000_000)
    worth: str = Field(default="", max_length=200)
    """In words, besides or instead of money."""

    @model_validator(mode="after")
    def _says_how_many(self) -> Self:
        needed = {"count": "count", "share": "share_percent", "all_remaining": ""}[self.how_many]
        for name in ("count", "share_percent"):
            if (getattr(self, name) is not None) != (name == needed):
                raise ValueError(name)
        if self.ranks_units != (self.unit_ranking is not None):
            raise ValueError("unit_ranking")
        if (self.scope == "part") != (self.part is not None):
            raise ValueError("part")
        if (self.scope == "entered") != bool(self.basis):
            raise ValueError("basis")
        if self.scope == "entered" and (self.how_many == "share" or self.every_leg):
            raise ValueError("how_many")
        return self

    @property
    def ranks_units(self) -> bool:
        return self.scope in ("unit", "leg_unit")

    @property
    def goes_to_units(self) -> bool:
        return self.ranks_units or self.recipient == "unit"


class Awarding(BaseModel):
    """What holds for all prizes together."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cap_percent: Decimal | None = Field(default=None, gt=0, le=100, decimal_places=2)
    """All prizes for persons together at most so many percent of the people who took part."""
    rebalanced: bool = False
    """The organisers may shift numbers between grades, by a decision with a reason."""
    checked: bool = True
    """Winners are checked against the registration before the list is final, and before anything is granted."""
    by_proxy: bool = False
    """Somebody with a written authorisation may receive a prize."""
