"""/bank/intakes/pasted: text pasted into a form, seen as questions while one types, and staged like a file."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from question_bank import importing
from question_bank.readers import UnreadableFile, preview_pasted_safely, read_pasted_safely
from question_bank.writing import known_topics
from quiz import clock
from quiz.language import gettext as _
from quiz.routes.bank.people import author_of
from quiz.web.forms import PostedForm
from quiz.web.pages import fragment, page, redirect
from quiz.web.pictures import Pictures
from quiz.web.staff import WriterBeforeWork
from quiz.web.transactions import Transact, Transactions

router = APIRouter(prefix="/bank/intakes/pasted")

LETTERS_MAX = 300_000
WAITING_MAX = 3
"""Previews that may wait for their turn: beyond that whoever types is asked to wait a moment."""


@router.get("")
def show_pasting(request: Request, staff: WriterBeforeWork) -> HTMLResponse:
    return page(request, "bank/pasted.html", text="", error=None, preview=None)


@router.post("/preview")
async def preview(
    request: Request, posted: PostedForm, staff: WriterBeforeWork, transact: Transactions
) -> HTMLResponse:
    """What the text would bring; nothing is kept."""
    return fragment(request, "bank/_preview_of_pasted.html", **await _preview(transact, posted.text("text")))


@router.post("")
async def take_in_pasted(
    request: Request, posted: PostedForm, staff: WriterBeforeWork, transact: Transactions, pictures: Pictures
) -> Response:
    text = posted.text("text")
    if posted.text("act") == "preview":
        return page(request, "bank/pasted.html", text=text, **await _preview(transact, text))
    try:
        _insist_sensible(text)
        reading = await transact.work(read_pasted_safely, text, pictures.keep)
    except UnreadableFile as refusal:
        return page(request, "bank/pasted.html", 422, text=text, error=str(refusal), preview=None)
    judged = await transact(lambda database: importing.judge(database, reading), writing=False)
    by, name = author_of(staff), _("Văn bản dán vào")
    intake = await transact(
        lambda database: importing.take_in(database, name, reading, by=by, at=clock.now(), judged=judged)
    )
    return redirect(request, f"/bank/intakes/{intake.public_id}")


async def _preview(transact: Transact, text: str) -> dict[str, Any]:
    """`preview` is None where there is nothing to show, and `error` says why, unless nothing was typed."""
    if not text.strip():
        return {"preview": None, "error": None}
    try:
        _insist_sensible(text)
        if transact.waiting > WAITING_MAX:
            raise UnreadableFile(_("Máy chủ đang bận đọc tệp khác. Hãy bấm Xem trước sau ít giây."))
        topics = await transact(known_topics, writing=False)
        return {"preview": await transact.work(preview_pasted_safely, text, topics), "error": None}
    except UnreadableFile as refusal:
        return {"preview": None, "error": str(refusal)}


def _insist_sensible(text: str) -> None:
    if not text.strip():
        raise UnreadableFile(_("Hãy dán câu hỏi vào đây."))
    if len(text) > LETTERS_MAX:
        raise UnreadableFile(_("Văn bản quá dài để dán. Hãy lưu thành tệp .txt hoặc .docx rồi nộp tệp."))
