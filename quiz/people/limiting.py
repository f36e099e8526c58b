"""Guessing is slowed: wrong tries are counted in the database, in windows of time, for every process alike."""

import hashlib
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, delete

from quiz.database import is_sqlite
from quiz.people.sign_in import Tries
from quiz.refusals import TooMany

KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """So many wrong tries on one subject (a code, a login, an address) within a window of time."""

    name: str
    most: int
    within: timedelta = timedelta(minutes=15)

    def key(self, subject: str) -> str:
        """Digested: what people typed, and from where, is not kept."""
        return f"{self.name}:{hashlib.sha256(subject.encode()).hexdigest()[:32]}"


PER_CODE = Limit("code", 10)
PER_LOGIN = Limit("login", 10)
PER_HALL = Limit("hall", 300)  # contestants by the hundred share one address
PER_OFFICE = Limit("office", 60)  # staff behind one address
PER_SCHOOL = Limit("school", 3_000)  # registrations behind one address: all of a big school's, and no robot's


def insist_not_too_many(session: Session, limit: Limit, subject: str, at: datetime) -> None:
    """Refuse, in minutes to wait, once the wrong tries of the window are used up."""
    tries = session.get(Tries, limit.key(subject))
    if tries is None or tries.count < limit.most or tries.window_starts_at + limit.within <= at:
        return
    left = tries.window_starts_at + limit.within - at
    raise TooMany(minutes=max(1, math.ceil(left.total_seconds() / 60)))


def count_wrong_try(session: Session, limit: Limit, subject: str, at: datetime) -> None:
    """One more. It must be committed: answer the person with a page, do not let a refusal undo it."""
    session.exec(delete(Tries).where(col(Tries.window_starts_at) <= at - KEPT))
    count(session, limit, subject, at)
    session.expire_all()


def count(session: Session, limit: Limit, subject: str, at: datetime) -> None:
    """One more of what is no mistake, only much: in one statement."""
    insert = sqlite.insert if is_sqlite() else postgresql.insert
    first = insert(Tries).values(key=limit.key(subject), window_starts_at=at, count=1)
    over = col(Tries.window_starts_at) <= at - limit.within
    session.execute(
        first.on_conflict_do_update(
            index_elements=["key"],
            set_={
                "window_starts_at": case((over, at), else_=col(Tries.window_starts_at)),
                "count": case((over, 1), else_=col(Tries.count) + 1),
            },
        )
    )


def forget_tries(session: Session, limit: Limit, subject: str) -> None:
    """The right one came: earlier slips of the finger no longer count."""
    session.exec(delete(Tries).where(col(Tries.key) == limit.key(subject)))
