"""Small writes that arrive together are committed together: on the opening day a crowd waits for the disk once.

Each stands on a savepoint of its own: what is refused is undone alone. Nobody hears of it before all is durable.
Small looks likewise: a hall that asks every few seconds is answered from few transactions.
"""

import asyncio
import contextvars
import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from fastapi.concurrency import run_in_threadpool
from sqlmodel import Session

from quiz import database
from quiz.web.transactions import Turns

T = TypeVar("T")
Given = TypeVar("Given")
logger = logging.getLogger("quiz")
AT_ONCE = 100
"""In one list; some tens of milliseconds."""
GATHERED_S = 0.05
"""While several come at a time, lists are begun no more often: what a list costs is shared by more."""
LASTS_S = 0.05
"""After this no further one is begun: answers wait for the same turn, and for no longer than a blink."""


@dataclass
class Waiting:
    do: Callable[[Session], Any]
    speaking: contextvars.Context
    """The language of whoever waits."""
    told: "asyncio.Future[Any]"


@dataclass(frozen=True)
class Done:
    waiting: Waiting
    value: Any = None
    refusal: BaseException | None = None

    def tell(self) -> None:
        if self.waiting.told.done():
            return  # they have left
        if self.refusal is not None:
            self.waiting.told.set_exception(self.refusal)
        else:
            self.waiting.told.set_result(self.value)


class Together:
    def __init__(self, turns: Turns, *, writing: bool = True) -> None:
        self._turns = turns
        self._writing = writing
        self._waiting: deque[Waiting] = deque()
        self._work: asyncio.Task[None] | None = None

    async def __call__(self, do: Callable[[Session], T]) -> T:
        """What it gives, once it is committed."""
        told: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(Waiting(do, contextvars.copy_context(), told))
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._until_nobody_waits())
        return await told

    async def _until_nobody_waits(self) -> None:
        while self._waiting:
            async with self._turns.of(writing=self._writing):
                begun: list[Waiting] = []
                try:
                    all_done = await run_in_threadpool(self._in_one_transaction, begun)
                except Exception as failure:  # the disk, the database: nothing of it was kept
                    all_done = [Done(waiting, refusal=failure) for waiting in begun]
            for done in all_done:
                done.tell()

    def _in_one_transaction(self, begun: list[Waiting]) -> list[Done]:
        until, all_done = time.monotonic() + LASTS_S, []
        with database.transaction(writing=self._writing) as session:
            while self._waiting and (not begun or time.monotonic() < until):
                waiting = self._waiting.popleft()
                begun.append(waiting)
                all_done.append(_done(session, waiting, session.begin_nested() if self._writing else nullcontext()))
        return all_done


def _done(session: Session, waiting: Waiting, alone: AbstractContextManager[Any]) -> Done:
    try:
        with alone:
            return Done(waiting, waiting.speaking.run(waiting.do, session))
    except Exception as refusal:
        if not session.is_active:
            session.rollback()  # a look that failed in the database: those after it look anew
        return Done(waiting, refusal=refusal)


class Lists(Generic[Given, T]):
    """Writes, or looks, of one kind that arrive together, as one list in one transaction.

    None: this one is to be done by itself. So are all of them when it fails, and each is told why by that way.
    """

    def __init__(
        self, turns: Turns, do: Callable[[Session, list[Given]], Sequence[T | None]], *, writing: bool = True
    ) -> None:
        self._turns = turns
        self._do = do
        self._writing = writing
        self._begun, self._is_crowd = 0.0, False
        self._waiting: deque[tuple[Given, asyncio.Future[T | None]]] = deque()
        self._work: asyncio.Task[None] | None = None

    async def __call__(self, given: Given) -> T | None:
        """What became of it, once it is committed."""
        told: asyncio.Future[T | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((given, told))
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._until_nobody_waits())
        return await told

    async def _until_nobody_waits(self) -> None:
        while self._waiting:
            if self._is_crowd:
                await asyncio.sleep(self._begun + GATHERED_S - time.monotonic())
            async with self._turns.of(writing=self._writing):
                some = [self._waiting.popleft() for _ in range(min(AT_ONCE, len(self._waiting)))]
                self._begun, self._is_crowd = time.monotonic(), len(some) > 1
                found = await run_in_threadpool(self._in_one_transaction, [given for given, _ in some])
            for (_, told), one in zip(some, found, strict=True):
                if not told.done():
                    told.set_result(one)

    def _in_one_transaction(self, given: list[Given]) -> Sequence[T | None]:
        try:
            with database.transaction(writing=self._writing) as session:
                return self._do(session, given)
        except Exception:
            logger.exception("%s were not done as one list", len(given))
            return [None] * len(given)
