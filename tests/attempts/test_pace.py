"""One question after another with its seconds, one part after another with its minutes. Nothing comes back."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.attempts.deadline import Course, Extra, Span
from quiz.attempts.pace import Pace, attempt_ends, coming, current, deadlines, part_ends

EIGHT = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
TWENTY = Pace(question_s=20)
IN_PARTS = Pace(part_s={1: 120, 2: 60})
BOTH = Pace(question_s=20, part_s={1: 50, 2: 60})
HALF_HOUR = Course(EIGHT + timedelta(minutes=30))


@dataclass(frozen=True)
class Place:
    number: int
    part_id: int = 1
    shown_at: datetime | None = None


def at(seconds: float) -> datetime:
    return EIGHT + timedelta(seconds=seconds)


def paper(*shown: float | None, parts: str = "") -> list[Place]:
    """Places shown so many seconds after eight, or not yet; `parts`: a digit for each."""
    which = [int(digit) for digit in parts] or [1] * len(shown)
    return [
        Place(number, part, None if seconds is None else at(seconds))
        for number, (seconds, part) in enumerate(zip(shown, which, strict=True), 1)
    ]


def numbers(rows) -> list[int]:
    return [row.number for row in rows]


def closes(pace: Pace, rows, course: Course = HALF_HOUR) -> dict[int, float]:
    return {number: (moment - EIGHT).total_seconds() for number, moment in deadlines(pace, rows, course).items()}


def test_each_question_has_its_seconds_from_when_it_was_shown():
    assert closes(TWENTY, paper(0, None, None)) == {1: 20}
    assert closes(TWENTY, paper(0, 27, None)) == {1: 20, 2: 47}


def test_going_on_early_closes_the_question_at_once():
    assert closes(TWENTY, paper(0, 7, None)) == {1: 7, 2: 27}


def test_one_question_comes_after_another_and_after_the_last_nothing():
    assert numbers(coming(TWENTY, paper(None, None), HALF_HOUR, EIGHT)) == [1]
    assert numbers(coming(TWENTY, paper(0, None), HALF_HOUR, at(20))) == [2]
    assert coming(TWENTY, paper(0, 20), HALF_HOUR, at(40)) == []


def test_nothing_comes_once_the_attempt_is_over():
    assert coming(TWENTY, paper(0, None), Course(at(30)), at(30)) == []


def test_the_deadline_of_the_attempt_bounds_the_question():
    assert closes(TWENTY, paper(0, 20, None), Course(at(30))) == {1: 20, 2: 30}


def test_the_attempt_ends_with_its_last_question():
    assert attempt_ends(TWENTY, paper(0, 20), HALF_HOUR) == at(40)
    assert attempt_ends(TWENTY, paper(0, None), HALF_HOUR) == HALF_HOUR.ends_at


def test_a_free_paper_has_no_deadlines_of_its_own():
    assert attempt_ends(Pace(), paper(None, None), HALF_HOUR) == HALF_HOUR.ends_at
    assert closes(Pace(), paper(None, None)) == {}
    assert Pace().is_free


def test_a_part_is_shown_whole_and_all_of_it_closes_together():
    rows = paper(0, 0, None, parts="112")

    assert numbers(current(rows)) == [1, 2]
    assert closes(IN_PARTS, rows) == {1: 120, 2: 120}
    assert numbers(coming(IN_PARTS, rows, HALF_HOUR, at(60))) == [3]


def test_whoever_leaves_a_part_early_has_the_next_in_full():
    rows = paper(0, 0, 60, parts="112")

    assert closes(IN_PARTS, rows) == {1: 60, 2: 60, 3: 120}
    assert attempt_ends(IN_PARTS, rows, HALF_HOUR) == at(120)


def test_questions_not_reached_when_their_part_is_over_are_passed_by():
    rows = paper(0, 20, 40, None, None, parts="11112")

    assert closes(BOTH, rows) == {1: 20, 2: 40, 3: 50}
    assert numbers(coming(BOTH, rows, HALF_HOUR, at(49))) == [4]
    assert numbers(coming(BOTH, rows, HALF_HOUR, at(50))) == [5]


def test_the_last_part_ends_the_attempt_though_questions_of_it_are_left():
    rows = paper(0, 20, None, parts="122")

    assert attempt_ends(BOTH, rows, HALF_HOUR) == at(80)
    assert part_ends(BOTH, rows, 2, HALF_HOUR) == at(80)
    assert part_ends(BOTH, rows, 1, HALF_HOUR) == at(50)


def test_a_part_that_was_not_reached_has_no_end():
    assert part_ends(IN_PARTS, paper(0, None, parts="12"), 2, HALF_HOUR) is None


def test_time_added_goes_to_the_question_in_hand_and_to_no_other():
    course = replace(HALF_HOUR, added=[Extra(120, at=at(25))])

    assert closes(TWENTY, paper(0, 20, 170), course) == {1: 20, 2: 160, 3: 190}


def test_time_added_between_two_questions_goes_to_the_attempt_alone():
    """The phone was away when the time of the first was over: it is not opened again once the second was shown."""
    course = replace(HALF_HOUR, added=[Extra(10, at=at(25))])

    assert closes(TWENTY, paper(0, 40), course) == {1: 30, 2: 60}


def test_a_pause_moves_the_question_and_its_part_by_exactly_as_much():
    seven_minutes = replace(HALF_HOUR, stood=[Span(at(25), at(25 + 420))])
    rows = paper(0, 20, None, parts="112")

    assert closes(BOTH, rows, seven_minutes) == {1: 20, 2: 40 + 420}
    assert part_ends(BOTH, rows, 1, seven_minutes) == at(50 + 420)


def test_a_question_shown_in_the_middle_of_a_stretch_is_moved_by_what_is_left_of_it():
    course = replace(HALF_HOUR, stood=[Span(at(10), at(40))])

    assert closes(TWENTY, paper(30), course) == {1: 60}


PACES = st.builds(
    lambda question_s, part_s: Pace(question_s, {1: part_s, 2: part_s} if part_s else {}),
    st.one_of(st.none(), st.integers(5, 600)),
    st.one_of(st.none(), st.integers(30, 600)),
).filter(lambda pace: not pace.is_free)
GAPS = st.lists(st.integers(1, 300), min_size=1, max_size=6)
ADDED = st.lists(st.tuples(st.integers(0, 2000), st.integers(1, 600)), max_size=4)


def played(pace: Pace, course: Course, gaps: list[int]) -> tuple[list[Place], datetime]:
    """A paper of two parts, gone on in after each of these seconds; and when the last step was shown.

    Nobody knows then what will be added later.
    """
    rows, moment, last = paper(*[None] * 6, parts="111222"), EIGHT, EIGHT
    for gap in [0, *gaps]:
        moment += timedelta(seconds=gap)
        known = replace(course, added=[extra for extra in course.added if extra.at <= moment])
        step = numbers(coming(pace, rows, known, moment))
        rows = [replace(row, shown_at=moment) if row.number in step else row for row in rows]
        last = moment if step else last
    return rows, last


@given(pace=PACES, gaps=GAPS, minutes=st.integers(1, 60), into=st.integers(0, 100), seconds=st.integers(1, 3600))
def test_a_pause_moves_each_deadline_that_lies_ahead_by_exactly_as_much(pace, gaps, minutes, into, seconds):
    """Paused after the last step was shown: what is ahead moves, what is past stays."""
    course = Course(EIGHT + timedelta(minutes=minutes))
    rows, last = played(pace, course, gaps)
    begun, long = last + timedelta(seconds=into), timedelta(seconds=seconds)
    longer = course.ends_at + long if begun < course.ends_at else course.ends_at
    paused = Course(longer, stood=[Span(begun, begun + long)])
    before, after = deadlines(pace, rows, course), deadlines(pace, rows, paused)

    for number, moment in before.items():
        assert after[number] - moment == (long if moment > begun else timedelta(0))
    end = attempt_ends(pace, rows, course)
    assert attempt_ends(pace, rows, paused) - end == (long if end > begun else timedelta(0))


@given(pace=PACES, gaps=GAPS, added=ADDED, minutes=st.integers(1, 60))
def test_the_attempt_bounds_all_and_nothing_closes_before_it_was_shown(pace, gaps, added, minutes):
    course = Course(
        EIGHT + timedelta(minutes=minutes), added=[Extra(seconds, at=at(moment)) for moment, seconds in added]
    )
    rows, _ = played(pace, course, gaps)
    closing = deadlines(pace, rows, course)

    assert set(closing) == {row.number for row in rows if row.shown_at}
    assert list(closing.values()) == sorted(closing.values())
    for row in rows:
        if row.shown_at:
            assert row.shown_at <= closing[row.number] <= attempt_ends(pace, rows, course) <= course.ends_at


@given(pace=PACES, gaps=GAPS, added=ADDED)
def test_more_time_never_makes_a_question_close_earlier(pace, gaps, added):
    extras = [Extra(seconds, at=at(moment)) for moment, seconds in added]
    rows, _ = played(pace, HALF_HOUR, gaps)
    each = [deadlines(pace, rows, replace(HALF_HOUR, added=extras[:count])) for count in range(len(extras) + 1)]

    for number in each[0]:
        assert [closing[number] for closing in each] == sorted(closing[number] for closing in each)


@given(pace=PACES, gaps=GAPS)
def test_every_question_comes_once_and_in_order(pace, gaps):
    rows, _ = played(pace, HALF_HOUR, gaps)
    shown = [row.shown_at for row in rows if row.shown_at]

    assert shown == sorted(shown)
    here = current(rows)
    assert all(row.number > here[-1].number for row in coming(pace, rows, HALF_HOUR, at(1799)))


@pytest.mark.parametrize("number", [0, 1, 2])
def test_the_current_step_is_the_one_shown_last(number):
    shown = [0, 20, 40]
    rows = paper(*[moment if place <= number else None for place, moment in enumerate(shown)])

    assert numbers(current(rows)) == [number + 1]
