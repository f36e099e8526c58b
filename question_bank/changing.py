"""Acts on many questions: another topic, another difficulty, out of use, back in use; and taking them back.

An act is written down first and then done in slices, each a short transaction, so that answers come in between; one
that was cut off half-way goes on where it stopped.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, insert, select

from question_bank.change import BankChange, BankChangeRow
from question_bank.question import OPEN, Question, QuestionVersion
from question_bank.refiling import refile
from question_bank.revising import bring_back, retire_all
from question_bank.slices import slices

SLICE = 50


@dataclass(frozen=True)
class Standing:
    """How many questions of an act stand where."""

    waiting: int = 0
    done: int = 0
    undone: int = 0
    left: int = 0

    @property
    def total(self) -> int:
        return self.waiting + self.done + self.undone + self.left


def plan(
    session: Session, act: str, value: dict[str, Any], question_ids: Iterable[int], *, by: str, at: datetime
) -> BankChange:
    """Write down what is to be done. Nothing is done yet."""
    change = BankChange(act=act, value=value, made_at=at, made_by=by)
    session.add(change)
    session.flush()
    rows: list[dict[str, Any]] = [
        {"change_id": change.id, "question_id": id, "state": "waiting", "before": {}} for id in question_ids
    ]
    if rows:
        session.exec(insert(BankChangeRow), params=rows)
    return change


def carry_on(session: Session, change: BankChange, at: datetime) -> int:
    """Do the next slice. Returns how many questions it was; 0 when there is nothing left to do."""
    rows = _rows(session, change, "waiting")
    versions = standing_versions(session, [row.question_id for row in rows])
    for row in rows:
        row.before = {str(version.id): filed_as(version) for version in versions[row.question_id]}
        row.state = "done"
        session.add(row)
    if change.act in ("retire", "return"):
        _set_use(session, change, versions, at)
    else:
        filed = [(version, change.value) for row in rows for version in versions[row.question_id]]
        made = refile(session, filed, at)
        for row in rows:
            row.after_version_id = made.get(row.question_id)
    session.flush()
    return len(rows)


def take_back(session: Session, change: BankChange, *, by: str, at: datetime) -> int:
    """Undo the next slice. Questions to which more happened since are left as they are."""
    if change.undone_at is None:
        change.undone_at, change.undone_by = at, by
        for row in _rows(session, change, "waiting", None):
            row.state = "undone"
    rows = _rows(session, change, "done")
    versions = standing_versions(session, [row.question_id for row in rows])
    if change.act in ("retire", "return"):
        undone = {row.question_id for row in rows if restore(session, change, row, versions[row.question_id])}
    else:
        undone = _file_back(session, change, rows, versions, at)
    for row in rows:
        row.state = "undone" if row.question_id in undone else "left"
        session.add(row)
    session.add(change)
    session.flush()
    return len(rows)


def standing(session: Session, change: BankChange) -> Standing:
    counted = select(BankChangeRow.state, func.count()).where(BankChangeRow.change_id == change.id)
    return Standing(**dict(session.exec(counted.group_by(col(BankChangeRow.state))).all()))


def touched_by(session: Session, act: str, value: dict[str, Any], question_ids: Sequence[int]) -> list[int]:
    """Those of them to which the act makes a difference, in the order given."""
    found: set[int] = set()
    for ids in slices(question_ids):
        here = col(QuestionVersion.question_id).in_(ids)
        versions = select(QuestionVersion.question_id).where(here, col(QuestionVersion.is_current))
        found |= set(session.exec(versions.where(*_differs(act, value))))
    return [id for id in question_ids if id in found]


def change_by_public_id(session: Session, public_id: str) -> BankChange | None:
    return session.exec(select(BankChange).where(BankChange.public_id == public_id)).first()


def question_ids_of(session: Session, change: BankChange, limit: int = 5) -> Sequence[int]:
    """Some of those that it is about."""
    here = select(BankChangeRow.question_id).where(BankChangeRow.change_id == change.id)
    return session.exec(here.order_by(col(BankChangeRow.question_id)).limit(limit)).all()


def changes_lately(session: Session, limit: int = 30) -> Sequence[BankChange]:
    """Newest first."""
    return session.exec(select(BankChange).order_by(col(BankChange.id).desc()).limit(limit)).all()


def sample_of(session: Session, question_ids: Sequence[int], limit: int = 5) -> Sequence[QuestionVersion]:
    """Some of them, to be looked at before all are changed."""
    here = (col(QuestionVersion.question_id).in_(question_ids[:limit]), col(QuestionVersion.is_current))
    return session.exec(select(QuestionVersion).where(*here).order_by(col(QuestionVersion.question_id))).all()


def restore(session: Session, change: BankChange, row: BankChangeRow, versions: Sequence[QuestionVersion]) -> bool:
    """In use or out of it as before; not where somebody has changed it, or brought it back, since."""
    before = {int(id): filed for id, filed in row.before.items()}
    current = next((version for version in versions if version.is_current), None)
    if current is None or current.id not in before:
        return False
    if change.act != "return" and current.state != "retired":
        return False
    for id, filed in before.items():
        version = session.get(QuestionVersion, id)
        if version is not None:
            version.state = filed["state"]
            session.add(version)
    question = session.get_one(Question, row.question_id)
    question.retired_at = None if before[current.id]["state"] != "retired" else question.retired_at or change.made_at
    session.add(question)
    session.flush()
    return True


def _file_back(
    session: Session,
    change: BankChange,
    rows: Sequence[BankChangeRow],
    versions: dict[int, list[QuestionVersion]],
    at: datetime,
) -> set[int]:
    """The questions whose versions are still those of the act, filed again as they were before it."""
    wanted: list[tuple[QuestionVersion, dict[str, Any]]] = []
    undone = set()
    for row in rows:
        here = {version.id: version for version in versions[row.question_id]}
        before = {int(id): filed for id, filed in row.before.items()}
        now = [(here.get(id) or here.get(row.after_version_id), filed) for id, filed in before.items()]
        back = [
            (version, {name: filed[name] for name in change.value})
            for version, filed in now
            if version is not None and all(getattr(version, name) == value for name, value in change.value.items())
        ]
        if len(back) == len(now):
            wanted += back
            undone.add(row.question_id)
    refile(session, wanted, at)
    return undone


def _set_use(session: Session, change: BankChange, versions: dict[int, list[QuestionVersion]], at: datetime) -> None:
    retired = {id for id, here in versions.items() if any(each.is_current and each.state == "retired" for each in here)}
    if change.act == "retire":
        retire_all(session, [id for id in versions if id not in retired], at=at)
        return
    for id in retired:
        bring_back(session, session.get_one(Question, id))


def _differs(act: str, value: dict[str, Any]) -> list[Any]:
    if act == "retire":
        return [QuestionVersion.state != "retired"]
    if act == "return":
        return [QuestionVersion.state == "retired"]
    return [getattr(QuestionVersion, name) != wanted for name, wanted in value.items()]


def _rows(session: Session, change: BankChange, state: str, most: int | None = SLICE) -> Sequence[BankChangeRow]:
    here = (BankChangeRow.change_id == change.id, BankChangeRow.state == state)
    return session.exec(select(BankChangeRow).where(*here).order_by(col(BankChangeRow.question_id)).limit(most)).all()


def standing_versions(session: Session, question_ids: Sequence[int]) -> dict[int, list[QuestionVersion]]:
    """Of each, the one it goes by, and the one that waits or is being written beside it."""
    either = col(QuestionVersion.is_current) | col(QuestionVersion.state).in_(OPEN)
    here = select(QuestionVersion).where(col(QuestionVersion.question_id).in_(question_ids), either)
    found: dict[int, list[QuestionVersion]] = {id: [] for id in question_ids}
    # As they stand now: versions are moved on by statements that pass the session by.
    in_order = here.order_by(col(QuestionVersion.id)).execution_options(populate_existing=True)
    for version in session.exec(in_order):
        found[version.question_id].append(version)
    return found


def filed_as(version: QuestionVersion) -> dict[str, Any]:
    return {"state": version.state, "topic_id": version.topic_id, "difficulty": version.difficulty}
