"""Contestants come in: by the link on their slip, or by codes. A GET shows and spends nothing; the POST comes in."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.contests.admitting import admit, entry_of_codes, entry_of_link, insist_may_come_in
from quiz.contests.entry import Entry
from quiz.language import gettext as _
from quiz.people.person import Person
from quiz.refusals import Invalid, TooMany
from quiz.web.contestant import MaybeContestant
from quiz.web.pages import page, redirect, safe_next
from quiz.web.sign_in_cookie import set_sign_in_cookie
from quiz.web.transactions import Database
from quiz.web.visitors import address_of, device_of

router = APIRouter(prefix="/join")
Typed = Annotated[str, Form(max_length=100)]
ROUND_ROOM = "/play"


@router.get("")
def show_codes(request: Request, contestant: MaybeContestant, c: str = "", next: str = "") -> HTMLResponse:
    return _codes_page(request, contest_code=c[:20], next=next)


@router.post("")
def come_in_by_codes(
    request: Request,
    contestant: MaybeContestant,
    database: Database,
    contest_code: Typed = "",
    personal_code: Typed = "",
    birth_year: Typed = "",
    next: Annotated[str, Form()] = "",
) -> Response:
    typed = {"contest_code": contest_code, "personal_code": personal_code, "birth_year": birth_year, "next": next}
    try:
        entry = entry_of_codes(
            database, contest_code, personal_code, _year(birth_year), clock.now(), address_of(request)
        )  # fmt: skip
        return _come_in(request, database, entry, contestant, next)
    except Invalid as refusal:
        return _codes_page(request, 422, refusal.errors, **typed)
    except TooMany as refusal:
        return _codes_page(request, refusal.status, {"form": refusal.text}, **typed)


@router.get("/{token}")
def show_entry(request: Request, token: str, contestant: MaybeContestant, database: Database) -> HTMLResponse:
    entry = entry_of_link(database, token)
    contest = insist_may_come_in(database, entry)
    whose = database.get_one(Person, entry.person_id)
    return page(request, "joining/entry.html", token=token, contest=contest, invited=entry, whose=whose)


@router.post("/{token}")
def come_in_by_link(request: Request, token: str, contestant: MaybeContestant, database: Database) -> Response:
    return _come_in(request, database, entry_of_link(database, token), contestant, ROUND_ROOM)


def _come_in(
    request: Request, database: Database, entry: Entry, contestant: MaybeContestant, next: str
) -> Response:  # fmt: skip
    insist_may_come_in(database, entry)
    earlier = contestant.sign_in if contestant else None
    sign_in = admit(database, entry, earlier, device_of(request), clock.now())
    response = redirect(request, safe_next(next, ROUND_ROOM))
    set_sign_in_cookie(request, response, sign_in)
    return response


def _year(typed: str) -> int | None:
    """As typed on a phone, or nothing where the slip shows none."""
    digits = typed.strip()
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit() and len(digits) == 4):
        raise Invalid({"birth_year": _("Năm sinh gồm bốn chữ số, ví dụ 2001.")})
    return int(digits)


def _codes_page(
    request: Request, status: int = 200, errors: dict[str, str] | None = None, **typed: str
) -> HTMLResponse:
    blank = {"contest_code": "", "personal_code": "", "birth_year": "", "next": ""}
    return page(request, "joining/codes.html", status, errors=errors or {}, typed=blank | typed)
