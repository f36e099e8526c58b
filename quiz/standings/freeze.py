"""A live board as it stood when somebody froze it: kept whole, never changed, and lifted by a later decision."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy import select as select_columns
from sqlmodel import Field, Session, SQLModel, col

from question_bank.text import new_public_id
from quiz.columns import json_column
from quiz.contests.round import Leg


class BoardFreeze(SQLModel, table=True):
    """At most one of a leg is not lifted. Its content and rules are as a snapshot's; only `lifted_at` is written."""

    __tablename__ = "board_freeze"
    __table_args__ = (Index("ix_board_freeze_leg", "leg_id", "lifted_at"),)

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=new_public_id, unique=True)
    leg_id: int = Field(foreign_key="leg.id", ondelete="CASCADE")
    content: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    rules: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    digest: str
    frozen_by: int | None = Field(default=None, foreign_key="person.id")
    frozen_at: datetime
    lifted_at: datetime | None = None


@dataclass(frozen=True)
class FreezeHead:
    """A freeze that holds, without its content."""

    id: int
    public_id: str
    frozen_at: datetime


def freeze_of(session: Session, leg: Leg) -> FreezeHead | None:
    holding = (
        select_columns(col(BoardFreeze.id), col(BoardFreeze.public_id), col(BoardFreeze.frozen_at))
        .where(col(BoardFreeze.leg_id) == leg.id, col(BoardFreeze.lifted_at).is_(None))
        .order_by(col(BoardFreeze.id).desc())
        .limit(1)
    )
    found = session.execute(holding).first()
    return FreezeHead(*found) if found else None
