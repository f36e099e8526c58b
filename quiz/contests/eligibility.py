"""Who may enter a contest, and how one enters: as data. Who is let in is admitting's to say. Pure."""

from datetime import date, datetime
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from quiz.refusals import N_

PositionHeld = Literal["secretary", "deputy_secretary", "standing_member", "committee_member", "member"]
POSITIONS: dict[PositionHeld, str] = {
    "secretary": N_("Bí thư"),
    "deputy_secretary": N_("Phó Bí thư"),
    "standing_member": N_("Ủy viên Ban Thường vụ"),
    "committee_member": N_("Ủy viên Ban Chấp hành"),
    "member": N_("Đoàn viên, thanh niên"),
}
Group = Literal["organisers", "jury", "secretariat", "question_team", "software_staff"]
GROUPS: dict[Group, str] = {
    "organisers": N_("ban tổ chức"),
    "jury": N_("ban giám khảo"),
    "secretariat": N_("tổ thư ký"),
    "question_team": N_("tổ ra đề, tổ thẩm định"),
    "software_staff": N_("tổ vận hành phần mềm"),
}
SEE_QUESTIONS: tuple[Group, ...] = ("organisers", "question_team")
"""Groups all of whom can see questions (people/role.py)."""
How = Literal["hard", "hors_concours"]
Asked = Literal["required", "optional", "off"]


class Exclusion(BaseModel):
    """A group that cannot win: kept out (hard), or playing without a place and a prize (hors_concours)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    group: Group
    how: How = "hard"


class Eligibility(BaseModel):
    """Whom the contest is for. Empty positions, ages or units: everybody, in that respect."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    positions: tuple[PositionHeld, ...] = ()
    other_positions: str = Field(default="", max_length=300)
    """Posts that have no name of their own here, in the organisers' words."""
    deputy_where_vacant: bool = False
    """A deputy secretary may come only where the secretary's post is vacant."""
    age_from: int | None = Field(default=None, ge=1, le=120)
    age_to: int | None = Field(default=None, ge=1, le=120)
    age_on: date | None = None
    """The day on which the age is counted, in whole years; both ends belong to it."""
    unit_ids: tuple[int, ...] = ()
    """These units and all below them."""
    area: str = Field(default="", max_length=300)
    """Living, studying or working where: a text; checked when a prize is given, never a bar to playing."""
    barred: str = Field(default="", max_length=300)
    """Who is kept out for what they know (who studies or teaches the very subject), in words; declared when entering,
    checked when a prize is given."""
    quota_per_unit: int | None = Field(default=None, ge=1, le=1000)
    excluded: tuple[Exclusion, ...] = tuple(Exclusion(group=group) for group in GROUPS)
    mandatory: str = Field(default="", max_length=300)
    """Who is called upon to take part (a text), and who is welcome."""
    encouraged: str = Field(default="", max_length=300)
    note: str = Field(default="", max_length=1000)

    @model_validator(mode="after")
    def _each_group_once(self) -> Self:
        if len({one.group for one in self.excluded}) != len(self.excluded):
            raise ValueError("excluded")
        return self

    def how_excluded(self, group: Group) -> How | None:
        return next((one.how for one in self.excluded if one.group == group), None)


class Registration(BaseModel):
    """How one comes in: put on the roster by the organisers (closed), or by oneself while it is open.

    The name is always asked. No identity-card number, ever: there is no field for it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    mode: Literal["closed", "open"] = "closed"
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    """None: as long as any leg may still be begun."""
    phone: Asked = "required"
    birth_date: Asked = "required"
    unit: Asked = "required"
    position: Asked = "off"
    purpose: str = Field(default="", max_length=500)
    """What the data is for, in words; empty: the usual sentence."""
    keep_until: date | None = None
    """After that day phone numbers and birth dates are erased."""
    declaration: str = Field(default="", max_length=500)
    """What one declares besides consent (that one plays oneself …); empty: the usual sentence."""
    verify: Literal["none", "phone", "email"] = "none"
    """Where a code is sent that must be typed back, if the installation can send any (people/verifying.py)."""


def asked_birth(registration: Registration, eligibility: Eligibility) -> Asked:
    """A contest for people of an age has to ask for it."""
    ages = (eligibility.age_from, eligibility.age_to)
    return "required" if ages != (None, None) else registration.birth_date


def asked_phone(registration: Registration) -> Asked:
    """A code that is sent to a phone needs one."""
    return "required" if registration.verify == "phone" else registration.phone


def asked_position(registration: Registration, eligibility: Eligibility) -> Asked:
    """A contest for those who hold a post has to ask for it."""
    return "required" if eligibility.positions or eligibility.other_positions else registration.position
