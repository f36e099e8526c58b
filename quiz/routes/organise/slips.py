"""Join slips to print: all of them, a unit's, or one."""

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from quiz import clock
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry, EntryState
from quiz.contests.listing import Wanted, entries_like
from quiz.contests.round import legs_of, rounds_of
from quiz.language import gettext as _
from quiz.people.person import Person
from quiz.refusals import N_, Refusal
from quiz.results.slips import Heading, Slip, slips_pdf
from quiz.routes.organise.entries import attachment, public_url
from quiz.routes.organise.guards import OwnContest, Reach
from quiz.web.pages import moment
from quiz.web.transactions import Database

router = APIRouter(prefix="/organise/contests/{contest_id}")


class NoSlips(Refusal):
    status = 404
    message = N_("Chưa có thí sinh nào để in phiếu.")


@router.get("/slips.pdf")
def print_slips(
    request: Request, contest: OwnContest, reach: Reach, database: Database, unit: str = "", entry: str = ""
) -> Response:
    """By room, then by unit, then as the list stands: ready to hand out."""
    assert contest.id is not None
    unit_id = int(unit) if unit.isascii() and unit.isdigit() else None
    found = entries_like(database, contest.id, Wanted(unit_id=unit_id, state=EntryState.ACTIVE.value), reach)
    found = [pair for pair in found if not entry or pair[0].public_id == entry]
    if not found:
        raise NoSlips
    found.sort(key=lambda pair: (pair[0].room, pair[0].unit_name))
    address = public_url(request)
    heading = Heading(contest.title, contest.code, _opens(database, contest), f"{address}/join")
    pdf = slips_pdf(heading, [_slip(one, person, address) for one, person in found], clock.now())
    return attachment(pdf, "application/pdf", "phieu-du-thi.pdf")


def _slip(entry: Entry, person: Person, address: str) -> Slip:
    link = f"{address}/join/{entry.link_token}"
    return Slip(person.name, entry.unit_name, entry.number, entry.room, entry.personal_code, link)


def _opens(session: Session, contest: Contest) -> str:
    """When the next leg opens, as far as it is known."""
    assert contest.id is not None
    now = clock.now()
    legs = [leg for round in rounds_of(session, contest.id) for leg in legs_of(session, round.id or 0)]
    coming = [
        leg.opens_at
        for leg in legs
        if leg.opens_at
        and not leg.cancelled_at
        and not leg.closed_at
        and (leg.closes_at is None or leg.closes_at > now)
    ]
    return _("Mở lúc {at}").format(at=moment(min(coming))) if coming else _("Giờ mở: ban tổ chức báo sau")
