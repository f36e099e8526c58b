"""The check list: red keeps a leg from opening, amber does not, green is said too."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from question_bank.question import Question, QuestionVersion
from quiz import database
from quiz.contests.check import Level, Mend
from quiz.contests.contest import Contest, ContestState
from quiz.contests.eligibility import Registration
from quiz.contests.entry import Entry, EntryState
from quiz.contests.readiness import NotReady, insist_ready_to_open, problems_before_announcing, problems_before_opening
from quiz.contests.round import BlueprintRow, FixedQuestion, Leg, Round
from quiz.contests.rules import RoundRules
from quiz.people.person import Person
from quiz.people.verifying import INSTALLED
from tests.conftest import NOON
from tests.world import HOUR


@pytest.fixture
def opened(world):
    """The world's leg, an hour before it opens, in one transaction."""
    with database.transaction() as session:
        leg = session.get_one(Leg, world.leg.id)
        leg.opens_at, leg.closes_at = world.leg.opens_at + 2 * HOUR, world.leg.closes_at + 2 * HOUR
        session.add(leg)
        session.flush()
        yield session


def checks(session, world, at=None):
    contest, round = session.get_one(Contest, world.contest.id), session.get_one(Round, world.round.id)
    at = at or world.contest.created_at
    return {
        check.mend: check
        for check in sorted(
            problems_before_opening(session, contest, round, session.get_one(Leg, world.leg.id), at),
            key=lambda check: ["ready", "warning", "problem"].index(check.level),
        )
    }


def test_a_round_that_is_ready_has_no_red(world, opened):
    found = checks(opened, world)

    assert [check for check in found.values() if check.is_red] == []
    assert found[Mend.PAGE].level == Level.WARNING
    assert "đề 3 câu" in found[Mend.BLUEPRINT].text


def test_no_time_no_opening(world, opened):
    opened.get_one(Leg, world.leg.id).opens_at = None
    assert checks(opened, world)[Mend.SCHEDULE].is_red


def test_a_window_that_is_over_is_red_and_one_shorter_than_the_paper_amber(world, opened):
    leg = opened.get_one(Leg, world.leg.id)
    assert checks(opened, world, leg.closes_at)[Mend.SCHEDULE].is_red

    leg.closes_at = leg.opens_at + timedelta(minutes=5)
    assert checks(opened, world)[Mend.SCHEDULE].level == Level.WARNING


def test_overlapping_legs_are_amber(world, opened):
    leg = opened.get_one(Leg, world.leg.id)
    opened.add(Leg(round_id=world.round.id, position=2, opens_at=leg.opens_at + HOUR, closes_at=leg.closes_at + HOUR))
    opened.flush()

    assert "Trùng giờ" in checks(opened, world)[Mend.SCHEDULE].text


def test_too_few_questions_name_the_row(world, opened):
    opened.add(BlueprintRow(part_id=world.part.id, position=2, difficulty=5, count=2))
    opened.flush()
    found = checks(opened, world)[Mend.BLUEPRINT]

    assert found.is_red
    assert "thiếu 2 câu cho dòng 2" in found.text


def test_questions_that_expire_before_the_day_are_not_counted_on(world, opened):
    opened.get_one(QuestionVersion, world.versions[0].id).valid_to = date(2026, 11, 26)
    leg = opened.get_one(Leg, world.leg.id)
    leg.closes_at += timedelta(days=3)
    row = opened.exec(select(BlueprintRow)).one()
    assert checks(opened, world)[Mend.BLUEPRINT].is_red

    row.count = 2
    found = checks(opened, world)[Mend.BLUEPRINT]
    assert found.level == Level.WARNING
    assert "1 câu trong kho hết hiệu lực" in found.text


def test_a_fixed_question_that_was_retired_is_red(world, opened):
    opened.add(FixedQuestion(part_id=world.part.id, question_id=world.versions[0].question_id, position=1))
    opened.exec(select(BlueprintRow)).one().count = 2
    assert not checks(opened, world)[Mend.BLUEPRINT].is_red

    opened.get_one(QuestionVersion, world.versions[0].id).state = "retired"
    opened.get_one(Question, world.versions[0].question_id).retired_at = world.contest.created_at
    assert checks(opened, world)[Mend.BLUEPRINT].is_red


def test_a_fixed_question_is_not_drawn_again(world, opened):
    opened.add(FixedQuestion(part_id=world.part.id, question_id=world.versions[0].question_id, position=1))

    assert "thiếu 1 câu" in checks(opened, world)[Mend.BLUEPRINT].text


def test_nobody_to_play_is_red(world, opened):
    for entry in opened.exec(select(Entry)):
        entry.state = EntryState.WITHDRAWN
    assert checks(opened, world)[Mend.ENTRIES].is_red


def test_who_is_listed_without_a_birth_year_is_told_of_before_the_day(world, opened):
    assert checks(opened, world)[Mend.ENTRIES].level == Level.READY

    person = opened.get_one(Person, world.entries["duong"].person_id)
    person.birth_date = person.birth_year = None
    opened.add(person)

    found = checks(opened, world)[Mend.ENTRIES]
    assert found.level == Level.WARNING
    assert "1 thí sinh chưa có năm sinh" in found.text


@pytest.mark.parametrize(("hours", "is_red"), [(None, False), (1, False), (0, True)])
def test_where_people_may_still_register_nobody_need_be_there_yet(world, opened, hours, is_red):
    contest = opened.get_one(Contest, world.contest.id)
    closes_at = None if hours is None else NOON + hours * HOUR
    registration = Registration(mode="open", closes_at=closes_at)
    contest.rules_json = contest.rules.model_copy(update={"registration": registration}).model_dump(mode="json")
    for entry in opened.exec(select(Entry)):
        entry.state = EntryState.WITHDRAWN

    assert checks(opened, world)[Mend.ENTRIES].is_red == is_red


def test_opening_by_hand_wants_a_judge_or_warns(world, opened):
    opened.get_one(Round, world.round.id).take_rules(RoundRules(opening="hand"))
    assert checks(opened, world)[Mend.STAFF].level == Level.READY


def test_a_draft_does_not_open(world, opened):
    opened.get_one(Contest, world.contest.id).state = ContestState.DRAFT
    assert checks(opened, world)[Mend.ANNOUNCEMENT].is_red


def test_opening_is_refused_with_what_is_red(world, opened):
    contest = opened.get_one(Contest, world.contest.id)
    contest.state = ContestState.DRAFT
    with pytest.raises(NotReady) as refused:
        insist_ready_to_open(opened, contest, world.round, world.leg, contest.created_at)

    assert "Cuộc thi chưa công bố." in refused.value.text


def test_a_code_that_nothing_here_can_send_is_said_before_and_keeps_a_contest_from_being_announced(
    world, opened, monkeypatch
):
    contest = opened.get_one(Contest, world.contest.id)
    contest.rules_json = {"registration": {"mode": "open", "verify": "phone"}}
    monkeypatch.setattr(INSTALLED, "name", "none")
    assert "sẽ không ai bị hỏi mã" in checks(opened, world)[Mend.REGULATIONS].text
    assert checks(opened, world)[Mend.REGULATIONS].level == Level.WARNING
    announcing = problems_before_announcing(opened, contest, world.contest.created_at)
    assert [check.is_red for check in announcing if "không ai bị hỏi mã" in check.text] == [True]

    monkeypatch.setattr(INSTALLED, "name", "console")
    assert Mend.REGULATIONS not in checks(opened, world)
