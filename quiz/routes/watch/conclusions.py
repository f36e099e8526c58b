"""The result of a whole contest, for anyone: the newest, and each earlier one while something is out."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from quiz.contests.contest import Contest, public_contest
from quiz.contests.releasing import everything_is_seen
from quiz.contests.round import rounds_of
from quiz.people.unit import Unit
from quiz.results.exporting import MEDIA, Format, attached, exported
from quiz.standings import overall_told, unit_told
from quiz.standings.complaining import open_in_contest
from quiz.standings.concluded_changes import changes_between
from quiz.standings.conclusion import Concluded, concluded_in, conclusions_of
from quiz.standings.overall_told import overall_page
from quiz.standings.points import shown
from quiz.standings.resting_on import legs_since
from quiz.standings.revision import Head
from quiz.standings.unit_told import unit_page
from quiz.web.pages import page as render
from quiz.web.pages import redirect
from quiz.web.transactions import Database

router = APIRouter(prefix="/watch/contests/{contest_id}/results")
Revision = Annotated[int, Path(ge=1, le=10_000)]
MOVED = 200
"""So many who moved are named; of more only how many."""


class Place(BaseModel):
    """Where in it somebody reads: which division and page of the overall table, which ranking of units and page."""

    division: int | None = Field(default=None, ge=1)
    page: int = Field(default=1, ge=1, le=100_000)
    ranking: int | None = Field(default=None, ge=1)
    units: int = Field(default=1, ge=1, le=100_000)
    leg: str = Field(default="", max_length=40)
    """Whose rankings of units by prizes; "": the newest leg's."""
    leg_ranking: int | None = Field(default=None, ge=1)
    leg_page: int = Field(default=1, ge=1, le=100_000)


def watched_contest(contest_id: Annotated[str, Path(max_length=40)], database: Database) -> Contest:
    return public_contest(database, contest_id)


Watched = Annotated[Contest, Depends(watched_contest)]


@router.get("")
def show_conclusion(
    request: Request, contest: Watched, database: Database, place: Annotated[Place, Query()]
) -> HTMLResponse:
    heads = conclusions_of(database, contest)
    head = heads[0] if heads and heads[0].is_out else None
    return _page(request, database, contest, heads, head, place)


@router.get("/{revision}")
def show_revision(
    request: Request, contest: Watched, revision: Revision, database: Database, place: Annotated[Place, Query()]
) -> Response:
    heads = conclusions_of(database, contest)
    head = _seen(heads, revision)
    if head is None:
        return redirect(request, _home(contest))
    return _page(request, database, contest, heads, head, place)


@router.get("/{revision}/results.{format}")
def download_revision(
    request: Request, contest: Watched, revision: Revision, format: Format, database: Database
) -> Response:
    head = _seen(conclusions_of(database, contest), revision)
    made = exported(database, head, format) if head and _all_are_named(database, contest) else None
    if head is None or made is None:
        return redirect(request, _home(contest))
    return Response(made, media_type=MEDIA[format], headers=attached(head, format))


def _home(contest: Contest) -> str:
    return f"/watch/contests/{contest.public_id}/results"


def _seen(heads: list[Head], revision: int) -> Head | None:
    """While something is out, what was out before it may be looked up; a withdrawal takes all of them along."""
    head = next((each for each in heads if each.revision == revision), None)
    return head if head and head.is_out and heads[0].is_out else None


def _all_are_named(session: Session, contest: Contest) -> bool:
    """Do the rules of every round show every line to everybody? Else the prizes alone name people, and no file is."""
    return all(everything_is_seen(round.rules) for round in rounds_of(session, contest.id or 0))


def _page(
    request: Request, database: Session, contest: Contest, heads: list[Head], head: Head | None,
    place: Place,
) -> HTMLResponse:  # fmt: skip
    result = concluded_in(database, head) if head else None
    named = _all_are_named(database, contest)
    before = next((each for each in heads if head and each.revision < head.revision and each.is_out), None)
    newest = result is not None and head == heads[0]
    return render(
        request, "watch/conclusion.html", contest=contest, unit=database.get_one(Unit, contest.unit_id), heads=heads,
        head=head, result=result, early=result.early if result else "", points=shown, here=_home(contest),
        has_files=named, overall_told=overall_told, unit_told=unit_told, before=before,
        changed=changes_between(concluded_in(database, before), result, named=named) if before and result else None,
        reviewing=open_in_contest(database, contest) if newest else 0, most=MOVED,
        since=legs_since(database, contest, result) if result and newest else [],
        **_tables(result, named, place),
    )  # fmt: skip


def _tables(result: Concluded | None, named: bool, place: Place) -> dict[str, Any]:
    """A page of the overall table, where people may be named, and a page of one ranking of units."""
    overall = result.overall if result and named else None
    rankings = result.units if result else ()
    chosen = (one for one in rankings if one.rules.number == place.ranking)
    ranking = next(chosen, rankings[0] if rankings else None)
    return {
        "overall": overall, "overall_page": overall_page(overall, place.division, place.page) if overall else None,
        "ranking": ranking, "unit_page": unit_page(ranking, place.units) if ranking else None,
        **_tables_of_leg(result, place),
    }  # fmt: skip


def _tables_of_leg(result: Concluded | None, place: Place) -> dict[str, Any]:
    """A page of one ranking of units by the prizes of one leg."""
    legs = result.leg_units if result else ()
    leg = next((one for one in legs if one.leg == place.leg), legs[-1] if legs else None)
    tables = leg.tables if leg else ()
    table = next((one for one in tables if one.rules.number == place.leg_ranking), tables[0] if tables else None)
    return {"leg_units": leg, "leg_table": table, "leg_page": unit_page(table, place.leg_page) if table else None}
