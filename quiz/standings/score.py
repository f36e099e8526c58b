"""What counting leaves behind: the score of an attempt, and boards as they were published."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from question_bank.text import new_public_id

NO_PREDICTION = 2**62
"""Farther than any prediction can be: who predicted nothing, or more than the rules allow."""


class Score(SQLModel, table=True):
    """Counted from answers, keys and decisions; never nudged, always counted anew. Its place: see board_line.py."""

    __table_args__ = (Index("ix_score_leg", "leg_id", "entry_id"),)

    attempt_id: int = Field(foreign_key="attempt.id", primary_key=True)
    leg_id: int
    entry_id: int = Field(index=True)
    """As the leg the attempt's own, whose foreign keys hold for both: to look them up again costs a recount a tenth."""
    points: int = Field(sa_type=BigInteger)  # scaled as in standings/points.py
    carried: int = Field(default=0, sa_type=BigInteger)
    """Of the points, those brought along from the round before (carrying.py)."""
    right: int  # questions with full marks
    answered: int
    elapsed_s: int  # start to the last change that counted, whole server seconds
    submitted_at: datetime
    rules_version: int
    counted_at: datetime
    stands: bool = True
    """Of several attempts of an entry in a leg, is this the one that counts? Written by counting.py, by the rules."""
    started_at: datetime
    all_right: bool = False
    """Is everything right that counts?"""
    part_points: int = Field(default=0, sa_type=BigInteger)
    """Of the part that the ranking names, scaled."""
    full_marks: int = 0
    """In how many attempts of the leg their entry had everything right. Like the three below written by settling.py."""
    prediction_distance: int = Field(default=NO_PREDICTION, sa_type=BigInteger)
    """How far from what came about, in units of predicting.py."""
    jury_place: int = 0
    lot_place: int = 0
    """What a decision on a tie says; 0 while there is none."""


class Published(SQLModel):
    """What Snapshot and Conclusion keep alike: numbered, with what made it. Never changed, only followed."""

    public_id: str = Field(default_factory=new_public_id, unique=True)
    number: str | None = Field(default=None, index=True, unique=True)
    """Among all that its contest published: short, on every export, to be typed on the check page."""
    revision: int
    state: str  # provisional, official, withdrawn
    content: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    rules: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    note: str = ""
    digest: str
    published_by: int | None = Field(default=None, foreign_key="person.id")
    published_at: datetime
    complaints_from: datetime | None = None
    complaints_until: datetime | None = None


class Snapshot(Published, table=True):
    """A board as published, with the rules, keys and data that made it."""

    __table_args__ = (UniqueConstraint("leg_id", "revision"),)

    id: int | None = Field(default=None, primary_key=True)
    leg_id: int = Field(foreign_key="leg.id", index=True)


class Conclusion(Published, table=True):
    """The result of a whole contest as published.

    Content: {"salt", "legs", "overall", "units", "prizes"}; see concluding.py.
    """

    __table_args__ = (UniqueConstraint("contest_id", "revision"),)

    id: int | None = Field(default=None, primary_key=True)
    contest_id: int = Field(foreign_key="contest.id", index=True)


class BoardChange(SQLModel, table=True):
    """How often the scores of a leg changed: a board is as it was while this is."""

    __tablename__ = "board_change"

    leg_id: int = Field(foreign_key="leg.id", primary_key=True, ondelete="CASCADE")
    number: int = Field(default=0, sa_type=BigInteger)


class CameAbout(SQLModel, table=True):
    """What predictions of a leg are held against: of those who are ranked, once it is closed and counted."""

    __tablename__ = "came_about"

    leg_id: int = Field(foreign_key="leg.id", primary_key=True, ondelete="CASCADE")
    all_right: int
    people: int
    attempts: int
    counted_at: datetime
