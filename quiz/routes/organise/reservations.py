"""The questions kept for a round (câu để dành): which, who looked at them, keeping more, and letting go."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlmodel import Session, col, select
from starlette.responses import HTMLResponse, Response

from question_bank.finding import pool
from question_bank.question import DIFFICULTIES, Question, QuestionVersion
from question_bank.slices import slices
from question_bank.topic import Topic
from quiz import clock
from quiz.contests.composing import fixed_questions, kept_from
from quiz.contests.contest import Contest
from quiz.contests.dividing import quiz_parts_of
from quiz.contests.reserving import Reservation, drawable_by, free, is_over, kept_among, kept_in, reserve, views_in
from quiz.contests.round import Round, legs_of
from quiz.language import ngettext
from quiz.people.role import Power
from quiz.refusals import N_, NotFound, Refusal
from quiz.routes.organise.finding import OwnRound
from quiz.web.pages import came_from, page, redirect
from quiz.web.staff import Organiser
from quiz.web.transactions import Database

router = APIRouter(prefix="/organise/rounds/{round_id}/reservations")

FIXED, POOL = "fixed", "pool"


class RoundIsOver(Refusal):
    message = N_("Vòng thi đã xong nên không để dành câu hỏi được nữa.")


@router.get("")
def show_reservations(request: Request, found: OwnRound, database: Database) -> HTMLResponse:
    contest, round = found
    over, kept = _is_over(database, contest, round), kept_in(database, round)
    topics = {topic.id: topic.name for topic in database.exec(select(Topic))}
    ids = {question.id: question.public_id for question in _questions(database, kept)}
    drawable = [] if over else _drawable(database, contest, round)
    return page(
        request, "organise/reservations.html", contest=contest, round=round, kept=kept, topics=topics, ids=ids,
        difficulties=DIFFICULTIES, views=views_in(database, round), over=over, drawable=len(drawable),
        fixed=len(_fixed(database, round)),
    )  # fmt: skip


@router.post("")
def keep(
    request: Request, found: OwnRound, staff: Organiser, database: Database,
    what: Annotated[str, Form()] = "", question: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """All that the blueprint could draw, those that are fixed in it, or one question."""
    contest, round = found
    if _is_over(database, contest, round):
        raise RoundIsOver
    done = reserve(
        database, contest, round, _wanted(database, contest, round, what, question),
        staff.deciding(Power.ORGANISE, contest.id),
    )  # fmt: skip
    said = ngettext("Đã để dành %(count)s câu cho vòng này.", "Đã để dành %(count)s câu cho vòng này.", done.count) % {
        "count": done.count
    }
    if done.refused:
        said += " " + ngettext(
            "%(count)s câu đã để dành rồi, hoặc có trong đề cố định của cuộc thi khác.",
            "%(count)s câu đã để dành rồi, hoặc có trong đề cố định của cuộc thi khác.",
            done.refused,
        ) % {"count": done.refused}
    return redirect(request, _back(request, round), ("saved" if done.count else "warning", said))


@router.post("/freeing")
def let_go(
    request: Request, found: OwnRound, staff: Organiser, database: Database, question: Annotated[str, Form()] = ""
) -> Response:
    """One of them, or all."""
    contest, round = found
    ids = [_question_id(database, contest, round, question)] if question else None
    count = free(database, contest, round, ids, staff.deciding(Power.ORGANISE, contest.id))
    return redirect(
        request,
        _back(request, round),
        ("saved", ngettext("Thôi để dành %(count)s câu.", "Thôi để dành %(count)s câu.", count) % {"count": count}),
    )


def _wanted(database: Session, contest: Contest, round: Round, what: str, question: str) -> list[int]:
    if question:
        return [_question_id(database, contest, round, question)]
    if what == FIXED:
        return _fixed(database, round)
    return _drawable(database, contest, round) if what == POOL else []


def _fixed(database: Session, round: Round) -> list[int]:
    """The questions that every paper has, in whichever part."""
    return [
        question.id or 0
        for part in quiz_parts_of(database, round)
        for question, _version in fixed_questions(database, part)
    ]


def _drawable(database: Session, contest: Contest, round: Round) -> list[int]:
    """What the blueprint's rows could draw today and is not kept yet."""
    parts = quiz_parts_of(database, round)
    if not parts:
        raise NotFound
    in_pool = pool(database, clock.day_of(clock.now()), hidden=kept_from(database, parts[0]))
    questions = dict(
        database.exec(
            select(QuestionVersion.id, QuestionVersion.question_id).where(col(QuestionVersion.is_current))
        ).all()
    )
    asked = [(questions[each.version_id], each.topic_id, each.difficulty) for each in in_pool]
    fitting = list(dict.fromkeys(id for part in parts for id in drawable_by(database, part, asked)))
    kept = kept_among(database, fitting, clock.now())
    return [id for id in fitting if id not in kept]


def _question_id(database: Session, contest: Contest, round: Round, public_id: str) -> int:
    """One that this contest may know of."""
    found = database.exec(select(Question.id).where(Question.public_id == public_id)).first()
    kept = kept_among(database, [found], clock.now()).get(found) if found else None
    if found is None or (kept and kept.contest.id != contest.id):
        raise NotFound
    return found


def _questions(database: Session, kept: list[tuple[Reservation, QuestionVersion]]) -> list[Question]:
    ids = [version.question_id for _reservation, version in kept]
    return [
        question
        for some in slices(ids)
        for question in database.exec(select(Question).where(col(Question.id).in_(some)))
    ]


def _is_over(database: Session, contest: Contest, round: Round) -> bool:
    assert round.id is not None
    return is_over(contest, round, legs_of(database, round.id), clock.now())


def _back(request: Request, round: Round) -> str:
    """To the question's page or the blueprint, where it was asked there."""
    here = f"/organise/rounds/{round.public_id}/reservations"
    seen = came_from(request) or here
    return seen if seen.startswith(("/bank/questions/", "/organise/rounds/")) else here
