"""Roles and what each may do. One person may hold several; a role counts in one contest or everywhere."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Field, Session, SQLModel, col, or_, select

from quiz.columns import stored
from quiz.people.person import Person
from quiz.people.unit import subtree_of
from quiz.refusals import N_


class RoleName(StrEnum):
    ORGANISER = "organiser"
    QUESTION_WRITER = "question_writer"
    REVIEWER = "reviewer"
    CHIEF_JUDGE = "chief_judge"
    JUDGE = "judge"
    SECRETARY = "secretary"
    INVIGILATOR = "invigilator"
    OPERATOR = "operator"


LABELS = {
    RoleName.ORGANISER: N_("Ban tổ chức"),
    RoleName.QUESTION_WRITER: N_("Tổ ra đề"),
    RoleName.REVIEWER: N_("Tổ thẩm định"),
    RoleName.CHIEF_JUDGE: N_("Trưởng ban giám khảo"),
    RoleName.JUDGE: N_("Giám khảo"),
    RoleName.SECRETARY: N_("Thư ký"),
    RoleName.INVIGILATOR: N_("Giám thị"),
    RoleName.OPERATOR: N_("Vận hành phần mềm"),
}


class Power(StrEnum):
    """What a person may do. Routes ask for a power, never for a role."""

    ORGANISE = "organise"  # make and change contests, people, publication
    WRITE = "write"  # take in and write questions
    REVIEW = "review"  # approve what others wrote
    CONTROL = "control"  # watch a round run, find a person, let them in elsewhere, send a message
    TIME = "time"  # open, close, extend
    CORRECT = "correct"  # decide on a key after the round
    PUBLISH = "publish"  # publish a board
    SEE_KEYS = "see_keys"  # right answers before release: nobody with this plays a counted attempt


HOLDERS: dict[Power, frozenset[RoleName]] = {
    Power.ORGANISE: frozenset({RoleName.ORGANISER}),
    Power.WRITE: frozenset({RoleName.ORGANISER, RoleName.QUESTION_WRITER}),
    Power.REVIEW: frozenset({RoleName.ORGANISER, RoleName.REVIEWER}),
    Power.CONTROL: frozenset(
        {RoleName.ORGANISER, RoleName.CHIEF_JUDGE, RoleName.JUDGE, RoleName.SECRETARY, RoleName.INVIGILATOR}
    ),
    Power.TIME: frozenset({RoleName.ORGANISER, RoleName.CHIEF_JUDGE, RoleName.JUDGE}),
    Power.CORRECT: frozenset({RoleName.ORGANISER, RoleName.CHIEF_JUDGE}),
    Power.PUBLISH: frozenset({RoleName.ORGANISER, RoleName.CHIEF_JUDGE}),
    Power.SEE_KEYS: frozenset(
        {RoleName.ORGANISER, RoleName.QUESTION_WRITER, RoleName.REVIEWER, RoleName.CHIEF_JUDGE}
    ),
}  # fmt: skip


class Role(SQLModel, table=True):
    """Held in a contest, or in the installation when there is none; within a unit's subtree, or everywhere."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    contest_id: int | None = Field(default=None, index=True)  # opaque: contests know people, not the other way
    name: RoleName = Field(sa_type=stored(RoleName))
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    given_by: int | None = Field(default=None, foreign_key="person.id")
    starts_at: datetime
    ends_at: datetime | None = None
    """A role that was withdrawn stays, with its end: what was seen with it was seen. With its start: never used."""


def roles_of(session: Session, person_id: int, at: datetime) -> list[Role]:
    held = select(Role).where(Role.person_id == person_id, *in_force(at))
    return list(session.exec(held.order_by(col(Role.id))))


def roles_in_force(session: Session, at: datetime) -> list[tuple[Role, Person]]:
    """Every role that somebody holds, with whoever holds it."""
    held = select(Role, Person).where(Role.person_id == Person.id, *in_force(at))
    return list(session.exec(held.order_by(col(Role.id))))


def in_force(at: Any) -> list[ColumnElement[bool]]:
    return [col(Role.starts_at) <= at, or_(col(Role.ends_at).is_(None), col(Role.ends_at) > at)]


def held_by(at: Any) -> list[ColumnElement[bool]]:
    """Held then, or at any time before; not what was taken back from somebody who never came in."""
    return [col(Role.starts_at) <= at, or_(col(Role.ends_at).is_(None), col(Role.ends_at) > Role.starts_at)]


def roles_with(roles: list[Role], power: Power, contest_id: int | None) -> list[Role]:
    """Those that give the power in this contest (None: in the installation)."""
    here = (None, contest_id)
    return [role for role in roles if role.name in HOLDERS[power] and role.contest_id in here]


def acting_role(roles: list[Role], power: Power, contest_id: int | None) -> str:
    """The name under which a decision is taken, for the ledger."""
    return next((role.name.value for role in roles_with(roles, power, contest_id)), "")


def units_within(session: Session, roles: list[Role]) -> set[int] | None:
    """The units these roles reach; None: all of them."""
    if any(role.unit_id is None for role in roles):
        return None
    return set().union(*(subtree_of(session, role.unit_id) for role in roles if role.unit_id is not None))
