"""The divisions of a contest (bảng, khối), each ranked apart: which there are, in which order, and who is in which."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from question_bank.text import fold, nfc
from quiz.contests.agreeing import staying_agreed
from quiz.contests.contest import Contest, Division
from quiz.contests.entry import Entry
from quiz.contests.scheduling import NAME_MAX, insist_on_reason, note
from quiz.database import lock_until_commit
from quiz.language import gettext as _
from quiz.ledger import Decider
from quiz.refusals import Invalid, NotFound, Problems

DIVISIONS_MOST = 20
SET, MOVE = "set_divisions", "move_to_division"
"""Ledger, on ("contest", id). Bodies: {"divisions": [[id, name], …] in order}; {"into", "entries", "from": {division
id: how many}}."""


@dataclass(frozen=True)
class TypedDivision:
    """As typed; without an id it is a new one."""

    id: int | None
    name: str


def divisions_of(session: Session, contest: Contest) -> list[Division]:
    own = select(Division).where(Division.contest_id == contest.id)
    return list(session.exec(own.order_by(col(Division.position), col(Division.id))))


def division_in(session: Session, contest: Contest, id: int) -> Division:
    found = session.get(Division, id)
    if found is None or found.contest_id != contest.id:
        raise NotFound
    return found


def division_called(divisions: Sequence[Division], name: str) -> Division | None:
    """However it is written: with or without marks, capitals, or the word “bảng” before it."""
    wanted = _plain(name)
    return next((one for one in divisions if _plain(one.name) == wanted), None)


def entries_in(session: Session, contest: Contest) -> dict[int, int]:
    """How many entries each division has, those who withdrew too."""
    counted = select_columns(col(Entry.division_id), func.count()).where(col(Entry.contest_id) == contest.id)
    return {id: count for id, count in session.execute(counted.group_by(col(Entry.division_id)))}  # noqa: C416


def set_divisions(session: Session, contest: Contest, typed: Sequence[TypedDivision], reason: str, by: Decider) -> None:
    """Make the divisions what was typed, in this order. One that has entries stays until they are moved."""
    assert contest.id is not None
    lock_until_commit(session, "entries", contest.id)
    known = {one.id: one for one in divisions_of(session, contest)}
    _insist(session, contest, typed, set(known), reason)
    with staying_agreed(session, contest, "divisions"):
        for gone in set(known) - {one.id for one in typed}:
            session.delete(known[gone])
        for position, one in enumerate(typed, 1):
            division = known.get(one.id) or Division(contest_id=contest.id)
            division.name, division.position = _named(one), position
            session.add(division)
        session.flush()
        told = [[one.id, one.name] for one in divisions_of(session, contest)]
        note(session, contest, ("contest", contest.id), SET, {"divisions": told}, reason.strip(), by)


def move(session: Session, contest: Contest, entries: Sequence[Entry], into: Division, reason: str, by: Decider) -> int:
    """Those who are not there yet; how many they were."""
    insist_on_reason(contest, reason)
    leaving = [entry for entry in entries if entry.division_id != into.id]
    if not leaving:
        raise Invalid({"whom": _("Không có ai để chuyển: những người này đã ở bảng ấy.")})
    before = Counter(str(entry.division_id) for entry in leaving)
    for entry in leaving:
        entry.division_id = into.id or 0
        session.add(entry)
    session.flush()
    told = {"into": into.id, "entries": [entry.id for entry in leaving], "from": dict(before)}
    note(session, contest, ("contest", contest.id), MOVE, told, reason.strip(), by)
    return len(leaving)


def entries_of_unit(session: Session, contest: Contest, unit_id: int) -> list[Entry]:
    return list(session.exec(select(Entry).where(Entry.contest_id == contest.id, Entry.unit_id == unit_id)))


def entries_numbered(session: Session, contest: Contest, numbers: Sequence[str]) -> list[Entry]:
    """By the numbers that people wear; each has to be somebody's."""
    found = select(Entry).where(Entry.contest_id == contest.id, col(Entry.number).in_(numbers))
    entries = list(session.exec(found))
    missing = sorted(set(numbers) - {entry.number for entry in entries})
    if missing:
        told = _("Không có thí sinh mang số: %(numbers)s.") % {"numbers": ", ".join(missing[:10])}
        raise Invalid({"numbers": told})
    return entries


def _insist(
    session: Session, contest: Contest, typed: Sequence[TypedDivision], known: set[int | None], reason: str
) -> None:
    problems = Problems()
    if not 1 <= len(typed) <= DIVISIONS_MOST:
        problems["divisions"] = _("Một cuộc thi có từ 1 đến %(most)s bảng.") % {"most": DIVISIONS_MOST}
    if not {one.id for one in typed if one.id is not None} <= known:
        raise NotFound
    names: set[str] = set()
    for number, one in enumerate(typed, 1):
        if not 1 <= len(_named(one)) <= NAME_MAX:
            problems[f"name-{number}"] = _("Hãy đặt tên bảng, không quá %(most)s chữ.") % {"most": NAME_MAX}
        elif _plain(one.name) in names:
            problems[f"name-{number}"] = _("Đã có bảng tên như vậy.")
        names.add(_plain(one.name))
    held = entries_in(session, contest)
    if any(held.get(id or 0) for id in known - {one.id for one in typed}):
        problems["divisions"] = _("Bảng còn người thì chưa bỏ được: hãy chuyển họ sang bảng khác trước.")
    with problems.gathered():
        insist_on_reason(contest, reason)
    problems.refuse()


def _named(typed: TypedDivision) -> str:
    return nfc(" ".join(typed.name.split()))


def _plain(name: str) -> str:
    words = fold(" ".join(name.split())).split()
    return " ".join(words[1:] if len(words) > 1 and words[0] in ("bang", "khoi") else words)
