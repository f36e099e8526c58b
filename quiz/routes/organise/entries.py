"""The people of a contest: list, add, change, a new slip for a lost one."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.attempts.accommodating import accommodate
from quiz.attempts.decisions import insist_on_a_reason
from quiz.attempts.placing import place_by_rules
from quiz.attempts.removing import has_started, remove_entry, started_entries
from quiz.contests.accommodation import NONE, accommodation_typed
from quiz.contests.admitting import new_codes, tell_control_pages
from quiz.contests.contest import Contest, Division
from quiz.contests.enrolment import Change, change_entry
from quiz.contests.entry import Entry, EntryState
from quiz.contests.listing import (
    PAGE_SIZE,
    Wanted,
    counts_by_state,
    entries_like,
    page_of_entries,
    rooms_of,
    units_of_entries,
)
from quiz.contests.registrant import other_entry
from quiz.contests.roster.accepting import open_intakes
from quiz.contests.roster.cells import Born
from quiz.contests.roster.comparing import Line
from quiz.contests.roster.units import UnitBook
from quiz.language import gettext as _
from quiz.people.erasing import is_erased
from quiz.people.person import Person
from quiz.people.role import Power
from quiz.people.unit import Unit
from quiz.refusals import N_, Invalid, Problems
from quiz.results.rosters import Listed, entry_list
from quiz.results.slips import in_fours
from quiz.routes.organise.entry_form import division_options, read_line, unit_options, what_rules_say
from quiz.routes.organise.guards import Book, OwnContest, OwnEntry, Reach, decide_on_entry
from quiz.web.pages import page, redirect
from quiz.web.staff import SomeStaff
from quiz.web.transactions import Database

router = APIRouter(prefix="/organise/contests/{contest_id}")
STATES = {
    EntryState.ACTIVE: N_("Dự thi"),
    EntryState.WITHDRAWN: N_("Đã rút"),
    EntryState.DISQUALIFIED: N_("Bị loại"),
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Words = Annotated[str, Form()]


@router.get("/entries")
def list_entries(
    request: Request, contest: OwnContest, reach: Reach, database: Database,
    q: str = "", unit: str = "", room: str = "", state: str = "", at: int = 1,
) -> HTMLResponse:  # fmt: skip
    assert contest.id is not None
    wanted = Wanted(q[:100], int(unit) if unit.isascii() and unit.isdigit() else None, room, state)
    entries, count = page_of_entries(database, contest.id, wanted, reach, max(at, 1))
    filters = {"q": q, "unit": unit, "room": room, "state": state}
    asked = urlencode({name: value for name, value in filters.items() if value})
    counts = counts_by_state(database, contest.id, reach)
    return page(
        request, "organise/entries.html", contest=contest, entries=entries, count=count, filters=filters, states=STATES,
        units=units_of_entries(database, contest.id, reach), rooms=rooms_of(database, contest.id), counts=counts,
        everyone=sum(counts.values()), intakes=open_intakes(database, contest.id), at=max(at, 1),
        pages=-(-count // PAGE_SIZE), url=f"{_home(contest)}?{asked}{'&' if asked else ''}at=", birth_text=_birth_text,
    )  # fmt: skip


@router.get("/entries.xlsx")
def export_entries(
    contest: OwnContest, reach: Reach, database: Database, request: Request, codes: bool = False
) -> Response:
    """For attendance; with codes and links only when asked, since whoever has them can come in as anybody."""
    assert contest.id is not None
    entries = [
        Listed(
            number=entry.number, name=person.name, birth=_birth_text(person), unit=entry.unit_name,
            position=entry.position, phone=person.phone or "", room=entry.room, state=_(STATES[entry.state]),
            codes=(in_fours(entry.personal_code), f"{public_url(request)}/join/{entry.link_token}") if codes else None,
        )
        for entry, person in entries_like(database, contest.id, Wanted(), reach)
    ]  # fmt: skip
    return attachment(entry_list(contest.title, entries), XLSX, "danh-sach-thi-sinh.xlsx")


@router.get("/entries/{entry_id}")
def show_entry(request: Request, contest: OwnContest, entry: OwnEntry, book: Book, database: Database) -> HTMLResponse:
    return _entry_page(request, contest, entry, book, database, _kept(database, entry))


@router.post("/entries/{entry_id}")
def update_entry(
    request: Request, contest: OwnContest, entry: OwnEntry, staff: SomeStaff, book: Book, database: Database,
    name: Words = "", birth: Words = "", unit: Words = "", position: Words = "", phone: Words = "", room: Words = "",
    number: Words = "", member_code: Words = "", division: Words = "",
) -> Response:  # fmt: skip
    unit = unit or database.get_one(Unit, entry.unit_id).public_id  # the field is off once they have started
    typed = {"name": name, "birth": birth, "unit": unit, "position": position, "phone": phone, "room": room,
             "number": number, "member_code": member_code, "division": division}  # fmt: skip
    line = read_line(database, contest, book, typed, editing=entry)
    if not line.problems:
        try:
            changed = _change(database, entry, line)
        except Invalid as refusal:
            line.problems |= {field: _(problem) for field, problem in refusal.errors.items()}
    if line.problems:
        return _entry_page(request, contest, entry, book, database, typed, errors=line.problems)
    if changed:
        decide_on_entry(database, staff, entry, "change_entry", body={"fields": changed})
        place_by_rules(database, contest, clock.now(), [entry.id or 0])
        tell_control_pages(database, entry.contest_id)
    said = what_rules_say(database, contest, line)
    told = _("Đã lưu, nhưng thể lệ có điều cần xem:") + " " + " ".join(said) if said else _("Đã lưu.")
    notice = ("warning" if said else "saved", told)
    return redirect(request, f"{_home(contest)}/{entry.public_id}", notice=notice)


@router.post("/entries/{entry_id}/extra-time")
def set_extra_time(
    request: Request, contest: OwnContest, entry: OwnEntry, staff: SomeStaff, book: Book, database: Database,
    percent: Words = "", minutes: Words = "", extra_reason: Words = "",
) -> Response:  # fmt: skip
    """More time than others, in every attempt; one under way moves with it."""
    problems = Problems()
    given = NONE
    try:
        with problems.gathered():
            given = accommodation_typed(percent, minutes)
        with problems.gathered():
            insist_on_a_reason(extra_reason)
        problems.refuse()
    except Invalid as refusal:
        errors = {{"reason": "extra_reason"}.get(field, field): problem for field, problem in refusal.errors.items()}
        extra = {"percent": percent, "minutes": minutes, "reason": extra_reason}
        typed = _kept(database, entry)
        return _entry_page(request, contest, entry, book, database, typed, errors=errors, extra=extra)
    by = staff.deciding(Power.ORGANISE, contest.id)
    moved = accommodate(database, contest, entry, given, extra_reason[:500], by)
    told = _("Đã ghi thời gian thêm: {extra}.").format(extra=given.told) if given else _("Đã bỏ thời gian thêm.")
    if moved:
        told += " " + _("Bài đang làm đã được lùi hạn theo.")
    return redirect(request, f"{_home(contest)}/{entry.public_id}", notice=("saved", told))


@router.post("/entries/{entry_id}/codes")
def replace_codes(
    request: Request, contest: OwnContest, entry: OwnEntry, staff: SomeStaff, database: Database
) -> Response:
    """A lost slip."""
    new_codes(database, entry, clock.now())
    decide_on_entry(database, staff, entry, "new_codes")
    told = _("Phiếu cũ không còn dùng được. Hãy in phiếu mới và trao cho thí sinh.")
    return redirect(request, f"{_home(contest)}/{entry.public_id}", notice=("saved", told))


@router.post("/entries/{entry_id}/removal")
def delete_entry(
    request: Request, contest: OwnContest, entry: OwnEntry, staff: SomeStaff, database: Database
) -> Response:
    number = entry.number
    decide_on_entry(database, staff, entry, "remove_entry")
    remove_entry(database, entry, clock.now())
    tell_control_pages(database, entry.contest_id)
    told = _("Đã xóa {number} khỏi danh sách.").format(number=number)
    return redirect(request, _home(contest), notice=("saved", told))


def public_url(request: Request) -> str:
    """Where people reach this site."""
    return str(request.app.state.settings.public_url or request.base_url).rstrip("/")


def attachment(content: bytes, media_type: str, filename: str) -> Response:
    return Response(
        content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{filename}"'}
    )


def _change(database: Session, entry: Entry, line: Line) -> list[str]:
    assert line.unit is not None
    started = has_started(database, entry)
    change = Change(
        line.name, line.born.on, line.born.year, line.phone or None, line.member_code or None, line.unit, line.position,
        line.room, line.number or entry.number, None if started else line.division,
    )  # fmt: skip
    person = database.get_one(Person, entry.person_id)
    return change_entry(database, entry, person, change, has_started=started)


def _entry_page(
    request: Request, contest: Contest, entry: Entry, book: UnitBook, database: Session, typed: dict[str, str],
    errors: dict[str, str] | None = None, extra: dict[str, str] | None = None,
) -> HTMLResponse:  # fmt: skip
    return page(
        request, "organise/entry.html", 422 if errors else 200, contest=contest, one=entry, typed=typed,
        who=database.get_one(Person, entry.person_id), errors=errors or {}, units=unit_options(book, entry),
        started=entry.id in started_entries(database, entry.contest_id), code=in_fours(entry.personal_code),
        state=_(STATES[entry.state]), unit_name=entry.unit_name, divisions=division_options(database, contest),
        division_name=database.get_one(Division, entry.division_id).name, extra=extra or _extra_kept(entry),
        merged=other_entry(database, entry), erased=is_erased(database.get_one(Person, entry.person_id)),
    )  # fmt: skip


def _kept(database: Session, entry: Entry) -> dict[str, str]:
    """What the form shows before anybody types."""
    person = database.get_one(Person, entry.person_id)
    return {
        "name": person.name, "birth": _birth_text(person), "unit": database.get_one(Unit, entry.unit_id).public_id,
        "position": entry.position, "phone": person.phone or "", "room": entry.room, "number": entry.number,
        "member_code": person.member_code or "", "division": database.get_one(Division, entry.division_id).name,
    }  # fmt: skip


def _extra_kept(entry: Entry) -> dict[str, str]:
    return {"percent": str(entry.extra_percent or ""), "minutes": str(entry.extra_minutes or ""), "reason": ""}


def _birth_text(person: Person) -> str:
    return Born(person.birth_date, person.birth_year).text


def _home(contest: Contest) -> str:
    return f"/organise/contests/{contest.public_id}/entries"
