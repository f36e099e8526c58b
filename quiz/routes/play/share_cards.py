"""A contestant's own place as a picture to send on ("Ảnh chia sẻ"): behind the release gate, as the board is."""

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from quiz import clock
from quiz.refusals import NotFound
from quiz.results.share_cards import ShareCard, share_card_of, share_card_png
from quiz.routes.organise.entries import public_url
from quiz.routes.play.guards import find_place
from quiz.web.transactions import Transactions

router = APIRouter(prefix="/play/legs/{leg_id}")
FILE = {"Content-Disposition": 'inline; filename="ket-qua.png"', "Cache-Control": "private, no-cache"}
"""Asked for anew each time: what was out may be withdrawn."""


@router.get("/share-card.png")
async def show_share_card(request: Request, leg_id: str, transact: Transactions) -> Response:
    card = await transact(lambda session: _card(request, session, leg_id), writing=False)
    return Response(await transact.work(share_card_png, card), media_type="image/png", headers=FILE)


def _card(request: Request, session: Session, leg_id: str) -> ShareCard:
    place, contestant = find_place(request, session, leg_id)
    site = public_url(request)
    card = share_card_of(session, place.contest, place.round, place.leg, contestant.entry, clock.now(), site)
    if card is None:
        raise NotFound
    return card
