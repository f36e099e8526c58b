"""What counting leaves behind: the score of an attempt, and boards as they were published."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from question_bank.text import new_public_id
from quiz.columns import json_column


class Score(SQLModel, table=True):
    """Counted from answers, keys and decisions; never nudged, always counted anew."""

    __table_args__ = (Index("ix_score_board", "leg_id", "stands", "points", "elapsed_s", "submitted_at"),)

    attempt_id: int = Field(foreign_key="attempt.id", primary_key=True)
    leg_id: int = Field(foreign_key="leg.id")
    entry_id: int = Field(foreign_key="entry.id", index=True)
    points: int = Field(sa_type=BigInteger)  # scaled as in standings/points.py
    right: int  # questions with full marks
    answered: int
    elapsed_s: int  # start to the last change that counted, whole server seconds
    submitted_at: datetime
    rules_version: int
    counted_at: datetime
    stands: bool = True
    """Of several attempts of an entry in a leg, is this the one that counts? Written by counting.py, by the rules."""


class Snapshot(SQLModel, table=True):
    """A board as published: numbered, with the rules, keys and data that made it. Never changed, only followed."""

    __table_args__ = (UniqueConstraint("leg_id", "revision"),)

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=new_public_id, unique=True)
    leg_id: int = Field(foreign_key="leg.id", index=True)
    revision: int
    state: str  # provisional, official, withdrawn
    content: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    rules: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    note: str = ""
    digest: str
    published_by: int | None = Field(default=None, foreign_key="person.id")
    published_at: datetime
