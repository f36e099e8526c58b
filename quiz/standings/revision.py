"""The revisions of what was published: numbered, one after the other, none ever changed."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from quiz.contests.contest import Contest
from quiz.contests.round import Leg, Round
from quiz.standings.score import Conclusion, Published, Snapshot

State = Literal["provisional", "official"]
PROVISIONAL: State = "provisional"
OFFICIAL: State = "official"
WITHDRAWN = "withdrawn"

HEAD_COLUMNS = (
    "id", "public_id", "number", "revision", "state", "note", "digest", "published_at", "complaints_from",
    "complaints_until",
)  # fmt: skip
"""Of what was published, what a head is made of."""


@dataclass(frozen=True)
class Window:
    """When complaints are taken: from one moment until just before the other."""

    opens: datetime
    closes: datetime

    def holds(self, at: datetime) -> bool:
        return self.opens <= at < self.closes

    def is_over(self, at: datetime) -> bool:
        return at >= self.closes


@dataclass(frozen=True)
class Head:
    """A revision without its content."""

    id: int
    public_id: str
    number: str
    """Short, and of this revision alone: printed on every export, typed on the check page."""
    revision: int
    state: str
    note: str
    digest: str
    published_at: datetime
    complaints_from: datetime | None = None
    complaints_until: datetime | None = None
    of: Literal["leg", "contest"] = "leg"

    @property
    def is_out(self) -> bool:
        return self.state != WITHDRAWN

    @property
    def complaints(self) -> Window | None:
        """When what it shows may be complained about, as it was printed with it."""
        if self.complaints_from is None or self.complaints_until is None:
            return None
        return Window(self.complaints_from, self.complaints_until)


def latest(session: Session, leg: Leg) -> Head | None:
    """The newest revision of a leg."""
    return next(iter(heads_of(session, Snapshot, Snapshot.leg_id == leg.id, most=1)), None)


def revisions_of(session: Session, leg: Leg) -> list[Head]:
    """All of them, the newest first."""
    return heads_of(session, Snapshot, Snapshot.leg_id == leg.id)


def heads_of(session: Session, kept: type[Published], place: Any, most: int | None = None) -> list[Head]:
    """Of what was published of that place, the newest first."""
    columns = [col(getattr(kept, name)) for name in HEAD_COLUMNS]
    rows = session.execute(select_columns(*columns).where(place).order_by(col(kept.revision).desc()).limit(most))
    heads = [Head(*row) for row in rows]
    return [replace(head, of="contest") for head in heads] if kept is Conclusion else heads


def next_number(session: Session, contest: Contest) -> str:
    """The contest's code and how many results it has published with this one. Under the lock of its ledger."""
    of_legs = (
        select_columns(func.count(col(Snapshot.id)))
        .join(Leg, col(Leg.id) == Snapshot.leg_id)
        .join(Round, col(Round.id) == Leg.round_id)
        .where(col(Round.contest_id) == contest.id)
    )
    of_all = select_columns(func.count(col(Conclusion.id))).where(col(Conclusion.contest_id) == contest.id)
    return f"{contest.code}-{(session.scalar(of_legs) or 0) + (session.scalar(of_all) or 0) + 1}"
