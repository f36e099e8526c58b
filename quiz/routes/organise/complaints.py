"""Complaints about the results of a contest: those that wait first, each answered in writing."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Request
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.contests.contest import Contest
from quiz.language import gettext as _
from quiz.people.role import Power
from quiz.refusals import Invalid, NotFound
from quiz.standings.complaining import Filed, answer_complaint, complaint_in, complaints_about, complaints_in
from quiz.standings.complaint import LONGEST, STATES
from quiz.web.forms import Written
from quiz.web.pages import page, redirect
from quiz.web.staff import SomeStaff, contest_to
from quiz.web.transactions import Database

router = APIRouter(prefix="/organise/contests/{contest_id}/complaints")
Published = Annotated[Contest, Depends(contest_to(Power.PUBLISH))]
UPHELD = {"yes": True, "no": False}


def one_complaint(contest: Published, database: Database, complaint_id: Annotated[str, Path(max_length=40)]) -> Filed:
    filed = complaint_in(database, contest, complaint_id)
    if filed is None:
        raise NotFound
    return filed


OneComplaint = Annotated[Filed, Depends(one_complaint)]


@router.get("")
def show_complaints(request: Request, contest: Published, database: Database) -> HTMLResponse:
    filed = complaints_in(database, contest)
    return page(
        request, "organise/complaints/complaints.html", contest=contest, filed=filed, states=STATES, at=clock.now(),
        waiting=sum(each.complaint.is_open for each in filed), rules=contest.rules.complaints,
    )  # fmt: skip


@router.get("/{complaint_id}")
def show_complaint(request: Request, contest: Published, filed: OneComplaint, database: Database) -> HTMLResponse:
    typed = {"answer": filed.complaint.answer, "upheld": _told(filed.complaint.upheld)}
    return _page(request, contest, filed, database, typed)


@router.post("/{complaint_id}/answer")
def answer(
    request: Request, contest: Published, filed: OneComplaint, staff: SomeStaff, database: Database,
    answer: Written = "", upheld: Annotated[str, Form(max_length=10)] = "",
) -> Response:  # fmt: skip
    by = staff.deciding(Power.PUBLISH, contest.id)
    try:
        answer_complaint(database, contest, filed, answer, UPHELD.get(upheld), by)
    except Invalid as invalid:
        return _page(request, contest, filed, database, {"answer": answer, "upheld": upheld}, invalid)
    told = _("Đã trả lời. Thí sinh đọc được ngay trên trang biên nhận.")
    return redirect(request, f"/organise/contests/{contest.public_id}/complaints", ("saved", told))


def _told(upheld: bool | None) -> str:
    return {True: "yes", False: "no", None: ""}[upheld]


def _page(
    request: Request, contest: Contest, filed: Filed, database: Database, typed: dict[str, str],
    invalid: Invalid | None = None,
) -> HTMLResponse:  # fmt: skip
    others = [each for each in complaints_about(database, filed.attempt) if each.id != filed.complaint.id]
    return page(
        request, "organise/complaints/complaint.html", invalid.status if invalid else 200, contest=contest,
        filed=filed, typed=typed, errors=invalid.errors if invalid else {}, states=STATES, at=clock.now(),
        longest=LONGEST, others=others,
    )  # fmt: skip
