"""Who wins which prize, and what people decide about it: who may have none, ties at a border, how many of each."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.contests.articles.awards import for_all_prizes, prize_name, scope_told
from quiz.contests.articles.scoring import unit_name
from quiz.contests.contest import Contest
from quiz.contests.prizes import Prize
from quiz.contests.rules_version import rules_of
from quiz.language import gettext as _
from quiz.people.role import Power
from quiz.refusals import Invalid
from quiz.standings.awarding import Award
from quiz.standings.changing_prizes import BorderSaid, decide_border, group_of, shift_numbers, shiftable
from quiz.standings.concluded_changes import prizes_between
from quiz.standings.conclusion import concluded_in, latest_conclusion
from quiz.standings.deciding_prizes import undo
from quiz.standings.entering_lists import enter_list
from quiz.standings.finding_prizes import Found, prizes_of
from quiz.standings.handing_over import keep_from_prizes
from quiz.standings.out_of_step import stale_legs
from quiz.standings.points import shown
from quiz.standings.prize_list import PrizeLine, Source
from quiz.standings.why_prize import where_told, why_won
from quiz.web.forms import PostedForm, Written
from quiz.web.pages import page, redirect
from quiz.web.staff import SomeStaff, contest_to
from quiz.web.transactions import Database

router = APIRouter(prefix="/organise/contests/{contest_id}/prizes")
Awarded = Annotated[Contest, Depends(contest_to(Power.PUBLISH))]
ORDER = re.compile(r"order-[0-9]{1,12}")
ORDERED_MOST = 30
"""Of more equals than this nobody writes an order by hand: lots, or a shared prize."""


@router.get("")
def show_prizes(request: Request, contest: Awarded, database: Database, source: Source = "published") -> HTMLResponse:
    return _page(request, database, contest, source=source)


@router.post("/exclusions")
def exclude(
    request: Request, contest: Awarded, staff: SomeStaff, database: Database,
    entry: Annotated[int, Form()], reason: Written = "",
) -> Response:  # fmt: skip
    try:
        keep_from_prizes(database, contest, entry, reason, staff.deciding(Power.PUBLISH, contest.id))
    except Invalid as invalid:
        typed = {"form": f"entry-{entry}", "reason": reason}
        return _page(request, database, contest, typed, invalid)
    return _done(request, contest, _("Đã ghi: người này không nhận giải. Người kế tiếp được xét thay."))


@router.post("/ties")
def decide_tie(request: Request, form: PostedForm, contest: Awarded, staff: SomeStaff, database: Database) -> Response:
    """Of the equals `group` in `ranking`; by the jury with a number for each."""
    typed = {name: form.text(name) for name in ("ranking", "group", "how", "seed", "reason")}
    numbers = {int(name[6:]): told[0] for name, told in form.fields.items() if ORDER.fullmatch(name)}
    by = staff.deciding(Power.PUBLISH, contest.id)
    try:
        decide_border(database, contest, BorderSaid(**typed, numbers=numbers), by)
    except Invalid as invalid:
        return _page(request, database, contest, typed | {"form": f"tie-{typed['group']}", "order": numbers}, invalid)
    return _done(request, contest, _("Đã ghi quyết định về nhóm bằng nhau."))


@router.post("/numbers")
def change_numbers(
    request: Request, form: PostedForm, contest: Awarded, staff: SomeStaff, database: Database
) -> Response:
    typed = {index: form.text(f"number-{index}") for index in range(len(contest.rules.prizes))}
    reason = form.text("reason")
    try:
        shift_numbers(database, contest, typed, reason, staff.deciding(Power.PUBLISH, contest.id))
    except Invalid as invalid:
        return _page(request, database, contest, {"form": "numbers", "reason": reason, "numbers": typed}, invalid)
    return _done(request, contest, _("Đã ghi số lượng giải mới; danh sách được xét lại."))


@router.post("/lists")
def enter_prize_list(
    request: Request, contest: Awarded, staff: SomeStaff, database: Database,
    what: Annotated[str, Form()] = "", number: Annotated[int, Form(ge=0, le=1000)] = 0,
    lines: Annotated[str, Form()] = "", reason: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """Votes counted elsewhere, the jury's choice, how units did: as the rules say by what."""
    try:
        enter_list(database, contest, what, number, lines, reason, staff.deciding(Power.PUBLISH, contest.id))
    except Invalid as invalid:
        typed = {"form": f"list-{what}-{number}", "lines": lines, "reason": reason}
        return _page(request, database, contest, typed, invalid)
    return _done(request, contest, _("Đã ghi danh sách; giải được xét theo đó."))


@router.post("/undoing")
def take_back(
    request: Request, contest: Awarded, staff: SomeStaff, database: Database,
    seq: Annotated[int, Form()], undo_reason: Written = "",
) -> Response:  # fmt: skip
    try:
        undo(database, contest, seq, undo_reason, staff.deciding(Power.PUBLISH, contest.id))
    except Invalid as invalid:
        return _page(request, database, contest, {"form": f"undo-{seq}", "undo_reason": undo_reason}, invalid)
    return _done(request, contest, _("Đã bỏ quyết định; danh sách được xét lại."))


def _done(request: Request, contest: Contest, told: str) -> Response:
    return redirect(request, f"/organise/contests/{contest.public_id}/prizes", ("saved", told))


def _page(
    request: Request, session: Session, contest: Contest, typed: Mapping[str, Any] | None = None,
    invalid: Invalid | None = None, source: Source = "published",
) -> HTMLResponse:  # fmt: skip
    """`typed`: what was sent, and by which form of the page."""
    found = prizes_of(session, contest, source, clock.now())
    head = latest_conclusion(session, contest)
    concluded = concluded_in(session, head).prizes if head is not None and head.is_out else None
    by_results = found.source == "published"
    lines = list(zip(found.awards, found.prize_list.lines, strict=True))
    return page(
        request, "organise/prizes.html", invalid.status if invalid else 200, contest=contest, found=found,
        groups=_under_headings(lines), typed=typed or {"form": ""}, errors=invalid.errors if invalid else {},
        shiftable=_shiftable(session, contest, found), waiting=_waiting(found), prize_name=prize_name,
        together=for_all_prizes(contest.rules),
        why=lambda one, winner: why_won(found, one, winner), points=shown,
        lists=list(_lists(contest)), group_of=group_of, ordered_most=ORDERED_MOST, head=head,
        stale=stale_legs(session, contest) if by_results else [],
        changed=prizes_between(concluded, found.prize_list) if concluded is not None and by_results else (),
    )  # fmt: skip


def _lists(contest: Contest) -> Iterator[tuple[str, int, str, str]]:
    """What the organisers enter: for what, its number, its name, and by what."""
    for index, prize in enumerate(contest.rules.prizes):
        if prize.scope == "entered":
            yield "prize", index, prize_name(prize), prize.basis
    for ranking in contest.rules.unit_rankings:
        if ranking.measure == "entered":
            yield "units", ranking.number, unit_name(ranking), ranking.basis


def _shiftable(session: Session, contest: Contest, found: Found) -> list[tuple[int, Prize, str]]:
    """Each with where it is won: two may have one name."""
    if found.source == "live":
        return []
    rules = rules_of(session, contest)
    return [(index, one, scope_told(rules, one)) for index, one in shiftable(found, contest).items()]


def _waiting(found: Found) -> list[tuple[str, str]]:
    """What is waited for, each once, and why."""
    return list(dict.fromkeys((where_told(one.title), one.why) for one in found.waiting))


def _under_headings(lines: list[tuple[Award, PrizeLine]]) -> list[tuple[str, list[tuple[Award, PrizeLine]]]]:
    groups: dict[str, list[tuple[Award, PrizeLine]]] = {}
    for one, line in lines:
        groups.setdefault(line.where, []).append((one, line))
    return list(groups.items())
