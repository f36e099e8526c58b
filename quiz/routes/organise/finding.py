"""What an organiser's pages look up: their contests, their units, and where each check is put right."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Depends
from sqlmodel import Session, col, select

from question_bank.text import sort_key
from quiz.contests.check import Check, Mend
from quiz.contests.contest import Contest
from quiz.contests.dividing import quiz_part_named
from quiz.contests.round import Leg, Part, Round
from quiz.people.role import Power, roles_with, units_within
from quiz.people.unit import Unit
from quiz.refusals import NotAllowed
from quiz.web.staff import Staff, contest_to, leg_to, round_to
from quiz.web.transactions import Database

OwnContest = Annotated[Contest, Depends(contest_to(Power.ORGANISE))]
OwnRound = Annotated[tuple[Contest, Round], Depends(round_to(Power.ORGANISE))]


def own_part(found: OwnRound, database: Database, part: str = "") -> Part:
    """The quiz part named in the address; the first where none is."""
    return quiz_part_named(database, found[1], part)


OwnPart = Annotated[Part, Depends(own_part)]
OwnLeg = Annotated[tuple[Contest, Round, Leg], Depends(leg_to(Power.ORGANISE))]


def contests_of(session: Session, staff: Staff) -> list[Contest]:
    """Those this person may organise, the newest first."""
    contests = session.exec(select(Contest).order_by(col(Contest.created_at).desc(), col(Contest.id).desc()))
    return [contest for contest in contests if staff.reaches(session, Power.ORGANISE, contest)]


def units_for(session: Session, staff: Staff) -> list[Unit]:
    """Those in whose name this person may hold a contest, in Vietnamese order."""
    roles = roles_with(list(staff.roles), Power.ORGANISE, None)
    if not roles:
        raise NotAllowed
    within = units_within(session, roles)
    units = select(Unit).where(col(Unit.valid_to).is_(None))
    if within is not None:
        units = units.where(col(Unit.id).in_(within))
    return sorted(session.exec(units), key=lambda unit: sort_key(unit.name))


def unit_options(session: Session, units: Sequence[Unit]) -> list[tuple[str, str]]:
    """For a select: each with the unit above it, since many are called alike."""
    above = {unit.id: unit.name for unit in session.exec(select(Unit))}
    return [
        (unit.public_id, f"{unit.name} · {above[unit.parent_id]}" if unit.parent_id else unit.name) for unit in units
    ]


def mend_url(check: Check, contest: Contest, round: Round, leg: Leg) -> str:
    """The page that turns this check green."""
    home = f"/organise/contests/{contest.public_id}"
    return {
        Mend.ANNOUNCEMENT: f"{home}#announcement",
        Mend.PAGE: f"{home}/page",
        Mend.SCHEDULE: f"/organise/legs/{leg.public_id}",
        Mend.RULES: f"/organise/rounds/{round.public_id}",
        Mend.REGULATIONS: f"{home}/regulations",
        Mend.BLUEPRINT: f"/organise/rounds/{round.public_id}/blueprint",
        Mend.LEG_BLUEPRINT: f"/organise/legs/{leg.public_id}/blueprint",
        Mend.MOCK: f"/organise/rounds/{round.public_id}/mock-questions",
        Mend.ENTRIES: f"{home}/entries",
        Mend.STAFF: "/organise/staff",
        Mend.INSIDERS: f"{home}/insiders",
        Mend.LISTS: f"{home}/publications",
    }[check.mend]
