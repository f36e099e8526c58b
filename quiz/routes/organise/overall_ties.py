"""Ties of the overall table that the rules leave to people: as those of a leg (ties.py)."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.contests.contest import Contest
from quiz.language import gettext as _
from quiz.people.role import Power
from quiz.refusals import Invalid
from quiz.routes.organise.proposals import Find, Proposal, decide_proposal, show_proposal
from quiz.routes.organise.ties import (
    Ask,
    Asked,
    Id,
    Seal,
    Seed,
    Seq,
    Texts,
    Ties,
    in_order,
    jury_asked,
    lots_asked,
    show_tie,
)
from quiz.standings.deciding_overall_ties import (
    TIES_SHOWN,
    decide_overall_by_jury,
    draw_overall_lots,
    is_settled,
    overall_ties_in,
    undo_overall_decision,
)
from quiz.standings.points import shown
from quiz.standings.summing_up import overall_of, overall_tie_entries
from quiz.web.forms import Written
from quiz.web.pages import page
from quiz.web.staff import contest_to, signed_in_staff, some_staff
from quiz.web.transactions import Database, Transactions

router = APIRouter(prefix="/organise/contests/{contest_id}/overall/ties")
Published = Annotated[Contest, Depends(contest_to(Power.PUBLISH))]


@router.get("")
def show_overall_ties(request: Request, contest: Published, database: Database) -> HTMLResponse:
    return _page(request, database, contest, {}, {})


@router.get("/jury")
async def show_overall_order(
    request: Request, contest_id: Id, transact: Transactions, entry: Texts = None, order: Texts = None
) -> HTMLResponse:
    return await show_tie(request, transact, _by_jury(request, contest_id, entry, order), _ask(request, contest_id))


@router.post("/jury")
async def decide_overall_tie(
    request: Request, contest_id: Id, transact: Transactions, entry: Texts = None, order: Texts = None,
    reason: Written = "", seal: Seal = "",
) -> Response:  # fmt: skip
    return await decide_proposal(request, transact, _by_jury(request, contest_id, entry, order).find, reason, seal)


@router.get("/lots")
async def show_overall_lots(
    request: Request, contest_id: Id, transact: Transactions, entry: Texts = None, seed: Seed = ""
) -> HTMLResponse:
    return await show_tie(request, transact, _by_lots(request, contest_id, entry, seed), _ask(request, contest_id))


@router.post("/lots")
async def draw_overall(
    request: Request, contest_id: Id, transact: Transactions, entry: Texts = None, seed: Seed = "",
    reason: Written = "", seal: Seal = "",
) -> Response:  # fmt: skip
    return await decide_proposal(request, transact, _by_lots(request, contest_id, entry, seed).find, reason, seal)


@router.get("/undoing")
async def show_overall_undoing(request: Request, contest_id: Id, transact: Transactions, seq: Seq = 0) -> HTMLResponse:
    return await show_proposal(request, transact, _undone(request, contest_id, seq))


@router.post("/undoing")
async def undo_overall(
    request: Request, contest_id: Id, transact: Transactions, seq: Seq = 0, reason: Written = "", seal: Seal = ""
) -> Response:
    return await decide_proposal(request, transact, _undone(request, contest_id, seq), reason, seal)


def _by_jury(request: Request, contest_id: str, entry: list[str] | None, order: list[str] | None) -> Asked:
    def find(named: list[str], numbers: list[str], session: Session) -> Proposal:
        ties = _ties(request, session, contest_id)
        return ties.by_jury(
            session, named, numbers,
            lambda work, reason, by: decide_overall_by_jury(work, ties.contest, in_order(named, numbers), reason, by),
        )  # fmt: skip

    return jury_asked(entry, order, find)


def _by_lots(request: Request, contest_id: str, entry: list[str] | None, seed: str) -> Asked:
    def find(named: list[str], typed: str, session: Session) -> Proposal:
        ties = _ties(request, session, contest_id)
        return ties.by_lots(
            session, named, typed,
            lambda work, reason, by: draw_overall_lots(work, ties.contest, named, typed, reason, by),
            lambda after: overall_tie_entries(after, ties.contest)[::-1],
        )  # fmt: skip

    return lots_asked(entry, seed, find)


def _undone(request: Request, contest_id: str, seq: int) -> Find:
    def find(session: Session) -> Proposal:
        ties = _ties(request, session, contest_id)
        return ties.undone(seq, lambda work, reason, by: undo_overall_decision(work, ties.contest, seq, reason, by))

    return find


def _ties(request: Request, session: Session, contest_id: str) -> Ties:
    """The guard of the other pages, for those that let go of the database between two looks."""
    staff = some_staff(signed_in_staff(request, session))
    contest = contest_to(Power.PUBLISH)(contest_id, staff, session)
    table = f"/organise/contests/{contest.public_id}/overall"
    return Ties(staff, contest, contest.title, f"{table}/ties", (table, _("Xếp hạng chung cuộc")))


def _ask(request: Request, contest_id: str) -> Ask:
    def ask(session: Session, typed: dict[str, Any], invalid: Invalid) -> HTMLResponse:
        contest = _ties(request, session, contest_id).contest
        return _page(request, session, contest, typed, invalid.errors, invalid.status)

    return ask


def _page(
    request: Request, session: Session, contest: Contest, typed: dict[str, Any], errors: dict[str, str],
    status: int = 200,
) -> HTMLResponse:  # fmt: skip
    at = clock.now()
    table = overall_of(session, contest, at)
    by_people = table is not None and bool({"jury", "lots"} & set(table.rules.keys))
    settled = table is not None and is_settled(table)
    ties = overall_ties_in(session, contest, at, TIES_SHOWN) if by_people and settled else None
    return page(
        request, "organise/overall_ties.html", status, contest=contest, typed=typed, errors=errors, points=shown,
        by_people=by_people, settled=settled, most=TIES_SHOWN,
        decided=list(reversed(overall_tie_entries(session, contest))),
        ties=[(min(each.entry.public_id for each in tie.members), tie) for tie in ties] if ties is not None else None,
    )  # fmt: skip
