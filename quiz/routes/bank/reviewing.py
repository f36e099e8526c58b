"""/bank/reviewing: whether a second person approves what one wrote, who could, and doing without if one is alone."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.language import gettext as _
from quiz.people.person import Person
from quiz.people.role import Power
from quiz.people.second_person import ask_for, do_without, is_second_person_asked, last_word, reviewers
from quiz.refusals import Invalid, NotAllowed
from quiz.web.pages import page, redirect
from quiz.web.staff import BankReader, Organiser, Staff
from quiz.web.transactions import Database

router = APIRouter(prefix="/bank/reviewing")


@router.get("")
def show_setting(request: Request, staff: BankReader, database: Database) -> HTMLResponse:
    return _setting_page(request, staff, database, {}, "")


@router.post("")
def change_setting(
    request: Request, staff: Organiser, database: Database,
    two: Annotated[str, Form()] = "", reason: Annotated[str, Form()] = "", although: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """It holds for the whole installation, so whoever organises one contest alone does not decide it."""
    if not staff.may(Power.ORGANISE):
        raise NotAllowed
    by = staff.deciding(Power.ORGANISE)
    if two == "yes":
        ask_for(database, by)
        return redirect(request, "/bank/reviewing", ("saved", _("Từ nay câu hỏi cần người thứ hai duyệt.")))
    try:
        do_without(database, reason, by, although=bool(although))
    except Invalid as invalid:
        return _setting_page(request, staff, database, invalid.errors, reason, invalid.status)
    said = _("Từ nay người viết tự duyệt được. Những câu ấy luôn mang chữ “tự duyệt”.")
    return redirect(request, "/bank/reviewing", ("saved", said))


def _setting_page(
    request: Request, staff: Staff, database: Database, errors: dict[str, str], reason: str, status: int = 200
) -> HTMLResponse:
    word = last_word(database)
    decider = database.get(Person, word.actor_id) if word and word.actor_id else None
    return page(
        request, "bank/reviewing.html", status, two=is_second_person_asked(database), word=word, decider=decider,
        others=[person for person in reviewers(database, clock.now()) if person.id != staff.id],
        may_change=staff.may(Power.ORGANISE), errors=errors, reason=reason,
    )  # fmt: skip
