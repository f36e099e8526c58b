"""What was said of a contestant and a member of staff whom they resemble: one and the same person, or two."""

from datetime import datetime

from sqlmodel import Field, Session, SQLModel


class StaffLink(SQLModel, table=True):
    __tablename__ = "staff_link"

    entry_id: int = Field(foreign_key="entry.id", primary_key=True, ondelete="CASCADE")
    staff_id: int = Field(foreign_key="person.id", primary_key=True, index=True)
    is_same: bool
    said_by: int | None = Field(default=None, foreign_key="person.id")
    """None: found by the program, from two of name, birth date and phone."""
    said_at: datetime


def say_of(session: Session, entry_id: int, staff_id: int, *, is_same: bool, by: int | None, at: datetime) -> StaffLink:
    """The newest word counts."""
    link = session.get(StaffLink, (entry_id, staff_id))
    if link is None:
        link = StaffLink(entry_id=entry_id, staff_id=staff_id, is_same=is_same, said_by=by, said_at=at)
    link.is_same, link.said_by, link.said_at = is_same, by, at
    session.add(link)
    session.flush()
    return link
