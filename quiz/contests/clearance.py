"""That somebody plays although a role that has ended once showed them questions: who asked for it, why, who agreed."""

from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, select


class Clearance(SQLModel, table=True):
    """Of an entry. It covers roles that had ended when it was given: whoever is given one afterwards is barred anew, so
    nobody can prepare their own while they see questions."""

    entry_id: int = Field(foreign_key="entry.id", primary_key=True, ondelete="CASCADE")
    reason: str
    asked_by: int | None = Field(default=None, foreign_key="person.id")
    asked_at: datetime
    given_by: int | None = Field(default=None, foreign_key="person.id")
    given_at: datetime | None = None
    """None: a second person has not agreed yet."""

    def covers(self, ended: datetime) -> bool:
        return self.given_at is not None and self.given_at >= ended


def clearances_in(session: Session, entry_ids: list[int]) -> dict[int, Clearance]:
    found = select(Clearance).where(col(Clearance.entry_id).in_(entry_ids))
    return {one.entry_id: one for one in session.exec(found)}
