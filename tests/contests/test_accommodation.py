"""One person may have more time than others: a share of it, or so many minutes."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.contests.accommodation import Accommodation, accommodation_typed
from quiz.refusals import Invalid

MINUTE = timedelta(minutes=1)


def test_a_share_is_of_the_minutes_allowed_and_minutes_are_minutes() -> None:
    assert Accommodation(percent=25).added_to(20 * MINUTE) == 5 * MINUTE
    assert Accommodation(minutes=10).added_to(20 * MINUTE) == 10 * MINUTE
    assert Accommodation().added_to(20 * MINUTE) == timedelta(0)


@given(st.integers(1, 300), st.integers(0, 200))
def test_a_part_of_a_second_is_given_and_nothing_more(minutes: int, percent: int) -> None:
    added = Accommodation(percent=percent).added_to(minutes * MINUTE)

    exact = minutes * 60 * percent / 100
    assert added.microseconds == 0
    assert exact <= added.total_seconds() < exact + 1


@pytest.mark.parametrize(
    ("percent", "minutes", "told"), [("25", "", "+25 %"), ("25 %", "", "+25 %"), ("", "10", "+10 phút"), ("", "", "")]
)
def test_it_is_typed_as_one_or_the_other(percent: str, minutes: str, told: str) -> None:
    assert accommodation_typed(percent, minutes).told == told


@pytest.mark.parametrize(
    ("percent", "minutes", "wrong"),
    [
        ("25", "10", {"minutes"}),
        ("-5", "", {"percent"}),
        ("201", "9999", {"percent", "minutes"}),
        ("²", "", {"percent"}),
    ],
)
def test_what_cannot_be_is_named(percent: str, minutes: str, wrong: set[str]) -> None:
    with pytest.raises(Invalid) as refusal:
        accommodation_typed(percent, minutes)

    assert refusal.value.errors.keys() == wrong
