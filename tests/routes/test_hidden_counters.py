"""While contestants predict how many take part, only the control page tells, and who looks there is noted."""

from datetime import timedelta

import pytest

from quiz import clock, database
from quiz.standings.counters import looks_in
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, WRONG, played
from tests.world import allow, sit_at_desk

SAID = "Câu hỏi dự đoán còn mở"


@pytest.fixture
def predicting(world):
    allow(world, prediction="people", ranking=("score", "prediction"))
    with database.transaction() as session:
        attempt = played(session, world, world.entries["duong"], RIGHT, WRONG)
        played(session, world, world.entries["khanh"], RIGHT)
    return attempt.public_id


@pytest.fixture
def as_(world, browser):
    def sit(name):
        sit_at_desk(browser, world.people[name])
        return browser

    return sit


def looks(world):
    with database.transaction(writing=False) as session:
        return [name for _at, name in looks_in(session, world.leg)]


def after_the_close(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(hours=2))


def places(world, attempt):
    leg, version = world.leg.public_id, world.versions[0].public_id
    return {
        f"/organise/legs/{leg}/results.xlsx": 409, f"/organise/legs/{leg}/keys": 409,
        f"/organise/legs/{leg}/keys/{version}": 409, f"/judge/legs/{leg}/board": 409,
        f"/judge/legs/{leg}/board/rows": 409, f"/organise/legs/{leg}/results": 200,
        f"/organise/attempts/{attempt}": 200,
    }  # fmt: skip


def test_no_page_of_organisers_and_judges_tells_while_it_is_open(world, as_, predicting, monkeypatch):
    lan = as_("binh")
    for url, status in places(world, predicting).items():
        response = lan.get(url)
        assert response.status_code == status, url
        assert SAID in response.text or "attempts" in url
        assert "Hạng" not in response.text
        assert "lượt đã nộp" not in response.text

    after_the_close(monkeypatch)
    for url in places(world, predicting):
        assert lan.get(url).status_code == 200, url
    assert "lượt đã nộp" in lan.get(f"/organise/legs/{world.leg.public_id}/results").text


def test_no_public_page_shows_a_board_even_where_it_was_to_be_live(world, browser, predicting):
    allow(world, prediction="people", ranking=("score", "prediction"), board="live")

    for view in ("", "/screen", "/units"):
        text = browser.get(f"/watch/legs/{world.leg.public_id}{view}").text
        assert "lượt" not in text.replace("lượt thi một", ""), view


def test_who_looks_at_the_control_page_is_noted_once_in_a_while(world, as_, predicting, monkeypatch):
    control = f"/judge/legs/{world.leg.public_id}"
    minh = as_("minh")
    for page in ("", "/seats", "/seats", "/closing"):
        minh.get(control + page)
    assert looks(world) == ["Hoàng Minh"]

    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(minutes=11))
    minh.get(f"{control}/seats")
    as_("binh").get(control)
    assert looks(world) == ["Võ Thanh Bình", "Hoàng Minh", "Hoàng Minh"]
    assert "Hoàng Minh" in as_("lan").get(f"/organise/legs/{world.leg.public_id}/results").text


def test_a_stranger_who_may_not_look_is_not_noted(world, as_, predicting):
    assert as_("son").get(f"/judge/legs/{world.leg.public_id}").status_code == 404
    assert looks(world) == []


def test_nothing_is_noted_where_nothing_is_predicted(world, as_):
    as_("minh").get(f"/judge/legs/{world.leg.public_id}")
    assert looks(world) == []
