"""People who may have entered twice: in groups, made one with a reason, or told apart; and back again."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlmodel import Session, col, select
from starlette.responses import HTMLResponse, Response

from quiz.attempts.merging import attempts_by_entry, merge, separate
from quiz.contests.admitting import tell_control_pages
from quiz.contests.contest import Contest
from quiz.contests.doubling import duplicates_in, tell_apart
from quiz.contests.duplicate import SIGNS, Group
from quiz.contests.entry import Entry
from quiz.contests.registrant import Registrant
from quiz.language import gettext as _
from quiz.people.person import Person
from quiz.people.role import Power
from quiz.refusals import Invalid, NotFound
from quiz.routes.organise.guards import OwnContest, OwnEntry, Reach
from quiz.standings.coming_about import compare_anew
from quiz.web.forms import Written
from quiz.web.pages import page, redirect
from quiz.web.staff import SomeStaff
from quiz.web.transactions import Database

router = APIRouter(prefix="/organise/contests/{contest_id}")
GROUPS_A_PAGE = 20
TOGETHER_MOST = 50
Several = Annotated[list[str] | None, Form()]


@dataclass(frozen=True)
class Sent:
    """What was ticked and typed in a form that was refused."""

    entries: list[str]
    keep: str
    reason: str


@router.get("/duplicates")
def list_duplicates(
    request: Request, contest: OwnContest, reach: Reach, database: Database, at: int = 1
) -> HTMLResponse:
    return _duplicates(request, database, contest, reach, at)


@router.post("/duplicates/merger")
def merge_entries(
    request: Request, contest: OwnContest, reach: Reach, staff: SomeStaff, database: Database,
    entry: Several = None, keep: Annotated[str, Form()] = "", reason: Written = "",
) -> Response:  # fmt: skip
    """Those ticked go into the one that is kept."""
    entries = _own(database, contest, reach, [*(entry or []), *([keep] if keep else [])])
    kept = next((one for one in entries if one.public_id == keep), None)
    try:
        if kept is None:
            raise Invalid({"keep": _("Hãy chọn lượt được giữ lại.")})
        merge(database, contest, kept, entries, reason, staff.deciding(Power.ORGANISE, contest.id))
        compare_anew(database, contest, entries)
    except Invalid as refusal:
        sent = Sent([one.public_id for one in entries], keep, reason)
        return _duplicates(request, database, contest, reach, 1, refusal.errors, sent)
    tell_control_pages(database, kept.contest_id)
    told = _("Đã gộp vào {number}. Mã cũ của họ nay mở {number}; bài của lượt bị gộp được giữ nhưng không tính.")
    return redirect(request, _home(contest), notice=("saved", told.format(number=kept.number)))


@router.post("/duplicates/dismissal")
def dismiss_duplicates(
    request: Request, contest: OwnContest, reach: Reach, staff: SomeStaff, database: Database, entry: Several = None,
    group: Several = None,
) -> Response:  # fmt: skip
    """They are different people: those ticked, or all of the group where nobody was."""
    ticked = entry or []
    entries = _own(database, contest, reach, ticked if len(ticked) > 1 else group or ticked)
    if len(entries) < 2:
        return redirect(request, _home(contest), notice=("warning", _("Hãy đánh dấu ít nhất hai lượt dự thi.")))
    tell_apart(database, contest, entries, staff.deciding(Power.ORGANISE, contest.id))
    return redirect(request, _home(contest), notice=("saved", _("Đã ghi: đây là những người khác nhau.")))


@router.post("/entries/{entry_id}/separation")
def separate_entry(
    request: Request, contest: OwnContest, entry: OwnEntry, staff: SomeStaff, database: Database, reason: Written = ""
) -> Response:
    home = f"/organise/contests/{contest.public_id}/entries/{entry.public_id}"
    try:
        separate(database, contest, entry, reason, staff.deciding(Power.ORGANISE, contest.id))
        compare_anew(database, contest, [entry])
    except Invalid as refusal:
        return redirect(request, f"{home}#separation", notice=("warning", " ".join(refusal.errors.values())))
    tell_control_pages(database, entry.contest_id)
    return redirect(request, home, notice=("saved", _("Đã tách ra: hai lượt dự thi riêng như trước.")))


def _own(session: Session, contest: Contest, reach: set[int] | None, public_ids: list[str]) -> list[Entry]:
    """All of them, or nothing: one that is out of reach is nobody's to merge."""
    wanted = list(dict.fromkeys(public_ids))[:TOGETHER_MOST]
    found = session.exec(
        select(Entry).where(Entry.contest_id == contest.id, col(Entry.public_id).in_(wanted)).order_by(col(Entry.id))
    ).all()
    if len(found) != len(wanted) or any(reach is not None and entry.unit_id not in reach for entry in found):
        raise NotFound
    return list(found)


def _duplicates(
    request: Request, session: Session, contest: Contest, reach: set[int] | None, at: int,
    errors: dict[str, str] | None = None, refused: Sent | None = None,
) -> HTMLResponse:  # fmt: skip
    """A group is shown where all of it is in reach; the one just refused stands first, as it was sent."""
    groups = duplicates_in(session, contest)
    entries = {entry.id: entry for entry in _entries_of(session, groups)}
    if reach is not None:
        groups = [group for group in groups if all(entries[id].unit_id in reach for id in group.ids)]
    if refused:
        sent = set(refused.entries)
        groups.sort(key=lambda group: not sent <= {entries[id].public_id for id in group.ids})
    start = (max(at, 1) - 1) * GROUPS_A_PAGE
    shown = groups[start : start + GROUPS_A_PAGE]
    ids = [id for group in shown for id in group.ids]
    people = select(Entry.id, Person).join(Person, col(Person.id) == Entry.person_id).where(col(Entry.id).in_(ids))
    return page(
        request, "organise/duplicates.html", 422 if errors else 200, contest=contest, count=len(groups),
        entries=entries, groups=shown, signs=SIGNS, people=dict(session.exec(people).all()),
        attempts=attempts_by_entry(session, ids),
        registered=_registered(session, ids), at=max(at, 1), pages=-(-len(groups) // GROUPS_A_PAGE),
        errors=errors or {}, refused=refused, url=f"{_home(contest)}?at=",
    )  # fmt: skip


def _entries_of(session: Session, groups: list[Group]) -> list[Entry]:
    ids = sorted({id for group in groups for id in group.ids})
    found: list[Entry] = []
    for start in range(0, len(ids), 500):
        found += session.exec(select(Entry).where(col(Entry.id).in_(ids[start : start + 500])))
    return found


def _registered(session: Session, ids: list[int]) -> set[int]:
    return set(session.exec(select(Registrant.entry_id).where(col(Registrant.entry_id).in_(ids))))


def _home(contest: Contest) -> str:
    return f"/organise/contests/{contest.public_id}/duplicates"
