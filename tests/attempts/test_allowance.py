"""How many attempts are left: of a leg, of a week from Monday to Monday, or without end."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from quiz.attempts.allowance import WEEK, allowance, week_of
from quiz.clock import ZONE
from quiz.contests.rules import RoundRules

MONDAY = datetime(2026, 11, 23, tzinfo=ZONE)
SECOND = timedelta(seconds=1)
THRICE_A_WEEK = RoundRules(attempts=3, attempts_per="week")
MOMENTS = st.integers(0, 4 * 366 * 86400).map(lambda seconds: MONDAY + seconds * SECOND)


def test_once_is_once() -> None:
    assert allowance(RoundRules(), [], None, MONDAY).left == 1
    assert not allowance(RoundRules(), [MONDAY], None, MONDAY + WEEK).may_begin


def test_a_week_begins_on_monday_at_midnight_in_vietnam_and_ends_before_the_next() -> None:
    assert week_of(MONDAY) == (MONDAY, MONDAY + WEEK)
    assert week_of(MONDAY - SECOND) == (MONDAY - WEEK, MONDAY)
    assert week_of(datetime(2026, 11, 22, 17, 0, tzinfo=UTC)) == (MONDAY, MONDAY + WEEK)


def test_what_began_on_sunday_belongs_to_that_week() -> None:
    late = [MONDAY - SECOND] * 3

    assert allowance(THRICE_A_WEEK, late, None, MONDAY - SECOND).next_at == MONDAY
    assert allowance(THRICE_A_WEEK, late, None, MONDAY).left == 3


def test_where_the_leg_closes_before_the_next_week_there_is_no_next_time() -> None:
    used = [MONDAY] * 3

    assert allowance(THRICE_A_WEEK, used, MONDAY + WEEK, MONDAY + SECOND).next_at is None
    assert allowance(THRICE_A_WEEK, used, MONDAY + WEEK + SECOND, MONDAY + SECOND).next_at == MONDAY + WEEK


def test_without_end_there_is_always_one_more() -> None:
    found = allowance(RoundRules(attempts_per="any"), [MONDAY] * 1000, MONDAY + WEEK, MONDAY)

    assert (found.left, found.may_begin) == (None, True)


@given(MOMENTS)
def test_every_moment_lies_in_exactly_one_week(at: datetime) -> None:
    first, after = week_of(at)

    assert first <= at < after
    assert after - first == WEEK
    assert (first.weekday(), first.hour, first.utcoffset()) == (0, 0, timedelta(hours=7))
    assert week_of(first) == week_of(after - SECOND)


@given(st.lists(MOMENTS, max_size=60), st.integers(1, 5))
def test_who_takes_every_attempt_allowed_never_has_more_than_that_in_a_week(wanted: list[datetime], times: int) -> None:
    rules, begun = RoundRules(attempts=times, attempts_per="week"), list[datetime]()
    for at in sorted(wanted):
        if allowance(rules, begun, None, at).may_begin:
            begun.append(at)

    weeks = [week_of(at) for at in begun]
    assert all(weeks.count(week) <= times for week in weeks)
    assert {week_of(at) for at in wanted} == set(weeks)
