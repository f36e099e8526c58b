"""The loop that looks for look-alikes of whatever comes in. Slow on purpose: answers never wait for it."""

import asyncio
import logging
import time

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from question_bank import likening
from question_bank.likening import Comparing, Outcome, Work
from quiz import clock, database
from quiz.web.transactions import Turns

TICK_S = 2.0
PAUSE_S = 0.02
REST = 1.0
"""Between slices, and as long as the slice took: whoever answers comes in between. In a crowd a slice takes longer."""
PAUSE_AFTER_FAILURE_S = 5.0
logger = logging.getLogger("quiz")


async def keep_likening(turns: Turns) -> None:
    """Until cancelled. A failure is told, and tried again with everything read anew."""
    at_hand, alone = Comparing(), CapacityLimiter(1)
    while True:
        begun = time.monotonic()
        try:
            busy = await _take_a_turn(turns, at_hand, alone)
        except Exception:  # whatever one question does to it, the others are still compared
            logger.exception("looking for look-alikes failed; it will try again")
            at_hand = Comparing()
            await asyncio.sleep(PAUSE_AFTER_FAILURE_S)
            continue
        await asyncio.sleep(max(PAUSE_S, REST * (time.monotonic() - begun)) if busy else TICK_S)


async def _take_a_turn(turns: Turns, at_hand: Comparing, alone: CapacityLimiter) -> bool:
    """Did it find anything to do? Readers and writers take turns with it only where it asks the database."""
    async with turns.of(writing=False):
        work = await run_sync(look, at_hand)
    if work is None:
        return False
    found = await run_sync(at_hand.compare, work, limiter=alone)
    if found.is_something:
        async with turns.of(writing=True):
            await run_sync(keep, found)
    return True


def look(at_hand: Comparing) -> Work | None:
    with database.transaction(writing=False) as session:
        return at_hand.look(session)


def keep(found: Outcome) -> int:
    with database.transaction() as session:
        return likening.keep(session, found, clock.now())


def liken_all() -> int:
    """Everything that waits, at once: for commands and tests. Returns how many were compared."""
    at_hand, compared = Comparing(), 0
    while (work := look(at_hand)) is not None:
        found = at_hand.compare(work)
        compared += keep(found) if found.is_something else 0
    return compared
