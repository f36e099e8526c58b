"""Deadlines are exact, and every second can be explained."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.attempts.deadline import NOTHING, Decided, Extra, LegState, Window, closing, ends_at, leg_state, seconds_left
from quiz.contests.rules import RoundRules

EIGHT = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)  # 08:00 in Vietnam
TEN = EIGHT + timedelta(hours=2)
WINDOW = Window(EIGHT, TEN)
FIFTEEN = RoundRules(minutes=15)
SECOND = timedelta(seconds=1)


def after(minutes: float) -> datetime:
    return EIGHT + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("at", "state"),
    [
        (EIGHT - SECOND, LegState.WAITING),
        (EIGHT, LegState.OPEN),
        (TEN - SECOND, LegState.OPEN),
        (TEN, LegState.CLOSED),
    ],
)
def test_a_window_is_half_open(at: datetime, state: LegState) -> None:
    assert leg_state(FIFTEEN, WINDOW, NOTHING, at) == state


def test_opened_by_hand_means_only_the_hand_opens_it() -> None:
    by_hand = RoundRules(opening="hand")

    assert leg_state(by_hand, WINDOW, NOTHING, after(30)) == LegState.WAITING
    assert leg_state(by_hand, Window(EIGHT, TEN, opened_at=after(5)), NOTHING, after(30)) == LegState.OPEN


def test_without_a_time_it_is_unplanned_and_cancelled_is_cancelled() -> None:
    assert leg_state(FIFTEEN, Window(None, None), NOTHING, EIGHT) == LegState.UNPLANNED
    assert leg_state(FIFTEEN, Window(EIGHT, TEN, cancelled=True), NOTHING, after(5)) == LegState.CANCELLED


def test_a_late_start_is_cut_at_the_close_by_default() -> None:
    assert ends_at(FIFTEEN, WINDOW, after(110), NOTHING) == TEN


def test_a_late_start_may_have_its_full_time_where_the_rules_say_so() -> None:
    assert ends_at(RoundRules(minutes=15, late_start="full"), WINDOW, after(110), NOTHING) == after(125)


def test_time_added_moves_the_deadline_of_whoever_is_working_by_exactly_that() -> None:
    power_cut = Extra(120, at=after(10))

    assert ends_at(FIFTEEN, WINDOW, after(5), Decided([power_cut])) == after(22)
    assert ends_at(FIFTEEN, WINDOW, after(110), Decided([Extra(120, at=after(115))])) == TEN + timedelta(minutes=2)


def test_time_added_before_a_start_moves_the_close_but_gives_no_minutes() -> None:
    power_cut = Extra(120, at=after(10))

    assert ends_at(FIFTEEN, WINDOW, after(20), Decided([power_cut])) == after(35)
    assert closing(WINDOW, Decided([power_cut]), EIGHT) == TEN + timedelta(minutes=2)


def test_closing_by_hand_is_the_last_word() -> None:
    closed = Window(EIGHT, TEN, closed_at=after(12))

    assert ends_at(FIFTEEN, closed, after(5), Decided([Extra(600, at=after(6))])) == after(12)
    assert leg_state(FIFTEEN, closed, NOTHING, after(12)) == LegState.CLOSED


def test_the_clock_shows_nothing_left_only_when_it_is_over() -> None:
    assert seconds_left(TEN, TEN - SECOND / 2) == 1
    assert seconds_left(TEN, TEN) == 0
    assert seconds_left(TEN, TEN + SECOND) == 0
    assert seconds_left(TEN, TEN - 2 * SECOND) == 2


@given(st.integers(0, 119), st.lists(st.tuples(st.integers(1, 3600), st.integers(0, 119)), max_size=5))
def test_more_time_never_makes_a_deadline_earlier(start: int, added: list[tuple[int, int]]) -> None:
    extras = [Extra(seconds, at=after(minute)) for seconds, minute in added]
    deadlines = [ends_at(FIFTEEN, WINDOW, after(start), Decided(extras[:count])) for count in range(len(extras) + 1)]

    assert deadlines == sorted(deadlines)
