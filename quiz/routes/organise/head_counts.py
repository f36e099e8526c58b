"""Head counts of units: of many at once, pasted or from a file; and those of one unit, over time."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlmodel import Session, select
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry, EntryState
from quiz.in_words import local
from quiz.language import gettext as _
from quiz.language import ngettext
from quiz.people.head_count import Entered, HeadCount, keep_head_counts, remove_head_count
from quiz.people.head_count_list import LINES_MAX, TOO_LONG, HeadLine, as_text, read_head_counts
from quiz.people.unit import Unit
from quiz.people.unit_sheet import day_in, whole_number
from quiz.refusals import Invalid, NotFound
from quiz.results.head_count_template import template
from quiz.routes.organise.entries import XLSX, attachment
from quiz.routes.organise.units import Atlas, AtlasBeforeWork, OwnAtlas, unit_page, units_listed
from quiz.web.forms import BODY_OF_UPLOAD_MAX, Upload, uploaded_file
from quiz.web.pages import page, redirect
from quiz.web.transactions import Database, Transactions

router = APIRouter(prefix="/organise/units")
PROBLEMS_SHOWN = 100
TYPED = ("list", "as_of", "source", "contest")
SOURCE_MAX = 200
Typed = Annotated[str, Form(max_length=SOURCE_MAX)]


@router.get("/head-counts")
def show_head_counts(request: Request, atlas: OwnAtlas, database: Database, contest: str = "") -> HTMLResponse:
    """`contest`: its units alone are in the template."""
    return _page(request, atlas, {"contest": contest if _contest(database, contest) else ""})


@router.get("/head-counts.xlsx")
def download_template(atlas: OwnAtlas, database: Database, contest: str = "") -> Response:
    units = _units(database, atlas, contest)
    return attachment(template(units), XLSX, "mau-so-doan-vien.xlsx")


@router.post("/head-counts", max_body_size=BODY_OF_UPLOAD_MAX)
async def keep_list(request: Request, atlas: AtlasBeforeWork, transact: Transactions) -> Response:
    """All lines or none. A file is read into the list, so that what is wrong in it can be put right on the page."""
    upload = await uploaded_file(request)
    typed = {name: upload.beside.text(name) for name in TYPED}
    try:
        typed["list"] = await transact.work(_list_in, upload, typed["list"])
        lines = _lines(typed, atlas)
    except Invalid as refusal:
        return _page(request, atlas, typed, refusal.errors)
    poor = [line for line in lines if line.problems]
    if poor:
        return _page(
            request, atlas, typed, {"list": _("Chưa lưu dòng nào. Hãy sửa các dòng đã nêu rồi lưu lại.")}, poor
        )
    entered = Entered(atlas.person_id, clock.now(), typed["source"].strip()[:SOURCE_MAX])

    def keep(session: Session) -> int:
        told = [(session.get_one(Unit, line.unit.id), line.number, line.as_of)
                for line in lines if line.unit and line.number]  # fmt: skip
        return keep_head_counts(session, told, entered)

    said = _saved(await transact(keep), sum(line.number is None for line in lines))
    return redirect(request, "/organise/units/head-counts" + _query(typed), notice=("saved", said))


@router.post("/{unit_id}/head-counts")
def add_head_count(
    request: Request, unit_id: str, atlas: OwnAtlas, database: Database,
    members: Typed = "", members_on: Typed = "", source: Typed = "",
) -> Response:  # fmt: skip
    unit = atlas.own_unit(unit_id)
    typed = {"members": members, "members_on": members_on, "source": source}
    try:
        number, as_of = _number_in(typed)
    except Invalid as refusal:
        return unit_page(request, database, atlas, unit, 422, refusal.errors, typed)
    keep_head_counts(database, [(unit, number, as_of)], Entered(atlas.person_id, clock.now(), source.strip()))
    return redirect(request, f"/organise/units/{unit.public_id}", notice=("saved", _("Đã lưu số đoàn viên.")))


@router.post("/{unit_id}/head-counts/{head_count_id}/removal")
def remove_one(request: Request, unit_id: str, head_count_id: int, atlas: OwnAtlas, database: Database) -> Response:
    unit = atlas.own_unit(unit_id)
    head_count = database.get(HeadCount, head_count_id)
    if head_count is None or head_count.unit_id != unit.id:
        raise NotFound
    remove_head_count(database, unit, head_count)
    return redirect(request, f"/organise/units/{unit.public_id}", notice=("saved", _("Đã xóa số liệu ấy.")))


def _saved(new: int, skipped: int) -> str:
    said = ngettext("Đã lưu %(num)s số liệu mới.", "Đã lưu %(num)s số liệu mới.", new) % {"num": new}
    if not skipped:
        return said
    left = ngettext("Bỏ qua %(num)s dòng chưa ghi số.", "Bỏ qua %(num)s dòng chưa ghi số.", skipped)
    return f"{said} {left % {'num': skipped}}"


def _number_in(typed: dict[str, str]) -> tuple[int, date]:
    problems: dict[str, str] = {}
    number, as_of = whole_number(typed["members"], problems), day_in(typed["members_on"], "members_on", problems)
    if not number:
        problems.setdefault("members", _("Hãy ghi số đoàn viên, từ 1 trở lên."))
    if as_of is None:
        problems.setdefault("members_on", _("Hãy ghi số này tính đến ngày nào."))
    if problems or number is None or as_of is None:
        raise Invalid(problems)
    return number, as_of


def _list_in(upload: Upload, pasted: str) -> str:
    return units_listed(upload, as_text) if upload.filename or upload.too_large else pasted


def _lines(typed: dict[str, str], atlas: Atlas) -> list[HeadLine]:
    problems: dict[str, str] = {}
    as_of = day_in(typed["as_of"], "as_of", problems)
    if not typed["list"].strip():
        problems["list"] = _("Hãy dán danh sách, hoặc chọn một tệp.")
    if len(typed["list"].splitlines()) > LINES_MAX:
        problems["list"] = _(TOO_LONG)
    if problems:
        raise Invalid(problems)
    lines = read_head_counts(typed["list"], atlas.chart, atlas.reach, as_of)
    if as_of is None and any(line.as_of is None and line.number is not None for line in lines):
        raise Invalid({"as_of": _("Có dòng không ghi ngày: hãy chọn ngày chung cho các dòng ấy.")})
    return lines


def _contest(session: Session, public_id: str) -> Contest | None:
    return session.exec(select(Contest).where(Contest.public_id == public_id)).first() if public_id else None


def _units(session: Session, atlas: Atlas, contest_id: str) -> list[Unit]:
    """Those this organiser may change: of a contest, the units that have people in it, and what is above them."""
    own = [
        branch.unit for branch in atlas.chart.branches(None, len(atlas.chart.units)) if atlas.may_change(branch.unit)
    ]
    contest = _contest(session, contest_id)
    if contest is None:
        return [unit for unit in own if unit.valid_to is None]
    entered = select(Entry.unit_id).where(Entry.contest_id == contest.id, Entry.state == EntryState.ACTIVE).distinct()
    found: set[int | None] = set()
    for unit_id in session.exec(entered):
        unit = atlas.chart.units[unit_id]
        found |= {unit.id} | {above.id for above in atlas.chart.path(unit)}
    return [unit for unit in own if unit.id in found]


def _query(typed: dict[str, str]) -> str:
    return f"?contest={typed['contest']}" if typed["contest"].isalnum() else ""


def _page(
    request: Request, atlas: Atlas, typed: dict[str, str], errors: dict[str, str] | None = None,
    poor: list[HeadLine] | None = None,
) -> HTMLResponse:  # fmt: skip
    poor = poor or []
    return page(
        request, "organise/head_counts.html", 422 if errors else 200, typed=dict.fromkeys(TYPED, "") | typed,
        errors=errors or {}, poor=poor[:PROBLEMS_SHOWN], more=len(poor) - PROBLEMS_SHOWN,
        today=local(clock.now()).date(),
    )  # fmt: skip
