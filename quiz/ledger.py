"""The append-only, chained record of every decision. Ids only: erasing a person does not break the chain."""

import hashlib
import json
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, Literal

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from quiz.database import lock_until_commit

INSTALLATION = 0
"""The contest_id of decisions that belong to no contest."""


@dataclass(frozen=True)
class Decider:
    """Who decides, in which role, when. Without a person: the system itself."""

    person_id: int | None
    role: str
    at: datetime


class LedgerEntry(SQLModel, table=True):
    """One decision. Never updated, never deleted; a later one may take it back."""

    __tablename__ = "ledger_entry"
    __table_args__ = (UniqueConstraint("contest_id", "seq"),)

    id: int | None = Field(default=None, primary_key=True)
    contest_id: int = Field(index=True)
    seq: int
    at: datetime
    actor_id: int | None  # None: the system itself
    acting_role: str
    subject_type: str = Field(index=True)
    subject_id: int
    decision: str
    body: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    reason: str
    previous_hash: str
    hash: str

    def computed_hash(self) -> str:
        """SHA-256 over the canonical JSON of everything above, chained by the previous hash."""
        told = {
            "contest": self.contest_id, "seq": self.seq, "at": self.at.isoformat(), "actor": self.actor_id,
            "role": self.acting_role, "subject": [self.subject_type, self.subject_id], "decision": self.decision,
            "body": self.body, "reason": self.reason, "previous": self.previous_hash,
        }  # fmt: skip
        canonical = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


class LedgerEnd(SQLModel, table=True):
    """The last decision of a contest, written with it: decisions that are gone from the end of a chain are missed."""

    __tablename__ = "ledger_end"

    contest_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    seq: int
    hash: str


def lock_ledger(session: Session, contest_id: int | None) -> None:
    """From here on nobody else decides anything of the contest, until this transaction is over."""
    assert contest_id is not None
    lock_until_commit(session, "ledger", contest_id)


def decide(
    session: Session,
    *,
    contest_id: int | None,
    by: Decider,
    subject: tuple[str, int | None],
    decision: str,
    body: dict[str, Any] | None = None,
    reason: str = "",
) -> LedgerEntry:
    """Write a decision at the end of its contest's chain, in this transaction. What it is about has its id by now."""
    assert contest_id is not None
    assert subject[1] is not None
    lock_ledger(session, contest_id)
    end = session.get(LedgerEnd, contest_id, populate_existing=True) or LedgerEnd(contest_id=contest_id, seq=0, hash="")
    entry = LedgerEntry(
        contest_id=contest_id, seq=end.seq + 1, at=by.at, actor_id=by.person_id,
        acting_role=by.role, subject_type=subject[0], subject_id=subject[1], decision=decision, body=body or {},
        reason=reason, previous_hash=end.hash, hash="",
    )  # fmt: skip
    entry.hash = entry.computed_hash()
    end.seq, end.hash = entry.seq, entry.hash
    session.add_all((entry, end))
    session.flush()
    return entry


def keep(session: Session, decisions: Sequence[dict[str, Any]]) -> None:
    """As they were worked out before, each linked to the one before it; under the lock of the ledger."""
    for told in decisions:
        session.add(LedgerEntry(**told))
    last = decisions[-1]
    session.merge(LedgerEnd(contest_id=last["contest_id"], seq=last["seq"], hash=last["hash"]))
    session.flush()


def decisions_on(session: Session, contest_id: int, *decisions: str) -> list[LedgerEntry]:
    """In the order they were taken; of these sorts only, where any are named."""
    entries = select(LedgerEntry).where(LedgerEntry.contest_id == contest_id).order_by(col(LedgerEntry.seq))
    if decisions:
        entries = entries.where(col(LedgerEntry.decision).in_(decisions))
    return list(session.exec(entries))


def last_link(session: Session, contest_id: int) -> dict[str, Any] | None:
    """The end of a contest's chain, to be kept where it is published: whoever keeps that knows a changed ledger."""
    last = session.exec(
        select(LedgerEntry).where(LedgerEntry.contest_id == contest_id).order_by(col(LedgerEntry.seq).desc()).limit(1)
    ).first()
    return {"seq": last.seq, "hash": last.hash} if last else None


@dataclass(frozen=True)
class Break:
    """Where a chain does not hold. `missing`: the decisions from `seq` up to and with `until` are gone."""

    contest_id: int
    seq: int
    why: Literal["changed", "missing", "out_of_place"]
    until: int = 0


def breaks(session: Session) -> Iterator[Break]:
    """Every broken link, and in what way: its words changed, decisions gone, or another one put in or moved."""
    entries = session.exec(select(LedgerEntry).order_by(col(LedgerEntry.contest_id), col(LedgerEntry.seq)))
    ends = {end.contest_id: end for end in session.exec(select(LedgerEnd).order_by(col(LedgerEnd.contest_id)))}
    for contest_id, chain in groupby(entries, key=attrgetter("contest_id")):
        last = yield from _links(chain)
        yield from _at_end(last, ends.pop(contest_id, None))
    for end in ends.values():
        yield Break(end.contest_id, 1, "missing", end.seq)


def _links(chain: Iterable[LedgerEntry]) -> Generator[Break, None, LedgerEntry]:
    """Of one contest, in order; its last decision."""
    seq, hash = 0, ""
    for entry in chain:
        if entry.seq > seq + 1:
            yield Break(entry.contest_id, seq + 1, "missing", entry.seq - 1)
        elif entry.hash != entry.computed_hash():
            yield Break(entry.contest_id, entry.seq, "changed")
        elif entry.previous_hash != hash:
            yield Break(entry.contest_id, entry.seq, "out_of_place")
        seq, hash = entry.seq, entry.hash
    return entry


def _at_end(last: LedgerEntry, end: LedgerEnd | None) -> Iterator[Break]:
    if end is not None and end.seq > last.seq:
        yield Break(last.contest_id, last.seq + 1, "missing", end.seq)
    elif end is None or end.seq < last.seq:
        yield Break(last.contest_id, last.seq, "out_of_place")
    elif end.hash != last.hash:
        yield Break(last.contest_id, last.seq, "changed")
