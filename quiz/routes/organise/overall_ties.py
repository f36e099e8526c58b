"""Ties of the overall table that the rules leave to people: as those of a leg (ties.py)."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.contests.contest import Contest
from quiz.language import gettext as _
from quiz.people.role import Power
from quiz.refusals import Invalid
from quiz.routes.organise.ties import group_of, in_order
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
from quiz.web.pages import page, redirect
from quiz.web.staff import SomeStaff, contest_to
from quiz.web.transactions import Database

router = APIRouter(prefix="/organise/contests/{contest_id}/overall/ties")
Published = Annotated[Contest, Depends(contest_to(Power.PUBLISH))]
Texts = Annotated[list[str], Form(max_length=1000)]


@router.get("")
def show_overall_ties(request: Request, contest: Published, database: Database) -> HTMLResponse:
    return _page(request, database, contest, {}, {})


@router.post("/jury")
def decide_overall_tie(
    request: Request, contest: Published, staff: SomeStaff, database: Database,
    entry: Texts, order: Texts, reason: Written = "",
) -> Response:  # fmt: skip
    typed = {"by": "jury", "group": group_of(entry), "reason": reason, "order": dict(zip(entry, order, strict=False))}
    try:
        ordered = in_order(entry, order)
        decide_overall_by_jury(database, contest, ordered, reason, staff.deciding(Power.PUBLISH, contest.id))
    except Invalid as invalid:
        return _page(request, database, contest, typed, invalid.errors, invalid.status)
    return _done(request, contest, _("Đã ghi quyết định của ban giám khảo và xếp hạng lại."))


@router.post("/lots")
def draw_overall(
    request: Request, contest: Published, staff: SomeStaff, database: Database,
    entry: Texts, seed: Written = "", reason: Written = "",
) -> Response:  # fmt: skip
    try:
        drawn = draw_overall_lots(database, contest, entry, seed, reason, staff.deciding(Power.PUBLISH, contest.id))
    except Invalid as invalid:
        typed = {"by": "lots", "group": group_of(entry), "seed": seed, "reason": reason}
        return _page(request, database, contest, typed, invalid.errors, invalid.status)
    order = ", ".join(drawn.body["tickets"])
    return _done(request, contest, _("Đã bốc thăm, theo thứ tự: {order}.").format(order=order))


@router.post("/undoing")
def undo_overall(
    request: Request, contest: Published, staff: SomeStaff, database: Database,
    seq: Annotated[int, Form()], undo_reason: Written = "",
) -> Response:  # fmt: skip
    try:
        undo_overall_decision(database, contest, seq, undo_reason, staff.deciding(Power.PUBLISH, contest.id))
    except Invalid as invalid:
        typed = {"seq": seq, "undo_reason": undo_reason}
        return _page(request, database, contest, typed, invalid.errors, invalid.status)
    return _done(request, contest, _("Đã bỏ quyết định và xếp hạng lại."))


def _done(request: Request, contest: Contest, told: str) -> Response:
    return redirect(request, f"/organise/contests/{contest.public_id}/overall/ties", ("saved", told))


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
