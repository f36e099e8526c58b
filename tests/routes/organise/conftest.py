"""What the organiser's stories share."""

import pytest

from quiz import database
from quiz.attempts.attempt import Attempt


@pytest.fixture
def start_attempt(world):
    """Somebody begins a counted attempt."""

    def start(name):
        with database.transaction() as session:
            at = world.contest.created_at
            session.add(
                Attempt(
                    entry_id=world.entries[name].id, leg_id=world.leg.id, rules_version=1, started_at=at, ends_at=at
                )
            )

    return start


@pytest.fixture
def session_of_reading():
    return lambda: database.transaction(writing=False)
