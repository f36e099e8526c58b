"""The timeline of an attempt on the way from a phone to whoever may see it."""

import json
from datetime import timedelta

import pytest
from sqlmodel import select

from quiz import clock, database
from quiz.attempts.noticing import Moment
from tests.conftest import NOON
from tests.world import come_in, sit_at_desk

SAID = [["left", 11, 1, 30_000, None], ["back", 12, 1, 18_000, None], ["pasted", 13, 1, 500, 2]]


@pytest.fixture
def attempt(world, browser):
    come_in(browser, world.entries["duong"])
    return browser.post(f"/play/legs/{world.leg.public_id}/attempt").headers["location"]


def say(browser, attempt, said):
    return browser.post(f"{attempt}/moments", data={"moments": said if isinstance(said, str) else json.dumps(said)})


def kept():
    with database.transaction(writing=False) as session:
        return len(session.exec(select(Moment)).all())


def test_contestant_and_judge_read_the_same_neutral_words(world, browser, attempt, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(minutes=1))
    assert say(browser, attempt, SAID).status_code == 200
    browser.post(f"{attempt}/submission")
    receipt = browser.get(f"{attempt}/receipt").text
    sit_at_desk(browser, world.people["binh"])
    seen = browser.get(f"/judge/legs/{world.leg.public_id}/entries/{world.entries['duong'].public_id}").text
    explained = browser.get(f"/organise/attempts/{attempt.rsplit('/', 1)[1]}").text

    for page in (receipt, seen, explained):
        assert "Rời trang 12:00:30, quay lại sau 12 giây" in page
        assert "Dán chữ vào câu 2" in page
        assert "Không điều gì ở đây tự trừ điểm" in page


def test_an_attempt_without_moments_says_so(browser, attempt):
    browser.post(f"{attempt}/submission")

    assert "Không ghi nhận gì." in browser.get(f"{attempt}/receipt").text


@pytest.mark.parametrize(
    "said",
    ["", "{", "{}", "7", "[" * 3000, [7], [["left"]], [["took_over", 1, 1, 0, None]], [["left", "1", 1, 0, None]],
     [["left", 1, 1, -5, None]], [["left", 1, 1, 1e300, None]], [["left", 2**40, 1, 0, None]], [[[], 1, 1, 0, None]],
     [["left", True, 1, 0, None]]],
)  # fmt: skip
def test_what_no_page_of_ours_says_is_passed_over(browser, attempt, said):
    assert say(browser, attempt, said).status_code == 200
    assert kept() == 0


def test_of_many_at_once_the_first_are_kept(browser, attempt):
    say(browser, attempt, [["left", n + 1, 1, 0, None] for n in range(90)])

    assert kept() == 40


def test_somebody_elses_attempt_is_not_there(world, browser, attempt):
    come_in(browser, world.entries["khanh"])

    assert say(browser, attempt, SAID).status_code == 404
    assert kept() == 0


def test_contestants_are_told_before_they_begin(world, browser):
    come_in(browser, world.entries["khanh"])

    assert "ghi lại lúc bạn rời trang" in browser.get(f"/play/legs/{world.leg.public_id}").text
    assert "ghi lại khi thí sinh rời trang" in browser.get(f"/contests/{world.contest.public_id}").text
