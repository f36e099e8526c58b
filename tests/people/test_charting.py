from datetime import date

import pytest
from sqlmodel import select

from quiz.people.charting import UnitInUse, chart_of, close_unit, keep_unit, remove_unit, take_in, understand
from quiz.people.unit import Unit
from quiz.people.unit_sheet import UnitValues
from quiz.refusals import Invalid


@pytest.fixture
def commune(session):
    return keep_unit(session, chart_of(session), None, UnitValues("Đoàn xã Vĩnh Linh", "commune"), None)


def names(session):
    return sorted(unit.name for unit in session.exec(select(Unit)))


def bring(session, *rows, reach=None, under=None):
    chart = chart_of(session)
    return chart, understand(chart, [(number, dict(row)) for number, row in enumerate(rows, 2)], reach, under)


def problems(lines):
    return {line.number: list(line.problems) for line in lines if line.problems}


def test_a_unit_without_a_code_gets_one_from_its_name(session, commune):
    again = keep_unit(session, chart_of(session), None, UnitValues("Đoàn xã Vĩnh Linh"), commune)

    assert (commune.code, again.code) == ("doan-xa-vinh-linh", "doan-xa-vinh-linh-2")


def test_two_units_of_one_name_do_not_stand_side_by_side(session, commune):
    with pytest.raises(Invalid) as refusal:
        keep_unit(session, chart_of(session), None, UnitValues("đoàn xã  Vĩnh Linh"), None)

    assert list(refusal.value.errors) == ["name"]


def test_a_closed_unit_makes_room_for_its_name(session, commune):
    close_unit(session, commune, date(2026, 7, 1))
    session.flush()

    assert keep_unit(session, chart_of(session), None, UnitValues("Đoàn xã Vĩnh Linh"), None)
    assert [commune.exists_on(date(2026, month, 1)) for month in (6, 7)] == [True, False]


def test_a_unit_is_never_above_itself(session, commune):
    branch = keep_unit(session, chart_of(session), None, UnitValues("Chi đoàn Một"), commune)

    with pytest.raises(Invalid) as refusal:
        keep_unit(session, chart_of(session), commune, UnitValues("Đoàn xã Vĩnh Linh"), branch)

    assert list(refusal.value.errors) == ["parent"]


def test_a_unit_with_others_below_can_only_be_closed(session, commune):
    branch = keep_unit(session, chart_of(session), None, UnitValues("Chi đoàn Một"), commune)

    with pytest.raises(UnitInUse):
        remove_unit(session, commune)
    remove_unit(session, branch)

    assert names(session) == ["Đoàn xã Vĩnh Linh"]


def test_search_needs_no_marks(session, commune):
    assert [branch.unit for branch in chart_of(session).search("doan xa vinh")] == [commune]
    assert chart_of(session).search("%") == []


def test_the_tree_is_shown_whole_while_it_is_small_and_by_levels_after(session, commune):
    keep_unit(session, chart_of(session), None, UnitValues("Chi đoàn Một", members=31), commune)
    chart = chart_of(session)

    assert [(branch.depth, branch.below, branch.members_below) for branch in chart.branches(None, 2)] == [
        (0, 1, 31), (1, 0, 0),
    ]  # fmt: skip
    assert [branch.unit for branch in chart.branches(None, 1)] == [commune]


def test_a_list_may_name_parents_in_any_order_and_by_name(session, commune):
    chart, lines = bring(
        session,
        {"name": "Phân đoàn 1", "parent": "Chi đoàn Một"},
        {"name": "Chi đoàn Một", "parent": "doan-xa-vinh-linh", "code": "mot", "members": "31"},
        {"name": "Chi đoàn Hai", "parent": "Đoàn xã Vĩnh Linh"},
    )

    assert problems(lines) == {}
    assert take_in(session, chart, lines) == 3
    units = {unit.name: unit for unit in session.exec(select(Unit))}
    assert units["Phân đoàn 1"].parent_id == units["Chi đoàn Một"].id
    assert units["Chi đoàn Một"].parent_id == units["Chi đoàn Hai"].parent_id == commune.id
    assert (units["Chi đoàn Một"].kind, units["Chi đoàn Một"].member_count) == ("branch", 31)


def test_bringing_the_same_list_again_changes_what_is_new_and_doubles_nothing(session, commune):
    rows = [
        {"name": "Chi đoàn Một", "parent": "doan-xa-vinh-linh", "members": "31"},
        {"name": "Chi đoàn Hai", "parent": "doan-xa-vinh-linh", "code": "hai", "members": "20"},
    ]
    for members in ("31", "35"):
        rows[0]["members"] = members
        chart, lines = bring(session, *rows)
        assert take_in(session, chart, lines) == (2 if members == "31" else 0)

    assert names(session) == ["Chi đoàn Hai", "Chi đoàn Một", "Đoàn xã Vĩnh Linh"]
    assert session.exec(select(Unit).where(Unit.name == "Chi đoàn Một")).one().member_count == 35


def test_a_list_without_members_forgets_none(session, commune):
    chart, lines = bring(session, {"name": "Chi đoàn Một", "code": "mot", "members": "31"}, under=commune)
    take_in(session, chart, lines)

    chart, lines = bring(session, {"name": "Chi đoàn Một mới", "code": "mot"})
    take_in(session, chart, lines)

    kept = session.exec(select(Unit).where(Unit.code == "mot")).one()
    assert (kept.name, kept.member_count, kept.parent_id) == ("Chi đoàn Một mới", 31, commune.id)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([{"name": "A", "parent": "không có"}], {2: ["parent"]}),
        ([{"name": "A", "code": "x"}, {"name": "B", "code": "x"}], {2: ["code"], 3: ["code"]}),
        ([{"name": "A"}, {"name": "a"}], {2: ["name"], 3: ["name"]}),
        ([{"name": "A", "code": "a", "parent": "b"}, {"name": "B", "code": "b", "parent": "a"}],
         {2: ["parent"], 3: ["parent"]}),
        ([{"name": "A", "code": "a", "parent": "a"}], {2: ["parent"]}),
        ([{"name": "A", "code": "a", "parent": "b"}, {"name": "B", "code": "b", "parent": "c"},
          {"name": "C", "code": "c", "parent": "b"}], {2: ["parent"], 3: ["parent"], 4: ["parent"]}),
    ],
)  # fmt: skip
def test_a_poor_list_says_where_and_brings_nothing(session, commune, rows, expected):
    chart, lines = bring(session, *rows)

    assert problems(lines) == expected
    with pytest.raises(Invalid):
        take_in(session, chart, lines)
    assert names(session) == ["Đoàn xã Vĩnh Linh"]


def test_a_list_reaches_only_the_units_of_who_brings_it(session, commune):
    other = keep_unit(session, chart_of(session), None, UnitValues("Đoàn xã Cửa Tùng", code="ct"), None)

    _, lines = bring(
        session,
        {"name": "Được", "parent": commune.code},
        {"name": "Không được", "parent": "ct"},
        {"name": "Đứng đầu"},
        {"name": "Đổi tên", "code": "ct"},
        reach={commune.id},
    )

    assert problems(lines) == {3: ["parent"], 4: ["parent"], 5: ["parent"]}
    assert other.name == "Đoàn xã Cửa Tùng"


def test_five_thousand_units_are_taken_in_within_seconds(session, commune):
    rows = [{"name": f"Chi đoàn số {number}", "parent": commune.code} for number in range(5000)]
    chart, lines = bring(session, *rows)

    assert take_in(session, chart, lines) == 5000
