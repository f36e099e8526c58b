"""Predictions of a closed leg, and ties that people decide: found again by every recount."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import select

from quiz import database, housekeeping, ledger
from quiz.attempts.attempt import Attempt
from quiz.contests.enrolment import restore, withdraw
from quiz.contests.entry import Entry
from quiz.contests.round import BlueprintRow, Round
from quiz.contests.rules import RoundRules
from quiz.ledger import Decider
from quiz.refusals import Invalid
from quiz.standings.board import internal_board_of
from quiz.standings.coming_about import compare_anew
from quiz.standings.comparing import actual_of
from quiz.standings.correcting import correct_key
from quiz.standings.counting import recount_leg
from quiz.standings.deciding_ties import (
    NoSuchTie,
    NotClosedYet,
    NotStanding,
    decide_by_jury,
    decided_in,
    draw_lots,
    ties_in,
    undo_decision,
)
from quiz.standings.key_in_force import Correction
from quiz.standings.lots import drawn
from quiz.standings.predicting import Actual
from quiz.standings.publishing import publish, published_board
from quiz.standings.revision import latest
from quiz.standings.score import Score
from quiz.web.transactions import Turns
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, WRONG, enter, foresee_key, played
from tests.world import HOUR

AFTER = NOON + 2 * HOUR


@pytest.fixture
def by(world):
    return Decider(world.people["binh"].id, "chief_judge", AFTER)


def goes_by(session, world, **rules):
    round = session.get_one(Round, world.round.id)
    round.take_rules(RoundRules(**rules))
    session.add(round)
    session.flush()
    return round


def keep_house(at):
    """As the loop does, a turn at a time: did it do anything?"""
    return housekeeping.tidy(at) > 0 or asyncio.run(housekeeping.compare_closed(Turns(4), at))


def three_equal(session, world):
    names = [world.entries["duong"], world.entries["khanh"], enter(session, world, "Lê Văn Tám")]
    for entry in names:
        played(session, world, entry, RIGHT)
    return names


def board(session, world):
    round = session.get_one(Round, world.round.id)
    return [
        (line.place, line.name.split()[-1])
        for line in internal_board_of(session, round, world.leg).board.lines(0, 9).lines
    ]


def predict(session, world, numbers):
    for entry, number in zip(three_equal(session, world), numbers, strict=True):
        attempt = session.exec(select(Attempt).where(Attempt.entry_id == entry.id)).one()
        attempt.prediction = number
        session.add(attempt)
    session.flush()


PREDICTING = {"prediction": "people", "ranking": ("score", "prediction")}


def test_distances_are_kept_once_the_leg_is_closed_and_published_with_what_came_about(session, world, by):
    round = goes_by(session, world, **PREDICTING)
    predict(session, world, [9, 2, 4])
    assert board(session, world) == [(1, "Dương"), (1, "Khánh"), (1, "Tám")]

    publish(
        session, world.contest, round, world.leg, state="official", note="Như đã xét", by=by, early="Không có khiếu nại"
    )

    assert board(session, world) == [(1, "Khánh"), (1, "Tám"), (3, "Dương")]
    out = published_board(session, latest(session, world.leg))
    assert out.actual == Actual(all_right=0, people=3, attempts=3)
    assert [(line.prediction, line.keys) for line in out.lines(0, 3).lines] == [
        (2, {"prediction": 1}), (4, {"prediction": 1}), (9, {"prediction": 6})
    ]  # fmt: skip
    [told] = ledger.decisions_on(session, world.contest.id, "count_prediction")
    assert (told.actor_id, told.body) == (None, {"all_right": 0, "people": 3, "attempts": 3})


def test_who_is_taken_out_is_counted_no_more_until_the_official_board_is_out(session, world, by):
    round = goes_by(session, world, **PREDICTING)
    predict(session, world, [3, 2, None])
    recount_leg(session, world.contest, round, world.leg)
    assert board(session, world) == [(1, "Dương"), (2, "Khánh"), (3, "Tám")]

    tam = session.exec(select(Entry).order_by(Entry.id.desc())).first()
    withdraw(session, tam)
    compare_anew(session, world.contest, [tam])
    assert board(session, world) == [(1, "Khánh"), (2, "Dương")]

    publish(
        session, world.contest, round, world.leg, state="official", note="Như đã xét", by=by, early="Không có khiếu nại"
    )
    restore(session, tam)
    compare_anew(session, world.contest, [tam])
    assert actual_of(session, world.leg) == Actual(0, 2, 2)
    assert board(session, world)[:2] == [(1, "Khánh"), (2, "Dương")]


def test_the_house_is_kept_the_distances_too(world, monkeypatch):
    with database.transaction() as session:
        goes_by(session, world, **PREDICTING)
        predict(session, world, [3, 2, 9])
    keep_house(NOON)
    assert not housekeeping.is_there_work(NOON)

    assert housekeeping.is_there_work(AFTER)
    assert keep_house(AFTER)
    assert not housekeeping.is_there_work(AFTER)
    with database.transaction(writing=False) as session:
        assert sorted(session.exec(select(Score.prediction_distance))) == [0, 1, 6]


def test_what_is_handed_in_later_is_counted_among_the_others(world):
    with database.transaction() as session:
        goes_by(session, world, **PREDICTING)
        predict(session, world, [4, 2, 9])
    keep_house(AFTER)
    keep_house(AFTER)

    with database.transaction() as session:
        played(session, world, enter(session, world, "Võ Thị Sáu"), RIGHT)
    assert housekeeping.is_there_work(AFTER)
    keep_house(AFTER)
    with database.transaction(writing=False) as session:
        assert actual_of(session, world.leg) == Actual(all_right=0, people=4, attempts=4)
        assert board(session, world)[0] == (1, "Dương")


def test_points_of_a_paper_with_everything_right_know_its_topics(session, world):
    topic = {"topic_id": world.topic.id, "name": world.topic.name, "points": "2.5"}
    round = goes_by(session, world, topic_points=[topic])
    played(session, world, world.entries["duong"], RIGHT, RIGHT)

    assert internal_board_of(session, round, world.leg).board.maximum == 75_000
    assert session.exec(select(Score.points)).one() == 50_000
    row = session.exec(select(BlueprintRow)).one()
    row.topic_id = None
    session.add(row)
    session.flush()
    assert internal_board_of(session, round, world.leg).board.maximum is None  # papers may differ


def test_the_jury_orders_a_whole_group_with_a_reason_and_every_recount_finds_it_again(session, world, by):
    round = goes_by(session, world, ranking=("score", "jury"))
    duong, khanh, tam = three_equal(session, world)
    order = [entry.public_id for entry in (tam, duong, khanh)]

    with pytest.raises(Invalid):
        decide_by_jury(session, world.contest, round, world.leg, order, " ", by)
    with pytest.raises(NoSuchTie):
        decide_by_jury(session, world.contest, round, world.leg, order[:2], "Thi ứng xử", by)
    decide_by_jury(session, world.contest, round, world.leg, order, "Thi ứng xử", by)

    placed = [(1, "Tám"), (2, "Dương"), (3, "Khánh")]
    assert board(session, world) == placed
    assert recount_leg(session, world.contest, round, world.leg) == 0
    assert board(session, world) == placed
    assert [tie.decided for tie in ties_in(session, round, world.leg)] == [True]


def test_who_joins_a_decided_group_is_tied_with_all_of_it(session, world, by):
    round = goes_by(session, world, ranking=("score", "jury"))
    order = [entry.public_id for entry in three_equal(session, world)]
    decide_by_jury(session, world.contest, round, world.leg, order, "Thi ứng xử", by)

    played(session, world, enter(session, world, "Võ Thị Sáu"), RIGHT)
    recount_leg(session, world.contest, round, world.leg)

    assert {place for place, _name in board(session, world)} == {1}
    assert [tie.decided for tie in ties_in(session, round, world.leg)] == [False]


def test_lots_are_drawn_once_from_a_recorded_seed_and_taken_back_by_a_decision(session, world, by):
    round = goes_by(session, world, ranking=("score", "lots"))
    group = three_equal(session, world)
    ids = [entry.public_id for entry in group]

    entry = draw_lots(session, world.contest, round, world.leg, ids, "70125", "", by)

    assert entry.body["tickets"] == drawn("70125", [one.number for one in group])
    numbers = {one.number: one.id for one in group}
    assert entry.body["entries"] == [numbers[ticket] for ticket in entry.body["tickets"]]
    assert [place for place, _name in board(session, world)] == [1, 2, 3]
    with pytest.raises(NoSuchTie):
        draw_lots(session, world.contest, round, world.leg, ids, "70126", "", by)

    with pytest.raises(NotStanding):
        undo_decision(session, world.contest, round, world.leg, 999, "Nhầm", by)
    undo_decision(session, world.contest, round, world.leg, entry.seq, "Chưa đủ người chứng kiến", by)
    assert [place for place, _name in board(session, world)] == [1, 1, 1]
    assert decided_in(session, round, world.leg) == []
    again = draw_lots(session, world.contest, round, world.leg, ids, "", "", by)
    assert len(again.body["seed"]) == 16


def test_nothing_is_decided_while_somebody_may_still_play(session, world):
    round = goes_by(session, world, ranking=("score", "jury", "lots"))
    ids = [entry.public_id for entry in three_equal(session, world)]
    early = Decider(world.people["binh"].id, "chief_judge", NOON + timedelta(minutes=1))

    with pytest.raises(NotClosedYet):
        decide_by_jury(session, world.contest, round, world.leg, ids, "Thi ứng xử", early)


def test_a_key_outside_the_rules_leaves_nothing_to_people(session, world):
    three_equal(session, world)
    assert ties_in(session, session.get_one(Round, world.round.id), world.leg) == []


def test_a_preview_of_a_corrected_key_counts_predictions_anew(session, world, by):
    """With another key three people have everything right, and the prediction of two is the nearest."""
    round = goes_by(session, world, prediction="all_right", ranking=("score", "prediction"))
    duong, khanh, tam = world.entries["duong"], world.entries["khanh"], enter(session, world, "Lê Văn Tám")
    for entry, number in ((duong, 0), (khanh, 2), (tam, 1)):
        attempt = played(session, world, entry, WRONG, RIGHT, RIGHT)
        attempt.prediction = number
        session.add(attempt)
    recount_leg(session, world.contest, round, world.leg)
    assert board(session, world) == [(1, "Dương"), (2, "Tám"), (3, "Khánh")]

    [told] = foresee_key(session, world, world.versions[0], Correction.REPLACE, ["sai1"], AFTER).legs
    after = {move.name.split()[-1]: move.place_after for move in told.moves}
    correct_key(
        session, world.contest, world.leg, world.versions[0], what=Correction.REPLACE, choices=["sai1"],
        reason="Đáp án in sai", by=by,
    )  # fmt: skip

    assert after == {name: place for place, name in board(session, world)} == {"Khánh": 1, "Tám": 2, "Dương": 3}
    assert actual_of(session, world.leg) == Actual(all_right=3, people=3, attempts=3)


def test_a_wrong_answer_costs_what_the_rules_say(session, world):
    goes_by(session, world, minus_wrong="0.5", points_right="2")
    played(session, world, world.entries["duong"], RIGHT, WRONG, None)
    played(session, world, world.entries["khanh"], WRONG, WRONG)

    assert sorted(score.points for score in session.exec(select(Score))) == [0, 15_000]
