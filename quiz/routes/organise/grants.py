"""Prizes on their way to their winners: contacted, verified, granted; or passed on to the next. A list to print."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session, col, select
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.contests.articles.awards import for_all_prizes
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.language import gettext as _
from quiz.language import ngettext
from quiz.people.person import Person
from quiz.people.role import LABELS, Power
from quiz.people.unit import Unit
from quiz.refusals import Invalid
from quiz.results.grants import Granted, grants_pdf
from quiz.standings.finding_prizes import OF_UNITS, Found, prizes_of
from quiz.standings.handing_over import (
    NoLongerListed,
    handed_over,
    handovers_of,
    pass_on,
    take_back_step,
    take_step,
)
from quiz.standings.handover import STATES, STEPS, Handover, Key
from quiz.web.forms import PostedForm, Written
from quiz.web.pages import local, page, redirect
from quiz.web.staff import SomeStaff, contest_to
from quiz.web.transactions import Database

router = APIRouter(prefix="/organise/contests/{contest_id}")
Awarded = Annotated[Contest, Depends(contest_to(Power.PUBLISH))]
Short = Annotated[str, Form(max_length=200)]
SHOWN_MOST = 500


@router.get("/grants")
def show_grants(request: Request, contest: Awarded, database: Database) -> HTMLResponse:
    return _page(request, database, contest)


@router.get("/grants.pdf")
def print_grants(contest: Awarded, database: Database) -> Response:
    """To read out, and to be signed by whoever receives."""
    found, known = prizes_of(database, contest, "published", clock.now()), handovers_of(database, contest)
    lines = list(zip(found.awards, found.prize_list.lines, strict=True))
    rows = []
    for one, line in lines:
        if line.grade == "certificate":
            continue
        for winner, told in zip(one.winners, line.winners, strict=True):
            way = known.get(Key(one.offer.index, one.offer.ranking.key, winner.id), Handover())
            received = way.last.received_by if way.last else ""
            rows.append(Granted(line.where, line.called, told.name, told.unit, told.number, line.worth_told, received))
    organiser = database.get_one(Unit, contest.unit_id).name
    content = grants_pdf(organiser, contest.title, rows, clock.now())
    headers = {"Content-Disposition": 'inline; filename="danh-sach-trao-giai.pdf"'}
    return Response(content, media_type="application/pdf", headers=headers)


@router.post("/grants/steps")
def note_step(request: Request, form: PostedForm, contest: Awarded, staff: SomeStaff, database: Database) -> Response:
    typed = {name: form.text(name) for name in ("step", "note", "until", "received_by")}
    marked = form.fields.get("winner", [])[:SHOWN_MOST]
    keys = [key for text in marked if (key := Key.read(text[:200])) is not None]
    try:
        until = _day(typed["until"])
        count = take_step(
            database, contest, keys, typed["step"], note=typed["note"], until=until,
            received_by=typed["received_by"], by=staff.deciding(Power.PUBLISH, contest.id),
        )  # fmt: skip
    except Invalid as invalid:
        return _page(request, database, contest, typed | {"form": "steps", "winner": marked}, invalid)
    told = ngettext("Đã ghi cho %(num)s giải.", "Đã ghi cho %(num)s giải.", count) % {"num": count}
    return redirect(request, _home(contest), ("saved", told))


@router.post("/grants/next")
def give_to_the_next(
    request: Request, contest: Awarded, staff: SomeStaff, database: Database,
    winner: Short = "", why: Short = "", reason: Written = "",
) -> Response:  # fmt: skip
    key = _key(winner)
    try:
        pass_on(database, contest, key, why, reason, staff.deciding(Power.PUBLISH, contest.id))
    except Invalid as invalid:
        return _page(request, database, contest, {"form": f"next-{winner}", "why": why, "reason": reason}, invalid)
    return redirect(request, _home(contest), ("saved", _("Đã ghi. Giải này xét cho người kế tiếp.")))


@router.post("/grants/undoing")
def undo_step(
    request: Request, contest: Awarded, staff: SomeStaff, database: Database,
    winner: Short = "", seq: Annotated[int, Form(ge=0)] = 0, undo_reason: Written = "",
) -> Response:  # fmt: skip
    key = _key(winner)
    try:
        take_back_step(database, contest, key, seq, undo_reason, staff.deciding(Power.PUBLISH, contest.id))
    except Invalid as invalid:
        return _page(request, database, contest, {"form": f"undo-{winner}", "undo_reason": undo_reason}, invalid)
    return redirect(request, _home(contest), ("saved", _("Đã bỏ bước sau cùng.")))


def _key(text: str) -> Key:
    key = Key.read(text)
    if key is None:
        raise NoLongerListed
    return key


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed.strip() else None
    except ValueError:
        raise Invalid({"until": _("Ngày chưa đúng.")}) from None


def _page(
    request: Request, session: Session, contest: Contest, typed: dict[str, Any] | None = None,
    invalid: Invalid | None = None,
) -> HTMLResponse:  # fmt: skip
    """`typed`: what was sent, and by which form of the page."""
    found, known = prizes_of(session, contest, "published", clock.now()), handovers_of(session, contest)
    listed = handed_over(found)
    on_list = {key for _one, key in listed}
    gone = [(key, way) for key, way in known.items() if key not in on_list]
    today = local(clock.now()).date()
    ways = {key: known.get(key, Handover()) for key in on_list}
    return page(
        request, "organise/grants.html", invalid.status if invalid else 200, contest=contest, found=found,
        groups=_grouped(found), ways=ways, gone=gone, states=STATES, steps=STEPS, today=today, labels=LABELS,
        phones=_phones(session, [key.id for key in on_list if not key.ranking.startswith(OF_UNITS)]),
        people=_names(session, [step.by for way in known.values() for step in way.steps]),
        counts={state: sum(way.state == state for way in ways.values()) for state in STATES},
        overdue=sum(way.is_overdue(today) for way in ways.values()), together=for_all_prizes(contest.rules),
        typed=typed or {"form": ""}, errors=invalid.errors if invalid else {}, shown_most=SHOWN_MOST,
    )  # fmt: skip


def _grouped(found: Found) -> list[tuple[str, list[Any]]]:
    """Under the heading of where it was won: (prize, [(key, winner)])."""
    groups: dict[str, list[Any]] = {}
    for one, line in zip(found.awards, found.prize_list.lines, strict=True):
        if line.grade != "certificate" and one.winners:
            keys = [Key(one.offer.index, one.offer.ranking.key, winner.id) for winner in one.winners]
            groups.setdefault(line.where, []).append((line, list(zip(keys, line.winners, strict=True))[:SHOWN_MOST]))
    return list(groups.items())


def _phones(session: Session, entry_ids: list[int]) -> dict[int | None, str]:
    """By entry: whom to call."""
    asked = select(Entry.id, Person.phone).join(Person, col(Person.id) == Entry.person_id)
    return {id: phone or "" for id, phone in session.exec(asked.where(col(Entry.id).in_(entry_ids[:SHOWN_MOST])))}


def _names(session: Session, ids: list[int | None]) -> dict[int | None, str]:
    asked = select(Person.id, Person.name).where(col(Person.id).in_({id for id in ids if id is not None}))
    return dict(session.exec(asked).all())


def _home(contest: Contest) -> str:
    return f"/organise/contests/{contest.public_id}/grants"
