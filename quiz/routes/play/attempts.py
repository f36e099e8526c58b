"""An attempt on the phone: the paper, where it stands, handing it in, the receipt."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.attempts.answering import answers_of, record_answer
from quiz.attempts.attempt import Attempt, SubmittedBy
from quiz.attempts.deadline import seconds_left
from quiz.attempts.decisions import REOPEN, REOPEN_LEG
from quiz.attempts.handing_in import hold, is_over, submit_attempt, take_turn
from quiz.attempts.keeping import AlreadySubmitted, NotAnAnswer, NotItsTurn, QuestionIsOver, TimeIsUp
from quiz.attempts.noticing import timeline_of
from quiz.attempts.predicting import PREDICTION, keep_prediction
from quiz.attempts.receipts import canonical, late_in
from quiz.attempts.redrawing import code_of
from quiz.attempts.showing import StillTime
from quiz.attempts.sitting import questions_in
from quiz.in_words import duration
from quiz.language import gettext as _
from quiz.refusals import N_, NotFound, Refusal
from quiz.results.share_cards import share_card_of
from quiz.routes.play.complaints import complaints_told
from quiz.routes.play.fresh_page import filled, frame_of, told_on
from quiz.routes.play.guards import OwnSitting, Sitting, find_sitting
from quiz.routes.play.legs import sight_of
from quiz.routes.play.moulds import Untouched, questions_shown
from quiz.routes.play.reviews import released
from quiz.routes.play.stepping import Step, step_of
from quiz.routes.play.taps import TAPS_LENGTH_MOST, SentTap, in_order, taps_in
from quiz.routes.play.telling import (
    added_to,
    asks_help,
    decided_about,
    messages_for,
    milliseconds,
    state_of,
    stood_s,
    why_paused,
)
from quiz.routes.play.viewing import (
    PredictionView,
    QuestionView,
    Tapped,
    at_a_glance,
    last_tap_of,
    places_of,
    prediction_of,
    questions_of,
)
from quiz.standings.counting import count_attempt
from quiz.standings.disqualifying import why_disqualified
from quiz.standings.points import shown
from quiz.web.pages import as_json, page, redirect, wants_json
from quiz.web.together import Together
from quiz.web.transactions import Database, Transactions

router = APIRouter(prefix="/play/attempts/{attempt_id}")


class OpenElsewhere(Refusal):
    """A phone that was left, and now has a network again, must not cut short the one that went on."""

    message = N_("Bài đang mở ở máy khác.")
    hint = N_("Muốn nộp từ máy này, hãy mở lại bài và bấm “Tiếp tục ở đây”.")


class NotKept(Refusal):
    status = 422
    message = N_("Câu {number} chưa được lưu. {reason}")


@router.get("")
async def show_attempt(request: Request, attempt_id: str, transact: Transactions) -> Response:
    """The whole paper at once: from here on, moving between questions needs no network."""
    return await transact(lambda session: _show_attempt(request, session, attempt_id), writing=False)


def _show_attempt(request: Request, session: Session, attempt_id: str) -> Response:
    """In one piece: a hall begins at once, and each hand-over between threads is waited for."""
    sitting = find_sitting(request, session, attempt_id)
    if is_over(session, sitting.attempt, clock.now()):
        return redirect(request, f"{sitting.url}/receipt")
    return show_paper(request, sitting, session, step_of(session, sitting), whole=True)


def show_paper(
    request: Request,
    sitting: Sitting,
    session: Session,
    step: Step | None,
    *,
    here: int | None = None,
    whole: bool = False,
    screen: str = "question",
    predicted: PredictionView | None = None,
    status: int = 200,
) -> Response:
    """Of a paper that comes step by step, what is on show."""
    at = clock.now()
    decided = decided_about(session, sitting, REOPEN, REOPEN_LEG)
    seconds = seconds_left(sitting.attempt.ends_at, sitting.attempt.paused_at or at)
    pause = why_paused(decided, sitting.attempt)
    questions: Sequence[QuestionView | Untouched]
    if whole and step is None and sitting.is_here and seconds and pause is None:
        questions = questions_shown(session, sitting.attempt, sitting.url, here)
    else:
        questions = questions_of(session, sitting.attempt, step.numbers if step else None)
    taps: Iterable[Tapped] = answers_of(session, sitting.attempt).values() if step else questions
    left = seconds_left(step.ends_at, sitting.attempt.paused_at or at) if step else seconds
    context = {
        "sitting": sitting,
        "attempt": sitting.attempt,
        "questions": questions,
        "places": places_of(session, sitting.attempt, step.numbers) if step else at_a_glance(questions),
        "step": step,
        "here": here or questions[0].number,
        "whole": whole,
        "screen": screen,
        "last_tap": max(last_tap_of(taps, sitting.attempt.turn), _predicting_tap(sitting.attempt)),
        "predicted": predicted or prediction_of(sitting.attempt, sitting.round.rules),
        "now_ms": milliseconds(at),
        "ends_ms": milliseconds(sitting.attempt.ends_at),
        "seconds": seconds,
        "left": left,
        "left_told": duration(left),
        "added": added_to(decided, sitting.attempt),
        "pause": pause,
        "stood_s": stood_s(sitting.attempt),
        "reopened": decided.reopened,
        "messages": messages_for(session, sitting),
        "asks_help": asks_help(session, sitting),
    }
    frame = frame_of(request, context)
    if frame is None:
        return page(request, "play/attempt.html", status, **context)
    return HTMLResponse(filled(frame, told_on(context), [one for one in questions if isinstance(one, Untouched)]))


@router.get("/sheet")
def show_sheet(request: Request, sitting: OwnSitting, database: Database) -> Response:
    """Which are answered, empty, flagged; and handing in."""
    if is_over(database, sitting.attempt, clock.now()):
        return redirect(request, f"{sitting.url}/receipt")
    return show_paper(request, sitting, database, step_of(database, sitting), screen="sheet")


@router.get("/state")
async def tell_state(request: Request, attempt_id: str) -> Response:
    """Asked every few seconds: the deadline, who has the turn, added time, messages."""
    together: Together = request.app.state.looking_together
    return as_json(await together(lambda session: _state(request, session, attempt_id)))


def _state(request: Request, session: Session, attempt_id: str) -> dict[str, Any]:
    return state_of(session, find_sitting(request, session, attempt_id), clock.now())


@router.post("/turn")
def go_on_here(request: Request, sitting: OwnSitting, database: Database) -> Response:
    """This device takes over ("Tiếp tục ở đây")."""
    take_turn(database, sitting.attempt, sitting.sign_in, clock.now())
    return redirect(request, sitting.url)


@router.post("/submission")
def submit(
    request: Request,
    sitting: OwnSitting,
    database: Database,
    taps: Annotated[str, Form(max_length=TAPS_LENGTH_MOST)] = "[]",
    by_itself: Annotated[bool, Form()] = False,
) -> Response:
    """Hand in, with the taps that were still on the phone. At zero the phone does it by itself."""
    at = clock.now()
    hold(database, sitting.attempt)
    _insist_may_hand_in(database, sitting, by_itself, at)
    missed = record_waiting(database, sitting, sorted(taps_in(taps), key=in_order), by_itself, at)
    count_attempt(database, submit_attempt(database, sitting.attempt, SubmittedBy.CONTESTANT, at))
    url = f"{sitting.url}/receipt" + (f"?missed={','.join(map(str, missed))}" if missed else "")
    return as_json({"receipt": url}) if wants_json(request) else redirect(request, url)


@router.get("/answers.json")
def show_digested(sitting: OwnSitting, database: Database) -> Response:
    """What the receipt's digest is of, byte for byte: whoever doubts it may digest it again."""
    if sitting.attempt.submitted_at is None:
        raise NotFound
    text = canonical(database, sitting.attempt)
    return Response(text.encode(), media_type="application/json", headers={"Cache-Control": "no-store"})


@router.get("/receipt")
def show_receipt(
    request: Request, sitting: OwnSitting, database: Database, missed: Annotated[str, Query(max_length=2_000)] = ""
) -> Response:
    """Also for one that is over and not yet closed: the housekeeping will, or the button here.

    `missed`: the numbers that a phone was told were not kept.
    """
    attempt = sitting.attempt
    if not is_over(database, attempt, clock.now()):
        return redirect(request, sitting.url)
    out = released(database, sitting)
    return page(
        request,
        "play/receipt.html",
        sitting=sitting,
        attempt=attempt,
        missed=[number for number in missed.split(",") if number.isdecimal() and int(number) != PREDICTION],
        prediction_missed=str(PREDICTION) in missed.split(","),
        predicted=prediction_of(attempt, sitting.round.rules),
        sight=sight_of(database, sitting, sitting.entry) if _may_be_repeated(sitting) and sitting.entry else None,
        questions=questions_in(database, attempt),
        given={question.number for question in questions_of(database, attempt) if question.answered},
        late=late_in(database, attempt),
        used=attempt.elapsed_s,
        added_s=sum(extra.seconds for extra in added_to(decided_about(database, sitting), attempt)),
        stood_s=stood_s(attempt),
        results=_("Có ngay sau khi nộp") if out.at_once else _("Sau khi Ban tổ chức công bố"),
        answers_out=out.answers,
        board_out=out.board,
        share_card=out.published and out.board and _has_share_card(database, sitting),
        **complaints_told(database, sitting, clock.now()),
        score=out.score,
        points=shown(out.score.points) if out.score else None,
        carried=shown(out.score.carried) if out.score else None,
        paper_code=code_of(database, attempt),
        timeline=timeline_of(database, attempt),
        disqualified=_why_disqualified(database, sitting),
    )


def _has_share_card(session: Session, sitting: Sitting) -> bool:
    """Of a live board only the board's page says so: a receipt is opened by a whole hall at once."""
    of, entry = (sitting.contest, sitting.round, sitting.leg), sitting.entry
    return entry is not None and share_card_of(session, *of, entry, clock.now()) is not None


def _why_disqualified(session: Session, sitting: Sitting) -> str | None:
    entry = sitting.entry
    return why_disqualified(session, entry.contest_id, sitting.attempt, entry) if entry else None


def _insist_may_hand_in(session: Session, sitting: Sitting, by_itself: bool, at: datetime) -> None:
    attempt = sitting.attempt
    if by_itself and attempt.submitted_at is None and not attempt.is_past(at):
        raise StillTime
    if not sitting.is_here and not is_over(session, attempt, at):
        raise OpenElsewhere


def record_waiting(session: Session, sitting: Sitting, taps: list[SentTap], by_itself: bool, at: datetime) -> list[int]:
    """The numbers that were not kept. One that a newer tap has beaten is not missed: the newer one stands.

    What is no answer keeps whoever hands in by hand from doing so: they can still mend it.
    """
    attempt, missed = sitting.attempt, []
    for tap in taps:
        try:
            if tap.number == PREDICTION:
                text = "".join(tap.values)
                keep_prediction(session, attempt, sitting.round.rules, text, tap.turn, tap.tap, at)
            else:
                record_answer(session, attempt, tap.number, tap.values, tap.turn, tap.tap, at)
        except (TimeIsUp, AlreadySubmitted, QuestionIsOver, NotItsTurn):
            missed.append(tap.number)
        except NotAnAnswer as refusal:
            if not by_itself and not is_over(session, attempt, at):
                if tap.number == PREDICTION:
                    raise NotAnAnswer(_("Số dự đoán chưa được lưu. %(reason)s") % {"reason": refusal.text}) from refusal
                raise NotKept(number=tap.number, reason=refusal.text) from refusal
            missed.append(tap.number)
    return missed


def _predicting_tap(attempt: Attempt) -> int:
    return attempt.prediction_tap if attempt.prediction_turn == attempt.turn else 0


def _may_be_repeated(sitting: Sitting) -> bool:
    return sitting.round.rules.several and not sitting.is_mock
