"""While contestants predict how many take part, only the control page tells, and who looks there is noted."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from quiz import clock, database
from quiz.contests.entry import Entry
from quiz.people.person import Person
from quiz.standings.counters import looks_in
from quiz.web import kept
from tests.conftest import NOON
from tests.routes.walking import Walk, Way, all_doors, table, walk
from tests.standings.sitting import RIGHT, WRONG, enter, play, played
from tests.world import allow, sit_at_desk

__all__ = ["walk"]

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


def test_who_only_listens_to_the_control_page_is_noted_too(world, as_, predicting, monkeypatch):
    monkeypatch.setattr("quiz.web.events._events", _no_event)
    as_("minh").get(f"/judge/legs/{world.leg.public_id}/events")
    assert looks(world) == ["Hoàng Minh"]


def test_the_judges_board_does_not_even_tell_that_somebody_handed_in(world, as_, predicting, monkeypatch):
    asked = []
    monkeypatch.setattr("quiz.routes.judge.board.changes_of", lambda *told, gate: asked.append((told, gate)) or {})
    listen = f"/judge/legs/{world.leg.public_id}/board/events"
    as_("minh").get(listen)
    after_the_close(monkeypatch)
    as_("minh").get(listen)

    assert not any(f"board-{world.leg.id}" in told for told, _gate in asked)
    assert [gate.at_first.told for _told, gate in asked] == [False, True]


TELLS = re.compile(r"^/judge/legs/{leg_id}(/seats|/closing|/events|/time.*)?$")
"""The control page, and those that stand on it."""


@pytest.mark.parametrize("who", ["anyone", "contestant", "writer", "chief judge", "organiser of all"])
def test_while_it_is_open_no_page_is_another_because_four_more_play(walk, who, monkeypatch):
    """Whatever could be counted by looking at it would be."""
    walk.put_back()
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(minutes=10))
    allow(walk.world, prediction="people", ranking=("score", "prediction"), board="live", attempts=3)
    with database.transaction() as session:
        entries = [enter(session, walk.world, f"Người Số {number}") for number in range(4)]
        for entry in entries:  # nobody of the staff is called so
            session.get_one(Person, entry.person_id).search_text = f"nguoi so {entry.id}"
        four = [entry.id for entry in entries]
    browser = TestClient(walk.app, follow_redirects=False, base_url="http://localhost")
    browser.cookies.update(walk.cookies[who])

    before = dict(_read(walk, browser, who))
    with database.transaction() as session:
        works, *handed_in = (session.get_one(Entry, id) for id in four)
        play(session, walk.world, works, RIGHT, submitted_after=None)
        for entry in handed_in:
            played(session, walk.world, entry, RIGHT, RIGHT, RIGHT)
    now = dict(_read(walk, browser, who))

    assert len(before) > 20
    assert [where for where in before if before[where] != now[where]] == []


def _read(walk: Walk, browser: TestClient, who: str) -> Iterator[tuple[str, object]]:
    """What they read, and what comes along with it, at every door that is open to them."""
    kept.forget_everything()
    for door in all_doors():
        admitted = table().get(str(door), set())
        if door.method == "GET" and admitted & {who, "anyone"} and not TELLS.match(door.path):
            answer = browser.get(walk._address(door))
            yield str(door), (answer.status_code, answer.headers.get("etag"), _words(door, answer.content))


def _words(door: Way, body: bytes) -> object:
    """Of a workbook without the moment it was made; of a picture or a printed page, which is drawn anew, nothing."""
    if not body.startswith(b"PK"):
        return None if door.path.endswith((".pdf", ".png")) else body
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        return {name: book.read(name) for name in book.namelist() if "docProps" not in name}


async def _no_event(*_):
    """A stream that ends."""
    yield b""
