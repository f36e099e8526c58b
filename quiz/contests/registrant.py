"""What is kept beside an entry whose person registered by themselves, and beside one that became another's."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Field, Session, SQLModel

from quiz.columns import json_column
from quiz.contests.entry import Entry
from quiz.refusals import N_


class Note(StrEnum):
    """What organisers should look at."""

    DEPUTY = "deputy"
    POSITION = "position"
    STAFF = "staff"
    STAFF_LIKE = "staff_like"


NOTES = {
    Note.DEPUTY: N_("Cấp phó: chỉ được dự thi nếu đơn vị đang khuyết cấp trưởng"),
    Note.POSITION: N_("Chức vụ cần ban tổ chức xác nhận"),
    Note.STAFF: N_("Là người của ban tổ chức, tổ ra đề hay ban giám khảo"),
    Note.STAFF_LIKE: N_("Trùng họ tên hoặc điện thoại với người của ban tổ chức, tổ ra đề hay ban giám khảo"),
}


class Registrant(SQLModel, table=True):
    entry_id: int = Field(foreign_key="entry.id", primary_key=True, ondelete="CASCADE")
    registered_at: datetime = Field(index=True)
    form: str = Field(unique=True)
    """Which filled-in form made it, digested: the same form sent again finds it."""
    unit_confirmed_at: datetime | None = None
    notes: list[Any] = Field(default_factory=list, sa_column=json_column())
    verified_by: str = ""
    """"phone" or "email", where the rules ask for a code that was sent there."""


class MergedEntry(SQLModel, table=True):
    """This entry is the same person's as the one that was kept: its codes lead there, its attempts are set aside."""

    __tablename__ = "merged_entry"

    entry_id: int = Field(foreign_key="entry.id", primary_key=True, ondelete="CASCADE")
    kept_id: int = Field(foreign_key="entry.id", index=True, ondelete="CASCADE")
    merged_at: datetime


def kept_entry(session: Session, entry: Entry) -> Entry:
    """The entry itself, or the one it was merged into."""
    merged = session.get(MergedEntry, entry.id)
    return session.get_one(Entry, merged.kept_id) if merged else entry


def other_entry(session: Session, entry: Entry) -> Entry | None:
    """The other entry, if this one was merged into one."""
    kept = kept_entry(session, entry)
    return kept if kept.id != entry.id else None
