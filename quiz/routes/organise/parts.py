"""The parts of a round (phần thi): added, named, ordered, and given minutes of their own."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from quiz.attempts.played import legs_played
from quiz.contests.contest import Contest, ContestState
from quiz.contests.dividing import (
    TypedPart,
    insist_on_parts,
    planned_parts,
    quiz_parts_of,
    removed_by,
    set_parts,
    weight_of,
)
from quiz.contests.round import Mixing, Part, Round, legs_of
from quiz.contests.scheduling import AlreadyPlayed, has_started
from quiz.language import gettext as _
from quiz.people.role import Power
from quiz.refusals import Invalid
from quiz.routes.organise.finding import OwnRound
from quiz.standings.removing import forget_tries
from quiz.web.pages import page, redirect
from quiz.web.staff import Organiser
from quiz.web.transactions import Database

router = APIRouter(prefix="/organise/rounds/{round_id}/parts")


class PartsForm(BaseModel):
    """The parts as typed: the first id, name and minutes are the first part. A new one has no id."""

    part: list[str] = []
    name: list[str] = []
    minutes: list[str] = []
    weight: list[str] = []
    mixing: Mixing = Mixing.SUM
    act: str = "save"
    reason: str = ""

    @property
    def parts(self) -> list[TypedPart]:
        weights = self.weight + [""] * len(self.part)
        return [TypedPart(*one) for one in zip(self.part, self.name, self.minutes, weights, strict=False)]


@router.get("")
def show_parts(request: Request, found: OwnRound, database: Database) -> HTMLResponse:
    mixing = found[1].mixing
    typed = [
        TypedPart(part.public_id, part.name, str(part.minutes or ""), _weight_told(part, mixing))
        for part in quiz_parts_of(database, found[1])
    ]
    return _form(request, database, found, typed, {}, mixing=mixing)


def _weight_told(part: Part, mixing: Mixing) -> str:
    return "" if mixing == Mixing.SUM else str(weight_of(part)[mixing])


@router.post("")
def change_parts(
    request: Request, found: OwnRound, staff: Organiser, database: Database, form: Annotated[PartsForm, Form()]
) -> Response:
    """A part that is left out goes with its rows and its fixed questions, and tries of the round with it."""
    contest, round = found
    typed = form.parts
    if form.act != "save":
        return _form(request, database, found, _edited(typed, form.act), {}, reason=form.reason, mixing=form.mixing)
    if has_started(database, round, legs_played(database, contest)):
        raise AlreadyPlayed
    assert round.id is not None
    by = staff.deciding(Power.ORGANISE, contest.id)
    try:
        insist_on_parts(database, contest, round, typed, form.reason, form.mixing)
        with database.begin_nested():  # nor are tries gone where a part stays
            if removed_by(database, round, typed):
                forget_tries(database, [leg.id for leg in legs_of(database, round.id) if leg.id is not None])
            set_parts(database, contest, round, typed, form.reason, by, form.mixing)
    except Invalid as invalid:
        return _form(
            request, database, found, typed, invalid.errors, invalid.status, reason=form.reason, mixing=form.mixing
        )
    return redirect(request, f"/organise/rounds/{round.public_id}/parts", ("saved", _("Đã lưu các phần của đề.")))


def _edited(typed: list[TypedPart], act: str) -> list[TypedPart]:
    """One more, one less, or one further up, for those without JavaScript and with."""
    if act == "add":
        return [*typed, TypedPart("", "", "")]
    what, _dash, number = act.partition("-")
    place = int(number) - 1 if number.isdecimal() else -1
    if not 0 <= place < len(typed):
        return typed
    rest = [one for other, one in enumerate(typed) if other != place]
    if what == "remove":
        return rest
    return [*rest[: max(0, place - 1)], typed[place], *rest[max(0, place - 1) :]] if what == "up" else typed


def _form(
    request: Request, session: Session, its: tuple[Contest, Round], typed: list[TypedPart],
    errors: dict[str, str], status: int = 200, *, reason: str = "", mixing: Mixing = Mixing.SUM,
) -> HTMLResponse:  # fmt: skip
    contest, round = its
    known = zip(quiz_parts_of(session, round), planned_parts(session, round), strict=True)
    return page(
        request, "organise/parts.html", status, contest=contest, round=round, typed=typed, errors=errors,
        reason=reason, mixing=mixing, asked={part.public_id: planned.questions for part, planned in known},
        locked=has_started(session, round, legs_played(session, contest)),
        needs_reason=contest.state != ContestState.DRAFT,
    )  # fmt: skip
