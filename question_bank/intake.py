"""A file brought in, and its rows: questions not yet in the bank. (`Intake`, because `import` is taken by Python.)"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from question_bank.text import new_public_id


class Intake(SQLModel, table=True):
    __table_args__ = (CheckConstraint("state IN ('open', 'accepted', 'undone')", name="state"),)

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=new_public_id, max_length=12, unique=True)
    filename: str = Field(max_length=300)
    format: str = Field(max_length=20)
    created_at: datetime = Field(index=True)
    created_by: str = Field(default="", max_length=100)
    state: str = Field(default="open", max_length=20)
    accepted_at: datetime | None = None
    accepted_by: str | None = Field(default=None, max_length=100)
    acceptance: str | None = Field(default=None, max_length=12)  # the one under way, or broken off
    warnings: list[str] = Field(default_factory=list, sa_type=JSON)


class Row(SQLModel, table=True):
    """One question of the file, with whatever an editor must put right first."""

    __tablename__ = "intake_row"
    __table_args__ = (
        UniqueConstraint("intake_id", "number", name="uq_intake_row_number"),
        Index("ix_intake_row_compared", "compared", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=new_public_id, max_length=12, unique=True)
    intake_id: int = Field(foreign_key="intake.id", index=True, ondelete="CASCADE")
    number: int
    place: str = Field(max_length=200)  # "Dòng 7": where its author finds it
    draft: dict[str, Any] = Field(sa_type=JSON)
    problems: list[dict[str, str]] = Field(default_factory=list, sa_type=JSON)
    warnings: list[dict[str, str]] = Field(default_factory=list, sa_type=JSON)
    question_id: int | None = Field(default=None, foreign_key="question.id", index=True)
    dropped: bool = False
    compared: bool = False  # with the bank and the rest of the file, for look-alikes
    kept_by: str | None = Field(default=None, max_length=100)  # who looked at these, and takes it in as a new one

    @property
    def ready(self) -> bool:
        return not self.problems and not self.dropped and self.question_id is None


class EnteringRow(SQLModel, table=True):
    """A row whose question is written already and stands nowhere yet: all of an acceptance are shown at once."""

    __tablename__ = "entering_row"

    row_id: int = Field(foreign_key="intake_row.id", primary_key=True, ondelete="CASCADE")
    question_id: int = Field(foreign_key="question.id", unique=True, ondelete="CASCADE")
    intake_id: int = Field(foreign_key="intake.id", index=True, ondelete="CASCADE")
