"""Live pages: a stream that says that something changed, never what. The page asks again and gets what it may see."""

import asyncio
from collections.abc import AsyncIterator

from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event

from quiz import news

CHANGED = format_sse_event(event="changed", data_str="1")
GREETING = format_sse_event(event="changed", data_str="1", retry=3000)  # after a gap, something may have been missed
PING_S = 15.0
QUIET_S = 1.0
"""No viewer is told more often than this, however much happens."""


def changes_of(*topics: str) -> EventSourceResponse:
    """Tell this viewer whenever one of the topics has news. Holds no database connection."""
    return EventSourceResponse(
        _events(topics),
        headers={"X-Accel-Buffering": "no", "Cache-Control": "no-store", "Content-Encoding": "identity"},
    )


async def _events(topics: tuple[str, ...]) -> AsyncIterator[bytes]:
    with news.watching(*topics) as watcher:
        yield GREETING
        while True:
            if await watcher.wait(PING_S):
                yield CHANGED
                await asyncio.sleep(QUIET_S)
            else:
                yield KEEPALIVE_COMMENT
