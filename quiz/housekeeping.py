"""The loop that closes what is overdue, counts what was handed in and seals draws. One runner, wherever it runs."""

import asyncio
import logging
from datetime import datetime
from functools import partial
from typing import NamedTuple

from anyio.to_thread import run_sync
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select, text
from sqlmodel.sql.expression import SelectOfScalar

from quiz import clock, database
from quiz.attempts.attempt import Attempt, Mode
from quiz.attempts.drawing_ahead import Batch, draw_ahead, forget_drawn, is_something_left, keep_drawn
from quiz.attempts.handing_in import ON_ITS_WAY, close_overdue
from quiz.attempts.sealing import seal_announced, unsealed
from quiz.collecting import spare_the_collector
from quiz.contests.retention import empty_rosters
from quiz.contests.round import Leg, Round
from quiz.files import Files
from quiz.ledger import lock_ledger
from quiz.people.erasing import forget_overdue
from quiz.routes.freezing_first import freeze_due
from quiz.routes.play.moulds import cut_ahead
from quiz.standings.coming_about import legs_that_came_about
from quiz.standings.counting import count_missing
from quiz.standings.counting_ahead import Ahead, compare_ahead, insist_still, write_compared
from quiz.standings.measuring import keep, measurements_due
from quiz.standings.score import Score
from quiz.sweeping import sweep
from quiz.web.transactions import Turns

TICK_S = 1.0
PAUSE_AFTER_FAILURE_S = 5.0
SWEEP_S = 3600.0
DRAW_S = 5.0
DRAWN_AT_ONCE = 25
"""Papers drawn in one slice: some tenths of a second of one thread."""
SLICES_OF_A_CROWD = 20
SLICE = 100
"""Attempts closed, and of each leg counted, in one transaction, so that answers never wait long behind it."""

LOCK = 4863
logger = logging.getLogger("quiz")


async def keep_house(turns: Turns) -> None:
    """Until cancelled. A failure is told and tried again: the contest goes on without the loop, only later."""
    while True:
        try:
            busy = await _take_a_turn(turns)
        except SQLAlchemyError:
            logger.exception("housekeeping failed; it will try again")
            await asyncio.sleep(PAUSE_AFTER_FAILURE_S)
            continue
        if not busy:
            await asyncio.sleep(TICK_S)


async def keep_boards_frozen(turns: Turns) -> None:
    """Until cancelled: those whose planned moment has come. What came by then is given time to be kept."""
    while True:
        try:
            await freeze_due(turns, clock.now() - ON_ITS_WAY)
        except SQLAlchemyError:
            logger.exception("no board was frozen; it will be tried again")
            await asyncio.sleep(PAUSE_AFTER_FAILURE_S)
        await asyncio.sleep(TICK_S)


async def keep_tidy(pictures: Files, turns: Turns) -> None:
    """Until cancelled, once in a while: what nothing shows any more goes, and what people gave until a day that is
    over; questions of closed legs are measured."""
    while True:
        try:
            async with turns.of(writing=False):
                await run_sync(sweep, pictures, clock.now())
        except (SQLAlchemyError, OSError):
            logger.exception("old pictures were not removed; it will be tried again")
        try:
            await _measure(turns)
        except SQLAlchemyError:
            logger.exception("questions were not measured; it will be tried again")
        try:
            await _forget(turns)
        except SQLAlchemyError:
            logger.exception("data past its day was not erased; it will be tried again")
        await asyncio.sleep(SWEEP_S)


async def _forget(turns: Turns) -> None:
    """Phones and birth dates whose day is over, in slices, so that answers come in between."""
    while True:
        async with turns.of(writing=True):
            if await run_sync(forget_slice, clock.now()) < SLICE:
                return


def forget_slice(at: datetime) -> int:
    with database.transaction() as session:
        empty_rosters(session, clock.day_of(at))
        return forget_overdue(session, clock.day_of(at), SLICE)


async def keep_papers_drawn(turns: Turns) -> None:
    """Until cancelled: the papers of legs about to open. Drawn in a reading slice, kept in a short writing one.

    Once those of a crowd are there, with all that the site now has at hand for their pages, the collector of garbage is
    spared that: else it would walk through it just while they begin.
    """
    slices = 0
    while True:
        try:
            busy = await _draw_ahead(turns)
        except SQLAlchemyError:
            logger.exception("papers were not drawn ahead; it will be tried again")
            busy = False
        slices += busy
        if not busy and slices >= SLICES_OF_A_CROWD:
            spare_the_collector(again=True)
            slices = 0
        await asyncio.sleep(0 if busy else DRAW_S)


async def _draw_ahead(turns: Turns) -> bool:
    """Is there more to draw?"""
    at = clock.now()
    async with turns.of(writing=False):
        batch, idle = await run_sync(_drawn_slice, at)
    if batch is None and not idle:
        return False
    async with turns.of(writing=True):
        return await run_sync(_keep_slice, batch, at)


def _drawn_slice(at: datetime) -> tuple[Batch | None, bool]:
    """What is to be kept; or whether something is to be forgotten."""
    with database.transaction(writing=False) as session:
        batch = draw_ahead(session, at, DRAWN_AT_ONCE)
        if batch is not None:  # and their questions, as pages will show them
            cut_ahead(session, [place for _entry, places in batch.papers for place in places])
        return batch, is_something_left(session, at)


def _keep_slice(batch: Batch | None, at: datetime) -> bool:
    with database.transaction() as session:
        if not _is_alone(session):
            return False
        forget_drawn(session, at)
        return batch is not None and keep_drawn(session, batch) > 0


async def _measure(turns: Turns) -> None:
    async with turns.of(writing=False):
        due = await run_sync(measurements_due, clock.now())
    for measurement in due:
        async with turns.of(writing=True):
            await run_sync(keep, measurement)


async def _take_a_turn(turns: Turns) -> bool:
    """Did it do anything? It waits its turn like any request, and asks for the writers' only when there is work."""
    at = clock.now() - ON_ITS_WAY
    async with turns.of(writing=False):
        if not await run_sync(is_there_work, at):
            return False
    async with turns.of(writing=True):
        if await run_sync(tidy, at) > 0:
            return True
    return await compare_closed(turns, at)


async def compare_closed(turns: Turns, at: datetime) -> bool:
    """Hold predictions against what came about, leg by leg: worked out while nobody waits, and then written shortly."""
    apart = await run_sync(database.Apart)
    try:
        async with turns.of(writing=False):
            compared = await run_sync(apart.read, partial(_compared, at=at))
        if compared is None:
            return False
        async with turns.of(writing=True):
            return await run_sync(apart.write, partial(_write_compared, compared=compared))
    except database.MovedOn:
        return False  # it is worked out again a moment later
    finally:
        await run_sync(apart.close)


class Compared(NamedTuple):
    round: Round
    leg: Leg
    ahead: Ahead


def _compared(session: Session, at: datetime) -> Compared | None:
    for round, leg in legs_that_came_about(session, at):
        return Compared(round, leg, compare_ahead(session, round, leg))
    return None


def _write_compared(session: Session, compared: Compared) -> bool:
    if not _is_alone(session):
        return False
    round, leg = session.get_one(Round, compared.round.id), session.get_one(Leg, compared.leg.id)
    lock_ledger(session, round.contest_id)
    insist_still(session, round, compared.ahead)
    write_compared(session, round, leg, compared.ahead)
    return True


def is_there_work(at: datetime) -> bool:
    """Something past its deadline, a preview too, or handed in and not counted; a draw without a seal; a prediction of
    what has come about."""
    overdue = select(Attempt.leg_id).where(
        col(Attempt.submitted_at).is_(None), col(Attempt.paused_at).is_(None), col(Attempt.ends_at) <= at
    )
    with database.transaction(writing=False) as session:
        work = (overdue, _uncounted(), unsealed())
        if any(session.exec(found.limit(1)).first() is not None for found in work):
            return True
        return bool(legs_that_came_about(session, at))


def tidy(at: datetime) -> int:
    """Close and count one slice, and seal draws to come; how many attempts it touched."""
    with database.transaction() as session:
        if not _is_alone(session):
            return 0
        seal_announced(session, at, SLICE)
        closed = close_overdue(session, at, SLICE)
        return closed + sum(count_missing(session, leg, SLICE) for leg in _legs_to_count(session))


def _legs_to_count(session: Session) -> list[Leg]:
    return list(session.exec(select(Leg).where(col(Leg.id).in_(_uncounted()))))


def _uncounted() -> SelectOfScalar[int]:
    """The legs of what was handed in for the count and has no score."""
    joined = select(Attempt.leg_id).outerjoin(Score, col(Score.attempt_id) == Attempt.id)
    return joined.where(
        col(Attempt.mode) == Mode.OFFICIAL,
        col(Attempt.submitted_at).is_not(None),
        col(Score.attempt_id).is_(None),
        col(Attempt.disqualified_at).is_(None),
    )


def _is_alone(session: Session) -> bool:
    """Nobody else keeps house at this moment. SQLite has one server and one writer anyway."""
    if database.is_sqlite():
        return True
    return bool(session.scalar(text("SELECT pg_try_advisory_xact_lock(:number)"), {"number": LOCK}))
