"""Staff come in by login and password; anyone goes out by the door they came in."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.language import gettext as _
from quiz.people.person import Person
from quiz.people.role import HOLDERS, Power, Role, roles_of
from quiz.people.sign_in import Door, end_sign_in, sign_in_of, start_sign_in
from quiz.people.signing_in import check_password
from quiz.refusals import TooMany
from quiz.web.pages import page, redirect, safe_next
from quiz.web.sign_in_cookie import set_sign_in_cookie, token_in_cookie
from quiz.web.staff import MaybeStaff
from quiz.web.transactions import Database
from quiz.web.visitors import address_of, device_of

router = APIRouter()
ROOMS = [(Power.ORGANISE, "/organise"), (Power.WRITE, "/bank"), (Power.CONTROL, "/judge")]


@router.get("/sign-in")
def show_sign_in(request: Request, staff: MaybeStaff, next: str = "") -> HTMLResponse:
    return _sign_in_page(request, next=next)


@router.post("/sign-in")
def sign_in(
    request: Request,
    database: Database,
    login: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    next: Annotated[str, Form()] = "",
) -> Response:
    try:
        person = check_password(database, login, password, address_of(request), clock.now())
    except TooMany as refusal:
        return _sign_in_page(request, refusal.status, refusal.text, login, next)
    if person is None:
        wrong = _("Tên đăng nhập hoặc mật khẩu chưa đúng.")
        return _sign_in_page(request, 422, wrong, login, next)
    return sit_down(request, database, person, next)


@router.post("/sign-out")
def sign_out(request: Request, database: Database, door: Annotated[str, Form()] = Door.DESK) -> Response:
    leaving = Door.PLAY if door == Door.PLAY else Door.DESK
    token = token_in_cookie(request, leaving)
    found = sign_in_of(database, leaving, token, clock.now()) if token else None
    if found:
        end_sign_in(database, found[0], clock.now())
    response = redirect(request, "/", notice=("info", _("Bạn đã đăng xuất.")))
    response.delete_cookie(leaving.value)
    return response


def sit_down(request: Request, database: Database, person: Person, next: str = "") -> Response:
    """At the desk, in the first room that the person's roles open."""
    assert person.id is not None
    visit = start_sign_in(database, Door.DESK, person.id, clock.now(), device=device_of(request))
    response = redirect(request, safe_next(next, _room_of(roles_of(database, person.id, clock.now()))))
    set_sign_in_cookie(request, response, visit)
    return response


def _room_of(roles: list[Role]) -> str:
    held = {role.name for role in roles}
    return next((url for power, url in ROOMS if held & HOLDERS[power]), "/")


def _sign_in_page(
    request: Request, status: int = 200, problem: str | None = None, login: str = "", next: str = ""
) -> HTMLResponse:  # fmt: skip
    return page(request, "sign_in.html", status, problem=problem, login=login, next=next)
