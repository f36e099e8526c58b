"""While a key is corrected or a result made everybody goes on answering; what happens meanwhile is not passed over."""

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from quiz import database
from quiz.attempts.attempt import Attempt
from quiz.ledger import Decider, decisions_on
from quiz.routes.judge import board
from quiz.routes.organise import proposals, results
from quiz.standings.disqualifying import disqualify_attempt
from quiz.standings.freeze import BoardFreeze
from quiz.standings.points import POINT_SCALE
from quiz.standings.score import Score, Snapshot
from tests.conftest import NOON
from tests.routes.test_play_attempts import start, tap
from tests.standings.sitting import RIGHT, WRONG, enter, play, played
from tests.world import allow, come_in, decide, sit_at_desk

ASKED = {"what": "replace", "choices": WRONG}


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


def meanwhile(monkeypatch, work, *dos):
    """Each happens once the work is done, and before that is written. Returns what was worked out, time after time."""
    module, name = work
    working, waiting, done = getattr(module, name), list(dos), []

    def do(*given, **how):
        done.append(working(*given, **how))
        if waiting:
            waiting.pop(0)()
        return done[-1]

    monkeypatch.setattr(module, name, do)
    return done


DECIDING, MAKING = (proposals, "decide_ahead"), (results, "publication_ahead")
FREEZING = (board, "freeze_ahead")


def correct(desk, world):
    return decide(desk, f"/organise/legs/{world.leg.public_id}/keys/{world.versions[0].public_id}/correction", **ASKED)


def points():
    with database.transaction(writing=False) as session:
        return [score.points // POINT_SCALE for score in session.exec(select(Score).order_by(Score.attempt_id))]


def test_an_answer_is_kept_while_the_round_is_counted_anew(desk, phone, world, monkeypatch):
    url, kept = start(phone, world), []
    counted = meanwhile(monkeypatch, DECIDING, lambda: kept.append(tap(phone, url, 1, "dung", 1).json()["kept"]))

    assert correct(desk, world).status_code == 303

    assert (kept, len(counted), points()) == ([True], 1, [2])


def test_after_another_decision_it_is_looked_at_again(desk, world, monkeypatch):
    with database.transaction() as session:
        cheat = played(session, world, world.entries["khanh"], WRONG)

    def disqualify():
        with database.transaction() as session:
            by = Decider(None, "chief_judge", NOON)
            disqualify_attempt(session, session.get_one(Attempt, cheat.id), "Nhờ người làm hộ", by)

    counted = meanwhile(monkeypatch, DECIDING, disqualify)

    refused = correct(desk, world)

    assert (refused.status_code, len(counted), points()) == (409, 1, [1])
    assert "Loại bài hoặc thí sinh" in refused.text
    with database.transaction(writing=False) as session:
        taken = [entry.decision for entry in decisions_on(session, world.contest.id)]
    assert taken == ["disqualify"]


def test_who_hands_in_meanwhile_is_counted_by_what_is_decided(desk, world, monkeypatch):
    def hand_in():
        with database.transaction() as session:
            played(session, world, world.entries["khanh"], WRONG)

    counted = meanwhile(monkeypatch, DECIDING, hand_in)

    assert correct(desk, world).status_code == 303

    assert (len(counted), points()) == (1, [2, 1])


def publish(desk, world, **typed):
    return desk.post(f"/organise/legs/{world.leg.public_id}/results/publication", data={"state": "provisional"} | typed)


def published(world):
    """How many revisions, and how many stand on the last."""
    with database.transaction(writing=False) as session:
        kept = session.exec(select(Snapshot).order_by(Snapshot.id)).all()
        return len(kept), len(kept[-1].content["standings"]) if kept else 0


def test_an_answer_is_kept_while_a_result_is_made(desk, phone, world, monkeypatch):
    allow(world, board="live")
    url, kept = start(phone, world), []
    made = meanwhile(monkeypatch, MAKING, lambda: kept.append(tap(phone, url, 1, "dung", 1).json()["kept"]))

    assert publish(desk, world).status_code == 303

    assert (kept, [ready is not None for ready in made], published(world)) == ([True], [True], (1, 1))


def test_a_result_is_made_again_with_who_handed_in_meanwhile(desk, world, monkeypatch):
    allow(world, board="live")

    def hand_in():
        with database.transaction() as session:
            played(session, world, world.entries["khanh"], RIGHT)

    made = meanwhile(monkeypatch, MAKING, hand_in)

    assert publish(desk, world).status_code == 303

    assert (len(made), published(world)) == (2, (1, 2))


def test_what_is_not_counted_yet_is_counted_before_it_is_published(desk, world, monkeypatch):
    allow(world, board="live")
    with database.transaction() as session:
        play(session, world, world.entries["khanh"], RIGHT)
    made = meanwhile(monkeypatch, MAKING)

    assert publish(desk, world).status_code == 303

    assert (made, published(world)) == ([None], (1, 2))


def test_two_who_publish_at_once_publish_two_revisions(desk, world, monkeypatch):
    allow(world, board="live")
    made = meanwhile(monkeypatch, MAKING, lambda: publish(desk, world))

    assert publish(desk, world, note="Lần nữa").status_code == 303

    assert (len(made), published(world)) == (3, (2, 1))


def freeze(desk, world):
    return desk.post(f"/judge/legs/{world.leg.public_id}/board/freeze", data={"reason": "Giữ kín"})


def frozen():
    """How many stand on each board that was frozen."""
    with database.transaction(writing=False) as session:
        return [len(kept.content["standings"]) for kept in session.exec(select(BoardFreeze))]


def test_a_board_is_frozen_as_it_stood_when_that_was_asked_for(desk, phone, world, monkeypatch):
    allow(world, board="live")
    url, kept = start(phone, world), []

    def answer_and_let_others_hand_in():
        kept.append(tap(phone, url, 1, "dung", 1).json()["kept"])
        with database.transaction() as session:
            played(session, world, enter(session, world, "Nộp sau"), RIGHT)

    made = meanwhile(monkeypatch, FREEZING, answer_and_let_others_hand_in)

    assert freeze(desk, world).status_code == 303

    assert (kept, len(made), frozen()) == ([True], 1, [1])


def test_two_who_freeze_at_once_freeze_it_once(desk, world, monkeypatch):
    allow(world, board="live")
    meanwhile(monkeypatch, FREEZING, lambda: freeze(desk, world))

    assert freeze(desk, world).status_code == 409

    assert frozen() == [1]
