"""One writer at a time: SQLite takes no more, and lets those who wait find out for themselves, unfairly."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Wake = Callable[[], bool]
"""Tell whoever waits that it is their turn; False where nobody waits there any more."""


class WritersTurn:
    """Requests take their turn in the order they came. The journal is let in before them, but never twice in a row
    while one of them waits: answers wait for at most one other transaction, and nothing waits for ever behind answers.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken = False
        self._journal_had_it = False
        self._requests: deque[Wake] = deque()
        self._journal: deque[Wake] = deque()

    async def __aenter__(self) -> None:
        loop = asyncio.get_running_loop()
        called: asyncio.Future[None] = loop.create_future()

        def wake() -> bool:
            if loop.is_closed():
                return False
            loop.call_soon_threadsafe(_call, called)
            return True

        if self._enter(self._requests, wake):
            return
        try:
            await called
        except asyncio.CancelledError:
            if not self._is_withdrawn(wake):
                self._leave()  # it was ours already
            raise

    async def __aexit__(self, *_: object) -> None:
        self._leave()

    @contextmanager
    def first(self) -> Iterator[None]:
        """For the journal's thread."""
        called = threading.Event()

        def wake() -> bool:
            called.set()
            return True

        if not self._enter(self._journal, wake):
            called.wait()
        self._journal_had_it = True
        try:
            yield
        finally:
            self._leave()

    def _enter(self, queue: deque[Wake], wake: Wake) -> bool:
        """Is it free? Otherwise wait in the queue."""
        with self._lock:
            if self._taken:
                queue.append(wake)
                return False
            self._taken = True
            return True

    def _is_withdrawn(self, wake: Wake) -> bool:
        with self._lock:
            if wake not in self._requests:
                return False
            self._requests.remove(wake)
            return True

    def _leave(self) -> None:
        with self._lock:
            queues = (self._requests, self._journal) if self._journal_had_it else (self._journal, self._requests)
            self._journal_had_it = False
            for queue in queues:
                while queue:
                    if queue.popleft()():
                        return
            self._taken = False


def _call(called: "asyncio.Future[None]") -> None:
    if not called.done():
        called.set_result(None)
