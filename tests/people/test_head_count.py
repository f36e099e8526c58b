"""Head counts of units: the number in force on a day, whatever was entered before and after."""

from datetime import date

import pytest
from sqlmodel import select

from quiz.people.charting import chart_of, keep_unit, remove_unit, take_in, understand
from quiz.people.head_count import HeadCount, Heads, HeadsOn, head_counts_of, keep_head_counts, remove_head_count
from quiz.people.unit import Unit
from quiz.people.unit_sheet import UnitValues

MARCH, JUNE, SEPTEMBER = (date(2026, month, 1) for month in (3, 6, 9))


@pytest.fixture
def commune(session):
    return keep_unit(session, chart_of(session), None, UnitValues("Đoàn xã Vĩnh Linh", "commune"), None)


def branch(session, commune, name, *told):
    unit = keep_unit(session, chart_of(session), None, UnitValues(name, "branch"), commune)
    keep_head_counts(session, [(unit, number, as_of) for number, as_of in told])
    return unit


def test_the_newest_number_until_the_day_is_in_force(session, commune):
    unit = branch(session, commune, "Chi đoàn Một", (40, JUNE), (31, MARCH))

    assert HeadsOn(session, JUNE).of(unit.id) == Heads(40, JUNE)
    assert HeadsOn(session, date(2026, 5, 31)).of(unit.id) == Heads(31, MARCH)
    assert HeadsOn(session, date(2026, 2, 28)).of(unit.id) is None
    assert (unit.member_count, unit.member_count_on) == (40, JUNE)


def test_of_two_numbers_of_one_day_the_last_entered_counts(session, commune):
    unit = branch(session, commune, "Chi đoàn Một", (40, JUNE), (42, JUNE), (42, JUNE))

    assert HeadsOn(session, JUNE).of(unit.id) == Heads(42, JUNE)
    assert [one.number for one in head_counts_of(session, unit)] == [42, 40]


def test_a_number_without_a_day_counts_where_there_is_no_other(session, commune):
    unit = branch(session, commune, "Chi đoàn Một", (30, None), (40, JUNE))

    assert HeadsOn(session, MARCH).of(unit.id) == Heads(30, None)
    assert HeadsOn(session, JUNE).of(unit.id) == Heads(40, JUNE)


def test_the_units_below_are_summed_only_if_every_one_is_known(session, commune):
    branch(session, commune, "Chi đoàn Một", (30, MARCH))
    two = branch(session, commune, "Chi đoàn Hai")
    assert HeadsOn(session, JUNE).of(commune.id, gathered=True) is None

    keep_head_counts(session, [(two, 12, JUNE)])
    assert HeadsOn(session, JUNE).of(commune.id) is None
    assert HeadsOn(session, JUNE).of(commune.id, gathered=True) == Heads(42, MARCH, "", 2)

    keep_head_counts(session, [(commune, 50, JUNE)])
    assert HeadsOn(session, JUNE).of(commune.id, gathered=True) == Heads(50, JUNE)


def test_a_unit_that_was_closed_before_the_day_is_no_part_of_the_sum(session, commune):
    branch(session, commune, "Chi đoàn Một", (30, MARCH))
    branch(session, commune, "Chi đoàn Hai").valid_to = MARCH
    session.flush()

    assert HeadsOn(session, JUNE).of(commune.id, gathered=True) == Heads(30, MARCH, "", 1)


def test_a_number_entered_by_mistake_goes_and_the_one_before_shows_again(session, commune):
    unit = branch(session, commune, "Chi đoàn Một", (31, MARCH), (310, JUNE))
    remove_head_count(session, unit, head_counts_of(session, unit)[0])

    assert (unit.member_count, unit.member_count_on) == (31, MARCH)


def test_a_list_of_units_adds_its_numbers_to_those_that_are_there(session, commune):
    unit = branch(session, commune, "Chi đoàn Một", (31, MARCH))
    for given in ({"members": "35", "members_on": "1/6/2026"}, {}):
        chart = chart_of(session)
        take_in(session, chart, understand(chart, [(2, {"name": "Chi đoàn Một"} | given)], None, commune))

    assert [(one.number, one.as_of) for one in head_counts_of(session, unit)] == [(35, JUNE), (31, MARCH)]


def test_the_numbers_of_a_unit_that_is_removed_go_with_it(session, commune):
    remove_unit(session, branch(session, commune, "Chi đoàn Một", (31, MARCH)))
    session.expire_all()

    assert session.exec(select(HeadCount)).all() == []
    assert session.get(Unit, commune.id)
