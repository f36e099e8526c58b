"""A contestant's own card: the codes and the link with which they come in again, to keep after registering."""

import io

import segno
from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from quiz.contests.registrant import Registrant
from quiz.results.slips import in_fours
from quiz.routes.organise.entries import public_url
from quiz.web.contestant import Contestant, SomeContestant
from quiz.web.pages import page
from quiz.web.transactions import Database

router = APIRouter(prefix="/play/card")
FILE = {"Content-Disposition": 'inline; filename="ma-vao-thi.png"', "Cache-Control": "private, max-age=3600"}


@router.get("")
def show_card(request: Request, contestant: SomeContestant, database: Database) -> HTMLResponse:
    return page(
        request, "play/card.html", contest=contestant.contest, own=contestant.entry,
        code=in_fours(contestant.entry.personal_code), link=_link(request, contestant), year=contestant.person.year,
        registrant=database.get(Registrant, contestant.entry.id),
    )  # fmt: skip


@router.get("/qr.png")
def show_qr(request: Request, contestant: SomeContestant) -> Response:
    drawn = io.BytesIO()
    segno.make(_link(request, contestant), error="m", micro=False).save(drawn, kind="png", scale=8, border=4)
    return Response(drawn.getvalue(), media_type="image/png", headers=FILE)


def _link(request: Request, contestant: Contestant) -> str:
    return f"{public_url(request)}/join/{contestant.entry.link_token}"
