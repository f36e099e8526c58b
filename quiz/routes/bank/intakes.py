"""/bank/intakes: a file of questions brought in and looked through."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from question_bank import accepting, choosing_columns, importing, resembling, tallying
from question_bank.draft import Reading
from question_bank.importing import IntakeRefusal, Judged
from question_bank.intake import Intake
from question_bank.kept_table import KeptTable
from question_bank.readers import SUFFIXES, UnknownColumns, UnreadableFile, read_safely
from question_bank.tallying import Standing
from question_bank.template import FILENAME, template
from question_bank.waiting import Waiting, count_waiting
from quiz import clock
from quiz.files import Files
from quiz.language import gettext as _
from quiz.people.role import Power
from quiz.people.second_person import is_second_person_asked, reviewers
from quiz.refusals import NotFound
from quiz.routes.bank.kept import hidden_from_lists
from quiz.routes.bank.people import author_of, names_of
from quiz.routes.bank.rows import rows_as_seen
from quiz.web.forms import BODY_OF_UPLOAD_MAX, Upload, uploaded_file
from quiz.web.pages import page, redirect
from quiz.web.pictures import Pictures
from quiz.web.staff import Staff, Writer, WriterBeforeWork
from quiz.web.transactions import Database, Transact, Transactions

router = APIRouter(prefix="/bank")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ALIKE = "alike"
"""Beside where rows stand: those that resemble something, and nobody has said what to do."""
PageNumber = Annotated[int, Query(alias="page", ge=1, le=10_000)]


@router.get("/template.xlsx")
def download_template(staff: Writer, database: Database) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{FILENAME}"'}
    return Response(template(database), media_type=XLSX, headers=headers)


@router.get("/intakes")
def show_intakes(request: Request, staff: Writer, database: Database, page_number: PageNumber = 1) -> HTMLResponse:
    intakes = tallying.intakes_shown(database, page_number)
    return page(
        request, "bank/intakes.html", intakes=intakes, tallies=tallying.tallies(database, intakes),
        waits=count_waiting(database, Waiting(hidden=hidden_from_lists(database))),
        names=names_of(database, (intake.created_by for intake in intakes)), page=page_number,
        pages=max(1, -(-tallying.count_intakes(database) // tallying.INTAKES_A_PAGE)),
    )  # fmt: skip


@router.get("/intakes/new")
def show_upload(request: Request, staff: Writer) -> HTMLResponse:
    return page(request, "bank/upload.html", intake=None, suffixes=SUFFIXES, error=None)


@router.post("/intakes", max_body_size=BODY_OF_UPLOAD_MAX)
async def take_in(request: Request, staff: WriterBeforeWork, transact: Transactions, pictures: Pictures) -> Response:
    upload = await uploaded_file(request)
    try:
        reading, judged = await _read(upload, transact, pictures)
        cells = await _cells(transact, reading.book)
    except UnknownColumns as unknown:
        return await _ask_for_columns(request, transact, staff, upload, unknown)
    except UnreadableFile as refusal:
        return page(request, "bank/upload.html", 422, intake=None, suffixes=SUFFIXES, error=str(refusal))

    def keep(database: Session) -> Intake:
        by, at = author_of(staff), clock.now()
        intake = importing.take_in(database, upload.filename, reading, by=by, at=at, judged=judged)
        if cells:
            choosing_columns.keep(database, upload.filename, cells, by=by, at=at, intake=intake)
        return intake

    intake = await transact(keep)
    return redirect(request, f"/bank/intakes/{intake.public_id}")


@router.get("/intakes/{intake_id}")
def show_intake(
    request: Request, staff: Writer, database: Database, intake_id: str, standing: str = "", page_number: PageNumber = 1
) -> HTMLResponse:
    intake = intake_named(database, intake_id)
    shown = Standing(standing) if standing in list(Standing) else None
    alone, hidden = not is_second_person_asked(database), hidden_from_lists(database)
    tally = tallying.tally(database, intake)
    alike = resembling.count_resembling(database, intake)
    only_alike = standing == ALIKE
    wanted = alike if only_alike else tally.counts[shown] if shown else tally.total
    only = resembling.resembling(intake) if only_alike else ()
    return page(
        request, "bank/intake.html", intake=intake, tally=tally, standing=ALIKE if only_alike else shown, alike=alike,
        progress=resembling.progress(database, intake) if intake.state == "open" else None,
        rows=rows_as_seen(database, tallying.rows_shown(database, intake, shown, page_number, only)),
        page=page_number, pages=max(1, -(-wanted // tallying.ROWS_A_PAGE)),
        names=names_of(database, (intake.created_by, intake.accepted_by)),
        topics_lacking=tallying.topics_lacking(database, intake),
        waits=count_waiting(database, Waiting(intake_id=intake.id, hidden=hidden)), me=author_of(staff), alone=alone,
        approvable=count_waiting(
            database, Waiting(intake_id=intake.id, but_by="" if alone else author_of(staff), hidden=hidden)
        ),
        others=[person for person in reviewers(database, clock.now()) if person.id != staff.id],
        may_review=staff.may_somewhere(Power.REVIEW),
        table=choosing_columns.kept_of(database, intake, clock.now()),
        entering=accepting.count_entering(database, intake),
    )  # fmt: skip


@router.get("/intakes/{intake_id}/file")
def show_upload_again(request: Request, staff: Writer, database: Database, intake_id: str) -> HTMLResponse:
    return page(request, "bank/upload.html", intake=intake_named(database, intake_id), suffixes=SUFFIXES, error=None)


@router.post("/intakes/{intake_id}/file", max_body_size=BODY_OF_UPLOAD_MAX)
async def take_again(
    request: Request, staff: WriterBeforeWork, transact: Transactions, pictures: Pictures, intake_id: str
) -> Response:
    """A mended file in place of the first."""
    upload = await uploaded_file(request)
    intake = await transact(lambda database: intake_named(database, intake_id), writing=False)
    try:
        reading, judged = await _read(upload, transact, pictures)
        cells, by = await _cells(transact, reading.book), author_of(staff)
        await transact(lambda database: _replace(database, intake_id, upload, reading, judged, cells, by))
    except UnknownColumns as unknown:
        return await _ask_for_columns(request, transact, staff, upload, unknown, intake)
    except (UnreadableFile, IntakeRefusal) as refusal:
        return page(request, "bank/upload.html", 422, intake=intake, suffixes=SUFFIXES, error=str(refusal))
    return redirect(request, f"/bank/intakes/{intake_id}", ("saved", _("Đã thay bằng tệp mới.")))


@router.post("/intakes/{intake_id}/topics")
def make_topics(request: Request, staff: Writer, database: Database, intake_id: str) -> Response:
    """The topics that rows name and the bank lacks."""
    made = importing.add_missing_topics(database, intake_named(database, intake_id))
    notice = _("Đã tạo chủ đề: {names}.").format(names=", ".join(made)) if made else _("Không thiếu chủ đề nào.")
    return redirect(request, f"/bank/intakes/{intake_id}", ("saved", notice))


def intake_named(database: Session, public_id: str) -> Intake:
    intake = tallying.intake_by_public_id(database, public_id)
    if intake is None:
        raise NotFound
    return intake


async def _read(upload: Upload, transact: Transact, pictures: Files) -> tuple[Reading, Judged]:
    """What the file brings, and what is to be said of it: all the slow work, before anything is written."""
    upload.insist_whole()
    reading = await transact.work(read_safely, upload.data, upload.filename, pictures.keep)
    return reading, await transact(lambda database: importing.judge(database, reading), writing=False)


async def _cells(transact: Transact, book: dict[str, Any] | None) -> bytes:
    """Of a table some columns of which were not read: its cells, for another choice of columns."""
    return await transact.work(choosing_columns.packed, book) if book else b""


async def _ask_for_columns(
    request: Request, transact: Transact, staff: Staff, upload: Upload, unknown: UnknownColumns,
    intake: Intake | None = None,
) -> Response:  # fmt: skip
    """The page on which somebody says which column is which; the table waits for them."""
    cells, by = await _cells(transact, unknown.book), author_of(staff)

    def keep(database: Session) -> KeptTable | None:
        return choosing_columns.keep(database, upload.filename, cells, by=by, at=clock.now(), intake=intake)

    kept = await transact(keep) if any(sheet["lines"] for sheet in unknown.book["sheets"]) else None
    if kept is None:
        return page(request, "bank/upload.html", 422, intake=intake, suffixes=SUFFIXES, error=str(unknown))
    return redirect(request, f"/bank/tables/{kept.public_id}")


def _replace(
    database: Session, intake_id: str, upload: Upload, reading: Reading, judged: Judged, cells: bytes, by: str
) -> None:
    intake = intake_named(database, intake_id)
    importing.take_again(database, intake, upload.filename, reading, judged)
    choosing_columns.forget(database, intake)
    if cells:
        choosing_columns.keep(database, upload.filename, cells, by=by, at=clock.now(), intake=intake)
