"""One transaction for each request, or several short ones around long work; and whose turn it is."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Annotated, Any, TypeVar

import anyio
import anyio.to_thread
from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from sqlmodel import Session

from quiz import database
from quiz.turns import WritersTurn
from quiz.web.protection import SAFE_METHODS

LONG_WORKS = 2
"""How many files may be read at once: each waits in a thread of its own, which pages do not need."""

TIMES_AHEAD = 3

P = TypeVar("P")
T = TypeVar("T")


class Turns:
    """How many requests may hold a database connection at once, in this process.

    A request passes through several threads; were it to wait for one while others wait for its lock, all would stand
    still. So it takes its turn before it begins: as many readers as there are threads, and one writer on SQLite.
    """

    def __init__(self, threads: int) -> None:
        self._readers = anyio.Semaphore(threads)
        self._writer = WritersTurn() if database.is_sqlite() else None
        self.long_work = anyio.CapacityLimiter(LONG_WORKS)
        self.freezing = anyio.Lock()

    def of(self, *, writing: bool) -> WritersTurn | anyio.Semaphore:
        return self._writer if writing and self._writer else self._readers

    def of_the_journal(self) -> AbstractContextManager[None]:
        return self._writer.first() if self._writer else nullcontext()


async def open_transaction(request: Request) -> AsyncIterator[Session]:
    """One transaction for the request: reading for GET, writing for the rest."""
    writing = request.method not in SAFE_METHODS
    turns: Turns = request.app.state.turns
    async with turns.of(writing=writing):
        with database.opened(writing=writing) as session:
            try:
                yield session
            except BaseException:
                await run_in_threadpool(database.roll_back, session)
                raise
            await run_in_threadpool(database.commit, session)


# scope="function": commit before the response leaves, so "Đã lưu" is never said too early.
Database = Annotated[Session, Depends(open_transaction, scope="function")]


class Transact:
    """For a route that works long between two looks at the database, as over an uploaded file.

    `Database` would hold SQLite's one lock for writers from the guard's first question to the end of the work, and no
    answer of a contestant could be kept meanwhile. Such a route is `async`, opens a short transaction for each look,
    and does its work in a thread beside those that serve pages.
    """

    def __init__(self, request: Request) -> None:
        self._turns: Turns = request.app.state.turns

    async def __call__(self, do: Callable[[Session], T], *, writing: bool = True) -> T:
        """Do this in a transaction of its own, committed when it returns."""

        def inside() -> T:
            with database.transaction(writing=writing) as session:
                return do(session)

        async with self._turns.of(writing=writing):
            return await run_in_threadpool(inside)

    async def ahead(self, prepare: Callable[[Session], P], write: Callable[[Session, P | None], T]) -> T:
        """Work for as long as it takes on what is committed, then write shortly what came out.

        Where others changed meanwhile what it was worked out from (MovedOn), it is worked out again; after some times
        with nothing prepared, while everybody waits.
        """
        apart = await run_in_threadpool(database.Apart)
        try:
            for _ in range(TIMES_AHEAD):
                prepared = await self.work(apart.read, prepare)
                try:
                    return await self._write(apart, partial(_given, write, prepared))
                except database.MovedOn:
                    continue
            return await self._write(apart, partial(_given, write, None))
        finally:
            await run_in_threadpool(apart.close)

    async def _write(self, apart: database.Apart, do: Callable[[Session], T]) -> T:
        async with self._turns.of(writing=True):
            return await run_in_threadpool(apart.write, do)

    @property
    def waiting(self) -> int:
        """How many works wait for their turn."""
        return self._turns.long_work.statistics().tasks_waiting

    async def work(self, do: Callable[..., T], *given: Any) -> T:
        """Do this without the database, for as long as it takes."""
        return await anyio.to_thread.run_sync(do, *given, limiter=self._turns.long_work)


def _given(write: Callable[[Session, P | None], T], prepared: P | None, session: Session) -> T:
    return write(session, prepared)


Transactions = Annotated[Transact, Depends()]
