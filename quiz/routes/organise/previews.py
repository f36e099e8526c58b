"""\"Xem thử\": the paper of a leg as a contestant sees it, for those who may see questions anyway. Never counted."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlmodel import col, select
from starlette.responses import Response

from question_bank.question import QuestionVersion
from quiz import clock
from quiz.attempts.attempt import PaperRow
from quiz.attempts.papers import questions_planned
from quiz.attempts.sitting import start_preview
from quiz.contests.contest import Contest
from quiz.contests.reserving import kept_among, log_views
from quiz.contests.round import Leg, Round
from quiz.people.role import Power
from quiz.web.pages import page, redirect
from quiz.web.staff import SomeStaff, leg_to
from quiz.web.transactions import Database

router = APIRouter(prefix="/organise/legs/{leg_id}/preview")
SeenLeg = Annotated[tuple[Contest, Round, Leg], Depends(leg_to(Power.SEE_KEYS))]


@router.get("")
def show_preview(request: Request, place: SeenLeg, database: Database) -> Response:
    contest, round, leg = place
    planned = questions_planned(database, round, leg)
    return page(request, "organise/preview.html", contest=contest, round=round, leg=leg, questions=planned)


@router.post("")
def begin_preview(request: Request, place: SeenLeg, staff: SomeStaff, database: Database) -> Response:
    _, round, leg = place
    attempt = start_preview(database, round, leg, staff.id, staff.sign_in, clock.now())
    asked = select(QuestionVersion.question_id).join(PaperRow, col(PaperRow.version_id) == col(QuestionVersion.id))
    kept = kept_among(database, database.exec(asked.where(PaperRow.attempt_id == attempt.id)), clock.now())
    log_views(database, kept.values(), staff.id, "paper", clock.now())
    return redirect(request, f"/play/attempts/{attempt.public_id}")
