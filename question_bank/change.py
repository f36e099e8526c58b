"""One act on many questions, or on two that become one: what it was, on which questions, and how to take it back."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index
from sqlmodel import Field, SQLModel

from question_bank.text import new_public_id

ACTS = ("topic", "difficulty", "retire", "return", "merge")


class BankChange(SQLModel, table=True):
    __tablename__ = "bank_change"
    __table_args__ = (CheckConstraint("act IN ('topic', 'difficulty', 'retire', 'return', 'merge')", name="act"),)

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=new_public_id, max_length=12, unique=True)
    act: str = Field(max_length=20)
    value: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """{"topic_id"}, {"difficulty"}; of a merging what the site moved, so that it can move it back."""

    made_at: datetime
    made_by: str = Field(max_length=100)
    undone_at: datetime | None = None
    undone_by: str | None = Field(default=None, max_length=100)


class BankChangeRow(SQLModel, table=True):
    """A question of the act. It goes from waiting to done; taken back, to undone, or left where more happened since."""

    __tablename__ = "bank_change_row"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'done', 'undone', 'left')", name="state"),
        Index("ix_bank_change_row_state", "change_id", "state", "question_id"),
    )

    change_id: int = Field(foreign_key="bank_change.id", primary_key=True, ondelete="CASCADE")
    question_id: int = Field(foreign_key="question.id", primary_key=True, ondelete="CASCADE", index=True)
    state: str = Field(default="waiting", max_length=10)
    before: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """Version → its state, topic and difficulty, of those that the question went by or that waited beside."""

    after_version_id: int | None = None  # the one that the act made; none where none was needed
