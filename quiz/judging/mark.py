"""Marks that people give, addressed by an answer or by an entry's part; sheets gather a judge's marks."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from question_bank.text import new_public_id


class ScoreSheet(SQLModel, table=True):
    """One judge's marks of one entry in one part (phiếu chấm). A signed one is only followed by its next revision."""

    __tablename__ = "score_sheet"

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=new_public_id, unique=True)
    part_id: int = Field(foreign_key="part.id", index=True)
    entry_id: int = Field(foreign_key="entry.id", index=True)
    judge_id: int = Field(foreign_key="person.id", index=True)
    revision: int = 1
    signed_at: datetime | None = None


class Mark(SQLModel, table=True):
    """Points, scaled. The machine's marks of choice questions are recounted from answers and need no row."""

    id: int | None = Field(default=None, primary_key=True)
    sheet_id: int | None = Field(default=None, foreign_key="score_sheet.id", index=True)
    attempt_id: int | None = Field(default=None, foreign_key="attempt.id", index=True)
    number: int | None = None
    criterion: str = ""
    marker_id: int | None = Field(default=None, foreign_key="person.id")  # None: the machine
    points: int
    revision: int = 1
    marked_at: datetime
