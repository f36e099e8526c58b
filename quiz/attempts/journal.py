"""Answers that arrive together are committed together: one writer a process, one durable transaction a batch.

Nobody is told "Đã lưu" before the commit. One thread drains what waits; while it commits, the next batch gathers.
"""

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlalchemy.exc import DataError, IntegrityError, OperationalError, ProgrammingError, SQLAlchemyError

from quiz import database
from quiz.attempts.keeping import Outcome, Tap, keep_taps, topics_of
from quiz.refusals import N_, Refusal

LARGEST_BATCH = 1024
"""Taps in one transaction."""
MOST_WAITING = 8192
"""Taps; beyond this a phone is asked to come again, rather than to wait for nobody knows how long."""
IDLE_S = 5.0
"""So long without a tap, and the thread ends; the next tap starts another."""
NEWS_S = 0.5
"""Watchers of a leg are told no more often, however many batches there are."""
TRIES = 3
"""Of a batch on PostgreSQL; SQLite has waited by itself."""
WORTH_ANOTHER_TRY = ("40P01", "57P01", None)
"""The victim of a deadlock; a connection that PostgreSQL closed as it was stopped, or that was found closed."""

Told = list[Outcome | Refusal]
logger = logging.getLogger("quiz")


class NotSaved(Refusal):
    status = 503
    message = N_("Chưa lưu được, máy sẽ gửi lại.")
    retry_after_s = 2


@dataclass
class _Request:
    """Taps that came in one request, and whoever waits for them."""

    taps: Sequence[Tap]
    tell: Callable[[Told], None]


class Journal:
    """`turn` gives the one turn there is for writing (SQLite), or none is needed."""

    def __init__(self, turn: Callable[[], AbstractContextManager[None]]) -> None:
        self._turn = turn
        self._waiting: queue.SimpleQueue[_Request] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._taps = 0
        self._news: set[str] = set()
        self._told_at = 0.0

    async def keep(self, taps: Sequence[Tap]) -> Told:
        """How each of them went, once what was kept is on disk."""
        loop = asyncio.get_running_loop()
        told: asyncio.Future[Told] = loop.create_future()

        def tell(outcomes: Told) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(_settle, told, outcomes)

        with self._lock:
            if self._taps + len(taps) > MOST_WAITING:
                raise NotSaved
            self._taps += len(taps)
            self._waiting.put(_Request(taps, tell))
            if self._thread is None:
                self._thread = threading.Thread(target=self._write_batches, name="journal", daemon=True)
                self._thread.start()
        return await told

    def _write_batches(self) -> None:
        while batch := self._next_batch():
            outcomes = self._written([tap for request in batch for tap in request.taps])
            with self._lock:
                self._taps -= len(outcomes)
            start = 0
            for request in batch:
                request.tell(outcomes[start : start + len(request.taps)])
                start += len(request.taps)
            if self._news and time.monotonic() - self._told_at >= NEWS_S:
                self._spread_news()

    def _spread_news(self) -> None:
        """Of what is on disk. Watchers who miss it look again by themselves, later."""
        topics, self._news = self._news, set()
        self._told_at = time.monotonic()
        try:
            database.tell(topics)
        except SQLAlchemyError:
            logger.exception("news of answers was not spread")

    def _next_batch(self) -> list[_Request]:
        """Whatever waits, as soon as anything does; nothing when the thread may end."""
        try:
            batch = [self._waiting.get(timeout=NEWS_S if self._news else IDLE_S)]
        except queue.Empty:
            if self._news:
                self._spread_news()
                return self._next_batch()
            with self._lock:
                if self._waiting.empty():
                    self._thread = None
                    return []
            return self._next_batch()
        size = len(batch[0].taps)
        while size < LARGEST_BATCH and not self._waiting.empty():
            batch.append(self._waiting.get())
            size += len(batch[-1].taps)
        return batch

    def _written(self, taps: list[Tap]) -> Told:
        """One transaction. What one row of it breaks, it breaks for itself alone."""
        try:
            with self._turn():
                outcomes = _keep(taps)
            self._news |= topics_of(taps, outcomes)
            return outcomes
        except (DataError, IntegrityError, ProgrammingError):
            logger.exception("%s answers were not kept together", len(taps))
        except SQLAlchemyError as failure:  # the disk is full, the database is gone
            logger.error("%s answers were not kept: %s", len(taps), failure)
            return [NotSaved() for _ in taps]
        except Exception:
            logger.exception("%s answers were not kept together", len(taps))
        if len(taps) == 1:
            return [NotSaved()]
        return [outcome for tap in taps for outcome in self._written([tap])]


def _keep(taps: list[Tap]) -> Told:
    for tried in range(1, TRIES + 1):
        try:
            return keep_taps(database.run_batch, taps)
        except OperationalError as failure:
            if tried == TRIES or getattr(failure.orig, "sqlstate", "") not in WORTH_ANOTHER_TRY:
                raise
    raise AssertionError


def _settle(told: "asyncio.Future[Told]", outcomes: Told) -> None:
    if not told.done():
        told.set_result(outcomes)
