"""Who goes on: counted by places, by exact floors, and never parted by anything but the keys."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from quiz.contests.advance import Advance
from quiz.standings.advancing import Finish, onward, summed
from quiz.standings.predicting import Actual, comparable
from quiz.standings.score import NO_PREDICTION

START = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
KEYS = ("score", "elapsed")


def finish(entry, points, elapsed=60, *, most=30, division=1, part=0):
    return Finish(
        entry, division, Fraction(points), Fraction(most), elapsed, START + timedelta(seconds=elapsed), START,
        Fraction(part),
    )  # fmt: skip


def ids(finishes):
    return [each.entry_id for each in finishes]


def test_the_first_so_many_go_on_and_the_next_stand_by():
    leg = [finish(1, 10), finish(2, 30), finish(3, 20), finish(4, 5)]
    found = onward(Advance(kind="top_n", count=2, reserves=1), [leg], KEYS)
    assert (ids(found.going), ids(found.reserves), found.ties) == ([2, 3], [1], ())


def test_equals_at_the_cut_go_on_together():
    leg = [finish(1, 30), finish(2, 20), finish(3, 20), finish(4, 10)]
    assert ids(onward(Advance(kind="top_n", count=2), [leg], KEYS).going) == [1, 2, 3]


def test_equals_at_the_cut_wait_for_an_extra_question():
    leg = [finish(1, 30), finish(2, 20), finish(3, 20), finish(4, 20), finish(5, 10)]
    found = onward(Advance(kind="top_n", count=3, ties="extra_question", reserves=1), [leg], KEYS)
    assert ids(found.going) == [1]
    assert [(tie.seats, ids(tie.finishes)) for tie in found.ties] == [(2, [2, 3, 4])]
    assert ids(found.reserves) == [5]


def test_a_threshold_is_never_rounded_up():
    nearly, exactly = finish(1, Fraction(4995, 10_000) * 30), finish(2, 15)
    a_hair_less = finish(3, 15 - Fraction(1, 3_000_000))
    found = onward(Advance(kind="threshold_percent", percent=50), [[nearly, exactly, a_hair_less]], KEYS)
    assert ids(found.going) == [2]


def test_a_threshold_is_of_what_one_s_own_paper_could_bring():
    smaller = finish(1, 12, most=20)  # a question of it was dropped
    assert ids(onward(Advance(kind="threshold_percent", percent=60), [[smaller]], KEYS).going) == [1]


def test_points_are_a_threshold_too_whatever_they_are_from():
    leg = [finish(1, Fraction(25, 2)), finish(2, Fraction(25, 2) - Fraction(1, 3_000_000)), finish(3, 30)]
    assert ids(onward(Advance(kind="threshold_points", total_floor="12.5"), [leg], KEYS).going) == [3, 1]


def test_of_those_whom_a_unit_names_its_first_go_on_and_who_stands_for_none_goes_on_for_none():
    units = {1: 7, 2: 7, 3: 7, 4: 8, 5: None, 6: 8}
    leg = [replace(finish(entry, points), unit_id=units[entry])
           for entry, points in ((1, 30), (2, 20), (3, 20), (4, 5), (5, 25), (6, 1))]  # fmt: skip
    two = Advance(kind="best_per_unit", per_unit=2)

    assert ids(onward(two, [leg], KEYS).going) == [1, 2, 3, 4, 6]
    asked = onward(two.model_copy(update={"ties": "extra_question"}), [leg], KEYS)
    assert ids(asked.going) == [1, 4, 6]
    assert [(tie.seats, ids(tie.finishes)) for tie in asked.ties] == [(1, [2, 3])]
    apart = [replace(each, division_id=each.entry_id % 2) for each in leg]
    by_one = Advance(kind="best_per_unit", per_unit=1, per_division=True)
    assert sorted(ids(onward(by_one, [apart], KEYS).going)) == [1, 2, 4]


def test_the_best_of_each_leg_go_on_once():
    first, second = [finish(1, 30), finish(2, 20)], [finish(1, 25), finish(3, 10)]
    assert ids(onward(Advance(kind="best_per_leg", per_leg=1), [first, second], KEYS).going) == [1]


def test_besides_the_best_of_all_the_best_of_each_leg_among_the_others():
    first, second = [finish(1, 30), finish(2, 20)], [finish(1, 25), finish(3, 10), finish(4, 5)]
    advance = Advance(kind="top_n_plus_best_per_leg", count=1, per_leg=1)
    assert ids(onward(advance, [first, second], KEYS).going) == [1, 2, 3]


def test_both_floors_must_be_reached():
    leg = [finish(1, 27, part=7), finish(2, 28, part=6), finish(3, 26, part=9), finish(4, 30, part=9)]
    advance = Advance(kind="compound", part=2, part_floor=7, total_floor=27)
    assert ids(onward(advance, [leg], KEYS).going) == [4, 1]


def test_each_division_has_a_cut_of_its_own():
    leg = [finish(1, 30), finish(2, 29), finish(3, 10, division=2), finish(4, 9, division=2)]
    assert ids(onward(Advance(kind="top_n", count=1, per_division=True), [leg], KEYS).going) == [1, 3]


def test_percentages_missed_add_up_exactly_however_many_took_part():
    small, large = Actual(1, 3, 3), Actual(1000, 3000, 3000)
    near = [
        replace(finish(1, 5), prediction_distance=comparable(each.people, each, "percent")) for each in (small, large)
    ]
    [total] = summed([[near[0]], [near[1]]])
    assert total.prediction_distance == 2 * Fraction(1, 100_000)
    assert comparable(5, None, "percent") == NO_PREDICTION  # nothing has come about


def test_legs_add_up():
    [total] = summed([[finish(1, 10, 30)], [finish(1, 12, 45)]])
    assert (total.exact, total.most, total.elapsed_s) == (22, 60, 75)
    assert total.submitted_at == START + timedelta(seconds=45)


def test_whoever_goes_on_by_another_leg_needs_no_extra_question():
    first = [finish(1, 30), finish(2, 20), finish(3, 20)]
    second = [finish(2, 30), finish(4, 1)]
    advance = Advance(kind="best_per_leg", per_leg=2, ties="extra_question")
    found = onward(advance, [first, second], KEYS)
    assert set(ids(found.going)) == {1, 2, 4}
    assert found.ties == ()


some = st.lists(
    st.builds(finish, st.integers(1, 40), st.integers(0, 4), st.integers(1, 3), division=st.integers(1, 2)),
    max_size=25, unique_by=lambda each: each.entry_id,
)  # fmt: skip


@given(some, st.integers(1, 6), st.sampled_from(["all", "extra_question"]), st.integers(0, 3))
def test_nobody_goes_on_before_one_who_is_better(leg, count, ties, reserves):
    found = onward(Advance(kind="top_n", count=count, ties=ties, reserves=reserves), [leg], KEYS)
    better = {(each.points, -each.elapsed_s) for each in leg if each.entry_id not in ids(found.going)}
    for going in found.going:
        assert all(other <= (going.points, -going.elapsed_s) for other in better)
    if ties == "all":
        assert len(found.going) >= min(count, len(leg))
    else:
        assert len(found.going) + sum(tie.seats for tie in found.ties) == min(count, len(leg))
    assert not set(ids(found.going)) & set(ids(found.reserves))


@given(some, st.integers(1, 4), st.randoms())
def test_the_order_of_reading_decides_nothing(leg, count, random):
    mixed = list(leg)
    random.shuffle(mixed)
    advance = Advance(kind="top_n_plus_best_per_leg", count=count, per_leg=1, per_division=True)
    assert onward(advance, [mixed], KEYS) == onward(advance, [leg], KEYS)


def test_nobody_is_sent_on_where_no_rule_says_so():
    found = onward(Advance(), [[finish(1, 30)]], KEYS)
    assert (found.going, found.ties, found.reserves) == ((), (), ())
