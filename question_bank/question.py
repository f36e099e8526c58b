"""A question and its versions. What a version says never changes: `revising` makes the next, `reviewing` moves it on.

`is_current` is the version that the question goes by: the approved one, or the newest of a question that has none yet.
A next version waits beside it, and takes its place when it is approved. A question without one is being written
(`accepting`), and is nowhere to be seen.
"""

from datetime import date, datetime
from textwrap import shorten
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from question_bank.text import N_, new_public_id

POST_SHOWN = 70
STATES = ("draft", "proposed", "approved", "retired")
OPEN = ("draft", "proposed")
"""Not yet decided. A question has at most one such version."""
OPEN_SQL = "state IN ('draft', 'proposed')"
DIFFICULTIES = {1: N_("Rất dễ"), 2: N_("Dễ"), 3: N_("Trung bình"), 4: N_("Khó"), 5: N_("Rất khó")}


class Question(SQLModel, table=True):
    """One question through all its versions."""

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=new_public_id, max_length=12, unique=True)
    external_id: str | None = Field(default=None, max_length=100, unique=True)  # its lasting name in a file of content
    created_at: datetime
    created_by: str = Field(default="", max_length=100)  # opaque: who is who is not the bank's affair
    intake_id: int | None = Field(default=None, foreign_key="intake.id", index=True)
    retired_at: datetime | None = None


class QuestionVersion(SQLModel, table=True):
    """A question as it was asked at one time.

    `content` is exactly what may be sent to a phone: {"stem", "post", "choices": [{"id", "text"}], "pictures": [{"at",
    "file", "alt", "width", "height"}]}, post and pictures where there are any. `key` never is.
    Choice ids are random, in the author's order; letters exist only in a view.
    """

    __tablename__ = "question_version"
    __table_args__ = (
        UniqueConstraint("question_id", "number", name="uq_question_version_number"),
        CheckConstraint("state IN ('draft', 'proposed', 'approved', 'retired')", name="state"),
        CheckConstraint("difficulty BETWEEN 1 AND 5", name="difficulty"),
        Index(
            "uq_question_version_current",
            "question_id",
            unique=True,
            sqlite_where=text("is_current"),
            postgresql_where=text("is_current"),
        ),
        Index(
            "uq_question_version_open",
            "question_id",
            unique=True,
            sqlite_where=text(OPEN_SQL),
            postgresql_where=text(OPEN_SQL),
        ),
        Index("ix_question_version_waiting", "state", "question_id"),
        Index("ix_question_version_compared", "compared", "is_current", "id"),
        # The bank's list, newest first, under each of its filters; PostgreSQL does not add the id by itself.
        Index("ix_question_version_listed", "is_current", "id"),
        Index("ix_question_version_listed_state", "is_current", "state", "id"),
        Index("ix_question_version_listed_topic", "is_current", "topic_id", "id"),
        Index("ix_question_version_listed_kind", "is_current", "kind", "id"),
        Index("ix_question_version_listed_difficulty", "is_current", "difficulty", "id"),
        Index("ix_question_version_listed_author", "is_current", "author", "id"),
        Index("ix_question_version_listed_self_approved", "is_current", "self_approved", "id"),
        Index("ix_question_version_listed_valid_to", "is_current", "valid_to", "id"),
        Index("ix_question_version_pool", "is_current", "state", "topic_id", "difficulty", "valid_from", "valid_to"),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=new_public_id, max_length=12, unique=True)
    question_id: int = Field(foreign_key="question.id", index=True)
    number: int = 1
    state: str = Field(default="draft", max_length=20)
    is_current: bool = True
    kind: str = Field(max_length=30)
    content: dict[str, Any] = Field(sa_type=JSON)
    key: dict[str, Any] = Field(sa_type=JSON)
    explanation: str = Field(default="", sa_type=Text)
    difficulty: int = 3
    topic_id: int = Field(foreign_key="topic.id", index=True)
    valid_from: date | None = None
    valid_to: date | None = None
    author: str = Field(default="", max_length=100)
    reviewer: str | None = Field(default=None, max_length=100)
    self_approved: bool = False
    created_at: datetime
    proposed_at: datetime | None = None
    approved_at: datetime | None = None
    sent_back_at: datetime | None = None
    search_text: str = Field(default="", sa_type=Text)  # `searchable`; the database indexes it
    compared: bool = False  # with the rest of the bank, for look-alikes

    @property
    def stem(self) -> str:
        return str(self.content["stem"])

    @property
    def post(self) -> str:
        """What the question is about, word for word: a post, a message, a rumour; mostly blank."""
        return str(self.content.get("post", ""))

    @property
    def title(self) -> str:
        """What tells it from others in a list: the stem, and how the post begins that it is about."""
        brief = shorten(self.post, POST_SHOWN, placeholder="…")
        return f"{self.stem} “{brief}”" if brief else self.stem

    @property
    def choices(self) -> list[dict[str, str]]:
        return list(self.content["choices"])


class QuestionNote(SQLModel, table=True):
    """What people who write and review say to each other of a question, and why it was sent back."""

    __tablename__ = "question_note"
    __table_args__ = (CheckConstraint("act IN ('comment', 'sent_back', 'taken_back')", name="act"),)

    id: int | None = Field(default=None, primary_key=True)
    question_id: int = Field(foreign_key="question.id", index=True, ondelete="CASCADE")
    version_number: int
    act: str = Field(default="comment", max_length=20)
    text: str = Field(default="", sa_type=Text)
    author: str = Field(max_length=100)
    at: datetime


class QuestionMedia(SQLModel, table=True):
    """A picture of a question: the file by its hash, where it stands, and what it shows in words.

    What a phone may be sent of it is in the version's content too. A picture of the explanation, or of what is said to
    whoever gave some answer, is only here.
    """

    __tablename__ = "question_media"

    version_id: int = Field(foreign_key="question_version.id", primary_key=True, ondelete="CASCADE")
    number: int = Field(primary_key=True)
    at: str = Field(default="stem", max_length=20)  # a field of a draft, or the id of a choice
    sha256: str = Field(max_length=64, index=True)
    alt: str = ""
    width: int = 0
    height: int = 0
