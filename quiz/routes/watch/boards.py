"""The board of a leg, its units and the hall's screen: all of them behind the one release gate."""

from collections.abc import Callable
from dataclasses import dataclass
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
from quiz.contests.round import Leg, Round
from quiz.people.unit import Unit
from quiz.refusals import NotFound
from quiz.standings.board import Shown, board_of, own_place
from quiz.standings.points import mean_shown, shown
from quiz.standings.predicting import outcome_told
from quiz.standings.standing import PAGE, Board
from quiz.standings.tie_breaks import definition, short_definition
from quiz.standings.why_here import why_here
from quiz.web.dependencies import Contestant, Database, MaybeContestant, MaybeStaff
from quiz.web.events import changes_of
from quiz.web.kept import rendered_once
from quiz.web.pages import fragment, page

router = APIRouter(prefix="/watch/legs/{leg_id}")
HALL_PAGE = 8
HALL_TOP = 48
HALL_UNITS = 5
PageNumber = Annotated[int, Query(ge=1, le=100_000)]


@dataclass(frozen=True)
class Watched:
    """A leg of an announced contest, and whose phone looks at it, if anyone's."""

    contest: Contest
    round: Round
    leg: Leg
    contestant: Contestant | None

    @property
    def title(self) -> str:
        return " · ".join(filter(None, (self.round.name, self.leg.name)))


def watched_leg(
    leg_id: Annotated[str, Path(max_length=40)], staff: MaybeStaff, contestant: MaybeContestant, database: Database
) -> Watched:
    found = database.exec(
        select(Contest, Round, Leg).where(
            Round.contest_id == Contest.id, Leg.round_id == Round.id, Leg.public_id == leg_id
        )
    ).first()
    if found is None or not found[0].is_public:
        raise NotFound
    of_this_contest = contestant if contestant and contestant.contest.id == found[0].id else None
    return Watched(found[0], found[1], found[2], of_this_contest)


WatchedLeg = Annotated[Watched, Depends(watched_leg)]


@router.get("")
def show_board(request: Request, watched: WatchedLeg, database: Database, page: PageNumber = 1) -> HTMLResponse:
    return _page(request, "watch/board.html", watched, database, **board_context(database, watched, page))


@router.get("/rows")
def show_rows(request: Request, watched: WatchedLeg, database: Database, page: PageNumber = 1) -> HTMLResponse:
    return fragment(request, "watch/_board.html", watched=watched, **board_context(database, watched, page))


@router.get("/units")
def show_units(request: Request, watched: WatchedLeg, database: Database, page: PageNumber = 1) -> HTMLResponse:
    return _page(request, "watch/units.html", watched, database, units=units_of(database, watched, page), number=page)


@router.get("/units/rows")
def show_unit_rows(request: Request, watched: WatchedLeg, database: Database, page: PageNumber = 1) -> HTMLResponse:
    units = units_of(database, watched, page)
    return fragment(request, "watch/_units.html", watched=watched, units=units, number=page)


@router.get("/screen")
def show_screen(request: Request, watched: WatchedLeg, database: Database, page: PageNumber = 1) -> HTMLResponse:
    hall, paused = hall_of(database, watched, page), pause_for_all(database, watched)
    return _page(request, "watch/screen.html", watched, database, hall=hall, paused=paused, number=page)


@router.get("/screen/rows")
def show_screen_rows(request: Request, watched: WatchedLeg, database: Database, page: PageNumber = 1) -> HTMLResponse:
    hall, paused = hall_of(database, watched, page), pause_for_all(database, watched)
    return fragment(request, "watch/_screen.html", watched=watched, hall=hall, paused=paused, number=page)


@router.get("/events")
def watch_changes(watched: WatchedLeg) -> EventSourceResponse:
    """While nothing is released, not even how often somebody submits is told."""
    topics = [f"publication-{watched.leg.id}", f"time-{watched.leg.id}"]
    if watched.round.rules.board == "live" and watched.round.rules.prediction is None:
        topics.append(f"board-{watched.leg.id}")
    return changes_of(*topics)


def _page(request: Request, template: str, watched: Watched, database: Session, **context: Any) -> HTMLResponse:
    unit = database.get_one(Unit, watched.contest.unit_id)
    return page(request, template, watched=watched, unit=unit, **context)


def board_context(database: Session, watched: Watched, number: int) -> dict[str, Any]:
    """The rows everybody sees, and one's own place with those around it."""
    found = board_of(database, watched.contest, watched.round, watched.leg, clock.now())
    own = own_place(found.board, watched.contestant.entry.id or 0) if found and watched.contestant else None
    rows = found and kept_rows(f"/watch/legs/{watched.leg.public_id}?page=", watched.round, watched.leg, found, number)
    return {
        "rows": rows, "own": own, "number": number, "page_size": PAGE, "points": shown,
        "predicted": predicted_in(watched.round),
        "why_here": why_here(own, watched.round.rules, found.board.actual) if own and found else [],
    }  # fmt: skip


def predicted_in(round: Round) -> Callable[[int], str] | None:
    """How a number that was predicted is told, where the round asks for one."""
    target = round.rules.prediction
    return (lambda number: with_unit(number, target)) if target else None


def came_about_in(round: Round, board: Board) -> str:
    """What predictions are held against, in words."""
    target, actual = round.rules.prediction, board.actual
    return outcome_told(actual, target) if target and actual else ""


def cut_told_of(board: Board) -> str:
    return cut_told(board.cut_line) if board.cut_line else ""


def kept_rows(url: str, round: Round, leg: Leg, found: Shown, number: int) -> Markup:
    """One page of a board, for everybody who may see it."""

    def context() -> dict[str, Any]:
        total = found.board.total()
        pages = pages_of(total, PAGE)
        here = min(number, pages)
        return {
            "slice": found.board.lines((here - 1) * PAGE, PAGE), "total": total, "number": here, "pages": pages,
            "maximum": found.board.maximum, "figures": found.board.figures(), "state": found.state.value,
            "head": found.head, "url": url, "ordering": definition(round.rules.ranking),
            "cut_told": cut_told_of(found.board), "points": shown, "predicted": predicted_in(round),
            "came_about": came_about_in(round, found.board),
            "lots": [decided for decided in found.board.ties if decided["by"] == "lots"],
        }  # fmt: skip

    return rendered_once((url, leg.public_id, number), found.stamp, "watch/_rows.html", context)


def units_of(database: Session, watched: Watched, number: int) -> Markup | None:
    def context(found: Shown) -> dict[str, Any]:
        units = found.board.units()
        pages = pages_of(len(units), PAGE)
        here = min(number, pages)
        return {
            "units": units[(here - 1) * PAGE : here * PAGE], "number": here, "pages": pages, "state": found.state.value,
            "figures": found.board.figures(), "points": shown, "mean": mean_shown,
            "url": f"/watch/legs/{watched.leg.public_id}/units?page=",
        }  # fmt: skip

    return _kept(database, watched, "units", number, "watch/_unit_rows.html", context)


def hall_of(database: Session, watched: Watched, number: int) -> Markup | None:
    """So few names a page that they are read from ten metres; the pages take turns."""

    def context(found: Shown) -> dict[str, Any]:
        total = found.board.total()
        pages = pages_of(min(total, HALL_TOP), HALL_PAGE)
        here = (number - 1) % pages + 1
        units = found.board.units()
        return {
            "slice": found.board.lines((here - 1) * HALL_PAGE, HALL_PAGE), "number": here, "pages": pages,
            "next": here % pages + 1, "units": units[:HALL_UNITS], "figures": found.board.figures(),
            "most": max((unit.people for unit in units), default=0), "maximum": found.board.maximum,
            "state": found.state.value, "cut_told": cut_told_of(found.board), "points": shown, "total": total,
            "ordering": short_definition(watched.round.rules.ranking), "head": found.head, "watched": watched,
            "predicted": None, "came_about": came_about_in(watched.round, found.board),
        }  # fmt: skip

    return _kept(database, watched, "screen", number, "watch/_hall.html", context)


def pause_for_all(database: Session, watched: Watched) -> Span | None:
    """What stops everybody just now; of a room or one person the hall is told nothing."""
    state = state_of(database, watched.contest, watched.round, watched.leg, clock.now())
    if state != LegState.OPEN:
        return None
    return pause_of(decided_for(decisions_about(database, watched.contest, watched.leg, PAUSE, RESUME), None))


def pages_of(total: int, size: int) -> int:
    return max(1, -(-total // size))


def _kept(
    database: Session, watched: Watched, view: str, number: int, template: str,
    context: Callable[[Shown], dict[str, Any]],
) -> Markup | None:  # fmt: skip
    found = board_of(database, watched.contest, watched.round, watched.leg, clock.now())
    if found is None:
        return None
    key = (view, watched.leg.public_id, number)
    return rendered_once(key, found.stamp, template, lambda: context(found))
