"""The organiser's home, and one contest: made, described, looked over."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from sqlmodel import Session, func, select
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.attempts.played import legs_played
from quiz.attempts.timetable import Slot, next_slot, timetable_of
from quiz.contests.announcing import describe, insist_on_description, write_page
from quiz.contests.check import Check, Level
from quiz.contests.contest import Contest, ContestState
from quiz.contests.dividing import planned_parts
from quiz.contests.entry import Entry, EntryState
from quiz.contests.making import insist_on_plan, make_contest
from quiz.contests.page_text import to_html
from quiz.contests.readiness import problems_before_announcing, problems_before_opening
from quiz.contests.real_shapes import KNOWN_SHAPES
from quiz.contests.round import Round
from quiz.contests.scheduling import legs_to_come
from quiz.contests.shapes import WEEKS_MAX
from quiz.language import gettext as _
from quiz.people.role import Power
from quiz.people.unit import Unit
from quiz.refusals import Invalid, Problems
from quiz.routes.organise.finding import OwnContest, contests_of, mend_url, unit_options, units_for
from quiz.routes.wording import CONTEST_CHIPS, LEG_CHIPS
from quiz.standings.complaining import open_in_contest
from quiz.web.pages import fragment, from_local, local, page, redirect
from quiz.web.staff import Organiser, Staff
from quiz.web.transactions import Database

router = APIRouter(prefix="/organise")

Text = Annotated[str, Form()]


@dataclass(frozen=True)
class Overview:
    """A contest on the organiser's home: what comes next, and how many things stand in its way."""

    contest: Contest
    unit: Unit
    next: Slot | None
    people: int
    reds: int


@router.get("")
def show_contests(request: Request, staff: Organiser, database: Database) -> HTMLResponse:
    """The organiser's home."""
    overviews = [_overview(database, contest) for contest in contests_of(database, staff)]
    return page(
        request, "organise/home.html",
        current=sorted(
            (seen for seen in overviews if seen.contest.state != ContestState.ARCHIVED), key=_wants_attention
        ),
        archived=[seen for seen in overviews if seen.contest.state == ContestState.ARCHIVED],
        may_make=staff.may(Power.ORGANISE), contest_chips=CONTEST_CHIPS, leg_chips=LEG_CHIPS,
    )  # fmt: skip


@router.get("/contests/new")
def show_contest_form(request: Request, staff: Organiser, database: Database) -> HTMLResponse:
    tomorrow = local(clock.now() + timedelta(days=1)).replace(hour=8, minute=0)
    typed = {"shape": "single_round", "title": "", "unit": "", "starts_at": f"{tomorrow:%Y-%m-%dT%H:%M}", "weeks": "4"}
    return _contest_form(request, staff, database, typed, {})


@router.post("/contests")
def create_contest(
    request: Request, staff: Organiser, database: Database,
    shape: Text = "", title: Text = "", unit: Text = "", starts_at: Text = "", weeks: Text = "4",
) -> Response:  # fmt: skip
    typed = {"shape": shape, "title": title, "unit": unit, "starts_at": starts_at, "weeks": weeks}
    count = int(weeks) if weeks.strip().isdecimal() and len(weeks.strip()) <= 4 else 0
    problems = Problems()
    with problems.gathered():
        insist_on_plan(shape, title, count)
    with problems.gathered():
        chosen = _unit(database, staff, unit)
    with problems.gathered():
        opens_at = moment_typed(starts_at, "starts_at")
    if problems:
        return _contest_form(request, staff, database, typed, problems, Invalid.status)
    by = staff.deciding(Power.ORGANISE)
    contest = make_contest(database, shape, title, chosen, by, starts_at=opens_at, weeks=count)
    return redirect(request, f"/organise/contests/{contest.public_id}", ("saved", _("Đã tạo cuộc thi.")))


@router.get("/contests/{contest_id}")
def show_contest(request: Request, contest: OwnContest, database: Database) -> HTMLResponse:
    at = clock.now()
    slots = timetable_of(database, contest, at)
    ahead = next_slot(slots)
    checks = problems_before_opening(database, contest, ahead.round, ahead.leg, at) if ahead else []
    return page(
        request, "organise/contest.html",
        contest=contest, unit=database.get_one(Unit, contest.unit_id), slots=slots, ahead=ahead,
        rounds=_rounds(database, slots), checks=with_links(checks, contest, ahead),
        steps=_steps(contest, checks),
        people=_people_in(database, contest), played=legs_played(database, contest),
        blocking=[check for check in problems_before_announcing(database, contest, at) if check.is_red],
        may_postpone=bool(legs_to_come(database, contest, legs_played(database, contest), at)),
        complaints=open_in_contest(database, contest), contest_chips=CONTEST_CHIPS, leg_chips=LEG_CHIPS,
    )  # fmt: skip


@router.get("/contests/{contest_id}/description")
def show_description(request: Request, contest: OwnContest, staff: Organiser, database: Database) -> HTMLResponse:
    unit = database.get_one(Unit, contest.unit_id)
    typed = {"title": contest.title, "slogan": contest.slogan, "unit": unit.public_id, "reason": ""}
    return _description_form(request, contest, staff, database, typed, {})


@router.post("/contests/{contest_id}/description")
def change_description(
    request: Request, contest: OwnContest, staff: Organiser, database: Database,
    title: Text = "", slogan: Text = "", unit: Text = "", reason: Text = "",
) -> Response:  # fmt: skip
    typed = {"title": title, "slogan": slogan, "unit": unit, "reason": reason}
    problems = Problems()
    try:
        with problems.gathered():
            chosen = _unit_kept(database, staff, contest, unit)
        if problems:
            with problems.gathered():
                insist_on_description(contest, title, slogan, reason)
        problems.refuse()
        describe(database, contest, title, slogan, chosen, reason, staff.deciding(Power.ORGANISE, contest.id))
    except Invalid as invalid:
        return _description_form(request, contest, staff, database, typed, invalid.errors, invalid.status)
    return redirect(request, f"/organise/contests/{contest.public_id}", ("saved", _("Đã lưu.")))


@router.get("/contests/{contest_id}/page")
def show_page_form(request: Request, contest: OwnContest) -> HTMLResponse:
    return _page_form(request, contest, contest.page_markdown, {})


@router.post("/contests/{contest_id}/page")
def change_page(
    request: Request, contest: OwnContest, staff: Organiser, database: Database,
    page_markdown: Text = "", act: Text = "save",
) -> Response:  # fmt: skip
    if act == "preview":
        return _page_form(request, contest, page_markdown, {})
    try:
        write_page(database, contest, page_markdown, staff.deciding(Power.ORGANISE, contest.id))
    except Invalid as invalid:
        return _page_form(request, contest, page_markdown, invalid.errors, invalid.status)
    return redirect(request, f"/organise/contests/{contest.public_id}", ("saved", _("Đã lưu trang công khai.")))


@router.post("/contests/{contest_id}/page/preview")
def preview_page(request: Request, contest: OwnContest, page_markdown: Text = "") -> HTMLResponse:
    return fragment(request, "organise/_page_preview.html", html=to_html(page_markdown))


def moment_typed(text: str, field: str, required: bool = True) -> datetime | None:
    """A moment from a form; what cannot be read is named at its field."""
    if not text.strip():
        if required:
            raise Invalid({field: _("Hãy chọn ngày và giờ.")})
        return None
    try:
        return from_local(text.strip())
    except ValueError:
        raise Invalid({field: _("Ngày giờ chưa đúng: hãy chọn lại.")}) from None


def with_links(checks: list[Check], contest: Contest, slot: Slot | None) -> list[tuple[Check, str]]:
    """Each check with the page that mends it."""
    return [(check, mend_url(check, contest, slot.round, slot.leg)) for check in checks] if slot else []


def _overview(session: Session, contest: Contest) -> Overview:
    at = clock.now()
    ahead = next_slot(timetable_of(session, contest, at))
    waiting = ahead if ahead and ahead.is_ahead and contest.state != ContestState.ARCHIVED else None
    checks = problems_before_opening(session, contest, waiting.round, waiting.leg, at) if waiting else []
    unit = session.get_one(Unit, contest.unit_id)
    return Overview(contest, unit, ahead, _people_in(session, contest), sum(check.is_red for check in checks))


def _wants_attention(seen: Overview) -> tuple[bool, bool, float]:
    """What is open comes first, then what opens next; what is called off last."""
    open_now = seen.next is not None and seen.next.is_open
    opens_at = seen.next.opens_at if seen.next else None
    return (
        seen.contest.state == ContestState.CANCELLED, not open_now, opens_at.timestamp() if opens_at else float("inf")
    )  # fmt: skip


def _people_in(session: Session, contest: Contest) -> int:
    active = select(func.count()).select_from(Entry)
    return session.exec(active.where(Entry.contest_id == contest.id, Entry.state == EntryState.ACTIVE)).one()


def _rounds(session: Session, slots: list[Slot]) -> list[tuple[Round, int, list[Slot]]]:
    """Each round with how many questions its paper has, and its legs."""
    rounds: dict[int | None, tuple[Round, int, list[Slot]]] = {}
    for slot in slots:
        if slot.round.id not in rounds:
            questions = sum(part.questions for part in planned_parts(session, slot.round))
            rounds[slot.round.id] = (slot.round, questions, [])
        rounds[slot.round.id][2].append(slot)
    return list(rounds.values())


def _steps(contest: Contest, checks: list[Check]) -> list[tuple[str, bool]]:
    """The way from a draft to an announced contest; done or not."""
    green = {check.mend for check in checks if check.level == Level.READY}
    return [
        (_("Tên và trang công khai"), bool(contest.page_markdown)),
        (_("Đề thi"), "blueprint" in green),
        (_("Giờ thi"), "schedule" in green),
        (_("Thí sinh"), "entries" in green),
        (_("Công bố"), contest.state != ContestState.DRAFT),
    ]


def _unit(session: Session, staff: Staff, public_id: str) -> Unit:
    for unit in units_for(session, staff):
        if unit.public_id == public_id:
            return unit
    raise Invalid({"unit": _("Hãy chọn đơn vị tổ chức.")})


def _unit_kept(session: Session, staff: Staff, contest: Contest, public_id: str) -> Unit:
    """The unit it has now may stay, whoever asks; another must be within reach."""
    unit = session.get_one(Unit, contest.unit_id)
    return unit if unit.public_id == public_id else _unit(session, staff, public_id)


def _contest_form(
    request: Request, staff: Staff, session: Session, typed: dict[str, str], errors: dict[str, str], status: int = 200
) -> HTMLResponse:
    units = unit_options(session, units_for(session, staff))
    return page(
        request, "organise/contest_form.html", status,
        shapes=[(name, _(shape.label), _(shape.description)) for name, shape in KNOWN_SHAPES.items()],
        units=units, typed=typed, errors=errors, weeks_max=WEEKS_MAX,
    )  # fmt: skip


def _description_form(
    request: Request, contest: Contest, staff: Staff, session: Session, typed: dict[str, str],
    errors: dict[str, str], status: int = 200,
) -> HTMLResponse:  # fmt: skip
    own = [session.get_one(Unit, contest.unit_id)]
    units = units_for(session, staff) if staff.may(Power.ORGANISE) else own
    options: list[Any] = unit_options(session, units if own[0] in units else [*own, *units])
    return page(
        request, "organise/description.html", status, contest=contest, units=options, typed=typed, errors=errors
    )


def _page_form(
    request: Request, contest: Contest, markdown: str, errors: dict[str, str], status: int = 200
) -> HTMLResponse:
    return page(
        request, "organise/page_text.html", status,
        contest=contest, markdown=markdown, html=to_html(markdown), errors=errors,
    )  # fmt: skip
