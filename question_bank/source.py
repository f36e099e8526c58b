"""The law, the book or the page that a question rests on."""

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from question_bank.text import new_public_id


class Source(SQLModel, table=True):
    """A document, known by its number where it has one ("57-NQ/TW"), else by its title."""

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=new_public_id, max_length=12, unique=True)
    title: str
    issuer: str = Field(default="", max_length=300)
    number: str = Field(default="", max_length=100, index=True)
    issued_on: str = Field(default="", max_length=10)  # text: for some only the year and month are known
    kind: str = Field(default="", max_length=50)
    url: str = ""


class QuestionSource(SQLModel, table=True):
    """One version of a question rests on one source, at this article."""

    __tablename__ = "question_source"
    __table_args__ = (Index("ix_question_source_version", "source_id", "version_id"),)

    version_id: int = Field(foreign_key="question_version.id", primary_key=True, ondelete="CASCADE")
    source_id: int = Field(foreign_key="source.id", primary_key=True)
    article: str = Field(default="", max_length=300)
    position: int = 0
