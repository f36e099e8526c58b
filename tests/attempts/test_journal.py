"""Answers that arrive together are kept together, and each is told how it went: only after it is on disk."""

import asyncio
import threading
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from time import sleep

import pytest
from sqlalchemy import event
from sqlmodel import select

from quiz import database, news
from quiz.attempts import journal as journals
from quiz.attempts.answering import record_answer
from quiz.attempts.attempt import Answer, Attempt, PaperRow, SubmittedBy
from quiz.attempts.handing_in import submit_attempt
from quiz.attempts.journal import Journal, NotSaved
from quiz.attempts.keeping import AlreadySubmitted, NotAnAnswer, Outcome, Tap, TimeIsUp
from quiz.attempts.sitting import start_attempt
from quiz.people.sign_in import Door, SignIn, end_sign_in, start_sign_in
from quiz.refusals import NotFound
from quiz.turns import WritersTurn
from tests.conftest import NOON

SECOND = timedelta(seconds=1)
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def journal(world):
    return Journal(WritersTurn().first if database.is_sqlite() else nullcontext)


@pytest.fixture
def duong(world):
    return Seat(world, "duong")


@pytest.fixture
def khanh(world):
    return Seat(world, "khanh")


class Seat:
    """Somebody at work: 15 minutes from noon, 30 seconds of grace."""

    def __init__(self, world, key):
        entry = world.entries[key]
        with database.transaction() as session:
            self.visit = start_sign_in(session, Door.PLAY, entry.person_id, NOON, entry_id=entry.id)
            self.attempt = start_attempt(session, world.contest, world.round, world.leg, entry, self.visit, NOON)
            rows = session.exec(select(PaperRow).where(PaperRow.attempt_id == self.attempt.id))
            self.versions = {row.number: row.version_id for row in rows}

    def tap(self, choice, tap, number=1, at=NOON, turn=1, **more):
        made = Tap(
            self.attempt.leg_id, self.attempt.id, number, self.versions[number], "single_choice",
            {"choices": [choice]}, turn, tap, at, self.visit.token,
        )  # fmt: skip
        return made._replace(**more)

    def stands(self, number=1):
        with database.transaction(writing=False) as session:
            answer = session.get(Answer, (self.attempt.id, number))
            return answer and (answer.given["choices"], answer.tap)

    def stored(self):
        with database.transaction(writing=False) as session:
            return session.get_one(Attempt, self.attempt.id)


def together(journal, *requests):
    """Each a list of taps; all in one batch: nobody writes until all of them wait."""
    gate = threading.Event()

    async def send():
        held = Held(gate)
        journal._turn, turn = held, journal._turn
        first = asyncio.create_task(journal.keep([]))  # the batch that holds the writer up
        while not held.reached.is_set():
            await asyncio.sleep(0.001)
        journal._turn = turn
        rest = [asyncio.create_task(journal.keep(taps)) for taps in requests]
        await asyncio.sleep(0)
        gate.set()
        await first
        return await asyncio.gather(*rest, return_exceptions=True)

    return asyncio.run(send())


class Held:
    """A turn that begins when the gate is open."""

    def __init__(self, gate):
        self.gate, self.reached = gate, threading.Event()

    def __call__(self):
        self.reached.set()
        self.gate.wait(10)
        return nullcontext()


def kept(outcome):
    return isinstance(outcome, Outcome) and outcome.kept


@on_sqlite  # to PostgreSQL goes one exchange
def test_answers_that_wait_together_are_one_transaction(journal, duong, khanh):
    commits = []
    event.listen(database.batch_engine(), "commit", commits.append)

    outcomes = together(journal, [duong.tap("dung", 1)], [khanh.tap("sai1", 1), khanh.tap("dung", 2, number=2)])

    assert [[kept(outcome) for outcome in told] for told in outcomes] == [[True], [True, True]]
    assert len(commits) == 1  # the one that was held up had nothing to write
    assert (duong.stands(), khanh.stands(1), khanh.stands(2)) == ((["dung"], 1), (["sai1"], 1), (["dung"], 2))
    assert duong.stored().first_answer_at == khanh.stored().last_change_at == NOON


def test_of_two_taps_of_one_question_the_newer_is_kept_and_the_older_told_what_stands(journal, duong):
    [[newer], [older]] = together(journal, [duong.tap("dung", 2)], [duong.tap("sai1", 1)])

    assert kept(newer)
    assert not older.kept
    assert older.answer.given == {"choices": ["dung"]}
    assert duong.stands() == (["dung"], 2)


def test_a_tap_sent_twice_at_once_is_acknowledged_twice(journal, duong):
    [[one], [other]] = together(journal, [duong.tap("dung", 1)], [duong.tap("dung", 1)])

    assert kept(one)
    assert kept(other)


def test_a_newer_tap_that_came_too_late_does_not_take_the_older_one_with_it(journal, duong):
    in_time, late = NOON + timedelta(minutes=15, seconds=29), NOON + timedelta(minutes=15, seconds=30)

    [[newer], [older]] = together(journal, [duong.tap("sai1", 2, at=late)], [duong.tap("dung", 1, at=in_time)])

    assert kept(older)
    assert older.answer.late
    assert not kept(newer)
    assert duong.stands() == (["dung"], 1)


def test_each_is_refused_for_itself(journal, duong, khanh, world):
    with database.transaction() as session:
        submit_attempt(session, session.get_one(Attempt, khanh.attempt.id), SubmittedBy.CONTESTANT, NOON)
    after = NOON + timedelta(hours=1)

    [outcomes] = together(journal, [
        khanh.tap("dung", 1), duong.tap("dung", 1, number=2, at=after), duong.tap("dung", 1, number=3, turn=2),
        duong.tap("dung", 1, attempt_id=-1), duong.tap("dung", 1, visit=khanh.visit.token), duong.tap("sai1", 3),
    ])  # fmt: skip

    expected = [AlreadySubmitted, TimeIsUp, NotAnAnswer, NotFound, NotFound, Outcome]
    assert [type(outcome) for outcome in outcomes] == expected
    assert (duong.stands(1), duong.stands(2), duong.stands(3), khanh.stands()) == ((["sai1"], 3), None, None, None)


def test_a_visit_that_has_ended_keeps_nothing_more(journal, duong):
    with database.transaction() as session:
        end_sign_in(session, session.get_one(SignIn, duong.visit.id), NOON)

    [[outcome]] = together(journal, [duong.tap("dung", 1)])

    assert isinstance(outcome, NotFound)
    assert duong.stands() is None


def test_a_row_the_database_refuses_fails_alone(journal, duong, khanh):
    [[good], [bad], [other]] = together(
        journal, [duong.tap("dung", 1)], [duong.tap("dung", 1, number=2, version_id=9_999)], [khanh.tap("dung", 1)]
    )

    assert kept(good)
    assert kept(other)
    assert isinstance(bad, NotSaved)
    assert (duong.stands(), duong.stands(2)) == ((["dung"], 1), None)


@on_sqlite  # PostgreSQL tells it by itself, at the commit
def test_a_batch_tells_the_watchers_of_a_leg_once(journal, duong, khanh, monkeypatch):
    told = []
    sleep(1.5 * journals.NEWS_S)  # what a test before has to tell is told
    monkeypatch.setattr(news, "publish", lambda topics: told.extend(topics))

    together(journal, [duong.tap("dung", 1)], [khanh.tap("dung", 1)], [khanh.tap("sai1", 2)])
    together(journal, [duong.tap("dung", 1, at=NOON + SECOND)])  # sent again: nothing is new

    sleep(1.5 * journals.NEWS_S)
    assert told == [f"leg-{duong.attempt.leg_id}"]


@on_sqlite
def test_when_the_disk_is_full_everybody_is_told_so_and_later_all_is_kept(journal, duong, khanh):
    long = {"choices": ["dung" * 5_000]}
    database.batch_engine().dispose()
    event.listen(database.batch_engine(), "connect", _fill)

    outcomes = together(journal, [duong.tap("dung", 1, given=long)], [khanh.tap("dung", 1)])

    assert [type(outcome) for [outcome] in outcomes] == [NotSaved, NotSaved]
    event.remove(database.batch_engine(), "connect", _fill)
    database.batch_engine().dispose()
    outcomes = together(journal, [duong.tap("dung", 1, given=long)], [khanh.tap("dung", 1)])
    assert all(kept(outcome) for [outcome] in outcomes)


def _fill(connection, _):
    [pages] = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count={pages}")


def test_when_the_database_is_gone_everybody_is_told_so(journal, duong, tmp_path):
    gone = f"sqlite:///{tmp_path}" if database.is_sqlite() else "postgresql://nobody@127.0.0.1:1/nothing"
    tap = duong.tap("dung", 1)
    database.connect(gone)

    [[outcome]] = together(journal, [tap])

    assert isinstance(outcome, NotSaved)


def test_beyond_so_many_waiting_nobody_waits(journal, duong, khanh, monkeypatch):
    monkeypatch.setattr(journals, "MOST_WAITING", 2)

    one, two, three = together(
        journal, [duong.tap("dung", 1)], [duong.tap("dung", 1, number=2)], [khanh.tap("dung", 1)]
    )  # fmt: skip

    assert kept(one[0])
    assert kept(two[0])
    assert isinstance(three, NotSaved)
    assert three.retry_after_s
    [[later]] = together(journal, [khanh.tap("dung", 1)])
    assert kept(later)


def test_one_written_by_itself_and_one_in_a_batch_are_judged_alike(journal, duong):
    with database.transaction() as session:
        mine = session.get_one(Attempt, duong.attempt.id)
        alone = record_answer(session, mine, 1, {"choices": ["dung"]}, 1, 5, NOON)

    [[resent], [older]] = together(journal, [duong.tap("dung", 5)], [duong.tap("sai1", 4)])

    assert resent == alone
    assert older == replace(alone, kept=False)
