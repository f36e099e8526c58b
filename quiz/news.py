"""Tell whoever is watching that something changed; never what. Each watcher then asks for what it may see."""

import asyncio
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from contextlib import contextmanager

from sqlmodel import Session

EVERYTHING = "*"
"""The topic that wakes every watcher: something was written by another command."""

_watchers: dict[str, set["Watcher"]] = defaultdict(set)
_lock = threading.Lock()


class Watcher:
    """Waits for news of its topics, on the event loop it was made on."""

    def __init__(self, topics: Iterable[str]) -> None:
        self.topics = frozenset(topics)
        self.loop = asyncio.get_running_loop()
        self._bell = asyncio.Event()
        self._heard: set[str] = set()

    async def wait(self, seconds: float) -> set[str]:
        """The topics that have news; none after that many seconds of silence."""
        try:
            await asyncio.wait_for(self._bell.wait(), seconds)
        except TimeoutError:
            return set()
        self._bell.clear()
        heard, self._heard = self._heard, set()
        return heard

    def ring(self, topics: Set[str]) -> None:
        """On its loop. News of everything is news of each of its topics."""
        self._heard |= self.topics if EVERYTHING in topics else self.topics & topics
        self._bell.set()


@contextmanager
def watching(*topics: str) -> Iterator[Watcher]:
    watcher = Watcher(topics)
    with _lock:
        for topic in watcher.topics:
            _watchers[topic].add(watcher)
    try:
        yield watcher
    finally:
        with _lock:
            for topic in watcher.topics:
                _watchers[topic].discard(watcher)
                if not _watchers[topic]:
                    del _watchers[topic]


def tell_after_commit(session: Session, topic: str) -> None:
    """The transaction spreads this once it is durable; a rollback tells nobody."""
    session.info.setdefault("news", set()).add(topic)


def publish(topics: Iterable[str]) -> None:
    """Ring everyone who watches one of these, in this process."""
    topics = set(topics)
    with _lock:
        names = list(_watchers) if EVERYTHING in topics else topics
        woken = {watcher for topic in names for watcher in _watchers.get(topic, ())}
    by_loop: dict[asyncio.AbstractEventLoop, list[Watcher]] = defaultdict(list)
    for watcher in woken:
        by_loop[watcher.loop].append(watcher)
    for loop, watchers in by_loop.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_ring_all, watchers, topics)


def _ring_all(watchers: list[Watcher], topics: Set[str]) -> None:
    for watcher in watchers:
        watcher.ring(topics)
