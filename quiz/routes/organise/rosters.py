"""A roster file: upload, see what it would change, mend, accept once."""

from collections.abc import Iterable
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session, select
from starlette.responses import HTMLResponse, Response

from question_bank.readers import UnreadableFile, read_sheets_safely
from quiz import clock
from quiz.attempts.placing import place_by_rules
from quiz.attempts.removing import started_entries
from quiz.contests.admitting import tell_control_pages
from quiz.contests.contest import Contest
from quiz.contests.divisions import divisions_of
from quiz.contests.entry import RosterIntake
from quiz.contests.roster.accepting import (
    accept,
    choose_unit,
    insist_open,
    keep_intake,
    mend_row,
    open_intakes,
    question_of,
)
from quiz.contests.roster.cells import positions_in
from quiz.contests.roster.comparing import NEW_UNIT, NOBODY, Comparison, Line, compare, known_in
from quiz.contests.roster.fitting import note_rules
from quiz.contests.roster.headers import LABELS
from quiz.contests.roster.reading import Row, rows_in
from quiz.contests.roster.units import UnitBook
from quiz.language import gettext as _
from quiz.language import ngettext
from quiz.people.role import Power
from quiz.refusals import N_, NotFound
from quiz.results.rosters import template
from quiz.routes.organise.entries import XLSX, attachment
from quiz.routes.organise.entry_form import unit_options
from quiz.routes.organise.guards import Book, OwnContest, OwnContestBeforeWork, Reach
from quiz.standings.coming_about import compare_anew
from quiz.web.forms import BODY_OF_UPLOAD_MAX, Upload, uploaded_file
from quiz.web.pages import local, page, redirect
from quiz.web.staff import SomeStaff
from quiz.web.transactions import Database, Transactions

router = APIRouter(prefix="/organise/contests/{contest_id}/rosters")
KINDS = {
    "problem": (N_("Cần sửa"), "danger"),
    "new": (N_("Mới"), "live"),
    "changed": (N_("Thay đổi"), "waiting"),
    "same": (N_("Không đổi"), "plain"),
    "left_out": (N_("Bỏ qua"), "plain"),
}
PAGE_SIZE = 50
MISSING_SHOWN = 500
Words = Annotated[str, Form()]


def own_intake(roster_id: str, contest: OwnContest, database: Database) -> RosterIntake:
    intakes = select(RosterIntake).where(RosterIntake.contest_id == contest.id, RosterIntake.public_id == roster_id)
    intake = database.exec(intakes).first()
    if intake is None:
        raise NotFound
    return intake


OwnIntake = Annotated[RosterIntake, Depends(own_intake)]


@router.get("")
def new_roster(request: Request, contest: OwnContest, database: Database) -> HTMLResponse:
    return _upload_page(request, contest, database)


@router.get("/template.xlsx")
def download_template(contest: OwnContest, book: Book) -> Response:
    return attachment(template([unit.name for unit in book.offered]), XLSX, "mau-danh-sach-thi-sinh.xlsx")


@router.post("", max_body_size=BODY_OF_UPLOAD_MAX)
async def take_in_roster(request: Request, own: OwnContestBeforeWork, transact: Transactions) -> Response:
    staff, contest = own
    upload = await uploaded_file(request)
    try:
        upload.insist_whole()
        rows, warnings = await transact.work(_rows_in, upload)
    except UnreadableFile as why:
        error = str(why)
        return await transact(lambda database: _upload_page(request, contest, database, error), writing=False)

    def keep(database: Session) -> RosterIntake:
        return keep_intake(database, contest, upload.filename, rows, warnings, staff.id, clock.now())

    return redirect(request, _home(contest, await transact(keep)))


@router.get("/{roster_id}")
def show_roster(
    request: Request, contest: OwnContest, intake: OwnIntake, book: Book, reach: Reach, database: Database,
    show: str = "", at: int = 1,
) -> Response:  # fmt: skip
    if intake.accepted_at is not None:
        told = _("Danh sách này đã được đưa vào cuộc thi rồi.")
        return redirect(request, f"/organise/contests/{contest.public_id}/entries", notice=("info", told))
    comparison = _compared(database, contest, intake, book, reach)
    counts = {kind: len(comparison.of_kind(kind)) for kind in KINDS}  # type: ignore[arg-type]
    shown = [line for line in comparison.lines if line.kind == show] if show in KINDS else comparison.lines
    at = max(at, 1)
    return page(
        request, "organise/roster.html", contest=contest, intake=intake, kinds=KINDS, counts=counts, labels=LABELS,
        lines=shown[(at - 1) * PAGE_SIZE : at * PAGE_SIZE], show=show if show in KINDS else "", at=at,
        pages=-(-len(shown) // PAGE_SIZE), url=f"{_home(contest, intake)}?{urlencode({'show': show})}&at=",
        total=len(comparison.lines), questions=list(_questions(comparison.lines, book)), top=book.top,
        NEW_UNIT=NEW_UNIT,
        missing=comparison.missing[:MISSING_SHOWN], missing_count=len(comparison.missing),
        positions=_positions(comparison.lines), ready=counts["new"] + counts["changed"],
    )  # fmt: skip


@router.get("/{roster_id}/rows/{number}")
def show_row(
    request: Request, number: int, contest: OwnContest, intake: OwnIntake, book: Book, reach: Reach, database: Database
) -> HTMLResponse:
    insist_open(intake)
    comparison = _compared(database, contest, intake, book, reach)
    line = next((line for line in comparison.lines if line.row["number"] == number), None)
    if line is None:
        raise NotFound
    return page(
        request, "organise/roster_row.html", contest=contest, intake=intake, line=line, labels=LABELS,
        divided=len(divisions_of(database, contest)) > 1,
        units=unit_options(book), NOBODY=NOBODY, NEW_UNIT=NEW_UNIT, top=book.top,
    )  # fmt: skip


@router.post("/{roster_id}/rows/{number}")
def mend_roster_row(
    request: Request, number: int, contest: OwnContest, intake: OwnIntake, book: Book, reach: Reach, database: Database,
    name: Words = "", birth: Words = "", unit: Words = "", chosen_unit: Words = "", position: Words = "",
    phone: Words = "", room: Words = "", number_given: Words = "", member_code: Words = "", division: Words = "",
    same_as: Words = "", left_out: Words = "",
) -> Response:  # fmt: skip
    row = next((row for row in intake.rows if row["number"] == number), None)
    if row is None:
        raise NotFound
    texts = {"name": name, "birth": birth, "unit": unit, "position": position, "phone": phone, "room": room,
             "number": number_given, "member_code": member_code, "above": row["given"]["above"],
             "division": division}  # fmt: skip
    given = {field: text[:200] for field, text in texts.items()}
    mend_row(
        database, intake, number, given=given, unread={}, unit=chosen_unit or None, same_as=same_as or None,
        left_out=bool(left_out),
    )  # fmt: skip
    line = next(
        line for line in _compared(database, contest, intake, book, reach).lines if line.row["number"] == number
    )
    if line.kind == "problem":
        return redirect(
            request, f"{_home(contest, intake)}/rows/{number}", notice=("warning", _("Vẫn còn chỗ cần sửa."))
        )
    return redirect(
        request, _home(contest, intake), notice=("saved", _("Đã sửa {place}.").format(place=row["place"].lower()))
    )


@router.post("/{roster_id}/units")
def answer_unit(
    request: Request, contest: OwnContest, intake: OwnIntake, database: Database,
    text: Words = "", above: Words = "", choice: Words = "",
) -> Response:  # fmt: skip
    if not choice:
        return redirect(request, _home(contest, intake), notice=("warning", _("Hãy chọn một đơn vị.")))
    count = choose_unit(database, intake, text, above, choice)
    return redirect(
        request,
        _home(contest, intake),
        notice=(
            "saved",
            ngettext("Đã chọn cho %(count)s dòng.", "Đã chọn cho %(count)s dòng.", count) % {"count": count},
        ),
    )


@router.post("/{roster_id}/acceptance")
def accept_roster(
    request: Request, contest: OwnContest, intake: OwnIntake, staff: SomeStaff, book: Book, reach: Reach,
    database: Database, withdrawn: Annotated[list[str] | None, Form()] = None,
) -> Response:  # fmt: skip
    insist_open(intake)
    comparison = _compared(database, contest, intake, book, reach)
    left = accept(
        database, contest, intake, comparison, withdrawn=set(withdrawn or []), by=staff.id,
        role=staff.acting_as(Power.ORGANISE, contest.id), at=clock.now(),
    )  # fmt: skip
    place_by_rules(database, contest, clock.now())
    compare_anew(database, contest, comparison.leaving(withdrawn or []))
    tell_control_pages(database, intake.contest_id)
    told = _("Đã thêm {new} người, đổi {changed} người.").format(
        new=len(comparison.of_kind("new")), changed=len(comparison.of_kind("changed"))
    )
    if left:
        told += " " + ngettext(
            "Còn %(count)s dòng cần sửa, ở dưới đây.", "Còn %(count)s dòng cần sửa, ở dưới đây.", len(left.rows)
        ) % {"count": len(left.rows)}
        return redirect(request, _home(contest, left), notice=("warning", told))
    return redirect(request, f"/organise/contests/{contest.public_id}/entries", notice=("saved", told))


@router.post("/{roster_id}/removal")
def throw_roster_away(request: Request, contest: OwnContest, intake: OwnIntake, database: Database) -> Response:
    """Before it was accepted: nothing came of it."""
    insist_open(intake)
    database.delete(intake)
    told = _("Đã bỏ tệp {name}; danh sách thí sinh không đổi.").format(name=intake.filename)
    return redirect(request, f"/organise/contests/{contest.public_id}/entries", notice=("saved", told))


def _rows_in(upload: Upload) -> tuple[list[Row], list[str]]:
    return rows_in(read_sheets_safely(upload.data, upload.filename))


def _compared(
    database: Session, contest: Contest, intake: RosterIntake, book: UnitBook, reach: set[int] | None
) -> Comparison:
    """As things stand now: someone may have been entered since the file came."""
    assert contest.id is not None
    known = known_in(database, contest.id, reach)
    started, today = started_entries(database, contest.id), local(clock.now()).date()
    comparison = compare(intake.rows, known, book, started, today, divisions_of(database, contest))
    note_rules(database, contest, comparison.lines, known, today, clock.now())
    return comparison


def _questions(lines: list[Line], book: UnitBook) -> Iterable[dict[str, Any]]:
    """Each unit that is not clear, once: how it was written, how many rows ask, what it could be."""
    asked: dict[tuple[str, str], dict[str, Any]] = {}
    for line in lines:
        if "unit" not in line.problems or line.kind == "left_out":
            continue
        given = line.row["given"]
        key = question_of(given["unit"], given["above"])
        if key not in asked:
            suggested = [(unit.public_id, book.path(unit)) for unit in line.suggestions]
            named = {public_id for public_id, _path in suggested}
            others = [option for option in unit_options(book) if option[0] not in named]
            best = line.likely.public_id if line.likely else ""
            asked[key] = {"text": given["unit"], "above": given["above"], "count": 0, "why": line.problems["unit"],
                          "options": suggested + others, "best": best}  # fmt: skip
        asked[key]["count"] += 1
    return asked.values()


def _positions(lines: list[Line]) -> dict[str, int]:
    """How many of each position: whoever checks a list of secretaries sees a deputy at once."""
    counts: dict[str, int] = {}
    for line in lines:
        for position in positions_in(line.position) if line.kind != "left_out" else ():
            counts[position] = counts.get(position, 0) + 1
    return counts


def _upload_page(request: Request, contest: Contest, database: Session, error: str = "") -> HTMLResponse:
    assert contest.id is not None
    intakes = open_intakes(database, contest.id)
    return page(request, "organise/rosters.html", 422 if error else 200, contest=contest, intakes=intakes, error=error)


def _home(contest: Contest, intake: RosterIntake) -> str:
    return f"/organise/contests/{contest.public_id}/rosters/{intake.public_id}"
