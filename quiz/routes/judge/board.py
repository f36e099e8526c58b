"""The board as it stands now, for the staff of the contest, whatever has been published."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.sse import EventSourceResponse
from markupsafe import Markup
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.contests.contest import Contest
from quiz.contests.round import Leg, Round
from quiz.language import gettext as _
from quiz.people.role import Power
from quiz.refusals import Invalid
from quiz.routes.watch.boards import kept_rows
from quiz.standings.beside import beside_of
from quiz.standings.board import Listed, internal_board_of
from quiz.standings.counters import are_hidden, insist_may_be_seen
from quiz.standings.freeze import freeze_of
from quiz.standings.freezing import Ready, freeze, freeze_ahead, may_freeze, thaw
from quiz.standings.points import shown
from quiz.standings.publishing import is_published
from quiz.web.events import Gate, changes_of
from quiz.web.forms import Written
from quiz.web.pages import fragment, page, redirect
from quiz.web.staff import SomeStaff, Staff, leg_to, signed_in_staff, some_staff
from quiz.web.transactions import Database, Transactions

router = APIRouter(prefix="/judge/legs/{leg_id}/board")
Controlled = Annotated[tuple[Contest, Round, Leg], Depends(leg_to(Power.CONTROL))]
Timed = Annotated[tuple[Contest, Round, Leg], Depends(leg_to(Power.TIME))]
LegId = Annotated[str, Path(max_length=40)]
PageNumber = Annotated[int, Query(alias="page", ge=1, le=100_000)]


@router.get("")
def show_board(
    request: Request, found: Controlled, staff: SomeStaff, database: Database, number: PageNumber = 1
) -> HTMLResponse:
    return _page(request, database, found, staff, number)


@router.post("/freeze")
async def freeze_board(request: Request, leg_id: LegId, transact: Transactions, reason: Written = "") -> Response:
    """From now on the public sees the board as it stands. It is read while nobody waits."""

    def prepare(session: Session) -> Ready | None:
        staff, found = _timed(request, session, leg_id)
        return freeze_ahead(session, *found, reason=reason, by=staff.deciding(Power.TIME, found[0].id))

    def keep(session: Session, ready: Ready | None) -> Leg:
        staff, found = _timed(request, session, leg_id)
        freeze(session, *found, reason=reason, by=staff.deciding(Power.TIME, found[0].id), ready=ready)
        return found[2]

    try:
        leg = await transact.ahead(prepare, keep)
    except Invalid as refusal:
        invalid = refusal

        def show(session: Session) -> HTMLResponse:
            staff, found = _timed(request, session, leg_id)
            return _page(request, session, found, staff, 1, reason, invalid)

        return await transact(show, writing=False)
    return redirect(request, _home(leg), ("saved", _("Đã đóng băng bảng công khai.")))


def _timed(request: Request, session: Session, leg_id: str) -> tuple[Staff, tuple[Contest, Round, Leg]]:
    """The guard of the other pages, for one that lets go of the database between two looks."""
    staff = some_staff(signed_in_staff(request, session))
    return staff, leg_to(Power.TIME)(leg_id, staff, session)


@router.post("/thaw")
def thaw_board(request: Request, found: Timed, staff: SomeStaff, database: Database, reason: Written = "") -> Response:
    """The public sees it live again."""
    contest, _round, leg = found
    told = _("Đã thôi đóng băng; công chúng vẫn thấy bảng đã công bố.")
    if not is_published(database, leg):
        told = _("Bảng công khai lại hiện trực tiếp.")
    try:
        thaw(database, contest, leg, reason=reason, by=staff.deciding(Power.TIME, contest.id))
    except Invalid as invalid:
        return _page(request, database, found, staff, 1, reason, invalid)
    return redirect(request, _home(leg), ("saved", told))


@router.get("/rows")
def show_rows(request: Request, found: Controlled, database: Database, number: PageNumber = 1) -> HTMLResponse:
    contest, round, leg = found
    insist_may_be_seen(database, contest, round, leg, clock.now())
    return fragment(request, "judge/_board.html", rows=_rows(database, round, leg, number))


@router.get("/events")
def watch_changes(found: Controlled, database: Database) -> EventSourceResponse:
    """While a prediction is open, not even how often somebody hands in is told."""
    contest, round_id, leg = found[0], found[1].id, found[2]

    def are_told(session: Session) -> bool:
        return not are_hidden(session, contest, session.get_one(Round, round_id), leg, clock.now())

    gate = Gate((f"board-{leg.id}",), ("inside", leg.id), are_told, are_told(database))
    return changes_of(f"publication-{leg.id}", f"time-{leg.id}", gate=gate)


def _page(
    request: Request, database: Session, found: tuple[Contest, Round, Leg], staff: Staff, number: int,
    reason: str = "", invalid: Invalid | None = None,
) -> HTMLResponse:  # fmt: skip
    contest, round, leg = found
    at = clock.now()
    insist_may_be_seen(database, contest, round, leg, at)
    may_decide = staff.may(Power.TIME, contest.id)
    return page(
        request, "judge/board.html", invalid.status if invalid else 200, contest=contest, round=round, leg=leg,
        rows=_rows(database, round, leg, number), number=number, reason=reason,
        errors=invalid.errors if invalid else {},
        freeze=freeze_of(database, leg), may_freeze=may_decide and may_freeze(database, contest, round, leg, at),
        may_decide=may_decide, is_out=is_published(database, leg), beside=beside_of(database, leg), points=shown,
    )  # fmt: skip


def _home(leg: Leg) -> str:
    return f"/judge/legs/{leg.public_id}/board"


def _rows(session: Session, round: Round, leg: Leg, number: int) -> Markup:
    found = internal_board_of(session, round, leg)
    url = f"/judge/legs/{leg.public_id}/board?page="
    return kept_rows(url, leg, found, Listed(found.board), number)
