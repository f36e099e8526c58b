"""What may go wrong in a hall: the server dies in mid-round, there is no https, two servers share the load."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from quiz import database
from quiz.attempts.attempt import Answer, Attempt
from quiz.standings.score import Score
from tests.browser.conftest import Complaints, OpenPage
from tests.browser.server import Served
from tests.browser.test_newcomer import hand_in

SAVED = re.compile(r"Đã lưu \d\d:\d\d:\d\d")


def begin(served: Served, phone: Page, name: str = "duong", url: str = "") -> None:
    served.come_in(phone.context, served.world.entries[name])
    phone.goto(f"{url or served.url}/play/legs/{served.world.leg.public_id}")
    phone.get_by_role("button", name="Bắt đầu").click()
    expect(phone.get_by_role("timer")).to_be_visible()


def choose_right(phone: Page) -> None:
    """Tap the right choice of the question in sight; the world's questions have one each."""
    for text in ("10/10", "Không đọc cho ai", "Ứng dụng định danh"):
        choice = phone.locator("form.question:visible").get_by_text(text, exact=True)
        if choice.count():
            choice.click()
            return
    raise AssertionError("no question of the world is in sight")


def go_on(phone: Page) -> None:
    phone.get_by_role("button", name=re.compile("Tiếp")).click()


def test_a_server_killed_in_mid_round_loses_nothing(served: Served, phone: Page, complaints: Complaints) -> None:
    complaints.forgive("ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|Failed to load resource")
    begin(served, phone)
    choose_right(phone)
    expect(phone.locator("#save")).to_contain_text(SAVED)

    served.kill()
    go_on(phone)
    choose_right(phone)
    expect(phone.locator("#network")).to_be_visible()
    go_on(phone)
    choose_right(phone)
    served.start()

    expect(phone.locator("#network")).to_be_hidden()
    expect(phone.locator("#save")).to_contain_text(SAVED)
    hand_in(phone)
    with database.transaction(writing=False) as session:
        given = [answer.given for answer in session.exec(select(Answer))]
    assert given == [{"choices": ["dung"]}] * 3


def test_a_round_is_played_over_plain_http_at_the_machines_own_address(served_on_lan: Served, phone: Page) -> None:
    begin(served_on_lan, phone)
    assert phone.evaluate("window.isSecureContext") is False
    choose_right(phone)
    expect(phone.locator("#save")).to_contain_text(SAVED)

    hand_in(phone)


def test_two_servers_on_one_postgresql_share_a_round(
    served_by_two: Served, phone: Page, new_phone: OpenPage, desktop: Page
) -> None:
    one, two = served_by_two.urls
    leg = served_by_two.world.leg.public_id
    begin(served_by_two, phone, url=one)
    choose_right(phone)
    expect(phone.locator("#save")).to_contain_text(SAVED)

    served_by_two.sit_at_desk(desktop.context, served_by_two.world.people["minh"])
    asked: list[str] = []
    desktop.on("request", lambda request: asked.append(request.url))
    with desktop.expect_request("**/seats?*"):
        desktop.goto(f"{two}/judge/legs/{leg}")
    assert f"{two}/judge/legs/{leg}/events" in asked  # told from the start, not only once it asked by itself
    expect(desktop.locator(".tile", has_text="Đang làm").locator("b")).to_have_text("1")
    desktop.get_by_role("link", name="Cộng giờ").click()
    desktop.get_by_label("Số phút cộng thêm").fill("2")
    desktop.get_by_label("Lý do").fill("Mất điện")
    desktop.get_by_role("button", name="Cộng giờ").click()
    added = phone.locator("#strips").get_by_text("Bạn được cộng 2:00: Mất điện")
    expect(added).to_be_visible()
    go_on(phone)  # the finger was on its way already
    expect(added).to_be_visible()

    other = new_phone()
    served_by_two.come_in(other.context, served_by_two.world.entries["duong"])
    other.goto(f"{two}/play/legs/{leg}")
    other.get_by_role("button", name="Làm tiếp").click()
    expect(other.locator("form.question:visible input:checked")).to_have_count(1)
    expect(phone.locator("#elsewhere")).to_contain_text("Bài đang mở ở máy khác.")
    expect(phone.locator("#elsewhere")).to_be_visible()
    go_on(other)
    choose_right(other)
    expect(other.locator("#save")).to_contain_text(SAVED)
    hand_in(other)

    expect(desktop.locator(".tile", has_text="Đã nộp").locator("b")).to_have_text("1")
    with database.transaction(writing=False) as session:
        attempt = session.exec(select(Attempt)).one()
        assert [score.right for score in session.exec(select(Score))] == [2]
    assert (attempt.ends_at - attempt.started_at).total_seconds() == pytest.approx(17 * 60)
