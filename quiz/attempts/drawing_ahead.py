"""Papers drawn before the opening, so that whoever begins then takes theirs instead of waiting for it to be drawn.

The draw is the one that a start would make: the same pool, the same sealed seed, the same place in the series. A paper
is taken only while the pool it was drawn from is still the one that would be drawn from; else the start draws at once,
and the housekeeping draws the others anew. No page shows them to anybody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, exists, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from question_bank.dealing import ALGORITHM
from question_bank.drawing import TooFewQuestions
from quiz.attempts.attempt import Attempt, DrawnPaper, Mode, Pool, Presence
from quiz.attempts.deadline import opening
from quiz.attempts.decisions import window_of
from quiz.attempts.papers import FIRST, Looked, look, pool_of
from quiz.attempts.redrawing import as_places, draw_again
from quiz.attempts.sealing import LegSeal, series_key
from quiz.contests.contest import Contest, ContestState
from quiz.contests.entry import Entry, EntryState
from quiz.contests.round import Leg, Round, RoundKind
from quiz.database import insert
from quiz.language import gettext as _
from quiz.news import tell_after_commit

AROUND = timedelta(minutes=15)
"""How long before the opening papers are drawn, and how long after it they are kept. A leg that a judge opens by hand
counts as about to open while a phone waits for it, or did so long ago."""


@dataclass(frozen=True)
class Batch:
    """A slice that was drawn, and is to be kept."""

    leg: Leg
    looked: Looked
    seed: str
    papers: Sequence[tuple[int, list[Any]]]
    """Of each entry, as DrawnPaper.places."""


def legs_about_to_open(session: Session, at: datetime) -> list[tuple[Round, Leg]]:
    """Sealed, of announced contests; those that opened a moment ago too."""
    planned = select(Round, Leg).where(
        Leg.round_id == Round.id,
        Round.contest_id == Contest.id,
        LegSeal.leg_id == Leg.id,
        Contest.state == ContestState.ANNOUNCED,
        Round.kind == RoundKind.ONLINE,
        col(Leg.cancelled_at).is_(None),
        col(Leg.closed_at).is_(None),
        or_(col(Leg.opened_at).is_(None), col(Leg.opened_at) > at - AROUND),
    )
    return [
        (round, leg) for round, leg in session.exec(planned.order_by(col(Leg.id))) if _is_near(session, round, leg, at)
    ]


def draw_ahead(session: Session, at: datetime, limit: int) -> Batch | None:
    """The next slice of papers that are missing, or whose pool has changed; None: all are there. Reads only."""
    for round, leg in legs_about_to_open(session, at):
        looked = look(session, round, leg, Mode.OFFICIAL, max(at, opening(round.rules, window_of(leg)) or at))
        wanted = session.exec(_entries_without(round, leg, looked).limit(limit)).all()
        if not wanted and not session.scalar(select(exists(_stale(leg, looked)))):
            continue
        seed = series_key(session.get_one(LegSeal, leg.id).secret, leg, Mode.OFFICIAL, FIRST)
        pool = pool_of(looked)
        try:
            papers = [(id, as_places(draw_again(session, ALGORITHM, pool, seed, id))) for id in wanted if id]
        except TooFewQuestions:
            papers = []  # the leg is held for it, and whoever begins all the same is told
        if papers or not wanted:
            return Batch(leg, looked, seed, [paper for paper in papers if paper[1]])
    return None


def keep_drawn(session: Session, batch: Batch) -> int:
    """And throw away those drawn from another pool; how many are kept."""
    pool = pool_of(batch.looked, session)
    session.exec(delete(DrawnPaper).where(col(DrawnPaper.leg_id) == batch.leg.id, col(DrawnPaper.pool_id) != pool.id))
    wanted = [entry_id for entry_id, _ in batch.papers]
    there = set(session.exec(select(Entry.id).where(col(Entry.id).in_(wanted))))
    rows = [
        {"leg_id": batch.leg.id, "entry_id": entry_id, "pool_id": pool.id, "seed": batch.seed, "places": places}
        for entry_id, places in batch.papers
        if entry_id in there
    ]
    if rows:
        session.execute(insert(DrawnPaper).on_conflict_do_nothing(), rows)
    tell_after_commit(session, f"leg-{batch.leg.id}")
    return len(rows)


def is_something_left(session: Session, at: datetime) -> bool:
    """Papers of legs that are not about to open."""
    return session.exec(select(DrawnPaper.leg_id).where(*_left(session, at)).limit(1)).first() is not None


def forget_drawn(session: Session, at: datetime) -> None:
    session.exec(delete(DrawnPaper).where(*_left(session, at)))


@dataclass(frozen=True)
class Readiness:
    """How many contestants have their paper, of how many."""

    drawn: int
    entries: int

    @property
    def told(self) -> str:
        numbers = {"drawn": self.drawn, "entries": self.entries}
        if not self.drawn:
            return _("Đang rút sẵn đề.")
        return _("Đề đã rút sẵn cho %(drawn)s/%(entries)s thí sinh.") % numbers


def readiness_of(session: Session, round: Round, leg: Leg, at: datetime) -> Readiness | None:
    """Of a leg about to open; None: it is not."""
    if all(near.id != leg.id for _round, near in legs_about_to_open(session, at)):
        return None
    active = (Entry.contest_id == round.contest_id, Entry.state == EntryState.ACTIVE)
    ready = or_(*(exists(having) for having in _having(leg)))
    drawn, entries = session.exec(
        select(func.count().filter(ready), func.count()).select_from(Entry).where(*active)
    ).one()
    return Readiness(drawn, entries)


def _is_near(session: Session, round: Round, leg: Leg, at: datetime) -> bool:
    opens = opening(round.rules, window_of(leg))
    if opens is not None:
        return opens - AROUND <= at < opens + AROUND
    return round.rules.opening == "hand" and _somebody_waits(session, round, at)


def _somebody_waits(session: Session, round: Round, at: datetime) -> bool:
    seen = select(Presence.entry_id).join(Entry, col(Entry.id) == Presence.entry_id)
    return (
        session.exec(
            seen.where(Entry.contest_id == round.contest_id, Presence.last_seen_at > at - AROUND).limit(1)
        ).first()
        is not None
    )


def _entries_without(round: Round, leg: Leg, looked: Looked) -> Any:
    """A paper from this pool, and without an attempt."""
    drawn, begun = _having(leg)
    current = drawn.join(Pool, col(Pool.id) == DrawnPaper.pool_id).where(Pool.sha256 == looked.sha256)
    return (
        select(Entry.id)
        .where(Entry.contest_id == round.contest_id, Entry.state == EntryState.ACTIVE)
        .where(~exists(current), ~exists(begun))
        .order_by(col(Entry.id))
    )


def _having(leg: Leg) -> tuple[SelectOfScalar[int], SelectOfScalar[int]]:
    """What an entry of the query around has in the leg: a paper drawn ahead, an attempt."""
    drawn = select(DrawnPaper.leg_id).where(DrawnPaper.leg_id == leg.id, DrawnPaper.entry_id == Entry.id)
    begun = select(Attempt.leg_id).where(
        Attempt.leg_id == leg.id, Attempt.entry_id == Entry.id, Attempt.mode == Mode.OFFICIAL
    )
    return drawn, begun


def _left(session: Session, at: datetime) -> list[ColumnElement[bool]]:
    return [col(DrawnPaper.leg_id).not_in([leg.id for _round, leg in legs_about_to_open(session, at)])]


def _stale(leg: Leg, looked: Looked) -> SelectOfScalar[int]:
    drawn = select(DrawnPaper.leg_id).join(Pool, col(Pool.id) == DrawnPaper.pool_id)
    return drawn.where(DrawnPaper.leg_id == leg.id, Pool.sha256 != looked.sha256)
