"""The rules of a whole contest: valid when empty, read from what was kept before, and kept version by version."""

from datetime import timedelta
from decimal import Decimal

import pytest
from pydantic import ValidationError
from sqlmodel import select

from quiz import database
from quiz.contests.advance import Advance
from quiz.contests.announcing import announce
from quiz.contests.contest import Contest, ContestState
from quiz.contests.contest_rules import ContestRules
from quiz.contests.prizes import Prize
from quiz.contests.round import Leg, Round
from quiz.contests.rules import RoundRules
from quiz.contests.rules_version import rules_of, versions_of
from quiz.contests.scheduling import set_rules, set_window
from quiz.ledger import Decider, decisions_on
from tests.world import HOUR


def decider(world, at):
    return Decider(world.people["lan"].id, "organiser", at)


def versions(world):
    with database.transaction(writing=False) as session:
        return versions_of(session, session.get_one(Contest, world.contest.id))


def change_minutes(world, at, minutes, reason="Đề dài hơn"):
    with database.transaction() as session:
        contest, round = session.get_one(Contest, world.contest.id), session.get_one(Round, world.round.id)
        rules = round.rules.model_copy(update={"minutes": minutes})
        set_rules(session, contest, round, round.name, rules, reason, set(), decider(world, at))


def test_an_empty_object_is_a_contest_that_shuts_out_its_own_organisers():
    rules = ContestRules.model_validate({})

    assert rules.registration.mode == "closed"
    assert rules.eligibility.how_excluded("question_team") == "hard"
    assert ContestRules.model_validate(rules.model_dump(mode="json")) == rules


def test_a_cut_line_kept_as_a_number_is_read_as_the_first_so_many():
    rules = RoundRules.model_validate({"minutes": 9, "cut_line": 10})

    assert rules.advance == Advance(kind="top_n", count=10)
    assert rules.cut_line == 10
    assert RoundRules.model_validate({"cut_line": None}).cut_line is None
    assert RoundRules.model_validate(rules.model_dump(mode="json")) == rules


@pytest.mark.parametrize(
    "given",
    [{"kind": "top_n"}, {"kind": "none", "count": 3}, {"kind": "threshold_percent", "percent": 120},
     {"kind": "compound", "part": 1, "part_floor": 5}],
)  # fmt: skip
def test_an_advance_says_exactly_what_its_kind_needs(given):
    with pytest.raises(ValidationError):
        Advance.model_validate(given)


@pytest.mark.parametrize(
    "given",
    [{"grade": "first", "how_many": "share"}, {"grade": "first", "count": None},
     {"grade": "first", "scope": "unit"}, {"grade": "secondary", "scope": "part"}],
)  # fmt: skip
def test_a_prize_says_exactly_what_its_sort_needs(given):
    with pytest.raises(ValidationError):
        Prize.model_validate(given)


def test_each_change_after_announcing_keeps_the_whole_as_the_next_version(world, noon):
    change_minutes(world, noon, 20)
    change_minutes(world, noon, 20)  # the same again is no change
    with database.transaction() as session:
        contest, leg = session.get_one(Contest, world.contest.id), session.get_one(Leg, world.leg.id)
        closes = leg.closes_at + HOUR
        set_window(session, contest, leg, leg.name, leg.opens_at, closes, "Mưa to", set(), decider(world, noon))

    kept = versions(world)
    assert [version.version for version in kept] == [2, 3]  # the first was before versions were kept
    assert [version.reason for version in kept] == ["Đề dài hơn", "Mưa to"]
    assert [version.rules.rounds[0].rules.minutes for version in kept] == [20, 20]
    assert kept[1].rules.rounds[0].legs[0].closes_at - kept[0].rules.rounds[0].legs[0].closes_at == HOUR


def test_a_version_names_the_decision_that_made_it(world, noon):
    change_minutes(world, noon, 20)

    with database.transaction(writing=False) as session:
        decided = decisions_on(session, world.contest.id, "set_rules")[-1]
    assert versions(world)[-1].decided_seq == decided.seq


def test_a_draft_has_one_version_until_it_is_announced(world, noon):
    with database.transaction() as session:
        session.get_one(Contest, world.contest.id).state = ContestState.DRAFT
    change_minutes(world, noon, 20)
    change_minutes(world, noon, 30)
    with database.transaction() as session:
        announce(session, session.get_one(Contest, world.contest.id), decider(world, noon + timedelta(minutes=1)))

    (first,) = versions(world)
    assert (first.version, first.rules.rounds[0].rules.minutes) == (1, 30)
    change_minutes(world, noon, 25)
    assert [version.version for version in versions(world)] == [1, 2]


def test_the_whole_is_composed_of_what_stands_now(world):
    with database.transaction() as session:
        contest = session.exec(select(Contest).where(Contest.id == world.contest.id)).one()
        contest.rules_json = ContestRules(prizes=(Prize(grade="first"),)).model_dump(mode="json")
        session.add(contest)
        whole = rules_of(session, contest)

    assert (whole.title, whole.organiser) == (world.contest.title, "Đoàn xã Vĩnh Linh")
    assert whole.contest.prizes[0].count == 1
    assert whole.rounds[0].rules.points_right == Decimal(1)
    assert whole.rounds[0].questions == 3
    assert whole.round_at(None) == whole.round_at(1)
