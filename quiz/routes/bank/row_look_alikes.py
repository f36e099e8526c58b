"""What a row of a file resembles: looked at side by side, left out or kept as a new question."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from question_bank.checking import check
from question_bank.comparing import Compared, compare
from question_bank.draft import Draft
from question_bank.exporting import drafts_of
from question_bank.resembling import (
    Resembled,
    count_resembling,
    keep_as_new,
    progress,
    resembled_by,
)
from quiz.language import gettext as _
from quiz.routes.bank.intakes import intake_named
from quiz.routes.bank.kept import hidden_from_lists
from quiz.routes.bank.people import author_of
from quiz.routes.bank.rows import Found, place_of, rows_as_seen
from quiz.web.pages import fragment, page, redirect
from quiz.web.staff import Writer
from quiz.web.transactions import Database

router = APIRouter(prefix="/bank/intakes/{intake_id}")


@router.get("/comparison")
def show_comparison(request: Request, staff: Writer, database: Database, intake_id: str) -> HTMLResponse:
    intake = intake_named(database, intake_id)
    return fragment(
        request, "bank/_comparison.html", intake=intake, progress=progress(database, intake),
        alike=count_resembling(database, intake),
    )  # fmt: skip


@router.get("/rows/{row_id}/look-alikes")
def show_look_alikes(request: Request, found: Found, database: Database) -> HTMLResponse:
    intake, row = found
    resembled = resembled_by(database, [row], hidden_from_lists(database)).get(row.id or 0, [])
    here = _as_asked(Draft.from_json(row.draft))
    return page(
        request, "bank/row_look_alikes.html", intake=intake, row=row, seen=rows_as_seen(database, [row])[0],
        resembled=[(each, _beside(database, here, each)) for each in resembled], back=place_of(found),
    )  # fmt: skip


@router.post("/rows/{row_id}/keeping")
def keep_row(
    request: Request, staff: Writer, found: Found, database: Database, kept: Annotated[bool, Form()]
) -> Response:
    """It resembles others, and is another question."""
    intake, row = found
    keep_as_new(database, row, by=author_of(staff) if kept else None)
    if not kept:
        return redirect(request, f"/bank/intakes/{intake.public_id}/rows/{row.public_id}/look-alikes")
    return redirect(request, place_of(found), ("saved", _("{place}: giữ như câu mới.").format(place=row.place)))


def _beside(database: Session, here: Draft, other: Resembled) -> list[Compared] | None:
    if other.version is not None:
        return compare(here, drafts_of(database, [other.version])[0])
    return compare(here, _as_asked(Draft.from_json(other.row.draft))) if other.row is not None else None


def _as_asked(draft: Draft) -> Draft:
    """As the bank would say it, so that only what differs is marked."""
    seen = check(draft)
    return replace(
        seen.draft, kind=seen.kind, difficulty=str(seen.difficulty),
        valid_from=seen.valid_from.isoformat() if seen.valid_from else "",
        valid_to=seen.valid_to.isoformat() if seen.valid_to else "",
    )  # fmt: skip
