"""A paper that comes step by step: only what is on show is sent, the server's clock decides, and nothing comes back."""

import json
from datetime import timedelta

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from quiz import clock, database
from quiz.attempts.attempt import Answer, Attempt, PaperRow
from quiz.attempts.decisions import Scope
from quiz.attempts.pausing import pause
from quiz.attempts.timekeeping import extend
from quiz.contests.contest import Contest
from quiz.contests.round import Leg, Round
from quiz.ledger import Decider
from tests.conftest import NOON
from tests.world import STEMS, allow, come_in, in_two_parts, sit_at_desk

JSON = {"accept": "application/json"}


@pytest.fixture
def phone(browser, world):
    come_in(browser, world.entries["duong"])
    return browser


@pytest.fixture
def sitting(phone, world):
    """The address of an attempt of three questions, twenty seconds each."""
    allow(world, question_s=20)
    return start(phone, world)


def start(phone, world):
    return phone.post(f"/play/legs/{world.leg.public_id}/attempt").headers["location"]


def later(monkeypatch, seconds):
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(seconds=seconds))


def stems_on(page):
    return [stem for stem in STEMS if stem in page.text]


def go_on(phone, sitting, number, **more):
    return phone.post(f"{sitting}/steps", data={"number": number, **more}, headers=JSON)


def answer(phone, sitting, number, tap=1, given="dung"):
    return phone.post(f"{sitting}/questions/{number}", data={"turn": 1, "tap": tap, "given": given}, headers=JSON)


def kept():
    with database.transaction(writing=False) as session:
        return {answer.number: answer.given["choices"] for answer in session.exec(select(Answer))}


def test_only_the_current_question_is_sent(phone, sitting):
    for page in (phone.get(sitting), phone.get(f"{sitting}/questions/1"), phone.get(f"{sitting}/sheet")):
        assert page.status_code == 200
        assert len(stems_on(page)) <= 1
    assert len(stems_on(phone.get(sitting))) == 1


def test_a_question_that_is_not_on_show_leads_to_the_one_that_is(phone, sitting):
    go_on(phone, sitting, 1)

    for number in (1, 3):
        assert phone.get(f"{sitting}/questions/{number}").headers["location"] == f"{sitting}/questions/2"
    assert phone.get(f"{sitting}/questions/4").status_code == 404


def test_the_page_says_how_long_the_question_and_the_paper_have(phone, sitting, monkeypatch):
    later(monkeypatch, 5)
    page = phone.get(sitting).text

    assert '<span id="clock-left">0:15</span>' in page
    assert '<b id="whole-left">14:55</b>' in page
    assert "Câu này còn" in page
    assert phone.get(f"{sitting}/state").json()["step"] == [1, int((NOON.timestamp() + 20) * 1000)]


def test_a_question_not_reached_is_refused_and_so_is_one_that_is_over(phone, sitting, monkeypatch):
    early = answer(phone, sitting, 2)
    assert early.status_code == 422
    assert early.json()["message"] == "Chưa đến câu này."

    assert answer(phone, sitting, 1).json()["kept"]
    later(monkeypatch, 50)
    late = answer(phone, sitting, 1, tap=2, given="sai1")

    assert late.status_code == 422
    assert "Câu này đã hết giờ" in late.json()["message"]
    assert kept() == {1: ["dung"]}


def test_a_phone_goes_on_by_itself_when_the_servers_clock_says_so(phone, sitting, monkeypatch):
    later(monkeypatch, 19)
    assert go_on(phone, sitting, 1, by_itself="1").status_code == 409

    later(monkeypatch, 20)
    assert go_on(phone, sitting, 1, by_itself="1").json() == {"url": sitting}
    assert phone.get(f"{sitting}/state").json()["step"][0] == 2


def test_taps_that_wait_are_taken_along_and_what_came_too_late_is_said(phone, sitting, monkeypatch):
    later(monkeypatch, 25)
    go_on(phone, sitting, 1, taps=json.dumps([[1, 1, 1, ["dung"]]]))
    later(monkeypatch, 100)
    go_on(phone, sitting, 2, taps=json.dumps([[2, 1, 2, ["dung"]]]))

    assert kept() == {1: ["dung"]}
    assert "1 câu trả lời đến sau khi câu đó hết giờ" in phone.get(sitting).text


def test_where_the_time_is_over_the_page_has_a_button_to_go_on(phone, sitting, monkeypatch):
    later(monkeypatch, 300)
    page = phone.get(f"{sitting}/questions/1")

    assert "Hết giờ câu này." in page.text
    assert "Sang câu sau" in page.text
    assert phone.post(f"{sitting}/steps", data={"number": 1}).headers["location"] == sitting
    assert '<span id="clock-left">0:20</span>' in phone.get(f"{sitting}/questions/2").text


def test_it_goes_by_plain_forms(phone, sitting, monkeypatch):
    def give(number, **form):
        reply = phone.post(f"{sitting}/questions/{number}", data={"turn": 1, **form})
        return reply.headers["location"]

    assert give(1, given="dung", go="next") == sitting
    assert phone.get(f"{sitting}/questions/1").headers["location"] == f"{sitting}/questions/2"
    assert give(1, given="sai1", go="next") == f"{sitting}/questions/2"  # pressed twice: nothing is skipped
    assert phone.get(f"{sitting}/state").json()["step"][0] == 2

    later(monkeypatch, 60)
    assert give(2, given="dung", go="next") == f"{sitting}/questions/2"
    assert "Câu 2 chưa được lưu. Câu này đã hết giờ" in phone.get(f"{sitting}/questions/2").text
    assert give(2, read_only="1", go="next") == sitting
    assert give(3, given="dung", go="next") == f"{sitting}/sheet"
    assert set(kept()) == {1, 3}


def test_a_page_that_was_to_be_read_wipes_nothing(phone, world, monkeypatch):
    """Its answers are disabled, so a plain form says nothing of them."""
    there = start(phone, world)
    phone.post(f"{there}/questions/1", data={"turn": 1, "given": "dung"})

    later(monkeypatch, 15 * 60 + 5)
    assert 'name="read_only"' in phone.get(f"{there}/questions/1").text
    phone.post(f"{there}/questions/1", data={"turn": 1, "read_only": "1", "go": "next"})

    assert kept() == {1: ["dung"]}


def test_the_last_question_ends_the_paper(phone, sitting, monkeypatch):
    go_on(phone, sitting, 1)
    go_on(phone, sitting, 2)
    assert "Xem lại bài" in phone.get(f"{sitting}/questions/3").text

    later(monkeypatch, 19)
    assert phone.post(f"{sitting}/submission", data={"by_itself": "1"}, headers=JSON).status_code == 409
    later(monkeypatch, 21)
    assert phone.post(f"{sitting}/submission", data={"by_itself": "1"}, headers=JSON).status_code == 200
    assert go_on(phone, sitting, 3).json() == {"url": f"{sitting}/receipt"}


def test_another_device_sees_where_it_stands_and_goes_on_only_once_it_has_the_turn(phone, sitting, world, site):
    go_on(phone, sitting, 1)
    tablet = TestClient(site, follow_redirects=False, base_url="http://localhost")
    come_in(tablet, world.entries["duong"])

    assert tablet.get(f"{sitting}/questions/2").status_code == 200
    assert go_on(tablet, sitting, 2).status_code == 409
    tablet.post(f"{sitting}/turn")
    assert go_on(tablet, sitting, 2).status_code == 200
    assert go_on(phone, sitting, 3).status_code == 409


def test_added_time_reaches_the_question_in_hand(phone, sitting, world):
    with database.transaction() as session:
        contest, round = session.get_one(Contest, world.contest.id), session.get_one(Round, world.round.id)
        by = Decider(world.people["binh"].id, "chief_judge", NOON)
        extend(session, contest, round, session.get_one(Leg, world.leg.id), Scope("all"), 120, "Mất điện", by)

    assert phone.get(f"{sitting}/state").json()["step"] == [1, int((NOON.timestamp() + 140) * 1000)]


def test_a_part_is_open_back_and_forth_and_is_left_for_good(phone, world):
    in_two_parts(world)
    allow(world, parts="in_turn")
    there = start(phone, world)
    page = phone.get(there)

    assert len(stems_on(page)) == 2
    assert "Phần 1/2" in page.text
    assert '<span id="clock-left">2:00</span>' in page.text
    assert "Đúng, sang phần sau" in page.text
    assert phone.get(f"{there}/questions/2").status_code == 200
    assert phone.post(f"{there}/questions/1", data={"turn": 1, "go": "next"}).headers["location"].endswith("/2")
    assert phone.post(f"{there}/questions/2", data={"turn": 1, "go": "next"}).headers["location"].endswith("/sheet")

    phone.post(f"{there}/steps", data={"number": 1})

    page = phone.get(there)
    assert len(stems_on(page)) == 1
    assert "Phần 2/2" in page.text
    assert "Sang phần sau" not in page.text
    assert phone.get(f"{there}/questions/1").headers["location"] == f"{there}/questions/3"


def test_when_each_was_shown_is_kept(phone, sitting, monkeypatch):
    later(monkeypatch, 12)
    go_on(phone, sitting, 1)
    with database.transaction(writing=False) as session:
        rows = session.exec(select(PaperRow).order_by(PaperRow.number)).all()
        attempt = session.exec(select(Attempt)).one()

    assert [row.shown_at and (row.shown_at - attempt.started_at).total_seconds() for row in rows] == [0, 12, None]


def test_the_control_page_says_which_question_somebody_is_at(phone, sitting, world):
    go_on(phone, sitting, 1)
    sit_at_desk(phone, world.people["binh"])

    assert "đang ở câu 2" in phone.get(f"/judge/legs/{world.leg.public_id}").text


def test_a_question_that_was_not_reached_is_told_from_one_left_blank(browser, world):
    allow(world, question_s=20)
    sit_at_desk(browser, world.people["binh"])
    tried = browser.post(f"/organise/legs/{world.leg.public_id}/preview").headers["location"]
    go_on(browser, tried, 1)
    browser.post(f"{tried}/submission", headers=JSON)

    page = browser.get(f"{tried}/review").text
    assert page.count("Chưa tới câu này") == 1
    assert page.count("Bỏ trống") == 2


def test_while_the_clock_stands_the_page_says_so_and_nobody_goes_on(phone, sitting, world, monkeypatch):
    later(monkeypatch, 5)
    with database.transaction() as session:
        contest, round = session.get_one(Contest, world.contest.id), session.get_one(Round, world.round.id)
        by = Decider(world.people["binh"].id, "chief_judge", clock.now())
        pause(session, contest, round, session.get_one(Leg, world.leg.id), Scope("all"), "Mất điện", by)

    later(monkeypatch, 300)
    assert '<span id="clock-left">0:15</span>' in phone.get(sitting).text
    refused = go_on(phone, sitting, 1)
    assert refused.status_code == 409
    assert "đang tạm dừng" in refused.json()["message"]
    assert phone.post(f"{sitting}/questions/1", data={"turn": 1, "go": "next"}).status_code == 409
