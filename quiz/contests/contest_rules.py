"""The rules of a whole contest (thể lệ) as one object: what no single round says. See rules.py for the rounds.

Kept as JSON on the contest; with all rounds, legs and parts it makes `Rules`, the whole that is versioned
(rules_version.py) and from which the public text is rendered (regulations.py). An empty object is a valid contest.
"""

from datetime import datetime
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from quiz.contests.eligibility import Eligibility, Registration
from quiz.contests.prizes import Awarding, Prize
from quiz.contests.rules import RoundRules
from quiz.contests.unit_ranking import Overall, UnitRanking


class Complaints(BaseModel):
    """Days count from the provisional result; a complaint is about one's own attempt."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    days: int = Field(default=3, ge=0, le=60)
    """0: none are taken."""
    answer_days: int = Field(default=3, ge=1, le=60)
    """Answered in writing within so many days."""
    answered_by: str = Field(default="", max_length=200)
    """Empty: the organisers."""


class Publication(BaseModel):
    """When results are due. They come out by a person's button; these are promises, not timers."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    provisional_days: int | None = Field(default=None, ge=0, le=365)
    """So many days after a leg has closed; 0: the same day."""
    official_days: int | None = Field(default=None, ge=0, le=365)
    """So many days after the provisional result."""
    note: str = Field(default="", max_length=500)
    """In words, where days do not say it ("Thứ Hai hằng tuần")."""
    channels: str = Field(default="", max_length=300)
    """Where, besides this site."""


class ContestRules(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    purpose: str = Field(default="", max_length=1000)
    eligibility: Eligibility = Eligibility()
    registration: Registration = Registration()
    overall: Overall | None = None
    prizes: tuple[Prize, ...] = ()
    awarding: Awarding = Awarding()
    one_prize: Literal["unlimited", "once", "higher"] = "higher"
    """What a person may win in the whole contest: everything; only the first they won; only the highest (of equal ones
    the first), and whoever comes next moves up."""
    unit_rankings: tuple[UnitRanking, ...] = ()
    complaints: Complaints = Complaints()
    publication: Publication = Publication()

    @model_validator(mode="after")
    def _each_number_once(self) -> Self:
        numbers = [ranking.number for ranking in self.unit_rankings]
        if len(set(numbers)) != len(numbers):
            raise ValueError("unit_rankings")
        return self


class PlannedLeg(BaseModel):
    """`public_id`: of the leg, so that one can be told from another whatever it is called."""

    model_config = ConfigDict(frozen=True)

    public_id: str
    name: str
    opens_at: datetime | None
    closes_at: datetime | None
    cancelled: bool = False
    questions: int | None = None
    """Where its blueprint is its own."""


class RulesPart(BaseModel):
    """A part as the rules see it; questions of a paper, where it is a quiz."""

    model_config = ConfigDict(frozen=True)

    position: int
    name: str
    kind: str
    minutes: int | None
    questions: int
    maximum: int = 0
    coefficient: int = 1
    weight_percent: int | None = None


class RulesRound(BaseModel):
    model_config = ConfigDict(frozen=True)

    position: int
    name: str
    kind: str
    mixing: str
    rules: RoundRules
    legs: tuple[PlannedLeg, ...]
    parts: tuple[RulesPart, ...]

    @property
    def questions(self) -> int:
        return sum(part.questions for part in self.parts)


class Rules(BaseModel):
    """Everything the regulations say, at one moment. Names of units are as they were called then."""

    model_config = ConfigDict(frozen=True)

    title: str
    organiser: str
    contest: ContestRules
    rounds: tuple[RulesRound, ...]
    divisions: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    """What `eligibility.unit_ids` are called, in the same order."""

    @property
    def rounds_for_newcomers(self) -> tuple[RulesRound, ...]:
        """Those that whoever registers may play: none behind one that sends people on."""
        sending = next((place for place, one in enumerate(self.rounds) if one.rules.advance.kind != "none"), None)
        return self.rounds if sending is None else self.rounds[: sending + 1]

    def round_at(self, position: int | None) -> RulesRound | None:
        """The round with this position; the last where none is named."""
        if position is None:
            return self.rounds[-1] if self.rounds else None
        return next((round for round in self.rounds if round.position == position), None)
