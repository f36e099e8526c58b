"""The results of all legs of a contest on one page, and those that are due published together."""

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.contests.contest import Contest
from quiz.language import gettext as _
from quiz.language import ngettext
from quiz.people.role import Power
from quiz.refusals import Refusal
from quiz.routes.organise.results import publish_leg
from quiz.standings.due_results import due_among, results_of_legs
from quiz.standings.publishing import How
from quiz.web.links import absolute_url
from quiz.web.pages import page, redirect
from quiz.web.staff import SomeStaff, contest_to, signed_in_staff, some_staff
from quiz.web.transactions import Database, Transactions

router = APIRouter(prefix="/organise/contests/{contest_id}/publications")
Published = Annotated[Contest, Depends(contest_to(Power.PUBLISH))]


@router.get("")
def show_publications(request: Request, contest: Published, staff: SomeStaff, database: Database) -> HTMLResponse:
    return page(
        request, "organise/results/publications.html", contest=contest,
        results=results_of_legs(database, contest, clock.now()), days=contest.rules.complaints.days,
        may_organise=staff.reaches(database, Power.ORGANISE, contest),
    )  # fmt: skip


@router.post("")
async def publish_chosen(
    request: Request, contest_id: Annotated[str, Path(max_length=40)], transact: Transactions,
    leg: Annotated[list[str] | None, Form()] = None,
) -> Response:  # fmt: skip
    """One after the other, each made while nobody waits. One that is due no more is left as it is."""
    site = absolute_url(request, "")
    here = f"/organise/contests/{contest_id}/publications"

    def due(session: Session) -> list[tuple[str, How]]:
        staff = some_staff(signed_in_staff(request, session))
        contest = contest_to(Power.PUBLISH)(contest_id, staff, session)
        return due_among(session, contest, leg or [], clock.now(), site=site)

    done = 0
    for leg_id, how in await transact(due, writing=False):
        with suppress(Refusal):
            await publish_leg(request, transact, leg_id, how)
            done += 1
    if not done:
        return redirect(request, here, ("warning", _("Chưa công bố gì: hãy đánh dấu những đợt muốn công bố.")))
    told = ngettext("Đã công bố kết quả %(num)s đợt.", "Đã công bố kết quả %(num)s đợt.", done)
    return redirect(request, here, ("saved", told % {"num": done}))
