"""/judge and /judge/legs/{leg}: who is where, opening, closing, adding time."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from sqlmodel import Session, col, select
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.attempts import overseeing, pausing, timekeeping
from quiz.attempts.deadline import LegState, seconds_left
from quiz.attempts.decisions import insist_on_a_reason
from quiz.attempts.drawing_ahead import readiness_of
from quiz.attempts.holding import reds_holding
from quiz.attempts.overseeing import Filter, Standing
from quiz.contests.contest import Contest, ContestState
from quiz.contests.insiders import insiders_of
from quiz.contests.readiness import insist_ready_to_open
from quiz.contests.round import Leg, Round
from quiz.language import gettext as _
from quiz.ledger import decisions_on
from quiz.people.role import Power
from quiz.people.unit import Unit
from quiz.refusals import N_, Invalid, Problems
from quiz.routes.judge.log import lines_of, whom_told
from quiz.routes.judge.looking import note_look_at_counters
from quiz.routes.judge.whom import scope_typed, units_of, whom_context
from quiz.routes.organise.finding import mend_url
from quiz.standings.publishing import insist_nothing_is_out
from quiz.web.events import changes_of
from quiz.web.pages import fragment, page, redirect
from quiz.web.staff import Controller, SomeStaff, Staff, leg_to
from quiz.web.transactions import Database

router = APIRouter(prefix="/judge")

Watched = Annotated[tuple[Contest, Round, Leg], Depends(leg_to(Power.CONTROL))]
Timed = Annotated[tuple[Contest, Round, Leg], Depends(leg_to(Power.TIME))]
NOTED = [Depends(note_look_at_counters)]
LOG_LINES = 12
QUICK = (N_("Mất điện"), N_("Mất mạng"), N_("Máy hỏng"))
"""What happens most, to be ticked."""


@router.get("")
def show_legs(request: Request, staff: Controller, database: Database) -> HTMLResponse:
    """What this person may control, what is open first."""
    rows = database.exec(
        select(Contest, Round, Leg)
        .where(Round.contest_id == Contest.id, Leg.round_id == Round.id)
        .where(col(Contest.state).in_((ContestState.DRAFT, ContestState.ANNOUNCED)))
        .order_by(col(Leg.opens_at), col(Leg.id))
    )
    at = clock.now()
    legs = [
        (timekeeping.state_of(database, contest, round, leg, at), contest, round, leg)
        for contest, round, leg in rows
        if staff.reaches(database, Power.CONTROL, contest)
    ]
    importance = [
        LegState.OPEN,
        LegState.HELD,
        LegState.WAITING,
        LegState.UNPLANNED,
        LegState.CLOSED,
        LegState.CANCELLED,
    ]
    legs.sort(key=lambda found: importance.index(found[0]))
    return page(request, "judge/legs.html", legs=legs)


class View:
    """What of a leg is being looked at, from the address; and the address again with one thing changed."""

    def __init__(
        self,
        standing: Annotated[str, Query()] = "",
        room: Annotated[str | None, Query()] = None,
        unit: Annotated[str, Query()] = "",
        q: Annotated[str, Query(max_length=100)] = "",
        by: Annotated[str, Query()] = "",
        page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    ) -> None:
        self.standing = Standing(standing) if standing in list(Standing) else None
        self.room, self.unit, self.q, self.page = room, unit, q, page
        self.by = by if by in ("unit", "room") else ""

    def query(self, **changed: object) -> str:
        named = {"standing": self.standing, "room": self.room, "unit": self.unit, "q": self.q, "by": self.by} | changed
        return urlencode({name: value for name, value in named.items() if value not in (None, "")})


LegView = Annotated[View, Depends()]


@router.get("/legs/{leg_id}", dependencies=NOTED)
def show_leg(request: Request, found: Watched, view: LegView, staff: SomeStaff, database: Database) -> HTMLResponse:
    contest = found[0]
    insiders = [one for one in insiders_of(database, contest, clock.now()) if one.is_sure]
    return page(
        request, "judge/leg.html", kept_out=[one for one in insiders if one.seat.is_barred],
        let_in=[one for one in insiders if one.is_cleared and not one.seat.is_barred],
        **_leg_context(database, found, view, staff),
        insiders=f"/organise/contests/{contest.public_id}/insiders" if staff.reaches(database, Power.ORGANISE, contest)
        else "",
    )  # fmt: skip


@router.get("/legs/{leg_id}/seats", dependencies=NOTED)
def show_seats(request: Request, found: Watched, view: LegView, staff: SomeStaff, database: Database) -> HTMLResponse:
    """The live part of the page alone."""
    return fragment(request, "judge/_seats.html", **_leg_context(database, found, view, staff))


@router.get("/legs/{leg_id}/events", dependencies=NOTED)
def watch_leg(found: Watched) -> Response:
    return changes_of(f"leg-{found[2].id}", f"board-{found[2].id}")


@router.post("/legs/{leg_id}/opening")
def open_leg(request: Request, found: Timed, staff: SomeStaff, database: Database) -> Response:
    contest, round, leg = found
    timekeeping.open_leg(database, contest, round, leg, staff.deciding(Power.TIME, contest.id))
    insist_ready_to_open(database, contest, round, leg, clock.now())  # a refusal takes the opening back
    return redirect(request, f"/judge/legs/{leg.public_id}", ("saved", _("Đã mở vòng thi.")))


@router.get("/legs/{leg_id}/closing", dependencies=NOTED)
def show_closing(request: Request, found: Timed, staff: SomeStaff, database: Database) -> HTMLResponse:
    return _closing_page(request, found, staff, database)


@router.post("/legs/{leg_id}/closing", dependencies=NOTED)
def close_leg(
    request: Request, found: Timed, staff: SomeStaff, database: Database, reason: Annotated[str, Form()] = ""
) -> Response:
    contest, round, leg = found
    try:
        timekeeping.close_leg(database, contest, round, leg, reason, staff.deciding(Power.TIME, contest.id))
    except Invalid as refusal:
        return _closing_page(request, found, staff, database, refusal.errors, reason)
    return redirect(request, f"/judge/legs/{leg.public_id}", ("saved", _("Đã đóng vòng thi. Bài đang làm được thu.")))


@router.get("/legs/{leg_id}/extension")
def show_extension(
    request: Request, found: Timed, staff: SomeStaff, database: Database, reach: str = "all", to: str = ""
) -> HTMLResponse:
    return _extension_page(
        request, found, staff, database, {"reach": reach, "to": to, "minutes": "5", "quick": "", "reason": ""}
    )


@router.post("/legs/{leg_id}/extension")
def extend_leg(
    request: Request,
    found: Timed,
    staff: SomeStaff,
    database: Database,
    reach: Annotated[str, Form()] = "all",
    to: Annotated[str, Form()] = "",
    minutes: Annotated[str, Form()] = "",
    quick: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    contest, round, leg = found
    typed = {"reach": reach, "to": to, "minutes": minutes, "quick": quick, "reason": reason}
    reason = reason.strip() or quick
    problems = Problems()
    try:
        with problems.gathered():
            scope = scope_typed(database, contest, staff, reach, to)
        with problems.gathered():
            seconds = minutes_typed(minutes)
        with problems.gathered():
            insist_on_a_reason(reason)
        problems.refuse()
        by = staff.deciding(Power.TIME, contest.id)
        timekeeping.take_the_leg(database, leg)
        insist_nothing_is_out(database, contest, round, leg, by.at)
        moved = timekeeping.extend(database, contest, round, leg, scope, seconds, reason, by)
    except Invalid as refusal:
        return _extension_page(request, found, staff, database, typed, refusal.errors)
    notice = _("Đã cộng giờ. Số bài đang làm được lùi hạn: %(count)s.") % {"count": moved}
    return redirect(request, f"/judge/legs/{leg.public_id}", ("saved", notice))


def _leg_context(database: Session, found: tuple[Contest, Round, Leg], view: View, staff: Staff) -> dict[str, Any]:
    contest, round, leg = found
    assert contest.id is not None
    at = clock.now()
    units = units_of(database, staff, contest)
    within = Filter(units=units, room=view.room, unit_id=_unit_id(database, view.unit), search=view.q)
    counts = overseeing.counts_of(database, leg, contest.id, within, at)
    shown = Filter(units, view.standing, within.room, within.unit_id, within.search)
    wanted = counts[view.standing] if view.standing else sum(counts.values())
    closes = timekeeping.closes_at(database, contest, leg, at)
    state = timekeeping.state_of(database, contest, round, leg, at)
    holding = reds_holding(database, contest, round, leg, at) if state == LegState.HELD else []
    return {
        "contest": contest,
        "round": round,
        "leg": leg,
        "state": state,
        "standing": [(pause, whom_told(database, pause)) for pause in pausing.standing_pauses(database, contest, leg)],
        "holding": [(check, mend_url(check, contest, round, leg)) for check in holding],
        "drawn": readiness_of(database, round, leg, at),
        "may_mend": staff.may(Power.ORGANISE, contest.id),
        "closes_at": closes,
        "seconds_left": seconds_left(closes, at) if closes else None,
        "view": view,
        "counts": counts,
        "seats": [] if view.by else overseeing.seats_in(database, leg, contest.id, shown, view.page, at),
        "groups": overseeing.groups_of(database, leg, contest.id, within, view.by, at) if view.by else [],
        "pages": max(1, -(-wanted // overseeing.PAGE_SIZE)),
        "log": lines_of(database, contest, decisions_on(database, contest.id), leg)[:LOG_LINES],
        "may_time": staff.may(Power.TIME, contest.id),
        "unit": _unit(database, view.unit),
        "seconds_left_of": lambda attempt: seconds_left(attempt.ends_at, attempt.paused_at or at),
    }


def _closing_page(
    request: Request,
    found: tuple[Contest, Round, Leg],
    staff: Staff,
    database: Session,
    errors: dict[str, str] | None = None,
    reason: str = "",
) -> HTMLResponse:
    contest, round, leg = found
    assert contest.id is not None
    counts = overseeing.counts_of(database, leg, contest.id, Filter(), clock.now())
    working = counts[Standing.WORKING] + counts[Standing.LOST] + counts[Standing.HELP]
    return page(
        request, "judge/closing.html", status=422 if errors else 200,
        contest=contest, round=round, leg=leg, working=working, errors=errors or {}, reason=reason,
    )  # fmt: skip


def _extension_page(
    request: Request,
    found: tuple[Contest, Round, Leg],
    staff: Staff,
    database: Session,
    typed: dict[str, str],
    errors: dict[str, str] | None = None,
) -> HTMLResponse:
    contest, round, leg = found
    return page(
        request, "judge/extension.html", status=422 if errors else 200,
        contest=contest, round=round, leg=leg, typed=typed, errors=errors or {},
        quick=[_(word) for word in QUICK], **whom_context(database, contest, staff, typed["reach"], typed["to"]),
    )  # fmt: skip


def minutes_typed(minutes: str) -> int:
    """Minutes as typed: 5, 2,5 or 2.5, or 2:30."""
    try:
        if ":" in minutes:
            whole, seconds = minutes.split(":")
            return int(whole) * 60 + int(seconds)
        return round(float(minutes.replace(",", ".")) * 60)
    except (ValueError, OverflowError):
        raise Invalid({"minutes": _("Ghi số phút, ví dụ 5 hoặc 2:30.")}) from None


def _unit(database: Session, public_id: str) -> Unit | None:
    return database.exec(select(Unit).where(Unit.public_id == public_id)).first() if public_id else None


def _unit_id(database: Session, public_id: str) -> int | None:
    unit = _unit(database, public_id)
    return unit.id if unit else None
