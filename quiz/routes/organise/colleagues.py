"""Those who hold roles where an organiser may look, and the places where roles can be given."""

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends
from sqlmodel import Session, col, select

from question_bank.text import person_sort_key
from quiz import clock
from quiz.contests.appointing import Reach, reach_over, reaches
from quiz.contests.contest import Contest
from quiz.language import gettext as _
from quiz.people.enrolling import open_invitations
from quiz.people.person import Credential, Invitation, Person
from quiz.people.role import LABELS, Role, roles_in_force
from quiz.people.unit import Unit
from quiz.refusals import NotFound
from quiz.web.staff import Organiser, Staff
from quiz.web.transactions import Database

INSTALLATION = "installation"


@dataclass
class Place:
    """Somewhere roles can be given: a contest, or (None) the whole installation."""

    contest: Contest | None
    reach: Reach

    @property
    def key(self) -> str:
        return self.contest.public_id if self.contest else INSTALLATION

    @property
    def title(self) -> str:
        return self.contest.title if self.contest else _("Cả hệ thống")


@dataclass
class Held:
    """A role as the page shows it."""

    role: Role
    place: str
    unit: str
    mine_to_withdraw: bool

    @property
    def label(self) -> str:
        return _(LABELS[self.role.name])


@dataclass
class Colleague:
    """A person with the roles they hold where the organiser may look."""

    person: Person
    held: list[Held] = field(default_factory=list)
    comes_in: bool = False
    invitation: Invitation | None = None
    wholly_mine: bool = True

    @property
    def id(self) -> int:
        assert self.person.id is not None
        return self.person.id


def colleague_named(person_id: str, staff: Organiser, database: Database) -> Colleague:
    """Somebody who holds a role where this organiser may look."""
    for colleague in colleagues_of(database, staff):
        if colleague.person.public_id == person_id:
            return colleague
    raise NotFound


SomeColleague = Annotated[Colleague, Depends(colleague_named)]


def colleague_wholly_mine(colleague: SomeColleague) -> Colleague:
    """A new password opens all of a person's rooms: only for whoever organises every one of them."""
    if not colleague.wholly_mine:
        raise NotFound
    return colleague


OwnColleague = Annotated[Colleague, Depends(colleague_wholly_mine)]


def places_of(session: Session, staff: Staff) -> list[Place]:
    """Where this organiser may give roles: the installation first, then contests, the newest first."""
    contests = session.exec(select(Contest).order_by(col(Contest.created_at).desc(), col(Contest.id).desc()))
    places = [Place(contest, reach_over(session, list(staff.roles), contest)) for contest in [None, *contests]]
    return [place for place in places if place.reach is None or place.reach]


def colleagues_of(session: Session, staff: Staff) -> list[Colleague]:
    """Everyone with a role in a place of this organiser's; of other places only that there is something."""
    places = {place.contest.id if place.contest else None: place for place in places_of(session, staff)}
    units = {unit.id: unit.name for unit in session.exec(select(Unit))}
    found: dict[int, Colleague] = {}
    for role, person in roles_in_force(session, clock.now()):
        colleague = found.setdefault(role.person_id, Colleague(person))
        place = places.get(role.contest_id)
        mine = place is not None and reaches(place.reach, role.unit_id)
        colleague.wholly_mine &= mine
        if place is not None:
            colleague.held.append(Held(role, place.title, units.get(role.unit_id, ""), mine))
    seen = [colleague for colleague in found.values() if colleague.held]
    invitations = open_invitations(session, [colleague.id for colleague in seen], clock.now())
    for colleague in seen:
        credential = session.get(Credential, colleague.id)
        colleague.comes_in = bool(credential and credential.password_hash)
        colleague.invitation = invitations.get(colleague.id)
    return sorted(seen, key=lambda colleague: person_sort_key(colleague.person.name))
