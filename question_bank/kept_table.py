"""A table that waits until somebody has said which column is which, and what was said of others like it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, LargeBinary
from sqlmodel import Field, SQLModel

from question_bank.text import new_public_id


class KeptTable(SQLModel, table=True):
    """The cells of one file, and nothing else of it. It goes after two days, or when many newer ones wait."""

    __tablename__ = "kept_table"

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=new_public_id, max_length=12, unique=True)
    intake_id: int | None = Field(default=None, foreign_key="intake.id", index=True, ondelete="CASCADE")
    filename: str = Field(max_length=300)
    cells: bytes = Field(sa_type=LargeBinary)  # Book.as_json, compressed
    created_at: datetime = Field(index=True)
    created_by: str = Field(default="", max_length=100)


class KnownColumns(SQLModel, table=True):
    """What somebody chose for a header: the guess for the next file that has it."""

    __tablename__ = "known_columns"

    header: str = Field(primary_key=True, max_length=64)  # a digest of its names
    columns: dict[str, Any] = Field(sa_type=JSON)  # column, from 0 → field
    chosen_at: datetime
