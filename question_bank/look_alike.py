"""Questions that ask the same, as far as a machine can tell: two of the bank, or a row of a file and another."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from question_bank.text import new_public_id


class LookAlike(SQLModel, table=True):
    """Two questions of the bank. `question_id` came first. Dismissed: a person looked, and they are two."""

    __tablename__ = "look_alike"
    __table_args__ = (
        UniqueConstraint("question_id", "other_id", name="uq_look_alike_pair"),
        Index("ix_look_alike_listed", "dismissed_at", "score", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=new_public_id, max_length=12, unique=True)
    question_id: int = Field(foreign_key="question.id", ondelete="CASCADE")
    other_id: int = Field(foreign_key="question.id", ondelete="CASCADE", index=True)
    score: int
    dismissed_at: datetime | None = None
    dismissed_by: str | None = Field(default=None, max_length=100)


class RowLookAlike(SQLModel, table=True):
    """A row of a file and a question of the bank, or another row of its file."""

    __tablename__ = "intake_row_look_alike"

    id: int | None = Field(default=None, primary_key=True)
    row_id: int = Field(foreign_key="intake_row.id", ondelete="CASCADE", index=True)
    question_id: int | None = Field(default=None, foreign_key="question.id", ondelete="CASCADE", index=True)
    other_row_id: int | None = Field(default=None, foreign_key="intake_row.id", ondelete="CASCADE", index=True)
    score: int
