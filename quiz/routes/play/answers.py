"""One question: give, change, flag. A script asks for JSON; a plain form comes back to a page.

What a script gives goes into the journal, whose batch looks whose attempt it is: one answer by the shortcut, several
from here. Everything else looks first, like any route.
"""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import Response

from quiz import clock
from quiz.attempts.answering import LAST_TAP, answers_nothing, answers_of, record_answer, set_flag
from quiz.attempts.handing_in import is_over
from quiz.attempts.journal import NotSaved
from quiz.attempts.keeping import NotAnAnswer, NotItsTurn, Outcome, QuestionIsOver
from quiz.attempts.showing import leave
from quiz.attempts.sitting import questions_in
from quiz.language import gettext as _
from quiz.refusals import NotFound
from quiz.routes.play.attempts import show_paper
from quiz.routes.play.guards import OwnSitting, Sitting, find_sitting
from quiz.routes.play.saving import BODY_MAX, kept, state_after, told
from quiz.routes.play.stepping import step_of
from quiz.routes.play.taps import VALUES_MOST, taps_in
from quiz.web.error_pages import Unreadable
from quiz.web.forms import Posted, PostedForm, posted_form
from quiz.web.pages import Notice, as_json, redirect
from quiz.web.transactions import Database, Transact

YES_OR_NO = {"1": True, "0": False}

router = APIRouter(prefix="/play/attempts/{attempt_id}")


@router.post("/questions/{number}")
async def answer_question(request: Request, attempt_id: str, number: int) -> Response:
    """A plain form's; what a script gives has gone by the shortcut."""
    posted = await posted_form(request)
    return await Transact(request)(lambda session: _answer_plainly(request, session, attempt_id, number, posted))


@router.post("/answers", max_body_size=BODY_MAX)
async def answer_questions(request: Request, attempt_id: str, posted: PostedForm) -> Response:
    """Several taps, [[number, turn, tap, [values]], …] in the field `taps`: `answers` tells of each, in that order.

    What was refused has a `message` and the `status` it would have had alone.
    """
    outcomes = await kept(request, attempt_id, lambda: taps_in(posted.text("taps")))
    if outcomes and all(isinstance(outcome, NotSaved) for outcome in outcomes):
        raise NotSaved
    known = next((outcome for outcome in outcomes if isinstance(outcome, Outcome)), None)
    return as_json({"answers": list(map(told, outcomes)), **state_after(known)})


@router.get("/questions/{number}")
def show_question(request: Request, number: int, sitting: OwnSitting, database: Database) -> Response:
    """One question alone: how it goes without JavaScript. One that is not on show leads to what is."""
    if is_over(database, sitting.attempt, clock.now()):
        return redirect(request, f"{sitting.url}/receipt")
    if not 1 <= number <= questions_in(database, sitting.attempt):
        raise NotFound
    step = step_of(database, sitting)
    if step and number not in step.numbers:
        return redirect(request, f"{sitting.url}/questions/{step.numbers[0]}")
    return show_paper(request, sitting, database, step, here=number)


@router.post("/questions/{number}/flag")
def flag_question(number: int, sitting: OwnSitting, database: Database, flagged: Annotated[bool, Form()]) -> Response:
    """From a script. A plain form flags with the same button row that saves."""
    set_flag(database, sitting.attempt, number, flagged, clock.now())
    return as_json({"flagged": flagged})


def _answer_plainly(request: Request, session: Session, attempt_id: str, number: int, posted: Posted) -> Response:
    """A plain form that answers nothing, where nothing was answered, only moves on; so does one that was to be read."""
    sitting = find_sitting(request, session, attempt_id)
    given, go, at = posted.texts("given"), posted.text("go"), clock.now()
    turn, tap, flagged = _whole(posted, "turn"), _whole(posted, "tap"), _flagged(posted)
    read_only = posted.text("read_only") == "1"
    if turn is None or len(given) > VALUES_MOST:
        raise Unreadable
    notice: Notice | None = None
    try:
        blank = answers_nothing(session, sitting.attempt, number, given)
    except NotAnAnswer as refusal:
        text = _("Câu {number} chưa được lưu. {reason}").format(number=number, reason=refusal.text)
        return redirect(request, _after(sitting, number, ""), ("warning", text))
    try:
        if not read_only and (not blank or number in answers_of(session, sitting.attempt)):
            outcome = record_answer(session, sitting.attempt, number, given, turn, tap, at)
            if not outcome.kept:
                text = _("Câu {number} đã được trả lời ở máy khác; câu trả lời mới hơn được giữ.")
                notice = ("warning", text.format(number=number))
        if flagged is not None:
            set_flag(session, sitting.attempt, number, flagged, at)
    except (QuestionIsOver, NotItsTurn) as refusal:
        text = _("Câu {number} chưa được lưu. {reason}").format(number=number, reason=refusal.text)
        return redirect(request, f"{sitting.url}/questions/{number}", ("warning", text))
    if go == "next" and sitting.round.rules.is_paced:
        return redirect(request, _next_step(session, sitting, number, at), notice)
    return redirect(request, _after(sitting, number, go), notice)


def _next_step(session: Session, sitting: Sitting, number: int, at: datetime) -> str:
    """Where "Tiếp" leads: within a part to the next question, at its end to its sheet; else on, and not back."""
    step = step_of(session, sitting)
    if step is None or number != step.numbers[-1]:
        return f"{sitting.url}/questions/{number + 1}"
    if step.by == "question" and sitting.is_here and leave(session, sitting.round, sitting.attempt, number, at):
        return sitting.url
    return f"{sitting.url}/sheet"


def _whole(posted: Posted, name: str) -> int | None:
    text = posted.text(name)
    if text and not (text.isdecimal() and int(text) <= LAST_TAP):
        raise Unreadable
    return int(text) if text else None


def _flagged(posted: Posted) -> bool | None:
    text = posted.text("flagged")
    if text and text not in YES_OR_NO:
        raise Unreadable
    return YES_OR_NO.get(text)


def _after(sitting: Sitting, number: int, go: str) -> str:
    if go == "sheet":
        return f"{sitting.url}/sheet"
    step = {"previous": -1, "next": 1}.get(go, 0)
    return f"{sitting.url}/questions/{max(1, number + step)}"
