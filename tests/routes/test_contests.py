"""What anyone sees: the front page, a contest's page, its calendar."""

import pytest

from quiz import clock, database
from quiz.contests.contest import Contest, ContestState
from quiz.contests.round import Leg, Round
from quiz.contests.rules import RoundRules
from quiz.standings.score import Snapshot
from tests.world import HOUR, sit_at_desk


def url(world):
    return f"/contests/{world.contest.public_id}"


@pytest.fixture
def an_hour_before(world, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: world.leg.opens_at - HOUR)


def test_an_empty_house_says_so_and_still_shows_the_way_in(browser):
    page = browser.get("/").text

    assert "Chưa có cuộc thi nào được công bố." in page
    assert 'href="/join"' in page


def test_the_front_page_shows_what_is_announced_with_its_state(world, browser):
    page = browser.get("/").text

    assert world.contest.title in page
    assert "Đang mở" in page
    assert "Hội thi khác" not in page, "a draft does not exist for the public"


def test_the_contest_page_tells_the_regulations_from_the_rules_themselves(world, browser):
    with database.transaction() as session:
        session.get_one(Round, world.round.id).take_rules(RoundRules(minutes=7))
    page = browser.get(url(world)).text

    assert "3 câu hỏi, làm trong 7 phút" in page
    assert "11:00 – 13:00 26/11/2026" in page
    assert "Đoàn xã Vĩnh Linh" in page


def test_before_it_opens_the_page_counts_down_by_the_servers_clock_and_says_the_time_in_words(
    world, browser, an_hour_before
):
    page = browser.get(url(world)).text

    assert f'data-until="{world.leg.opens_at.isoformat()}"' in page
    assert f'data-now="{(world.leg.opens_at - HOUR).isoformat()}"' in page
    assert "11:00 26/11/2026" in page


def test_the_page_can_be_shared_in_a_chat(world, browser):
    with database.transaction() as session:
        session.get_one(Contest, world.contest.id).slogan = 'Chuyển đổi số & "tuổi trẻ"'
    page = browser.get(url(world)).text

    assert f'<meta property="og:title" content="{world.contest.title}">' in page
    assert "Chuyển đổi số &amp; &#34;tuổi trẻ&#34;" in page
    assert f'content="http://localhost{url(world)}"' in page


def test_a_draft_is_seen_by_its_organiser_alone(world, browser):
    with database.transaction() as session:
        session.get_one(Contest, world.contest.id).state = ContestState.DRAFT
    assert browser.get(url(world)).status_code == 404

    sit_at_desk(browser, world.people["son"])
    assert browser.get(url(world)).status_code == 404
    sit_at_desk(browser, world.people["lan"])
    assert "Bản nháp" in browser.get(url(world)).text


def test_the_board_is_linked_once_it_is_published_and_not_before(world, browser):
    board = f"/watch/legs/{world.leg.public_id}"
    assert board not in browser.get(url(world)).text
    with database.transaction() as session:
        session.add(Snapshot(leg_id=world.leg.id, revision=1, state="official", digest="", published_at=clock.now()))
    assert board in browser.get(url(world)).text

    with database.transaction() as session:
        session.add(Snapshot(leg_id=world.leg.id, revision=2, state="withdrawn", digest="", published_at=clock.now()))
    assert board not in browser.get(url(world)).text


def test_a_live_board_is_linked_from_the_opening(world, browser, monkeypatch):
    with database.transaction() as session:
        session.get_one(Round, world.round.id).take_rules(RoundRules(board="live"))
    board = f"/watch/legs/{world.leg.public_id}"
    assert board in browser.get(url(world)).text

    monkeypatch.setattr(clock, "now", lambda: world.leg.opens_at - HOUR)
    assert board not in browser.get(url(world)).text


def test_the_calendar_holds_every_window(world, browser):
    response = browser.get(f"{url(world)}/calendar.ics")

    assert response.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "DTSTART:20261126T040000Z" in response.text
    assert "DTEND:20261126T060000Z" in response.text


def test_a_contest_without_times_says_they_will_be_told(world, browser):
    with database.transaction() as session:
        leg = session.get_one(Leg, world.leg.id)
        leg.opens_at = leg.closes_at = None
    page = browser.get(url(world)).text

    assert "Giờ thi sẽ thông báo sau" in page
    assert browser.get("/").status_code == 200
