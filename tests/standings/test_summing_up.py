"""The overall table of a contest: the legs that count, without who left, and nothing of a prediction that is open."""

from dataclasses import replace
from decimal import Decimal

from quiz import database
from quiz.contests.contest import Contest, Division
from quiz.contests.entry import Entry, EntryState
from quiz.contests.round import BlueprintRow, Leg, Part, Round
from quiz.contests.rules import RoundRules
from quiz.standings.comparing import compare_leg
from quiz.standings.live import LiveBoard
from quiz.standings.points import POINT_SCALE
from quiz.standings.summing_up import overall_of
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, enter, played
from tests.world import HOUR, go_by

LATER = NOON + 2 * HOUR
OVERALL = {"keys": ["points", "elapsed"]}


def within(act):
    with database.transaction() as session:
        return act(session)


def second_week(session, world, **more):
    """A world like it, that plays in a second leg of the same round."""
    leg = Leg(
        round_id=world.round.id, position=2, name="Tuần 2", **{"opens_at": NOON, "closes_at": NOON + HOUR, **more}
    )
    session.add(leg)
    session.flush()
    return replace(world, leg=leg)


def table_of(session, world, at=LATER, **how):
    return overall_of(session, session.get_one(Contest, world.contest.id), at, **how)


def ranked(table):
    return [[(line.place, line.name, line.points // POINT_SCALE) for line in group.ranked] for group in table.groups]


def two_weeks(session, world):
    """Dương: 2 + 1; Khánh: 3 in the second week alone; Tám: 1."""
    again = second_week(session, world)
    duong, khanh = world.entries["duong"], world.entries["khanh"]
    played(session, world, duong, RIGHT, RIGHT)
    played(session, again, duong, RIGHT)
    played(session, again, khanh, RIGHT, RIGHT, RIGHT, seconds=90)
    played(session, world, enter(session, world, "Lê Văn Tám"), RIGHT)
    enter(session, world, "Ngô Chưa Thi")
    return again


def test_without_a_table_in_the_rules_there_is_none(session, world):
    assert table_of(session, world) is None


def test_legs_add_up_and_whoever_did_nothing_is_not_in_it(world):
    go_by(world, overall=OVERALL)
    within(lambda session: two_weeks(session, world))
    told = within(lambda session: table_of(session, world))
    assert ranked(told) == [[(1, "Phan Quốc Khánh", 3), (2, "Trần Thị Thuỳ Dương", 3), (3, "Lê Văn Tám", 1)]]
    assert [(leg.name, leg.due, leg.published) for leg in told.legs] == [
        ("Đợt 1", True, False), ("Tuần 2", True, False),
    ]  # fmt: skip


def test_who_left_is_named_to_the_staff_alone(world):
    go_by(world, overall=OVERALL)

    def khanh_leaves(session):
        two_weeks(session, world)
        session.get_one(Entry, world.entries["khanh"].id).state = EntryState.WITHDRAWN

    within(khanh_leaves)
    told, all_told = within(lambda s: (table_of(s, world), table_of(s, world, for_staff=True)))
    assert [line.place for line in told.groups[0].ranked] == [1, 2]
    assert told.groups[0].unranked == ()
    assert [(line.name, line.why) for line in all_told.groups[0].unranked] == [("Phan Quốc Khánh", "withdrawn")]


def test_a_cancelled_leg_is_missed_by_nobody(world):
    go_by(world, overall={**OVERALL, "every_leg": True})

    def plays_all_there_is(session):
        again = two_weeks(session, world)
        again.leg.cancelled_at = NOON

    within(plays_all_there_is)
    told = within(lambda session: table_of(session, world))
    assert ranked(told) == [[(1, "Trần Thị Thuỳ Dương", 2), (2, "Lê Văn Tám", 1)]]


def test_divisions_have_tables_of_their_own(world):
    go_by(world, overall=OVERALL)

    def apart(session):
        two_weeks(session, world)
        second = Division(contest_id=world.contest.id, name="Bảng B", position=2)
        session.add(second)
        session.flush()
        session.get_one(Entry, world.entries["khanh"].id).division_id = second.id

    within(apart)
    told = within(lambda session: table_of(session, world))
    assert [group.name for group in told.groups] == ["Bảng chung", "Bảng B"]
    assert [[line.place for line in group.ranked] for group in told.groups] == [[1, 2], [1]]


def test_a_leg_whose_prediction_is_open_brings_nothing_yet(world):
    go_by(world, overall={"keys": ["points", "prediction"]})

    def predicting(session):
        session.get_one(Round, world.round.id).take_rules(
            RoundRules(prediction="people", ranking=("score", "prediction", "elapsed"))
        )
        again = second_week(session, world, closes_at=NOON + 5 * HOUR)
        first = played(session, world, world.entries["duong"], RIGHT)
        first.prediction = 3
        played(session, again, world.entries["duong"], RIGHT, RIGHT)
        session.flush()
        compare_leg(session, session.get_one(Round, world.round.id), world.leg)

    within(predicting)
    told = within(lambda session: table_of(session, world, at=LATER))
    assert ranked(told) == [[(1, "Trần Thị Thuỳ Dương", 1)]]
    assert told.groups[0].ranked[0].distance == 2  # one took part
    whole = within(lambda session: table_of(session, world, at=NOON + 6 * HOUR))
    assert ranked(whole) == [[(1, "Trần Thị Thuỳ Dương", 3)]]
    assert whole.groups[0].ranked[0].unpredicted == 1


def test_the_sum_is_that_of_the_rows_written_out(world):
    """Reckoned again from what was answered, with none of the product's arithmetic."""
    go_by(world, overall={**OVERALL, "best_legs": 1})
    within(lambda session: two_weeks(session, world))
    told = within(lambda session: table_of(session, world))
    rights = {"Trần Thị Thuỳ Dương": [2, 1], "Phan Quốc Khánh": [3], "Lê Văn Tám": [1]}
    assert {line.name: line.points for line in told.groups[0].ranked} == {
        name: max(points) * POINT_SCALE for name, points in rights.items()
    }


def test_a_place_brings_what_the_board_of_the_leg_says_it_is(world):
    go_by(world, overall=OVERALL | {"place_points": ["5", "2.5"]})

    def act(session):
        again = two_weeks(session, world)
        played(session, again, enter(session, world, "Ngoài Cuộc", hors_concours=True), RIGHT, RIGHT, RIGHT)
        return table_of(session, world), {
            leg.id: {line.entry_id: line.place for line in LiveBoard(session, world.round, leg).lines(0, 9).lines}
            for leg in (world.leg, again.leg)
        }

    table, boards = within(act)
    worth = {1: 5, 2: Decimal("2.5")}
    for line in table.groups[0].ranked:
        for each in line.legs:
            place = boards[table.legs[each.leg].leg_id][line.entry_id]
            assert each.bonus == worth.get(place, 0) * POINT_SCALE
    assert [line.points for line in table.groups[0].ranked] == [
        int(points * POINT_SCALE) for points in (2 + 5 + 1 + Decimal("2.5"), 3 + 5, 1 + Decimal("2.5"))
    ]


def test_rounds_are_weighed_by_what_their_rules_let_them_bring(world):
    weights = [{"round": 1, "percent": 60}, {"round": 2, "percent": 40}]
    go_by(world, overall=OVERALL | {"weights": weights})

    def act(session):
        final = Round(contest_id=world.contest.id, position=2, name="Chung kết")
        final.take_rules(RoundRules(points_right="10"))
        session.add(final)
        session.flush()
        part = Part(round_id=final.id, position=1, name="Một phần")
        session.add(part)
        session.flush()
        session.add(BlueprintRow(part_id=part.id, position=1, topic_id=world.topic.id, count=4))
        leg = Leg(round_id=final.id, position=1, opens_at=NOON, closes_at=NOON + HOUR)
        session.add(leg)
        session.flush()
        duong = world.entries["duong"]
        played(session, world, duong, RIGHT, RIGHT)
        played(session, replace(world, round=final, leg=leg, part=part), duong, RIGHT)
        return table_of(session, world)

    table = within(act)
    assert [leg.most // POINT_SCALE for leg in table.legs] == [3, 40]
    [line] = table.groups[0].ranked
    assert line.points == (60 * 2 * POINT_SCALE) // 3 + 40 * 10 * POINT_SCALE // 40
