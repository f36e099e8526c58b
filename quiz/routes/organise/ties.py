"""Ties that are left to people: an order by the jury, lots, and taking a decision back."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.contests.contest import Contest
from quiz.contests.round import Leg, Round
from quiz.language import gettext as _
from quiz.people.role import Power
from quiz.refusals import Invalid
from quiz.standings.counters import insist_may_be_seen
from quiz.standings.deciding_ties import decide_by_jury, decided_in, draw_lots, ties_in, undo_decision
from quiz.standings.points import shown
from quiz.standings.publishing import situation_of
from quiz.web.forms import Written
from quiz.web.pages import page, redirect
from quiz.web.staff import SomeStaff, leg_to
from quiz.web.transactions import Database

router = APIRouter(prefix="/organise/legs/{leg_id}/ties")
Found = tuple[Contest, Round, Leg]
Published = Annotated[Found, Depends(leg_to(Power.PUBLISH))]
Texts = Annotated[list[str], Form(max_length=1000)]


@router.get("")
def show_ties(request: Request, found: Published, database: Database) -> HTMLResponse:
    return _page(request, database, found, {}, {})


@router.post("/jury")
def decide_tie(
    request: Request, found: Published, staff: SomeStaff, database: Database,
    entry: Texts, order: Texts, reason: Written = "",
) -> Response:  # fmt: skip
    contest, round, leg = found
    typed = {"by": "jury", "group": group_of(entry), "reason": reason, "order": dict(zip(entry, order, strict=False))}
    try:
        ordered = in_order(entry, order)
        decide_by_jury(database, contest, round, leg, ordered, reason, staff.deciding(Power.PUBLISH, contest.id))
    except Invalid as invalid:
        return _page(request, database, found, typed, invalid.errors, invalid.status)
    return _done(request, leg, _("Đã ghi quyết định của ban giám khảo và xếp hạng lại."))


@router.post("/lots")
def draw(
    request: Request, found: Published, staff: SomeStaff, database: Database,
    entry: Texts, seed: Written = "", reason: Written = "",
) -> Response:  # fmt: skip
    contest, round, leg = found
    try:
        drawn = draw_lots(database, contest, round, leg, entry, seed, reason, staff.deciding(Power.PUBLISH, contest.id))
    except Invalid as invalid:
        typed = {"by": "lots", "group": group_of(entry), "seed": seed, "reason": reason}
        return _page(request, database, found, typed, invalid.errors, invalid.status)
    order = ", ".join(drawn.body["tickets"])
    return _done(request, leg, _("Đã bốc thăm, theo thứ tự: {order}.").format(order=order))


@router.post("/undoing")
def undo(
    request: Request, found: Published, staff: SomeStaff, database: Database,
    seq: Annotated[int, Form()], undo_reason: Written = "",
) -> Response:  # fmt: skip
    contest, round, leg = found
    try:
        undo_decision(database, contest, round, leg, seq, undo_reason, staff.deciding(Power.PUBLISH, contest.id))
    except Invalid as invalid:
        return _page(request, database, found, {"seq": seq, "undo_reason": undo_reason}, invalid.errors, invalid.status)
    return _done(request, leg, _("Đã bỏ quyết định và xếp hạng lại."))


def in_order(entry: list[str], order: list[str]) -> list[str]:
    """The ids in the order of the numbers beside them: each number once, from 1 on."""
    wanted = [str(place) for place in range(1, len(entry) + 1)]
    if sorted(number.strip() for number in order) != sorted(wanted):
        raise Invalid({"order": _("Đánh số 1, 2, 3… cho cả nhóm, mỗi người một số.")})
    return [id for _number, id in sorted(zip(map(int, order), entry, strict=True))]


def group_of(entry: list[str]) -> str:
    """Which group's form it was."""
    return min(entry, default="")


def _done(request: Request, leg: Leg, told: str) -> Response:
    return redirect(request, f"/organise/legs/{leg.public_id}/ties", ("saved", told))


def _page(
    request: Request, database: Session, found: Found, typed: dict[str, Any], errors: dict[str, str], status: int = 200
) -> HTMLResponse:
    contest, round, leg = found
    insist_may_be_seen(database, contest, round, leg, clock.now())
    ties = ties_in(database, round, leg)
    return page(
        request, "organise/results/ties.html", status, contest=contest, round=round, leg=leg, typed=typed,
        errors=errors, points=shown, by_people="jury" in round.rules.ranking or "lots" in round.rules.ranking,
        closed=situation_of(database, contest, round, leg, clock.now()).closed,
        ties=[(min(each.entry.public_id for each in tie.members), tie) for tie in ties],
        decided=decided_in(database, round, leg),
    )  # fmt: skip
