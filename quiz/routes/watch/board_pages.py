"""The board of a leg on a page, with one's own place. A thousand look at it while nothing happens: it costs a glance.

The page is drawn once for all, with marks where each reader's own goes: their name at its head and the card with their
place. Both are put in as the page leaves. What is kept holds as long as the glance at all that may change it is equal.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import chain
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from markupsafe import Markup, escape
from sqlmodel import Session
from starlette.responses import HTMLResponse

from quiz import clock, language
from quiz.contests.entry import Entry
from quiz.contests.releasing import sight_of
from quiz.people.sign_in import Door
from quiz.people.unit import Unit
from quiz.refusals import NotFound
from quiz.results.share_cards import may_share
from quiz.routes.watch.boards import (
    DivisionNumber,
    PageNumber,
    Watched,
    kept_rows,
    leg_watched,
    moment_awaited,
    predicted_in,
    state_told,
    units_of,
)
from quiz.standings.board import Shown, board_of, own_beside_on, own_place_on
from quiz.standings.complaining import entries_under_review, open_in_leg
from quiz.standings.glance import Glance, OwnGlance, Phase, glance_at, own_glance, phase_of
from quiz.standings.points import shown
from quiz.standings.standing import PAGE
from quiz.standings.why_here import why_here
from quiz.web.contestant import signed_in_contestant
from quiz.web.kept import own_once, page_once
from quiz.web.pages import NOTICE_COOKIE, environment, fragment, page
from quiz.web.sign_in_cookie import token_in_cookie
from quiz.web.staff import signed_in_staff
from quiz.web.together import Together

router = APIRouter(prefix="/watch/legs/{leg_id}")
NAME_GOES, CARD_GOES = (Markup(f"<!--{secrets.token_hex(16)}-->") for _ in range(2))
MARKS = re.compile(f"{NAME_GOES}|{CARD_GOES}")
"""Nobody can have written these: they are drawn by lot in every process, and never leave it."""
LegId = Annotated[str, Path(max_length=40)]


@dataclass(frozen=True)
class Asked:
    """Which part of which board."""

    leg_id: str
    number: int
    division: int
    whole: bool
    """With everything around it, or the lines alone, to be put into a page that is there."""


@dataclass(frozen=True)
class SomebodyNamed:
    """In the place of whoever looks at it, while it is drawn for all."""

    person_name: Markup = NAME_GOES


@router.get("")
async def show_board(
    request: Request, leg_id: LegId, page: PageNumber = 1, division: DivisionNumber = 1
) -> HTMLResponse:
    return await _told(request, Asked(leg_id, page, division, whole=True))


@router.get("/rows")
async def show_rows(
    request: Request, leg_id: LegId, page: PageNumber = 1, division: DivisionNumber = 1
) -> HTMLResponse:
    return await _told(request, Asked(leg_id, page, division, whole=False))


async def _told(request: Request, asked: Asked) -> HTMLResponse:
    """Looks that arrive together share a transaction."""
    together: Together = request.app.state.looking_together
    return await together(lambda session: _drawn(request, session, asked, clock.now()))


def _drawn(request: Request, session: Session, asked: Asked, at: datetime) -> HTMLResponse:
    seen = glance_at(session, asked.leg_id)
    if asked.whole and (Door.DESK.value in request.cookies or NOTICE_COOKIE in request.cookies):
        return _page_of_one(request, session, asked, at)
    token = token_in_cookie(request, Door.PLAY)
    mine = own_glance(session, token, at) if token else None
    if seen is None or not seen.is_public:
        signed_in_contestant(request, session)  # whom the refusal names
        raise NotFound
    return HTMLResponse(_View(request, session, asked, seen, mine, at).html())


@dataclass
class _View:
    """Of one reader, at one moment."""

    request: Request
    session: Session
    asked: Asked
    seen: Glance
    mine: OwnGlance | None
    at: datetime

    def html(self) -> str:
        key = (self.asked, language.current(), self.request.url.query)
        phase = page_once(("phase", self.asked.leg_id), self.seen, self._phase)
        stamp = (self.seen, phase(self.at))
        mine, card = self.mine, ""
        if mine is not None and mine.contest_id == self.seen.contest_id:
            card = own_once((*key, mine.entry_id), (stamp, mine), self._card)
        named, has_card = mine is not None and self.asked.whole, bool(card)
        pieces = page_once((*key, named, has_card), stamp, lambda: self._pieces(named=named, has_card=has_card))
        own = [escape(mine.name)] * named + [card] * has_card if mine is not None else []
        return "".join(chain.from_iterable(zip(pieces, [*own, ""], strict=True)))

    @cached_property
    def watched(self) -> Watched:
        return leg_watched(self.session, self.asked.leg_id)

    @cached_property
    def found(self) -> Shown | None:
        return board_of(self.session, self.watched.contest, self.watched.round, self.watched.leg, self.at)

    def _phase(self) -> Phase:
        return phase_of(self.session, self.watched.contest, self.watched.round, self.watched.leg)

    def _card(self) -> str:
        assert self.mine is not None
        return own_card(self.session, self.watched, self.found, self.mine.entry_id, self.asked.number)

    def _pieces(self, *, named: bool, has_card: bool) -> list[str]:
        context = board_context(self.session, self.watched, self.found, self.asked)
        context["own_card"] = CARD_GOES if has_card else ""
        if self.asked.whole:
            self.request.state.entry = SomebodyNamed() if named else None
            response = page(self.request, "watch/board.html", **context)
        else:
            response = fragment(self.request, "watch/_board.html", **context)
        return MARKS.split(bytes(response.body).decode())


def _page_of_one(request: Request, session: Session, asked: Asked, at: datetime) -> HTMLResponse:
    """Of staff, whose doors stand at its head, or of somebody who is told what their last act came to."""
    signed_in_staff(request, session)
    contestant = signed_in_contestant(request, session)
    watched = leg_watched(session, asked.leg_id)
    found = board_of(session, watched.contest, watched.round, watched.leg, at)
    here = contestant is not None and contestant.contest.id == watched.contest.id
    entry_id = contestant.entry.id if contestant is not None and here else None
    card = own_card(session, watched, found, entry_id, asked.number) if entry_id is not None else ""
    context = board_context(session, watched, found, asked) | {"own_card": Markup(card)}
    return page(request, "watch/board.html", **context)


def board_context(session: Session, watched: Watched, found: Shown | None, asked: Asked) -> dict[str, Any]:
    """What everybody sees."""
    context: dict[str, Any] = {
        "watched": watched, "unit": session.get_one(Unit, watched.contest.unit_id), "found": found, "rows": None,
        "number": asked.number, "divisions": [], "division": asked.division, "sight": sight_of(watched.round.rules),
        "reviewing": open_in_leg(session, watched.leg) if found is not None and found.head is not None else 0,
        "freezing": moment_awaited(session, watched, found),
    }  # fmt: skip
    if found is None:
        return context
    context |= state_told(found) | {"divisions": [each.name for each in found.divisions()]}
    url = f"/watch/legs/{asked.leg_id}?{f'division={asked.division}&' if context['divisions'] else ''}page="
    if (listed := found.listed(asked.division - 1)) is not None:
        context["rows"] = kept_rows(url, watched.leg, found, listed, asked.number)
    elif found.sight.units:
        context["rows"] = units_of(session, watched, asked.number)
    return context


def own_card(session: Session, watched: Watched, found: Shown | None, entry_id: int, number: int) -> str:
    """A contestant's own place with those around it whom everybody sees; "" where they have none."""
    if found is None:
        return ""
    own = own_place_on(session, found, entry_id)
    if own is None:
        return _own_card_beside(session, watched, found, entry_id)
    context = state_told(found) | {
        "watched": watched, "sight": found.sight, "own": own, "number": number, "page_size": PAGE, "points": shown,
        "predicted": predicted_in(watched.round.rules), "divisions": found.divisions(),
        "why_here": why_here(own, found.board.rules, found.board.actual), "language": language.current(),
        "under_review": entry_id in entries_under_review(session, watched.leg),
        "share_card": may_share(session, watched.leg, session.get_one(Entry, entry_id), own.mine),
    }  # fmt: skip
    return environment().get_template("watch/_own.html").render(context)


def _own_card_beside(session: Session, watched: Watched, found: Shown, entry_id: int) -> str:
    """Of whoever plays without a place."""
    mine = own_beside_on(session, found, entry_id)
    if mine is None:
        return ""
    context = state_told(found) | {
        "mine": mine, "points": shown, "language": language.current(),
        "under_review": entry_id in entries_under_review(session, watched.leg),
    }  # fmt: skip
    return environment().get_template("watch/_own_beside.html").render(context)
