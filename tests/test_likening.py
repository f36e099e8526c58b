"""The loop that looks for look-alikes works beside everything else, and goes on after a failure."""

import asyncio

import anyio
import pytest
from sqlmodel import select

from question_bank.likening import Comparing
from question_bank.question import QuestionVersion
from quiz import database, likening
from quiz.web.transactions import Turns


@pytest.fixture
def at_once(monkeypatch):
    for pause in ("TICK_S", "PAUSE_S", "PAUSE_AFTER_FAILURE_S"):
        monkeypatch.setattr(likening, pause, 0.01)


def all_are_compared() -> bool:
    with database.transaction(writing=False) as session:
        return all(session.exec(select(QuestionVersion.compared)))


async def until_compared() -> None:
    loop = asyncio.create_task(likening.keep_likening(Turns(4)))
    with anyio.fail_after(60):
        while not await anyio.to_thread.run_sync(all_are_compared):
            await asyncio.sleep(0.02)
    loop.cancel()


def test_whatever_is_in_the_bank_is_compared_in_the_background(world, at_once):
    assert not all_are_compared()

    asyncio.run(until_compared())

    assert likening.liken_all() == 0


def test_a_failure_is_told_and_tried_again(world, at_once, monkeypatch, caplog):
    kept, failed = likening.keep, []

    def fail_once(found):
        if not failed:
            failed.append(found)
            raise ZeroDivisionError
        return kept(found)

    monkeypatch.setattr(likening, "keep", fail_once)
    asyncio.run(until_compared())

    assert "look-alikes failed" in caplog.text


def test_everything_at_once_is_the_same(world):
    assert likening.liken_all() == len(world.versions)
    assert likening.look(Comparing()) is None
