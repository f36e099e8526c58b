"""Of several attempts one counts: the best by the ranking's own keys, the first or the last."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from quiz.contests.rules import RoundRules
from quiz.standings.choosing import the_counted
from quiz.standings.tie_breaks import ordering

NOON = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Tried:
    ordinal: int
    points: int
    elapsed_s: int = 60
    submitted_at: datetime = NOON
    prediction_distance: int = 0
    started_at: datetime = NOON
    full_marks: int = 0
    part_points: int = 0
    jury_place: int = 0
    lot_place: int = 0


BEST, FIRST, LAST = (RoundRules(attempts=5, counted=counted) for counted in ("best", "first", "last"))
TRIES = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 1500)), min_size=1, max_size=6).map(
    lambda rows: [
        Tried(number, points, elapsed, NOON + timedelta(milliseconds=later))
        for number, (points, elapsed, later) in enumerate(rows, 1)
    ]
)


def test_the_best_is_the_best_by_points_then_time() -> None:
    slow, quick, poor = Tried(1, 10, 300), Tried(2, 10, 200), Tried(3, 9, 10)

    assert the_counted([slow, quick, poor], BEST) is quick
    assert the_counted([slow, quick, poor], FIRST) is slow
    assert the_counted([slow, quick, poor], LAST) is poor


def test_by_other_keys_another_attempt_is_the_best() -> None:
    rules = RoundRules(attempts=2, ranking=("elapsed", "score"))

    assert the_counted([Tried(1, 10, 300), Tried(2, 1, 20)], rules).ordinal == 2


def test_of_equals_the_earlier_counts_though_milliseconds_differ() -> None:
    later_by_a_blink = Tried(2, 10, 60, NOON - timedelta(microseconds=-999))

    assert the_counted([later_by_a_blink, Tried(1, 10)], BEST).ordinal == 1


@given(TRIES)
def test_no_attempt_would_stand_higher_than_the_best(tries: list[Tried]) -> None:
    key, best = ordering(BEST.ranking), the_counted(tries, BEST)

    assert all(key(best) <= key(tried) for tried in tries)
    assert best.ordinal == min(tried.ordinal for tried in tries if key(tried) == key(best))


@given(TRIES, st.randoms())
def test_the_choice_does_not_depend_on_the_order_of_looking(tries: list[Tried], chance) -> None:
    mixed = chance.sample(tries, len(tries))

    assert all(the_counted(tries, rules) == the_counted(mixed, rules) for rules in (BEST, FIRST, LAST))


@given(TRIES, st.integers(0, 3), st.integers(0, 3))
def test_one_more_attempt_never_makes_the_best_worse(tries: list[Tried], points: int, elapsed: int) -> None:
    key = ordering(BEST.ranking)
    more = [*tries, Tried(len(tries) + 1, points, elapsed, NOON)]

    assert key(the_counted(more, BEST)) <= key(the_counted(tries, BEST))
