"""What closed legs came to says how hard their questions are, once thirty people were asked."""

import pytest
from sqlmodel import select

from quiz import clock, database
from quiz.attempts.measured import MeasuredQuestion, difficulties, level_of
from quiz.attempts.papers import pool_now
from quiz.contests.round import Leg
from quiz.ledger import Decider
from quiz.standings.correcting import correct_key
from quiz.standings.key_in_force import Correction
from quiz.standings.measuring import keep, measurements_due
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, WRONG, enter, played
from tests.world import HOUR

AFTER = NOON + 2 * HOUR


def play(world, people):
    """The first question all know, the second half of them, the third nobody."""
    with database.transaction() as session:
        for number in range(people):
            second = RIGHT if number % 2 else WRONG
            played(session, world, enter(session, world, f"Người {number}"), RIGHT, second, WRONG)


def measure(at=AFTER):
    due = measurements_due(at)
    for measurement in due:
        keep(measurement)
    return len(due)


def found(world):
    with database.transaction(writing=False) as session:
        levels = difficulties(session)
    return [levels.get(version.id) for version in world.versions]


@pytest.mark.parametrize(("marks", "level"), [(30_000, 10), (0, 50), (15_000, 30), (29_700, 10), (29_600, 11)])
def test_what_all_know_is_one_and_what_nobody_knows_is_five(marks, level):
    assert level_of(marks, 30) == level


def test_a_closed_leg_measures_its_questions_once(world):
    play(world, 30)

    assert measure(NOON) == 0  # somebody may still begin
    assert measure() == 1
    assert found(world) == [10, 30, 50]
    assert measure() == 0


def test_fewer_than_thirty_say_nothing_yet(world):
    play(world, 29)
    measure()

    assert found(world) == [None, None, None]


def test_a_corrected_key_measures_again(world, monkeypatch):
    play(world, 30)
    measure()
    monkeypatch.setattr(clock, "now", lambda: AFTER)
    by = Decider(world.people["binh"].id, "chief_judge", AFTER)
    with database.transaction() as session:
        correct_key(
            session, world.contest, world.leg, world.versions[2], what=Correction.GIVE_ALL, choices=[],
            reason="Đề in nhầm.", by=by,
        )  # fmt: skip

    assert measure() == 1
    assert found(world) == [10, 30, 10]


def test_papers_are_drawn_by_what_was_found(world):
    play(world, 30)
    measure()

    with database.transaction(writing=False) as session:
        [part] = pool_now(session, world.round, AFTER)
    assert [closed[3] for closed in part["pool"]] == [10, 30, 50]


def test_a_leg_that_goes_takes_its_measurements_along(world):
    with database.transaction() as session:
        leg = Leg(round_id=world.round.id, position=2)
        session.add(leg)
        session.flush()
        session.add(MeasuredQuestion(leg_id=leg.id, version_id=world.versions[0].id, asked=30, thousandths=0))
        session.flush()
        session.delete(leg)
        session.flush()
        assert session.exec(select(MeasuredQuestion)).all() == []
