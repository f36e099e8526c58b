"""/bank/export: what the list shows, to be taken away in a format of one's choice."""

from dataclasses import replace

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from question_bank import finding
from question_bank.exporting import drafts_of
from question_bank.finding import Wanted
from question_bank.pictures import bring_back
from question_bank.template import topic_names
from question_bank.writers import FORMATS, written
from quiz.refusals import NotFound
from quiz.routes.bank.kept import hidden_from_lists
from quiz.routes.bank.searching import Search, Searched
from quiz.web.pages import page
from quiz.web.pictures import Pictures
from quiz.web.staff import BankReader
from quiz.web.transactions import Database

router = APIRouter(prefix="/bank")


@router.get("/export")
def show_export(request: Request, staff: BankReader, database: Database, search: Searched) -> HTMLResponse:
    count = finding.count(database, _to_take_away(database, search), most=None)
    return page(request, "bank/export.html", search=search, count=count, formats=FORMATS)


@router.get("/questions.{format}")
def export_questions(
    staff: BankReader, database: Database, pictures: Pictures, search: Searched, format: str
) -> Response:
    """What the list shows, all its pages."""
    if format not in FORMATS:
        raise NotFound
    drafts = drafts_of(database, finding.versions_wanted(database, _to_take_away(database, search)))
    bring_back(drafts, pictures.read)
    headers = {"Content-Disposition": f'attachment; filename="cau-hoi.{format}"'}
    file = written(drafts, format, topic_names(database))
    return Response(file.data, media_type=FORMATS[format].media_type, headers=headers)


def _to_take_away(database: Session, search: Search) -> Wanted:
    """What the list shows, without what is kept for a round."""
    return replace(search.wanted, hidden=hidden_from_lists(database))
