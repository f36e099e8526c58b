"""The results of all legs of a contest on one page, and those that are due published together."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.contests.contest import Contest
from quiz.language import gettext as _
from quiz.language import ngettext
from quiz.people.role import Power
from quiz.standings.due_results import publish_those, results_of_legs
from quiz.web.dependencies import Database, SomeStaff, contest_to
from quiz.web.links import absolute_url
from quiz.web.pages import page, redirect

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
def publish_chosen(
    request: Request, contest: Published, staff: SomeStaff, database: Database,
    leg: Annotated[list[str] | None, Form()] = None,
) -> Response:  # fmt: skip
    """Those that are due no more, as somebody else published them meanwhile, are left as they are."""
    by = staff.deciding(Power.PUBLISH, contest.id)
    done = publish_those(database, contest, leg or [], by, site=absolute_url(request, ""))
    here = f"/organise/contests/{contest.public_id}/publications"
    if not done:
        return redirect(request, here, ("warning", _("Chưa công bố gì: hãy đánh dấu những đợt muốn công bố.")))
    told = ngettext("Đã công bố kết quả %(num)s đợt.", "Đã công bố kết quả %(num)s đợt.", len(done))
    return redirect(request, here, ("saved", told % {"num": len(done)}))
