"""Why this place: one attempt with the arithmetic of every question, for those who may decide on keys."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from sqlmodel import Session, col, select
from starlette.responses import HTMLResponse

from quiz import clock
from quiz.attempts.attempt import Attempt, Mode
from quiz.attempts.noticing import timeline_of
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.contests.round import Leg, Round
from quiz.people.person import Person
from quiz.people.role import Power
from quiz.refusals import NotFound
from quiz.routes.bank.kept import note_look_at_paper
from quiz.routes.organise.time_told import time_told
from quiz.routes.play.viewing import prediction_of
from quiz.routes.watch.boards import came_about_in
from quiz.standings.board import internal_board_of, own_place
from quiz.standings.counters import are_hidden
from quiz.standings.disqualifying import why_disqualified
from quiz.standings.explaining import explain, formula_of
from quiz.standings.points import shown
from quiz.standings.score import Score
from quiz.standings.tie_breaks import definition
from quiz.standings.why_here import why_here
from quiz.web.pages import page
from quiz.web.staff import SomeStaff
from quiz.web.transactions import Database

router = APIRouter(prefix="/organise/attempts")


@router.get("/{attempt_id}", dependencies=[Depends(note_look_at_paper)])
def show_attempt(
    request: Request, attempt_id: Annotated[str, Path(max_length=40)], staff: SomeStaff, database: Database
) -> HTMLResponse:
    found = database.exec(
        select(Attempt, Contest, Round, Leg).where(
            Attempt.leg_id == Leg.id, Leg.round_id == Round.id, Round.contest_id == Contest.id,
            Attempt.public_id == attempt_id,
        )
    ).first()  # fmt: skip
    if found is None or found[0].entry_id is None or not staff.reaches(database, Power.CORRECT, found[1]):
        raise NotFound
    if found[0].mode != Mode.OFFICIAL:
        raise NotFound
    attempt, contest, round, leg = found
    entry = database.get_one(Entry, attempt.entry_id)
    explained = explain(database, round, attempt)
    hidden = are_hidden(database, contest, round, leg, clock.now())
    board = internal_board_of(database, round, leg).board
    own = own_place(board, attempt.entry_id or 0) if not hidden else None
    return page(
        request, "organise/results/attempt.html", attempt=attempt, contest=contest, round=round, leg=leg,
        whose=database.get_one(Person, entry.person_id), of=entry, why=explained,
        own=own, hidden=hidden, points=shown, predicted=prediction_of(attempt, round.rules),
        came_about=came_about_in(board) if not hidden else "",
        why_here=why_here(own, round.rules, board.actual) if own else [],
        formula=formula_of(explained, round.rules),
        ordering=definition(round.rules.ranking), tries=_tries(database, attempt),
        timeline=timeline_of(database, attempt), time=time_told(database, contest, round, leg, entry, attempt),
        disqualified=why_disqualified(database, round.contest_id, attempt, entry),
    )  # fmt: skip


def _tries(session: Session, attempt: Attempt) -> list[tuple[Attempt, Score | None]]:
    """All that this entry made in the leg, each with what it is worth so far."""
    theirs = select(Attempt, Score).outerjoin(Score, col(Score.attempt_id) == Attempt.id)
    same = (Attempt.entry_id == attempt.entry_id, Attempt.leg_id == attempt.leg_id, Attempt.mode == Mode.OFFICIAL)
    return [(tried, score) for tried, score in session.exec(theirs.where(*same).order_by(col(Attempt.ordinal)))]
