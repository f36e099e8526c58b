"""Places follow the declared keys to the letter, whoever is listed first."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.attempts.deadline import elapsed_seconds
from quiz.standings.points import POINT_SCALE, mean_shown, scaled, shown, unscaled
from quiz.standings.ranking import places_of, rank
from quiz.standings.score import NO_PREDICTION
from quiz.standings.tie_breaks import definition, ordering

START = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
ALL_KEYS = ("score", "prediction", "elapsed", "submitted", "started", "full_marks", "part", "jury", "lots")


@dataclass(frozen=True)
class Result:
    name: int
    points: int
    elapsed_s: int
    submitted_at: datetime
    prediction_distance: int = 0
    started_at: datetime = START
    full_marks: int = 0
    part_points: int = 0
    jury_place: int = 0
    lot_place: int = 0


few = st.integers(0, 1)
results = st.lists(
    st.builds(
        Result,
        name=st.integers(0, 1_000_000),
        points=st.integers(0, 3).map(lambda n: n * POINT_SCALE),
        elapsed_s=st.integers(0, 2),
        submitted_at=st.integers(0, 2_500_000).map(lambda us: START + timedelta(microseconds=us)),
        prediction_distance=st.sampled_from([0, 1, NO_PREDICTION]),
        started_at=st.integers(0, 1_500_000).map(lambda us: START + timedelta(microseconds=us)),
        full_marks=few,
        part_points=few,
        jury_place=few,
        lot_place=few,
    ),
    max_size=30,
    unique_by=lambda result: result.name,
)
rankings = st.permutations(ALL_KEYS).flatmap(lambda keys: st.integers(1, len(ALL_KEYS)).map(lambda n: tuple(keys[:n])))


def placed(results_given, ranking):
    return rank(results_given, ordering(ranking), among_equals=lambda result: result.name)


@given(results, rankings)
def test_a_place_is_one_more_than_how_many_are_better(given_results, ranking):
    key = ordering(ranking)
    for place, result in placed(given_results, ranking):
        assert place == 1 + sum(key(other) < key(result) for other in given_results)


@given(results, rankings)
def test_places_are_shared_exactly_by_those_equal_on_every_key(given_results, ranking):
    key = ordering(ranking)
    standings = placed(given_results, ranking)
    for place, result in standings:
        for other_place, other in standings:
            assert (place == other_place) == (key(result) == key(other))


@given(results, rankings, st.randoms())
def test_the_order_of_counting_decides_nothing(given_results, ranking, random):
    shuffled = list(given_results)
    random.shuffle(shuffled)
    assert placed(shuffled, ranking) == placed(given_results, ranking)


@given(results, st.integers(0, 30))
def test_a_later_page_has_the_places_of_the_whole(given_results, offset):
    whole = placed(given_results, ALL_KEYS)
    page = whole[offset:]
    if page:
        keys = [ordering(ALL_KEYS)(result) for _, result in page]
        assert places_of(keys, above=offset, first_place=page[0][0]) == [place for place, _ in page]


@given(results)
def test_who_did_nothing_and_comes_last_moves_nobody(given_results):
    idle = Result(-1, -1, 0, START, NO_PREDICTION)
    before = placed(given_results, ALL_KEYS)
    assert placed([*given_results, idle], ALL_KEYS)[:-1] == before


def test_equals_share_a_place_and_the_next_is_skipped():
    assert places_of([(1,), (2,), (2,), (3,)]) == [1, 2, 2, 4]
    assert places_of([]) == []


def test_submissions_in_the_same_second_are_equal():
    early, late = START, START + timedelta(microseconds=999_999)
    equal = [Result(1, 1, 1, late), Result(2, 1, 1, early)]
    assert [place for place, _ in placed(equal, ALL_KEYS)] == [1, 1]


def test_every_board_says_how_places_are_decided():
    assert definition(("score",)) == "Xếp hạng theo: điểm cao hơn. Bằng nhau ở mọi tiêu chí thì đồng hạng."


@given(st.fractions(min_value=0, max_value=1000).map(lambda f: f.limit_denominator(100)))
def test_points_are_kept_within_half_a_ten_thousandth(points):
    assert abs(unscaled(scaled(points)) - points) <= Fraction(1, 2 * POINT_SCALE)


def test_points_with_two_decimals_are_kept_exactly():
    assert unscaled(scaled(Fraction("0.25") * 3)) == Fraction("0.75")
    assert str(shown(7500)) == "0.75"
    assert str(mean_shown(total=20_000, count=3)) == "0.67"
    assert mean_shown(total=0, count=0) == 0


@pytest.mark.parametrize(
    ("last_change", "seconds"), [(None, 900), (61.9, 61), (900, 900), (915, 900), (-1, 0)]
)  # fmt: skip
def test_time_used_runs_from_the_start_to_the_last_change_in_whole_seconds(last_change, seconds):
    changed = None if last_change is None else START + timedelta(seconds=last_change)
    assert elapsed_seconds(START, changed, ends_at=START + timedelta(seconds=900)) == seconds


def test_the_earliest_may_be_who_began_first_where_the_rules_say_so():
    slow = Result(1, 1, 600, START + timedelta(seconds=900), started_at=START)
    quick = Result(2, 1, 60, START + timedelta(seconds=400), started_at=START + timedelta(seconds=300))

    assert [(place, one.name) for place, one in placed([quick, slow], ("score", "started"))] == [(1, 1), (2, 2)]
    assert [(place, one.name) for place, one in placed([quick, slow], ("score", "submitted"))] == [(1, 2), (2, 1)]
