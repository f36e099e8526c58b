"""A phone that is put away in the middle of a paper, without a network: the contestant reads of it on the receipt."""

import re

from playwright.sync_api import Page, expect
from sqlmodel import select

from quiz import database
from quiz.attempts.noticing import Moment
from tests.browser.test_playing import begin, hand_in

AWAY = """(hidden) => {
  const state = hidden ? "hidden" : "visible";
  Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def leave_and_come_back(page: Page, seconds: float) -> None:
    page.evaluate(AWAY, True)
    page.wait_for_timeout(seconds * 1000)
    page.evaluate(AWAY, False)


def kept() -> list[str]:
    with database.transaction(writing=False) as session:
        return sorted(moment.kind for moment in session.exec(select(Moment)))


def test_a_page_left_without_a_network_is_told_when_there_is_one_and_a_blink_never(served, phone, complaints):
    complaints.forgive("ERR_INTERNET_DISCONNECTED")
    begin(served, phone)
    expect(phone.locator("#sitting[data-whole='1']")).to_be_attached()
    phone.wait_for_load_state()  # before its scripts have come, a page notices nothing
    phone.context.set_offline(True)
    leave_and_come_back(phone, 3)
    leave_and_come_back(phone, 0.2)
    phone.wait_for_timeout(500)
    assert kept() == []

    with phone.expect_response(re.compile("/moments$")):
        phone.context.set_offline(False)
    assert kept() == ["back", "left"]
    hand_in(phone)

    expect(phone.locator("#timeline li")).to_have_text(re.compile(r"Rời trang \d\d:\d\d:\d\d, quay lại sau \d+ giây"))
