"""A decision is worked out while others go on, and written once it is sure that it is still so."""

from functools import partial

import pytest
from sqlmodel import Session, col, select

from quiz import database
from quiz.attempts.attempt import Attempt
from quiz.contests.contest import Contest
from quiz.contests.enrolment import withdraw
from quiz.contests.entry import Entry
from quiz.contests.round import Leg, Round
from quiz.database import Apart, MovedOn
from quiz.ledger import Decider
from quiz.standings.comparing import compare_leg
from quiz.standings.correcting import correct_key
from quiz.standings.counting import forget_unsubmitted, recount_leg
from quiz.standings.counting_ahead import compare_ahead, insist_still, write_compared
from quiz.standings.deciding_ahead import decide_ahead, write_decided
from quiz.standings.disqualifying import disqualify_attempt
from quiz.standings.key_in_force import Correction
from quiz.standings.points import POINT_SCALE
from quiz.standings.score import Score
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, WRONG, enter, play, played
from tests.world import HOUR, allow

AFTER = NOON + 2 * HOUR
BY = Decider(None, "chief_judge", AFTER)


@pytest.fixture
def apart(world):
    with database.transaction() as session:
        played(session, world, world.entries["duong"], RIGHT, RIGHT)
        played(session, world, world.entries["khanh"], WRONG, RIGHT)
    opened = Apart()
    yield opened
    opened.close()


WANTED = {"what": Correction.REPLACE, "choices": WRONG, "reason": "Đáp án in sai"}


def correct(session, world):
    contest = session.get_one(Contest, world.contest.id)
    correct_key(session, contest, world.leg, world.versions[0], **WANTED, by=BY)


def decided(session, world):
    return decide_ahead(session, world.contest.id, partial(correct, world=world))


def counted(apart, world):
    return apart.read(partial(decided, world=world))


def decide(apart, world, ahead):
    def write(session: Session):
        write_decided(session, world.contest.id, ahead) if ahead else correct(session, world)

    apart.write(write)


def points():
    with database.transaction(writing=False) as session:
        scores = session.exec(select(Score).order_by(Score.attempt_id))
        return [score.points / POINT_SCALE for score in scores]


def changed_by_counting_anew(world):
    with database.transaction() as session:
        contest, round = session.get_one(Contest, world.contest.id), session.get_one(Round, world.round.id)
        return recount_leg(session, contest, round, session.get_one(Leg, world.leg.id))


def test_what_was_counted_ahead_is_seen_only_once_it_is_decided(apart, world):
    ahead = counted(apart, world)
    assert points() == [2, 1]

    decide(apart, world, ahead)

    assert points() == [1, 2]
    assert changed_by_counting_anew(world) == 0


def test_others_write_while_it_is_counted(apart, world):
    """On SQLite they would wait for ever: it is the same thread."""

    def count_and_let_others_write(session):
        ahead = decided(session, world)
        with database.transaction() as other:
            play(other, world, enter(other, world, "Người đến sau"), RIGHT, submitted_after=None)
        return ahead

    decide(apart, world, apart.read(count_and_let_others_write))

    assert points() == [1, 2]


def test_who_hands_in_meanwhile_is_counted_by_what_is_decided(apart, world):
    ahead = counted(apart, world)
    with database.transaction() as session:
        played(session, world, enter(session, world, "Vừa nộp"), WRONG, WRONG)
        play(session, world, enter(session, world, "Chưa chấm"), RIGHT)

    decide(apart, world, ahead)

    assert points() == [1, 2, 1]
    assert changed_by_counting_anew(world) == 1  # who was not counted yet


def test_who_goes_on_meanwhile_is_counted_when_that_is_handed_in(apart, world):
    """One opened again, and one not counted until then."""
    with database.transaction() as session:
        play(session, world, enter(session, world, "Chưa chấm"), RIGHT)
    ahead = counted(apart, world)
    with database.transaction() as session:
        mine = col(Attempt.entry_id) == world.entries["duong"].id
        for attempt in session.exec(select(Attempt).where(mine | (col(Attempt.id) == 3))):
            attempt.submitted_at = None
        forget_unsubmitted(session, session.get_one(Leg, world.leg.id))

    decide(apart, world, ahead)

    assert points() == [2]


@pytest.mark.parametrize("rules", [
    {"attempts": 2, "counted": "best"},
    {"attempts": 2, "counted": "last", "ranking": ("score", "full_marks")},
    {"attempts": 2, "prediction": "attempts", "ranking": ("score", "prediction")},
])  # fmt: skip
def test_what_depends_on_all_follows_who_came_meanwhile(apart, world, rules):
    allow(world, **rules)
    ahead = counted(apart, world)
    with database.transaction() as session:
        played(session, world, session.get_one(Entry, world.entries["duong"].id), WRONG, RIGHT, RIGHT, ordinal=2)

    decide(apart, world, ahead)

    assert points() == [1, 2, 3]
    assert changed_by_counting_anew(world) == 0


def test_after_another_decision_it_is_not_written(apart, world):
    ahead = counted(apart, world)
    with database.transaction() as session:
        disqualify_attempt(session, session.get_one(Attempt, 1), "Nhờ người làm hộ", BY)

    with pytest.raises(MovedOn):
        decide(apart, world, ahead)

    assert points() == [1]
    decide(apart, world, None)  # counted while everybody waits
    assert points() == [2]


def test_who_left_the_ranking_meanwhile_is_not_counted_among_it(apart, world):
    allow(world, prediction="people", ranking=("score", "prediction"))
    ahead = counted(apart, world)
    with database.transaction() as session:
        withdraw(session, session.get_one(Entry, world.entries["khanh"].id))

    decide(apart, world, ahead)

    assert changed_by_counting_anew(world) == 0


def test_a_leg_is_compared_ahead_as_at_once(apart, world):
    allow(world, prediction="people", ranking=("score", "prediction"))
    with database.transaction() as session:
        for attempt in session.exec(select(Attempt)):
            attempt.prediction = attempt.id
    ahead = apart.read(partial(compare, world, compare_ahead))

    def write(session: Session):
        round = session.get_one(Round, world.round.id)
        insist_still(session, round, ahead)
        write_compared(session, round, world.leg, ahead)

    apart.write(write)

    with database.transaction(writing=False) as session:
        found = [(score.attempt_id, score.prediction_distance) for score in session.exec(select(Score))]
    assert sorted(found) == [(1, 1), (2, 0)]
    with database.transaction() as session:
        compare(world, compare_leg, session)
        assert not session.info.get("news")


def compare(world, how, session):
    return how(session, session.get_one(Round, world.round.id), session.get_one(Leg, world.leg.id))
