"""The rules of a whole contest (thể lệ), section by section, with the public text beside each form."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session, col, or_, select
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.attempts.placing import place_anew
from quiz.attempts.played import legs_played
from quiz.contests.agreeing import clashes_in
from quiz.contests.articles.article import AFTERWARDS, DATA, PRIZES, SCORING, TIMES, WHOM, Article
from quiz.contests.articles.composing import articles
from quiz.contests.contest import Contest, ContestState
from quiz.contests.contest_rules import ContestRules, Rules
from quiz.contests.eligibility import GROUPS, POSITIONS
from quiz.contests.insiders import insiders_of
from quiz.contests.prizes import GRADES
from quiz.contests.regulating import set_contest_rules
from quiz.contests.round import rounds_of
from quiz.contests.rules import RoundRules
from quiz.contests.rules_version import rules_of
from quiz.contests.scheduling import insist_on_reason, set_rules
from quiz.language import gettext as _
from quiz.ledger import Decider
from quiz.people.charting import chart_of
from quiz.people.role import Power
from quiz.people.unit import KINDS, Unit
from quiz.refusals import N_, Invalid, NotFound
from quiz.routes.organise.guards import OwnContest
from quiz.routes.organise.rules_forms import advancing, prizes, tables, whom
from quiz.routes.organise.rules_forms.whom import name_units, units_chosen
from quiz.web.forms import PostedForm
from quiz.web.pages import page, redirect
from quiz.web.staff import Organiser
from quiz.web.transactions import Database
from quiz.web.typed import Typed

router = APIRouter(prefix="/organise/contests/{contest_id}/regulations")


@dataclass(frozen=True)
class Section:
    """A form of the rules: what it is called, which articles it makes, how it is shown and read."""

    label: str
    articles: tuple[int, ...]
    shown: Callable[[ContestRules], dict[str, str]]
    read: Callable[[Typed, ContestRules], ContestRules]


SECTIONS = {
    "eligibility": Section(N_("Đối tượng"), (WHOM,), whom.eligibility_shown, whom.eligibility_read),
    "registration": Section(N_("Đăng ký"), (TIMES, DATA), whom.registration_shown, whom.registration_read),
    "overall": Section(N_("Chung cuộc"), (SCORING,), tables.overall_shown, tables.overall_read),
    "units": Section(N_("Tập thể"), (SCORING,), tables.units_shown, tables.units_read),
    "prizes": Section(N_("Giải thưởng"), (PRIZES,), prizes.prizes_shown, prizes.prizes_read),
    "publication": Section(N_("Công bố, khiếu nại"), (AFTERWARDS,), tables.publication_shown, tables.publication_read),
}
LABELS = {"": N_("Toàn văn"), "advance": N_("Vào vòng sau")} | {name: one.label for name, one in SECTIONS.items()}
"""In the order of the tabs."""


def section_named(section: str) -> Section:
    if section not in SECTIONS:
        raise NotFound
    return SECTIONS[section]


OneSection = Annotated[Section, Depends(section_named)]


@router.get("")
def show_contest_rules(request: Request, contest: OwnContest, database: Database) -> HTMLResponse:
    rules = rules_of(database, contest)
    return page(
        request, "organise/regulations/whole.html", contest=contest, labels=LABELS, here="", articles=articles(rules),
        clashes=clashes_in(database, contest),
    )  # fmt: skip


@router.get("/advance")
def show_advance(request: Request, contest: OwnContest, database: Database) -> HTMLResponse:
    rules = rules_of(database, contest)
    return _form(request, database, contest, "advance", advancing.advance_shown(rules), {}, rules)


@router.post("/advance")
def change_advance(
    request: Request, posted: PostedForm, contest: OwnContest, staff: Organiser, database: Database
) -> Response:
    """Round by round, each a decision of its own where it changes."""
    typed, before = Typed(_flat(posted.fields)), rules_of(database, contest)
    read = {round.position: advancing.advance_read(typed, round) for round in before.rounds}
    after = before.model_copy(
        update={"rounds": tuple(one.model_copy(update={"rules": read[one.position]}) for one in before.rounds)}
    )
    try:
        typed.problems.refuse()
        if not typed.on("preview"):
            by = staff.deciding(Power.ORGANISE, contest.id)
            _set_rounds(database, contest, read, typed.fields.get("reason", ""), by)
    except Invalid as invalid:
        return _form(request, database, contest, "advance", typed.fields, invalid.errors, before, invalid.status)
    if typed.on("preview"):
        return _form(request, database, contest, "advance", typed.fields, {}, after)
    url = f"/organise/contests/{contest.public_id}/regulations/advance"
    return redirect(request, url, ("saved", _("Đã lưu thể lệ.")))


@router.get("/{section}")
def show_section(
    request: Request, contest: OwnContest, section: str, one: OneSection, database: Database
) -> HTMLResponse:
    rules = rules_of(database, contest)
    return _form(request, database, contest, section, one.shown(rules.contest), {}, rules)


@router.post("/{section}")
def change_section(
    request: Request, posted: PostedForm, contest: OwnContest, section: str, one: OneSection, staff: Organiser,
    database: Database,
) -> Response:  # fmt: skip
    typed, before = Typed(_flat(posted.fields)), rules_of(database, contest)
    after = before
    if section == "eligibility":
        name_units(chart_of(database), contest.unit_id, typed)
    try:
        own = one.read(typed, before.contest)
        typed.problems.refuse()
        after = before.model_copy(update={"contest": own})
        if not typed.on("preview"):
            by = staff.deciding(Power.ORGANISE, contest.id)
            set_contest_rules(database, contest, own, typed.fields.get("reason", ""), by)
            if section == "eligibility":
                place_anew(database, contest, by.at)
    except Invalid as invalid:
        return _form(request, database, contest, section, typed.fields, invalid.errors, before, invalid.status)
    if typed.on("preview"):
        return _form(request, database, contest, section, typed.fields, {}, after)
    url = f"/organise/contests/{contest.public_id}/regulations/{section}"
    return redirect(request, url, ("saved", _("Đã lưu thể lệ.")))


def _set_rounds(session: Session, contest: Contest, read: dict[int, RoundRules], reason: str, by: Decider) -> None:
    assert contest.id is not None
    played = legs_played(session, contest)
    rounds = [one for one in rounds_of(session, contest.id) if one.rules != read[one.position]]
    if rounds:
        insist_on_reason(contest, reason)
    for round in rounds:
        set_rules(session, contest, round, round.name, read[round.position], reason, played, by)


def _flat(fields: dict[str, list[str]]) -> dict[str, str]:
    return {name: told[0] for name, told in fields.items()}


def _form(
    request: Request, session: Session, contest: Contest, section: str, typed: dict[str, str], errors: dict[str, str],
    rules: Rules, status: int = 200,
) -> HTMLResponse:  # fmt: skip
    return page(
        request, f"organise/regulations/{section}.html", status, contest=contest, labels=LABELS, here=section,
        typed=typed, errors=errors, rules=rules, articles=_articles(rules, section),
        needs_reason=contest.state != ContestState.DRAFT, **_choices(session, contest, section, typed, rules),
    )  # fmt: skip


def _articles(rules: Rules, section: str) -> list[Article]:
    wanted = SECTIONS[section].articles if section in SECTIONS else (SCORING,)
    return [one for one in articles(rules) if one.number in wanted]


def _choices(session: Session, contest: Contest, section: str, typed: dict[str, str], rules: Rules) -> dict[str, Any]:
    """What there is to choose from in this form."""
    if section == "eligibility":
        offered = or_(
            Unit.id == contest.unit_id, Unit.parent_id == contest.unit_id, col(Unit.id).in_(units_chosen(typed))
        )
        below = select(Unit).where(offered).order_by(col(Unit.parent_id), col(Unit.name)).limit(300)
        above = session.get_one(Unit, contest.unit_id)
        found = insiders_of(session, contest, clock.now(), rules=rules.contest.eligibility)
        return {"positions": POSITIONS, "groups": GROUPS, "units": list(session.exec(below)), "above": above,
                "concerned": [one for one in found if one.is_sure and (one.seat.is_barred or one.seat.has_no_place)],
                "unsure": sum(not one.is_sure and one.is_open for one in found)}  # fmt: skip
    if section == "prizes":
        grades = [(name, _(label)) for name, label in GRADES.items()]
        return {"grades": grades, "places": prizes.places(rules, typed), "rows": prizes.row_numbers(typed)}
    if section == "units":
        kinds = [(name, _(label)) for name, label in KINDS.items()]
        grades = [(name, _(GRADES[name])) for name in tables.COUNTED]
        return {"grades": grades, "kinds": kinds, "rows": tables.ranking_numbers(typed)}
    return {}
