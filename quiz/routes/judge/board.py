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
from quiz.contests.rules import LONGEST_BEFORE
from quiz.language import gettext as _
from quiz.people.role import Power
from quiz.refusals import Invalid
from quiz.routes.watch.boards import kept_rows
from quiz.standings.board import Listed, being_frozen, internal_board_of
from quiz.standings.counters import are_hidden, insist_may_be_seen
from quiz.standings.freeze import freeze_of
from quiz.standings.freezing import Ready, freeze, freeze_ahead, may_freeze, thaw
from quiz.standings.planned_freeze import Plan, plan_of
from quiz.standings.planning_freezes import may_plan, plan_freeze
from quiz.standings.publishing import is_published
from quiz.web.events import Gate, Telling, changes_of
from quiz.web.forms import Written
from quiz.web.pages import fragment, local_input, page, redirect
from quiz.web.staff import SomeStaff, Staff, leg_to, signed_in_staff, some_staff
from quiz.web.transactions import Database, Transactions
from quiz.web.typed import Typed
from quiz.written import reason_written

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


@router.post("/planned-freeze")
def plan_board_freeze(
    request: Request, found: Timed, staff: SomeStaff, database: Database, plan: Written = "",
    freeze_minutes: Written = "", freezes_at: Written = "", plan_reason: Written = "",
) -> Response:  # fmt: skip
    """When the board freezes by itself, or that it does not."""
    contest, round, leg = found
    typed = {
        "plan": plan, "freeze_minutes": freeze_minutes, "freezes_at": freezes_at, "plan_reason": plan_reason,
    }  # fmt: skip
    try:
        meant, by = _plan_typed(typed), staff.deciding(Power.TIME, contest.id)
        plan_freeze(database, contest, round, leg, meant, reason=plan_reason, by=by)
    except Invalid as invalid:
        return _page(request, database, found, staff, 1, invalid=invalid, planning=typed)
    told = _("Đã hẹn giờ đóng băng.") if meant.is_there else _("Bảng không tự đóng băng nữa.")
    return redirect(request, _home(leg), ("saved", told))


def _plan_typed(fields: dict[str, str]) -> Plan:
    """With everything that is wrong at once, the reason too."""
    typed = Typed(fields)
    sort = typed.choice("plan", ("minutes", "moment", "never"), "never")
    minutes = typed.whole("freeze_minutes", 1, LONGEST_BEFORE) if sort == "minutes" else None
    at = typed.moment("freezes_at") if sort == "moment" else None
    if sort == "minutes" and minutes is None:
        typed.needed("freeze_minutes")
    if sort == "moment" and at is None:
        typed.problems.setdefault("freezes_at", _("Hãy chọn ngày và giờ."))
    if typed.problems:
        with typed.problems.gathered():
            reason_written(fields["plan_reason"], "plan_reason")
    typed.problems.refuse()
    return Plan(minutes, at)


@router.get("/rows")
def show_rows(request: Request, found: Controlled, database: Database, number: PageNumber = 1) -> HTMLResponse:
    contest, round, leg = found
    insist_may_be_seen(database, contest, round, leg, clock.now())
    return fragment(request, "judge/_board.html", rows=_rows(database, round, leg, number))


@router.get("/events")
def watch_changes(found: Controlled, database: Database) -> EventSourceResponse:
    """While a prediction is open, not even how often somebody hands in is told."""
    contest, round_id, leg = found[0], found[1].id, found[2]

    def are_told(session: Session) -> Telling:
        return Telling(not are_hidden(session, contest, session.get_one(Round, round_id), leg, clock.now()))

    gate = Gate((f"board-{leg.id}",), ("inside", leg.id), are_told, are_told(database))
    return changes_of(f"publication-{leg.id}", f"time-{leg.id}", gate=gate)


def _page(
    request: Request, database: Session, found: tuple[Contest, Round, Leg], staff: Staff, number: int,
    reason: str = "", invalid: Invalid | None = None, planning: dict[str, str] | None = None,
) -> HTMLResponse:  # fmt: skip
    contest, round, leg = found
    at = clock.now()
    insist_may_be_seen(database, contest, round, leg, at)
    may_decide = staff.may(Power.TIME, contest.id)
    planned, expected = plan_of(database, contest, round, leg, at)
    return page(
        request, "judge/board.html", invalid.status if invalid else 200, contest=contest, round=round, leg=leg,
        rows=_rows(database, round, leg, number), number=number, reason=reason,
        errors=invalid.errors if invalid else {},
        freeze=freeze_of(database, leg), may_freeze=may_decide and may_freeze(database, contest, round, leg, at),
        planning=planning or _as_planned(planned), typing=planning is not None, expected=expected,
        freezing=being_frozen(database, contest, round, leg, at),
        may_plan=may_decide and may_plan(database, round, leg),
        may_decide=may_decide, is_out=is_published(database, leg),
    )  # fmt: skip


def _as_planned(plan: Plan) -> dict[str, str]:
    sort = "moment" if plan.at else "minutes" if plan.minutes else "never"
    return {
        "plan": sort, "freeze_minutes": str(plan.minutes or ""), "freezes_at": local_input(plan.at), "plan_reason": "",
    }  # fmt: skip


def _home(leg: Leg) -> str:
    return f"/judge/legs/{leg.public_id}/board"


def _rows(session: Session, round: Round, leg: Leg, number: int) -> Markup:
    found = internal_board_of(session, round, leg)
    url = f"/judge/legs/{leg.public_id}/board?page="
    return kept_rows(url, leg, found, Listed(found.board), number)
