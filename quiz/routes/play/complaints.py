"""A contestant complains about the result of an attempt of their own, and reads what they are answered."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from sqlmodel import Session, select
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.language import gettext as _
from quiz.refusals import Invalid, NotFound, Refusal
from quiz.routes.play.guards import OwnSitting, Sitting
from quiz.standings.complaining import (
    NoComplaintsNow,
    StillOpen,
    complain,
    complaints_about,
    is_under_review,
    may_complain,
    when_taken,
    window_of_complaints,
    withdraw_complaint,
)
from quiz.standings.complaint import LONGEST, STATES, Complaint
from quiz.web.forms import Written
from quiz.web.pages import page, redirect
from quiz.web.transactions import Database

router = APIRouter(prefix="/play/attempts/{attempt_id}/complaints")


@router.get("")
def show_complaints(request: Request, sitting: OwnSitting, database: Database) -> HTMLResponse:
    return _page(request, sitting, database)


@router.post("")
def make_complaint(request: Request, sitting: OwnSitting, database: Database, text: Written = "") -> Response:
    try:
        complain(database, sitting.contest, sitting.leg, sitting.attempt, text, clock.now())
    except (Invalid, NoComplaintsNow, StillOpen) as refusal:
        return _page(request, sitting, database, text, refusal)
    return redirect(request, _home(sitting), ("saved", _("Đã gửi. Câu trả lời sẽ hiện trên trang này.")))


@router.post("/{complaint_id}/withdrawal")
def withdraw(
    request: Request, sitting: OwnSitting, database: Database, complaint_id: Annotated[str, Path(max_length=40)]
) -> Response:
    theirs = select(Complaint).where(Complaint.attempt_id == sitting.attempt.id, Complaint.public_id == complaint_id)
    complaint = database.exec(theirs).first()
    if complaint is None:
        raise NotFound
    withdraw_complaint(database, complaint, clock.now())
    return redirect(request, _home(sitting), ("saved", _("Đã rút khiếu nại.")))


def complaints_told(session: Session, sitting: Sitting, at: datetime) -> dict[str, Any]:
    """For the receipt: the way to complaints where there is something to do or to read, and whether one is open."""
    if sitting.entry is None or sitting.is_mock or sitting.attempt.submitted_at is None:
        return {"complaints": "", "under_review": False}
    made = complaints_about(session, sitting.attempt)
    told = _("Khiếu nại của bạn") if made else ""
    if not made and may_complain(session, sitting.contest, sitting.attempt, sitting.leg, at):
        told = _("Khiếu nại về kết quả")
    return {"complaints": told, "under_review": any(complaint.is_open for complaint in made)}


def _home(sitting: Sitting) -> str:
    return f"{sitting.url}/complaints"


def _page(
    request: Request, sitting: Sitting, database: Database, typed: str = "", refusal: Refusal | None = None
) -> HTMLResponse:
    attempt, at = sitting.attempt, clock.now()
    made = complaints_about(database, attempt)
    may = may_complain(database, sitting.contest, attempt, sitting.leg, at)
    if not made and not may and sitting.entry is None:
        raise NotFound
    window = window_of_complaints(database, sitting.contest, sitting.leg)
    return page(
        request, "play/complaints.html", refusal.status if refusal else 200, sitting=sitting, made=made,
        states=STATES, may=may and not is_under_review(database, attempt), typed=typed, longest=LONGEST,
        error=refusal.errors.get("text") if isinstance(refusal, Invalid) else None,
        refusal=None if isinstance(refusal, Invalid) else refusal, taken=when_taken(window) if window else "",
        answered_by=sitting.contest.rules.complaints.answered_by,
    )  # fmt: skip
