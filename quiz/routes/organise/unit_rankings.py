"""Rankings of units as they stand, for who publishes them: nobody else sees them before they are published."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse

from quiz import clock
from quiz.contests.articles.scoring import unit_ranking
from quiz.contests.contest import Contest
from quiz.people.role import Power
from quiz.standings import unit_told as told
from quiz.standings.counting_units import NOTHING, Won
from quiz.standings.finding_prizes import prizes_of, won_by_units
from quiz.standings.gathering_units import unit_tables_of
from quiz.standings.unit_told import unit_page
from quiz.web.pages import page as render
from quiz.web.staff import SomeStaff, contest_to
from quiz.web.transactions import Database

router = APIRouter(prefix="/organise/contests/{contest_id}/unit-rankings")
Published = Annotated[Contest, Depends(contest_to(Power.PUBLISH))]


@router.get("")
def show_unit_rankings(
    request: Request, contest: Published, staff: SomeStaff, database: Database,
    ranking: Annotated[int | None, Query(ge=1)] = None, page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> HTMLResponse:  # fmt: skip
    """One ranking at a time: the one with this number, or the first."""
    tables = unit_tables_of(database, contest, clock.now(), _won(database, contest))
    table = next((one for one in tables if one.rules.number == ranking), tables[0] if tables else None)
    return render(
        request, "organise/unit_rankings.html", contest=contest, tables=tables, table=table, told=told,
        shown=unit_page(table, page) if table else None,
        clauses=list(unit_ranking(table.rules)) if table else [],
        may_organise=staff.reaches(database, Power.ORGANISE, contest),
        counts_prizes=table is not None and table.rules.measure in ("prizes", "composite"),
    )  # fmt: skip


def _won(session: Session, contest: Contest) -> Won:
    """What people would win as boards stand now; asked for only where a ranking counts it."""
    if not any(one.measure in ("prizes", "composite") for one in contest.rules.unit_rankings):
        return NOTHING
    return won_by_units(prizes_of(session, contest, "live", clock.now()))
