"""One question: give, change, flag. A script asks for JSON; a plain form comes back to a page."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from quiz import clock
from quiz.attempts.answering import (
    LAST_TAP,
    NotAnAnswer,
    Outcome,
    answers_nothing,
    answers_of,
    record_answer,
    set_flag,
)
from quiz.attempts.sitting import is_over
from quiz.language import gettext as _
from quiz.refusals import NotFound
from quiz.routes.play.attempts import show_paper
from quiz.routes.play.guards import OwnSitting, Sitting
from quiz.routes.play.viewing import questions_of
from quiz.web.dependencies import Database
from quiz.web.pages import Notice, as_json, clock_time, redirect, wants_json

router = APIRouter(prefix="/play/attempts/{attempt_id}/questions/{number}")
Values = Annotated[list[str], Form(alias="given", max_length=20)]


@router.get("")
def show_question(request: Request, number: int, sitting: OwnSitting, database: Database) -> Response:
    """One question alone: how it goes without JavaScript."""
    if is_over(database, sitting.attempt, clock.now()):
        return redirect(request, f"{sitting.url}/receipt")
    questions = questions_of(database, sitting.attempt)
    if not 1 <= number <= len(questions):
        raise NotFound
    return show_paper(request, sitting, database, questions, here=number)


@router.post("")
def answer_question(
    request: Request,
    number: int,
    sitting: OwnSitting,
    database: Database,
    turn: Annotated[int, Form()],
    tap: Annotated[int | None, Form(le=LAST_TAP)] = None,
    given: Values = [],  # noqa: B006  # FastAPI copies it
    go: Annotated[str, Form()] = "",
    flagged: Annotated[bool | None, Form()] = None,
) -> Response:
    """Keep the tap. A plain form that answers nothing, where nothing was answered, only moves on."""
    at = clock.now()
    if wants_json(request):
        outcome = record_answer(database, sitting.attempt, number, given, turn, tap, at)
        return as_json(_told(outcome, sitting))
    notice: Notice | None = None
    try:
        blank = answers_nothing(database, sitting.attempt, number, given)
    except NotAnAnswer as refusal:
        text = _("Câu {number} chưa được lưu. {reason}").format(number=number, reason=refusal.text)
        return redirect(request, _after(sitting, number, ""), ("warning", text))
    if not blank or number in answers_of(database, sitting.attempt):
        outcome = record_answer(database, sitting.attempt, number, given, turn, tap, at)
        if not outcome.kept:
            text = _("Câu {number} đã được trả lời ở máy khác; câu trả lời mới hơn được giữ.")
            notice = ("warning", text.format(number=number))
    if flagged is not None:
        set_flag(database, sitting.attempt, number, flagged, at)
    return redirect(request, _after(sitting, number, go), notice)


@router.post("/flag")
def flag_question(number: int, sitting: OwnSitting, database: Database, flagged: Annotated[bool, Form()]) -> Response:
    """From a script. A plain form flags with the same button row that saves."""
    set_flag(database, sitting.attempt, number, flagged, clock.now())
    return as_json({"flagged": flagged})


def _told(outcome: Outcome, sitting: Sitting) -> dict[str, object]:
    """What stands. Only a kept tap is told when it was saved."""
    answer = outcome.answer
    return {
        "kept": outcome.kept,
        "saved": clock_time(answer.received_at),
        "received": int(answer.received_at.timestamp() * 1000),
        "given": outcome.values,
        "turn": answer.turn,
        "tap": answer.tap,
        "now": int(clock.now().timestamp() * 1000),
        "ends": int(sitting.attempt.ends_at.timestamp() * 1000),
        "last_turn": sitting.attempt.turn,
    }


def _after(sitting: Sitting, number: int, go: str) -> str:
    if go == "sheet":
        return f"{sitting.url}/sheet"
    step = {"previous": -1, "next": 1}.get(go, 0)
    return f"{sitting.url}/questions/{max(1, number + step)}"
