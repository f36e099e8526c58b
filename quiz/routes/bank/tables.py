"""/bank/tables: a sheet of which somebody says which column is which, before its questions are read."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from question_bank import choosing_columns, importing
from question_bank.draft import Reading
from question_bank.importing import IntakeRefusal
from question_bank.intake import Intake
from question_bank.kept_table import KeptTable
from question_bank.readers import UnreadableFile, count_chosen_safely, read_chosen_safely
from question_bank.readers.book import Book, Cell, Sheet
from question_bank.readers.table_header import FIELDS, Chosen, column_letters
from question_bank.writing import known_topics
from quiz import clock
from quiz.language import gettext as _
from quiz.refusals import NotFound
from quiz.routes.bank.people import author_of
from quiz.web.forms import Posted, PostedForm
from quiz.web.pages import fragment, page, redirect
from quiz.web.staff import WriterBeforeWork
from quiz.web.transactions import Transact, Transactions

router = APIRouter(prefix="/bank/tables/{table_id}")

LINES_SHOWN, LINES_OF_HEADER = 8, 12
TEXT_SHOWN = 120


@dataclass(frozen=True)
class ShownTable:
    """A table as it was kept, with its cells, and what is chosen for it so far."""

    kept: KeptTable
    intake: Intake | None
    data: dict[str, Any]
    book: Book
    chosen: Chosen


@router.get("")
async def show_table(request: Request, staff: WriterBeforeWork, transact: Transactions, table_id: str) -> HTMLResponse:
    waiting = await _waiting(transact, table_id, _asked(request))
    return page(request, "bank/table.html", waiting=waiting, **await _seen(transact, waiting))


@router.get("/columns")
async def show_columns(
    request: Request, staff: WriterBeforeWork, transact: Transactions, table_id: str
) -> HTMLResponse:
    """What the columns that are being chosen would bring."""
    waiting = await _waiting(transact, table_id, _asked(request))
    return fragment(request, "bank/_columns.html", waiting=waiting, **await _seen(transact, waiting))


@router.post("/intake")
async def take_in_table(
    request: Request, posted: PostedForm, staff: WriterBeforeWork, transact: Transactions, table_id: str
) -> Response:
    waiting = await _waiting(transact, table_id, posted)
    try:
        _insist_columns(waiting.chosen, posted)
        reading = await transact.work(read_chosen_safely, waiting.data, waiting.chosen)
        judged = await transact(lambda database: importing.judge(database, reading), writing=False)
        intake_id = await transact(
            lambda database: _keep(database, table_id, waiting, reading, judged, author_of(staff))
        )
    except (UnreadableFile, IntakeRefusal) as refusal:
        seen = await _seen(transact, waiting, error=str(refusal))
        return page(request, "bank/table.html", 422, waiting=waiting, **seen)
    return redirect(request, f"/bank/intakes/{intake_id}")


def _keep(
    database: Session, table_id: str, waiting: ShownTable, reading: Reading, judged: importing.Judged, by: str
) -> str:
    """Staged like a file; the table stays as long as the columns may be chosen again."""
    kept, intake = _kept(database, table_id)
    choosing_columns.remember(database, waiting.book, waiting.chosen, clock.now())
    if intake is None:
        intake = importing.take_in(database, kept.filename, reading, by=by, at=clock.now(), judged=judged)
        kept.intake_id = intake.id
        database.add(kept)
    else:
        importing.take_again(database, intake, kept.filename, reading, judged)
    return intake.public_id


async def _waiting(transact: Transact, table_id: str, asked: Posted) -> ShownTable:
    kept, intake = await transact(lambda database: _kept(database, table_id), writing=False)
    data = await transact.work(choosing_columns.unpacked, kept)
    book = await transact.work(Book.from_json, data)
    chosen = await transact(lambda database: _chosen(database, book, asked), writing=False)
    return ShownTable(kept, intake, data, book, chosen)


def _kept(database: Session, table_id: str) -> tuple[KeptTable, Intake | None]:
    kept = choosing_columns.kept_named(database, table_id, clock.now())
    if kept is None:
        raise NotFound
    return kept, database.get(Intake, kept.intake_id) if kept.intake_id else None


def _asked(request: Request) -> Posted:
    query = request.query_params
    return Posted({name: query.getlist(name) for name in query})


def _chosen(database: Session, book: Book, asked: Posted) -> Chosen:
    """As the form says; where another sheet or header line was chosen, the columns are guessed anew."""
    sheet, header = _number(asked, "sheet"), _number(asked, "header")
    if sheet is not None and sheet != _number(asked, "sheet_was"):
        header = None
    guess = choosing_columns.first_guess(database, book, sheet, header)
    if header is None or header != _number(asked, "header_was"):
        return guess
    fields = {at: asked.text(f"column_{at}") for at in range(_width(book, guess))}
    return Chosen(guess.sheet, guess.header, {at: field for at, field in fields.items() if field in FIELDS})


def _number(asked: Posted, name: str) -> int | None:
    said = asked.text(name)
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 8 else None


def _insist_columns(chosen: Chosen, posted: Posted) -> None:
    if (chosen.sheet, chosen.header) != (_number(posted, "sheet_was"), _number(posted, "header_was")):
        raise UnreadableFile(_("Bạn vừa đổi trang tính hoặc hàng tiêu đề. Hãy xem lại các cột rồi đọc."))
    fields = list(chosen.columns.values())
    twice = next((field for field in fields if fields.count(field) > 1), None)
    if twice:
        raise UnreadableFile(
            _("Hai cột cùng được chọn là “{name}”. Hãy để một cột thôi.").format(name=_field_option(twice))
        )
    if "stem" not in fields:
        raise UnreadableFile(_("Hãy chọn cột nào là Câu hỏi."))
    if not choosing_columns.is_complete(chosen):
        raise UnreadableFile(_("Hãy chọn thêm các cột Phương án, hoặc cột Đáp án."))


async def _seen(transact: Transact, waiting: ShownTable, error: str | None = None) -> dict[str, Any]:
    """What the page shows of it: the first lines, a choice for each column, and how the questions would fare."""
    book, chosen = waiting.book, waiting.chosen
    lines = book.sheets[chosen.sheet].lines
    shown = [line for line in lines if line[0] >= chosen.header][:LINES_SHOWN]
    texts = [(number, [cell.text[:TEXT_SHOWN] for cell in cells]) for number, cells in shown]
    columns = [at for at in range(_width(book, chosen)) if at in chosen.columns or _holds(texts, at)]
    headers = [(number, _header_option(number, cells)) for number, cells in lines[:LINES_OF_HEADER]]
    return {
        "sheets": [(at, _sheet_option(sheet)) for at, sheet in enumerate(book.sheets)],
        "headers": [(0, _("Không có hàng tiêu đề")), *headers],
        "fields": [("", _("Bỏ qua")), *((field, _field_option(field)) for field in FIELDS)],
        "columns": [(at, column_letters(at)) for at in columns],
        "lines": texts,
        "error": error,
        "count": await _count(transact, waiting),
    }


def _field_option(field: str) -> str:
    place = field.removeprefix("choice_")
    if place.isdecimal():
        return _("Phương án {letter}").format(letter="ABCDEFGHIJ"[int(place)])
    return _(FIELDS[field])


def _holds(lines: list[tuple[int, list[str]]], at: int) -> bool:
    return any(at < len(texts) and texts[at] for _number, texts in lines)


def _sheet_option(sheet: Sheet) -> str:
    return _("{sheet} (bị ẩn)").format(sheet=sheet.title) if sheet.hidden else sheet.title


def _header_option(number: int, cells: list[Cell]) -> str:
    words = " · ".join(cell.text for cell in cells if cell.text)
    return _("Dòng {number}: {words}").format(number=number, words=words[:60] + ("…" if len(words) > 60 else ""))


async def _count(transact: Transact, waiting: ShownTable) -> dict[str, Any] | None:
    """None where the columns do not make questions yet."""
    if not choosing_columns.is_complete(waiting.chosen):
        return None
    topics = await transact(known_topics, writing=False)
    try:
        return await transact.work(count_chosen_safely, waiting.data, waiting.chosen, topics)
    except UnreadableFile as refusal:
        return {"questions": 0, "ready": 0, "told": [str(refusal)]}


def _width(book: Book, chosen: Chosen) -> int:
    return max((len(cells) for _, cells in book.sheets[chosen.sheet].lines), default=0)
