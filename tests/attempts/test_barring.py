"""Whoever can see the questions, or is kept out by the rules, begins nothing that counts, however they were entered."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from question_bank.question import Question
from quiz import database
from quiz.attempts.attempt import Mode
from quiz.attempts.barring import seat_of
from quiz.attempts.sitting import SeatBarred, SeatBarredSince, start_attempt, start_preview
from quiz.attempts.trying_out import start_mock
from quiz.contests.clearance import Clearance
from quiz.contests.clearing import (
    NothingToAgreeTo,
    SecondPersonNeeded,
    WholeContestNeeded,
    agree_to_clearance,
    ask_clearance,
    take_back_clearance,
)
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.contests.exposure import oldest_question, saw_until
from quiz.contests.insiders import Insider, Sign, insiders_of
from quiz.contests.mock_question import MockQuestion
from quiz.contests.registering import Excluded
from quiz.contests.round import BlueprintRow, FixedQuestion, Leg, Round
from quiz.contests.staff_link import say_of
from quiz.ledger import Decider, decisions_on
from quiz.people.enrolling import Grant, invite, revoke_invitation, withdraw_role
from quiz.people.finding import staff_resembled
from quiz.people.person import Person
from quiz.people.role import Role, RoleName
from quiz.people.second_person import do_without
from quiz.people.sign_in import Door, start_sign_in
from tests.conftest import NOON
from tests.world import HOUR, allow, go_by, grant

PHONE = "0912345678"
DAY = timedelta(days=1)
A_YEAR_AGO = NOON - 365 * DAY


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


def withdraw(world, key, at=NOON):
    with database.transaction() as session:
        for role in session.exec(select(Role).where(Role.person_id == world.people[key].id)).all():
            withdraw_role(session, role, None, at)


def held_until(world, key, name, until, contest_id=None):
    with database.transaction() as session:
        session.add(Role(person_id=world.people[key].id, contest_id=contest_id, name=name,
                         starts_at=A_YEAR_AGO - DAY, ends_at=until))  # fmt: skip


def made_at(world, moments):
    """When each of the contest's questions was put into the bank."""
    with database.transaction() as session:
        for version, moment in zip(world.versions, moments, strict=False):
            session.get_one(Question, version.question_id).created_at = moment


def decider(world, key="lan", minutes=0):
    return Decider(world.people[key].id, "organiser", NOON + timedelta(minutes=minutes))


def clear(world, how, *args, **options):
    with database.transaction() as session:
        return how(session, session.get_one(Entry, world.entries["duong"].id), *args, **options)


def let_in(world, *, minutes=0):
    clear(world, ask_clearance, "Chưa mở kho lần nào", decider(world, "lan", minutes), of_whole_contest=True)
    clear(world, agree_to_clearance, decider(world, "son", minutes), of_whole_contest=True)


@pytest.mark.parametrize(
    "like", [None, {"phone": PHONE}, {"name": "Trần Thị Thùy Dương", "birth_date": date(2001, 3, 26)}]
)
def test_a_role_withdrawn_just_before_the_start_bars_as_one_that_is_held(world, like):
    if like is None:
        held_until(world, "duong", RoleName.QUESTION_WRITER, NOON)
    else:
        know(world, "duong", phone=PHONE)
        know(world, "ha", **like)
        withdraw(world, "ha")

    with pytest.raises(SeatBarredSince):
        begin(world)
    [one] = found(world)
    assert (one.seat.saw_until, one.roles, one.seat.may_be_cleared) == (NOON, (RoleName.QUESTION_WRITER,), True)


@pytest.mark.parametrize(
    ("until", "barred"), [(A_YEAR_AGO - HOUR, False), (A_YEAR_AGO, True), (NOON - DAY, True), (NOON, True)]
)
def test_what_counts_is_whether_the_oldest_question_was_in_the_bank_while_the_role_was_held(world, until, barred):
    made_at(world, [A_YEAR_AGO])
    held_until(world, "duong", RoleName.ORGANISER, until)

    if barred:
        with pytest.raises(SeatBarredSince):
            begin(world)
    else:
        assert begin(world).ordinal == 1
        assert found(world) == []


def test_the_oldest_question_is_one_that_papers_of_the_contest_may_be_drawn_from(world):
    with database.transaction() as session:
        row = session.exec(select(BlueprintRow)).one()
        assert oldest_question(session, world.contest) == NOON
        session.get_one(Question, world.versions[1].question_id).created_at = NOON - DAY
        assert oldest_question(session, world.contest) == NOON - DAY
        row.difficulty = 5
        session.flush()
        assert oldest_question(session, world.contest) is None
        session.add(FixedQuestion(part_id=world.part.id, question_id=world.versions[1].question_id, position=1))
        assert oldest_question(session, world.contest) == NOON - DAY


@pytest.mark.parametrize(
    ("name", "here", "seen"),
    [
        (RoleName.REVIEWER, False, True),
        (RoleName.CHIEF_JUDGE, True, True),
        (RoleName.CHIEF_JUDGE, False, False),
        (RoleName.JUDGE, True, False),
        (RoleName.OPERATOR, True, False),
    ],
)
def test_only_roles_that_showed_questions_of_the_contest_are_looked_back_at(name, here, seen):
    ended = [(name, 1 if here else 2, NOON)]

    assert saw_until(ended, 1, NOON - HOUR) == (NOON if seen else None)
    assert saw_until(ended, 1, None) is None


def test_an_invitation_that_was_called_back_unused_showed_nobody_anything(world):
    with database.transaction() as session:
        invited = invite(session, "Trần Thị Thuỳ Dương", [Grant(RoleName.REVIEWER)], None, NOON - DAY, phone=PHONE)
        revoke_invitation(session, session.get_one(Person, invited.person_id), None, NOON)
        assert staff_resembled(session, world.contest.id, "Trần Thị Thuỳ Dương", None, PHONE, NOON) is None
    know(world, "duong", phone=PHONE)

    assert begin(world).ordinal == 1


def test_whoever_registers_and_resembles_a_former_writer_is_noticed_and_no_former_judge_is(world):
    withdraw(world, "ha")
    withdraw(world, "minh")
    with database.transaction(writing=False) as session:
        writer = staff_resembled(session, world.contest.id, "Lê Thu Hà", None, None, NOON)
        assert (writer.person_id, writer.roles) == (world.people["ha"].id, ())
        assert staff_resembled(session, world.contest.id, "Hoàng Minh", None, None, NOON) is None


def test_one_asks_with_a_reason_and_another_agrees_and_then_they_play(world):
    held_until(world, "duong", RoleName.QUESTION_WRITER, NOON)
    clear(world, ask_clearance, "Chưa mở kho lần nào", decider(world), of_whole_contest=True)
    with pytest.raises(SeatBarredSince):
        begin(world)
    with pytest.raises(SecondPersonNeeded):
        clear(world, agree_to_clearance, decider(world), of_whole_contest=True)
    with pytest.raises(WholeContestNeeded):
        clear(world, agree_to_clearance, decider(world, "son"), of_whole_contest=False)
    clear(world, agree_to_clearance, decider(world, "son"), of_whole_contest=True)
    with pytest.raises(NothingToAgreeTo):
        clear(world, agree_to_clearance, decider(world, "son"), of_whole_contest=True)

    assert begin(world).ordinal == 1
    [one] = found(world)
    assert (one.is_cleared, one.seat.is_barred) == (True, False)
    with database.transaction(writing=False) as session:
        told = decisions_on(session, world.contest.id, "ask_clearance", "give_clearance")
        assert [(one.actor_id, one.reason) for one in told] == [
            (world.people[key].id, "Chưa mở kho lần nào") for key in ("lan", "son")
        ]


def test_where_the_installation_does_without_a_second_person_one_is_enough_but_not_of_one_unit(world):
    held_until(world, "duong", RoleName.QUESTION_WRITER, NOON)
    with database.transaction() as session:
        do_without(session, "Chỉ có một người", decider(world), although=True)

    assert clear(world, ask_clearance, "Nhầm", decider(world), of_whole_contest=False).given_at is None
    assert clear(world, ask_clearance, "Nhầm", decider(world), of_whole_contest=True).given_at == NOON
    clear(world, take_back_clearance, decider(world))
    with pytest.raises(SeatBarredSince):
        begin(world)


def test_a_clearance_covers_no_role_that_is_held_or_ended_later_and_no_look_at_a_paper(world):
    held_until(world, "duong", RoleName.QUESTION_WRITER, NOON - HOUR)
    let_in(world)
    with database.transaction() as session:
        contest, entry = session.get_one(Contest, world.contest.id), session.get_one(Entry, world.entries["duong"].id)
        assert not seat_of(session, entry, contest, NOON).is_barred
        role = Role(person_id=entry.person_id, name=RoleName.REVIEWER, starts_at=NOON)
        session.add(role)
        session.flush()
        assert seat_of(session, entry, contest, NOON + HOUR).sees_questions
        role.ends_at = NOON + HOUR
        session.flush()
        assert seat_of(session, entry, contest, NOON + 2 * HOUR).saw_until == NOON + HOUR
        session.get_one(Clearance, entry.id).given_at = NOON + HOUR
        session.flush()
        assert not seat_of(session, entry, contest, NOON + 2 * HOUR).is_barred
        desk = start_sign_in(session, Door.DESK, entry.person_id, NOON)
        start_preview(session, world.round, world.leg, entry.person_id, desk, NOON)
        assert seat_of(session, entry, contest, NOON + 2 * HOUR).sees_questions
