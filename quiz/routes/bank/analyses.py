"""How one question of the bank did, in all the rounds that asked it and are closed."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from quiz import clock
from quiz.routes.bank.guards import LOOKED_AT, FoundByReader
from quiz.standings.analysing import analysis_of_question
from quiz.web.pages import page
from quiz.web.transactions import Database

router = APIRouter(prefix="/bank/questions/{question_id}")


@router.get("/analysis", dependencies=LOOKED_AT)
def show_analysis(request: Request, database: Database, question: FoundByReader) -> HTMLResponse:
    assert question.id is not None
    found = analysis_of_question(database, question.id, clock.now())
    return page(request, "bank/analysis.html", question=question, found=found)
