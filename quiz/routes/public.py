"""The front page, the language switch, and whether the site is well: what anyone may ask for."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlmodel import Session, col, select
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from quiz import clock
from quiz.attempts.timetable import Slot, next_slot, timetable_of
from quiz.contests.announcing import last_postponement
from quiz.contests.contest import Contest, ContestState
from quiz.language import LANGUAGES, VIETNAMESE
from quiz.migrating import is_current
from quiz.people.unit import Unit
from quiz.routes.wording import PUBLIC_LEG_CHIPS
from quiz.web.contestant import MaybeContestant
from quiz.web.pages import is_https, page, redirect, safe_next
from quiz.web.staff import MaybeStaff
from quiz.web.transactions import Database

router = APIRouter()


@dataclass(frozen=True)
class Card:
    """A contest on the front page: whose it is, and what comes next."""

    contest: Contest
    unit: Unit
    next: Slot | None
    moved: bool  # what comes next was postponed


@router.get("/")
def show_home(request: Request, staff: MaybeStaff, contestant: MaybeContestant, database: Database) -> HTMLResponse:
    """Every announced contest: the one that opens next first, those called off last."""
    shown = select(Contest, Unit).where(
        Contest.unit_id == Unit.id, col(Contest.state).in_((ContestState.ANNOUNCED, ContestState.CANCELLED))
    )
    newest_first = shown.order_by(col(Contest.created_at).desc(), col(Contest.id).desc())
    cards = [_card(database, contest, unit) for contest, unit in database.exec(newest_first)]
    return page(request, "home.html", cards=sorted(cards, key=_soonest), leg_chips=PUBLIC_LEG_CHIPS)


@router.post("/language")
def choose_language(request: Request, language: Annotated[str, Form()], next: Annotated[str, Form()] = "/") -> Response:
    response = redirect(request, safe_next(next, "/"))
    chosen = language if language in LANGUAGES else VIETNAMESE
    response.set_cookie("language", chosen, max_age=31536000, samesite="lax", secure=is_https(request))
    return response


@router.get("/healthz")
async def show_health() -> PlainTextResponse:
    """The process lives."""
    return PlainTextResponse("ok")


@router.get("/readyz")
def show_readiness() -> PlainTextResponse:
    """The database answers and has the shape that this version expects."""
    ready = is_current()
    return PlainTextResponse("ready" if ready else "migrate first", status_code=200 if ready else 503)


def _card(session: Session, contest: Contest, unit: Unit) -> Card:
    running = contest.state == ContestState.ANNOUNCED
    ahead = next_slot(timetable_of(session, contest, clock.now())) if running else None
    moved = ahead is not None and ahead.is_ahead and last_postponement(session, contest) is not None
    return Card(contest, unit, ahead, moved)


def _soonest(card: Card) -> tuple[int, float]:
    """Open now, then by opening; then those without a time, those that are over, those called off."""
    if card.contest.state == ContestState.CANCELLED:
        return (4, 0)
    if card.next is None:
        return (3, 0)
    if card.next.opens_at is None:
        return (2, 0)
    return (0 if card.next.is_open else 1, card.next.opens_at.timestamp())
