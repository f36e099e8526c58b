"""An attempt (lượt thi): one sitting of a leg by an entry; its paper, its answers, who is present."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from question_bank.text import new_public_id
from quiz.attempts.deadline import Span, elapsed_seconds
from quiz.columns import json_column, stored


class Mode(StrEnum):
    OFFICIAL = "official"
    MOCK = "mock"
    PREVIEW = "preview"  # "Xem thử": no entry, never counted


class Channel(StrEnum):
    PHONE = "phone"
    PAPER = "paper"


class SubmittedBy(StrEnum):
    CONTESTANT = "contestant"
    TIMEOUT = "timeout"  # the server closed it with what it had
    JUDGE = "judge"


class Attempt(SQLModel, table=True):
    __table_args__ = (
        UniqueConstraint("entry_id", "leg_id", "mode", "ordinal"),
        Index("ix_attempt_leg_open", "leg_id", "mode", "submitted_at", "ends_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=new_public_id, unique=True)
    entry_id: int | None = Field(default=None, foreign_key="entry.id", index=True)  # None: a preview
    viewer_id: int | None = Field(default=None, foreign_key="person.id", index=True)  # whose preview
    leg_id: int = Field(foreign_key="leg.id", index=True)
    ordinal: int = 1
    mode: Mode = Field(default=Mode.OFFICIAL, sa_type=stored(Mode))
    channel: Channel = Field(default=Channel.PHONE, sa_type=stored(Channel))
    rules_version: int
    turn: int = 1  # higher each time it is opened on a device
    sign_in_id: int | None = Field(default=None, foreign_key="sign_in.id")  # whose device has the turn
    started_at: datetime
    first_answer_at: datetime | None = None
    last_change_at: datetime | None = None
    submitted_at: datetime | None = None
    submitted_by: SubmittedBy | None = Field(default=None, sa_type=stored(SubmittedBy), nullable=True)
    ends_at: datetime  # written only from deadline.py, like the four below; while paused_at is set the clock stands
    paused_at: datetime | None = None
    stood_json: list[Any] = Field(default_factory=list, sa_column=json_column())  # [from, until] of each pause it had
    taken_in: bool = False  # a judge ended it
    decided_seq: int | None = None  # the newest decision in the ledger when that was written
    prediction: int | None = None  # as contests/prediction.py keeps it; the newest (turn, tap) stands, as of answers
    prediction_turn: int = 0
    prediction_tap: int = 0
    predicted_at: datetime | None = None
    receipt_code: str | None = Field(default=None, unique=True)
    answers_digest: str | None = None
    disqualified_at: datetime | None = None  # by a decision; answers stay, and it is worth nothing

    @property
    def stood(self) -> list[Span]:
        """When its clock stood and no time was used."""
        return spans_in(self.stood_json)

    def moment_of(self, at: datetime) -> datetime:
        """When what comes in then counts as done: no later than the deadline, nor than the pause that stands."""
        return min(at, self.ends_at, self.paused_at or at)

    @property
    def elapsed_s(self) -> int:
        return elapsed_seconds(self.started_at, self.last_change_at, self.ends_at, self.stood)

    def is_past(self, at: datetime) -> bool:
        """Has its time run out by then?"""
        return self.paused_at is None and self.ends_at <= at


def spans_in(stood_json: list[Any]) -> list[Span]:
    return [Span(datetime.fromisoformat(start), datetime.fromisoformat(until)) for start, until in stood_json]


class Pool(SQLModel, table=True):
    """The versions a paper was drawn from, kept once per content, to prove the draw."""

    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(unique=True)
    versions: list[Any] = Field(default_factory=list, sa_column=json_column())


class Paper(SQLModel, table=True):
    """A paper (đề thi): seed, algorithm, pool and position say how its rows came about."""

    attempt_id: int = Field(foreign_key="attempt.id", primary_key=True)
    seed: str = Field(repr=False)
    algorithm: str
    pool_id: int = Field(foreign_key="pool.id")
    drawn_at: datetime
    position: int | None = None
    """Whose it is among the papers of one seed, since draw-2."""


class DrawnPaper(SQLModel, table=True):
    """The paper of an entry's first attempt in a leg, drawn before it begins; see drawing_ahead.py. Shown to nobody."""

    __tablename__ = "drawn_paper"

    leg_id: int = Field(foreign_key="leg.id", primary_key=True, ondelete="CASCADE")
    entry_id: int = Field(foreign_key="entry.id", primary_key=True, index=True, ondelete="CASCADE")
    pool_id: int = Field(foreign_key="pool.id")
    seed: str = Field(repr=False)
    places: list[Any] = Field(default_factory=list, sa_column=json_column(), repr=False)
    """For each number [part, version, order of its choices]."""


class PaperRow(SQLModel, table=True):
    """One place in a paper: which question version, its choices in which order."""

    __tablename__ = "paper_row"

    attempt_id: int = Field(foreign_key="attempt.id", primary_key=True)
    number: int = Field(primary_key=True)
    version_id: int = Field(foreign_key="question_version.id", index=True)
    part_id: int = Field(foreign_key="part.id")
    choice_order: list[str] = Field(default_factory=list, sa_column=json_column())
    flagged: bool = False
    waits: bool = False  # its turn has not come: it is not sent, and takes no answer
    shown_at: datetime | None = None  # when it was first sent, where questions or parts have time of their own
    ends_at: datetime | None = None  # its own deadline, written only from pace.py; never after the attempt's


class Answer(SQLModel, table=True):
    """What was given at one place of a paper. The newest tap, a pair (turn, tap), counts."""

    attempt_id: int = Field(foreign_key="attempt.id", primary_key=True)
    number: int = Field(primary_key=True)
    version_id: int = Field(foreign_key="question_version.id", index=True)
    given: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    turn: int
    tap: int
    received_at: datetime
    changed_at: datetime  # when what is given last became different; an identical re-tap is no change
    late: bool = False  # arrived within the grace after the deadline


class Presence(SQLModel, table=True):
    """When a contestant's phone was last heard of, for the control page."""

    entry_id: int = Field(foreign_key="entry.id", primary_key=True)
    arrived_at: datetime
    last_seen_at: datetime
    asks_help_at: datetime | None = None
