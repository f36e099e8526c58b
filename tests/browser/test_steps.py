"""A paper of questions with seconds of their own, on a phone of 360×640: with a script and without."""

import re

from playwright.sync_api import Page, expect
from sqlmodel import select

from quiz import database
from quiz.attempts.attempt import Answer, Attempt, PaperRow
from tests.browser.axe import axe
from tests.browser.server import Served

SAVED = re.compile(r"Đã lưu \d\d:\d\d:\d\d")


def begin(served: Served, page: Page) -> None:
    served.come_in(page.context, served.world.entries["duong"])
    page.goto(f"{served.url}/play/legs/{served.world.leg.public_id}")
    page.get_by_role("button", name="Bắt đầu").click()
    expect(page.locator("#count")).to_contain_text("Câu 1")


def card(page: Page, place: int):
    return page.locator("form.question:visible .choice").nth(place)


def go_on(page: Page, number: int) -> None:
    page.get_by_role("button", name="Tiếp").click()
    expect(page.locator("#count")).to_contain_text(f"Câu {number}")


def has_come(page: Page, number: int) -> None:
    """Without a script the page of the attempt sends on, at once, to one that can be opened again."""
    expect(page).to_have_url(re.compile(f"/questions/{number}$"))


def kept() -> list[int]:
    with database.transaction(writing=False) as session:
        return sorted(session.exec(select(Answer.number)))


def shown() -> list[int]:
    with database.transaction(writing=False) as session:
        return sorted(session.exec(select(PaperRow.number).where(PaperRow.shown_at.is_not(None))))


def test_it_moves_on_by_itself_at_zero_and_does_not_come_back(serve, phone):
    served = serve(question_s=6)
    begin(served, phone)
    expect(phone.locator("form.question")).to_have_count(1)
    expect(phone.locator("#previous")).to_be_hidden()
    assert axe(phone) == []
    card(phone, 0).tap()

    expect(phone.locator("#count")).to_contain_text("Câu 2")  # nobody tapped "Tiếp"
    phone.goto(phone.url.split("#")[0] + "#1")
    phone.reload()
    expect(phone.locator("#count")).to_contain_text("Câu 2")
    expect(phone.locator("#count")).to_contain_text("Câu 3")

    expect(phone.get_by_role("heading", name="Hết giờ – hệ thống nộp")).to_be_visible()
    assert kept() == [1]
    assert shown() == [1, 2, 3]


def test_a_blank_question_is_asked_about_once_and_a_lost_network_loses_no_question(serve, phone, complaints):
    complaints.forgive("ERR_INTERNET_DISCONNECTED")
    served = serve(question_s=60)
    begin(served, phone)
    phone.get_by_role("button", name="Tiếp").tap()
    expect(phone.locator("#strips")).to_contain_text("Bạn chưa trả lời câu này")
    go_on(phone, 2)

    phone.context.set_offline(True)
    card(phone, 1).tap()
    phone.get_by_role("button", name="Tiếp").tap()
    expect(phone.locator("#network")).to_contain_text("Chưa sang tiếp được vì mất mạng")
    phone.context.set_offline(False)

    expect(phone.locator("#count")).to_contain_text("Câu 3")
    assert kept() == [2]
    phone.get_by_role("button", name="Xem lại bài").tap()
    expect(phone.locator("[data-count]")).to_have_text("1/3")
    expect(phone.locator(".sheet__away")).to_have_count(2)
    assert axe(phone) == []
    phone.locator("summary", has_text="Nộp bài").tap()
    phone.get_by_role("button", name="Đúng, nộp bài").tap()
    expect(phone.get_by_role("heading", name="Đã nộp bài")).to_be_visible()


def test_a_second_phone_goes_on_at_the_same_question_and_the_first_follows(serve, phone, new_phone):
    served = serve(question_s=120)
    begin(served, phone)
    card(phone, 0).tap()
    expect(phone.locator("#save")).to_have_text(SAVED)
    go_on(phone, 2)

    second = new_phone()
    served.come_in(second.context, served.world.entries["duong"])
    second.goto(phone.url.split("#")[0])
    expect(second.locator("#count")).to_contain_text("Câu 2")
    second.get_by_role("button", name="Tiếp tục ở đây").tap()
    expect(second.locator("#elsewhere")).to_be_hidden()
    card(second, 0).tap()
    expect(second.locator("#save")).to_have_text(SAVED)
    go_on(second, 3)

    expect(phone.locator("#elsewhere")).to_be_visible()
    expect(phone.locator("#count")).to_contain_text("Câu 3")
    assert kept() == [1, 2]


def test_it_goes_without_javascript(serve, without_javascript):
    page = without_javascript
    served = serve(question_s=8)
    begin(served, page)
    has_come(page, 1)
    card(page, 0).click()
    go_on(page, 2)
    has_come(page, 2)
    page.go_back()
    page.reload()
    expect(page.locator("#count")).to_contain_text("Câu 2")

    expect(page.get_by_text("Hết giờ câu này.")).to_be_visible()  # the page came again by itself
    page.get_by_role("button", name="Sang câu sau").click()
    has_come(page, 3)
    expect(page.locator("#count")).to_contain_text("Câu 3")
    card(page, 0).click()
    page.get_by_role("button", name="Xem lại bài").click()
    page.locator("summary", has_text="Nộp bài").click()
    page.get_by_role("button", name="Đúng, nộp bài").click()

    expect(page.get_by_role("heading", name="Đã nộp bài")).to_be_visible()
    assert kept() == [1, 3]
    with database.transaction(writing=False) as session:
        assert session.exec(select(Attempt)).one().submitted_at is not None
