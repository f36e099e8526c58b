"""Contestants who are, or may be, members of staff: organisers say who is one person, and who is two."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.attempts.placing import say_who
from quiz.attempts.removing import started_entries
from quiz.contests.admitting import tell_control_pages
from quiz.contests.contest import Contest
from quiz.contests.eligibility import GROUPS
from quiz.contests.insiders import SIGNS, Insider, Sign, insiders_of
from quiz.language import gettext as _
from quiz.people.role import LABELS, Power
from quiz.routes.organise.guards import OwnContest, OwnEntry, Reach
from quiz.web.pages import page, redirect
from quiz.web.staff import SomeStaff
from quiz.web.transactions import Database

router = APIRouter(prefix="/organise/contests/{contest_id}/insiders")


@router.get("")
def list_insiders(request: Request, contest: OwnContest, reach: Reach, database: Database) -> HTMLResponse:
    assert contest.id is not None
    found = insiders_of(database, contest, clock.now())
    mine = [one for one in found if reach is None or one.entry.unit_id in reach]
    return page(
        request, "organise/insiders.html", contest=contest, insiders=mine, signs=SIGNS, labels=LABELS, groups=GROUPS,
        waiting=sum(one.is_open for one in mine), started=started_entries(database, contest.id),
    )  # fmt: skip


@router.post("/{entry_id}")
def say_who_it_is(
    request: Request, contest: OwnContest, entry: OwnEntry, staff: SomeStaff, database: Database,
    person: Annotated[str, Form(max_length=40)] = "", same: Annotated[str, Form(max_length=3)] = "",
) -> Response:  # fmt: skip
    """`person`: the member of staff, by the name they have in addresses."""
    one = _between(insiders_of(database, contest, clock.now(), [entry.id or 0]), person)
    if one is None:
        return redirect(request, _home(contest), notice=("info", _("Danh sách này đã đổi. Hãy xem lại.")))
    by = staff.deciding(Power.ORGANISE, contest.id)
    say_who(database, contest, entry, one.staff.id or 0, is_same=same == "yes", by=by)
    tell_control_pages(database, entry.contest_id)
    told = _("Đã ghi: {number} và người ấy là một người.") if same == "yes" else _("Đã ghi: {number} là người khác.")
    return redirect(request, _home(contest), notice=("saved", told.format(number=entry.number)))


def _between(found: list[Insider], person: str) -> Insider | None:
    """Nobody can say that somebody is not themselves."""
    return next((one for one in found if one.staff.public_id == person and one.sign != Sign.OWN), None)


def _home(contest: Contest) -> str:
    return f"/organise/contests/{contest.public_id}/insiders"
