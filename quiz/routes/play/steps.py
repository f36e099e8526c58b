"""Go on from one step of a paper to the next: there is no way back."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from quiz import clock
from quiz.attempts.handing_in import hold, is_over
from quiz.attempts.showing import leave
from quiz.language import ngettext
from quiz.routes.play.attempts import OpenElsewhere, record_waiting
from quiz.routes.play.guards import OwnSitting
from quiz.routes.play.taps import TAPS_LENGTH_MOST, in_order, taps_in
from quiz.web.pages import Notice, as_json, redirect, wants_json, with_notice
from quiz.web.transactions import Database

router = APIRouter(prefix="/play/attempts/{attempt_id}/steps")


@router.post("")
def go_on(
    request: Request,
    sitting: OwnSitting,
    database: Database,
    number: Annotated[int, Form()],
    taps: Annotated[str, Form(max_length=TAPS_LENGTH_MOST)] = "[]",
    by_itself: Annotated[bool, Form()] = False,
) -> Response:
    """Leave the step with this question; with the taps that were still on the phone. At zero it does so by itself."""
    at = clock.now()
    hold(database, sitting.attempt)
    url, notice = sitting.url, None
    if is_over(database, sitting.attempt, at):
        url = f"{sitting.url}/receipt"
    elif not sitting.is_here:
        raise OpenElsewhere
    else:
        missed = record_waiting(database, sitting, sorted(taps_in(taps), key=in_order), by_itself, at)
        notice = _missed(missed) if missed else None
        if not leave(database, sitting.round, sitting.attempt, number, at, by_itself=by_itself):
            url = f"{sitting.url}/sheet"
    if wants_json(request):
        return with_notice(request, as_json({"url": url}), notice)
    return redirect(request, url, notice)


def _missed(numbers: list[int]) -> Notice:
    told = ngettext(
        "%(count)s câu trả lời đến sau khi câu đó hết giờ, nên không được giữ.",
        "%(count)s câu trả lời đến sau khi câu đó hết giờ, nên không được giữ.",
        len(numbers),
    )
    return "warning", told % {"count": len(numbers)}
