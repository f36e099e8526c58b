"""Live pages are told that something changed, after it is kept, and never what."""

import asyncio

from quiz import news
from quiz.web import events


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
