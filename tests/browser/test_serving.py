"""The site as a browser meets it: up, restarted, from a phone in the hall, on two processes."""

from playwright.sync_api import expect

from quiz import database
from quiz.contests.contest import Contest, ContestState
from tests.browser.axe import axe


def test_a_newcomer_finds_the_contest(served, phone):
    phone.goto(served.url)

    expect(phone.get_by_text(served.world.contest.title)).to_be_visible()
    assert axe(phone) == []


def test_a_restarted_server_still_knows_it(served, phone):
    phone.goto(served.url)
    served.restart()
    phone.reload()

    expect(phone.get_by_text(served.world.contest.title)).to_be_visible()


def test_a_phone_in_the_hall_gets_the_same_over_plain_http(served_on_lan, phone):
    phone.goto(served_on_lan.url)

    expect(phone.get_by_text(served_on_lan.world.contest.title)).to_be_visible()
    assert phone.evaluate("window.isSecureContext") is False


def test_two_processes_serve_one_database(served_by_two, phone, desktop):
    phone.goto(served_by_two.urls[0])
    expect(phone.get_by_text(served_by_two.world.contest.title)).to_be_visible()
    with database.transaction() as session:
        session.get_one(Contest, served_by_two.world.contest.id).state = ContestState.ARCHIVED
    desktop.goto(served_by_two.urls[1])

    expect(desktop.get_by_text(served_by_two.world.contest.title)).not_to_be_visible()


def test_the_page_works_without_javascript(served, without_javascript):
    without_javascript.goto(served.url)

    expect(without_javascript.get_by_text(served.world.contest.title)).to_be_visible()


def test_staff_are_known_by_their_cookie(served, desktop):
    served.sit_at_desk(desktop.context, served.world.people["lan"])
    desktop.goto(served.url)

    expect(desktop.get_by_text("Nguyễn Thị Lan")).to_be_visible()
