"""Whoever can see the questions, or is kept out by the rules, begins nothing that counts, however they were entered."""

from datetime import date

import pytest

from quiz import database
from quiz.attempts.attempt import Mode
from quiz.attempts.barring import seat_of
from quiz.attempts.sitting import SeatBarred, start_attempt
from quiz.attempts.trying_out import start_mock
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.contests.insiders import Insider, Sign, insiders_of
from quiz.contests.mock_question import MockQuestion
from quiz.contests.registering import Excluded
from quiz.contests.round import Leg, Round
from quiz.contests.staff_link import say_of
from quiz.people.person import Person
from quiz.people.role import RoleName
from quiz.people.sign_in import Door, start_sign_in
from tests.conftest import NOON
from tests.world import allow, go_by, grant

PHONE = "0912345678"


def know(world, key, **values):
    with database.transaction() as session:
        person = session.get_one(Person, world.people[key].id)
        for name, value in values.items():
            setattr(person, name, value)
        person.take_name(person.name)
        session.add(person)


def begin(world, how=start_attempt):
    with database.transaction() as session:
        contest, round = session.get_one(Contest, world.contest.id), session.get_one(Round, world.round.id)
        entry, leg = session.get_one(Entry, world.entries["duong"].id), session.get_one(Leg, world.leg.id)
        visit = start_sign_in(session, Door.PLAY, entry.person_id, NOON, entry_id=entry.id)
        return how(session, contest, round, leg, entry, visit, NOON)


def say(world, key, *, is_same):
    with database.transaction() as session:
        say_of(session, world.entries["duong"].id, world.people[key].id, is_same=is_same, by=None, at=NOON)


def found(world) -> list[Insider]:
    with database.transaction(writing=False) as session:
        return insiders_of(session, session.get_one(Contest, world.contest.id), NOON)


@pytest.mark.parametrize(
    ("like", "sign", "barred"),
    [
        ({"phone": PHONE}, Sign.PHONE, True),
        ({"name": "Trần Thị Thùy Dương", "birth_date": date(2001, 3, 26)}, Sign.BIRTH, True),
        ({"name": "TRẦN THỊ THÙY DƯƠNG"}, Sign.NAME, False),
        ({"name": "Trần Thị Thuỳ Dương", "birth_date": date(2001, 3, 27)}, None, False),
        ({}, None, False),
    ],
)
def test_a_writer_on_the_roster_is_known_by_phone_or_name_and_birth_date(world, like, sign, barred):
    know(world, "duong", phone=PHONE)
    know(world, "ha", **like)

    assert [one.sign for one in found(world)] == ([sign] if sign else [])
    assert [one.is_open for one in found(world)] == ([True] if sign else [])
    if barred:
        with pytest.raises(SeatBarred):
            begin(world)
    else:
        assert begin(world).ordinal == 1


def test_what_organisers_say_is_stronger_than_any_likeness_and_can_be_taken_back(world):
    know(world, "duong", phone=PHONE)
    know(world, "ha", phone=PHONE)
    say(world, "ha", is_same=False)
    assert [(one.is_sure, one.is_open) for one in found(world)] == [(False, False)]
    say(world, "ha", is_same=True)
    with pytest.raises(SeatBarred):
        begin(world)
    say(world, "ha", is_same=False)

    assert begin(world).ordinal == 1


def test_a_namesake_is_barred_once_organisers_say_that_they_are_one(world):
    know(world, "ha", name="Trần Thị Thuỳ Dương")
    say(world, "ha", is_same=True)

    with pytest.raises(SeatBarred):
        begin(world)


def test_a_role_given_after_they_were_entered_bars_too_and_trying_out_stays_open(world):
    allow(world, mock=True)
    with database.transaction() as session:
        grant(session, world.people["duong"], RoleName.REVIEWER, None, NOON)
        session.add_all(
            MockQuestion(round_id=world.round.id, question_id=version.question_id, set_aside_at=NOON)
            for version in world.versions
        )

    with pytest.raises(SeatBarred):
        begin(world)
    assert [one.sign for one in found(world)] == [Sign.OWN]
    assert begin(world, start_mock).mode == Mode.MOCK


@pytest.mark.parametrize("role", [RoleName.JUDGE, RoleName.SECRETARY, RoleName.INVIGILATOR, RoleName.OPERATOR])
def test_groups_that_see_no_question_play_as_the_rules_say(world, role):
    group = {RoleName.JUDGE: "jury", RoleName.OPERATOR: "software_staff"}.get(role, "secretariat")
    with database.transaction() as session:
        grant(session, world.people["duong"], role, world.contest.id, NOON)
    with pytest.raises(Excluded, match="không dự thi"):
        begin(world)

    go_by(world, eligibility={"excluded": [{"group": group, "how": "hors_concours"}]})
    begin(world)
    with database.transaction(writing=False) as session:
        assert session.get_one(Entry, world.entries["duong"].id).hors_concours


def test_where_the_rules_exclude_nobody_a_judge_plays_for_a_place(world):
    with database.transaction() as session:
        grant(session, world.people["duong"], RoleName.JUDGE, world.contest.id, NOON)
    go_by(world, eligibility={"excluded": []})

    begin(world)

    with database.transaction(writing=False) as session:
        entry = session.get_one(Entry, world.entries["duong"].id)
        assert not entry.hors_concours
        assert not seat_of(session, entry, session.get_one(Contest, world.contest.id), NOON).is_barred


def test_a_role_in_another_contest_excludes_nobody_here(world):
    with database.transaction() as session:
        grant(session, world.people["duong"], RoleName.JUDGE, world.contest.id + 1, NOON)

    assert begin(world).ordinal == 1
