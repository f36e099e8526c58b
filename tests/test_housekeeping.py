"""What is past its time is handed in with what it has, and counted, whoever else keeps house."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from quiz import clock, database, housekeeping
from quiz.attempts.answering import record_answer
from quiz.attempts.attempt import Attempt, SubmittedBy
from quiz.attempts.sitting import start_attempt, start_preview
from quiz.contests.entry import Entry
from quiz.people.sign_in import Door, start_sign_in
from quiz.standings.score import Score
from quiz.web.transactions import Turns
from tests.world import World


def play_one_answer(world: World, name: str, at: datetime) -> int:
    """Start, give one right answer ten seconds later, and walk away."""
    entry = world.entries[name]
    with database.transaction() as session:
        sign_in = start_sign_in(session, Door.PLAY, entry.person_id, at, entry_id=entry.id)
        contest, round, leg = (
            session.get_one(type(known), known.id) for known in (world.contest, world.round, world.leg)
        )
        attempt = start_attempt(session, contest, round, leg, session.get_one(Entry, entry.id), sign_in, at)
        record_answer(session, attempt, 1, {"choices": ["dung"]}, attempt.turn, 1, at + timedelta(seconds=10))
        assert attempt.id is not None
        return attempt.id


def scores() -> list[tuple[int, int]]:
    with database.transaction(writing=False) as session:
        return [(score.right, score.elapsed_s) for score in session.exec(select(Score))]


def test_before_the_deadline_and_its_grace_nothing_is_touched(world: World, noon: datetime) -> None:
    play_one_answer(world, "duong", noon)

    assert not housekeeping.is_there_work(noon + timedelta(minutes=14))
    assert housekeeping.tidy(noon + timedelta(minutes=15, seconds=29)) == 0
    assert scores() == []


def test_an_abandoned_attempt_is_handed_in_by_the_server_and_counted_once(world: World, noon: datetime) -> None:
    play_one_answer(world, "duong", noon)
    later = noon + timedelta(minutes=16)

    assert housekeeping.is_there_work(later)
    assert housekeeping.tidy(later) > 0
    assert not housekeeping.is_there_work(later)
    assert housekeeping.tidy(later) == 0

    with database.transaction(writing=False) as session:
        attempt = session.exec(select(Attempt)).one()
        assert attempt.submitted_by == SubmittedBy.TIMEOUT
        assert attempt.receipt_code is not None
    assert scores() == [(1, 10)]  # waiting for the server lengthened nothing


def test_a_preview_left_open_is_closed_too_and_not_counted(world: World, noon: datetime) -> None:
    lan = world.people["lan"].id or 0
    with database.transaction() as session:
        start_preview(session, world.round, world.leg, lan, start_sign_in(session, Door.DESK, lan, noon), noon)
    later = noon + timedelta(minutes=16)

    assert housekeeping.is_there_work(later)
    assert housekeeping.tidy(later) == 1
    assert not housekeeping.is_there_work(later)
    assert scores() == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite has one server and one writer
def test_whoever_keeps_house_does_it_alone(world: World, noon: datetime) -> None:
    play_one_answer(world, "duong", noon)
    later = noon + timedelta(minutes=16)

    with database.transaction() as other:
        assert housekeeping._is_alone(other)
        assert housekeeping.tidy(later) == 0
    assert housekeeping.tidy(later) > 0


def test_the_loop_goes_on_after_a_failure(world: World, noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    play_one_answer(world, "duong", noon)
    monkeypatch.setattr(clock, "now", lambda: noon + timedelta(minutes=16))
    monkeypatch.setattr(housekeeping, "PAUSE_AFTER_FAILURE_S", 0.01)
    failures = iter([housekeeping.SQLAlchemyError("the disk is full")])
    true_tidy = housekeeping.tidy

    def fails_once(at: datetime) -> int:
        for failure in failures:
            raise failure
        return true_tidy(at)

    monkeypatch.setattr(housekeeping, "tidy", fails_once)

    async def keep_until_counted() -> None:
        loop = asyncio.create_task(housekeeping.keep_house(Turns(2)))
        for _ in range(200):
            await asyncio.sleep(0.05)
            if scores():
                break
        loop.cancel()

    asyncio.run(keep_until_counted())
    assert scores() == [(1, 10)]
