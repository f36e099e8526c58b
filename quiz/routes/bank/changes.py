"""/bank/changes: acts on many questions at once, confirmed first, done in slices, and taken back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from question_bank import changing, finding
from question_bank.change import BankChange
from question_bank.merging import unmerge
from question_bank.question import DIFFICULTIES, QuestionVersion
from question_bank.topic import Topic
from quiz import clock, ledger
from quiz.attempts.replacing import put_back_fixed
from quiz.language import gettext as _
from quiz.language import ngettext
from quiz.people.role import Power
from quiz.refusals import N_, NotAllowed, NotFound, Refusal
from quiz.routes.bank.kept import hidden_from_lists, kept_of
from quiz.routes.bank.options import all_topics, difficulty_options
from quiz.routes.bank.people import author_of, names_of
from quiz.routes.bank.searching import Address, Search, search_of
from quiz.web.forms import Posted, PostedForm
from quiz.web.pages import page, redirect
from quiz.web.staff import Staff, Writer, WriterBeforeWork
from quiz.web.transactions import Database, Transact, Transactions

router = APIRouter(prefix="/bank/changes")

MANY = ("topic", "difficulty", "retire", "return")
Asked = Annotated[Address, Depends()]


class NotToBeUndone(Refusal):
    message = N_("Không hoàn tác được: việc này đã hoàn tác, hoặc các câu đã được sửa tiếp.")


@dataclass(frozen=True)
class Plan:
    """What is to be confirmed: the act on all that were asked for, and on how many it makes a difference."""

    act: str
    search: Search
    asked: list[int]
    value: dict[str, Any]

    def touched(self, session: Session) -> list[int]:
        return changing.touched_by(session, self.act, self.value, self.asked)


@router.get("")
def show_changes(request: Request, staff: Writer, database: Database) -> HTMLResponse:
    changes = changing.changes_lately(database)
    return page(
        request, "bank/changes.html", changes=[(each, _told(database, each)) for each in changes],
        names=names_of(database, (each.made_by for each in changes)),
        standings={each.id: changing.standing(database, each) for each in changes},
    )  # fmt: skip


@router.get("/new")
def show_new(
    request: Request, staff: Writer, database: Database, address: Asked, act: str = "",
    everything: Annotated[bool, Query(alias="all")] = False,
) -> Response:  # fmt: skip
    """How many it would be, some of them, and what is still to be said."""
    if not everything and not address.ticked:
        search = search_of(database, staff, address)
        asked = search.query(after=search.after, before=search.before, act=act, ticked="none")
        return redirect(request, f"/bank?{asked}#many")
    if everything:
        address.ticked = []
    search = search_of(database, staff, address)
    if act == "export":
        return redirect(request, f"/bank/export?{search.query()}")
    if act not in MANY:
        raise NotFound
    return _confirmation(request, database, Plan(act, search, _ids(database, search), {}))


@router.post("")
async def make_change(
    request: Request, posted: PostedForm, staff: WriterBeforeWork, transact: Transactions, address: Asked
) -> Response:
    """Written down in one transaction, done in many: answers come in between."""
    act = posted.text("act")
    if act not in MANY:
        raise NotFound

    def begin(database: Session) -> Response | tuple[str, int]:
        search = search_of(database, staff, address)
        value, errors = _value(database, act, posted)
        plan = Plan(act, search, _ids(database, search), value)
        if errors:
            return _confirmation(request, database, plan, errors, posted, 422)
        ids = plan.touched(database)
        if posted.text("count") != str(len(plan.asked)):
            said = ngettext(
                "Danh sách vừa thay đổi: nay có %(count)s câu. Hãy xem lại rồi xác nhận.",
                "Danh sách vừa thay đổi: nay có %(count)s câu. Hãy xem lại rồi xác nhận.",
                len(plan.asked),
            ) % {"count": len(plan.asked)}
            return _confirmation(request, database, plan, {"": said}, posted, 409)
        change = changing.plan(database, act, value, ids, by=author_of(staff), at=clock.now())
        decide(database, staff, change, "change_questions", len(ids), posted.text("reason"))
        return change.public_id, len(plan.asked) - len(ids)

    begun = await transact(begin)
    if isinstance(begun, Response):
        return begun
    name, alike = begun
    count = await _in_slices(transact, name, lambda database, change: changing.carry_on(database, change, clock.now()))
    said = ngettext("Đã đổi %(count)s câu.", "Đã đổi %(count)s câu.", count) % {"count": count}
    if alike:
        said += " " + ngettext(
            "%(count)s câu đã chọn vốn như vậy rồi, giữ nguyên.",
            "%(count)s câu đã chọn vốn như vậy rồi, giữ nguyên.",
            alike,
        ) % {"count": alike}
    return redirect(request, f"/bank/changes/{name}", ("saved", said))


@router.get("/{change_id}")
def show_change(request: Request, staff: Writer, database: Database, change_id: str) -> HTMLResponse:
    change = _named(database, change_id)
    some = changing.question_ids_of(database, change)
    kept = kept_of(database, some)
    ids = [id for id in some if id not in kept]
    return page(
        request, "bank/change.html", change=change, told=_told(database, change),
        standing=changing.standing(database, change), names=names_of(database, [change.made_by, change.undone_by]),
        sample=finding.found_of(database, _read_here(database, ids)), may_undo=_may_undo(staff, change),
    )  # fmt: skip


@router.post("/{change_id}/continuation")
async def carry_on(request: Request, staff: WriterBeforeWork, transact: Transactions, change_id: str) -> Response:
    """One that was cut off half-way, as by a restart."""
    await transact(lambda database: _named(database, change_id), writing=False)
    count = await _in_slices(
        transact, change_id, lambda database, change: changing.carry_on(database, change, clock.now())
    )
    return redirect(
        request,
        f"/bank/changes/{change_id}",
        ("saved", ngettext("Đã đổi %(count)s câu.", "Đã đổi %(count)s câu.", count) % {"count": count}),
    )


@router.post("/{change_id}/undoing")
async def undo(request: Request, staff: WriterBeforeWork, transact: Transactions, change_id: str) -> Response:
    by, at = author_of(staff), clock.now()

    def begin(database: Session) -> bool:
        change = _named(database, change_id)
        if not _may_undo(staff, change):
            raise NotAllowed
        if change.act == "merge" and not unmerge(
            database, change, by=by, at=at,
            move_back=lambda moved, old, new: put_back_fixed(database, moved, old, new),
        ):  # fmt: skip
            raise NotToBeUndone
        decide(database, staff, change, "take_back_change", changing.standing(database, change).total)
        return change.act == "merge"

    if not await transact(begin):
        await _in_slices(transact, change_id, lambda database, one: changing.take_back(database, one, by=by, at=at))
    return redirect(request, f"/bank/changes/{change_id}", ("saved", _("Đã hoàn tác.")))


def decide(
    database: Session, staff: Staff, change: BankChange, decision: str, questions: int, reason: str = ""
) -> None:
    ledger.decide(
        database, contest_id=ledger.INSTALLATION, by=staff.deciding_somewhere(Power.WRITE),
        subject=("bank_change", change.id), decision=decision, reason=reason.strip()[:1000],
        body={"act": change.act, "value": change.value, "questions": questions},
    )  # fmt: skip


async def _in_slices(transact: Transact, change_id: str, do: Callable[[Session, BankChange], int]) -> int:
    """Until there is nothing left to do. Returns how many questions it was."""
    count = 0
    while done := await transact(lambda database: do(database, _named(database, change_id))):
        count += done
    return count


def _named(database: Session, public_id: str) -> BankChange:
    change = changing.change_by_public_id(database, public_id)
    if change is None:
        raise NotFound
    return change


def _may_undo(staff: Staff, change: BankChange) -> bool:
    """Whoever did it, or an organiser; once."""
    own = change.made_by == author_of(staff) or staff.may_somewhere(Power.ORGANISE)
    return own and change.undone_at is None


def _ids(database: Session, search: Search) -> list[int]:
    """Acts on many leave out what is kept for a round."""
    return finding.question_ids_wanted(database, replace(search.wanted, hidden=hidden_from_lists(database)))


def _read_here(database: Session, ids: Sequence[int]) -> list[QuestionVersion]:
    """Some of them, without what is kept for a round by now."""
    kept = kept_of(database, ids)
    return [version for version in changing.sample_of(database, ids) if version.question_id not in kept]


def _value(database: Session, act: str, posted: Posted) -> tuple[dict[str, Any], dict[str, str]]:
    """What the act needs to know, and what is wrong with what was said."""
    if act == "topic":
        chosen = next((topic for topic in all_topics(database) if topic.public_id == posted.text("topic_to")), None)
        return ({"topic_id": chosen.id}, {}) if chosen else ({}, {"topic_to": _("Hãy chọn chủ đề.")})
    if act == "difficulty":
        level = posted.text("difficulty_to")
        known = level in map(str, DIFFICULTIES)
        return ({"difficulty": int(level)}, {}) if known else ({}, {"difficulty_to": _("Hãy chọn độ khó.")})
    return {}, {}


def _confirmation(
    request: Request, database: Session, plan: Plan, errors: dict[str, str] | None = None,
    posted: Posted | None = None, status: int = 200,
) -> HTMLResponse:  # fmt: skip
    posted = posted or Posted({})
    return page(
        request, "bank/new_change.html", status, act=plan.act, search=plan.search, count=len(plan.asked),
        touched=len(plan.touched(database)) if plan.act in ("retire", "return") else len(plan.asked),
        sample=finding.found_of(database, changing.sample_of(database, plan.asked)), errors=errors or {},
        typed={name: posted.text(name) for name in ("topic_to", "difficulty_to", "reason")},
        topics=[("", _("Chọn chủ đề")), *((topic.public_id, topic.name) for topic in all_topics(database))],
        difficulties=[("", _("Chọn độ khó")), *difficulty_options()],
    )  # fmt: skip


def _told(database: Session, change: BankChange) -> str:
    """The act in words."""
    if change.act == "topic":
        topic = database.get(Topic, change.value["topic_id"])
        return _("Đổi chủ đề thành {name}").format(name=topic.name if topic else "–")
    if change.act == "difficulty":
        return _("Đặt độ khó: {level}").format(level=_(DIFFICULTIES[change.value["difficulty"]]))
    words = {"retire": _("Thôi dùng"), "return": _("Đưa trở lại"), "merge": _("Gộp câu trùng")}
    return words[change.act]
