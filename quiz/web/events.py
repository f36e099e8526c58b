"""Live pages: a stream that says that something changed, never what. The page asks again and gets what it may see."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import anyio.to_thread
from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event
from sqlmodel import Session

from quiz import clock, database, news

CHANGED = format_sse_event(event="changed", data_str="1")
GREETING = format_sse_event(event="changed", data_str="1", retry=3000)  # after a gap, something may have been missed
PING_S = 15.0
QUIET_S = 1.0
"""No viewer is told more often than this, however much happens."""


class Telling(NamedTuple):
    """Whether something is told, and until when that surely holds where nothing else happens; None: for good."""

    told: bool
    until: datetime | None = None

    def holds(self, at: datetime) -> bool:
        return self.until is None or at < self.until


@dataclass(frozen=True)
class Gate:
    """Topics that are told only while `are_told` says so: asked anew whenever any other topic has news, and after the
    moment until which it spoke.

    What it says is the same for everybody with the same `key`, so it is asked once for all of them.
    """

    topics: tuple[str, ...]
    key: Hashable
    are_told: Callable[[Session], Telling]
    at_first: Telling


def changes_of(*topics: str, gate: Gate | None = None) -> EventSourceResponse:
    """Tell this viewer whenever one of the topics has news. Holds no database connection."""
    return EventSourceResponse(
        _events(topics, gate),
        headers={"X-Accel-Buffering": "no", "Cache-Control": "no-store", "Content-Encoding": "identity"},
    )


async def _events(topics: tuple[str, ...], gate: Gate | None = None) -> AsyncIterator[bytes]:
    gated = frozenset(gate.topics if gate else ())
    telling = gate.at_first if gate else Telling(told=False)
    with news.watching(*topics, *gated) as watcher:
        yield GREETING
        while True:
            heard = await watcher.wait(PING_S)
            if not heard:
                yield KEEPALIVE_COMMENT
                continue
            of_others = bool(heard - gated)
            if gate and (of_others or not telling.holds(clock.now())):
                telling = await anyio.to_thread.run_sync(_asked, gate, time.monotonic())
            if telling.told or of_others:
                yield CHANGED
                await asyncio.sleep(QUIET_S)


_answers: dict[Hashable, tuple[float, Telling]] = {}
_asking = threading.Lock()


def _asked(gate: Gate, since: float) -> Telling:
    """What the gate says, asked after `since`: the first of many who were woken together asks for all."""
    with _asking:
        at, answer = _answers.get(gate.key, (0.0, Telling(told=False)))
        if at < since:
            at = time.monotonic()
            with database.transaction(writing=False) as session:
                answer = gate.are_told(session)
            _answers[gate.key] = (at, answer)
        return answer
