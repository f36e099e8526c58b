"""How hard questions were found to be in closed legs that asked them, as standings/measuring.py counts it."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy import select as select_columns
from sqlmodel import Field, Session, SQLModel, col, func

from question_bank.item_analysis import ENOUGH

THOUSAND = 1000


class MeasuredLeg(SQLModel, table=True):
    """A closed leg, and how far its scores were counted when its questions were measured."""

    __tablename__ = "measured_leg"

    leg_id: int = Field(sa_column=Column(Integer, ForeignKey("leg.id", ondelete="CASCADE"), primary_key=True))
    counted_at: datetime


class MeasuredQuestion(SQLModel, table=True):
    """One version in one leg: by how many it was asked, and what all their marks add up to, in thousandths."""

    __tablename__ = "measured_question"

    leg_id: int = Field(sa_column=Column(Integer, ForeignKey("leg.id", ondelete="CASCADE"), primary_key=True))
    version_id: int = Field(
        sa_column=Column(Integer, ForeignKey("question_version.id", ondelete="CASCADE"), primary_key=True, index=True)
    )
    asked: int
    thousandths: int


def difficulties(session: Session) -> dict[int, int]:
    """In tenths of a level, by version, of those that enough people were asked: 10 where all know it, 50 where none."""
    asked, thousandths = func.sum(col(MeasuredQuestion.asked)), func.sum(col(MeasuredQuestion.thousandths))
    found = select_columns(col(MeasuredQuestion.version_id), asked, thousandths).group_by(
        col(MeasuredQuestion.version_id)
    )
    return {
        version_id: level_of(int(marks), int(people))
        for version_id, people, marks in session.execute(found.having(asked >= ENOUGH))
    }


def level_of(thousandths: int, asked: int) -> int:
    """Half goes up, as people round."""
    whole = THOUSAND * asked
    return 10 + (80 * (whole - thousandths) + whole) // (2 * whole)
