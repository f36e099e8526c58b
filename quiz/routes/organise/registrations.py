"""Those who registered by themselves: the newest first, units confirmed, what was noted settled, a list to keep."""

from datetime import UTC, date, datetime
from typing import Annotated, get_args
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from sqlmodel import Session, col, select
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.attempts.forgetting import forget_contestant
from quiz.attempts.placing import say_who
from quiz.contests.admitting import tell_control_pages
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.contests.listing import PAGE_SIZE
from quiz.contests.registered import (
    Row,
    Show,
    Sought,
    all_registered,
    confirm_units,
    page_of_registered,
    registered_among,
    settle_notes,
    tally_of,
)
from quiz.contests.registering import registration_window
from quiz.contests.registrant import NOTES, Note, Registrant
from quiz.contests.staff_link import StaffLink
from quiz.language import gettext as _
from quiz.language import ngettext
from quiz.people.finding import staff_resembled
from quiz.people.person import Person
from quiz.people.role import Power
from quiz.refusals import N_, Refusal
from quiz.results.rosters import Registered, registered_list
from quiz.routes.organise.entries import STATES, XLSX, attachment
from quiz.routes.organise.guards import OwnContest, OwnEntry, Reach, decide_on_entry
from quiz.standings.coming_about import compare_anew
from quiz.standings.complaining import forget_complaints
from quiz.web.pages import ZONE, moment, page, redirect
from quiz.web.staff import SomeStaff
from quiz.web.transactions import Database

router = APIRouter(prefix="/organise/contests/{contest_id}")


class NotByThemselves(Refusal):
    message = N_("Người này không tự đăng ký, nên không có gì phải xem.")


Words = Annotated[str, Form(max_length=500)]


@router.get("/registrations")
def list_registrations(
    request: Request, contest: OwnContest, reach: Reach, database: Database,
    show: str = "all", since: str = "", q: str = "", at: int = 1,
) -> HTMLResponse:  # fmt: skip
    assert contest.id is not None
    sought, number = _sought(show, since, q), max(at, 1)
    rows, count = page_of_registered(database, contest.id, sought, reach, number)
    asked = {"show": sought.show, "since": since if sought.since else "", "q": q}
    query = urlencode({name: value for name, value in asked.items() if value})
    return page(
        request, "organise/registrations.html", contest=contest, rows=rows, count=count, sought=asked, at=number,
        tally=tally_of(database, contest.id, reach), pages=-(-count // PAGE_SIZE), notes=NOTES, states=STATES,
        url=f"{_home(contest)}?{query}&at=", window=registration_window(database, contest, clock.now()), query=query,
        likes=_likes(database, contest, rows),
    )  # fmt: skip


@router.get("/registrations.xlsx")
def export_registrations(
    contest: OwnContest, reach: Reach, database: Database, show: str = "all", since: str = "", q: str = ""
) -> Response:
    """No codes: who has them can come in as anybody."""
    assert contest.id is not None
    rows = all_registered(database, contest.id, _sought(show, since, q), reach)
    content = registered_list(contest.title, [_line(row) for row in rows])
    return attachment(content, XLSX, "danh-sach-dang-ky.xlsx")


@router.post("/registrations/confirmation")
def confirm_registered_units(
    request: Request, contest: OwnContest, reach: Reach, staff: SomeStaff, database: Database,
    entry: Annotated[list[str] | None, Form()] = None,
) -> Response:  # fmt: skip
    """Of those ticked, at most a page at a time."""
    ticked = select(Entry).where(Entry.contest_id == contest.id, col(Entry.public_id).in_((entry or [])[:PAGE_SIZE]))
    entries = [one for one in database.exec(ticked) if reach is None or one.unit_id in reach]
    confirmed = confirm_units(database, registered_among(database, entries), clock.now())
    for one in entries:
        if one.id in confirmed:
            decide_on_entry(database, staff, one, "confirm_unit", body={"unit": one.unit_id})
    told = ngettext("Đã xác nhận đơn vị của %(num)s người.", "Đã xác nhận đơn vị của %(num)s người.", len(confirmed))
    level = "saved" if confirmed else "info"
    return redirect(request, _home(contest), notice=(level, told % {"num": len(confirmed)}))


@router.post("/registrations/{entry_id}/identity")
def settle_identity(
    request: Request, contest: OwnContest, entry: OwnEntry, staff: SomeStaff, database: Database, same: Words = ""
) -> Response:
    """Whether they are the member of staff whom they resemble; other notes are settled, too."""
    assert contest.id is not None
    registrant = database.get(Registrant, entry.id)
    if registrant is None:
        raise NotByThemselves
    like = _like(database, contest, entry, database.get_one(Person, entry.person_id))
    is_staff = same == "yes" and like is not None
    by = staff.deciding(Power.ORGANISE, contest.id)
    if like is not None:
        say_who(database, contest, entry, like, is_same=is_staff, by=by)
    settle_notes(database, registrant, is_staff=is_staff)
    decide_on_entry(database, staff, entry, "settle_notes", body={"staff": like} if is_staff else {})
    told = (
        _("Đã ghi: người này xem được câu hỏi nên không bắt đầu bài tính điểm được.") if same == "yes" else _("Đã xem.")
    )
    return redirect(request, f"{_home(contest)}?show=noted", notice=("saved", told))


@router.post("/entries/{entry_id}/erasure")
def erase_contestant(
    request: Request, contest: OwnContest, entry: OwnEntry, staff: SomeStaff, database: Database, sure: Words = ""
) -> Response:
    """On their request: it cannot be taken back, so a box must be ticked."""
    home = f"/organise/contests/{contest.public_id}/entries/{entry.public_id}"
    if not sure:
        told = _("Hãy đánh dấu ô “không lấy lại được” rồi bấm lại.")
        return redirect(request, f"{home}#erasure", notice=("warning", told))
    decide_on_entry(database, staff, entry, "erase_person")
    forget_complaints(database, entry)
    forget_contestant(database, entry, clock.now())
    compare_anew(database, contest, [entry])
    tell_control_pages(database, entry.contest_id)
    return redirect(request, home, notice=("saved", _("Đã xóa thông tin cá nhân. Kết quả còn lại không mang tên ai.")))


def _sought(show: str, since: str, words: str) -> Sought:
    try:
        day = date.fromisoformat(since) if since else None
    except ValueError:
        day = None
    begins = datetime(day.year, day.month, day.day, tzinfo=ZONE).astimezone(UTC) if day else None
    chosen: Show = show if show in get_args(Show) else "all"  # type: ignore[assignment]
    return Sought(chosen, begins, words[:100])


def _likes(session: Session, contest: Contest, rows: list[Row]) -> dict[int, str]:
    """The member of staff whom somebody resembles, by entry; only where it was noted."""
    found: dict[int, str] = {}
    for entry, person, registrant in rows:
        if not {Note.STAFF, Note.STAFF_LIKE} & set(registrant.notes):
            continue
        id = _like(session, contest, entry, person)
        if id is not None:
            found[entry.id or 0] = session.get_one(Person, id).name
    return found


def _like(session: Session, contest: Contest, entry: Entry, person: Person) -> int | None:
    """The member of staff they were said to be, or else the one they resemble most."""
    said = session.exec(
        select(StaffLink.staff_id).where(StaffLink.entry_id == entry.id, col(StaffLink.is_same))
    ).first()
    if said is not None:
        return said
    like = staff_resembled(session, contest.id or 0, person.name, person.birth_date, person.phone, clock.now())
    return like.person_id if like else None


def _line(row: Row) -> Registered:
    entry, person, registrant = row
    born = f"{person.birth_date:%d/%m/%Y}" if person.birth_date else str(person.birth_year or "")
    return Registered(
        moment(registrant.registered_at), entry.number, person.name, born, person.phone or "", entry.unit_name,
        moment(registrant.unit_confirmed_at) if registrant.unit_confirmed_at else "", entry.position,
        _(STATES[entry.state]), "; ".join(_(NOTES[Note(note)]) for note in registrant.notes),
        moment(person.consent_at) if person.consent_at else "",
        f"{person.keep_until:%d/%m/%Y}" if person.keep_until else "",
    )  # fmt: skip


def _home(contest: Contest) -> str:
    return f"/organise/contests/{contest.public_id}/registrations"
