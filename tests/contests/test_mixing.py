"""Points of parts, and of rounds, make one number: added, by coefficients or by per cent, and exactly."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from quiz.contests.mixing import ADDED, Mix, Worth, mix_of

PARTS = st.lists(
    st.tuples(st.fractions(0, 1, max_denominator=9), st.integers(1, 40)).map(
        lambda one: Worth(one[0] * one[1], Fraction(one[1]))
    ),
    min_size=1, max_size=4,
)  # fmt: skip


def worths(*pairs):
    return list(enumerate(Worth(Fraction(points), Fraction(most)) for points, most in pairs))


def test_points_are_added_as_they_are_or_each_times_its_coefficient():
    assert ADDED.whole(worths((12, 20), (5, 10))) == (17, 30)
    assert mix_of("coefficients", {0: 2, 1: 1}).whole(worths((12, 20), (5, 10))) == (29, 50)


def test_per_cent_are_of_what_each_could_have_brought():
    mix = mix_of("percent", {0: 60, 1: 40})

    assert mix.whole(worths((18, 20), (5, 10))) == (60 * Fraction(9, 10) + 40 * Fraction(1, 2), 100)


def test_what_cannot_bring_anything_gives_its_share_to_the_others():
    mix = mix_of("percent", {0: 60, 1: 40})

    assert mix.whole(worths((18, 20), (0, 0))) == (90, 100)
    assert mix.whole(worths((0, 0), (0, 0))) == (0, 0)


@given(PARTS, st.data())
def test_everything_right_is_a_hundred_nothing_right_is_none_and_more_is_never_less(parts, data):
    shares = {place: Fraction(data.draw(st.integers(1, 60))) for place in range(len(parts))}
    mix = Mix("percent", shares)

    assert mix.whole(enumerate(Worth(each.most, each.most) for each in parts)).points == 100
    assert mix.whole(enumerate(Worth(Fraction(0), each.most) for each in parts)).points == 0
    better = [each._replace(points=min(each.most, each.points + Fraction(1, 2))) for each in parts]
    assert mix.whole(enumerate(better)).points >= mix.whole(enumerate(parts)).points
