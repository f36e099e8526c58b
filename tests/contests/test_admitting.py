from datetime import timedelta

import pytest
from sqlmodel import select

from quiz import database
from quiz.contests.admitting import (
    JudgeWanted,
    LinkUnknown,
    admit,
    entry_of_codes,
    entry_of_link,
    let_in,
    new_codes,
    was_let_in,
)
from quiz.contests.entry import Entry
from quiz.ledger import decisions_on
from quiz.people.person import Person
from quiz.people.sign_in import Door, SignIn, sign_in_of
from quiz.refusals import Invalid, NotAllowed, TooMany

MINUTE = timedelta(minutes=1)


@pytest.fixture
def opened(world):
    with database.transaction() as opened:
        yield opened


@pytest.fixture
def duong(world, opened):
    return opened.get_one(Entry, world.entries["duong"].id)


def forget_birth(session, entry):
    person = session.get_one(Person, entry.person_id)
    person.birth_date = person.birth_year = None
    session.add(person)
    session.flush()


def come(session, world, entry, year, at, code=None):
    return entry_of_codes(session, world.contest.code, code or entry.personal_code, year, at, "10.0.0.1")


def test_the_link_of_a_slip_is_its_entry(opened, duong):
    assert entry_of_link(opened, duong.link_token) == duong


def test_codes_are_taken_in_any_case_with_dashes_and_spaces(opened, world, duong, noon):
    code = duong.personal_code.lower()

    found = entry_of_codes(opened, f" {world.contest.code.lower()} ", f"{code[:4]}-{code[4:]} ", 2001, noon)

    assert found == duong


@pytest.mark.parametrize("year", [2000, None])
def test_another_birth_year_is_refused(opened, world, duong, noon, year):
    with pytest.raises(Invalid) as refusal:
        come(opened, world, duong, year, noon)

    assert "personal_code" in refusal.value.errors


def test_without_a_birth_year_on_the_list_a_judge_must_be_present(opened, world, duong, noon):
    forget_birth(opened, duong)
    with pytest.raises(JudgeWanted):
        come(opened, world, duong, None, noon)

    let_in(opened, duong, world.people["minh"], noon)

    assert come(opened, world, duong, None, noon + 9 * MINUTE) == duong
    with pytest.raises(JudgeWanted):
        come(opened, world, duong, None, noon + 10 * MINUTE)


def test_letting_one_in_lets_nobody_else_in(opened, world, duong, noon):
    let_in(opened, duong, world.people["minh"], noon)

    assert not was_let_in(opened, opened.get_one(Entry, world.entries["khanh"].id), noon)


def test_letting_in_is_a_decision_of_somebody_who_controls_this_contest(opened, world, duong, noon):
    let_in(opened, duong, world.people["minh"], noon)
    with pytest.raises(NotAllowed):
        let_in(opened, duong, world.people["son"], noon)

    (decision,) = decisions_on(opened, world.contest.id, "let_in")
    assert (decision.actor_id, decision.acting_role, decision.subject_id) == (
        world.people["minh"].id, "judge", duong.id,
    )  # fmt: skip


def test_ten_wrong_tries_on_one_code_must_wait_even_with_the_right_year(opened, world, duong, noon):
    for _ in range(10):
        with pytest.raises(Invalid):
            come(opened, world, duong, 1999, noon)

    with pytest.raises(TooMany):
        come(opened, world, duong, 2001, noon)
    assert come(opened, world, duong, 2001, noon + 15 * MINUTE) == duong


def test_a_hall_behind_one_address_has_room_for_many_slips_of_the_finger(opened, world, duong, noon):
    for number in range(299):
        with pytest.raises(Invalid):
            come(opened, world, duong, 2001, noon, code=f"WRONG{number:03}")
    assert come(opened, world, duong, 2001, noon) == duong

    with pytest.raises(Invalid):
        come(opened, world, duong, 2001, noon, code="WRONG999")
    with pytest.raises(TooMany):
        come(opened, world, duong, 2001, noon)


def test_coming_in_on_another_phone_does_not_end_the_first(opened, duong, noon):
    first = admit(opened, duong, None, "Android", noon)
    second = admit(opened, duong, None, "iPhone", noon)

    assert first != second
    assert all(sign_in_of(opened, Door.PLAY, visit.token, noon) for visit in (first, second))


def test_coming_in_twice_on_one_phone_is_one_visit(opened, duong, noon):
    first = admit(opened, duong, None, "Android", noon)

    assert admit(opened, duong, first, "Android", noon) is first


def test_a_phone_handed_to_somebody_else_leaves_the_first_visit(opened, world, duong, noon):
    first = admit(opened, duong, None, "Android", noon)

    admit(opened, opened.get_one(Entry, world.entries["khanh"].id), first, "Android", noon)

    assert sign_in_of(opened, Door.PLAY, first.token, noon) is None


def test_a_lost_slip_is_dead_and_so_is_who_came_in_by_it(opened, world, duong, noon):
    admit(opened, duong, None, "Android", noon)
    old_code, old_link = duong.personal_code, duong.link_token

    new_codes(opened, duong, noon)

    with pytest.raises(LinkUnknown):
        entry_of_link(opened, old_link)
    with pytest.raises(Invalid):
        come(opened, world, duong, 2001, noon, code=old_code)
    assert come(opened, world, duong, 2001, noon) == entry_of_link(opened, duong.link_token)
    assert all(visit.ended_at for visit in opened.exec(select(SignIn)))
