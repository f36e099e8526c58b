"""Staff take up an invitation: who they are and which roles wait for them, then a login and a password, once."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.language import gettext as _
from quiz.people.enrolling import accept_invitation, open_invitation
from quiz.people.person import Credential, Person
from quiz.people.role import LABELS, roles_of
from quiz.refusals import Invalid
from quiz.routes.signing_in import sit_down
from quiz.web.pages import page
from quiz.web.transactions import Database

router = APIRouter(prefix="/invitations")


@router.get("/{token}")
def show_invitation(request: Request, token: str, database: Database) -> HTMLResponse:
    person = open_invitation(database, token, clock.now())[1]
    credential = database.get(Credential, person.id)
    return _invitation_page(request, database, token, person, login=credential.login if credential else "")


@router.post("/{token}")
def take_invitation(
    request: Request,
    token: str,
    database: Database,
    login: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    again: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    person = open_invitation(database, token, clock.now())[1]
    try:
        if password != again:
            raise Invalid({"again": _("Hai lần gõ mật khẩu chưa giống nhau.")})
        return sit_down(request, database, accept_invitation(database, token, login, password, clock.now()))
    except Invalid as refusal:
        return _invitation_page(request, database, token, person, 422, refusal.errors, login)


def _invitation_page(
    request: Request, database: Database, token: str, whose: Person, status: int = 200,
    errors: dict[str, str] | None = None, login: str = "",
) -> HTMLResponse:  # fmt: skip
    assert whose.id is not None
    held = {LABELS[role.name] for role in roles_of(database, whose.id, clock.now())}
    shown = {"token": token, "whose": whose, "roles": sorted(held), "errors": errors or {}, "login": login}
    return page(request, "invitation.html", status, **shown)
