"""A round is played, without a line of JavaScript: wait, start, answer, hand in, receipt."""

import re

import pytest
from sqlmodel import select

from quiz import clock, database
from quiz.attempts.attempt import Attempt
from tests.conftest import NOON
from tests.world import come_in

JSON = {"accept": "application/json"}


@pytest.fixture
def phone(browser, world):
    come_in(browser, world.entries["duong"])
    return browser


def start(phone, world):
    """The address of the attempt."""
    return phone.post(f"/play/legs/{world.leg.public_id}/attempt").headers["location"]


def the_only(table):
    with database.transaction(writing=False) as session:
        return session.exec(select(table)).one()


def count_of(table):
    with database.transaction(writing=False) as session:
        return len(session.exec(select(table)).all())


def later(monkeypatch, **by):
    from datetime import timedelta

    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(**by))


def tap(phone, url, number, choice, tap, turn=1):
    return phone.post(f"{url}/questions/{number}", data={"turn": turn, "tap": tap, "given": choice}, headers=JSON)


def test_a_contestant_plays_a_round_without_javascript(phone, world):
    assert "Bắt đầu" in phone.get(f"/play/legs/{world.leg.public_id}").text
    url = start(phone, world)
    page = phone.get(f"{url}/questions/1").text
    assert "Câu 1" in re.sub("<[^>]+>", "", page)

    saved = phone.post(f"{url}/questions/1", data={"turn": 1, "given": "dung", "go": "next"})
    assert saved.headers["location"] == f"{url}/questions/2"
    assert "12:00:00" in phone.get(f"{url}/questions/1").text
    sheet = phone.get(f"{url}/sheet").text
    assert "1/3" in sheet
    handed_in = phone.post(f"{url}/submission")

    receipt = phone.get(handed_in.headers["location"]).text
    code = the_only(Attempt).receipt_code
    assert f"{code[:4]}-{code[4:]}" in receipt
    assert "1 / 3 câu" in receipt
