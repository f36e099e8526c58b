"""The list of who goes into a round, for anyone, once it has been decided."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from sqlmodel import select
from starlette.responses import HTMLResponse

from quiz.contests.contest import Contest
from quiz.contests.round import Round
from quiz.contests.round_entry import listed_in
from quiz.refusals import NotFound
from quiz.standings.sending_on import named
from quiz.web.pages import page
from quiz.web.transactions import Database

router = APIRouter(prefix="/watch/rounds/{round_id}")


@router.get("/list")
def show_list(request: Request, round_id: Annotated[str, Path(max_length=40)], database: Database) -> HTMLResponse:
    found = database.exec(
        select(Contest, Round).where(Round.contest_id == Contest.id, Round.public_id == round_id)
    ).first()
    if found is None or not found[0].is_public:
        raise NotFound
    contest, round = found
    rows = listed_in(database, round.id)
    return page(
        request, "watch/list.html", contest=contest, round=round, rows=rows,
        named=named(database, [row.entry_id for row in rows]),
    )  # fmt: skip
