"""While a key is corrected everybody goes on answering, and what is decided meanwhile is not passed over."""

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from quiz import database
from quiz.attempts.attempt import Attempt
from quiz.ledger import Decider, decisions_on
from quiz.routes.organise import keys
from quiz.standings.disqualifying import disqualify_attempt
from quiz.standings.points import POINT_SCALE
from quiz.standings.score import Score
from tests.conftest import NOON
from tests.routes.test_play_attempts import start, tap
from tests.standings.sitting import RIGHT, WRONG, played
from tests.world import allow, come_in, sit_at_desk

TYPED = {"what": "replace", "choices": WRONG, "reason": "Đáp án in sai"}


@pytest.fixture
def desk(world, browser):
    allow(world)
    with database.transaction() as session:
        played(session, world, world.entries["duong"], WRONG, RIGHT)
    sit_at_desk(browser, world.people["binh"])
    return browser


@pytest.fixture
def phone(world, site):
    """Of somebody who plays the same round."""
    made = TestClient(site, follow_redirects=False, base_url="http://localhost")
    come_in(made, world.entries["khanh"])
    return made


def meanwhile(monkeypatch, *dos):
    """Each happens once a round was counted, and before that is written."""
    counting, waiting, counted = keys.corrected_ahead, list(dos), []

    def count(*given, **how):
        counted.append(counting(*given, **how))
        if waiting:
            waiting.pop(0)()
        return counted[-1]

    monkeypatch.setattr(keys, "corrected_ahead", count)
    return counted


def correct(desk, world):
    return desk.post(f"/organise/legs/{world.leg.public_id}/keys/{world.versions[0].public_id}", data=TYPED)


def points():
    with database.transaction(writing=False) as session:
        return [score.points // POINT_SCALE for score in session.exec(select(Score).order_by(Score.attempt_id))]


def test_an_answer_is_kept_while_the_round_is_counted_anew(desk, phone, world, monkeypatch):
    url, kept = start(phone, world), []
    counted = meanwhile(monkeypatch, lambda: kept.append(tap(phone, url, 1, "dung", 1).json()["kept"]))

    assert correct(desk, world).status_code == 303

    assert (kept, len(counted), points()) == ([True], 1, [2])


def test_after_another_decision_the_round_is_counted_again(desk, world, monkeypatch):
    with database.transaction() as session:
        cheat = played(session, world, world.entries["khanh"], WRONG)

    def disqualify():
        with database.transaction() as session:
            by = Decider(None, "chief_judge", NOON)
            disqualify_attempt(session, session.get_one(Attempt, cheat.id), "Nhờ người làm hộ", by)

    counted = meanwhile(monkeypatch, disqualify)

    assert correct(desk, world).status_code == 303

    assert (len(counted), points()) == (2, [2])
    with database.transaction(writing=False) as session:
        taken = [entry.decision for entry in decisions_on(session, world.contest.id)]
    assert taken == ["disqualify", "correct_key"]
