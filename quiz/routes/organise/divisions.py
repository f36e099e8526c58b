"""The divisions of a contest: named, put in order, and people moved between them by unit or by their numbers."""

import re
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from quiz.contests.contest import Contest, ContestState
from quiz.contests.divisions import (
    TypedDivision,
    division_in,
    divisions_of,
    entries_in,
    entries_numbered,
    entries_of_unit,
    move,
    set_divisions,
)
from quiz.contests.entry import Entry
from quiz.contests.listing import units_of_entries
from quiz.language import gettext as _
from quiz.people.role import Power
from quiz.refusals import Invalid
from quiz.routes.organise.guards import OwnContest, Reach
from quiz.web.forms import Posted, PostedForm
from quiz.web.pages import page, redirect
from quiz.web.staff import SomeStaff
from quiz.web.transactions import Database

router = APIRouter(prefix="/organise/contests/{contest_id}/divisions")
NUMBERS_MOST = 5_000


@dataclass(frozen=True)
class Row:
    id: int | None
    name: str
    people: int


@router.get("")
def show_divisions(request: Request, contest: OwnContest, reach: Reach, database: Database) -> HTMLResponse:
    return _page(request, database, contest, reach, _rows(database, contest))


@router.post("")
def change_divisions(
    request: Request, form: PostedForm, contest: OwnContest, reach: Reach, staff: SomeStaff, database: Database
) -> Response:
    """A row more, a row up, a row less, or all of it saved: the button says which."""
    held = entries_in(database, contest)
    ids = [_whole(id) for id in form.texts("division")]
    rows = [Row(id, name, held.get(id or 0, 0)) for id, name in zip(ids, form.texts("name"), strict=False)]
    act, _dash, place = form.text("act", "save").partition("-")
    if act != "save":
        return _page(request, database, contest, reach, _after(rows, act, _whole(place) or 0), form)
    typed = [TypedDivision(row.id, row.name) for row in rows]
    by = staff.deciding(Power.ORGANISE, contest.id)
    try:
        set_divisions(database, contest, typed, form.text("reason"), by)
    except Invalid as invalid:
        return _page(request, database, contest, reach, rows, form, invalid)
    return redirect(request, _home(contest), ("saved", _("Đã lưu các bảng.")))


@router.post("/moves")
def move_people(
    request: Request, form: PostedForm, contest: OwnContest, reach: Reach, staff: SomeStaff, database: Database
) -> Response:
    """All of a unit, or those with these numbers."""
    try:
        into = division_in(database, contest, _chosen(form))
        entries = [entry for entry in _named(database, contest, form) if reach is None or entry.unit_id in reach]
        count = move(
            database, contest, entries, into, form.text("move_reason"), staff.deciding(Power.ORGANISE, contest.id)
        )
    except Invalid as invalid:
        return _page(request, database, contest, reach, _rows(database, contest), form, invalid, moving=True)
    told = _("Đã chuyển %(count)s người sang %(division)s.") % {"count": count, "division": into.name}
    return redirect(request, _home(contest), ("saved", told))


def _chosen(form: Posted) -> int:
    id = _whole(form.text("into"))
    if id is None:
        raise Invalid({"into": _("Hãy chọn một bảng.")})
    return id


def _named(session: Session, contest: Contest, form: Posted) -> list[Entry]:
    numbers = list(dict.fromkeys(re.split(r"[\s,;]+", form.text("numbers").strip())))
    if numbers != [""]:
        if len(numbers) > NUMBERS_MOST:
            raise Invalid({"numbers": _("Nhiều nhất %(most)s người một lần.") % {"most": NUMBERS_MOST}})
        return entries_numbered(session, contest, numbers)
    unit = _whole(form.text("unit"))
    if unit is None:
        raise Invalid({"whom": _("Hãy chọn một đơn vị, hoặc ghi số báo danh.")})
    return entries_of_unit(session, contest, unit)


def _after(rows: list[Row], act: str, place: int) -> list[Row]:
    index = place - 1
    if act == "add":
        return [*rows, Row(None, "", 0)]
    if act == "up" and 0 < index < len(rows):
        return [*rows[: index - 1], rows[index], rows[index - 1], *rows[index + 1 :]]
    if act == "remove" and 0 <= index < len(rows):
        return rows[:index] + rows[index + 1 :]
    return rows


def _rows(session: Session, contest: Contest) -> list[Row]:
    held = entries_in(session, contest)
    return [Row(one.id, one.name, held.get(one.id or 0, 0)) for one in divisions_of(session, contest)]


def _page(
    request: Request, session: Session, contest: Contest, reach: set[int] | None, rows: list[Row],
    form: Posted | None = None, invalid: Invalid | None = None, *, moving: bool = False,
) -> HTMLResponse:  # fmt: skip
    typed: dict[str, Any] = {
        name: form.text(name) if form else "" for name in ("reason", "into", "unit", "numbers", "move_reason")
    }
    errors = dict(invalid.errors) if invalid else {}
    if moving and "reason" in errors:
        errors["move_reason"] = errors.pop("reason")
    return page(
        request, "organise/divisions.html", invalid.status if invalid else 200, contest=contest, rows=rows,
        typed=typed, errors=errors, needs_reason=contest.state != ContestState.DRAFT,
        divisions=[(one.id, one.name) for one in divisions_of(session, contest)],
        units=units_of_entries(session, contest.id or 0, reach),
    )  # fmt: skip


def _whole(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def _home(contest: Contest) -> str:
    return f"/organise/contests/{contest.public_id}/divisions"
