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
from question_bank.revising import bring_back, retire

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
    for row in rows:
        versions = standing_versions(session, row.question_id)
        row.before = {str(version.id): filed_as(version) for version in versions}
        row.after_version_id = _do(session, change, row.question_id, versions, at)
        row.state = "done"
        session.add(row)
    session.flush()
    return len(rows)


def take_back(session: Session, change: BankChange, *, by: str, at: datetime) -> int:
    """Undo the next slice. Questions to which more happened since are left as they are."""
    if change.undone_at is None:
        change.undone_at, change.undone_by = at, by
        for row in _rows(session, change, "waiting", None):
            row.state = "undone"
    rows = _rows(session, change, "done")
    for row in rows:
        row.state = "undone" if undo_row(session, change, row, at) else "left"
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
    for start in range(0, len(question_ids), 500):
        here = col(QuestionVersion.question_id).in_(question_ids[start : start + 500])
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


def undo_row(session: Session, change: BankChange, row: BankChangeRow, at: datetime) -> bool:
    """Was it taken back? Not where the question has been changed, retired or brought back by another act since."""
    versions = {version.id: version for version in standing_versions(session, row.question_id)}
    before = {int(id): filed for id, filed in row.before.items()}
    if change.act in ("retire", "return", "merge"):
        return _undo_state(session, change, row, versions, before)
    for id, filed in before.items():
        version = versions.get(row.after_version_id if id not in versions else id)
        if version is None or any(getattr(version, name) != value for name, value in change.value.items()):
            return False
        refile(session, version, at, **{name: filed[name] for name in change.value})
    return True


def _do(
    session: Session, change: BankChange, question_id: int, versions: list[QuestionVersion], at: datetime
) -> int | None:
    if change.act in ("retire", "return"):
        question = session.get_one(Question, question_id)
        retired = any(version.is_current and version.state == "retired" for version in versions)
        if change.act == "retire" and not retired:
            retire(session, question, at=at)
        elif change.act == "return" and retired:
            bring_back(session, question)
        return None
    made = [refile(session, version, at, **change.value) for version in versions]
    return next((each.id for each, version in zip(made, versions, strict=True) if each is not version), None)


def _undo_state(
    session: Session,
    change: BankChange,
    row: BankChangeRow,
    versions: dict[int | None, QuestionVersion],
    before: dict[int, dict[str, Any]],
) -> bool:
    question = session.get_one(Question, row.question_id)
    held = [(session.get(QuestionVersion, id), filed) for id, filed in before.items()]
    current = next((version for version in versions.values() if version.is_current), None)
    if current is None or current.id not in before:
        return False
    if change.act != "return" and current.state != "retired":
        return False
    for version, filed in held:
        if version is not None:
            version.state = filed["state"]
            session.add(version)
    question.retired_at = None if before[current.id]["state"] != "retired" else question.retired_at or change.made_at
    session.add(question)
    session.flush()
    return True


def _differs(act: str, value: dict[str, Any]) -> list[Any]:
    if act == "retire":
        return [QuestionVersion.state != "retired"]
    if act == "return":
        return [QuestionVersion.state == "retired"]
    return [getattr(QuestionVersion, name) != wanted for name, wanted in value.items()]


def _rows(session: Session, change: BankChange, state: str, most: int | None = SLICE) -> Sequence[BankChangeRow]:
    here = (BankChangeRow.change_id == change.id, BankChangeRow.state == state)
    return session.exec(select(BankChangeRow).where(*here).order_by(col(BankChangeRow.question_id)).limit(most)).all()


def standing_versions(session: Session, question_id: int) -> list[QuestionVersion]:
    """The one it goes by, and the one that waits or is being written beside it."""
    either = col(QuestionVersion.is_current) | col(QuestionVersion.state).in_(OPEN)
    here = (QuestionVersion.question_id == question_id, either)
    return list(session.exec(select(QuestionVersion).where(*here).order_by(col(QuestionVersion.id))))


def filed_as(version: QuestionVersion) -> dict[str, Any]:
    return {"state": version.state, "topic_id": version.topic_id, "difficulty": version.difficulty}
