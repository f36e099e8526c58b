"""Contestants who are, or may be, members of staff: organisers say who is one person, and who is two."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlmodel import Session, col, select
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.attempts.placing import say_who
from quiz.attempts.removing import started_entries
from quiz.contests.admitting import tell_control_pages
from quiz.contests.clearing import agree_to_clearance, ask_clearance, take_back_clearance
from quiz.contests.contest import Contest
from quiz.contests.eligibility import GROUPS
from quiz.contests.entry import Entry
from quiz.contests.exposure import oldest_question
from quiz.contests.insiders import SIGNS, Insider, Sign, insiders_of
from quiz.language import gettext as _
from quiz.people.person import Person
from quiz.people.role import LABELS, Power
from quiz.people.second_person import is_second_person_asked
from quiz.refusals import Invalid
from quiz.routes.organise.guards import OwnContest, OwnEntry, Reach
from quiz.web.pages import page, redirect
from quiz.web.staff import SomeStaff, Staff
from quiz.web.transactions import Database

router = APIRouter(prefix="/organise/contests/{contest_id}/insiders")


@router.get("")
def list_insiders(
    request: Request, contest: OwnContest, reach: Reach, staff: SomeStaff, database: Database
) -> HTMLResponse:  # fmt: skip
    return _page(request, contest, reach, staff, database)


@router.post("/{entry_id}/clearance")
def ask_to_let_in(
    request: Request, contest: OwnContest, entry: OwnEntry, reach: Reach, staff: SomeStaff, database: Database,
    reason: Annotated[str, Form(max_length=10_000)] = "",
) -> Response:  # fmt: skip
    """Somebody who could have seen questions with a role that has ended."""
    if not _is_concerned(database, contest, entry):
        return redirect(request, _home(contest), notice=("info", _("Danh sách này đã đổi. Hãy xem lại.")))
    by = staff.deciding(Power.ORGANISE, contest.id)
    try:
        given = ask_clearance(database, entry, reason, by, of_whole_contest=reach is None)
    except Invalid as refused:
        typed = {"entry": entry.public_id, "reason": reason}
        return _page(request, contest, reach, staff, database, 422, refused.errors, typed)
    tell_control_pages(database, entry.contest_id)
    waiting = _("Đã đề nghị cho {number} dự thi; chờ người khác đồng ý.")
    told = _("Đã cho {number} dự thi.") if given.given_at else waiting
    return redirect(request, _home(contest), notice=("saved", told.format(number=entry.number)))


@router.post("/{entry_id}/clearance/agreement")
def agree_to_let_in(
    request: Request, contest: OwnContest, entry: OwnEntry, reach: Reach, staff: SomeStaff, database: Database
) -> Response:  # fmt: skip
    by = staff.deciding(Power.ORGANISE, contest.id)
    agree_to_clearance(database, entry, by, of_whole_contest=reach is None)
    tell_control_pages(database, entry.contest_id)
    told = _("Đã cho {number} dự thi.").format(number=entry.number)
    return redirect(request, _home(contest), notice=("saved", told))


@router.post("/{entry_id}/clearance/withdrawal")
def no_longer_let_in(
    request: Request, contest: OwnContest, entry: OwnEntry, staff: SomeStaff, database: Database
) -> Response:  # fmt: skip
    take_back_clearance(database, entry, staff.deciding(Power.ORGANISE, contest.id))
    tell_control_pages(database, entry.contest_id)
    told = _("{number} không bắt đầu được bài tính điểm nữa.").format(number=entry.number)
    return redirect(request, _home(contest), notice=("saved", told))


@router.post("/{entry_id}")
def say_who_it_is(
    request: Request, contest: OwnContest, entry: OwnEntry, staff: SomeStaff, database: Database,
    person: Annotated[str, Form(max_length=40)] = "", same: Annotated[str, Form(max_length=3)] = "",
) -> Response:  # fmt: skip
    """`person`: the member of staff, by the name they have in addresses."""
    one = _between(insiders_of(database, contest, clock.now(), [entry.id or 0]), person)
    if one is None:
        return redirect(request, _home(contest), notice=("info", _("Danh sách này đã đổi. Hãy xem lại.")))
    by = staff.deciding(Power.ORGANISE, contest.id)
    say_who(database, contest, entry, one.staff.id or 0, is_same=same == "yes", by=by)
    tell_control_pages(database, entry.contest_id)
    told = _("Đã ghi: {number} và người ấy là một người.") if same == "yes" else _("Đã ghi: {number} là người khác.")
    return redirect(request, _home(contest), notice=("saved", told.format(number=entry.number)))


def _page(
    request: Request, contest: Contest, reach: set[int] | None, staff: Staff, session: Session, status: int = 200,
    errors: dict[str, str] | None = None, typed: dict[str, str] | None = None,
) -> HTMLResponse:  # fmt: skip
    assert contest.id is not None
    found = insiders_of(session, contest, clock.now())
    mine = [one for one in found if reach is None or one.entry.unit_id in reach]
    deciders = {id for one in mine if one.clearance for id in (one.clearance.asked_by, one.clearance.given_by) if id}
    former = {one.entry.id: one for one in mine if one.is_sure and (one.seat.may_be_cleared or one.is_cleared)}
    names = select(Person.id, Person.name).where(col(Person.id).in_(deciders))
    return page(
        request, "organise/insiders.html", status, contest=contest, insiders=mine, signs=SIGNS, labels=LABELS,
        groups=GROUPS, waiting=sum(one.is_open for one in mine), started=started_entries(session, contest.id),
        former=list(former.values()), since=oldest_question(session, contest) if former else None, whole=reach is None,
        two=is_second_person_asked(session), me=staff.id, names={id: name for id, name in session.exec(names)},  # noqa: C416
        errors=errors or {}, typed=typed or {},
    )  # fmt: skip


def _is_concerned(session: Session, contest: Contest, entry: Entry) -> bool:
    found = insiders_of(session, contest, clock.now(), [entry.id or 0])
    return any(one.is_sure and one.seat.may_be_cleared for one in found)


def _between(found: list[Insider], person: str) -> Insider | None:
    """Nobody can say that somebody is not themselves."""
    return next((one for one in found if one.staff.public_id == person and one.sign != Sign.OWN), None)


def _home(contest: Contest) -> str:
    return f"/organise/contests/{contest.public_id}/insiders"
