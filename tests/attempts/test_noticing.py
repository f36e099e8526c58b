"""What was noticed while somebody worked: the server's times, bounded, and the same for whoever looks."""

from datetime import timedelta

import pytest
from sqlmodel import select

from quiz import database
from quiz.attempts.attempt import Attempt, SubmittedBy
from quiz.attempts.handing_in import submit_attempt, take_turn
from quiz.attempts.noticing import MOST, Moment, MomentKind, Noticed, Told, note_moments, timeline_of, told_in_order
from quiz.attempts.sitting import start_attempt
from quiz.people.sign_in import Door, start_sign_in
from tests.conftest import NOON

MINUTE = timedelta(minutes=1)
LEFT, BACK, PASTED, TOOK_OVER = MomentKind.LEFT, MomentKind.BACK, MomentKind.PASTED, MomentKind.TOOK_OVER


def moment(kind, second, turn=1, number=None):
    return Moment(attempt_id=1, turn=turn, told=second, kind=kind, number=number, at=NOON + timedelta(seconds=second))


def at(second):
    return NOON + timedelta(seconds=second)


def visit(session, entry):
    return start_sign_in(session, Door.PLAY, entry.person_id, NOON, entry_id=entry.id)


@pytest.fixture
def attempt(world):
    entry = world.entries["duong"]
    with database.transaction() as session:
        sign_in = visit(session, entry)
        return start_attempt(session, world.contest, world.round, world.leg, entry, sign_in, NOON)


def say(attempt, *said, when=NOON + MINUTE):
    with database.transaction() as session:
        note_moments(session, session.get_one(Attempt, attempt.id), said, when)


def timeline(attempt):
    with database.transaction(writing=False) as session:
        return timeline_of(session, session.get_one(Attempt, attempt.id))


def test_leaving_and_coming_back_is_one_line():
    assert told_in_order([moment(LEFT, 5), moment(PASTED, 6, number=3), moment(BACK, 17)]) == [
        Noticed(LEFT, at(5), seconds=12),
        Noticed(PASTED, at(6), number=3),
    ]


def test_each_device_comes_back_to_itself_and_half_a_story_is_told_as_it_is():
    told = told_in_order([moment(BACK, 1), moment(LEFT, 5), moment(TOOK_OVER, 8, turn=2), moment(BACK, 9, turn=2)])

    assert told == [Noticed(BACK, at(1)), Noticed(LEFT, at(5)), Noticed(TOOK_OVER, at(8)), Noticed(BACK, at(9))]


def test_the_server_says_when_and_the_phone_only_how_long_ago(attempt):
    say(attempt, Told(LEFT, 1, 1, 30_000), Told(BACK, 2, 1, 10_000), Told(PASTED, 3, 1, 999_000_000, 2))

    assert timeline(attempt) == [Noticed(PASTED, NOON, number=2), Noticed(LEFT, at(30), seconds=20)]


def test_what_is_told_twice_is_kept_once(attempt):
    for minutes in (1, 2):
        say(attempt, Told(LEFT, 7, 1, 0), when=NOON + minutes * MINUTE)

    assert timeline(attempt) == [Noticed(LEFT, NOON + MINUTE)]


def test_no_phone_fills_the_table(attempt):
    for batch in range(6):
        say(attempt, *[Told(PASTED, batch * 40 + n, 1, 0, 1) for n in range(40)])

    assert len(timeline(attempt)) == MOST


def test_a_device_that_never_had_the_turn_tells_nothing(attempt):
    say(attempt, Told(LEFT, 1, 2, 0), Told(LEFT, 2, 0, 0))

    assert timeline(attempt) == []


def test_another_device_taking_over_is_noticed_by_the_server_itself(world, attempt):
    with database.transaction() as session:
        mine = session.get_one(Attempt, attempt.id)
        take_turn(session, mine, visit(session, world.entries["duong"]), NOON + MINUTE)

    assert timeline(attempt) == [Noticed(TOOK_OVER, NOON + MINUTE)]


def test_after_handing_in_nothing_is_noticed_and_nothing_was_decided(attempt):
    say(attempt, Told(LEFT, 1, 1, 0))
    with database.transaction() as session:
        mine = session.get_one(Attempt, attempt.id)
        before = mine.ends_at
        submit_attempt(session, mine, SubmittedBy.CONTESTANT, NOON + 2 * MINUTE)
    say(attempt, Told(LEFT, 2, 1, 0), when=NOON + 3 * MINUTE)

    assert len(timeline(attempt)) == 1
    with database.transaction(writing=False) as session:
        assert session.exec(select(Attempt)).one().ends_at == before
