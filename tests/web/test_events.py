"""Live pages are told that something changed, after it is kept, and never what."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from quiz import clock, news
from quiz.web import events
from quiz.web.events import Gate, Telling


def heard(*rings: str) -> list[bytes]:
    """What a viewer of topic board-1 receives while these topics ring."""

    async def watch() -> list[bytes]:
        stream = events._events(("board-1",))
        received = [await anext(stream)]
        for topic in rings:
            news.publish({topic})
        try:
            received.append(await asyncio.wait_for(anext(stream), 0.2))
        except TimeoutError:
            return received
        finally:
            await stream.aclose()
        return received

    return asyncio.run(watch())


def test_a_viewer_is_told_at_once_because_it_may_have_missed_something() -> None:
    assert heard() == [events.GREETING]


def test_a_viewer_hears_of_its_own_topics_only() -> None:
    assert heard("board-2") == [events.GREETING]
    assert heard("board-1") == [events.GREETING, events.CHANGED]
    assert heard(news.EVERYTHING) == [events.GREETING, events.CHANGED]


def test_many_changes_at_once_are_one_piece_of_news() -> None:
    assert heard("board-1", "board-1", "board-1") == [events.GREETING, events.CHANGED]


def test_who_left_is_not_remembered() -> None:
    heard("board-1")

    assert not news._watchers


def gated(
    told: list[bool], *rings: str, at_first: bool = True, until: datetime | None = None
) -> tuple[list[bytes], int]:
    """What a viewer receives whose news of board-1 waits behind a gate, and how often the gate was asked."""
    asked: list[bool] = []

    def are_told(_session: object) -> Telling:
        asked.append(True)
        return Telling(told[len(asked) - 1])

    async def watch() -> list[bytes]:
        gate = Gate(("board-1",), object(), are_told, Telling(at_first, until))
        stream = events._events(("publication-1",), gate)
        received = [await anext(stream)]
        reading = asyncio.ensure_future(_rest(stream, received))
        for topic in rings:
            await asyncio.sleep(0.01)
            news.publish({topic})
            await asyncio.sleep(0.05)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        await stream.aclose()
        return received

    return asyncio.run(watch()), len(asked)


async def _rest(stream: AsyncIterator[bytes], received: list[bytes]) -> None:
    async for each in stream:
        received.append(each)


def test_behind_a_closed_gate_nothing_is_told_until_it_opens(database_url, monkeypatch):
    monkeypatch.setattr(events, "QUIET_S", 0.0)
    greeting, changed = events.GREETING, events.CHANGED

    assert gated([], "board-1") == ([greeting, changed], 0)
    assert gated([], "board-1", at_first=False) == ([greeting], 0)
    assert gated([False], "publication-1", "board-1", "board-1") == (
        [greeting, changed],
        1,
    )  # frozen
    assert gated([True], "publication-1", "board-1", at_first=False) == ([greeting, changed, changed], 1)


def test_many_who_are_woken_together_ask_the_gate_once(database_url):
    asked: list[bool] = []
    gate = Gate(("board-1",), object(), lambda _session: asked.append(True) or Telling(True), Telling(True))

    async def crowd() -> None:
        streams = [events._events(("publication-1",), gate) for _ in range(200)]
        for stream in streams:
            await anext(stream)
        heard = [asyncio.ensure_future(anext(stream)) for stream in streams]
        await asyncio.sleep(0.05)
        news.publish({"publication-1"})
        assert await asyncio.gather(*heard) == [events.CHANGED] * 200
        for stream in streams:
            await stream.aclose()

    asyncio.run(crowd())
    assert len(asked) < 20


def test_after_the_moment_until_which_it_spoke_the_gate_is_asked_again(database_url):
    """A board that freezes by itself: nothing else rings then, and who hands in must not be told of."""
    greeting, changed = events.GREETING, events.CHANGED
    coming, past = clock.now() + timedelta(hours=1), clock.now() - timedelta(seconds=1)
    assert gated([], "board-1", until=coming) == ([greeting, changed], 0)
    assert gated([False], "board-1", "board-1", until=past) == ([greeting], 1)
