"""The questions set aside for the mock attempts of a round (thi thử): how many of which topic, more, and back."""

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlmodel import Session, col, select
from starlette.responses import HTMLResponse, Response

from question_bank.question import QuestionVersion
from question_bank.topic import Topic
from quiz.attempts.papers import questions_planned
from quiz.attempts.setting_aside import MOST, give_back, set_aside
from quiz.contests.contest import Contest
from quiz.contests.mock_question import mock_questions_of
from quiz.contests.round import Round
from quiz.language import gettext as _
from quiz.language import ngettext
from quiz.people.role import Power
from quiz.refusals import Invalid
from quiz.routes.organise.finding import OwnRound
from quiz.web.pages import page, redirect
from quiz.web.staff import Organiser
from quiz.web.transactions import Database

router = APIRouter(prefix="/organise/rounds/{round_id}/mock-questions")
Text = Annotated[str, Form()]


@router.get("")
def show_mock_questions(request: Request, found: OwnRound, database: Database) -> HTMLResponse:
    contest, round = found
    return _form(request, database, contest, round, {"topic": "", "count": "20"}, {})


@router.post("")
def set_more_aside(
    request: Request, found: OwnRound, staff: Organiser, database: Database, topic: Text = "", count: Text = ""
) -> Response:
    contest, round = found
    topics = {str(id) for id in database.exec(select(Topic.id))}
    wanted = int(count) if count.strip().isascii() and count.strip().isdigit() and len(count) <= 4 else 0
    by = staff.deciding(Power.ORGANISE, contest.id)
    try:
        done = set_aside(database, contest, round, int(topic) if topic in topics else None, wanted, by)
    except Invalid as invalid:
        typed = {"topic": topic, "count": count}
        return _form(request, database, contest, round, typed, invalid.errors, invalid.status)
    return redirect(
        request,
        _home(round),
        (
            "saved",
            ngettext("Đã để riêng %(count)s câu cho thi thử.", "Đã để riêng %(count)s câu cho thi thử.", done)
            % {"count": done},
        ),
    )


@router.post("/return")
def give_questions_back(request: Request, found: OwnRound, staff: Organiser, database: Database) -> Response:
    contest, round = found
    back, stay = give_back(database, contest, round, staff.deciding(Power.ORGANISE, contest.id))
    told = ngettext("Đã trả %(count)s câu về kho.", "Đã trả %(count)s câu về kho.", back) % {"count": back}
    if stay:
        told += " " + ngettext(
            "%(count)s câu đã có người thấy đáp án khi thi thử nên vẫn để riêng.",
            "%(count)s câu đã có người thấy đáp án khi thi thử nên vẫn để riêng.",
            stay,
        ) % {"count": stay}
    return redirect(request, _home(round), ("saved", told))


def _form(
    request: Request, session: Session, contest: Contest, round: Round, typed: dict[str, str],
    errors: dict[str, str], status: int = 200,
) -> HTMLResponse:  # fmt: skip
    topics = session.exec(select(Topic).order_by(col(Topic.group), col(Topic.position), col(Topic.name))).all()
    counts = _by_topic(session, round)
    return page(
        request, "organise/mock_questions.html", status, contest=contest, round=round, typed=typed, errors=errors,
        topics=[("", _("Chủ đề bất kỳ")), *((topic.id, topic.name) for topic in topics)],
        held=[(topic, counts[topic.id or 0]) for topic in topics if counts[topic.id or 0]], total=sum(counts.values()),
        planned=questions_planned(session, round), most=MOST,
    )  # fmt: skip


def _by_topic(session: Session, round: Round) -> Counter[int]:
    theirs = select(QuestionVersion.topic_id).where(
        col(QuestionVersion.question_id).in_(mock_questions_of(session, round)), col(QuestionVersion.is_current)
    )
    return Counter(session.exec(theirs))


def _home(round: Round) -> str:
    return f"/organise/rounds/{round.public_id}/mock-questions"
