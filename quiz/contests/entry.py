"""An entry (thí sinh): a person in a contest, for a unit. Attempts, scores and papers hang on it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from question_bank.text import new_public_id
from quiz.columns import json_column, stored
from quiz.contests.accommodation import Accommodation
from quiz.tokens import new_code, new_secret


class EntryState(StrEnum):
    ACTIVE = "active"
    WITHDRAWN = "withdrawn"
    DISQUALIFIED = "disqualified"


class Entry(SQLModel, table=True):
    __table_args__ = (
        UniqueConstraint("contest_id", "personal_code"),
        UniqueConstraint("contest_id", "person_id"),
        Index("ix_entry_contest_unit", "contest_id", "unit_id"),
        Index("ix_entry_contest_number", "contest_id", "number"),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=new_public_id, unique=True)
    contest_id: int = Field(foreign_key="contest.id", index=True)
    division_id: int = Field(foreign_key="division.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    unit_name: str  # as it was called that day
    position: str = ""  # chức vụ
    number: str = ""  # số báo danh
    room: str = ""  # phòng thi
    state: EntryState = Field(default=EntryState.ACTIVE, sa_type=stored(EntryState))
    hors_concours: bool = False
    personal_code: str = Field(default_factory=new_code)
    link_token: str = Field(default_factory=new_secret, unique=True)
    created_at: datetime
    extra_percent: int = 0  # more time than others, by a decision; see accommodation.py
    extra_minutes: int = 0
    seated_at: datetime | None = None  # when the demo gave this entry to a browser

    @property
    def accommodation(self) -> Accommodation:
        return Accommodation(self.extra_percent, self.extra_minutes)


class RosterIntake(SQLModel, table=True):
    """A roster file brought in and not yet accepted: its rows as read, with what is wrong and what would change."""

    __tablename__ = "roster_intake"

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=new_public_id, unique=True)
    contest_id: int = Field(foreign_key="contest.id", index=True)
    filename: str
    rows: list[dict[str, Any]] = Field(default_factory=list, sa_column=json_column())
    warnings: list[str] = Field(default_factory=list, sa_column=json_column())
    created_by: int | None = Field(default=None, foreign_key="person.id")
    created_at: datetime
    accepted_at: datetime | None = None


class Message(SQLModel, table=True):
    """Words from the judges to one contestant or to all, shown on their phones."""

    id: int | None = Field(default=None, primary_key=True)
    leg_id: int = Field(foreign_key="leg.id", index=True)
    entry_id: int | None = Field(default=None, foreign_key="entry.id", index=True)
    text: str
    sent_by: int | None = Field(default=None, foreign_key="person.id")
    sent_at: datetime
