"""Rankings of units: people and never attempts, exact shares, and nothing but the figures decides a place."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.contests.prizes import GRADES
from quiz.contests.unit_ranking import PrizePoints, UnitClass, UnitRanking
from quiz.people.head_count import Heads
from quiz.standings.unit_rankings import Counted, UnitFacts, UnitTable, unit_table

MARCH = date(2026, 3, 1)
COUNTED = Counted(date(2026, 11, 26))
RATIO = UnitRanking(number=1, measure="ratio")
WORTH = (PrizePoints(grade="first", points=10), PrizePoints(grade="second", points=8))
POINT = 10_000


def unit(id, people=0, heads=None, **more):
    told = {"attempts": people, **more}
    return UnitFacts(id, f"Chi đoàn {id}", people=people, heads=Heads(heads, MARCH) if heads else None, **told)


def places(rules, *units):
    return [[(row.place, row.facts.unit_id, row.value) for row in group.rows] for group in table(rules, *units).groups]


def table(rules, *units):
    return unit_table(rules, units, COUNTED)


def apart(rules, *units):
    return [(row.facts.unit_id, row.why) for row in table(rules, *units).unranked]


def test_people_are_compared_however_many_attempts_they_made():
    assert places(UnitRanking(number=1), unit(1, 45, attempts=120), unit(2, 46, attempts=46)) == [
        [(1, 2, 46), (2, 1, 45)]
    ]


def test_a_share_is_exact_and_equal_shares_share_a_place():
    (found,) = places(RATIO, unit(1, 1, 3), unit(2, 333, 1000), unit(3, 2, 6), unit(4, 334, 1000))
    assert found == [
        (1, 4, Fraction(334, 1000)),
        (2, 1, Fraction(1, 3)),
        (2, 3, Fraction(1, 3)),
        (4, 2, Fraction(333, 1000)),
    ]


def test_more_people_than_members_are_the_whole_where_the_rules_cap_it():
    over = UnitRanking(number=1, measure="ratio", capped=False)
    assert places(RATIO, unit(1, 66, 60), unit(2, 5, 5)) == [[(1, 1, 1), (1, 2, 1)]]
    assert places(over, unit(1, 66, 60), unit(2, 5, 5)) == [[(1, 1, Fraction(11, 10)), (2, 2, 1)]]


def test_without_a_head_count_a_unit_is_listed_and_not_ranked():
    assert apart(RATIO, unit(1, 9), unit(2, 1, 10), unit(3)) == [(1, "no_heads"), (3, "nobody")]


def test_fewer_members_than_the_least_have_no_place():
    least = UnitRanking(number=1, measure="people", min_heads=10)
    assert apart(least, unit(1, 9, 9), unit(2, 1, 10), unit(3, 5)) == [(1, "few_heads"), (3, "no_heads")]


def test_the_mean_of_the_best_divides_by_all_of_them_also_where_there_are_fewer():
    best = UnitRanking(number=1, measure="average_best_k", k=3)
    one = unit(1, 2, best=(30 * POINT, 29 * POINT))
    two = unit(2, 4, best=(20 * POINT, 20 * POINT, 20 * POINT))
    assert places(best, one, two) == [[(1, 2, 20), (2, 1, Fraction(59, 3))]]
    assert apart(best, unit(3, 2, beside=2)) == [(3, "no_score")]


def test_prizes_are_counted_whatever_their_grade():
    won = UnitRanking(number=1, measure="prizes")
    some = [unit(1, 5, prizes={"third": 2}), unit(2, 5, prizes={"first": 1}), unit(3, 50)]
    assert places(won, *some) == [[(1, 1, 2), (2, 2, 1)]]
    assert apart(won, *some) == [(3, "no_prize")]


def test_the_example_of_the_documentation():
    formula = UnitRanking(number=1, measure="composite", prize_points=WORTH)
    tan_trai = unit(1, 45, 60, attempts=120, prizes={"first": 1, "second": 2, "consolation": 3})
    assert places(formula, tan_trai, unit(2, 30, 30), unit(3, 80)) == [[(1, 1, 101), (2, 2, 100)]]
    assert apart(formula, tan_trai, unit(3, 80)) == [(3, "no_heads")]


def test_the_mean_of_legs_caps_each_leg_by_itself():
    mean = UnitRanking(number=1, measure="ratio", mean_of_legs=True)
    assert places(mean, unit(1, 70, 60, by_leg=(66, 30)), unit(2, 60, 60, by_leg=(60, 0))) == [
        [(1, 1, Fraction(3, 4)), (2, 2, Fraction(1, 2))]
    ]


def test_classes_are_ranked_apart_by_head_count():
    small, large = UnitClass(name="nhỏ", heads_to=50), UnitClass(name="lớn", heads_from=60)
    classes = UnitRanking(number=1, classes=(small, large))
    some = [unit(1, 5, 50), unit(2, 9, 60), unit(3, 7, 55), unit(4, 8)]
    assert places(classes, *some) == [[(1, 1, 5)], [(1, 2, 9)]]
    assert apart(classes, *some) == [(3, "no_class"), (4, "no_heads")]


def test_equals_are_listed_as_a_dictionary_would():
    names = ["Chi đoàn Ấp", "Chi đoàn Đông", "Chi đoàn Dân"]
    same = [UnitFacts(id, name, people=1, attempts=1) for id, name in enumerate(names)]
    assert [row.facts.name for row in table(UnitRanking(number=1), *same).groups[0].rows] == [
        "Chi đoàn Ấp", "Chi đoàn Dân", "Chi đoàn Đông",
    ]  # fmt: skip


some_rules = st.builds(
    lambda measure, **more: UnitRanking(number=1, measure=measure[0], k=measure[1], **more),
    st.sampled_from([("people", None), ("ratio", None), ("average_best_k", 2), ("prizes", None), ("composite", None)]),
    capped=st.booleans(), mean_of_legs=st.booleans(), min_heads=st.sampled_from([None, 3]),
    prize_points=st.sampled_from([(), WORTH]),
    classes=st.sampled_from([(), (UnitClass(name="nhỏ", heads_to=4), UnitClass(name="lớn", heads_from=4))]),
)  # fmt: skip
some_facts = st.builds(
    lambda people, more, heads, by_leg, best, prizes: (people, more, heads, by_leg, best, prizes),
    st.integers(0, 6), st.integers(0, 3), st.none() | st.integers(1, 8),
    st.tuples(st.integers(0, 6), st.integers(0, 6)), st.lists(st.integers(0, 4), max_size=3),
    st.dictionaries(st.sampled_from(list(GRADES)), st.integers(1, 2), max_size=2),
)  # fmt: skip


@st.composite
def some_units(draw):
    found = []
    for id, (people, more, heads, by_leg, best, prizes) in enumerate(draw(st.lists(some_facts, max_size=7)), 1):
        points = tuple(sorted((one * POINT for one in best), reverse=True))[:people]
        found.append(unit(id, people, heads, attempts=people + more, by_leg=by_leg, best=points, prizes=prizes))
    return found


@given(some_rules, some_units())
def test_places_are_those_of_a_total_preorder(rules, units):
    for group in table(rules, *units).groups:
        for row in group.rows:
            above = sum(other.value > row.value for other in group.rows)
            assert row.place == above + 1
    assert table(rules, *units).units >= len(units)


@given(st.data(), some_rules, some_units())
def test_the_order_in_which_units_come_changes_nothing(data, rules, units):
    assert table(rules, *data.draw(st.permutations(units))) == table(rules, *units)


@given(some_rules, some_units(), st.none() | st.integers(1, 8))
def test_a_unit_that_did_nothing_changes_nobodys_place(rules, units, heads):
    idle = unit(99, 0, heads, by_leg=(0, 0))
    before, after = table(rules, *units), table(rules, *units, idle)
    assert after.groups == before.groups
    assert [row for row in after.unranked if row.facts is not idle] == list(before.unranked)


@given(some_rules, some_units())
def test_a_table_comes_back_from_its_json_as_it_was(rules, units):
    told = table(rules, *units)
    assert UnitTable.from_json(told.to_json()) == told


@pytest.mark.parametrize("measure", ["people", "ratio", "prizes", "composite"])
def test_every_unit_is_named_once(measure):
    rules = UnitRanking(number=1, measure=measure)
    units = [unit(1, 3, 10), unit(2, 3), unit(3), unit(4, 3, 2, prizes={"first": 1})]
    found = table(rules, *units)
    named = [row.facts.unit_id for group in found.groups for row in group.rows]
    assert sorted(named + [row.facts.unit_id for row in found.unranked]) == [1, 2, 3, 4]
