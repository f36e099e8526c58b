"""One more contestant, entered by hand: at any time, held against the rules as a roster is."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.attempts.placing import place_by_rules
from quiz.contests.admitting import tell_control_pages
from quiz.contests.contest import Contest
from quiz.contests.enrolment import Newcomer, add_entries
from quiz.contests.roster.units import UnitBook
from quiz.language import gettext as _
from quiz.routes.organise.entry_form import FIELDS, division_options, read_line, unit_options, what_rules_say
from quiz.routes.organise.guards import Book, OwnContest, decide_on_entry
from quiz.web.pages import page, redirect
from quiz.web.staff import SomeStaff
from quiz.web.transactions import Database

router = APIRouter(prefix="/organise/contests/{contest_id}")
Words = Annotated[str, Form()]


@router.get("/entries/new")
def new_entry(request: Request, contest: OwnContest, book: Book, database: Database) -> HTMLResponse:
    return _form(request, database, contest, book, dict.fromkeys(FIELDS, ""))


@router.post("/entries")
def create_entry(
    request: Request, contest: OwnContest, staff: SomeStaff, book: Book, database: Database,
    name: Words = "", birth: Words = "", unit: Words = "", position: Words = "", phone: Words = "", room: Words = "",
    number: Words = "", member_code: Words = "", other: Words = "", division: Words = "", sure: Words = "",
) -> Response:  # fmt: skip
    typed = {"name": name, "birth": birth, "unit": unit, "position": position, "phone": phone, "room": room,
             "number": number, "member_code": member_code, "division": division}  # fmt: skip
    line = read_line(database, contest, book, typed, other=bool(other))
    if line.known:
        twin = line.known[0].number
        line.problems["name"] = _("Đã có người này trong danh sách: {number}.").format(number=twin)
    if line.problems:
        return _form(request, database, contest, book, typed, line.problems, twin=line.known is not None)
    said = what_rules_say(database, contest, line)
    if said and not sure:
        return _form(request, database, contest, book, typed, twin=bool(other), warnings=said)
    assert line.unit is not None
    newcomer = Newcomer(
        line.name, line.unit, line.born.on, line.born.year, line.phone or None, line.member_code or None, line.position,
        line.room, line.number, line.division,
    )  # fmt: skip
    entry = add_entries(database, contest, [newcomer], clock.now())[0]
    decide_on_entry(database, staff, entry, "add_entry")
    place_by_rules(database, contest, clock.now(), [entry.id or 0])
    tell_control_pages(database, entry.contest_id)
    told = _("Đã thêm {name}, số báo danh {number}.").format(name=line.name, number=entry.number)
    return redirect(
        request, f"/organise/contests/{contest.public_id}/entries/{entry.public_id}", notice=("saved", told)
    )


def _form(
    request: Request, database: Session, contest: Contest, book: UnitBook, typed: dict[str, str],
    errors: dict[str, str] | None = None, *, twin: bool = False, warnings: list[str] | None = None,
) -> HTMLResponse:  # fmt: skip
    """`warnings`: where the rules speak against it, a box asks whether it is meant."""
    return page(
        request, "organise/new_entry.html", 422 if errors or warnings else 200, contest=contest, typed=typed,
        errors=errors or {}, units=unit_options(book), divisions=division_options(database, contest), twin=twin,
        started=False, unit_name="", division_name="", warnings=warnings or [],
    )  # fmt: skip
