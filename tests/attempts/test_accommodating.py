"""Somebody is given more time for good: before they start, or while they work; and the ledger says why."""

from datetime import timedelta

import pytest

from quiz import database
from quiz.attempts import timekeeping
from quiz.attempts.accommodating import ACCOMMODATE, accommodate
from quiz.attempts.attempt import Attempt
from quiz.attempts.decisions import Scope
from quiz.contests.accommodation import NONE, Accommodation
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.ledger import Decider, decisions_on
from quiz.refusals import Invalid
from tests.attempts.test_sitting import MINUTE, change, start, stored
from tests.conftest import NOON
from tests.world import HOUR

QUARTER = Accommodation(percent=20)


def give(world, given=QUARTER, key="duong", reason="Khiếm thị", at=NOON):
    by = Decider(world.people["lan"].id, "organiser", at)
    with database.transaction() as session:
        contest, entry = session.get_one(Contest, world.contest.id), session.get_one(Entry, world.entries[key].id)
        return accommodate(session, contest, entry, given, reason, by)


def test_given_before_the_start_the_attempt_is_longer_and_nobody_elses_is(world):
    give(world)

    assert start(world).ends_at == NOON + 18 * MINUTE
    assert start(world, "khanh").ends_at == NOON + 15 * MINUTE


def test_given_in_the_middle_the_stored_deadline_moves_and_taken_away_it_moves_back(world):
    attempt, other = start(world), start(world, "khanh")

    assert give(world, Accommodation(minutes=10)) == 1
    assert stored(attempt).ends_at == NOON + 25 * MINUTE
    assert stored(other).ends_at == NOON + 15 * MINUTE

    assert give(world, NONE) == 1
    assert stored(attempt).ends_at == NOON + 15 * MINUTE


def test_whoever_begins_late_keeps_it_beyond_the_close(world):
    give(world)

    assert start(world, at=NOON + 50 * MINUTE).ends_at == NOON + HOUR + 3 * MINUTE


def test_what_was_handed_in_stays_as_it_was(world):
    attempt = start(world)
    change(attempt, submitted_at=NOON + MINUTE)

    assert give(world) == 0
    assert stored(attempt).ends_at == NOON + 15 * MINUTE


def test_it_needs_a_reason_and_is_a_decision_with_ids_alone(world):
    with pytest.raises(Invalid):
        give(world, reason=" ")
    give(world)

    with database.transaction(writing=False) as session:
        [decision] = decisions_on(session, world.contest.id, ACCOMMODATE)
    assert (decision.subject_type, decision.subject_id) == ("entry", world.entries["duong"].id)
    assert (decision.body, decision.reason) == ({"percent": 20, "minutes": 0}, "Khiếm thị")


def test_an_extension_adds_to_it(world):
    give(world)
    attempt = start(world)
    by = Decider(world.people["minh"].id, "judge", NOON + timedelta(minutes=1))
    with database.transaction() as session:
        leg = session.get_one(type(world.leg), world.leg.id)
        timekeeping.extend(session, world.contest, world.round, leg, Scope("all"), 120, "Mất điện", by)

    with database.transaction(writing=False) as session:
        assert session.get_one(Attempt, attempt.id).ends_at == NOON + 20 * MINUTE
