"""Giving answers from a script: several at once, and what a stranger is told."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import event

from quiz import clock, database
from quiz.attempts import journal
from quiz.attempts.attempt import Answer
from quiz.people.sign_in import Door, end_sign_ins_of
from tests.conftest import NOON
from tests.routes.test_play_attempts import JSON, count_of, later, start, tap
from tests.world import come_in, sit_at_desk


@pytest.fixture
def phone(browser, world):
    come_in(browser, world.entries["duong"])
    return browser


def send(phone, url, *taps, **headers):
    return phone.post(f"{url}/answers", data={"taps": json.dumps(taps)}, headers=JSON | headers)


def test_several_taps_travel_in_one_request_and_each_is_told_how_it_went(phone, world):
    url = start(phone, world)
    tap(phone, url, 1, "dung", 5)

    reply = send(phone, url, [1, 1, 4, ["sai1"]], [2, 1, 6, ["dung"]], [3, 1, 7, ["khong-co"]], [9, 1, 8, ["dung"]])

    first, second, third, fourth = reply.json()["answers"]
    assert (first["kept"], first["given"], first["tap"]) == (False, ["dung"], 5)
    assert (second["kept"], second["saved"]) == (True, "12:00:00")
    assert (third["kept"], third["status"]) == (False, 422)
    assert "tải lại trang" in third["message"]
    assert (fourth["kept"], fourth["status"]) == (False, 404)
    assert reply.json()["ends"] - reply.json()["now"] == 15 * 60 * 1000
    assert count_of(Answer) == 2


def test_several_taps_that_came_too_late_are_each_told_so(phone, world, monkeypatch):
    url = start(phone, world)
    later(monkeypatch, minutes=16)

    answers = send(phone, url, [1, 1, 1, ["dung"]], [2, 1, 2, ["dung"]]).json()["answers"]

    assert [answer["status"] for answer in answers] == [409, 409]
    assert "Hết giờ" in answers[0]["message"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_answer_costs_no_transaction_but_the_journals_once_its_paper_is_known(phone, world):
    url = start(phone, world)
    tap(phone, url, 1, "dung", 1)
    begun = []
    event.listen(database.engine(), "begin", begun.append)

    assert tap(phone, url, 2, "dung", 2).json()["kept"]

    assert begun == []


@pytest.mark.parametrize(
    "body", [{}, {"turn": "x", "tap": 1}, {"turn": 1}, {"turn": 10**12, "tap": 1}, {"turn": 1, "tap": 0}]
)
def test_what_no_page_of_ours_sends_is_refused(phone, world, body):
    url = start(phone, world)

    assert phone.post(f"{url}/questions/1", data={"given": "dung"} | body, headers=JSON).status_code == 422
    assert count_of(Answer) == 0


@pytest.mark.parametrize("taps", ["no json", "{}", '[[1,1,1,"dung"]]', "[[true,1,1,[]]]", r'[[1,1,1,["\ud800"]]]'])
def test_a_list_no_page_of_ours_sends_is_refused(phone, world, taps):
    url = start(phone, world)

    assert phone.post(f"{url}/answers", data={"taps": taps}, headers=JSON).status_code == 422


def test_a_body_far_too_long_is_refused_in_words(phone, world):
    url = start(phone, world)

    reply = phone.post(f"{url}/questions/1", data={"turn": 1, "tap": 1, "given": "x" * 500_000}, headers=JSON)

    assert reply.status_code == 413
    assert reply.json()["message"]


@pytest.mark.parametrize("given", ["dung", "khong-co"])
def test_a_stranger_is_told_no_more_than_that_there_is_nothing_here(phone, world, given):
    url = start(phone, world)
    tap(phone, url, 1, "sai1", 1)
    come_in(phone, world.entries["khanh"])

    assert tap(phone, url, 1, given, 2).status_code == 404
    assert send(phone, url, [1, 1, 2, [given]]).status_code == 404
    assert send(phone, url).status_code == 404
    assert tap(phone, "/play/attempts/khong-co", 1, "dung", 1).status_code == 404
    phone.cookies.clear()
    assert tap(phone, url, 1, given, 2).status_code == 401


def test_who_was_signed_out_is_asked_to_come_in_again(phone, world):
    url = start(phone, world)
    tap(phone, url, 1, "sai1", 1)
    with database.transaction() as session:
        end_sign_ins_of(session, world.entries["duong"].person_id, Door.PLAY, NOON)

    assert tap(phone, url, 1, "dung", 2).status_code == 401


def test_a_visit_that_has_run_out_keeps_nothing(phone, world, monkeypatch):
    url = start(phone, world)
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=4))

    assert tap(phone, url, 1, "dung", 1).status_code == 401


def test_a_preview_is_answered_from_the_desk_alone(browser, world):
    sit_at_desk(browser, world.people["lan"])
    url = browser.post(f"/organise/legs/{world.leg.public_id}/preview").headers["location"]

    assert send(browser, url, [1, 1, 1, ["dung"]]).json()["answers"][0]["kept"]
    sit_at_desk(browser, world.people["binh"])
    assert send(browser, url, [1, 1, 2, ["dung"]]).status_code == 404


def test_a_phone_that_must_come_again_is_told_when(phone, world, monkeypatch):
    url = start(phone, world)
    monkeypatch.setattr(journal, "MOST_WAITING", 0)

    for reply in (tap(phone, url, 1, "dung", 1), send(phone, url, [1, 1, 1, ["dung"]])):
        assert reply.status_code == 503
        assert int(reply.headers["retry-after"]) > 0
        assert "máy sẽ gửi lại" in reply.json()["message"]
