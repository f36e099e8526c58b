"""What rankings of units are counted from: different people, the legs that may be told of, the tree."""

from collections import Counter
from datetime import date
from fractions import Fraction

from quiz.contests.contest import Contest
from quiz.contests.entry import Entry, EntryState
from quiz.contests.round import Round
from quiz.contests.rules import RoundRules
from quiz.people.head_count import Heads, keep_head_counts
from quiz.people.unit import Unit
from quiz.standings.comparing import compare_leg
from quiz.standings.gathering_units import unit_tables_of
from quiz.standings.points import POINT_SCALE
from quiz.standings.summing_up import overall_of
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, enter, played
from tests.standings.test_summing_up import LATER, second_week, within
from tests.world import HOUR, go_by


def table_of(session, world, at=LATER, won=None):
    """Of the first ranking. Dương, Tám and Bảy are of Tân Trại, Khánh is of Hiền Lương."""
    (found, *_more) = unit_tables_of(session, session.get_one(Contest, world.contest.id), at, won or {})
    return found


def ranked(table):
    return [(row.place, row.facts.name, row.value) for group in table.groups for row in group.rows]


def heads(session, world, **numbers):
    told = [(session.get_one(Unit, world.units[code.replace("_", "-")].id), number, date(2026, 3, 1))
            for code, number in numbers.items()]  # fmt: skip
    keep_head_counts(session, told)


def by(world, **rules):
    go_by(world, unit_rankings=[{"number": 1, **rules}])


def two_weeks(session, world):
    """Tân Trại: Dương in both, Tám in the first; Hiền Lương: Khánh twice in the second."""
    again = second_week(session, world)
    played(session, world, world.entries["duong"], RIGHT, RIGHT)
    played(session, again, world.entries["duong"], RIGHT)
    played(session, world, enter(session, world, "Lê Văn Tám"), RIGHT)
    for ordinal in (1, 2):
        played(session, again, world.entries["khanh"], RIGHT, RIGHT, RIGHT, ordinal=ordinal)
    compare_leg(session, world.round, again.leg)
    return again


def test_without_rankings_in_the_rules_there_are_no_tables(session, world):
    assert unit_tables_of(session, world.contest, LATER) == []


def test_people_and_attempts_are_counted_apart(world):
    by(world, measure="people")
    within(lambda session: two_weeks(session, world))
    told = within(lambda session: table_of(session, world))

    assert ranked(told) == [(1, "Chi đoàn thôn Tân Trại", 2), (2, "Chi đoàn thôn Hiền Lương", 1)]
    assert [(row.facts.people, row.facts.attempts) for row in told.groups[0].rows] == [(2, 3), (1, 2)]
    assert (told.counted.people, told.counted.attempts, told.counted.day) == (3, 5, date(2026, 11, 26))


def test_who_left_or_was_disqualified_is_not_counted_and_who_plays_beside_the_ranking_is(world):
    by(world, measure="people")

    def some_leave(session):
        two_weeks(session, world)
        played(session, world, enter(session, world, "Ngô Văn Bảy", hors_concours=True), RIGHT)
        session.get_one(Entry, world.entries["khanh"].id).state = EntryState.DISQUALIFIED

    within(some_leave)
    told = within(lambda session: table_of(session, world))
    assert ranked(told) == [(1, "Chi đoàn thôn Tân Trại", 3)]
    assert told.groups[0].rows[0].facts.beside == 1


def test_the_mean_is_over_the_legs_in_which_people_played(world):
    by(world, measure="ratio", mean_of_legs=True)

    def counted(session):
        two_weeks(session, world)
        heads(session, world, tan_trai=4, hien_luong=2)

    within(counted)
    told = within(lambda session: table_of(session, world))
    assert told.counted.legs == ("Đợt 1", "Tuần 2")
    assert ranked(told) == [
        (1, "Chi đoàn thôn Tân Trại", Fraction(3, 8)), (2, "Chi đoàn thôn Hiền Lương", Fraction(1, 4)),
    ]  # fmt: skip
    assert told.groups[0].rows[0].facts.heads == Heads(4, date(2026, 3, 1))


def test_units_below_are_gathered_in_the_nearest_of_the_kind(world):
    by(world, measure="ratio", unit_kind="commune")

    def of_communes(session):
        two_weeks(session, world)
        played(session, world, enter(session, world, "Ngô Văn Chín", "cua-tung"), RIGHT)
        played(session, world, enter(session, world, "Ngô Văn Mười", "quang-tri"), RIGHT)
        heads(session, world, tan_trai=4, hien_luong=2, cua_tung=1)

    within(of_communes)
    told = within(lambda session: table_of(session, world))
    assert ranked(told) == [(1, "Đoàn xã Cửa Tùng", 1), (2, "Đoàn xã Vĩnh Linh", Fraction(1, 2))]
    assert told.groups[0].rows[1].facts.heads == Heads(6, date(2026, 3, 1), "", 2)
    assert (told.counted.outside_people, told.counted.outside_attempts) == (1, 1)


def test_the_best_are_compared_by_what_their_counted_attempts_add_up_to(world):
    by(world, measure="average_best_k", k=2)

    def with_a_guest(session):
        two_weeks(session, world)
        guest = enter(session, world, "Ngô Văn Bảy", hors_concours=True)
        played(session, world, guest, RIGHT, RIGHT, RIGHT)

    within(with_a_guest)
    told = within(lambda session: table_of(session, world))
    assert ranked(told) == [
        (1, "Chi đoàn thôn Tân Trại", 2), (2, "Chi đoàn thôn Hiền Lương", Fraction(3, 2)),
    ]  # fmt: skip


def test_prizes_are_those_that_its_people_have_won(world):
    by(world, measure="composite", prize_points=[{"grade": "first", "points": 10}])
    unit_id = world.entries["khanh"].unit_id

    def counted(session):
        two_weeks(session, world)
        heads(session, world, tan_trai=4, hien_luong=2)

    within(counted)
    told = within(lambda session: table_of(session, world, won={unit_id: Counter(first=1)}))
    assert ranked(told) == [(1, "Chi đoàn thôn Hiền Lương", 60), (2, "Chi đoàn thôn Tân Trại", 50)]


def test_while_a_prediction_is_open_its_leg_is_counted_by_nobody(world):
    by(world, measure="people")

    def predicting(session):
        session.get_one(Round, world.round.id).take_rules(
            RoundRules(prediction="people", ranking=("score", "prediction", "elapsed"))
        )
        again = second_week(session, world, closes_at=NOON + 5 * HOUR)
        played(session, world, world.entries["duong"], RIGHT)
        played(session, again, world.entries["khanh"], RIGHT)

    within(predicting)
    told = within(lambda session: table_of(session, world))
    assert ranked(told) == [(1, "Chi đoàn thôn Tân Trại", 1)]
    assert told.counted.predicting == ("Tuần 2",)
    assert (told.counted.people, [row.why for row in told.unranked]) == (1, ["nobody"])


def test_where_the_overall_table_says_who_has_a_place_only_they_bring_something(world):
    rules = {"overall": {"keys": ["points"], "min_points": "2"}}
    go_by(world, **rules, unit_rankings=[{"number": 1, "measure": "average_best_k", "k": 2}])
    within(lambda session: two_weeks(session, world))
    told = within(lambda session: table_of(session, world))
    people = within(lambda session: overall_of(session, session.get_one(Contest, world.contest.id), LATER))

    points = {line.name: line.points for group in people.groups for line in group.ranked}
    assert min(points.values()) >= 2 * POINT_SCALE
    assert sum(row.value for group in told.groups for row in group.rows) * 2 * POINT_SCALE == sum(points.values())
