"""Contest → Round → Leg → Part, always all four; and the blueprint of a quiz part."""

import json
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from question_bank.text import new_public_id
from quiz.columns import json_column, stored
from quiz.contests.rules import RoundRules


class RoundKind(StrEnum):
    ONLINE = "online"
    STAGE = "stage"


class Mixing(StrEnum):
    SUM = "sum"
    COEFFICIENTS = "coefficients"
    PERCENT = "percent"


class Round(SQLModel, table=True):
    """A stage of a contest (vòng thi)."""

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=new_public_id, unique=True)
    contest_id: int = Field(foreign_key="contest.id", index=True)
    position: int
    name: str
    kind: RoundKind = Field(default=RoundKind.ONLINE, sa_type=stored(RoundKind))
    mixing: Mixing = Field(default=Mixing.SUM, sa_type=stored(Mixing))
    rules_json: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    rules_version: int = 1

    @property
    def rules(self) -> RoundRules:
        return rules_in(json.dumps(self.rules_json))

    def take_rules(self, rules: RoundRules) -> None:
        self.rules_json = rules.model_dump(mode="json")
        self.rules_version += 1


@lru_cache
def rules_in(text: str) -> RoundRules:
    """As they are stored; asked for several times by every request of a hall, and never changed once they are made."""
    return RoundRules.model_validate(json.loads(text))


class Leg(SQLModel, table=True):
    """A dated repetition of a round (đợt, kỳ, tuần). Every round has at least one. Its window is half-open."""

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=new_public_id, unique=True)
    round_id: int = Field(foreign_key="round.id", index=True)
    position: int
    name: str = ""
    opens_at: datetime | None = None  # planned
    closes_at: datetime | None = None
    opened_at: datetime | None = None  # by hand
    closed_at: datetime | None = None  # before its time, by a decision
    cancelled_at: datetime | None = None


class PartKind(StrEnum):
    QUIZ = "quiz"
    PRESENTATION = "presentation"
    SITUATION = "situation"
    OTHER = "other"


class Part(SQLModel, table=True):
    """A part of a round (phần thi)."""

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=new_public_id, unique=True)
    round_id: int = Field(foreign_key="round.id", index=True)
    position: int
    name: str = ""
    kind: PartKind = Field(default=PartKind.QUIZ, sa_type=stored(PartKind))
    minutes: int | None = None  # of its own, where the rules say that parts come in turn
    maximum: int = 0  # points, scaled as in standings/points.py
    coefficient: int = 1
    weight_percent: int | None = None


class BlueprintRow(SQLModel, table=True):
    """So many questions of a topic and a difficulty (ma trận đề); None means any."""

    __tablename__ = "blueprint_row"

    id: int | None = Field(default=None, primary_key=True)
    part_id: int = Field(foreign_key="part.id", index=True)
    position: int
    topic_id: int | None = Field(default=None, foreign_key="topic.id")
    difficulty: int | None = None
    count: int


class LegBlueprintRow(SQLModel, table=True):
    """A row of a leg's own blueprint of a part: where it has any, they stand in the place of the round's."""

    __tablename__ = "leg_blueprint_row"

    id: int | None = Field(default=None, primary_key=True)
    leg_id: int = Field(foreign_key="leg.id", index=True, ondelete="CASCADE")
    part_id: int = Field(foreign_key="part.id", index=True, ondelete="CASCADE")
    position: int
    topic_id: int | None = Field(default=None, foreign_key="topic.id")
    difficulty: int | None = None
    count: int


class FixedQuestion(SQLModel, table=True):
    """A question that every paper of the part has."""

    __tablename__ = "fixed_question"
    __table_args__ = (UniqueConstraint("part_id", "question_id"),)

    id: int | None = Field(default=None, primary_key=True)
    part_id: int = Field(foreign_key="part.id", index=True)
    question_id: int = Field(foreign_key="question.id", index=True)
    position: int


def rounds_of(session: Session, contest_id: int) -> list[Round]:
    return list(session.exec(select(Round).where(Round.contest_id == contest_id).order_by(col(Round.position))))


def legs_of(session: Session, round_id: int) -> list[Leg]:
    return list(session.exec(select(Leg).where(Leg.round_id == round_id).order_by(col(Leg.position))))


def parts_of(session: Session, round_id: int) -> list[Part]:
    return list(session.exec(select(Part).where(Part.round_id == round_id).order_by(col(Part.position))))
