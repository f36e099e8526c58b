"""The front page, the language switch, and whether the site is well: what anyone may ask for."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlmodel import col, select
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from quiz.contests.contest import Contest, ContestState
from quiz.language import LANGUAGES, VIETNAMESE
from quiz.migrating import is_current
from quiz.web.dependencies import Database, MaybeContestant, MaybeStaff
from quiz.web.pages import is_https, page, redirect, safe_next

router = APIRouter()


@router.get("/")
def show_home(request: Request, staff: MaybeStaff, contestant: MaybeContestant, database: Database) -> HTMLResponse:
    announced = select(Contest).where(Contest.state == ContestState.ANNOUNCED).order_by(col(Contest.created_at).desc())
    return page(request, "home.html", contests=list(database.exec(announced)))


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
