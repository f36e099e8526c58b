"""The board of a leg, its units and the hall's screen: all of them behind the one release gate."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.sse import EventSourceResponse
from markupsafe import Markup
from sqlmodel import Session, select
from starlette.responses import HTMLResponse

from quiz import clock
from quiz.attempts.deadline import LegState, Span, pause_of
from quiz.attempts.decisions import PAUSE, RESUME, decided_for, decisions_about
from quiz.attempts.timekeeping import state_of
from quiz.contests.articles.advancing import cut_told
from quiz.contests.contest import Contest
from quiz.contests.prediction import with_unit
from quiz.contests.releasing import changes_are_told, sight_of
from quiz.contests.round import Leg, Round
from quiz.contests.rules import RoundRules
from quiz.people.unit import Unit
from quiz.refusals import NotFound
from quiz.standings import unit_told
from quiz.standings.beside import LISTED_MOST
from quiz.standings.board import Listed, Shown, being_frozen, board_of
from quiz.standings.complaining import open_in_leg
from quiz.standings.counting_units import unit_rankings_decided_later
from quiz.standings.points import mean_shown, shown
from quiz.standings.predicting import outcome_told
from quiz.standings.publishing import situation_of
from quiz.standings.ranking import places_of
from quiz.standings.standing import PAGE, Board
from quiz.standings.tie_breaks import definition, short_definition
from quiz.standings.unit_rankings import UnitTable
from quiz.standings.unit_told import unit_page
from quiz.web.contestant import Contestant, MaybeContestant
from quiz.web.events import Gate, Telling, changes_of
from quiz.web.kept import page_once, rendered_once
from quiz.web.pages import fragment, page
from quiz.web.staff import MaybeStaff
from quiz.web.transactions import Database

router = APIRouter(prefix="/watch/legs/{leg_id}")
HALL_PAGE = 8
HALL_TOP = 48
HALL_UNITS = 5
PageNumber = Annotated[int, Query(ge=1, le=100_000)]
DivisionNumber = Annotated[int, Query(ge=1, le=100)]
"""Which of them in their order, where each stands apart."""
RankingNumber = Annotated[int | None, Query(ge=0, le=50)]
"""Which ranking of units, by its number in the rules; 0: the plain figures; None: the first there is."""


@dataclass(frozen=True)
class Watched:
    """A leg of an announced contest, and whose phone looks at it, if anyone's."""

    contest: Contest
    round: Round
    leg: Leg
    contestant: Contestant | None = None

    @property
    def title(self) -> str:
        return " · ".join(filter(None, (self.round.name, self.leg.name)))


def watched_leg(
    leg_id: Annotated[str, Path(max_length=40)], staff: MaybeStaff, contestant: MaybeContestant, database: Database
) -> Watched:
    found = leg_watched(database, leg_id)
    return replace(found, contestant=contestant if contestant and contestant.contest.id == found.contest.id else None)


def leg_watched(session: Session, leg_id: str) -> Watched:
    """By the public id, for whoever looks at it without being known."""
    found = session.exec(
        select(Contest, Round, Leg).where(
            Round.contest_id == Contest.id, Leg.round_id == Round.id, Leg.public_id == leg_id
        )
    ).first()
    if found is None or not found[0].is_public:
        raise NotFound
    return Watched(*found)


WatchedLeg = Annotated[Watched, Depends(watched_leg)]


@router.get("/units")
def show_units(
    request: Request, watched: WatchedLeg, database: Database, page: PageNumber = 1, ranking: RankingNumber = None
) -> HTMLResponse:  # fmt: skip
    units = units_of(database, watched, page, ranking)
    return _page(request, "watch/units.html", watched, database, units=units, number=page, ranking=ranking)


@router.get("/units/rows")
def show_unit_rows(
    request: Request, watched: WatchedLeg, database: Database, page: PageNumber = 1, ranking: RankingNumber = None
) -> HTMLResponse:  # fmt: skip
    units = units_of(database, watched, page, ranking)
    return fragment(
        request, "watch/_units.html", watched=watched, units=units, number=page, sight=sight_of(watched.round.rules),
        reviewing=open_in_leg(database, watched.leg), freezing=moment_awaited(database, watched, units),
    )  # fmt: skip


@router.get("/screen")
def show_screen(request: Request, watched: WatchedLeg, database: Database, page: PageNumber = 1) -> HTMLResponse:
    hall, paused = hall_of(database, watched, page), pause_for_all(database, watched)
    return _page(request, "watch/screen.html", watched, database, hall=hall, paused=paused, number=page)


@router.get("/screen/rows")
def show_screen_rows(request: Request, watched: WatchedLeg, database: Database, page: PageNumber = 1) -> HTMLResponse:
    hall, paused = hall_of(database, watched, page), pause_for_all(database, watched)
    return fragment(
        request, "watch/_screen.html", watched=watched, hall=hall, paused=paused, number=page,
        sight=sight_of(watched.round.rules), reviewing=open_in_leg(database, watched.leg),
        freezing=moment_awaited(database, watched, hall),
    )  # fmt: skip


@router.get("/events")
def watch_changes(watched: WatchedLeg, database: Database) -> EventSourceResponse:
    """While nothing is released, not even how often somebody submits is told; nor from the moment on at which the board
    froze or is to freeze."""
    leg, to_contestant = watched.leg, watched.contestant is not None

    def are_told(session: Session) -> Telling:
        round, at = session.get_one(Round, watched.round.id), clock.now()
        situation = situation_of(session, watched.contest, round, leg, at)
        told = changes_are_told(round.rules, situation, to_contestant=to_contestant)
        return Telling(told, situation.freezes_at if told else None)

    gate = Gate((f"board-{leg.id}",), (leg.id, to_contestant), are_told, are_told(database))
    return changes_of(f"publication-{leg.id}", f"time-{leg.id}", gate=gate)


def _page(request: Request, template: str, watched: Watched, database: Session, **context: Any) -> HTMLResponse:
    unit = database.get_one(Unit, watched.contest.unit_id)
    given: dict[str, Any] = {"watched": watched, "unit": unit, "sight": sight_of(watched.round.rules)} | context
    drawn = context.get("units", context.get("hall"))
    given |= {"reviewing": open_in_leg(database, watched.leg), "freezing": moment_awaited(database, watched, drawn)}
    return page(request, template, **given)


def moment_awaited(session: Session, watched: Watched, drawn: object) -> datetime | None:
    """The moment whose board is just being made, where nothing is shown for that."""
    return None if drawn else being_frozen(session, watched.contest, watched.round, watched.leg, clock.now())


def predicted_in(rules: RoundRules) -> Callable[[int], str] | None:
    """How a number that was predicted is told, where the round asks for one."""
    target = rules.prediction
    return (lambda number: with_unit(number, target)) if target else None


def came_about_in(board: Board) -> str:
    """What predictions are held against, in words."""
    target, actual = board.rules.prediction, board.actual
    return outcome_told(actual, target) if target and actual else ""


def cut_told_of(board: Board) -> str:
    return cut_told(board.cut_line) if board.cut_line else ""


def kept_rows(url: str, leg: Leg, found: Shown, listed: Listed, number: int) -> Markup:
    """One page of a board, for everybody who may see it."""
    board = listed.board

    def context() -> dict[str, Any]:
        total = listed.total()
        pages = pages_of(total, PAGE)
        here = min(number, pages)
        beside = listed.beside() if here == pages else ()
        return state_told(found) | {
            "beside": beside[:LISTED_MOST], "beside_more": max(0, len(beside) - LISTED_MOST),
            "slice": listed.lines((here - 1) * PAGE, PAGE), "total": total, "number": here, "pages": pages,
            "maximum": board.maximum, "figures": board.figures(), "top": listed.top, "url": url,
            "ordering": definition(board.rules.ranking), "cut_told": cut_told_of(board), "points": shown,
            "predicted": predicted_in(board.rules), "came_about": came_about_in(board),
            "lots": [decided for decided in board.ties if decided["by"] == "lots"],
        }  # fmt: skip

    return rendered_once((url, leg.public_id, number, found.sight), found.stamp, "watch/_rows.html", context)


def units_of(database: Session, watched: Watched, number: int, ranking: int | None = None) -> Markup | None:
    """A ranking of units that the rules name, or how many took part in each; a page of it."""
    home = f"/watch/legs/{watched.leg.public_id}/units"

    def context(found: Shown) -> dict[str, Any]:
        tables = _unit_tables(found, watched)
        table = next((one for one in tables if one.rules.number == ranking), None)
        if table is None and ranking is None and tables:
            table = tables[0]
        given = {
            "tables": tables, "table": table, "told": unit_told, "home": home, "figures": found.board.figures(),
            "later": unit_rankings_decided_later(watched.contest.rules.unit_rankings), "watched": watched,
        }  # fmt: skip
        if table is not None:
            shown_units = unit_page(table, number)
            return given | {"shown": shown_units, "here": f"{home}?ranking={table.rules.number}&page="}
        units = found.board.units()
        pages = pages_of(len(units), PAGE)
        here = min(number, pages)
        return given | {
            "units": units[(here - 1) * PAGE : here * PAGE], "number": here, "pages": pages, "points": shown,
            "mean": mean_shown, "url": f"{home}?{'ranking=0&' if tables else ''}page=",
        }  # fmt: skip

    return _kept(database, watched, f"units-{ranking}", number, "watch/_unit_rows.html", context)


def _unit_tables(found: Shown, watched: Watched) -> Sequence[UnitTable]:
    """Counted once for all their pages."""
    at = clock.now()
    return page_once(("unit tables", watched.leg.public_id), found.stamp, lambda: found.board.unit_tables(at))


def hall_of(database: Session, watched: Watched, number: int) -> Markup | None:
    """So few names a page that they are read from ten metres; the pages take turns, those of each division too."""

    def context(found: Shown) -> dict[str, Any]:
        turns = _turns(found)
        here = (number - 1) % len(turns) + 1
        name, listed, start = turns[here - 1]
        board, units = listed.board if listed else found.board, found.board.units()
        table = None if listed else next((one for one in _unit_tables(found, watched) if one.ranked), None)
        return {
            "slice": listed.lines(start, min(HALL_PAGE, HALL_TOP - start)) if listed else None, "number": here,
            "pages": len(turns), "next": here % len(turns) + 1, "division": name,
            "units": units[: HALL_UNITS if listed else HALL_PAGE], "figures": board.figures(), "table": table,
            "ranked": table.ranked[:HALL_PAGE] if table else (), "told": unit_told,
            "most": max((unit.people for unit in units), default=0), "maximum": board.maximum,
            "cut_told": cut_told_of(board) if listed else "", "points": shown, "mean": mean_shown,
            "places": places_of([(-unit.people, -unit.mean) for unit in units]),
            "ordering": short_definition(board.rules.ranking) if listed else "", "watched": watched,
            "predicted": None, "came_about": came_about_in(board),
        }  # fmt: skip

    return _kept(database, watched, "screen", number, "watch/_hall.html", context)


def _turns(found: Shown) -> list[tuple[str, Listed | None, int]]:
    """The pages of the hall: of which division, from which line on. One without lines where no names are shown."""
    turns: list[tuple[str, Listed | None, int]] = []
    names = [each.name for each in found.divisions()] or [""]
    for place, name in enumerate(names):
        listed = found.listed(place)
        total = min(listed.total(), HALL_TOP) if listed else 0
        turns += [(name, listed, page * HALL_PAGE) for page in range(pages_of(total, HALL_PAGE))]
    return turns


def pause_for_all(database: Session, watched: Watched) -> Span | None:
    """What stops everybody just now; of a room or one person the hall is told nothing."""
    state = state_of(database, watched.contest, watched.round, watched.leg, clock.now())
    if state != LegState.OPEN:
        return None
    return pause_of(decided_for(decisions_about(database, watched.contest, watched.leg, PAUSE, RESUME), None))


def pages_of(total: int, size: int) -> int:
    return max(1, -(-total // size))


def state_told(found: Shown) -> dict[str, Any]:
    """What kind of board it is, for watch/_state.html."""
    return {
        "state": found.state.value, "head": found.head, "since": found.since, "frozen_at": found.frozen_at,
        "freezes_at": found.freezes_at,
    }  # fmt: skip


def _kept(
    database: Session, watched: Watched, view: str, number: int, template: str,
    context: Callable[[Shown], dict[str, Any]],
) -> Markup | None:  # fmt: skip
    """For everybody; None where there is nothing that everybody may see."""
    found = board_of(database, watched.contest, watched.round, watched.leg, clock.now())
    if found is None or not found.sight.units:
        return None
    key = (view, watched.leg.public_id, number, found.sight)
    return rendered_once(key, found.stamp, template, lambda: state_told(found) | context(found))
