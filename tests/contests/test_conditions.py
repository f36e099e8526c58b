"""Who may register, by the rules. Pure."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.contests.conditions import (
    Window,
    age_on,
    age_problem,
    exclusion_of,
    judged_position,
    quota_problem,
    window_of,
)
from quiz.contests.eligibility import Eligibility, Exclusion, Registration
from quiz.contests.registrant import Note
from quiz.people.role import RoleName
from tests.conftest import NOON

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("positions", "deputies", "typed", "in_unit", "lets_in", "note"),
    [
        (("secretary",), False, "Bí thư Chi đoàn", [], True, None),
        (("secretary",), False, "Phó Bí thư Chi đoàn", [], False, None),
        (("secretary",), True, "Phó Bí thư", [], True, Note.DEPUTY),
        (("secretary",), True, "Phó Bí thư", ["Phó Bí thư"], True, Note.DEPUTY),
        (("secretary",), True, "Phó Bí thư", ["Bí thư"], False, None),
        (("secretary", "deputy_secretary"), False, "P. Bí thư", ["Bí thư"], True, None),
        (("secretary",), True, "Bí thư, Ủy viên BCH", ["Bí thư"], True, None),
        (("member",), False, "Ủy viên BTV", [], False, None),
        ((), False, "gì cũng được", [], True, None),
    ],
)
def test_posts_are_whole_words_and_deputies_come_where_the_post_is_vacant(
    positions, deputies, typed, in_unit, lets_in, note
):
    judged = judged_position(Eligibility(positions=positions, deputy_where_vacant=deputies), typed, in_unit)

    assert (judged.problem is None, judged.note) == (lets_in, note)


def test_a_post_without_a_name_here_is_for_the_organisers_to_look_at():
    eligibility = Eligibility(positions=("secretary",), other_positions="Tổng phụ trách Đội")

    assert judged_position(eligibility, "Tổng phụ trách Đội", []).note == Note.POSITION
    assert judged_position(Eligibility(other_positions="Lớp trưởng"), "Lớp trưởng", []).note == Note.POSITION


@given(st.dates(date(1950, 1, 1), date(2020, 12, 31)), st.dates(date(2021, 1, 1), date(2060, 12, 31)))
def test_an_age_grows_by_one_on_each_birthday(born, day):
    age = age_on(born, day)

    birthday = date(born.year + age, 3, 1) if (born.month, born.day) == (2, 29) else born.replace(year=born.year + age)
    assert birthday <= day or (born.month, born.day) == (2, 29)
    assert age_on(born, day + timedelta(days=366)) in (age + 1, age + 2)


@given(st.integers(1, 60), st.integers(1, 60), st.dates(date(1950, 1, 1), date(2025, 1, 1)))
def test_both_ends_of_the_ages_belong(least, most, born):
    eligibility = Eligibility(age_from=least, age_to=most, age_on=date(2026, 11, 26))

    allowed = least <= age_on(born, date(2026, 11, 26)) <= most
    assert (age_problem(eligibility, born, date(2030, 1, 1)) is None) == allowed


def test_a_quota_is_full_with_as_many_as_it_says():
    assert quota_problem(Eligibility(quota_per_unit=2), 1, "Tân Trại") is None
    assert "Tân Trại đã đủ 2 người" in (quota_problem(Eligibility(quota_per_unit=2), 2, "Tân Trại") or "")


def test_of_several_roles_the_strictest_counts():
    eligibility = Eligibility(
        excluded=(Exclusion(group="jury", how="hors_concours"), Exclusion(group="question_team", how="hard"))
    )

    assert exclusion_of(eligibility, [RoleName.JUDGE]) == ("jury", "hors_concours")
    assert exclusion_of(eligibility, [RoleName.JUDGE, RoleName.REVIEWER]) == ("question_team", "hard")
    assert exclusion_of(eligibility, [RoleName.ORGANISER]) is None


@pytest.mark.parametrize(
    ("at", "expected"),
    [(NOON - HOUR, Window.AHEAD), (NOON, Window.OPEN), (NOON + HOUR, Window.OVER)],
)
def test_a_window_begins_with_its_first_moment_and_ends_before_its_last(at: datetime, expected: Window):
    registration = Registration(mode="open", opens_at=NOON, closes_at=NOON + HOUR)

    assert window_of(registration, at, may_begin=True) == expected
    assert window_of(Registration(), at, may_begin=True) == Window.NONE
