"""A pause moves a deadline by exactly its length; what overlaps counts once; in whatever order they are told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.attempts.deadline import (
    NOTHING,
    Course,
    Decided,
    Extra,
    LegState,
    MovedClose,
    Reopening,
    Span,
    Window,
    closing,
    course,
    ends_at,
    leg_state,
    time_stood,
)
from quiz.contests.rules import RoundRules

EIGHT = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
TEN = EIGHT + timedelta(hours=2)
WINDOW = Window(EIGHT, TEN)
FIFTEEN = RoundRules(minutes=15)
FULL = RoundRules(minutes=15, late_start="full")


def after(minutes: float) -> datetime:
    return EIGHT + timedelta(minutes=minutes)


def pause(start: float, until: float | None = None) -> Span:
    return Span(after(start), None if until is None else after(until))


def paused(*pauses: Span) -> Decided:
    return Decided(pauses=pauses)


def test_a_pause_of_seven_minutes_moves_the_deadline_by_exactly_seven_minutes() -> None:
    assert ends_at(FIFTEEN, WINDOW, after(5), paused(pause(10, 17))) == after(20 + 7)


def test_while_it_is_paused_the_clock_stands_where_it_was() -> None:
    run = course(FIFTEEN, WINDOW, after(5), paused(pause(10)))

    assert (run.paused_at, run.ends_at) == (after(10), after(20))


def test_an_attempt_begun_during_a_pause_stands_from_its_start() -> None:
    assert course(FIFTEEN, WINDOW, after(12), paused(pause(10))).paused_at == after(12)
    assert ends_at(FIFTEEN, WINDOW, after(12), paused(pause(10, 17))) == after(12 + 15 + 5)


def test_a_pause_after_the_deadline_moves_nothing() -> None:
    late = paused(pause(20, 27))

    assert course(FIFTEEN, WINDOW, after(5), late) == Course(after(20))
    assert course(FIFTEEN, WINDOW, after(5), paused(pause(25))).paused_at is None


def test_two_pauses_that_overlap_count_once() -> None:
    hall_and_room = paused(pause(10, 17), pause(12, 20))

    assert ends_at(FIFTEEN, WINDOW, after(5), hall_and_room) == after(20 + 10)


def test_the_hall_goes_on_and_a_room_that_was_paused_too_still_stands() -> None:
    run = course(FIFTEEN, WINDOW, after(5), paused(pause(10, 17), pause(12)))

    assert (run.paused_at, run.ends_at) == (after(10), after(20))


def test_a_pause_over_the_close_moves_the_close_too() -> None:
    over_the_close = paused(pause(115, 125))

    assert ends_at(FIFTEEN, WINDOW, after(110), over_the_close) == TEN + timedelta(minutes=10)
    assert ends_at(FULL, WINDOW, after(110), over_the_close) == after(125 + 10)
    assert closing(WINDOW, over_the_close, TEN) == TEN + timedelta(minutes=10)


def test_a_round_that_is_paused_does_not_close_by_the_clock() -> None:
    assert leg_state(FIFTEEN, WINDOW, paused(pause(115)), TEN + timedelta(hours=3)) == LegState.OPEN
    assert leg_state(FIFTEEN, WINDOW, paused(pause(115, 125)), after(129)) == LegState.OPEN
    assert leg_state(FIFTEEN, WINDOW, paused(pause(115, 125)), after(130)) == LegState.CLOSED


def test_time_added_during_a_pause_is_added_to_what_was_left() -> None:
    decided = Decided([Extra(120, at=after(12))], [pause(10, 17)])

    assert ends_at(FIFTEEN, WINDOW, after(5), decided) == after(20 + 7 + 2)
    assert course(FIFTEEN, WINDOW, after(5), Decided([Extra(120, at=after(12))], [pause(10)])).ends_at == after(22)


def test_a_close_moved_during_a_pause_leaves_the_time_from_then_on() -> None:
    decided = Decided(pauses=[pause(10)], moved=[MovedClose(after(18), at=after(15))])

    run = course(FIFTEEN, WINDOW, after(5), decided)

    assert (run.paused_at, run.ends_at) == (after(10), after(13))
    assert ends_at(FIFTEEN, WINDOW, after(5), replace(decided, pauses=[pause(10, 20)])) == after(23)


@given(
    st.integers(0, 20),
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 20)), max_size=3),
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 120)), max_size=2),
    st.integers(0, 40),
)
def test_what_is_left_in_a_pause_is_left_when_it_goes_on(start: int, pauses, moved, stands: int) -> None:
    moves = [MovedClose(after(at + minutes), at=after(at)) for at, minutes in moved]
    ended = [pause(begin, begin + length) for begin, length in pauses]

    run = course(FIFTEEN, WINDOW, after(start), Decided(pauses=[*ended, pause(stands)], moved=moves))

    if run.paused_at is not None:
        gone_on = ends_at(FIFTEEN, WINDOW, after(start), Decided(pauses=[*ended, pause(stands, 60)], moved=moves))
        assert run.ends_at - run.paused_at == gone_on - after(60)


def test_closing_during_a_pause_ends_it_there() -> None:
    run = course(FIFTEEN, Window(EIGHT, TEN, closed_at=after(40)), after(5), paused(pause(10)))

    assert (run.ends_at, run.paused_at, run.taken_in) == (after(40), None, True)


def test_who_is_taken_in_ends_there_and_who_had_ended_before_ended_by_the_clock() -> None:
    assert course(FIFTEEN, WINDOW, after(5), Decided(taken_in=[after(12)])) == Course(after(12), taken_in=True)
    assert course(FIFTEEN, WINDOW, after(5), Decided(taken_in=[after(30)])) == Course(after(20))
    assert course(FIFTEEN, WINDOW, after(15), Decided(taken_in=[after(12)])) == Course(after(30))


def test_what_is_reopened_has_the_time_it_had_left_and_what_is_given() -> None:
    handed_in_early = Decided(reopened=[Reopening(after(12), after(30))])
    timed_out = Decided(reopened=[Reopening(after(20), after(30), seconds=300)])

    assert ends_at(FIFTEEN, WINDOW, after(5), handed_in_early) == after(30 + 8)
    assert ends_at(FIFTEEN, WINDOW, after(5), timed_out) == after(30 + 5)


def test_what_is_reopened_after_the_close_is_not_cut_by_it() -> None:
    cut_by_the_clock = Decided(reopened=[Reopening(TEN, after(130), seconds=300)])
    taken_in = Decided(taken_in=[after(115)], reopened=[Reopening(after(115), after(130))])
    closed = Window(EIGHT, TEN, closed_at=after(115))

    assert ends_at(FIFTEEN, WINDOW, after(110), cut_by_the_clock) == after(135)
    assert course(FIFTEEN, WINDOW, after(110), taken_in).ends_at == after(135)
    assert course(FIFTEEN, closed, after(110), taken_in).ends_at == after(135)


def test_a_close_that_was_moved_counts_with_what_is_decided_after_it() -> None:
    moved = [MovedClose(after(150), at=after(100))]
    with_more = Decided([Extra(60, at=after(90)), Extra(120, at=after(110))], [pause(95, 105)], moved)

    assert closing(WINDOW, Decided(moved=moved), after(100)) == after(150)
    assert closing(WINDOW, with_more, after(110)) == after(150 + 2 + 5)
    assert ends_at(FIFTEEN, WINDOW, after(112), Decided(moved=[MovedClose(after(115), at=after(113))])) == after(115)


def test_time_in_which_the_clock_stood_was_not_used() -> None:
    run = course(FIFTEEN, WINDOW, after(5), paused(pause(10, 17), pause(15, 18), pause(3, 6)))

    assert time_stood(run.stood, after(5), after(30)) == timedelta(minutes=9)
    assert time_stood(run.stood, after(5), after(12)) == timedelta(minutes=3)


PAUSES = st.lists(st.tuples(st.integers(0, 119), st.integers(1, 40)), max_size=6)


@given(st.integers(0, 100), PAUSES, st.randoms())
def test_a_further_pause_moves_what_runs_by_exactly_its_length(start: int, lengths, random) -> None:
    """Told in the order of the clock, each beginning when no other stands; then shuffled, which changes nothing."""
    pauses: list[Span] = []
    free = 0
    for gap, length in lengths:
        begin = max(start, free) + gap % 11
        before = ends_at(FIFTEEN, WINDOW, after(start), paused(*pauses))
        pauses.append(pause(begin, begin + length))
        moved = timedelta(minutes=length) if after(begin) < before else timedelta(0)
        assert ends_at(FIFTEEN, WINDOW, after(start), paused(*pauses)) == before + moved
        free = begin + length + 1

    shuffled = random.sample(pauses, len(pauses))
    assert course(FIFTEEN, WINDOW, after(start), paused(*shuffled)) == course(
        FIFTEEN, WINDOW, after(start), paused(*pauses)
    )


@given(st.integers(0, 119), PAUSES)
def test_overlapping_pauses_never_count_more_than_all_the_minutes_they_cover(start: int, lengths) -> None:
    pauses = [pause(begin, begin + length) for begin, length in lengths]
    covered = {minute for begin, length in lengths for minute in range(begin, begin + length) if minute >= start}
    moved = ends_at(FULL, Window(EIGHT, None), after(start), paused(*pauses)) - after(start + 15)

    assert timedelta(0) <= moved <= timedelta(minutes=len(covered))
    if all(begin < start + 15 for begin, _ in lengths):
        assert moved == timedelta(minutes=len(covered))


@given(st.integers(0, 100), PAUSES)
def test_a_pause_told_twice_is_one_pause(start: int, lengths) -> None:
    pauses = [pause(begin, begin + length) for begin, length in lengths]

    once = course(FIFTEEN, WINDOW, after(start), paused(*pauses))
    assert course(FIFTEEN, WINDOW, after(start), paused(*pauses, *pauses)) == once
    assert once.ends_at >= ends_at(FIFTEEN, WINDOW, after(start), NOTHING)


@pytest.mark.parametrize("rules", [FIFTEEN, FULL], ids=["cut", "full"])
def test_where_nothing_was_decided_nothing_changes(rules: RoundRules) -> None:
    assert course(rules, WINDOW, after(5), NOTHING) == Course(after(20))
