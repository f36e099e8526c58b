"""Who sits at the desk, and what they may reach. The lookup is the permission: what is not theirs does not exist."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session, select

from quiz import clock
from quiz.contests.contest import Contest
from quiz.contests.round import Leg, Round
from quiz.language import gettext
from quiz.ledger import Decider
from quiz.people.person import Person
from quiz.people.role import HOLDERS, Power, Role, acting_role, roles_of, roles_with, units_within
from quiz.people.sign_in import Door, SignIn, sign_in_of
from quiz.refusals import NotAllowed, NotFound, NotSignedIn
from quiz.web.sign_in_cookie import token_in_cookie
from quiz.web.transactions import Database, Transactions


@dataclass(frozen=True)
class DoorLink:
    """An entry of the desk's navigation."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class Staff:
    """A signed-in member of staff, with the roles they hold now."""

    person: Person
    sign_in: SignIn
    roles: tuple[Role, ...]

    @property
    def id(self) -> int:
        assert self.person.id is not None
        return self.person.id

    def may(self, power: Power, contest_id: int | None = None) -> bool:
        return bool(roles_with(list(self.roles), power, contest_id))

    def may_somewhere(self, power: Power) -> bool:
        return any(role.name in HOLDERS[power] for role in self.roles)

    def acting_as(self, power: Power, contest_id: int | None = None) -> str:
        return acting_role(list(self.roles), power, contest_id)

    def acting_somewhere_as(self, power: Power) -> str:
        """The role under which a decision is taken that concerns no single contest."""
        return next((role.name.value for role in self.roles if role.name in HOLDERS[power]), "")

    def deciding(self, power: Power, contest_id: int | None = None) -> Decider:
        return Decider(self.id, self.acting_as(power, contest_id), clock.now())

    def deciding_somewhere(self, power: Power) -> Decider:
        return Decider(self.id, self.acting_somewhere_as(power), clock.now())

    def reaches(self, session: Session, power: Power, contest: Contest) -> bool:
        """A role in the contest itself, or one in the installation that covers the unit which organises it."""
        roles = roles_with(list(self.roles), power, contest.id)
        if any(role.contest_id is not None for role in roles):
            return True
        units = units_within(session, roles) if roles else set()
        return units is None or contest.unit_id in units


def signed_in_staff(request: Request, database: Database) -> Staff | None:
    """Who sits at the desk, if anyone."""
    token = token_in_cookie(request, Door.DESK)
    found = sign_in_of(database, Door.DESK, token, clock.now()) if token else None
    if found is None:
        return None
    sign_in, person = found
    assert person.id is not None
    staff = Staff(person, sign_in, tuple(roles_of(database, person.id, clock.now())))
    request.state.person = person
    request.state.doors = _doors(staff, request.url.path)
    return staff


def _doors(staff: Staff, path: str) -> list[DoorLink]:
    links = [
        ((Power.ORGANISE,), gettext("Tổ chức"), "/organise"),
        ((Power.WRITE, Power.REVIEW), gettext("Kho câu hỏi"), "/bank"),
        ((Power.CONTROL,), gettext("Điều hành"), "/judge"),
    ]
    return [
        DoorLink(label, url, path.startswith(url))
        for powers, label, url in links
        if any(map(staff.may_somewhere, powers))
    ]


MaybeStaff = Annotated[Staff | None, Depends(signed_in_staff)]


def some_staff(staff: MaybeStaff) -> Staff:
    if staff is None:
        raise NotSignedIn(Door.DESK)
    return staff


SomeStaff = Annotated[Staff, Depends(some_staff)]


def staff_with(*powers: Power) -> Callable[[Staff], Staff]:
    """A guard for a whole door: someone who has one of the powers in any contest or in the installation."""

    def guard(staff: SomeStaff) -> Staff:
        if not any(map(staff.may_somewhere, powers)):
            raise NotAllowed
        return staff

    return guard


Organiser = Annotated[Staff, Depends(staff_with(Power.ORGANISE))]
Writer = Annotated[Staff, Depends(staff_with(Power.WRITE))]
KeySeer = Annotated[Staff, Depends(staff_with(Power.SEE_KEYS))]
Reviewer = Annotated[Staff, Depends(staff_with(Power.REVIEW))]
BankReader = Annotated[Staff, Depends(staff_with(Power.WRITE, Power.REVIEW))]
Controller = Annotated[Staff, Depends(staff_with(Power.CONTROL))]


async def writer_before_work(request: Request, transact: Transactions) -> Staff:
    """The `Writer` guard of a route with `Transactions`: it lets go of the database before the work begins."""
    staff = await transact(lambda session: signed_in_staff(request, session), writing=False)
    return staff_with(Power.WRITE)(some_staff(staff))


WriterBeforeWork = Annotated[Staff, Depends(writer_before_work)]


def contest_to(power: Power) -> Callable[..., Contest]:
    """The contest named in the address, for someone with the power in it."""

    def find(contest_id: str, staff: SomeStaff, database: Database) -> Contest:
        contest = database.exec(select(Contest).where(Contest.public_id == contest_id)).first()
        if contest is None or not staff.reaches(database, power, contest):
            raise NotFound
        return contest

    return find


def round_to(power: Power) -> Callable[..., tuple[Contest, Round]]:
    """The round named in the address, with its contest."""

    def find(round_id: str, staff: SomeStaff, database: Database) -> tuple[Contest, Round]:
        found = database.exec(
            select(Contest, Round).where(Round.contest_id == Contest.id, Round.public_id == round_id)
        ).first()
        if found is None or not staff.reaches(database, power, found[0]):
            raise NotFound
        return found[0], found[1]

    return find


def leg_to(power: Power) -> Callable[..., tuple[Contest, Round, Leg]]:
    """The leg named in the address, with its round and contest."""

    def find(leg_id: str, staff: SomeStaff, database: Database) -> tuple[Contest, Round, Leg]:
        found = database.exec(
            select(Contest, Round, Leg).where(
                Round.contest_id == Contest.id, Leg.round_id == Round.id, Leg.public_id == leg_id
            )
        ).first()
        if found is None or not staff.reaches(database, power, found[0]):
            raise NotFound
        return found[0], found[1], found[2]

    return find
