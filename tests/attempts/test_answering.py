"""What stands is the newest tap that came in time; whoever sent another is told what stands, never "saved"."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from quiz import database
from quiz.attempts.answering import AlreadySubmitted, NotAnAnswer, TimeIsUp, answers_of, record_answer
from quiz.attempts.attempt import Attempt, SubmittedBy
from quiz.attempts.handing_in import submit_attempt, take_turn
from quiz.attempts.sitting import start_attempt
from quiz.people.sign_in import Door, start_sign_in
from quiz.refusals import NotFound
from tests.conftest import NOON

SECOND = timedelta(seconds=1)
PHONE, TABLET = 1, 2
"""Turns: the tablet took over."""


@pytest.fixture
def attempt(world):
    """Dương's, started at noon: 15 minutes, 30 seconds of grace."""
    return sit(world, "duong")


def sit(world, key):
    entry = world.entries[key]
    with database.transaction() as session:
        visit = start_sign_in(session, Door.PLAY, entry.person_id, NOON, entry_id=entry.id)
        return start_attempt(session, world.contest, world.round, world.leg, entry, visit, NOON)


def take_over(attempt, entry):
    with database.transaction() as session:
        visit = start_sign_in(session, Door.PLAY, entry.person_id, NOON, entry_id=entry.id)
        return take_turn(session, session.get_one(Attempt, attempt.id), visit, NOON).turn


def give(attempt, choice, tap, turn=PHONE, at=NOON, number=1):
    choices = [choice] if choice else []
    with database.transaction() as session:
        mine = session.get_one(Attempt, attempt.id)
        return record_answer(session, mine, number, {"choices": choices}, turn, tap, at)


def stands(attempt, number=1):
    with database.transaction(writing=False) as session:
        answer = answers_of(session, attempt)[number]
        return answer.given["choices"], answer.turn, answer.tap


def stored(attempt):
    with database.transaction(writing=False) as session:
        return session.get_one(Attempt, attempt.id)


def test_a_tap_is_kept(attempt):
    outcome = give(attempt, "sai1", 1)

    assert outcome.kept
    assert stands(attempt) == (["sai1"], PHONE, 1)


def test_the_newer_tap_replaces_the_older(attempt):
    give(attempt, "sai1", 1)
    give(attempt, "dung", 2)

    assert stands(attempt) == (["dung"], PHONE, 2)


def test_an_older_tap_arriving_late_changes_nothing_and_is_told_what_stands(attempt):
    give(attempt, "dung", 2)

    outcome = give(attempt, "sai1", 1)

    assert not outcome.kept
    assert outcome.answer.given == {"choices": ["dung"]}
    assert stands(attempt) == (["dung"], PHONE, 2)


def test_the_same_tap_sent_again_is_acknowledged_again(attempt):
    first = give(attempt, "dung", 1)
    again = give(attempt, "dung", 1, at=NOON + 40 * SECOND)

    assert again.kept
    assert again.answer.received_at == first.answer.received_at


def test_another_answer_under_the_same_number_is_not_acknowledged(attempt):
    give(attempt, "dung", 1)

    assert not give(attempt, "sai1", 1).kept
    assert stands(attempt) == (["dung"], PHONE, 1)


def test_the_device_that_took_over_wins_over_the_older_one_whatever_its_numbers(attempt, world):
    assert take_over(attempt, world.entries["duong"]) == TABLET
    give(attempt, "dung", 1, turn=TABLET)

    assert not give(attempt, "sai1", 99, turn=PHONE).kept
    assert stands(attempt) == (["dung"], TABLET, 1)


def test_a_waiting_tap_of_the_older_device_is_kept_where_the_newer_answered_nothing(attempt, world):
    take_over(attempt, world.entries["duong"])
    give(attempt, "dung", 1, turn=TABLET, number=1)

    assert give(attempt, "sai1", 9, turn=PHONE, number=2).kept
    assert stands(attempt, 2) == (["sai1"], PHONE, 9)


def test_a_turn_that_was_never_handed_out_is_refused(attempt):
    with pytest.raises(NotAnAnswer):
        give(attempt, "dung", 1, turn=TABLET)


@pytest.mark.parametrize("choice", ["khong-co", "A"])
def test_a_choice_that_is_not_there_is_refused(attempt, choice):
    with pytest.raises(NotAnAnswer):
        give(attempt, choice, 1)


def test_a_question_that_is_not_in_the_paper_does_not_exist(attempt):
    with pytest.raises(NotFound):
        give(attempt, "dung", 1, number=4)


def test_plain_forms_are_numbered_in_the_order_they_arrive(attempt):
    give(attempt, "sai1", None)
    give(attempt, "dung", None)

    assert stands(attempt) == (["dung"], PHONE, 2)


def test_the_first_answer_and_the_last_change_are_noted(attempt):
    give(attempt, "sai1", 1, at=NOON + 10 * SECOND)
    give(attempt, "dung", 2, at=NOON + 20 * SECOND)

    assert stored(attempt).first_answer_at == NOON + 10 * SECOND
    assert stored(attempt).last_change_at == NOON + 20 * SECOND


def test_tapping_the_same_choice_again_is_no_change(attempt):
    give(attempt, "dung", 1, at=NOON + 10 * SECOND)
    again = give(attempt, "dung", 2, at=NOON + 50 * SECOND)

    assert again.kept
    assert again.answer.changed_at == NOON + 10 * SECOND
    assert stored(attempt).last_change_at == NOON + 10 * SECOND


def test_a_tap_that_lost_is_no_change(attempt):
    give(attempt, "dung", 2, at=NOON + 10 * SECOND)
    give(attempt, "sai1", 1, at=NOON + 50 * SECOND)

    assert stored(attempt).last_change_at == NOON + 10 * SECOND


def test_a_tap_within_the_grace_is_kept_marked_and_counts_as_at_the_deadline(attempt):
    outcome = give(attempt, "dung", 1, at=attempt.ends_at + 12 * SECOND)

    assert outcome.kept
    assert outcome.answer.late
    assert stored(attempt).last_change_at == attempt.ends_at


def test_the_deadline_itself_is_already_outside(attempt):
    assert not give(attempt, "dung", 1, at=attempt.ends_at - SECOND / 1000).answer.late
    assert give(attempt, "sai1", 2, at=attempt.ends_at).answer.late


def test_after_the_grace_a_tap_is_refused_and_what_stood_stands(attempt):
    give(attempt, "dung", 1)

    with pytest.raises(TimeIsUp):
        give(attempt, "sai1", 2, at=attempt.ends_at + 30 * SECOND)
    assert stands(attempt) == (["dung"], PHONE, 1)


def test_a_resend_after_the_end_is_still_acknowledged(attempt):
    give(attempt, "dung", 1)

    assert give(attempt, "dung", 1, at=attempt.ends_at + timedelta(hours=1)).kept


def test_after_handing_in_a_new_tap_is_refused_and_a_resend_acknowledged(attempt):
    give(attempt, "dung", 1)
    with database.transaction() as session:
        submit_attempt(session, session.get_one(Attempt, attempt.id), SubmittedBy.CONTESTANT, NOON + 60 * SECOND)

    assert give(attempt, "dung", 1, at=NOON + 61 * SECOND).kept
    with pytest.raises(AlreadySubmitted):
        give(attempt, "sai1", 2, at=NOON + 61 * SECOND)


TAPS = st.tuples(st.sampled_from([PHONE, TABLET]), st.integers(1, 6), st.sampled_from(["dung", "sai1", "sai2", ""]))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=st.lists(TAPS, min_size=1, max_size=10))
def test_in_whatever_order_taps_of_two_devices_arrive_the_newest_pair_stands(attempt, world, sent):
    """Of taps with the same pair the first to arrive stands; only what stands is ever called kept."""
    with database.transaction() as session:
        _begin_anew(session, attempt)
    kept = {}
    for second, (turn, tap, choice) in enumerate(sent):
        outcome = give(attempt, choice, tap, turn, at=NOON + second * SECOND)
        kept.setdefault((turn, tap), choice)
        newest = max(kept)

        assert stands(attempt) == ([kept[newest]] if kept[newest] else [], *newest)
        assert outcome.kept == ((turn, tap) == newest and choice == kept[newest])
        assert stored(attempt).last_change_at <= NOON + second * SECOND


def _begin_anew(session: Session, attempt: Attempt) -> None:
    mine = session.get_one(Attempt, attempt.id)
    mine.turn, mine.first_answer_at, mine.last_change_at = TABLET, None, None
    for answer in answers_of(session, mine).values():
        session.delete(answer)
