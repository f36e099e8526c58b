"""Phone and birth date are erased after the day that the rules name, however one came in."""

from datetime import date

import pytest

from quiz import database
from quiz.contests.contest import Contest
from quiz.contests.contest_rules import ContestRules
from quiz.contests.enrolment import add_entry
from quiz.contests.entry import RosterIntake
from quiz.contests.registrant import Registrant
from quiz.contests.regulating import set_contest_rules
from quiz.contests.retention import empty_rosters
from quiz.ledger import Decider
from quiz.people.person import Person


@pytest.fixture
def name_day(world, noon):
    def name(day):
        rules = ContestRules.model_validate({"registration": {"keep_until": day}})
        with database.transaction() as session:
            contest = session.get_one(Contest, world.contest.id)
            set_contest_rules(session, contest, rules, "Theo quy định", Decider(None, "organiser", noon))

    return name


def kept_until(world, *names):
    with database.transaction(writing=False) as session:
        return [session.get_one(Person, world.entries[name].person_id).keep_until for name in names]


def test_a_roster_follows_the_rules_and_whoever_agreed_is_never_kept_longer(world, noon, name_day):
    name_day(date(2027, 6, 1))
    assert kept_until(world, "duong", "khanh") == [date(2027, 6, 1)] * 2
    with database.transaction() as session:
        late = add_entry(session, session.get_one(Contest, world.contest.id), name="Lê Văn Tám",
                         unit=world.units["tan-trai"], at=noon)  # fmt: skip
        session.add(Registrant(entry_id=world.entries["duong"].id, registered_at=noon, form="a form"))
        assert session.get_one(Person, late.person_id).keep_until == date(2027, 6, 1)

    name_day(date(2027, 12, 31))
    assert kept_until(world, "duong", "khanh") == [date(2027, 6, 1), date(2027, 12, 31)]
    name_day(date(2027, 1, 31))
    assert kept_until(world, "duong", "khanh") == [date(2027, 1, 31)] * 2
    name_day(None)
    assert kept_until(world, "duong", "khanh") == [date(2027, 1, 31), None]


def test_the_files_that_people_came_in_by_are_emptied_when_the_day_is_over(world, noon, name_day):
    with database.transaction() as session:
        intake = RosterIntake(contest_id=world.contest.id, filename="x.xlsx", rows=[{"given": {}}], created_at=noon)
        session.add(intake)
        session.flush()
        id = intake.id

    def rows(today):
        with database.transaction() as session:
            empty_rosters(session, today)
            return len(session.get_one(RosterIntake, id).rows)

    assert rows(date(2099, 1, 1)) == 1
    name_day(date(2027, 6, 1))
    assert [rows(date(2027, 6, 1)), rows(date(2027, 6, 2))] == [1, 0]
