"""One attempt per entry and leg; the server hands in what is overdue; whoever may see keys does not play."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlmodel import select

from quiz import database
from quiz.attempts.answering import record_answer
from quiz.attempts.attempt import Attempt, SubmittedBy
from quiz.attempts.barring import seat_of
from quiz.attempts.handing_in import close_overdue, submit_attempt, take_turn
from quiz.attempts.receipts import digest_of
from quiz.attempts.sitting import (
    Closed,
    NotInTheContest,
    NotOpen,
    SeatBarred,
    start_attempt,
    start_preview,
)
from quiz.contests.entry import Entry, EntryState
from quiz.contests.round import Leg
from quiz.contests.rules import RoundRules
from quiz.people.role import RoleName
from quiz.people.sign_in import Door, start_sign_in
from tests.conftest import NOON
from tests.world import HOUR, grant

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


def visit(session, entry):
    return start_sign_in(session, Door.PLAY, entry.person_id, NOON, entry_id=entry.id)


def start(world, key="duong", at=NOON):
    entry = world.entries[key]
    with database.transaction() as session:
        leg, entry = session.get_one(Leg, world.leg.id), session.get_one(Entry, entry.id)
        return start_attempt(session, world.contest, world.round, leg, entry, visit(session, entry), at)


def stored(attempt):
    with database.transaction(writing=False) as session:
        return session.get_one(Attempt, attempt.id)


def change(row, **values):
    with database.transaction() as session:
        mine = session.get_one(type(row), row.id)
        for name, value in values.items():
            setattr(mine, name, value)
        session.add(mine)


def set_rules(world, **rules):
    world.round.take_rules(RoundRules(**rules))
    change(world.round, rules_json=world.round.rules_json)


def answer(attempt, choice="dung", tap=1, at=NOON):
    with database.transaction() as session:
        record_answer(session, session.get_one(Attempt, attempt.id), 1, {"choices": [choice]}, 1, tap, at)


def hand_in(attempt, at, by=SubmittedBy.CONTESTANT):
    with database.transaction() as session:
        return submit_attempt(session, session.get_one(Attempt, attempt.id), by, at)


def close(at, limit=200):
    with database.transaction() as session:
        return close_overdue(session, at, limit)


def test_an_attempt_lasts_as_long_as_the_rules_allow(world):
    assert start(world).ends_at == NOON + 15 * MINUTE


def test_a_late_start_ends_when_the_window_closes(world):
    attempt = start(world, at=NOON + 58 * MINUTE)

    assert attempt.ends_at == NOON + HOUR


def test_a_late_start_may_have_its_full_time_where_the_rules_say_so(world):
    set_rules(world, late_start="full")

    assert start(world, at=NOON + 58 * MINUTE).ends_at == NOON + 73 * MINUTE


def test_nobody_starts_before_the_opening_nor_at_the_closing(world):
    with pytest.raises(NotOpen):
        start(world, at=NOON - HOUR - SECOND)
    with pytest.raises(Closed):
        start(world, at=NOON + HOUR)


def test_a_second_start_joins_the_first_and_takes_the_turn(world):
    first = start(world)
    second = start(world, at=NOON + MINUTE)

    assert second.id == first.id
    assert second.turn == 2
    assert second.started_at == NOON


def test_two_starts_in_the_same_instant_are_one_attempt(world):
    started, ready = [], Barrier(2)

    def tap():
        ready.wait()
        started.append(start(world).id)

    threads = [Thread(target=tap) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(started) == 2
    assert len(set(started)) == 1


def test_the_device_that_has_the_turn_keeps_it(world):
    attempt = start(world)
    with database.transaction() as session:
        mine = session.get_one(Attempt, attempt.id)
        other = visit(session, world.entries["duong"])

        assert take_turn(session, mine, other, NOON).turn == 2
        assert take_turn(session, mine, other, NOON).turn == 2


def test_whoever_withdrew_cannot_start(world):
    change(world.entries["duong"], state=EntryState.WITHDRAWN)

    with pytest.raises(NotInTheContest):
        start(world)


@pytest.mark.parametrize(
    ("role", "here", "barred"),
    [
        (RoleName.ORGANISER, False, True),
        (RoleName.QUESTION_WRITER, False, True),
        (RoleName.REVIEWER, False, True),
        (RoleName.CHIEF_JUDGE, True, True),
        (RoleName.CHIEF_JUDGE, False, False),
        (RoleName.JUDGE, True, False),
        (RoleName.SECRETARY, True, False),
        (RoleName.INVIGILATOR, True, False),
    ],
)
def test_whoever_may_see_questions_or_keys_does_not_play(world, role, here, barred):
    contest = world.contest.id if here else world.contest.id + 1
    with database.transaction() as session:
        grant(session, world.people["duong"], role, contest, NOON)

        assert seat_of(session, world.entries["duong"], world.contest, NOON).sees_questions is barred
    if barred:
        with pytest.raises(SeatBarred):
            start(world)


def test_whoever_looked_at_a_preview_does_not_play_later(world):
    duong = world.people["duong"]
    with database.transaction() as session:
        desk = start_sign_in(session, Door.DESK, duong.id, NOON)
        start_preview(session, world.round, world.leg, duong.id, desk, NOON)

    with pytest.raises(SeatBarred):
        start(world)


def test_handing_in_gives_a_receipt_and_a_digest_of_what_was_kept(world):
    attempt = start(world)
    answer(attempt)

    done = hand_in(attempt, NOON + 3 * MINUTE)

    assert len(done.receipt_code) == 8
    assert done.submitted_at == NOON + 3 * MINUTE
    with database.transaction(writing=False) as session:
        assert done.answers_digest == digest_of(session, done)


def test_handing_in_twice_changes_nothing(world):
    attempt = start(world)
    first = hand_in(attempt, NOON + MINUTE)
    again = hand_in(attempt, NOON + 2 * MINUTE, SubmittedBy.JUDGE)

    assert (again.receipt_code, again.submitted_at, again.submitted_by) == (
        first.receipt_code,
        NOON + MINUTE,
        SubmittedBy.CONTESTANT,
    )


def test_time_used_runs_from_the_start_to_the_last_change_in_whole_seconds(world):
    attempt = start(world)
    answer(attempt, at=NOON + timedelta(seconds=61, milliseconds=900))
    hand_in(attempt, NOON + 10 * MINUTE)

    assert stored(attempt).elapsed_s == 61


def test_what_is_overdue_is_handed_in_with_the_answers_it_has_and_no_longer_time(world):
    attempt = start(world)
    answer(attempt, at=NOON + 20 * SECOND)

    assert close(attempt.ends_at + HOUR) == 1
    done = stored(attempt)
    assert done.submitted_by == SubmittedBy.TIMEOUT
    assert done.submitted_at == attempt.ends_at
    assert done.elapsed_s == 20


def test_the_grace_is_waited_for(world):
    attempt = start(world)

    assert close(attempt.ends_at + 29 * SECOND) == 0
    assert close(attempt.ends_at + 30 * SECOND) == 1


def test_so_many_are_closed_at_a_time(world):
    start(world, "duong")
    start(world, "khanh")

    assert [close(NOON + HOUR, limit=1) for _ in range(3)] == [1, 1, 0]


def test_an_attempt_that_was_given_time_is_not_closed(world):
    attempt = start(world)
    change(attempt, ends_at=attempt.ends_at + HOUR)

    assert close(attempt.ends_at + MINUTE) == 0


def test_an_abandoned_attempt_uses_up_the_only_one(world):
    attempt = start(world)
    close(NOON + 30 * MINUTE)

    assert start(world, at=NOON + 40 * MINUTE).id == attempt.id
    with database.transaction(writing=False) as session:
        assert len(session.exec(select(Attempt)).all()) == 1


def test_a_preview_hangs_on_no_entry(world):
    with database.transaction() as session:
        lan = world.people["lan"]
        desk = start_sign_in(session, Door.DESK, lan.id, NOON)
        attempt = start_preview(session, world.round, world.leg, lan.id, desk, NOON + 3 * HOUR)

        assert attempt.entry_id is None
        assert attempt.ends_at == NOON + 3 * HOUR + 15 * MINUTE
