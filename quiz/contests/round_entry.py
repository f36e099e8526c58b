"""Who is in a round that not everybody of the contest is in: those sent on from the round before."""

from datetime import datetime

from sqlalchemy import UniqueConstraint, exists
from sqlmodel import Field, Session, SQLModel, col, select


class RoundEntry(SQLModel, table=True):
    """An entry on the list of a round: it goes in, or stands by as a reserve.

    A round with no such row is open to every entry of the contest.
    """

    __tablename__ = "round_entry"
    __table_args__ = (UniqueConstraint("round_id", "entry_id"),)

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id", ondelete="CASCADE")
    entry_id: int = Field(foreign_key="entry.id", index=True, ondelete="CASCADE")
    position: int
    """Its place on the list, from 1: those who go in first, then the reserves in the order in which they move up."""
    is_reserve: bool = False
    dropped_at: datetime | None = None
    """Went in and cannot come: a reserve has moved up in their place."""


def is_left_out(session: Session, round_id: int | None, entry_id: int | None) -> bool:
    """Has the round a list, on which this entry does not go in?"""
    of_round = select(RoundEntry.id).where(RoundEntry.round_id == round_id)
    goes_in = of_round.where(
        RoundEntry.entry_id == entry_id, col(RoundEntry.is_reserve).is_(False), col(RoundEntry.dropped_at).is_(None)
    )
    return bool(session.scalar(select(exists(of_round) & ~exists(goes_in))))


def listed_in(session: Session, round_id: int | None) -> list[RoundEntry]:
    """The whole list, in order; empty where the round has none."""
    rows = select(RoundEntry).where(RoundEntry.round_id == round_id).order_by(col(RoundEntry.position))
    return list(session.exec(rows))
