"""The board as it stands now, for the staff of the contest, whatever has been published."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.sse import EventSourceResponse
from starlette.responses import HTMLResponse

from quiz import clock
from quiz.contests.contest import Contest
from quiz.contests.round import Leg, Round
from quiz.people.role import Power
from quiz.routes.watch.boards import kept_rows
from quiz.standings.board import internal_board_of
from quiz.standings.counters import insist_may_be_seen
from quiz.web.dependencies import Database, leg_to
from quiz.web.events import changes_of
from quiz.web.pages import fragment, page

router = APIRouter(prefix="/judge/legs/{leg_id}/board")
Controlled = Annotated[tuple[Contest, Round, Leg], Depends(leg_to(Power.CONTROL))]
PageNumber = Annotated[int, Query(alias="page", ge=1, le=100_000)]


@router.get("")
def show_board(request: Request, found: Controlled, database: Database, number: PageNumber = 1) -> HTMLResponse:
    contest, round, leg = found
    insist_may_be_seen(database, contest, round, leg, clock.now())
    rows = kept_rows(_url(leg), round, leg, internal_board_of(database, round, leg), number)
    return page(request, "judge/board.html", contest=contest, round=round, leg=leg, rows=rows, number=number)


@router.get("/rows")
def show_rows(request: Request, found: Controlled, database: Database, number: PageNumber = 1) -> HTMLResponse:
    contest, round, leg = found
    insist_may_be_seen(database, contest, round, leg, clock.now())
    rows = kept_rows(_url(leg), round, leg, internal_board_of(database, round, leg), number)
    return fragment(request, "judge/_board.html", rows=rows)


@router.get("/events")
def watch_changes(found: Controlled) -> EventSourceResponse:
    leg = found[2]
    return changes_of(f"board-{leg.id}", f"publication-{leg.id}")


def _url(leg: Leg) -> str:
    return f"/judge/legs/{leg.public_id}/board?page="
