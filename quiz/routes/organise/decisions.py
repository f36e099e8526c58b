"""What an organiser decides about a whole contest: announced, postponed, called off, put away, copied, deleted."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.attempts.played import legs_played
from quiz.attempts.timetable import timetable_of
from quiz.contests.announcing import announce, archive, cancel, postpone, restore
from quiz.contests.contest import Contest
from quiz.contests.copying import copy_contest
from quiz.contests.making import insist_on_title
from quiz.contests.readiness import insist_ready_to_announce
from quiz.contests.scheduling import insist_on_reason, legs_to_come
from quiz.language import gettext as _
from quiz.people.role import Power
from quiz.refusals import Invalid, NotAllowed, Problems
from quiz.routes.organise.contests import moment_typed
from quiz.routes.organise.finding import OwnContest
from quiz.standings.removing import delete_contest
from quiz.web.pages import local_input, page, redirect
from quiz.web.staff import Organiser, Staff
from quiz.web.transactions import Database

router = APIRouter(prefix="/organise/contests/{contest_id}")

Text = Annotated[str, Form()]


@router.post("/announcement")
def announce_contest(request: Request, contest: OwnContest, staff: Organiser, database: Database) -> Response:
    insist_ready_to_announce(database, contest, clock.now())
    announce(database, contest, staff.deciding(Power.ORGANISE, contest.id))
    return redirect(
        request, _home(contest), ("saved", _("Đã công bố. Ai có đường liên kết cũng xem được trang cuộc thi."))
    )


@router.get("/postponement")
def show_postponement(request: Request, contest: OwnContest, database: Database) -> HTMLResponse:
    coming = legs_to_come(database, contest, legs_played(database, contest), clock.now())
    first = min((leg.opens_at for _round, leg in coming if leg.opens_at), default=None)
    return _form(request, contest, "postponement", {"opens_at": local_input(first), "reason": ""}, {})


@router.post("/postponement")
def postpone_contest(
    request: Request, contest: OwnContest, staff: Organiser, database: Database,
    opens_at: Text = "", reason: Text = "",
) -> Response:  # fmt: skip
    problems = Problems()
    try:
        with problems.gathered():
            to = moment_typed(opens_at, "opens_at")
        with problems.gathered():
            insist_on_reason(contest, reason)
        problems.refuse()
        assert to is not None
        by = staff.deciding(Power.ORGANISE, contest.id)
        postpone(database, contest, to, reason, legs_played(database, contest), by)
    except Invalid as invalid:
        typed = {"opens_at": opens_at, "reason": reason}
        return _form(request, contest, "postponement", typed, invalid.errors, invalid.status)
    return redirect(request, _home(contest), ("saved", _("Đã hoãn. Trang công khai đã ghi giờ mới và lý do.")))


@router.get("/cancellation")
def show_cancellation(request: Request, contest: OwnContest) -> HTMLResponse:
    return _form(request, contest, "cancellation", {"reason": ""}, {})


@router.post("/cancellation")
def cancel_contest(
    request: Request, contest: OwnContest, staff: Organiser, database: Database, reason: Text = ""
) -> Response:
    try:
        cancel(database, contest, reason, staff.deciding(Power.ORGANISE, contest.id))
    except Invalid as invalid:
        return _form(request, contest, "cancellation", {"reason": reason}, invalid.errors, invalid.status)
    return redirect(request, _home(contest), ("saved", _("Đã hủy cuộc thi.")))


@router.post("/archive")
def archive_contest(request: Request, contest: OwnContest, staff: Organiser, database: Database) -> Response:
    running = any(slot.is_open for slot in timetable_of(database, contest, clock.now()))
    archive(database, contest, running, staff.deciding(Power.ORGANISE, contest.id))
    return redirect(request, "/organise", ("saved", _("Đã cất vào kho lưu trữ.")))


@router.post("/restoration")
def restore_contest(request: Request, contest: OwnContest, staff: Organiser, database: Database) -> Response:
    restore(database, contest, staff.deciding(Power.ORGANISE, contest.id))
    return redirect(request, _home(contest), ("saved", _("Đã đưa ra khỏi kho lưu trữ.")))


@router.get("/copy")
def show_copy(request: Request, contest: OwnContest, staff: Organiser) -> HTMLResponse:
    _insist_may_make(staff)
    typed = {"title": contest.title, "opens_at": "", "with_roster": "1"}
    return _form(request, contest, "copy", typed, {})


@router.post("/copy")
def make_copy(
    request: Request, contest: OwnContest, staff: Organiser, database: Database,
    title: Text = "", opens_at: Text = "", with_roster: Text = "",
) -> Response:  # fmt: skip
    _insist_may_make(staff)
    problems = Problems()
    try:
        with problems.gathered():
            starts_at = moment_typed(opens_at, "opens_at", required=False)
        with problems.gathered():
            insist_on_title(title)
        problems.refuse()
        by = staff.deciding(Power.ORGANISE)
        copy = copy_contest(database, contest, title, by, with_roster=bool(with_roster), starts_at=starts_at)
    except Invalid as invalid:
        typed = {"title": title, "opens_at": opens_at, "with_roster": with_roster}
        return _form(request, contest, "copy", typed, invalid.errors, invalid.status)
    return redirect(request, _home(copy), ("saved", _("Đã chép thành một cuộc thi mới.")))


@router.get("/deletion")
def show_deletion(request: Request, contest: OwnContest) -> HTMLResponse:
    return _form(request, contest, "deletion", {}, {})


@router.post("/deletion")
def remove_contest(
    request: Request, contest: OwnContest, staff: Organiser, database: Database, sure: Text = ""
) -> Response:
    if not sure:
        errors = {"sure": _("Hãy đánh dấu vào ô này nếu bạn chắc chắn.")}
        return _form(request, contest, "deletion", {}, errors, Invalid.status)
    delete_contest(database, contest, staff.deciding(Power.ORGANISE, contest.id))
    return redirect(request, "/organise", ("saved", _("Đã xóa cuộc thi.")))


def _insist_may_make(staff: Staff) -> None:
    """A copy is a new contest: for those who may make one."""
    if not staff.may(Power.ORGANISE):
        raise NotAllowed


def _home(contest: Contest) -> str:
    return f"/organise/contests/{contest.public_id}"


def _form(
    request: Request, contest: Contest, name: str, typed: dict[str, Any], errors: dict[str, str], status: int = 200
) -> HTMLResponse:
    return page(request, f"organise/{name}.html", status, contest=contest, typed=typed, errors=errors)
