"""Whose phone it is: a contestant who came in with a slip."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from quiz import clock
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.people.person import Person
from quiz.people.sign_in import Door, SignIn, lasting
from quiz.refusals import NotSignedIn
from quiz.web.sign_in_cookie import token_in_cookie
from quiz.web.transactions import Database


@dataclass(frozen=True)
class Contestant:
    """A contestant who came in with a slip: the entry, the person, this device's visit."""

    entry: Entry
    person: Person
    contest: Contest
    sign_in: SignIn

    @property
    def person_name(self) -> str:
        return self.person.name

    @property
    def unit_name(self) -> str:
        return self.entry.unit_name


VISITOR: Any = (
    select(Entry, Person, Contest, SignIn)
    .join(SignIn, col(SignIn.entry_id) == Entry.id)
    .join(Person, col(Person.id) == SignIn.person_id)
    .join(Contest, col(Contest.id) == Entry.contest_id)
    .where(*lasting(Door.PLAY, bindparam("token"), bindparam("at")))
)
"""Put together once, like others that every request of a phone asks: that takes longer than to be answered."""


def signed_in_contestant(request: Request, database: Database) -> Contestant | None:
    found = contestant_with(request, database)
    return found[0] if found else None


def contestant_with(
    request: Request, session: Session, asked: Any = VISITOR, **given: Any
) -> tuple[Contestant, Sequence[Any]] | None:
    """Whose phone this is, and what `asked`, which is VISITOR and more, finds beside: in one look."""
    token = token_in_cookie(request, Door.PLAY)
    found = session.execute(asked, {"token": token, "at": clock.now(), **given}).first() if token else None
    if found is None:
        return None
    contestant = Contestant(*found[:4])
    request.state.entry = contestant
    return contestant, found[4:]


MaybeContestant = Annotated[Contestant | None, Depends(signed_in_contestant)]


def some_contestant(contestant: MaybeContestant) -> Contestant:
    if contestant is None:
        raise NotSignedIn(Door.PLAY)
    return contestant


SomeContestant = Annotated[Contestant, Depends(some_contestant)]
