"""The rows of an intake: seen, mended in place or on a page of their own, left out."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from question_bank import importing, tallying
from question_bank.checking import check
from question_bank.draft import Draft
from question_bank.importing import IntakeRefusal
from question_bank.intake import Intake, Row
from question_bank.kinds import KINDS, WITH_RIGHT_CHOICES
from question_bank.mending import mended
from question_bank.question import QuestionVersion
from question_bank.remarks import Problem
from question_bank.resembling import Resembled, resembled_by
from question_bank.revising import current_versions
from question_bank.tallying import Standing, standing_of
from question_bank.writing import known_topics
from quiz.language import gettext as _
from quiz.refusals import NotFound, Refusal
from quiz.routes.bank.answers_shown import choices_of
from quiz.routes.bank.form_fields import fields_in, is_reshaped, make_new_topic, rows_wanted
from quiz.routes.bank.forms import form_of
from quiz.routes.bank.kept import hidden_from_lists, kept_of
from quiz.routes.bank.picturing import PostedQuestion, refusals
from quiz.web.forms import BODY_OF_UPLOAD_MAX, Posted
from quiz.web.pages import fragment, page, redirect
from quiz.web.staff import Writer
from quiz.web.transactions import Database

router = APIRouter(prefix="/bank/intakes/{intake_id}/rows/{row_id}")


@dataclass(frozen=True)
class SeenRow:
    """A row as its page shows it."""

    row: Row
    standing: Standing
    stem: str
    kind: str
    post: str
    verdict: str
    """On its post, where that is judged."""
    choices: list[dict[str, Any]]
    in_rows: bool
    """They are answers, and no choices."""
    problems: list[str]
    warnings: list[str]
    hidden: bool = False
    """It is kept for a round, and not read here."""
    resembled: list[Resembled] = field(default_factory=list)
    version: QuestionVersion | None = None
    """What became of it in the bank."""


def rows_as_seen(database: Session, rows: Iterable[Row]) -> list[SeenRow]:
    topics, rows = known_topics(database), list(rows)
    kept = kept_of(database, (row.question_id for row in rows))
    resembled = resembled_by(database, rows, hidden_from_lists(database))
    versions = current_versions(database, [row.question_id for row in rows if row.question_id is not None])
    seen = []
    for row in rows:
        if row.question_id in kept:
            seen.append(
                SeenRow(row, standing_of(row), _("Câu để dành cho một vòng thi."), "", "", "", [], False, [], [], True)
            )
            continue
        draft = Draft.from_json(row.draft)
        finding = check(draft, topics)
        kind = KINDS[finding.kind].label if finding.kind in KINDS else draft.kind
        told = [[str(Problem(**problem)) for problem in which] for which in (row.problems, row.warnings)]
        verdict = finding.key.get("verdict", "")
        in_rows = finding.kind in KINDS and finding.kind not in WITH_RIGHT_CHOICES
        seen.append(
            SeenRow(
                row, standing_of(row), draft.stem, kind, draft.post, verdict, choices_of(finding), in_rows, told[0],
                told[1], resembled=resembled.get(row.id or 0, []), version=versions.get(row.question_id or 0),
            )
        )  # fmt: skip
    return seen


def found_row(intake_id: str, row_id: str, staff: Writer, database: Database) -> tuple[Intake, Row]:
    intake = tallying.intake_by_public_id(database, intake_id)
    row = tallying.row_by_public_id(database, intake, row_id) if intake else None
    if intake is None or row is None or kept_of(database, [row.question_id]):
        raise NotFound
    return intake, row


Found = Annotated[tuple[Intake, Row], Depends(found_row)]


@router.get("")
def show_row(request: Request, found: Found, database: Database) -> HTMLResponse:
    return _row_page(request, database, found)


@router.post("", max_body_size=BODY_OF_UPLOAD_MAX)
def mend_row(request: Request, posted: PostedQuestion, found: Found, database: Database) -> Response:
    if is_reshaped(posted) or posted.refused:
        draft = mended(_draft(found[1]), fields_in(posted))
        return _row_page(
            request, database, found, draft, rows=rows_wanted(posted), refused=refusals(posted), posted=posted
        )
    _mend(database, found[1], posted)
    if found[1].problems:
        return _row_page(request, database, found, status=422)
    return redirect(request, place_of(found), ("saved", _("Đã sửa {place}.").format(place=found[1].place.lower())))


@router.get("/line")
def show_line(request: Request, found: Found, database: Database) -> HTMLResponse:
    """The row as it stands in the table, alone."""
    return _lines(request, database, found, [])


@router.get("/form")
def show_form(request: Request, found: Found, database: Database) -> HTMLResponse:
    """The row's form, in its place in the table."""
    return _form(request, database, found)


@router.post("/form", max_body_size=BODY_OF_UPLOAD_MAX)
def mend_in_place(request: Request, posted: PostedQuestion, found: Found, database: Database) -> HTMLResponse:
    """The row again, the tallies, and other rows of which something else is said now; or the form, where it is not
    ready yet."""
    if posted.refused:
        draft = mended(_draft(found[1]), fields_in(posted))
        return _form(request, database, found, 422, draft, refusals(posted), posted)
    changed = _mend(database, found[1], posted)
    if found[1].problems:
        return _form(request, database, found, status=422)
    return _lines(request, database, found, changed)


@router.post("/dropping")
def drop_row(request: Request, found: Found, database: Database, dropped: Annotated[bool, Form()]) -> Response:
    _drop(database, found[1], dropped)
    return redirect(request, place_of(found))


@router.post("/dropping/line")
def drop_in_place(request: Request, found: Found, database: Database, dropped: Annotated[bool, Form()]) -> HTMLResponse:
    return _lines(request, database, found, _drop(database, found[1], dropped))


def _mend(database: Session, row: Row, posted: Posted) -> list[Row]:
    made = make_new_topic(database, posted)
    try:
        changed = importing.mend(database, row, fields_in(posted))
        return changed + (importing.check_again(database, row.intake_id) if made else [])
    except IntakeRefusal as refusal:
        raise Refusal(str(refusal)) from None


def _drop(database: Session, row: Row, dropped: bool) -> list[Row]:
    try:
        return importing.drop(database, row) if dropped else importing.take_up(database, row)
    except IntakeRefusal as refusal:
        raise Refusal(str(refusal)) from None


def _draft(row: Row) -> Draft:
    return Draft.from_json(row.draft)


def place_of(found: tuple[Intake, Row]) -> str:
    """Back to the row in the list, where it was."""
    intake, row = found
    page_number = -(-row.number // tallying.ROWS_A_PAGE)
    return f"/bank/intakes/{intake.public_id}?page={page_number}#row-{row.public_id}"


def _row_page(
    request: Request, database: Session, found: tuple[Intake, Row], draft: Draft | None = None, status: int = 200,
    rows: int = 0, refused: list[Problem] | None = None, posted: Posted | None = None,
) -> HTMLResponse:  # fmt: skip
    intake, row = found
    problems = (refused or []) if draft else [Problem(**problem) for problem in row.problems]
    status = 422 if refused else status
    form = form_of(database, draft or _draft(row), problems=problems, rows=rows, posted=posted)
    return page(request, "bank/row.html", status, intake=intake, row=row, form=form, back=place_of(found))


def _form(
    request: Request, database: Session, found: tuple[Intake, Row], status: int = 200, draft: Draft | None = None,
    refused: list[Problem] | None = None, posted: Posted | None = None,
) -> HTMLResponse:  # fmt: skip
    intake, row = found
    problems = refused or [Problem(**problem) for problem in row.problems]
    form = form_of(database, draft or _draft(row), prefix=f"{row.public_id}-", problems=problems, posted=posted)
    return fragment(request, "bank/_row_form.html", status, intake=intake, row=row, form=form)


def _lines(request: Request, database: Session, found: tuple[Intake, Row], changed: list[Row]) -> HTMLResponse:
    intake, row = found
    others = list({other.id: other for other in changed if other.id != row.id}.values())[: tallying.ROWS_A_PAGE]
    return fragment(
        request, "bank/_lines.html", intake=intake, seen=rows_as_seen(database, [row])[0],
        others=rows_as_seen(database, others), tally=tallying.tally(database, intake),
        topics_lacking=tallying.topics_lacking(database, intake),
    )  # fmt: skip
