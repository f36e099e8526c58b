"""What is known of people goes: on request all of it, and phones and birth dates when their day is over."""

from datetime import date, timedelta

from quiz.people.erasing import erase, forget_overdue, is_erased
from quiz.people.person import Person
from tests.conftest import NOON

TODAY = date(2026, 11, 26)


def person(session, **known):
    made = Person(name="", created_at=NOON, birth_date=date(2003, 9, 2), phone="0912345678", **known)
    made.take_name("Hồ Thị Mai")
    session.add(made)
    session.flush()
    return made


def test_on_request_nothing_is_left_but_a_row(session):
    mai = person(session, purpose="Tổ chức cuộc thi", member_code="DV1")

    erase(session, mai, NOON)

    session.refresh(mai)
    assert is_erased(mai)
    assert "Mai" not in mai.name
    assert (mai.birth_date, mai.phone, mai.member_code, mai.search_text) == (None, None, None, "")


def test_after_the_day_that_was_named_phone_and_birth_date_go_and_the_name_stays(session):
    due = [person(session, keep_until=TODAY - timedelta(days=1)) for _ in range(3)]
    kept = [person(session, keep_until=TODAY), person(session)]

    assert [forget_overdue(session, TODAY, 2) for _ in range(3)] == [2, 1, 0]

    for one in [*due, *kept]:
        session.refresh(one)
    assert {(one.name, one.phone, one.birth_date) for one in due} == {("Hồ Thị Mai", None, None)}
    assert all(one.phone for one in kept)
