"""Points follow the rules of the round: for right, for wrong, by topic, in part. Exactly."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from quiz.contests.rules import RoundRules, TopicPoints
from quiz.standings.scoring import Scoring, scoring_under
from quiz.standings.sheet import Outcome, Sheet

HALF = Fraction(1, 2)
LAW = 7


def rules(**more):
    return scoring_under(RoundRules(**more))


def test_wrong_costs_and_empty_does_not():
    scoring = rules(points_right="2", minus_wrong="0.25")

    assert scoring.points(Fraction(1), LAW, answered=True) == 2
    assert scoring.points(Fraction(0), LAW, answered=True) == Fraction(-1, 4)
    assert scoring.points(Fraction(0), LAW, answered=False) == 0


def test_a_question_that_does_not_count_costs_nothing():
    assert rules(minus_wrong="1").points(None, LAW, answered=True) == 0


def test_a_topic_has_points_of_its_own():
    scoring = rules(topic_points=[TopicPoints(topic_id=LAW, name="Pháp luật", points=Decimal("1.5"))])

    assert [scoring.most(topic) for topic in (LAW, 8, None)] == [Fraction(3, 2), 1, 1]
    assert scoring.points(Fraction(1, 3), LAW, answered=True) == HALF


def test_a_part_counts_only_where_the_rules_let_it():
    assert rules().taken(HALF) == HALF
    assert rules(partial="whole").taken(HALF) == 0
    assert rules(partial="whole").taken(None) is None


def sheet(*points, below_zero=False):
    outcomes = tuple(Outcome(n, n, {}, Fraction(0), Fraction(each), n % 2) for n, each in enumerate(points, 1))
    return Sheet(outcomes, below_zero)


def test_the_whole_is_not_less_than_nothing_unless_it_may_be():
    assert sheet(1, -3).points == 0
    assert sheet(1, -3, below_zero=True).points == -2
    assert sheet(1, -3, 2).points_in(1) == 3


@given(st.lists(st.fractions(-5, 5, max_denominator=60), max_size=30))
def test_nothing_is_rounded_on_the_way(points):
    assert sheet(*points, below_zero=True).points == sum(points, Fraction(0))


@given(st.fractions(0, 1, max_denominator=12), st.integers(0, 40), st.booleans())
def test_no_answer_brings_more_than_a_right_one_nor_costs_more_than_a_wrong_one(mark, minus, whole):
    scoring = Scoring(Fraction(3), Fraction(minus, 4), whole_only=whole)

    assert -scoring.minus_wrong <= scoring.points(scoring.taken(mark), LAW, answered=True) <= scoring.most(LAW)
