"""The result of a whole contest, for who publishes it: what it rests on, publishing, taking back."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.contests.contest import Contest
from quiz.language import gettext as _
from quiz.people.role import Power
from quiz.refusals import Invalid
from quiz.results.exporting import MEDIA, Format, attached, exported
from quiz.standings.complaining import open_in_contest
from quiz.standings.concluding import legs_now, publish_conclusion, withdraw_conclusion
from quiz.standings.conclusion import concluded_in, conclusions_of
from quiz.standings.out_of_step import stale_legs
from quiz.standings.publication_order import is_early
from quiz.standings.resting_on import legs_since
from quiz.standings.revision import State
from quiz.web.forms import Written
from quiz.web.links import absolute_url
from quiz.web.pages import page, redirect
from quiz.web.staff import SomeStaff, contest_to
from quiz.web.transactions import Database

router = APIRouter(prefix="/organise/contests/{contest_id}/results")
Published = Annotated[Contest, Depends(contest_to(Power.PUBLISH))]
Revision = Annotated[int, Path(ge=1, le=10_000)]


@router.get("")
def show_results(request: Request, contest: Published, staff: SomeStaff, database: Database) -> HTMLResponse:
    return _page(request, database, staff, contest)


@router.get("/{revision}/results.{format}")
def download_revision(
    request: Request, contest: Published, revision: Revision, format: Format, database: Database
) -> Response:
    """For who publishes, also where the rules name nobody to the public."""
    head = next((each for each in conclusions_of(database, contest) if each.revision == revision), None)
    made = exported(database, head, format) if head else None
    if head is None or made is None:
        return redirect(request, _home(contest))
    return Response(made, media_type=MEDIA[format], headers=attached(head, format))


@router.post("/publication")
def publish_results(
    request: Request, contest: Published, staff: SomeStaff, database: Database,
    state: Annotated[State, Form()], note: Written = "", early: Written = "",
) -> Response:  # fmt: skip
    by, site = staff.deciding(Power.PUBLISH, contest.id), absolute_url(request, "")
    try:
        made = publish_conclusion(database, contest, state=state, note=note, by=by, early=early, site=site)
    except Invalid as invalid:
        typed = {"state": state, "note": note, "early": early}
        return _page(request, database, staff, contest, typed, invalid)
    told = _("Đã công bố kết quả chung cuộc, số {number}. Ai có đường liên kết cũng xem được.")
    return redirect(request, _home(contest), ("saved", told.format(number=made.number)))


@router.post("/withdrawal")
def withdraw_results(
    request: Request, contest: Published, staff: SomeStaff, database: Database, reason: Written = ""
) -> Response:
    try:
        withdraw_conclusion(database, contest, reason=reason, by=staff.deciding(Power.PUBLISH, contest.id))
    except Invalid as invalid:
        return _page(request, database, staff, contest, {"reason": reason}, invalid)
    return redirect(request, _home(contest), ("saved", _("Đã thu hồi kết quả chung cuộc.")))


def _page(
    request: Request, database: Session, staff: SomeStaff, contest: Contest, typed: dict[str, str] | None = None,
    invalid: Invalid | None = None,
) -> HTMLResponse:  # fmt: skip
    revisions = conclusions_of(database, contest)
    head = revisions[0] if revisions else None
    rests_on = concluded_in(database, head) if head and head.is_out else None
    return page(
        request, "organise/results/conclusion.html", invalid.status if invalid else 200, contest=contest, head=head,
        revisions=revisions, legs=legs_now(database, contest), typed=typed or {},
        newer=legs_since(database, contest, rests_on) if rests_on else [], errors=invalid.errors if invalid else {},
        stale=stale_legs(database, contest),
        early=is_early(contest.rules.complaints, head, clock.now(), open_in_contest(database, contest)),
        may_organise=staff.reaches(database, Power.ORGANISE, contest),
    )  # fmt: skip


def _home(contest: Contest) -> str:
    return f"/organise/contests/{contest.public_id}/results"
