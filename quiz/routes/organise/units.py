"""The tree of units: look, search, add, change, close; and a whole list of them from a file."""

import json
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session, select
from starlette.responses import HTMLResponse, Response

from question_bank.readers import UnreadableFile, read_sheets_safely
from quiz import clock
from quiz.contests.appointing import Reach, units_in_reach
from quiz.contests.contest import Contest
from quiz.language import gettext as _
from quiz.people.charting import Chart, Line, chart_of, close_unit, keep_unit, remove_unit, take_in, understand
from quiz.people.head_count import Entered, head_counts_of
from quiz.people.role import Power
from quiz.people.unit import KINDS, Unit
from quiz.people.unit_sheet import LABELS, Row, UnitValues, day_in, read_cells, rows_of
from quiz.refusals import Invalid, NotFound, Problems
from quiz.results.unit_template import template
from quiz.routes.organise.entries import XLSX, attachment
from quiz.web.forms import BODY_OF_UPLOAD_MAX, Upload, uploaded_file
from quiz.web.pages import page, redirect
from quiz.web.staff import Organiser, signed_in_staff, some_staff, staff_with
from quiz.web.transactions import Database, Transactions

T = TypeVar("T")

router = APIRouter(prefix="/organise/units")
ROWS_SHOWN = 200
ROWS_ON_PAGE_MAX = 8 * 1024 * 1024
"""The page carries the rows of a whole list to the acceptance in one field: thousands, of a few hundred bytes each."""
Typed = Annotated[str, Form(max_length=300)]


class Atlas:
    """The tree, and what of it this organiser may change."""

    def __init__(self, staff: Organiser, database: Database) -> None:
        self.person_id = staff.id
        self.chart: Chart = chart_of(database)
        self.reach: Reach = units_in_reach(database, list(staff.roles), list(database.exec(select(Contest))))

    def unit(self, public_id: str) -> Unit:
        """Anyone who organises may look at any unit."""
        for unit in self.chart.units.values():
            if unit.public_id == public_id:
                return unit
        raise NotFound

    def own_unit(self, public_id: str) -> Unit:
        unit = self.unit(public_id)
        if not self.may_change(unit):
            raise NotFound
        return unit

    def may_change(self, unit: Unit | None) -> bool:
        return self.reach is None or (unit is not None and unit.id in self.reach)

    def parent_called(self, text: str, unit: Unit | None = None) -> Unit | None:
        """What was typed as the unit above, where this organiser may put one, or where it already is."""
        parent = self.chart.called(text) if text.strip() else None
        if text.strip() and parent is None:
            raise Invalid({"parent": _("Không có đơn vị nào mang mã hoặc tên này.")})
        stays = unit is not None and unit.parent_id == (parent.id if parent else None)
        if not stays and not self.may_change(parent):
            raise Invalid({"parent": _("Hãy chọn một đơn vị cấp trên mà bạn phụ trách.")})
        return parent


OwnAtlas = Annotated[Atlas, Depends()]


async def atlas_before_work(request: Request, transact: Transactions) -> Atlas:
    """The same for a route with `Transactions`: it lets go of the database before the work begins."""

    def find(session: Session) -> Atlas:
        return Atlas(staff_with(Power.ORGANISE)(some_staff(signed_in_staff(request, session))), session)

    return await transact(find, writing=False)


AtlasBeforeWork = Annotated[Atlas, Depends(atlas_before_work)]


class UnitForm:
    """The fields of a unit, as typed."""

    def __init__(
        self, name: Typed = "", code: Typed = "", kind: Typed = "", parent: Typed = "", members: Typed = "",
        members_on: Typed = "", valid_from: Typed = "",
    ) -> None:  # fmt: skip
        self.typed = {
            "name": name, "code": code, "kind": kind, "parent": parent, "members": members, "members_on": members_on,
            "valid_from": valid_from,
        }  # fmt: skip

    def read(self, atlas: Atlas, unit: Unit | None = None) -> tuple[UnitValues, Unit | None]:
        """What was typed, and the unit above it."""
        cells = read_cells(self.typed)
        valid_from = day_in(self.typed["valid_from"], "valid_from", cells.problems)
        problems = Problems(cells.problems)
        with problems.gathered():
            parent = atlas.parent_called(self.typed["parent"], unit)
        problems.refuse()
        read = cells.values
        return UnitValues(read.name, read.kind, read.code, read.members, read.members_on, valid_from), parent


@router.get("")
def show_units(request: Request, atlas: OwnAtlas, q: str = "", under: str = "") -> HTMLResponse:
    unit = atlas.unit(under) if under else None
    found = atlas.chart.search(q[:100]) if q.strip() else atlas.chart.branches(unit, ROWS_SHOWN)
    return page(
        request, "organise/units.html", atlas=atlas, unit=unit, q=q, branches=found[:ROWS_SHOWN],
        more=len(found) - ROWS_SHOWN, kinds=KINDS, path_above=atlas.chart.path(unit) if unit else [],
        whole=atlas.chart.branch(unit) if unit else None,
    )  # fmt: skip


@router.get("/new")
def show_new_unit(request: Request, atlas: OwnAtlas, database: Database, under: str = "") -> HTMLResponse:
    parent = atlas.own_unit(under) if under else None
    return unit_page(request, database, atlas, None, typed={"parent": parent.code if parent else ""})


@router.post("")
def add_unit(request: Request, atlas: OwnAtlas, form: Annotated[UnitForm, Depends()], database: Database) -> Response:
    try:
        values, parent = form.read(atlas)
        unit = keep_unit(database, atlas.chart, None, values, parent, Entered(atlas.person_id, clock.now()))
    except Invalid as refusal:
        return unit_page(request, database, atlas, None, 422, refusal.errors, form.typed)
    return _saved(request, unit, _("Đã thêm %(name)s.") % {"name": unit.name})


@router.get("/intakes")
def show_intake(request: Request, atlas: OwnAtlas, under: str = "") -> HTMLResponse:
    return _intake_page(request, atlas, under=under)


@router.get("/template.xlsx")
def download_template(atlas: OwnAtlas) -> Response:
    return attachment(template(_parents_offered(atlas)), XLSX, "mau-danh-sach-don-vi.xlsx")


@router.post("/intakes", max_body_size=BODY_OF_UPLOAD_MAX)
async def look_at_list(request: Request, atlas: AtlasBeforeWork, transact: Transactions) -> HTMLResponse:
    """What the file would change. Nothing is kept yet: the page carries the rows to the acceptance."""
    upload = await uploaded_file(request)
    under = upload.beside.text("under")
    try:
        rows = await transact.work(units_listed, upload, rows_of)
        lines = understand(atlas.chart, rows, atlas.reach, atlas.own_unit(under) if under else None)
    except Invalid as refusal:
        return _intake_page(request, atlas, 422, refusal.errors, under=under)
    return _intake_page(request, atlas, lines=lines, under=under)


@router.post("/intakes/acceptance", form_limits={"max_part_size": ROWS_ON_PAGE_MAX})
def accept_list(
    request: Request, atlas: OwnAtlas, database: Database, rows: Annotated[str, Form()], under: Typed = ""
) -> Response:
    lines = understand(atlas.chart, _rows_from_page(rows), atlas.reach, atlas.own_unit(under) if under else None)
    try:
        new = take_in(database, atlas.chart, lines, Entered(atlas.person_id, clock.now()))
    except Invalid as refusal:
        return _intake_page(request, atlas, 422, refusal.errors, lines=lines, under=under)
    said = _("Đã nhập %(count)d đơn vị, trong đó %(new)d đơn vị mới.") % {"count": len(lines), "new": new}
    return redirect(request, _address(under), notice=("saved", said))


@router.get("/{unit_id}")
def show_unit(request: Request, unit_id: str, atlas: OwnAtlas, database: Database) -> HTMLResponse:
    return unit_page(request, database, atlas, atlas.own_unit(unit_id))


@router.post("/{unit_id}")
def change_unit(
    request: Request, unit_id: str, atlas: OwnAtlas, form: Annotated[UnitForm, Depends()], database: Database
) -> Response:
    unit = atlas.own_unit(unit_id)
    try:
        values, parent = form.read(atlas, unit)
        keep_unit(database, atlas.chart, unit, values, parent)
    except Invalid as refusal:
        return unit_page(request, database, atlas, unit, 422, refusal.errors, form.typed)
    return _saved(request, unit, _("Đã lưu %(name)s.") % {"name": unit.name})


@router.post("/{unit_id}/closing")
def close_one_unit(
    request: Request, unit_id: str, atlas: OwnAtlas, database: Database, valid_to: Typed = ""
) -> Response:  # fmt: skip
    unit = atlas.own_unit(unit_id)
    try:
        close_unit(database, unit, _day(valid_to))
    except Invalid as refusal:
        return unit_page(request, database, atlas, unit, 422, refusal.errors, {"valid_to": valid_to})
    return _saved(request, unit, _("Đã lưu %(name)s.") % {"name": unit.name})


@router.post("/{unit_id}/removal")
def remove_one_unit(request: Request, unit_id: str, atlas: OwnAtlas, database: Database) -> Response:
    unit = atlas.own_unit(unit_id)
    above = atlas.chart.units.get(unit.parent_id)
    remove_unit(database, unit)
    said = _("Đã xóa %(name)s.") % {"name": unit.name}
    return redirect(request, _address(above.public_id if above else ""), notice=("saved", said))


def _parents_offered(atlas: Atlas) -> list[str]:
    """What may be written as the unit above: the name, or the code where several are called so."""
    units = [unit for unit in atlas.chart.units.values() if atlas.may_change(unit) and unit.valid_to is None]
    return sorted(unit.name if atlas.chart.called(unit.name) is unit else unit.code for unit in units)


def units_listed(upload: Upload, read: Callable[[dict[str, Any]], T | None]) -> T:
    """In a file, what is found below a header that names units."""
    try:
        upload.insist_whole()
        listed = read(read_sheets_safely(upload.data, upload.filename))
    except UnreadableFile as refusal:
        raise Invalid({"file": str(refusal)}) from None
    if not listed:
        raise Invalid({"file": _("Không thấy hàng tiêu đề có cột Tên đơn vị, hoặc bên dưới không có dòng nào.")})
    return listed


def _rows_from_page(text: str) -> list[Row]:
    """What our own page carried; anything else is no list."""
    try:
        return [(int(number), {name: str(cell) for name, cell in given.items() if name in LABELS})
                for number, given in json.loads(text)]  # fmt: skip
    except (ValueError, TypeError, AttributeError):
        raise Invalid({"file": _("Hãy chọn lại tệp.")}) from None


def _day(typed: str) -> date | None:
    problems: dict[str, str] = {}
    day = day_in(typed, "valid_to", problems)
    if problems:
        raise Invalid(problems)
    return day


def _address(under: str) -> str:
    return f"/organise/units?under={under}" if under else "/organise/units"


def _saved(request: Request, unit: Unit, said: str) -> Response:
    return redirect(request, f"/organise/units/{unit.public_id}", notice=("saved", said))


def unit_page(
    request: Request, database: Session, atlas: Atlas, unit: Unit | None, status: int = 200,
    errors: dict[str, str] | None = None, typed: dict[str, str] | None = None,
) -> HTMLResponse:  # fmt: skip
    return page(
        request, "organise/unit.html", status, unit=unit, errors=errors or {}, typed=_kept(atlas, unit) | (typed or {}),
        kinds=[(kind, _(label)) for kind, label in KINDS.items()], path_above=atlas.chart.path(unit) if unit else [],
        units=sorted(atlas.chart.units.values(), key=lambda other: other.code),
        head_counts=head_counts_of(database, unit) if unit else [],
    )  # fmt: skip


def _kept(atlas: Atlas, unit: Unit | None) -> dict[str, str]:
    """A unit as its form shows it."""
    if unit is None:
        names = ("name", "code", "kind", "parent", "members", "members_on", "valid_from", "valid_to")
        return dict.fromkeys(names, "") | {"kind": "branch"}
    above = atlas.chart.units.get(unit.parent_id)
    return {
        "name": unit.name, "code": unit.code, "kind": unit.kind, "parent": above.code if above else "",
        "members": "", "members_on": "", "source": "",
        "valid_from": str(unit.valid_from or ""), "valid_to": str(unit.valid_to or ""),
    }  # fmt: skip


def _intake_page(
    request: Request, atlas: Atlas, status: int = 200, errors: dict[str, str] | None = None,
    lines: list[Line] | None = None, under: str = "",
) -> HTMLResponse:  # fmt: skip
    rows = json.dumps([(line.number, line.given) for line in lines or []], ensure_ascii=False)
    poor = [line for line in lines or [] if line.problems]
    return page(
        request, "organise/unit_intake.html", status, errors=errors or {}, lines=lines, rows=rows, under=under,
        poor=poor, shown=(poor + [line for line in lines or [] if not line.problems])[:ROWS_SHOWN], labels=LABELS,
        kinds=KINDS, above=atlas.own_unit(under) if under else None,
    )  # fmt: skip
