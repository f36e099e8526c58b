"""What is kept in a record is Vietnamese, whatever language whoever acts or looks reads."""

from datetime import timedelta

from quiz import database
from quiz.contests.contest import Contest
from quiz.contests.repeating import copy_leg
from quiz.contests.round import Leg, Round
from quiz.language import ENGLISH, spoken
from quiz.ledger import Decider
from quiz.people.erasing import erased_name
from quiz.standings.gathering_units import unit_tables_of
from quiz.standings.summing_up import overall_of
from tests.world import go_by

OF_LEGS = {"overall": {}, "unit_rankings": [{"number": 1, "measure": "people", "mean_of_legs": True}]}


def test_legs_without_a_name_are_called_alike_whoever_looks(world, noon):
    go_by(world, **OF_LEGS)
    with database.transaction() as session, spoken(ENGLISH):
        contest, round = session.get_one(Contest, world.contest.id), session.get_one(Round, world.round.id)
        leg = session.get_one(Leg, world.leg.id)
        leg.name = ""
        session.add(leg)
        copy = copy_leg(session, contest, round, leg, Decider(None, "organiser", noon))
        over = noon + timedelta(days=30)
        table, (units,) = overall_of(session, contest, over), unit_tables_of(session, contest, over)

    assert copy.name == "Đợt 2"
    assert [one.name for one in table.legs] == ["Đợt 1", "Đợt 2"]
    assert units.counted.legs == ("Đợt 1", "Đợt 2")


def test_a_name_that_was_erased_is_replaced_in_vietnamese():
    with spoken(ENGLISH):
        assert erased_name() == "Đã xóa theo yêu cầu"
