"""What all attempts together decide: predictions, runs with everything right, ties that somebody decided."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.contests.rules import RoundRules
from quiz.standings.predicting import Actual, distance_of, distance_told
from quiz.standings.ranking import rank
from quiz.standings.score import NO_PREDICTION
from quiz.standings.settling import TieDecision, Tried, came_about, settled, tied_before
from quiz.standings.tie_breaks import ordering

NOON = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
AN, BINH, CHI, DUNG = 1, 2, 3, 4
ALL = {AN, BINH, CHI, DUNG}


def tried(entry, points=10, prediction=None, ordinal=1, all_right=False, elapsed_s=60):
    return Tried(entry * 100 + ordinal, entry, ordinal, points, elapsed_s, NOON, NOON, all_right, 0, prediction)


def places(tries, rules, ranked=ALL, decisions=()):
    standing = [each for each in settled(tries, rules, ranked, decisions) if each.stands and each.entry_id in ranked]
    return {each.entry_id: place for place, each in rank(standing, ordering(rules.ranking), lambda each: each.entry_id)}


NEAREST = RoundRules(prediction="people", ranking=("score", "prediction"))
WITHIN = RoundRules(prediction="people", prediction_within="not_exceeding", ranking=("score", "prediction"))


def test_as_far_above_as_below_is_a_tie():
    tries = [tried(AN, prediction=3), tried(BINH, prediction=5), tried(CHI, prediction=4), tried(DUNG)]

    assert places(tries, NEAREST) == {CHI: 1, AN: 2, BINH: 2, DUNG: 4}


def test_what_exceeds_is_as_good_as_nothing_where_it_must_not():
    tries = [tried(AN, prediction=1), tried(BINH, prediction=5), tried(CHI, prediction=4), tried(DUNG)]

    assert places(tries, WITHIN) == {CHI: 1, AN: 2, BINH: 3, DUNG: 3}


def test_points_come_before_any_prediction():
    """Nobody has everything right: the next band is told apart by itself."""
    tries = [tried(AN, points=9, prediction=2), tried(BINH, points=8, prediction=4), tried(CHI, points=9, prediction=3)]

    assert places(tries, NEAREST) == {CHI: 1, AN: 2, BINH: 3}


def test_who_has_no_place_is_not_counted():
    tries = [tried(AN, all_right=True), tried(BINH, all_right=True), tried(BINH, ordinal=2), tried(CHI)]

    assert came_about(tries, NEAREST, ALL) == Actual(all_right=2, people=3, attempts=4)
    assert came_about(tries, NEAREST, ALL - {BINH}) == Actual(all_right=1, people=2, attempts=2)


def test_what_counts_as_all_right_is_the_attempt_that_counts():
    tries = [tried(AN, all_right=True, points=10), tried(AN, ordinal=2, points=9)]

    told = {counted: came_about(tries, RoundRules(attempts=2, counted=counted), ALL) for counted in ("best", "last")}
    assert (told["best"].all_right, told["last"].all_right) == (1, 0)


def test_the_prediction_of_the_attempt_that_counts_is_taken():
    rules = RoundRules(attempts=2, prediction="attempts", ranking=("score", "prediction"), counted="best")
    tries = [tried(AN, points=9, prediction=3), tried(AN, ordinal=2, prediction=7), tried(BINH, prediction=4)]

    assert places(tries, rules) == {BINH: 1, AN: 2}


def test_of_equal_attempts_the_nearer_prediction_is_the_best_one():
    rules = RoundRules(attempts=2, prediction="attempts", ranking=("score", "prediction"))
    found = settled([tried(AN, prediction=9), tried(AN, ordinal=2, prediction=2)], rules, ALL)

    assert [each.stands for each in found] == [False, True]


def test_a_percentage_is_compared_exactly():
    """5 945 of 25 980 is 22.8829…: 22.88 is nearer than 22.89, by less than anybody prints."""
    actual = Actual(all_right=5_945, people=25_980, attempts=25_980)
    rules = RoundRules(prediction="percent", ranking=("score", "prediction"))

    near, far = distance_of(2_288_000, actual, rules), distance_of(2_289_000, actual, rules)
    assert near < far
    assert distance_told(near, actual, "percent") == Fraction(594_500, 25_980) - Fraction("22.88")


@given(st.integers(0, 10_000_000), st.integers(0, 10_000_000), st.integers(1, 500), st.integers(0, 500))
def test_whole_numbers_compare_as_the_true_distances_do(one, other, people, right):
    actual, rules = Actual(right, people, people), RoundRules(prediction="percent")
    kept = [distance_of(each, actual, rules) for each in (one, other)]
    true = [abs(Fraction(each, 100_000) - Fraction(100 * right, people)) for each in (one, other)]

    assert (kept[0] < kept[1], kept[0] == kept[1]) == (true[0] < true[1], true[0] == true[1])


def test_runs_with_everything_right_are_counted_of_all_attempts():
    rules = RoundRules(attempts=3, ranking=("score", "full_marks"))
    tries = [tried(AN, all_right=True), tried(BINH, all_right=True), tried(BINH, ordinal=2, all_right=True)]

    assert places(tries, rules) == {BINH: 1, AN: 2}


JURY = RoundRules(ranking=("score", "jury", "lots"))


def test_a_decision_of_the_jury_orders_those_it_names():
    tries = [tried(AN), tried(BINH), tried(CHI), tried(DUNG, points=20)]
    decided = [TieDecision("jury", (CHI, AN, BINH))]

    assert places(tries, JURY, decisions=decided) == {DUNG: 1, CHI: 2, AN: 3, BINH: 4}


def test_a_decision_says_nothing_of_whom_it_did_not_think_of():
    tries = [tried(AN), tried(BINH), tried(CHI)]

    assert places(tries, JURY, decisions=[TieDecision("jury", (BINH, AN))]) == {AN: 1, BINH: 1, CHI: 1}


def test_who_left_the_group_leaves_the_order_of_the_others():
    tries = [tried(AN), tried(BINH), tried(CHI, points=20)]

    assert places(tries, JURY, decisions=[TieDecision("jury", (CHI, BINH, AN))]) == {CHI: 1, BINH: 2, AN: 3}


def test_lots_decide_what_the_jury_leaves_open():
    tries = [tried(entry) for entry in ALL]
    decided = [TieDecision("lots", (DUNG, BINH, CHI, AN)), TieDecision("jury", (AN, BINH, CHI, DUNG))]

    assert places(tries, JURY, decisions=decided[:1]) == {DUNG: 1, BINH: 2, CHI: 3, AN: 4}
    assert places(tries, JURY, decisions=decided) == {AN: 1, BINH: 2, CHI: 3, DUNG: 4}


def test_the_newest_decision_stands():
    decided = [TieDecision("jury", (AN, BINH)), TieDecision("jury", (BINH, AN))]

    assert places([tried(AN), tried(BINH)], JURY, decisions=decided) == {BINH: 1, AN: 2}


@pytest.mark.parametrize(("points", "groups"), [((10, 10, 9, 9), [[AN, BINH], [CHI, DUNG]]), ((4, 3, 2, 1), [])])
def test_what_is_still_tied_is_found(points, groups):
    tries = [tried(entry, points=some) for entry, some in zip((AN, BINH, CHI, DUNG), points, strict=True)]

    found = tied_before("jury", tries, JURY, ALL)
    assert [[each.entry_id for each in group] for group in found] == groups


TRIES = st.lists(
    st.tuples(st.sampled_from(sorted(ALL)), st.integers(0, 2), st.none() | st.integers(0, 4), st.booleans()), max_size=8
).map(
    lambda rows: [
        tried(entry, points, prediction, ordinal, all_right)
        for ordinal, (entry, points, prediction, all_right) in enumerate(rows, 1)
    ]
)
DECISIONS = st.lists(
    st.builds(
        TieDecision, st.sampled_from(["jury", "lots"]), st.permutations(sorted(ALL)).map(lambda order: tuple(order[:3]))
    )
)
RULES = RoundRules(attempts=9, prediction="people", ranking=("score", "full_marks", "prediction", "jury", "lots"))


@given(TRIES, DECISIONS, st.randoms())
def test_settling_again_and_in_any_order_finds_the_same(tries, decisions, chance):
    once = settled(tries, RULES, ALL, decisions)

    assert settled(once, RULES, ALL, decisions) == once
    mixed = settled(chance.sample(tries, len(tries)), RULES, ALL, decisions)
    assert sorted(mixed, key=lambda each: each.attempt_id) == sorted(once, key=lambda each: each.attempt_id)
    assert sum(each.stands for each in once) == len({each.entry_id for each in once})


@given(TRIES, DECISIONS)
def test_decisions_on_ties_part_only_equals(tries, decisions):
    undecided, decided = places(tries, RULES), places(tries, RULES, decisions=decisions)

    for one in decided:
        for other in decided:
            if undecided[one] < undecided[other]:
                assert decided[one] < decided[other]


@given(TRIES)
def test_only_who_predicted_is_near_anything(tries):
    for each in settled(tries, RULES, ALL):
        assert (each.prediction_distance == NO_PREDICTION) == (each.prediction is None)
