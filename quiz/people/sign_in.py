"""A visit by a known person: kept in the database, so that it can be ended from here."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Field, Session, SQLModel, col, select, update

from quiz.columns import stored
from quiz.people.person import Person
from quiz.tokens import new_secret


class Door(StrEnum):
    DESK = "desk"  # staff, with a password
    PLAY = "play"  # a contestant, with a slip


LASTS = {Door.DESK: timedelta(hours=12), Door.PLAY: timedelta(days=3)}


class SignIn(SQLModel, table=True):
    __tablename__ = "sign_in"

    id: int | None = Field(default=None, primary_key=True)
    token: str = Field(default_factory=new_secret, unique=True)
    door: Door = Field(sa_type=stored(Door))
    person_id: int = Field(foreign_key="person.id", index=True)
    entry_id: int | None = Field(default=None, index=True)  # opaque: the entry a contestant came in for
    started_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
    device: str = ""  # a short word for the control page: "Android", "iPhone"


class Tries(SQLModel, table=True):
    """How often something was tried in a window of time, so that guessing can be slowed on every process alike."""

    key: str = Field(primary_key=True)
    window_starts_at: datetime
    count: int


def start_sign_in(
    session: Session, door: Door, person_id: int, at: datetime, entry_id: int | None = None, device: str = ""
) -> SignIn:
    sign_in = SignIn(
        door=door, person_id=person_id, entry_id=entry_id, started_at=at, expires_at=at + LASTS[door], device=device
    )
    session.add(sign_in)
    session.flush()
    return sign_in


def sign_in_of(session: Session, door: Door, token: str, at: datetime) -> tuple[SignIn, Person] | None:
    """Whose visit this token is, while it lasts."""
    found = session.exec(
        select(SignIn, Person).join(Person, col(Person.id) == SignIn.person_id).where(*lasting(door, token, at))
    ).first()
    return (found[0], found[1]) if found else None


def lasting(door: Door, token: Any, at: Any) -> list[ColumnElement[bool]]:
    """What is true of the visit with this token while it lasts, for a query that asks more. Values, or parameters."""
    return [col(SignIn.token) == token, *still_on(door, at)]


def still_on(door: Door, at: Any) -> list[ColumnElement[bool]]:
    """Likewise, whatever its token."""
    return [col(SignIn.door) == door, col(SignIn.ended_at).is_(None), col(SignIn.expires_at) > at]


def end_sign_in(session: Session, sign_in: SignIn, at: datetime) -> None:
    sign_in.ended_at = at
    session.add(sign_in)


def end_sign_ins_of(session: Session, person_id: int, door: Door, at: datetime, entry_id: int | None = None) -> None:
    """Everywhere: a lost slip, a changed password."""
    theirs = update(SignIn).where(
        col(SignIn.person_id) == person_id, col(SignIn.door) == door, col(SignIn.ended_at).is_(None)
    )
    if entry_id is not None:
        theirs = theirs.where(col(SignIn.entry_id) == entry_id)
    session.exec(theirs.values(ended_at=at))
