"""How the questions of a closed round did, for whoever may see its keys."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import HTMLResponse

from quiz import clock
from quiz.contests.contest import Contest
from quiz.contests.round import Round, legs_of
from quiz.people.role import Power
from quiz.standings.analysing import analysis_of, closed_legs
from quiz.web.pages import page
from quiz.web.staff import SomeStaff, round_to
from quiz.web.transactions import Database

router = APIRouter(prefix="/organise/rounds/{round_id}")
PAGE = 50
SeenKeys = Annotated[tuple[Contest, Round], Depends(round_to(Power.SEE_KEYS))]


@router.get("/analysis")
def show_analysis(
    request: Request, staff: SomeStaff, found: SeenKeys, database: Database,
    number: Annotated[int, Query(ge=1, le=100_000, alias="page")] = 1,
) -> HTMLResponse:  # fmt: skip
    """Of the legs in which everything is over; the others wait."""
    contest, round = found
    closed = closed_legs(database, contest, round, clock.now())
    assert round.id is not None
    analysis = analysis_of(database, round, closed)
    pages = max(1, -(-len(analysis.questions) // PAGE))
    first = (min(number, pages) - 1) * PAGE
    return page(
        request, "organise/results/analysis.html", contest=contest, round=round, closed=closed,
        waiting=len(legs_of(database, round.id)) - len(closed),
        found=analysis, questions=analysis.questions[first : first + PAGE], first=first,
        number=min(number, pages), pages=pages, may_organise=staff.may(Power.ORGANISE, contest.id),
        may_read=staff.may_somewhere(Power.WRITE) or staff.may_somewhere(Power.REVIEW),
    )  # fmt: skip
