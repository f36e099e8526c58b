"""The blueprint of one leg alone (ma trận riêng): what its papers are drawn by, in the place of the round's."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from question_bank.drawing import BlueprintRow
from quiz import clock
from quiz.attempts.played import legs_played
from quiz.contests.agreeing import staying_agreed
from quiz.contests.composing import (
    as_drawn,
    insist_on_blueprint,
    own_rows_of,
    rows_for,
    set_leg_blueprint,
)
from quiz.contests.contest import Contest, ContestState
from quiz.contests.dividing import quiz_part_named, quiz_parts_of
from quiz.contests.round import Leg, Part, Round
from quiz.contests.scheduling import AlreadyPlayed, insist_on_reason, note
from quiz.language import gettext as _
from quiz.ledger import Decider
from quiz.people.role import Power
from quiz.refusals import Invalid, Problems
from quiz.routes.organise.blueprints import RowsForm, as_typed, edited, rows_seen, rows_typed
from quiz.routes.organise.finding import OwnLeg
from quiz.web.pages import page, redirect
from quiz.web.staff import Organiser
from quiz.web.transactions import Database

router = APIRouter(prefix="/organise/legs/{leg_id}/blueprint")
Typed = list[tuple[str, str, str]]


def part_of_own_leg(found: OwnLeg, database: Database, part: str = "") -> Part:
    """The part that the address names; the first where it names none."""
    return quiz_part_named(database, found[1], part)


OwnPart = Annotated[Part, Depends(part_of_own_leg)]


@router.get("")
def show_leg_blueprint(request: Request, found: OwnLeg, part: OwnPart, database: Database) -> HTMLResponse:
    """What it draws by now: its own rows, or the round's to begin from."""
    rows = [as_typed(row) for row in as_drawn(rows_for(database, part, found[2]))]
    return _form(request, database, found, part, rows, {})


@router.post("")
def change_leg_blueprint(
    request: Request, found: OwnLeg, part: OwnPart, staff: Organiser, database: Database,
    form: Annotated[RowsForm, Form()],
) -> Response:  # fmt: skip
    contest, _round, leg = found
    typed, problems = form.rows, Problems()
    if form.act != "save":
        return _form(request, database, found, part, edited(typed, form.act), {}, reason=form.reason)
    _insist_not_played(database, contest, leg)
    rows = rows_typed(database, typed)
    try:
        with problems.gathered():
            insist_on_blueprint(database, part, rows, _day(leg))
        with problems.gathered():
            insist_on_reason(contest, form.reason)
        if not rows:
            problems["rows"] = _("Ma trận riêng cần ít nhất một dòng; không cần nữa thì dùng lại ma trận của vòng.")
        problems.refuse()
        with staying_agreed(database, contest, "rows"):
            _set(database, contest, part, leg, rows, form.reason, staff.deciding(Power.ORGANISE, contest.id))
    except Invalid as invalid:
        return _form(request, database, found, part, typed, invalid.errors, invalid.status, reason=form.reason)
    return redirect(request, _home(leg, part), ("saved", _("Đã lưu ma trận riêng của đợt.")))


@router.post("/removal")
def use_the_rounds_blueprint(
    request: Request, found: OwnLeg, part: OwnPart, staff: Organiser, database: Database,
    reason: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    contest, _round, leg = found
    _insist_not_played(database, contest, leg)
    _set(database, contest, part, leg, [], reason, staff.deciding(Power.ORGANISE, contest.id))
    return redirect(request, _home(leg, part), ("saved", _("Đợt này dùng lại ma trận của vòng.")))


def _set(
    session: Session, contest: Contest, part: Part, leg: Leg, rows: list[BlueprintRow], reason: str, by: Decider
) -> None:
    reason = insist_on_reason(contest, reason)
    set_leg_blueprint(session, part, leg, rows, _day(leg))
    told = {"part": part.id, "rows": [[row.topic_id, row.difficulty, row.count] for row in rows]}
    note(session, contest, ("leg", leg.id), "set_leg_blueprint", told, reason, by)


def _insist_not_played(session: Session, contest: Contest, leg: Leg) -> None:
    """Papers already drawn in this leg are not made unlike those still to be drawn."""
    if leg.id in legs_played(session, contest):
        raise AlreadyPlayed


def _day(leg: Leg) -> date:
    return clock.day_of(max(leg.opens_at or clock.now(), clock.now()))


def _form(
    request: Request, session: Session, found: tuple[Contest, Round, Leg], part: Part, typed: Typed,
    errors: dict[str, str], status: int = 200, *, reason: str = "",
) -> HTMLResponse:  # fmt: skip
    contest, round, leg = found
    return page(
        request, "organise/leg_blueprint.html", status, contest=contest, leg=leg, errors=errors, reason=reason,
        own=bool(own_rows_of(session, part, leg)), locked=leg.id in legs_played(session, contest),
        needs_reason=contest.state != ContestState.DRAFT, parts=quiz_parts_of(session, round),
        **rows_seen(session, round, part, typed),
    )  # fmt: skip


def _home(leg: Leg, part: Part) -> str:
    return f"/organise/legs/{leg.public_id}/blueprint?part={part.public_id}"
