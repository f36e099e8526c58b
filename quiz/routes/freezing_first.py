"""Boards freeze when their planned moment comes: the loop sees to it (housekeeping.py), and before anything that staff
decide it is done first, so that what they decide after the moment is not on the board of that moment."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from anyio.to_thread import run_sync
from fastapi import Request

from quiz import clock, database
from quiz.attempts.handing_in import ON_ITS_WAY
from quiz.standings.freezing_as_planned import Due, MadeAsPlanned, due_freezes, keep_as_planned, made_as_planned
from quiz.web.protection import SAFE_METHODS
from quiz.web.transactions import TIMES_AHEAD, Turns

logger = logging.getLogger("quiz")


async def freeze_first(request: Request) -> None:
    """Before whatever a member of staff sends."""
    if request.method in SAFE_METHODS:
        return
    turns: Turns = request.app.state.turns
    at = clock.now()
    if due := await _due(turns, at):
        newest = max(one.moment for one in due)
        await asyncio.sleep(_waiting_s(newest + ON_ITS_WAY - at))
        await freeze_due(turns, at)


async def freeze_due(turns: Turns, at: datetime) -> int:
    """Every board whose moment has come; how many. Made while nobody waits, and then written shortly."""
    if not await _due(turns, at):
        return 0
    async with turns.freezing:
        return sum([await _frozen(turns, due) for due in await _due(turns, at)])


async def _due(turns: Turns, at: datetime) -> Sequence[Due]:
    async with turns.of(writing=False):
        return await run_sync(_due_at, at)


async def _frozen(turns: Turns, due: Due) -> bool:
    """Whatever is wrong with one board, others freeze, and staff may decide: a pause must be possible."""
    try:
        return await _freeze(turns, due)
    except Exception:
        logger.exception("a board was not frozen; it will be tried again")
        return False


async def _freeze(turns: Turns, due: Due) -> bool:
    for _ in range(TIMES_AHEAD):
        async with turns.of(writing=False):
            made = await run_sync(made_as_planned, due)
        try:
            async with turns.of(writing=True):
                return await run_sync(_keep, due, made)
        except database.MovedOn:
            continue
    logger.warning("a board was not frozen as planned, so much was decided meanwhile; it will be tried again")
    return False


def _due_at(at: datetime) -> list[Due]:
    with database.transaction(writing=False) as session:
        return due_freezes(session, at)


def _keep(due: Due, made: MadeAsPlanned) -> bool:
    with database.transaction() as session:
        return keep_as_planned(session, due, made, clock.now())


def _waiting_s(left: timedelta) -> float:
    return min(max(left, timedelta(0)), ON_ITS_WAY).total_seconds()
