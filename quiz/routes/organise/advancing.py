"""Who goes on from a round to the next: seen first, decided by a person, and changed where somebody cannot come."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from quiz.contests.articles.advancing import going_on
from quiz.contests.contest import Contest
from quiz.contests.dividing import planned_parts
from quiz.contests.round import Round
from quiz.contests.round_entry import listed_in
from quiz.language import gettext as _
from quiz.people.role import Power
from quiz.refusals import Invalid
from quiz.standings.advancing import Onward
from quiz.standings.out_of_step import list_out_of_step
from quiz.standings.points import shown
from quiz.standings.sending_on import (
    NoRoundAfter,
    all_published,
    has_begun,
    move_up,
    named,
    next_round,
    proposed,
    send_on,
    take_back_list,
    without_place,
)
from quiz.web.forms import Written
from quiz.web.pages import page, redirect
from quiz.web.staff import SomeStaff, round_to
from quiz.web.transactions import Database

router = APIRouter(prefix="/organise/rounds/{round_id}/advancing")
FromRound = Annotated[tuple[Contest, Round], Depends(round_to(Power.PUBLISH))]


@router.get("")
def show_advancing(request: Request, found: FromRound, database: Database) -> HTMLResponse:
    return _page(request, database, found)


@router.post("")
def decide_advancing(
    request: Request, found: FromRound, staff: SomeStaff, database: Database,
    chosen: Annotated[list[int] | None, Form()] = None, reason: Written = "",
) -> Response:  # fmt: skip
    contest, round = found
    by = staff.deciding(Power.PUBLISH, contest.id)
    try:
        send_on(database, contest, round, chosen or [], reason, by)
    except Invalid as invalid:
        return _page(request, database, found, invalid, chosen or [], reason)
    return redirect(request, _home(round), ("saved", _("Đã chốt danh sách vào vòng sau.")))


@router.post("/replacements")
def replace_one(
    request: Request, found: FromRound, staff: SomeStaff, database: Database,
    entry: Annotated[int, Form()], reason: Written = "",
) -> Response:  # fmt: skip
    contest, round = found
    by = staff.deciding(Power.PUBLISH, contest.id)
    try:
        moved = move_up(database, contest, _into(database, contest, round), entry, reason, by)
    except Invalid as invalid:
        return _page(request, database, found, invalid, reason=reason, form=f"entry-{entry}")
    told = _("Đã ghi. Người dự bị kế tiếp được gọi vào.") if moved else _("Đã ghi. Không còn người dự bị.")
    return redirect(request, _home(round), ("saved", told))


@router.post("/withdrawal")
def withdraw_list(
    request: Request, found: FromRound, staff: SomeStaff, database: Database, reason: Written = ""
) -> Response:
    contest, round = found
    by = staff.deciding(Power.PUBLISH, contest.id)
    try:
        take_back_list(database, contest, _into(database, contest, round), reason, by)
    except Invalid as invalid:
        return _page(request, database, found, invalid, reason=reason, form="withdrawal")
    return redirect(request, _home(round), ("saved", _("Đã thu hồi danh sách vào vòng sau.")))


def _page(
    request: Request, session: Session, found: tuple[Contest, Round], invalid: Invalid | None = None,
    chosen: list[int] | None = None, reason: str = "", form: str = "",
) -> HTMLResponse:  # fmt: skip
    """`form`: which of the page sent it."""
    contest, round = found
    into = next_round(session, contest, round)
    rows = listed_in(session, into.id) if into else []
    published = all_published(session, round)
    onward = proposed(session, round) if published and not rows else Onward((), (), ())
    finishes = [*onward.going, *onward.reserves, *(finish for tie in onward.ties for finish in tie.finishes)]
    ids = [row.entry_id for row in rows] + [finish.entry_id for finish in finishes]
    out = list_out_of_step(session, contest, round, rows) if published else []
    ids += [one.entry_id for one in out]
    return page(
        request, "organise/advancing.html", invalid.status if invalid else 200, contest=contest, round=round,
        into=into, rows=rows, onward=onward, named=named(session, ids), points=shown,
        rules=going_on(round.rules.advance, [part.name for part in planned_parts(session, round)]),
        published=published, errors=invalid.errors if invalid else {}, chosen=chosen or [],
        reason=reason, form=form, out=out, begun=into is not None and has_begun(session, into),
        without=without_place(session, ids),
    )  # fmt: skip


def _into(session: Session, contest: Contest, round: Round) -> Round:
    into = next_round(session, contest, round)
    if into is None:
        raise NoRoundAfter
    return into


def _home(round: Round) -> str:
    return f"/organise/rounds/{round.public_id}/advancing"
