"""What is predicted decides the question; what is typed becomes one whole number, however people write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.contests.prediction import (
    MOST,
    PERCENT_SCALE,
    QUESTIONS,
    TARGETS,
    NotANumber,
    NotAPercentage,
    number_told,
    number_typed,
    with_unit,
)


@pytest.mark.parametrize("text", ["12500", "12.500", "12 500", " 12\u00a0500 ", "12\u202f500"])
def test_one_number_may_be_written_in_many_ways(text):
    assert number_typed(text, "people") == 12_500


@pytest.mark.parametrize("text", ["12,5", "12.50", "-3", "1.2500", "nhiều", "1000000000", "12500 người"])
def test_what_is_no_whole_number_is_refused(text):
    with pytest.raises(NotANumber):
        number_typed(text, "attempts")


@pytest.mark.parametrize(
    ("text", "kept"),
    [("12,5", 1_250_000), ("12.5", 1_250_000), ("0,00001", 1), ("100", 10_000_000), ("22,88 %", 2_288_000)],
)
def test_a_percentage_has_a_comma_or_a_point(text, kept):
    assert number_typed(text, "percent") == kept


@pytest.mark.parametrize("text", ["101", "100,1", "1,000001", "-1", "12,", "mười"])
def test_what_is_no_percentage_is_refused(text):
    with pytest.raises(NotAPercentage):
        number_typed(text, "percent")


@pytest.mark.parametrize("target", TARGETS)
def test_nothing_typed_is_no_prediction(target):
    assert number_typed("  ", target) is None
    assert set(QUESTIONS) == set(TARGETS)


@given(st.integers(0, MOST))
def test_a_number_is_told_as_it_may_be_typed_again(number):
    assert number_typed(number_told(number, "people"), "people") == number


@given(st.integers(0, 100 * PERCENT_SCALE))
def test_a_percentage_is_told_as_it_may_be_typed_again(number):
    assert number_typed(number_told(number, "percent"), "percent") == number


def test_the_echo_says_what_the_number_counts():
    assert with_unit(12_500, "all_right") == "12.500 thí sinh"
    assert with_unit(12_500, "attempts") == "12.500 lượt thi"
    assert with_unit(2_288_000, "percent") == "22,88 %"
