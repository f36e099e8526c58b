"""A paper with every kind of question, on a phone: with a script and without."""

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from quiz import clock, database
from quiz.attempts.attempt import Answer
from quiz.standings.score import Score
from tests.browser.axe import axe
from tests.browser.conftest import Serve
from tests.browser.server import Served
from tests.browser.test_playing import SAVED, begin, hand_in
from tests.kinds import ARRANGED_AND_TYPED, DRAFTS, ask_each_kind


@pytest.fixture
def every_kind(serve: Serve) -> Served:
    """Those that are typed or arranged, in the order of DRAFTS."""
    served = serve(shuffle_questions=False)
    with database.transaction() as session:
        ask_each_kind(session, served.world.part, clock.now(), ARRANGED_AND_TYPED)
    return served


def given() -> dict[int, object]:
    with database.transaction(writing=False) as session:
        return {answer.number: answer.given for answer in session.exec(select(Answer))}


def right_in_all() -> int:
    with database.transaction(writing=False) as session:
        return session.exec(select(Score)).one().right


def go_on(page: Page) -> None:
    page.locator("#next").click()


def choose_pairs(page: Page) -> None:
    for left, right in DRAFTS["matching"].pairs[:2]:
        page.locator(".pair:visible", has_text=left).locator("select").select_option(label=right)


def test_every_kind_is_answered_on_a_phone(every_kind, phone):
    begin(every_kind, phone)
    phone.locator("input[name=given]:visible").fill("thăng long ")
    expect(phone.locator("#save")).to_have_text(SAVED)
    assert axe(phone) == []
    phone.locator("input[name=given]:visible").fill("hà  nội")
    go_on(phone)  # what was typed last is kept, however fast one moves on

    phone.locator("input[name=given]:visible").fill("1.000")
    expect(phone.locator("[data-read]:visible")).to_have_text("Máy đọc là: 1.000")
    phone.keyboard.press("Enter")
    expect(phone.locator("#save")).to_have_text(SAVED)
    go_on(phone)

    steps = DRAFTS["ordering"].choices
    for text in (steps[1], steps[0]):
        phone.locator(".choice--step:visible", has_text=text).tap()
    phone.get_by_role("button", name="Bỏ bước vừa chọn").tap()
    phone.locator(".choice--step:visible", has_text=steps[1]).tap()
    for text in steps:
        phone.locator(".choice--step:visible", has_text=text).tap()
    expect(phone.locator(".choice--step:visible", has_text=steps[2]).locator(".choice__letter")).to_have_text("3")
    expect(phone.locator("#save")).to_have_text(SAVED)
    assert axe(phone) == []
    go_on(phone)

    choose_pairs(phone)
    expect(phone.locator("#save")).to_have_text(SAVED)
    assert axe(phone) == []
    phone.reload()
    expect(phone.locator(".pair:visible select").first).not_to_have_value("")
    go_on(phone)

    for text in DRAFTS["multiple_choice"].choices[:3]:
        phone.locator(".choice:visible", has_text=text).tap()
    expect(phone.locator("#save")).to_have_text(SAVED)
    phone.get_by_role("button", name="Xem lại bài").tap()
    expect(phone.locator("[data-count]")).to_have_text("5/5")
    phone.locator("summary", has_text="Nộp bài").tap()
    phone.get_by_role("button", name="Đúng, nộp bài").tap()
    expect(phone.get_by_role("heading", name="Đã nộp bài")).to_be_visible()

    assert given()[1] == {"text": "hà nội"}
    assert right_in_all() == 5


def test_every_kind_is_answered_without_a_script(every_kind, without_javascript):
    page = without_javascript
    every_kind.come_in(page.context, every_kind.world.entries["duong"])
    page.goto(f"{every_kind.url}/play/legs/{every_kind.world.leg.public_id}")
    page.get_by_role("button", name="Bắt đầu").click()
    page.wait_for_url("**/questions/1")
    page.locator("input[name=given]:visible").fill("Hà Nội")
    page.keyboard.press("Enter")
    page.wait_for_url("**/questions/2")
    page.locator("input[name=given]:visible").fill("1000")
    go_on(page)
    for number, text in enumerate(DRAFTS["ordering"].choices, 1):
        page.locator(".step", has_text=text).locator("select").select_option(label=str(number))
    go_on(page)
    choose_pairs(page)
    go_on(page)
    for text in DRAFTS["multiple_choice"].choices[:3]:
        page.locator(".choice:visible", has_text=text).click()
    go_on(page)
    page.get_by_role("link", name="Quay lại làm bài").click()
    hand_in(page)

    assert set(given()) == {1, 2, 3, 4, 5}
    assert right_in_all() == len(ARRANGED_AND_TYPED)
