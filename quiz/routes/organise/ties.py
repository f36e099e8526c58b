"""Ties that are left to people: an order by the jury, lots, and taking a decision back. Each is looked at first."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Path, Query, Request
from sqlmodel import Session, col, select
from starlette.responses import HTMLResponse, Response

from quiz import clock
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.contests.round import Leg, Round
from quiz.language import gettext as _
from quiz.ledger import LedgerEntry
from quiz.people.person import Person
from quiz.people.role import Power
from quiz.refusals import Invalid
from quiz.routes.organise.proposals import Deciding, Find, Proposal, always, decide_proposal, show_proposal
from quiz.standings.counters import insist_may_be_seen
from quiz.standings.deciding_ties import decide_by_jury, decided_in, draw_lots, seed_typed, ties_in, undo_decision
from quiz.standings.points import shown
from quiz.standings.publishing import situation_of
from quiz.web.forms import Written
from quiz.web.pages import page
from quiz.web.staff import Staff, leg_to, signed_in_staff, some_staff
from quiz.web.transactions import Database, Transact, Transactions

router = APIRouter(prefix="/organise/legs/{leg_id}/ties")
Found = tuple[Contest, Round, Leg]
Published = Annotated[Found, Depends(leg_to(Power.PUBLISH))]
Id = Annotated[str, Path(max_length=40)]
Texts = Annotated[list[str] | None, Query(max_length=1000)]
Seed = Annotated[str, Query()]
Seq = Annotated[int, Query(ge=0, le=2**31)]
Seal = Annotated[str, Form(max_length=20_000)]


@router.get("")
def show_ties(request: Request, found: Published, database: Database) -> HTMLResponse:
    return _page(request, database, found, {}, {})


@router.get("/jury")
async def show_order(
    request: Request, leg_id: Id, transact: Transactions, entry: Texts = None, order: Texts = None
) -> HTMLResponse:
    return await show_tie(request, transact, _by_jury(request, leg_id, entry, order), _ask(request, leg_id))


@router.post("/jury")
async def decide_tie(
    request: Request, leg_id: Id, transact: Transactions, entry: Texts = None, order: Texts = None,
    reason: Written = "", seal: Seal = "",
) -> Response:  # fmt: skip
    return await decide_proposal(request, transact, _by_jury(request, leg_id, entry, order).find, reason, seal)


@router.get("/lots")
async def show_lots(
    request: Request, leg_id: Id, transact: Transactions, entry: Texts = None, seed: Seed = ""
) -> HTMLResponse:
    return await show_tie(request, transact, _by_lots(request, leg_id, entry, seed), _ask(request, leg_id))


@router.post("/lots")
async def draw(
    request: Request, leg_id: Id, transact: Transactions, entry: Texts = None, seed: Seed = "",
    reason: Written = "", seal: Seal = "",
) -> Response:  # fmt: skip
    return await decide_proposal(request, transact, _by_lots(request, leg_id, entry, seed).find, reason, seal)


@router.get("/undoing")
async def show_undoing(request: Request, leg_id: Id, transact: Transactions, seq: Seq = 0) -> HTMLResponse:
    return await show_proposal(request, transact, _undone(request, leg_id, seq))


@router.post("/undoing")
async def undo(
    request: Request, leg_id: Id, transact: Transactions, seq: Seq = 0, reason: Written = "", seal: Seal = ""
) -> Response:
    return await decide_proposal(request, transact, _undone(request, leg_id, seq), reason, seal)


@dataclass(frozen=True)
class Ties:
    """A place where ties are decided: of a leg, or of the overall table. `home`: its page, `above` the one over it."""

    staff: Staff
    contest: Contest
    name: str
    home: str
    above: tuple[str, str]

    def proposal(self, path: str, asked: dict[str, Any], deciding: Deciding, **told: Any) -> Proposal:
        return Proposal(
            contest=self.contest, name=self.name, about="", deciding=deciding,
            url=f"{self.home}/{path}?{urlencode(asked, doseq=True)}", back=self.home,
            crumbs=[self.above, (self.home, _("Xét đồng hạng"))],
            by=self.staff.deciding(Power.PUBLISH, self.contest.id),
            reason_hint=_("Được ghi vào nhật ký của cuộc thi."), **told,
        )  # fmt: skip

    def by_jury(self, session: Session, entry: list[str], order: list[str], deciding: Deciding) -> Proposal:
        return self.proposal(
            "jury", {"entry": entry, "order": order}, deciding, heading=_("Ban giám khảo xét"),
            told=_("Thứ tự do ban giám khảo quyết định:"), listed=_listed(session, in_order(entry, order)),
            done=always(_("Đã ghi quyết định của ban giám khảo và xếp hạng lại.")),
        )  # fmt: skip

    def by_lots(
        self, session: Session, entry: list[str], seed: str, deciding: Deciding,
        decided: Callable[[Session], list[LedgerEntry]],
    ) -> Proposal:  # fmt: skip
        """Who is drawn, and never in which order: whoever saw that before could choose the seed."""
        told = _("Bốc thăm giữa những người này; chuỗi để bốc thăm do máy tự chọn lúc ấy.")
        if seed := seed_typed(seed):
            told = _("Bốc thăm giữa những người này theo chuỗi “%(seed)s”.") % {"seed": seed}
        return self.proposal(
            "lots", {"entry": entry, "seed": seed}, deciding, heading=_("Bốc thăm"), told=told,
            listed=_listed(session, entry), reason_required=False, foretold=False,
            done=lambda after: _drawn(decided(after)),
        )  # fmt: skip

    def undone(self, seq: int, deciding: Deciding) -> Proposal:
        return self.proposal(
            "undoing", {"seq": seq}, deciding, heading=_("Bỏ quyết định"),
            told=_("Nhóm này lại bằng nhau cho đến khi có quyết định khác."),
            done=always(_("Đã bỏ quyết định và xếp hạng lại.")),
        )  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What the form of a group says, and how it is found what that proposes."""

    typed: dict[str, Any]
    find: Find


def jury_asked(entry: list[str] | None, order: list[str] | None, find: Callable[..., Proposal]) -> Asked:
    named, numbers = entry or [], order or []
    typed = {"by": "jury", "group": min(named, default=""), "order": dict(zip(named, numbers, strict=False))}
    return Asked(typed, partial(find, named, numbers))


def lots_asked(entry: list[str] | None, seed: str, find: Callable[..., Proposal]) -> Asked:
    named = entry or []
    return Asked({"by": "lots", "group": min(named, default=""), "seed": seed}, partial(find, named, seed))


Ask = Callable[[Session, dict[str, Any], Invalid], HTMLResponse]


async def show_tie(request: Request, transact: Transact, asked: Asked, ask: Ask) -> HTMLResponse:
    """What cannot be read is asked again, with all that was typed."""
    try:
        return await show_proposal(request, transact, asked.find)
    except Invalid as refusal:
        invalid = refusal
        return await transact(lambda session: ask(session, asked.typed, invalid), writing=False)


def _by_jury(request: Request, leg_id: str, entry: list[str] | None, order: list[str] | None) -> Asked:
    def find(named: list[str], numbers: list[str], session: Session) -> Proposal:
        ties, found = _ties(request, session, leg_id)
        return ties.by_jury(
            session, named, numbers,
            lambda work, reason, by: decide_by_jury(work, *found, in_order(named, numbers), reason, by),
        )  # fmt: skip

    return jury_asked(entry, order, find)


def _by_lots(request: Request, leg_id: str, entry: list[str] | None, seed: str) -> Asked:
    def find(named: list[str], typed: str, session: Session) -> Proposal:
        ties, found = _ties(request, session, leg_id)
        return ties.by_lots(
            session, named, typed, lambda work, reason, by: draw_lots(work, *found, named, typed, reason, by),
            lambda after: decided_in(after, *found[1:]),
        )  # fmt: skip

    return lots_asked(entry, seed, find)


def _undone(request: Request, leg_id: str, seq: int) -> Find:
    def find(session: Session) -> Proposal:
        ties, found = _ties(request, session, leg_id)
        return ties.undone(seq, lambda work, reason, by: undo_decision(work, *found, seq, reason, by))

    return find


def _ties(request: Request, session: Session, leg_id: str) -> tuple[Ties, Found]:
    """The guard of the other pages, for those that let go of the database between two looks."""
    staff = some_staff(signed_in_staff(request, session))
    found = leg_to(Power.PUBLISH)(leg_id, staff, session)
    contest, round, leg = found
    insist_may_be_seen(session, contest, round, leg, clock.now())
    here = f"/organise/legs/{leg.public_id}"
    name = " · ".join(filter(None, (round.name, leg.name)))
    return Ties(staff, contest, name, f"{here}/ties", (f"{here}/results", _("Kết quả"))), found


def _ask(request: Request, leg_id: str) -> Ask:
    def ask(session: Session, typed: dict[str, Any], invalid: Invalid) -> HTMLResponse:
        _place, found = _ties(request, session, leg_id)
        return _page(request, session, found, typed, invalid.errors, invalid.status)

    return ask


def _listed(session: Session, ids: list[str]) -> list[tuple[str, str]]:
    """Their names and numbers."""
    people = select(Entry.public_id, Person.name, Entry.number).join(Person, col(Person.id) == Entry.person_id)
    found = {id: (name, number) for id, name, number in session.exec(people.where(col(Entry.public_id).in_(ids)))}
    return [found[id] for id in ids if id in found]


def _drawn(decided: list[LedgerEntry]) -> str:
    """`decided`: the newest first."""
    return _("Đã bốc thăm, theo thứ tự: {order}.").format(order=", ".join(decided[0].body["tickets"]))


def in_order(entry: list[str], order: list[str]) -> list[str]:
    """The ids in the order of the numbers beside them: each number once, from 1 on."""
    wanted = [str(place) for place in range(1, len(entry) + 1)]
    if sorted(number.strip() for number in order) != sorted(wanted):
        raise Invalid({"order": _("Đánh số 1, 2, 3… cho cả nhóm, mỗi người một số.")})
    return [id for _number, id in sorted(zip(map(int, order), entry, strict=True))]


def _page(
    request: Request, database: Session, found: Found, typed: dict[str, Any], errors: dict[str, str], status: int = 200
) -> HTMLResponse:
    contest, round, leg = found
    insist_may_be_seen(database, contest, round, leg, clock.now())
    ties = ties_in(database, round, leg)
    return page(
        request, "organise/results/ties.html", status, contest=contest, round=round, leg=leg, typed=typed,
        errors=errors, points=shown, by_people="jury" in round.rules.ranking or "lots" in round.rules.ranking,
        closed=situation_of(database, contest, round, leg, clock.now()).closed,
        ties=[(min(each.entry.public_id for each in tie.members), tie) for tie in ties],
        decided=decided_in(database, round, leg),
    )  # fmt: skip
