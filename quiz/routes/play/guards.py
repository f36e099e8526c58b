"""Whose attempt: a contestant's own, or the preview of somebody at the desk. Anyone else's does not exist."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from quiz.attempts.attempt import Attempt, Mode
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.contests.round import Leg, Round
from quiz.language import gettext as _
from quiz.people.sign_in import Door, SignIn
from quiz.refusals import NotFound, NotSignedIn
from quiz.web.contestant import (
    VISITOR,
    Contestant,
    MaybeContestant,
    SomeContestant,
    contestant_with,
    signed_in_contestant,
    some_contestant,
)
from quiz.web.staff import MaybeStaff, signed_in_staff
from quiz.web.transactions import Database


@dataclass(frozen=True)
class Place:
    """A leg as a contestant reaches it."""

    contest: Contest
    round: Round
    leg: Leg


@dataclass(frozen=True)
class Sitting(Place):
    """An attempt, with who sits it and on which device's visit."""

    attempt: Attempt
    entry: Entry | None  # None: a preview
    sign_in: SignIn
    person_name: str
    unit_name: str

    @property
    def url(self) -> str:
        return f"/play/attempts/{self.attempt.public_id}"

    @property
    def is_mock(self) -> bool:
        """Thi thử: never counted."""
        return self.attempt.mode == Mode.MOCK

    @property
    def is_here(self) -> bool:
        """Has this device the turn?"""
        return self.attempt.sign_in_id == self.sign_in.id


def own_place(leg_id: str, contestant: SomeContestant, database: Database) -> Place:
    found = database.exec(
        select(Round, Leg).where(
            Leg.round_id == Round.id, Leg.public_id == leg_id, Round.contest_id == contestant.contest.id
        )
    ).first()
    if found is None:
        raise NotFound
    return Place(contestant.contest, found[0], found[1])


OwnPlace = Annotated[Place, Depends(own_place)]


_THEIR_PLACE = (
    VISITOR.add_columns(Round, Leg)
    .join(Round, col(Round.contest_id) == Contest.id)
    .join(Leg, col(Leg.round_id) == Round.id)
    .where(col(Leg.public_id) == bindparam("leg"))
)
_THEIR_SITTING = (
    VISITOR.add_columns(Round, Leg, Attempt)
    .join(Attempt, col(Attempt.entry_id) == Entry.id)
    .join(Leg, col(Leg.id) == Attempt.leg_id)
    .join(Round, col(Round.id) == Leg.round_id)
    .where(col(Attempt.public_id) == bindparam("attempt"))
)


def find_place(request: Request, session: Session, leg_id: str) -> tuple[Place, Contestant]:
    """For a route with `Transactions`."""
    found = contestant_with(request, session, _THEIR_PLACE, leg=leg_id)
    if found is None:
        contestant = some_contestant(signed_in_contestant(request, session))
        return own_place(leg_id, contestant, session), contestant
    contestant, [round, leg] = found
    return Place(contestant.contest, round, leg), contestant


def own_sitting(attempt_id: str, contestant: MaybeContestant, staff: MaybeStaff, database: Database) -> Sitting:
    if contestant is None and staff is None:
        raise NotSignedIn(Door.PLAY)
    found = database.exec(
        select(Contest, Round, Leg, Attempt).where(
            Round.contest_id == Contest.id,
            Leg.round_id == Round.id,
            Attempt.leg_id == Leg.id,
            Attempt.public_id == attempt_id,
        )
    ).first()
    if found is None:
        raise NotFound
    contest, round, leg, attempt = found
    if contestant is not None and attempt.entry_id == contestant.entry.id:
        return _of(contestant, round, leg, attempt)
    if staff is not None and attempt.entry_id is None and attempt.viewer_id == staff.id:
        return Sitting(contest, round, leg, attempt, None, staff.sign_in, staff.person.name, _("Xem thử"))
    raise NotFound


def find_sitting(request: Request, session: Session, attempt_id: str) -> Sitting:
    """For a route with `Transactions`."""
    found = contestant_with(request, session, _THEIR_SITTING, attempt=attempt_id)
    if found is None:
        contestant, staff = signed_in_contestant(request, session), signed_in_staff(request, session)
        return own_sitting(attempt_id, contestant, staff, session)
    contestant, [round, leg, attempt] = found
    return _of(contestant, round, leg, attempt)


def _of(contestant: Contestant, round: Round, leg: Leg, attempt: Attempt) -> Sitting:
    visit, name, unit = contestant.sign_in, contestant.person_name, contestant.unit_name
    return Sitting(contestant.contest, round, leg, attempt, contestant.entry, visit, name, unit)


OwnSitting = Annotated[Sitting, Depends(own_sitting)]
