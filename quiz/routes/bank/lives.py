"""/bank/questions/…: what its author and others do with a question between draft and approval, and say of it."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import Response

from question_bank import reviewing, revising
from question_bank.question import Question, QuestionVersion
from question_bank.reviewing import ReviewRefusal
from quiz import clock
from quiz.language import gettext as _
from quiz.routes.bank.guards import FoundByReader, FoundByWriter
from quiz.routes.bank.people import author_of
from quiz.routes.bank.questions import question_page
from quiz.web.pages import came_from, redirect
from quiz.web.staff import BankReader, Writer
from quiz.web.transactions import Database

router = APIRouter(prefix="/bank/questions/{question_id}")


@router.post("/comments")
def comment(
    request: Request, staff: BankReader, database: Database, question: FoundByReader, text: Annotated[str, Form()] = ""
) -> Response:
    """Beside the newest version, from whichever page it was said."""
    back = f"{came_from(request) or _url(question)}#comments"
    try:
        reviewing.comment(database, _newest(database, question), text, by=author_of(staff), at=clock.now())
    except ReviewRefusal as refusal:
        return question_page(request, staff, database, question, 422, refused=str(refusal))
    return redirect(request, back, ("saved", _("Đã gửi nhận xét.")))


@router.post("/proposal")
def propose(request: Request, staff: Writer, database: Database, question: FoundByWriter) -> Response:
    def act(version: QuestionVersion) -> None:
        reviewing.propose(database, version, by=author_of(staff), at=clock.now())

    return _do(request, database, question, act, _("Đã gửi đi. Người thứ hai sẽ duyệt câu này."))


@router.post("/withdrawal")
def withdraw(request: Request, staff: Writer, database: Database, question: FoundByWriter) -> Response:
    def act(version: QuestionVersion) -> None:
        reviewing.withdraw(database, version, by=author_of(staff))

    return _do(request, database, question, act, _("Đã rút lại. Sửa xong thì gửi duyệt lần nữa."))


@router.post("/discarding")
def discard(request: Request, staff: Writer, database: Database, question: FoundByWriter) -> Response:
    def act(version: QuestionVersion) -> None:
        reviewing.discard(database, version, by=author_of(staff))

    return _do(request, database, question, act, _("Đã bỏ bản sửa. Bản đang dùng vẫn như cũ."))


def _do(
    request: Request, database: Session, question: Question, act: Callable[[QuestionVersion], None], said: str
) -> Response:
    try:
        act(_newest(database, question))
    except ReviewRefusal as refusal:
        return redirect(request, _url(question), ("danger", str(refusal)))
    return redirect(request, _url(question), ("saved", said))


def _newest(database: Session, question: Question) -> QuestionVersion:
    assert question.id is not None
    return revising.newest_version(database, question.id)


def _url(question: Question) -> str:
    return f"/bank/questions/{question.public_id}"
