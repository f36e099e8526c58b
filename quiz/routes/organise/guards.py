"""Whose contest, which units, whose entry: what the pages of an organiser may reach."""

from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session, select

from quiz import clock
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.contests.roster.units import UnitBook
from quiz.ledger import decide
from quiz.people.role import Power, roles_with, units_within
from quiz.refusals import NotFound
from quiz.web.pages import local
from quiz.web.staff import SomeStaff, Staff, contest_to, signed_in_staff, some_staff
from quiz.web.transactions import Database, Transactions

organised_contest = contest_to(Power.ORGANISE)
OwnContest = Annotated[Contest, Depends(organised_contest)]


async def contest_before_work(request: Request, contest_id: str, transact: Transactions) -> tuple[Staff, Contest]:
    """The same guard for a route with `Transactions`: it lets go of the database before the work begins."""

    def find(session: Session) -> tuple[Staff, Contest]:
        staff = some_staff(signed_in_staff(request, session))
        return staff, organised_contest(contest_id, staff, session)

    return await transact(find, writing=False)


OwnContestBeforeWork = Annotated[tuple[Staff, Contest], Depends(contest_before_work)]


def units_reached(contest: OwnContest, staff: SomeStaff, database: Database) -> set[int] | None:
    """None: the whole contest. An organiser for one unit reaches that unit and what is below it."""
    return units_within(database, roles_with(list(staff.roles), Power.ORGANISE, contest.id))


Reach = Annotated[set[int] | None, Depends(units_reached)]


def entry_in_reach(entry_id: str, contest: OwnContest, reach: Reach, database: Database) -> Entry:
    entry = database.exec(select(Entry).where(Entry.contest_id == contest.id, Entry.public_id == entry_id)).first()
    if entry is None or (reach is not None and entry.unit_id not in reach):
        raise NotFound
    return entry


OwnEntry = Annotated[Entry, Depends(entry_in_reach)]


def unit_book(contest: OwnContest, reach: Reach, database: Database) -> UnitBook:
    return UnitBook(database, contest, local(clock.now()).date(), reach)


Book = Annotated[UnitBook, Depends(unit_book)]


def decide_on_entry(
    session: Session, staff: Staff, entry: Entry, decision: str, reason: str = "", body: dict[str, object] | None = None
) -> None:
    """Who did what to whom, in the contest's ledger: ids and names of fields only."""
    decide(
        session, contest_id=entry.contest_id, by=staff.deciding(Power.ORGANISE, entry.contest_id),
        subject=("entry", entry.id), decision=decision, body=body, reason=reason,
    )  # fmt: skip
