"""The organiser's list of staff: who holds which role, and the invitations still open."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlmodel import Session, col, select
from starlette.responses import HTMLResponse, Response

from question_bank.text import fold
from quiz import clock
from quiz.contests.appointing import reaches
from quiz.contests.roster.cells import UnreadableCell, phone_in
from quiz.language import gettext as _
from quiz.people.enrolling import (
    Grant,
    give_role,
    insist_on_name,
    invite,
    know_by,
    reset_access,
    revoke_invitation,
    withdraw_role,
)
from quiz.people.person import Invitation, Person
from quiz.people.role import LABELS, RoleName
from quiz.people.unit import Unit
from quiz.refusals import Invalid, NotFound, Problems
from quiz.routes.organise.colleagues import Colleague, OwnColleague, SomeColleague, colleagues_of, places_of
from quiz.web.links import absolute_url, qr_code
from quiz.web.pages import page, redirect
from quiz.web.staff import Organiser, Staff
from quiz.web.transactions import Database

router = APIRouter(prefix="/organise/staff")
Roles = Annotated[list[str] | None, Form()]
Typed = Annotated[str, Form(max_length=200)]


@router.get("")
def show_staff(request: Request, staff: Organiser, database: Database) -> HTMLResponse:
    return _staff_page(request, staff, database)


@router.post("")
def invite_staff(
    request: Request,
    staff: Organiser,
    database: Database,
    name: Typed = "",
    roles: Roles = None,
    place: Typed = "",
    unit: Typed = "",
    birth_date: Typed = "",
    phone: Typed = "",
) -> Response:
    typed = {"name": name, "roles": roles or [], "place": place, "unit": unit, "birth_date": birth_date, "phone": phone}
    problems = Problems()
    with problems.gathered():
        insist_on_name(name)
    with problems.gathered():
        grants = _grants(database, staff, roles or [], place, unit)
    with problems.gathered():
        born = _day(birth_date)
    with problems.gathered():
        reached = _phone(phone)
    if problems:
        return _staff_page(request, staff, database, 422, problems, typed)
    invitation = invite(database, name, grants, staff.person, clock.now(), birth_date=born, phone=reached)
    return _invitation_page(request, database, invitation)


@router.get("/{person_id}")
def show_colleague(request: Request, colleague: SomeColleague, staff: Organiser, database: Database) -> HTMLResponse:
    return _colleague_page(request, staff, database, colleague)


@router.post("/{person_id}/roles")
def give_more_roles(
    request: Request,
    colleague: SomeColleague,
    staff: Organiser,
    database: Database,
    roles: Roles = None,
    place: Typed = "",
    unit: Typed = "",
) -> Response:
    try:
        for grant in _grants(database, staff, roles or [], place, unit):
            give_role(database, colleague.person, grant, staff.person, clock.now())
    except Invalid as refusal:
        typed = {"roles": roles or [], "place": place, "unit": unit}
        return _colleague_page(request, staff, database, colleague, 422, refusal.errors, typed)
    return _back_to(request, colleague, _("Đã giao vai trò."))


@router.post("/{person_id}")
def change_how_they_are_known(
    request: Request, colleague: OwnColleague, staff: Organiser, database: Database,
    birth_date: Typed = "", phone: Typed = "",
) -> Response:  # fmt: skip
    """So that they are recognised among contestants."""
    problems = Problems()
    with problems.gathered():
        born = _day(birth_date)
    with problems.gathered():
        reached = _phone(phone)
    if problems:
        typed = {"birth_date": birth_date, "phone": phone}
        return _colleague_page(request, staff, database, colleague, 422, problems, typed)
    know_by(database, colleague.person, born, reached, staff.person, clock.now())
    return _back_to(request, colleague, _("Đã lưu."))


@router.post("/{person_id}/withdrawal")
def withdraw_one_role(
    request: Request,
    colleague: SomeColleague,
    staff: Organiser,
    database: Database,
    role: Annotated[int, Form()],
    reason: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    held = next((held for held in colleague.held if held.role.id == role and held.mine_to_withdraw), None)
    if held is None:
        raise NotFound
    withdraw_role(database, held.role, staff.person, clock.now(), reason)
    return redirect(request, "/organise/staff", notice=("saved", _("Đã thôi giao vai trò.")))


@router.post("/{person_id}/revocation")
def revoke_open_invitation(
    request: Request, colleague: OwnColleague, staff: Organiser, database: Database
) -> Response:  # fmt: skip
    revoke_invitation(database, colleague.person, staff.person, clock.now())
    return redirect(request, "/organise/staff", notice=("saved", _("Đã thu hồi lời mời.")))


@router.post("/{person_id}/access")
def give_new_access(request: Request, colleague: OwnColleague, staff: Organiser, database: Database) -> Response:
    return _invitation_page(request, database, reset_access(database, colleague.person, staff.person, clock.now()))


def _grants(session: Session, staff: Staff, roles: list[str], place: str, unit: str) -> list[Grant]:
    """What was chosen, as far as this organiser may give it."""
    chosen = next((one for one in places_of(session, staff) if one.key == place), None)
    errors = {}
    if chosen is None:
        errors["place"] = _("Hãy chọn cuộc thi.")
    if not roles or not set(roles) <= set(RoleName):
        errors["roles"] = _("Hãy chọn ít nhất một vai trò.")
    scope = _unit_called(session, unit)
    if unit.strip() and scope is None:
        errors["unit"] = _("Không có đơn vị nào mang mã hoặc tên này.")
    elif chosen and not reaches(chosen.reach, scope.id if scope else None):
        errors["unit"] = _("Bạn chỉ giao được vai trò trong đơn vị của mình: hãy chọn một đơn vị.")
    if errors or chosen is None:
        raise Invalid(errors)
    contest_id = chosen.contest.id if chosen.contest else None
    return [Grant(RoleName(name), contest_id, scope.id if scope else None) for name in roles]


def _unit_called(session: Session, typed: str) -> Unit | None:
    """By code, or by a name that only one unit has."""
    code = typed.strip()
    if not code:
        return None
    units = list(session.exec(select(Unit)))
    found = [unit for unit in units if unit.code == code] or [unit for unit in units if fold(unit.name) == fold(code)]
    return found[0] if len(found) == 1 else None


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed.strip() else None
    except ValueError:
        raise Invalid({"birth_date": _("Ngày sinh chưa đúng.")}) from None


def _phone(typed: str) -> str | None:
    try:
        return phone_in(typed)[0] or None if typed.strip() else None
    except UnreadableCell as why:
        raise Invalid({"phone": str(why)}) from None


def _back_to(request: Request, colleague: Colleague, said: str) -> Response:
    return redirect(request, f"/organise/staff/{colleague.person.public_id}", notice=("saved", said))


def _form(session: Session, staff: Staff, errors: dict[str, str] | None, typed: Mapping[str, object] | None) -> object:
    """What the fields for giving roles need."""
    blank: dict[str, object] = {"name": "", "roles": [], "place": "", "unit": "", "birth_date": "", "phone": ""}
    return {
        "errors": errors or {},
        "typed": blank | dict(typed or {}),
        "places": [(place.key, place.title) for place in places_of(session, staff)],
        "labels": [(name.value, _(label)) for name, label in LABELS.items()],
        "units": list(session.exec(select(Unit).order_by(col(Unit.name)))),
    }


def _staff_page(
    request: Request, staff: Staff, session: Session, status: int = 200,
    errors: dict[str, str] | None = None, typed: Mapping[str, object] | None = None,
) -> HTMLResponse:  # fmt: skip
    form = _form(session, staff, errors, typed)
    return page(request, "organise/staff.html", status, colleagues=colleagues_of(session, staff), form=form)


def _colleague_page(
    request: Request, staff: Staff, session: Session, colleague: Colleague, status: int = 200,
    errors: dict[str, str] | None = None, typed: Mapping[str, object] | None = None,
) -> HTMLResponse:  # fmt: skip
    whose = colleague.person
    known = {"birth_date": whose.birth_date.isoformat() if whose.birth_date else "", "phone": whose.phone or ""}
    form = _form(session, staff, errors, known | dict(typed or {}))
    return page(request, "organise/colleague.html", status, colleague=colleague, form=form)


def _invitation_page(request: Request, session: Session, invitation: Invitation) -> HTMLResponse:
    """The link is shown here and nowhere else."""
    url = absolute_url(request, f"/invitations/{invitation.token}")
    whose = session.get_one(Person, invitation.person_id)
    return page(request, "organise/invitation.html", whose=whose, invitation=invitation, url=url, qr=qr_code(url))
