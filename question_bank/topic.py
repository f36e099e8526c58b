"""The tree of topics."""

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from question_bank.text import new_public_id

GROUPS = ("digital", "misinformation", "other")
UNSORTED_SLUG = "chua-phan-loai"


class Topic(SQLModel, table=True):
    """What a question is about. A topic may lie within another."""

    __table_args__ = (CheckConstraint("\"group\" IN ('digital', 'misinformation', 'other')", name="group"),)

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=new_public_id, max_length=12, unique=True)
    slug: str = Field(max_length=100, unique=True)
    name: str = Field(max_length=200)
    name_en: str = Field(default="", max_length=200)
    parent_id: int | None = Field(default=None, foreign_key="topic.id", index=True)
    position: int = 0
    group: str = Field(default="other", max_length=20)
