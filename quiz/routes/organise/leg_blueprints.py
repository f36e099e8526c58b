"""The blueprint of one leg alone (ma trận riêng): what its papers are drawn by, in the place of the round's."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from question_bank.drawing import BlueprintRow
from quiz import clock
from quiz.attempts.played import legs_played
from quiz.contests.composing import (
    as_drawn,
    insist_on_blueprint,
    own_rows_of,
    quiz_part_of,
    rows_for,
    set_leg_blueprint,
)
from quiz.contests.contest import Contest, ContestState
from quiz.contests.round import Leg, Part, Round
from quiz.contests.scheduling import AlreadyPlayed, insist_on_reason, note
from quiz.language import gettext as _
from quiz.ledger import Decider
from quiz.people.role import Power
from quiz.refusals import Invalid, Problems
from quiz.routes.organise.blueprints import RowsForm, as_typed, edited, rows_seen, rows_typed
from quiz.routes.organise.finding import OwnLeg
from quiz.web.dependencies import Database, Organiser
from quiz.web.pages import page, redirect

router = APIRouter(prefix="/organise/legs/{leg_id}/blueprint")
Typed = list[tuple[str, str, str]]


@router.get("")
def show_leg_blueprint(request: Request, found: OwnLeg, database: Database) -> HTMLResponse:
    """What it draws by now: its own rows, or the round's to begin from."""
    contest, round, leg = found
    rows = [as_typed(row) for row in as_drawn(rows_for(database, quiz_part_of(database, round), leg))]
    return _form(request, database, contest, round, leg, rows, {})


@router.post("")
def change_leg_blueprint(
    request: Request, found: OwnLeg, staff: Organiser, database: Database, form: Annotated[RowsForm, Form()]
) -> Response:
    contest, round, leg = found
    typed, problems = form.rows, Problems()
    if form.act != "save":
        return _form(request, database, contest, round, leg, edited(typed, form.act), {}, reason=form.reason)
    part, rows = _part_to_change(database, contest, round, leg), rows_typed(database, typed)
    try:
        with problems.gathered():
            insist_on_blueprint(database, part, rows, _day(leg))
        with problems.gathered():
            insist_on_reason(contest, form.reason)
        if not rows:
            problems["rows"] = _("Ma trận riêng cần ít nhất một dòng; không cần nữa thì dùng lại ma trận của vòng.")
        problems.refuse()
    except Invalid as invalid:
        return _form(request, database, contest, round, leg, typed, invalid.errors, invalid.status, reason=form.reason)
    _set(database, contest, part, leg, rows, form.reason, staff.deciding(Power.ORGANISE, contest.id))
    return redirect(request, _home(leg), ("saved", _("Đã lưu ma trận riêng của đợt.")))


@router.post("/removal")
def use_the_rounds_blueprint(
    request: Request, found: OwnLeg, staff: Organiser, database: Database, reason: Annotated[str, Form()] = ""
) -> Response:
    contest, round, leg = found
    part = _part_to_change(database, contest, round, leg)
    _set(database, contest, part, leg, [], reason, staff.deciding(Power.ORGANISE, contest.id))
    return redirect(request, _home(leg), ("saved", _("Đợt này dùng lại ma trận của vòng.")))


def _set(
    session: Session, contest: Contest, part: Part, leg: Leg, rows: list[BlueprintRow], reason: str, by: Decider
) -> None:
    reason = insist_on_reason(contest, reason)
    set_leg_blueprint(session, part, leg, rows, _day(leg))
    told = {"rows": [[row.topic_id, row.difficulty, row.count] for row in rows]}
    note(session, contest, ("leg", leg.id), "set_leg_blueprint", told, reason, by)


def _part_to_change(session: Session, contest: Contest, round: Round, leg: Leg) -> Part:
    """Papers already drawn in this leg are not made unlike those still to be drawn."""
    if leg.id in legs_played(session, contest):
        raise AlreadyPlayed
    return quiz_part_of(session, round)


def _day(leg: Leg) -> date:
    return clock.day_of(max(leg.opens_at or clock.now(), clock.now()))


def _form(
    request: Request, session: Session, contest: Contest, round: Round, leg: Leg, typed: Typed,
    errors: dict[str, str], status: int = 200, *, reason: str = "",
) -> HTMLResponse:  # fmt: skip
    part = quiz_part_of(session, round)
    return page(
        request, "organise/leg_blueprint.html", status, contest=contest, leg=leg, errors=errors, reason=reason,
        own=bool(own_rows_of(session, part, leg)), locked=leg.id in legs_played(session, contest),
        needs_reason=contest.state != ContestState.DRAFT, **rows_seen(session, round, part, typed),
    )  # fmt: skip


def _home(leg: Leg) -> str:
    return f"/organise/legs/{leg.public_id}/blueprint"
