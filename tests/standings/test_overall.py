"""The overall table: what legs add up to, who has a place in it, and that nothing but the keys decides one."""

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.contests.articles.examples import of_overall
from quiz.contests.unit_ranking import Overall, RoundWeight
from quiz.standings.overall import Brought, Contender, overall_ordering, overall_table
from quiz.standings.overall_table import OverallLeg, OverallTable
from quiz.standings.overall_told import apart, sum_told
from quiz.standings.predicting import Actual, comparable
from quiz.standings.score import NO_PREDICTION
from quiz.standings.settling import TieDecision

AN, BINH, CHI = 1, 2, 3
POINT = 10_000


def legs(count=3, **more):
    return [OverallLeg(place + 1, f"Tuần {place + 1}", True, True, **more) for place in range(count)]


def person(entry, *, division=1, barred=None):
    return Contender(entry, f"{entry:03}", f"Người {entry}", "Chi đoàn", division, barred)


def brought(entry, leg, points, elapsed=60, *, full=0, distance=0):
    return Brought(entry, leg, points * POINT, elapsed, full, distance)


def table_of(rows, rules=Overall(), *, over=None, people=(AN, BINH, CHI), **more):  # noqa: B008  # frozen
    contenders = [one if isinstance(one, Contender) else person(one) for one in people]
    return overall_table(rules, over or legs(), contenders, rows, **more)


def places(table):
    return [{line.entry_id: line.place for line in group.ranked} for group in table.groups]


def line_of(table, entry):
    [found] = [line for group in table.groups for line in (*group.ranked, *group.unranked) if line.entry_id == entry]
    return found


def test_points_and_times_of_all_legs_add_up():
    table = table_of([brought(AN, 0, 8, 40), brought(AN, 2, 6, 50), brought(BINH, 1, 14, 95)])
    assert places(table) == [{AN: 1, BINH: 2}]
    assert (line_of(table, AN).points, line_of(table, AN).elapsed_s) == (14 * POINT, 90)


def test_of_equally_good_legs_the_earlier_are_summed_with_their_times():
    rows = [brought(AN, leg, 7, elapsed) for leg, elapsed in [(2, 1), (0, 30), (1, 40)]]
    line = line_of(table_of(rows, Overall(best_legs=2)), AN)
    assert (line.points, line.elapsed_s) == (14 * POINT, 70)
    assert [each.is_summed for each in line.legs] == [True, True, False]


def test_who_missed_a_leg_that_is_over_has_no_place_where_every_leg_counts():
    over = [*legs(2), replace(legs()[2], due=False)]  # the third is still to come
    rows = [brought(AN, 0, 9), brought(BINH, 0, 5), brought(BINH, 1, 5)]
    table = table_of(rows, Overall(every_leg=True), over=over)
    assert places(table) == [{BINH: 1}]
    assert (line_of(table, AN).why, line_of(table, AN).missing) == ("missing", (1,))


def test_a_floor_is_reached_exactly_or_not_at_all():
    rows = [brought(AN, 0, 42), Brought(BINH, 0, 42 * POINT - 1, 60, 0, 0)]
    table = table_of(rows, Overall(min_points=42))
    assert places(table) == [{AN: 1}]
    assert line_of(table, BINH).why == "floor"


def test_who_plays_beside_the_ranking_takes_no_place():
    rows = [brought(AN, 0, 9), brought(BINH, 0, 5)]
    table = table_of(rows, people=(person(AN, barred="hors_concours"), BINH))
    assert places(table) == [{BINH: 1}]
    assert line_of(table, AN).why == "hors_concours"


def test_equal_on_every_key_share_a_place_and_the_next_is_skipped():
    table = table_of([brought(AN, 0, 5), brought(BINH, 1, 5), brought(CHI, 0, 4)])
    assert places(table) == [{AN: 1, BINH: 1, CHI: 3}]


def test_divisions_are_ranked_apart():
    people = (person(AN), person(BINH, division=2), person(CHI, division=2))
    rows = [brought(AN, 0, 1), brought(BINH, 0, 5), brought(CHI, 0, 9)]
    table = table_of(rows, people=people, divisions={1: "Bảng A", 2: "Bảng B", 3: "Bảng C"})
    assert places(table) == [{AN: 1}, {BINH: 2, CHI: 1}]
    assert [group.name for group in table.groups] == ["Bảng A", "Bảng B"]


def test_the_last_leg_tells_apart_and_who_was_not_in_it_comes_after():
    rows = [brought(AN, 0, 5), brought(AN, 2, 2), brought(BINH, 0, 7), brought(CHI, 1, 4), brought(CHI, 2, 3)]
    assert places(table_of(rows, Overall(keys=("points", "last_leg")))) == [{CHI: 1, AN: 2, BINH: 3}]


def test_what_was_carried_from_a_round_outside_counts_once():
    table = table_of([brought(AN, 0, 5), brought(AN, 1, 5), brought(BINH, 0, 12)], carried={AN: 3 * POINT})
    assert (line_of(table, AN).points, line_of(table, AN).carried) == (13 * POINT, 3 * POINT)
    assert places(table) == [{AN: 1, BINH: 2}]


def test_a_percentage_missed_in_a_small_leg_weighs_as_much_as_in_a_large_one():
    small, large = Actual(1, 10, 10), Actual(100, 1000, 1000)  # 10 per cent both
    one_per_cent_off = [comparable(100_000 * each.people, each, "percent") for each in (small, large)]
    assert one_per_cent_off == [1, 1]
    rows = [
        brought(AN, 0, 5, distance=comparable(2 * 100_000 * 10, small, "percent")),  # 2 off in the small leg
        brought(BINH, 1, 5, distance=comparable(100_000 * 1000, large, "percent")),  # 1 off in the large one
    ]
    table = table_of(rows, Overall(keys=("points", "prediction")), over=legs(asks="percent"))
    assert places(table) == [{BINH: 1, AN: 2}]


def test_who_predicted_in_more_legs_comes_before_who_predicted_better():
    rows = [
        brought(AN, 0, 5, distance=900_000_000), brought(AN, 1, 5, distance=900_000_000),
        brought(BINH, 0, 5, distance=0), brought(BINH, 1, 5, distance=NO_PREDICTION),
    ]  # fmt: skip
    table = table_of(rows, Overall(keys=("points", "prediction")), over=legs(asks="people"))
    assert places(table) == [{AN: 1, BINH: 2}]
    assert (line_of(table, BINH).unpredicted, line_of(table, BINH).predicted_distance) == (1, 0)


def test_a_decision_holds_while_it_names_everybody_in_the_tie():
    rules = Overall(keys=("points", "jury"))
    decisions = [TieDecision("jury", (BINH, AN))]
    rows = [brought(AN, 0, 5), brought(BINH, 0, 5)]
    assert places(table_of(rows, rules, decisions=decisions)) == [{BINH: 1, AN: 2}]
    more = [*rows, brought(CHI, 0, 5)]
    assert places(table_of(more, rules, decisions=decisions)) == [{AN: 1, BINH: 1, CHI: 1}]


rows_of_some = st.lists(
    st.builds(
        brought, st.integers(1, 6), st.integers(0, 2), st.integers(-2, 3), st.integers(0, 2), full=st.integers(0, 1),
        distance=st.one_of(st.just(NO_PREDICTION), st.fractions(0, 3, max_denominator=7)),
    ),
    unique_by=lambda each: (each.entry_id, each.leg),
).map(lambda rows: [each._replace(order=(-each.points, each.elapsed_s)) for each in rows])  # fmt: skip
some_rules = st.builds(
    Overall,
    best_legs=st.one_of(st.none(), st.integers(1, 3)), every_leg=st.booleans(),
    min_points=st.one_of(st.none(), st.just(2)),
    place_points=st.sampled_from([(), (), (3, 1), (Decimal("0.5"),)]),
    keys=st.permutations(("points", "prediction", "elapsed", "full_marks", "last_leg")).map(tuple),
)  # fmt: skip
PEOPLE = tuple(range(1, 7))


@given(rows_of_some, some_rules)
def test_places_are_those_of_a_total_preorder(rows, rules):
    """Everybody's place is one more than how many the keys put above them."""
    table = table_of(rows, rules, people=PEOPLE, over=legs(asks="percent"))
    key = overall_ordering(rules.keys)
    for group in table.groups:
        for line in group.ranked:
            assert line.place == 1 + sum(key(other) < key(line) for other in group.ranked)


@given(st.data(), rows_of_some, some_rules)
def test_the_order_in_which_rows_come_changes_nothing(data, rows, rules):
    shuffled, others = data.draw(st.permutations(rows)), data.draw(st.permutations(PEOPLE))
    told = legs(asks="percent")
    assert table_of(shuffled, rules, people=others, over=told) == table_of(rows, rules, people=PEOPLE, over=told)


@given(rows_of_some, some_rules)
def test_somebody_who_did_nothing_changes_nothing(rows, rules):
    assert table_of(rows, rules, people=(*PEOPLE, 99)) == table_of(rows, rules, people=PEOPLE)


@given(rows_of_some, some_rules)
def test_a_table_comes_back_from_its_json_as_it_was(rows, rules):
    table = table_of(rows, rules, people=PEOPLE, over=legs(asks="percent"), carried={AN: 5})
    assert OverallTable.from_json(table.to_json()) == table


def test_an_exact_distance_survives_being_kept():
    rows = [brought(AN, 0, 5, distance=Fraction(1, 3))]
    kept = table_of(rows, over=legs(asks="percent")).to_json()
    assert line_of(OverallTable.from_json(kept), AN).distance == Fraction(1, 3)


@pytest.mark.parametrize("best", [None, 1, 2, 3])
def test_the_regulations_example_is_what_the_table_comes_to(best):
    """ "các đợt được 8, 6, 9, 7 điểm thì tổng là 9 + 8 = 17 điểm": the same legs, through the table."""
    [told] = of_overall(Overall(best_legs=best))
    points = re.search(r"được ([\d, ]+) điểm", told)[1].split(", ")
    table = table_of(
        [brought(AN, leg, int(each)) for leg, each in enumerate(points)],
        Overall(best_legs=best),
        over=legs(len(points)),
    )
    assert told.endswith(f"= {line_of(table, AN).points // POINT} điểm.")


def test_the_worked_example_of_the_docs_holds():
    rows = [
        brought(AN, 0, 8, 300), brought(AN, 1, 6, 240), brought(AN, 2, 8, 180),
        brought(BINH, 0, 9, 360), brought(BINH, 2, 7, 90),
    ]  # fmt: skip
    table = table_of(rows, Overall(best_legs=2))
    assert [(line.entry_id, line.points // POINT, line.elapsed_s) for line in table.groups[0].ranked] == [
        (BINH, 16, 450), (AN, 16, 480),
    ]  # fmt: skip
    assert apart(table, *table.groups[0].ranked) == "bằng 16 điểm; nhanh hơn 30 giây"


SIXTY_FORTY = Overall(weights=(RoundWeight(round=1, percent=60), RoundWeight(round=2, percent=40)))


def weighed_legs():
    """Two legs of 20 points in the first round, one of 40 in the second."""
    of = [(1, "Vòng 1", 20), (1, "Vòng 1", 20), (2, "Vòng 2", 40)]
    return [replace(leg, round=round, round_name=name, most=most * POINT)
            for leg, (round, name, most) in zip(legs(), of, strict=True)]  # fmt: skip


def test_rounds_are_weighed_by_what_they_could_bring_and_a_missed_leg_brought_none_of_it():
    rows = [brought(AN, 0, 20), brought(AN, 2, 20), brought(BINH, 0, 15), brought(BINH, 1, 15), brought(BINH, 2, 14)]
    table = table_of(rows, SIXTY_FORTY, over=weighed_legs())

    assert line_of(table, AN).points == (60 * 20 // 40 + 40 * 20 // 40) * POINT == 50 * POINT
    assert line_of(table, BINH).points == 59 * POINT
    assert places(table) == [{BINH: 1, AN: 2}]
    assert sum_told(table, line_of(table, AN)) == "Vòng 1: 20 ÷ 40 × 60 + Vòng 2: 20 ÷ 40 × 40 = 50 điểm."
    assert OverallTable.from_json(table.to_json()) == table


@given(st.lists(st.integers(0, 20), min_size=3, max_size=3), st.integers(1, 99))
def test_weighed_points_are_the_exact_shares_rounded_once(points, share):
    rules = Overall(weights=(RoundWeight(round=1, percent=share), RoundWeight(round=2, percent=100 - share)))
    table = table_of([brought(AN, leg, each) for leg, each in enumerate(points)], rules, over=weighed_legs())
    exact = Fraction(share * (points[0] + points[1]), 40) + Fraction((100 - share) * points[2], 40)
    assert abs(exact * POINT - line_of(table, AN).points) <= Fraction(1, 2)


def test_a_place_in_a_leg_brings_something_and_equals_the_same():
    rules = Overall(place_points=(5, 3, 1))
    beside = person(CHI, barred="hors_concours")
    rows = [brought(entry, 0, points)._replace(order=(-points,)) for entry, points in ((AN, 8), (BINH, 8), (CHI, 9))]
    table = table_of([*rows, brought(BINH, 1, 2)._replace(order=(-2,))], rules, people=(AN, BINH, beside))

    assert [line_of(table, one).points // POINT for one in (AN, BINH, CHI)] == [13, 8 + 5 + 2 + 5, 9]
    assert sum_told(table, line_of(table, BINH)) == (
        "Tuần 1: 8 + 5 theo thứ hạng + Tuần 2: 2 + 5 theo thứ hạng = 20 điểm."
    )


def test_where_divisions_are_ranked_apart_places_that_bring_something_are_too():
    rules = Overall(place_points=(5,))
    people = (person(AN, division=1), person(BINH, division=2), person(CHI, division=2))
    rows = [brought(entry, 0, points)._replace(order=(-points,)) for entry, points in ((AN, 4), (BINH, 9), (CHI, 8))]
    table = table_of(rows, rules, people=people, divisions={1: "A", 2: "B"})
    assert [line_of(table, one).points // POINT for one in (AN, BINH, CHI)] == [9, 14, 8]


def test_a_lower_place_never_brings_more():
    with pytest.raises(ValueError, match="place_points"):
        Overall(place_points=(1, 3))


def test_a_table_that_was_kept_before_rounds_could_be_weighed_is_read_as_it_was():
    table = table_of([brought(AN, 0, 8), brought(BINH, 1, 5)])
    kept = table.to_json()
    kept["legs"] = [leg[:5] for leg in kept["legs"]]
    del kept["rules"]["weights"], kept["rules"]["place_points"]
    for group in kept["groups"]:
        for line in (*group["ranked"], *group["unranked"]):
            line["legs"] = [leg[:4] for leg in line["legs"]]

    assert OverallTable.from_json(kept) == table
