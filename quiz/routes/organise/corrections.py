"""Disqualify an attempt or a contestant, correct a unit: see what would change, then apply it with a reason."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Path, Request
from sqlmodel import Session, col, select
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.attempts.attempt import Attempt, Mode
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry, EntryState
from quiz.contests.roster.units import UnitBook
from quiz.contests.round import Leg, Round
from quiz.language import gettext as _
from quiz.ledger import Decider
from quiz.people.person import Person
from quiz.people.role import Power, roles_with, units_within
from quiz.people.unit import Unit
from quiz.refusals import Invalid, NotFound
from quiz.routes.organise.entry_form import unit_options
from quiz.standings.disqualifying import (
    correct_unit,
    disqualify_attempt,
    disqualify_entry,
    play_beside,
    play_for_place,
    requalify_attempt,
    requalify_entry,
)
from quiz.standings.foreseeing import Foreseen, Overtaken, foresee, insist_nothing_decided_since
from quiz.standings.points import mean_shown, shown
from quiz.web.forms import Written
from quiz.web.pages import local, page, redirect
from quiz.web.staff import Staff, signed_in_staff, some_staff
from quiz.web.transactions import Database, Transactions

router = APIRouter(prefix="/organise")
Id = Annotated[str, Path(max_length=40)]
MOVES_SHOWN = 100
TRIED_OUT = "–"
"""The reason of a decision that is only tried out."""


@dataclass(frozen=True)
class Proposal:
    """A decision that may be taken. `deciding`: takes it, with its reason; None while its unit is still to be chosen.

    `back`: where its people are; `options`: the units to choose from, `chosen` the one that was.
    """

    contest: Contest
    name: str
    about: str
    heading: str
    told: str
    done: str
    reason_hint: str
    url: str
    back: str
    by: Decider
    deciding: Callable[[Session, str, Decider], None] | None
    options: list[tuple[str, str]] = field(default_factory=list)
    chosen: str = ""


@router.get("/attempts/{attempt_id}/disqualification")
def show_disqualification(request: Request, attempt_id: Id, database: Database) -> HTMLResponse:
    return _page(request, _of_attempt(request, database, attempt_id))


@router.post("/attempts/{attempt_id}/disqualification")
async def decide_disqualification(
    request: Request, attempt_id: Id, transact: Transactions, reason: Written = "", seq: Annotated[int, Form()] = 0
) -> Response:
    return await _decide(request, transact, partial(_of_attempt, request, attempt_id=attempt_id), reason, seq)


@router.get("/contests/{contest_id}/entries/{entry_id}/disqualification")
def show_exclusion(request: Request, contest_id: Id, entry_id: Id, database: Database) -> HTMLResponse:
    return _page(request, _of_entry(request, database, contest_id, entry_id))


@router.post("/contests/{contest_id}/entries/{entry_id}/disqualification")
async def decide_exclusion(
    request: Request, contest_id: Id, entry_id: Id, transact: Transactions, reason: Written = "",
    seq: Annotated[int, Form()] = 0,
) -> Response:  # fmt: skip
    find = partial(_of_entry, request, contest_id=contest_id, entry_id=entry_id)
    return await _decide(request, transact, find, reason, seq)


@router.get("/contests/{contest_id}/entries/{entry_id}/placing")
def show_placing(request: Request, contest_id: Id, entry_id: Id, database: Database) -> HTMLResponse:
    return _page(request, _of_placing(request, database, contest_id, entry_id))


@router.post("/contests/{contest_id}/entries/{entry_id}/placing")
async def decide_placing(
    request: Request, contest_id: Id, entry_id: Id, transact: Transactions, reason: Written = "",
    seq: Annotated[int, Form()] = 0,
) -> Response:  # fmt: skip
    find = partial(_of_placing, request, contest_id=contest_id, entry_id=entry_id)
    return await _decide(request, transact, find, reason, seq)


@router.get("/contests/{contest_id}/entries/{entry_id}/unit")
def show_unit(request: Request, contest_id: Id, entry_id: Id, database: Database, unit: str = "") -> HTMLResponse:
    return _page(request, _of_unit(request, database, contest_id, entry_id, unit))


@router.post("/contests/{contest_id}/entries/{entry_id}/unit")
async def decide_unit(
    request: Request, contest_id: Id, entry_id: Id, transact: Transactions, unit: Annotated[str, Form()] = "",
    reason: Written = "", seq: Annotated[int, Form()] = 0,
) -> Response:  # fmt: skip
    find = partial(_of_unit, request, contest_id=contest_id, entry_id=entry_id, unit_id=unit)
    return await _decide(request, transact, find, reason, seq)


async def _decide(
    request: Request, transact: Transactions, find: Callable[[Session], Proposal], reason: str, seq: int
) -> Response:
    """Nobody waits while the preview is made anew: that is another transaction, which only reads."""

    def apply(session: Session) -> Proposal:
        one = find(session)
        if one.deciding is None:
            raise Invalid({"unit": _("Hãy chọn đơn vị đúng.")})
        insist_nothing_decided_since(session, one.contest, seq)
        one.deciding(session, reason, one.by)
        return one

    try:
        done = await transact(apply)
    except (Invalid, Overtaken) as refusal:
        errors = refusal.errors if isinstance(refusal, Invalid) else {"form": refusal.text}
        status = refusal.status
        return await transact(lambda session: _page(request, find(session), reason, errors, status), writing=False)
    return redirect(request, done.back, ("saved", done.done))


def _page(
    request: Request, one: Proposal, reason: str = "", errors: dict[str, str] | None = None, status: int = 200
) -> HTMLResponse:
    foreseen: Foreseen | None = None
    if one.deciding is not None:
        deciding = one.deciding
        foreseen = foresee(one.contest.id or 0, lambda session: deciding(session, TRIED_OUT, one.by), clock.now())
    errors = {name: _(problem) for name, problem in (errors or {}).items()}
    return page(
        request, "organise/correction.html", status, contest=one.contest, one=one, foreseen=foreseen, reason=reason,
        errors=errors, limit=MOVES_SHOWN, points=shown, mean_shown=mean_shown,
    )  # fmt: skip


def _of_attempt(request: Request, session: Session, attempt_id: str) -> Proposal:
    staff = some_staff(signed_in_staff(request, session))
    found = session.exec(
        select(Attempt, Contest, Entry, Person).where(
            Attempt.leg_id == Leg.id, Leg.round_id == Round.id, Round.contest_id == Contest.id,
            Attempt.entry_id == Entry.id, Entry.person_id == Person.id, Attempt.public_id == attempt_id,
            Attempt.mode == Mode.OFFICIAL,
        )
    ).first()  # fmt: skip
    if found is None or not staff.reaches(session, Power.CORRECT, found[1]):
        raise NotFound
    attempt, contest, entry, person = found
    id, again = attempt.id, attempt.disqualified_at is not None
    what = requalify_attempt if again else disqualify_attempt
    ordinal = _("Lượt {number}").format(number=attempt.ordinal)
    here = f"/organise/attempts/{attempt.public_id}"
    told = (
        _("Lượt thi lại được tính như trước.")
        if again
        else _(
            "Bài làm được giữ nguyên, nhưng lượt thi không còn hạng và không được tính vào đâu nữa. "
            "Nếu còn lượt khác, lượt kế tiếp theo thể lệ được tính."
        )
    )
    return Proposal(
        contest, person.name, f"{entry.number} · {entry.unit_name} · {ordinal}",
        _("Phục hồi lượt thi") if again else _("Loại lượt thi"), told,
        _("Đã phục hồi lượt thi và tính lại.") if again else _("Đã loại lượt thi và tính lại."),
        _reason_hint(again), f"{here}/disqualification", here,
        staff.deciding(Power.CORRECT, contest.id),
        lambda work, reason, by: what(work, work.get_one(Attempt, id), reason, by),
    )  # fmt: skip


def _entry_in_reach(
    request: Request, session: Session, contest_id: str, entry_id: str
) -> tuple[Staff, Contest, Entry, Person, set[int] | None]:
    staff = some_staff(signed_in_staff(request, session))
    found = session.exec(
        select(Contest, Entry, Person).where(
            Entry.contest_id == Contest.id, Person.id == Entry.person_id, Contest.public_id == contest_id,
            Entry.public_id == entry_id,
        )
    ).first()  # fmt: skip
    if found is None or not staff.reaches(session, Power.CORRECT, found[0]):
        raise NotFound
    reach = units_within(session, roles_with(list(staff.roles), Power.CORRECT, found[0].id))
    if reach is not None and found[1].unit_id not in reach:
        raise NotFound
    return staff, *found, reach


def _reason_hint(again: bool) -> str:
    if again:
        return _("Được ghi vào nhật ký của cuộc thi.")
    return _("Thí sinh đọc được lý do này ở trang kết quả của mình.")


def _of_entry(request: Request, session: Session, contest_id: str, entry_id: str) -> Proposal:
    staff, contest, entry, person, _reach = _entry_in_reach(request, session, contest_id, entry_id)
    id, again = entry.id, entry.state == EntryState.DISQUALIFIED
    what = requalify_entry if again else disqualify_entry
    here, back = (
        f"/organise/contests/{contest.public_id}/entries/{entry.public_id}",
        _back(session, staff, contest, entry),
    )
    told = (
        _("Thí sinh lại có hạng như trước.")
        if again
        else _("Mọi lượt thi của thí sinh được giữ nguyên, nhưng không còn hạng ở bảng nào và không được giải.")
    )
    return Proposal(
        contest, person.name, f"{entry.number} · {entry.unit_name}",
        _("Phục hồi thí sinh") if again else _("Loại thí sinh"), told,
        _("Đã phục hồi thí sinh và tính lại.") if again else _("Đã loại thí sinh và tính lại."),
        _reason_hint(again), f"{here}/disqualification", back,
        staff.deciding(Power.CORRECT, contest.id),
        lambda work, reason, by: what(work, work.get_one(Entry, id), reason, by),
    )  # fmt: skip


def _of_placing(request: Request, session: Session, contest_id: str, entry_id: str) -> Proposal:
    staff, contest, entry, person, _reach = _entry_in_reach(request, session, contest_id, entry_id)
    id, again = entry.id, entry.hors_concours
    what = play_for_place if again else play_beside
    here = f"/organise/contests/{contest.public_id}/entries/{entry.public_id}"
    told = (
        _("Thí sinh lại được xếp hạng và xét giải như mọi người.")
        if again
        else _("Thí sinh vẫn thi và được chấm điểm, được đếm là người dự thi, nhưng không có hạng và không nhận giải.")
    )
    return Proposal(
        contest, person.name, f"{entry.number} · {entry.unit_name}",
        _("Đưa vào xếp hạng") if again else _("Cho thi không xếp hạng"), told,
        _("Đã đưa vào xếp hạng và tính lại.") if again else _("Đã ghi không xếp hạng và tính lại."),
        _("Được ghi vào nhật ký của cuộc thi."), f"{here}/placing", _back(session, staff, contest, entry),
        staff.deciding(Power.CORRECT, contest.id),
        lambda work, reason, by: what(work, work.get_one(Entry, id), reason, by),
    )  # fmt: skip


def _of_unit(request: Request, session: Session, contest_id: str, entry_id: str, unit_id: str) -> Proposal:
    staff, contest, entry, person, reach = _entry_in_reach(request, session, contest_id, entry_id)
    book = UnitBook(session, contest, local(clock.now()).date(), reach)
    options = [(id, name) for id, name in unit_options(book) if id != book.units[entry.unit_id].public_id]
    unit = next((each for each in book.units.values() if each.public_id == unit_id), None)
    deciding = None
    if unit is not None and unit_id in dict(options):
        id, to = entry.id, unit.id

        def deciding(work: Session, reason: str, by: Decider) -> None:
            correct_unit(work, work.get_one(Entry, id), work.get_one(Unit, to), reason, by)

    here, back = (
        f"/organise/contests/{contest.public_id}/entries/{entry.public_id}",
        _back(session, staff, contest, entry),
    )
    told = _("Đang dự thi cho: %(unit)s.") % {"unit": entry.unit_name}
    if deciding is not None and unit is not None:
        told = _("%(before)s → %(after)s") % {"before": entry.unit_name, "after": unit.name}
    return Proposal(
        contest, person.name, f"{entry.number} · {entry.unit_name}", _("Sửa đơn vị dự thi"), told,
        _("Đã sửa đơn vị dự thi."), _("Được ghi vào nhật ký của cuộc thi."), f"{here}/unit", back,
        staff.deciding(Power.CORRECT, contest.id), deciding, options, unit_id if deciding is not None else "",
    )  # fmt: skip


def _back(session: Session, staff: Staff, contest: Contest, entry: Entry) -> str:
    """The page of the contestant; for a judge, who has no such page, that of their newest attempt."""
    if staff.reaches(session, Power.ORGANISE, contest):
        return f"/organise/contests/{contest.public_id}/entries/{entry.public_id}"
    theirs = select(Attempt.public_id).where(Attempt.entry_id == entry.id, Attempt.mode == Mode.OFFICIAL)
    newest = session.exec(theirs.order_by(col(Attempt.id).desc()).limit(1)).first()
    return f"/organise/attempts/{newest}" if newest else "/judge"
