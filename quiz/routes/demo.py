"""The doors of the demo, without passwords: everybody may try every role. Only where a demo is served."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.contests.seating import demo_contest, demo_person, seat
from quiz.language import gettext as _
from quiz.people.role import RoleName
from quiz.people.sign_in import Door, start_sign_in
from quiz.refusals import N_, NotFound
from quiz.web.dependencies import Database, MaybeContestant, set_sign_in_cookie
from quiz.web.pages import page, redirect

DESKS = {
    "judge": (RoleName.CHIEF_JUDGE, "/judge", N_("Giám khảo")),
    "organiser": (RoleName.ORGANISER, "/organise", N_("Ban tổ chức")),
    "writer": (RoleName.QUESTION_WRITER, "/bank", N_("Người ra đề")),
    "reviewer": (RoleName.REVIEWER, "/bank/proposals", N_("Người thẩm định")),
}


def insist_on_demo(request: Request) -> None:
    if not request.app.state.demo:
        raise NotFound


router = APIRouter(prefix="/demo", dependencies=[Depends(insist_on_demo)])


def named_desk(desk: str) -> tuple[RoleName, str, str]:
    if desk not in DESKS:
        raise NotFound
    return DESKS[desk]


Desk = Annotated[tuple[RoleName, str, str], Depends(named_desk)]


@router.get("/contestant")
def show_contestant_door(request: Request, database: Database) -> HTMLResponse:
    contest = demo_contest(database)
    return page(request, "demo.html", contest=contest, role=_("Một thí sinh"), name=None, action="/demo/contestant")


@router.post("/contestant")
def come_in_as_contestant(request: Request, database: Database, contestant: MaybeContestant) -> Response:
    """Once for each browser: whoever was seated before stays who they are."""
    response = redirect(request, "/play")
    if contestant is None:
        entry = seat(database, demo_contest(database), clock.now())
        sign_in = start_sign_in(database, Door.PLAY, entry.person_id, clock.now(), entry_id=entry.id)
        set_sign_in_cookie(request, response, sign_in)
    return response


@router.get("/{desk}")
def show_desk_door(request: Request, desk: str, found: Desk, database: Database) -> HTMLResponse:
    role, _url, label = found
    contest = demo_contest(database)
    name = demo_person(database, contest, role).name
    return page(request, "demo.html", contest=contest, role=_(label), name=name, action=f"/demo/{desk}")


@router.post("/{desk}")
def come_in_at_desk(request: Request, found: Desk, database: Database) -> Response:
    role, url, _label = found
    person = demo_person(database, demo_contest(database), role)
    assert person.id is not None
    response = redirect(request, url)
    set_sign_in_cookie(request, response, start_sign_in(database, Door.DESK, person.id, clock.now()))
    return response
