"""How the papers of a leg were drawn, for anyone to check: the seed's hash at once, the seed after the close."""

from datetime import datetime

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse

from quiz import clock
from quiz.attempts.deadline import opening
from quiz.attempts.decisions import window_of
from quiz.attempts.sealing import LegSeal
from quiz.contests.releasing import seed_is_out
from quiz.routes.watch.boards import Watched, WatchedLeg
from quiz.standings.publishing import situation_of
from quiz.web.pages import page
from quiz.web.transactions import Database

router = APIRouter(prefix="/watch/legs/{leg_id}")


@router.get("/draw")
def show_draw(request: Request, watched: WatchedLeg, database: Database) -> HTMLResponse:
    at = clock.now()
    seal = database.get(LegSeal, watched.leg.id)
    opened_at = opening(watched.round.rules, window_of(watched.leg))
    return page(
        request, "watch/draw.html",
        watched=watched, sealed_at=seal.sealed_at if seal else None, commitment=seal.commitment if seal else "",
        in_time=seal is not None and (opened_at is None or seal.sealed_at <= opened_at),
        secret=_secret(database, watched, seal, at),
    )  # fmt: skip


def _secret(session: Session, watched: Watched, seal: LegSeal | None, at: datetime) -> str:
    if seal is None or not seed_is_out(situation_of(session, watched.contest, watched.round, watched.leg, at)):
        return ""
    return seal.secret
