"""A contest (cuộc thi, hội thi) and its divisions."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Field, Session, SQLModel, select

from question_bank.text import new_public_id
from quiz.columns import json_column, stored
from quiz.contests.contest_rules import ContestRules
from quiz.refusals import NotFound
from quiz.tokens import new_code


class ContestState(StrEnum):
    DRAFT = "draft"  # only its organisers see it
    ANNOUNCED = "announced"
    CANCELLED = "cancelled"
    ARCHIVED = "archived"


class Contest(SQLModel, table=True):
    __table_args__ = {"sqlite_autoincrement": True}  # a deleted contest's number, and so its ledger, is nobody else's

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=new_public_id, unique=True)
    code: str = Field(default_factory=lambda: new_code(6), unique=True)  # what contestants type with their own code
    title: str
    slogan: str = ""
    unit_id: int = Field(foreign_key="unit.id", index=True)
    shape: str  # a name in contests/shapes.py
    state: ContestState = Field(default=ContestState.DRAFT, sa_type=stored(ContestState))
    page_markdown: str = ""
    cancelled_reason: str = ""
    rules_json: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    rules_version: int = 1
    """Of the whole: these rules and those of all its rounds (rules_version.py)."""
    is_demo: bool = False
    created_by: int | None = Field(default=None, foreign_key="person.id")
    created_at: datetime

    @property
    def rules(self) -> ContestRules:
        return ContestRules.model_validate(self.rules_json)

    @property
    def is_public(self) -> bool:
        return self.state != ContestState.DRAFT


class Division(SQLModel, table=True):
    """A group of entries ranked apart (bảng, khối). Every contest has at least one."""

    id: int | None = Field(default=None, primary_key=True)
    contest_id: int = Field(foreign_key="contest.id", index=True)
    name: str = ""
    position: int = 1


def public_contest(session: Session, public_id: str) -> Contest:
    """Anyone may look at an announced contest; a draft does not exist for them."""
    contest = session.exec(select(Contest).where(Contest.public_id == public_id)).first()
    if contest is None or not contest.is_public:
        raise NotFound
    return contest
