"""Boards as they are looked up: every line under a key that sorts as the ranking does, and counted in stretches.

Written by listing.py from scores and entries, whenever one of them changes; read by seeking.py. A place is found by
adding up the stretches above and counting within one, however many lines there are.
"""

from sqlalchemy import Index, String
from sqlmodel import Field, SQLModel

EVERYBODY = 0
"""In the place of a division: all of them together."""
KEY = String().with_variant(String(collation="C"), "postgresql")
"""Sorted by its bytes, on both engines."""


class BoardLine(SQLModel, table=True):
    """An entry that has a score in a leg."""

    __tablename__ = "board_line"
    __table_args__ = (
        Index("ix_board_line_key", "leg_id", "key"),
        Index("ix_board_line_division", "leg_id", "division_id", "key"),
        {"sqlite_with_rowid": False},
    )

    leg_id: int = Field(foreign_key="leg.id", primary_key=True, ondelete="CASCADE")
    entry_id: int = Field(primary_key=True)  # without a foreign key: who has a score is never removed
    division_id: int
    attempt_id: int | None = None
    """Of several, the one that stands."""
    attempts: int
    """How many count; none of whoever is disqualified."""
    key: str | None = Field(default=None, sa_type=KEY)
    """See order_key.py; None where they have no place."""


class BoardStretch(SQLModel, table=True):
    """The lines from one key up to the next stretch; every board has one that begins at ""."""

    __tablename__ = "board_stretch"

    leg_id: int = Field(foreign_key="leg.id", primary_key=True, ondelete="CASCADE")
    division_id: int = Field(primary_key=True)
    """Or EVERYBODY."""
    first: str = Field(primary_key=True, sa_type=KEY)
    lines: int


class BoardTotal(SQLModel, table=True):
    """How many people have a score in a leg and how many attempts of theirs count, by division."""

    __tablename__ = "board_total"

    leg_id: int = Field(foreign_key="leg.id", primary_key=True, ondelete="CASCADE")
    division_id: int = Field(primary_key=True)
    people: int
    attempts: int
