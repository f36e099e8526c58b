"""Disqualify an attempt or a contestant, withdraw one, correct a unit, let somebody play without a place: each proposed
and looked at (proposals.py) before it is decided.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Query, Request
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
from quiz.refusals import NotFound
from quiz.routes.organise.entry_form import unit_options
from quiz.routes.organise.proposals import Find, Proposal, always, decide_proposal, show_proposal
from quiz.standings.disqualifying import (
    correct_unit,
    disqualify_attempt,
    disqualify_entry,
    play_beside,
    play_for_place,
    requalify_attempt,
    requalify_entry,
    restore_entry,
    withdraw_entry,
)
from quiz.web.forms import Written
from quiz.web.pages import local
from quiz.web.staff import Staff, signed_in_staff, some_staff
from quiz.web.transactions import Transactions

router = APIRouter(prefix="/organise")
ENTRY = "/contests/{contest_id}/entries/{entry_id}"
Id = Annotated[str, Path(max_length=40)]
Seal = Annotated[str, Form(max_length=20_000)]
Chosen = Annotated[str, Query(max_length=40)]


@router.get("/attempts/{attempt_id}/disqualification")
async def show_disqualification(request: Request, attempt_id: Id, transact: Transactions) -> HTMLResponse:
    return await show_proposal(request, transact, partial(_of_attempt, request, attempt_id=attempt_id))


@router.post("/attempts/{attempt_id}/disqualification")
async def decide_disqualification(
    request: Request, attempt_id: Id, transact: Transactions, reason: Written = "", seal: Seal = ""
) -> Response:
    find = partial(_of_attempt, request, attempt_id=attempt_id)
    return await decide_proposal(request, transact, find, reason, seal)


@router.get(f"{ENTRY}/unit")
async def show_unit(
    request: Request, contest_id: Id, entry_id: Id, transact: Transactions, unit: Chosen = ""
) -> HTMLResponse:
    return await show_proposal(request, transact, _find(_of_unit, request, contest_id, entry_id, unit))


@router.post(f"{ENTRY}/unit")
async def decide_unit(
    request: Request, contest_id: Id, entry_id: Id, transact: Transactions, unit: Chosen = "", reason: Written = "",
    seal: Seal = "",
) -> Response:  # fmt: skip
    return await decide_proposal(request, transact, _find(_of_unit, request, contest_id, entry_id, unit), reason, seal)


def _find(of: Callable[..., Proposal], request: Request, *ids: str) -> Find:
    return lambda session: of(request, session, *ids)


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
    return Proposal(
        contest=contest, name=person.name, about=f"{entry.number} · {entry.unit_name} · {ordinal}",
        heading=_("Phục hồi lượt thi") if again else _("Loại lượt thi"),
        told=_("Lượt thi lại được tính như trước.") if again else _(
            "Bài làm được giữ nguyên, nhưng lượt thi không còn hạng và không được tính vào đâu nữa. "
            "Nếu còn lượt khác, lượt kế tiếp theo thể lệ được tính."
        ),
        done=always(_("Đã phục hồi lượt thi và tính lại.") if again else _("Đã loại lượt thi và tính lại.")),
        reason_hint=_reason_hint(again), url=f"{here}/disqualification", back=here,
        by=staff.deciding(Power.CORRECT, contest.id),
        deciding=lambda work, reason, by: what(work, work.get_one(Attempt, id), reason, by),
    )  # fmt: skip


@dataclass(frozen=True)
class _Found:
    """An entry of the contest that this member of staff may decide on. `reach`: the units they may; None: all."""

    staff: Staff
    contest: Contest
    entry: Entry
    person: Person
    reach: set[int] | None
    power: Power

    def proposal(self, session: Session, path: str, what: Callable[..., object] | None, **told: Any) -> Proposal:
        """What every decision on an entry tells alike. `what`: decides on the entry, its second argument."""
        id, contest = self.entry.id, self.contest
        here = f"/organise/contests/{contest.public_id}/entries/{self.entry.public_id}"
        return Proposal(
            contest=contest, name=self.person.name, about=f"{self.entry.number} · {self.entry.unit_name}",
            url=f"{here}/{path}", back=_back(session, self.staff, contest, self.entry),
            by=self.staff.deciding(self.power, contest.id),
            deciding=what and (lambda work, reason, by: what(work, work.get_one(Entry, id), reason=reason, by=by)),
            **{"reason_hint": _reason_hint(again=True)} | told,
        )  # fmt: skip


def _entry_in_reach(
    request: Request, session: Session, contest_id: str, entry_id: str, power: Power = Power.CORRECT
) -> _Found:
    staff = some_staff(signed_in_staff(request, session))
    found = session.exec(
        select(Contest, Entry, Person).where(
            Entry.contest_id == Contest.id, Person.id == Entry.person_id, Contest.public_id == contest_id,
            Entry.public_id == entry_id,
        )
    ).first()  # fmt: skip
    if found is None or not staff.reaches(session, power, found[0]):
        raise NotFound
    reach = units_within(session, roles_with(list(staff.roles), power, found[0].id))
    if reach is not None and found[1].unit_id not in reach:
        raise NotFound
    return _Found(staff, *found, reach, power)


def _reason_hint(again: bool) -> str:
    if again:
        return _("Được ghi vào nhật ký của cuộc thi.")
    return _("Thí sinh đọc được lý do này ở trang kết quả của mình.")


def _of_entry(request: Request, session: Session, contest_id: str, entry_id: str) -> Proposal:
    found = _entry_in_reach(request, session, contest_id, entry_id)
    again = found.entry.state == EntryState.DISQUALIFIED
    return found.proposal(
        session, "disqualification", requalify_entry if again else disqualify_entry,
        heading=_("Phục hồi thí sinh") if again else _("Loại thí sinh"),
        told=_("Thí sinh lại có hạng như trước.") if again else
        _("Mọi lượt thi của thí sinh được giữ nguyên, nhưng không còn hạng ở bảng nào và không được giải."),
        done=always(_("Đã phục hồi thí sinh và tính lại.") if again else _("Đã loại thí sinh và tính lại.")),
        reason_hint=_reason_hint(again),
    )  # fmt: skip


def _of_withdrawal(request: Request, session: Session, contest_id: str, entry_id: str) -> Proposal:
    return _entry_in_reach(request, session, contest_id, entry_id, Power.ORGANISE).proposal(
        session, "withdrawal", withdraw_entry, heading=_("Cho rút khỏi cuộc thi"),
        told=_("Bài đã làm được giữ nguyên, nhưng thí sinh không còn hạng và không được giải; đưa trở lại được."),
        done=always(_("Đã cho rút khỏi cuộc thi.")),
    )  # fmt: skip


def _of_restoration(request: Request, session: Session, contest_id: str, entry_id: str) -> Proposal:
    return _entry_in_reach(request, session, contest_id, entry_id, Power.ORGANISE).proposal(
        session, "restoration", restore_entry, heading=_("Đưa trở lại danh sách"),
        told=_("Thí sinh lại dự thi, có hạng và được xét giải như trước khi rút."),
        done=always(_("Đã đưa trở lại danh sách.")),
    )  # fmt: skip


def _of_placing(request: Request, session: Session, contest_id: str, entry_id: str) -> Proposal:
    found = _entry_in_reach(request, session, contest_id, entry_id)
    again = found.entry.hors_concours
    return found.proposal(
        session, "placing", play_for_place if again else play_beside,
        heading=_("Đưa vào xếp hạng") if again else _("Cho thi không xếp hạng"),
        told=_("Thí sinh lại được xếp hạng và xét giải như mọi người.") if again else
        _("Thí sinh vẫn thi và được chấm điểm, được đếm là người dự thi, nhưng không có hạng và không nhận giải."),
        done=always(_("Đã đưa vào xếp hạng và tính lại.") if again else _("Đã ghi không xếp hạng và tính lại.")),
    )  # fmt: skip


def _of_unit(request: Request, session: Session, contest_id: str, entry_id: str, unit_id: str) -> Proposal:
    found = _entry_in_reach(request, session, contest_id, entry_id)
    book, before = UnitBook(session, found.contest, local(clock.now()).date(), found.reach), found.entry.unit_name
    options = [(id, name) for id, name in unit_options(book) if id != book.units[found.entry.unit_id].public_id]
    unit = next((each for each in book.units.values() if each.public_id == unit_id and unit_id in dict(options)), None)
    told = _("Đang dự thi cho: %(unit)s.") % {"unit": before}
    what, path = None, "unit"
    if unit is not None:
        to, path, told = unit.id, f"unit?unit={unit_id}", _("%(before)s → %(after)s")
        told = told % {"before": before, "after": unit.name}

        def what(work: Session, entry: Entry, reason: str, by: Decider) -> None:
            correct_unit(work, entry, work.get_one(Unit, to), reason, by)

    return found.proposal(
        session, path, what, heading=_("Sửa đơn vị dự thi"), told=told, done=always(_("Đã sửa đơn vị dự thi.")),
        options=options, chosen=unit_id if unit is not None else "",
    )  # fmt: skip


def _back(session: Session, staff: Staff, contest: Contest, entry: Entry) -> str:
    """The page of the contestant; for a judge, who has no such page, that of their newest attempt."""
    if staff.reaches(session, Power.ORGANISE, contest):
        return f"/organise/contests/{contest.public_id}/entries/{entry.public_id}"
    theirs = select(Attempt.public_id).where(Attempt.entry_id == entry.id, Attempt.mode == Mode.OFFICIAL)
    newest = session.exec(theirs.order_by(col(Attempt.id).desc()).limit(1)).first()
    return f"/organise/attempts/{newest}" if newest else "/judge"


def _offer(path: str, of: Callable[[Request, Session, str, str], Proposal]) -> None:
    """A page that shows a decision on an entry for which nothing need be chosen, and takes it."""

    @router.get(f"{ENTRY}/{path}", name=f"show_{path}")
    async def show(request: Request, contest_id: Id, entry_id: Id, transact: Transactions) -> HTMLResponse:
        return await show_proposal(request, transact, _find(of, request, contest_id, entry_id))

    @router.post(f"{ENTRY}/{path}", name=f"decide_{path}")
    async def decide(
        request: Request, contest_id: Id, entry_id: Id, transact: Transactions, reason: Written = "", seal: Seal = ""
    ) -> Response:
        return await decide_proposal(request, transact, _find(of, request, contest_id, entry_id), reason, seal)


_offer("disqualification", _of_entry)
_offer("placing", _of_placing)
_offer("withdrawal", _of_withdrawal)
_offer("restoration", _of_restoration)
