"""Whose phone is here: when it was last heard of, and whether somebody asks for help."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlmodel import Session

from quiz import database
from quiz.attempts.attempt import Presence
from quiz.contests.entry import Entry
from quiz.contests.round import Leg
from quiz.database import insert
from quiz.news import tell_after_commit


def note_presence(
    session: Session, entry: Entry, leg: Leg | None, at: datetime, asks_help: bool | None = None
) -> Presence:
    """Their phone was heard of. `asks_help`: they raised their hand, or took it down."""
    presence = session.get(Presence, entry.id)
    if presence is None:
        session.execute(
            insert(Presence).values(entry_id=entry.id, arrived_at=at, last_seen_at=at).on_conflict_do_nothing()
        )
        presence = session.get_one(Presence, entry.id)
        _tell_leg(session, leg)
    presence.last_seen_at = at
    if asks_help is not None:
        presence.asks_help_at = at if asks_help else None
        _tell_leg(session, leg)
    session.add(presence)
    session.flush()
    return presence


def note_start(session: Session, entry: Entry, at: datetime) -> None:
    """Likewise, of somebody who begins: the leg is told of that anyway. One statement."""
    assert entry.id is not None
    note_starts(session, [entry.id], at)


def note_starts(session: Session, entries: Iterable[int], at: datetime) -> None:
    """By their ids."""
    here = [{"entry_id": entry, "arrived_at": at, "last_seen_at": at} for entry in entries]
    session.connection().execute(_seen(database.is_sqlite()), here)


@lru_cache
def _seen(_sqlite: bool) -> Any:
    new = insert(Presence)
    return new.on_conflict_do_update(index_elements=["entry_id"], set_={"last_seen_at": new.excluded.last_seen_at})


def _tell_leg(session: Session, leg: Leg | None) -> None:
    if leg is not None:
        tell_after_commit(session, f"leg-{leg.id}")
