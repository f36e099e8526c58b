"""One leg: its name and window, and what keeps it from opening."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.attempts.drawing_ahead import readiness_of
from quiz.attempts.played import legs_played
from quiz.attempts.timetable import timetable_of
from quiz.contests.check import Check, Level, Mend
from quiz.contests.contest import Contest, ContestState
from quiz.contests.readiness import problems_before_opening
from quiz.contests.repeating import SomebodyWorking, cancel_leg, copy_leg, take_up_leg
from quiz.contests.round import Leg, Round, legs_of
from quiz.contests.scheduling import insist_on_reason, overlapping, remove_leg, set_window
from quiz.language import gettext as _
from quiz.people.role import Power
from quiz.refusals import Invalid, Problems
from quiz.routes.organise.contests import moment_typed, with_links
from quiz.routes.organise.finding import OwnLeg
from quiz.routes.wording import LEG_CHIPS
from quiz.standings.carrying import carry_on
from quiz.standings.publishing import is_published, working_in
from quiz.standings.removing import LegResultsAreOut, forget_tries
from quiz.web.pages import local_input, page, redirect
from quiz.web.staff import Organiser
from quiz.web.transactions import Database

router = APIRouter(prefix="/organise/legs/{leg_id}")

Text = Annotated[str, Form()]


@router.get("")
def show_leg(request: Request, found: OwnLeg, database: Database) -> HTMLResponse:
    contest, round, leg = found
    return _form(request, database, contest, round, leg, _kept(leg), {})


@router.post("")
def change_leg(
    request: Request, found: OwnLeg, staff: Organiser, database: Database,
    name: Text = "", opens_at: Text = "", closes_at: Text = "", all_day: Text = "", reason: Text = "",
) -> Response:  # fmt: skip
    contest, round, leg = found
    typed = {"name": name, "opens_at": opens_at, "closes_at": closes_at, "all_day": all_day, "reason": reason}
    by_clock, problems = round.rules.opening == "clock", Problems()
    if not (opens_at or closes_at) and _is_locked(database, contest, leg):  # its name alone may change
        set_window(database, contest, leg, name, leg.opens_at, leg.closes_at, reason, set(),
                   staff.deciding(Power.ORGANISE, contest.id))  # fmt: skip
        return redirect(request, f"/organise/legs/{leg.public_id}", ("saved", _("Đã lưu tên đợt thi.")))
    try:
        with problems.gathered():
            opens = moment_typed(opens_at, "opens_at", required=by_clock)
        with problems.gathered():
            closes = _closing(closes_at, bool(all_day), required=by_clock)
        if problems:
            with problems.gathered():
                insist_on_reason(contest, reason)
        problems.refuse()
        by = staff.deciding(Power.ORGANISE, contest.id)
        set_window(database, contest, leg, name, opens, closes, reason, legs_played(database, contest), by)
    except Invalid as invalid:
        return _form(request, database, contest, round, leg, typed, invalid.errors, invalid.status)
    return redirect(request, f"/organise/legs/{leg.public_id}", ("saved", _("Đã lưu giờ thi.")))


@router.post("/copy")
def make_leg_copy(request: Request, found: OwnLeg, staff: Organiser, database: Database) -> Response:
    contest, round, leg = found
    copy = copy_leg(database, contest, round, leg, staff.deciding(Power.ORGANISE, contest.id))
    told = ("saved", _("Đã chép thành một đợt mới. Hãy xem lại tên và giờ."))
    return redirect(request, f"/organise/legs/{copy.public_id}", told)


@router.post("/cancellation")
def call_leg_off(
    request: Request, found: OwnLeg, staff: Organiser, database: Database, cancellation_reason: Text = ""
) -> Response:
    contest, _round, leg = found
    if is_published(database, leg):
        raise LegResultsAreOut
    if working_in(database, leg):
        raise SomebodyWorking
    by = staff.deciding(Power.ORGANISE, contest.id)
    return _after(request, database, found, ("cancellation_reason", cancellation_reason), _("Đã hủy đợt thi."),
                  lambda: cancel_leg(database, contest, leg, cancellation_reason, by))  # fmt: skip


@router.post("/restoration")
def restore_leg(
    request: Request, found: OwnLeg, staff: Organiser, database: Database, restoration_reason: Text = ""
) -> Response:
    contest, _round, leg = found
    by = staff.deciding(Power.ORGANISE, contest.id)
    return _after(request, database, found, ("restoration_reason", restoration_reason), _("Đợt thi không còn hủy nữa."),
                  lambda: take_up_leg(database, contest, leg, restoration_reason, by))  # fmt: skip


@router.post("/deletion")
def delete_leg(request: Request, found: OwnLeg, staff: Organiser, database: Database, reason: Text = "") -> Response:
    contest, round, leg = found
    assert leg.id is not None
    try:
        with database.begin_nested():  # nor are tries gone where the leg stays
            forget_tries(database, [leg.id])
            remove_leg(database, contest, round, leg, reason, staff.deciding(Power.ORGANISE, contest.id))
    except Invalid as invalid:
        typed, errors = _kept(leg) | {"deletion_reason": reason}, {"deletion_reason": invalid.errors["reason"]}
        return _form(request, database, contest, round, leg, typed, errors, invalid.status)
    return redirect(request, f"/organise/rounds/{round.public_id}", ("saved", _("Đã xóa đợt thi.")))


def _after(
    request: Request, session: Session, found: tuple[Contest, Round, Leg], sent: tuple[str, str], told: str,
    act: Callable[[], None],
) -> Response:  # fmt: skip
    """Done, and what the next round is brought counted; or the page again, with what is wrong beside the reason.

    `sent`: the field of the reason, and what was typed there.
    """
    contest, round, leg = found
    try:
        act()
        carry_on(session, round)
    except Invalid as invalid:
        errors, typed = {sent[0]: invalid.errors["reason"]}, _kept(leg) | dict([sent])
        return _form(request, session, contest, round, leg, typed, errors, invalid.status)
    return redirect(request, f"/organise/legs/{leg.public_id}", ("saved", told))


def _kept(leg: Leg) -> dict[str, str]:
    """What the form shows before anybody types."""
    typed = {"name": leg.name, "opens_at": local_input(leg.opens_at), "all_day": "", "reason": ""}
    return typed | {"cancellation_reason": "", "restoration_reason": ""} | _closing_typed(leg)


def _closing(typed: str, all_day: bool, required: bool) -> datetime | None:
    """As typed; or the midnight that ends the day."""
    if not (all_day and typed):
        return moment_typed(typed, "closes_at", required)
    midnight = moment_typed(f"{typed[:10]}T00:00", "closes_at", required)
    return midnight + timedelta(days=1) if midnight else None


def _closing_typed(leg: Leg) -> dict[str, str]:
    """A window that closes at midnight is shown as open to the end of the day before."""
    shown = local_input(leg.closes_at)
    if leg.closes_at is None or not shown.endswith("T00:00"):
        return {"closes_at": shown}
    return {"closes_at": local_input(leg.closes_at - timedelta(minutes=1)), "all_day": "1"}


def _is_locked(session: Session, contest: Contest, leg: Leg) -> bool:
    """Somebody has begun, or a judge has opened it: its window is no longer the organiser's."""
    return leg.opened_at is not None or leg.id in legs_played(session, contest)


def _form(
    request: Request, session: Session, contest: Contest, round: Round, leg: Leg, typed: dict[str, str],
    errors: dict[str, str], status: int = 200,
) -> HTMLResponse:  # fmt: skip
    assert round.id is not None
    at = clock.now()
    slot = next(slot for slot in timetable_of(session, contest, at) if slot.leg.id == leg.id)
    checks = problems_before_opening(session, contest, round, leg, at) if slot.is_ahead else []
    drawn = readiness_of(session, round, leg, at) if slot.is_ahead else None
    if drawn is not None and drawn.drawn:
        checks.append(Check(Level.READY, drawn.told, Mend.BLUEPRINT))
    legs = legs_of(session, round.id)
    played = leg.id in legs_played(session, contest)
    return page(
        request, "organise/leg.html", status,
        contest=contest, round=round, leg=leg, slot=slot, typed=typed, errors=errors,
        checks=with_links(checks, contest, slot), locked=played or leg.opened_at is not None,
        overlapping=overlapping(leg, legs), only=len(legs) == 1, played=played,
        needs_reason=contest.state != ContestState.DRAFT, leg_chips=LEG_CHIPS,
        is_out=is_published(session, leg),
    )  # fmt: skip
