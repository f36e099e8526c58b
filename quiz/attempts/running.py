"""Thousands of attempts as plain rows, for decisions about time: read and written together, while answers wait.

What the session has loaded of them is kept in line.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, text, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql import ColumnElement
from sqlmodel import Session, col, select

from quiz.attempts.attempt import Attempt, Mode, SubmittedBy
from quiz.attempts.decisions import named_in
from quiz.contests.accommodation import Accommodation
from quiz.contests.entry import Entry
from quiz.contests.round import Leg
from quiz.database import is_sqlite


@dataclass(frozen=True, slots=True)
class Runner:
    """Of an entry, what says which decisions concern it."""

    id: int
    unit_id: int
    room: str
    accommodation: Accommodation


@dataclass(frozen=True, slots=True)
class Running:
    """Of an attempt, how its time runs."""

    id: int
    started_at: datetime
    submitted_at: datetime | None
    submitted_by: SubmittedBy | None
    ends_at: datetime
    paused_at: datetime | None
    stood_json: list[Any]
    taken_in: bool
    decided_seq: int | None

    def is_past(self, at: datetime) -> bool:
        """As Attempt.is_past."""
        return self.paused_at is None and self.ends_at <= at


COLUMNS = tuple(Running.__slots__)
ATTEMPTS = cast(Table, Attempt.__table__)  # type: ignore[attr-defined]


def under_way(session: Session, leg: Leg, body: Mapping[str, Any] | None = None) -> list[tuple[Running, Runner]]:
    """Of those whom the body of a decision names, if it names any.

    Until the commit none of them is handed in: each was, before this decision, or is under it.
    """
    wanted = [col(Attempt.submitted_at).is_(None)]
    if body and body.get("scope", "all") != "all":
        wanted.append(col(Attempt.entry_id).in_(named_in(body)))
    return held(session, leg, *wanted)


def held(session: Session, leg: Leg, *wanted: ColumnElement[bool]) -> list[tuple[Running, Runner]]:
    """Official attempts of the leg; until the commit nobody else changes them."""
    entry = (Entry.id, Entry.unit_id, Entry.room, Entry.extra_percent, Entry.extra_minutes)
    rows = session.execute(
        select(*(getattr(Attempt, name) for name in COLUMNS), *entry)  # type: ignore[call-overload]
        .select_from(Attempt)
        .join(Entry, col(Entry.id) == Attempt.entry_id)
        .where(Attempt.leg_id == leg.id, Attempt.mode == Mode.OFFICIAL, *wanted)
        .order_by(col(Attempt.id))
        .with_for_update(key_share=True, of=Attempt)
    )
    most = len(COLUMNS)
    found = []
    for row in rows:
        id, unit_id, room, percent, minutes = row[most:]
        found.append((Running(*row[:most]), Runner(id, unit_id, room, Accommodation(percent, minutes))))
    _keep_in_line(session, ({name: getattr(one, name) for name in COLUMNS} for one, _ in found))
    return found


def write_all(session: Session, changes: Sequence[dict[str, Any]]) -> None:
    """Each says the id of an attempt, and the same columns as the others."""
    if not changes:
        return
    session.flush()
    if is_sqlite():
        rows = [{"key" if name == "id" else name: value for name, value in change.items()} for change in changes]
        session.execute(update(ATTEMPTS).where(ATTEMPTS.c.id == bindparam("key")), rows)
    else:
        _write_in_one_exchange(session, changes)
    _keep_in_line(session, changes)


def _write_in_one_exchange(session: Session, changes: Sequence[Mapping[str, Any]]) -> None:
    """To PostgreSQL as one statement: it would be asked for each row by itself, and answers wait meanwhile."""
    names = list(changes[0])
    dialect = session.get_bind().dialect
    types = {name: ATTEMPTS.c[name].type.compile(dialect=dialect) for name in names}
    columns = ", ".join(f"{name} {type}" for name, type in types.items())
    new = ", ".join(f"{name} = new.{name}" for name in names if name != "id")
    told = f"json_to_recordset(CAST(:changes AS json)) AS new({columns})"
    rows = json.dumps(changes, default=datetime.isoformat)
    session.execute(text(f"UPDATE attempt SET {new} FROM {told} WHERE attempt.id = new.id"), {"changes": rows})


def _keep_in_line(session: Session, changes: Iterable[Mapping[str, Any]]) -> None:
    """Whoever holds one of them as an object sees it as it stands."""
    loaded = {one.id: one for one in session.identity_map.values() if isinstance(one, Attempt)}
    if not loaded:
        return
    for change in changes:
        attempt = loaded.get(change["id"])
        for name in change if attempt is not None else ():
            set_committed_value(attempt, name, change[name])
