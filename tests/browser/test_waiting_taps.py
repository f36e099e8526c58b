"""Taps that wait on the phone: through a dead network, a restart, a sign-out by accident; and what did not make it."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from quiz import clock, database
from quiz.attempts.attempt import Attempt
from tests.browser.conftest import Complaints, OpenPage
from tests.browser.server import Served
from tests.browser.test_playing import SAVED, SAVING, begin, card, chosen, hand_in, kept


@pytest.fixture(autouse=True)
def forgiven(complaints: Complaints) -> None:
    complaints.forgive("ERR_FAILED|ERR_INTERNET_DISCONNECTED")


def answer_without_a_network(phone: Page, cards: int) -> None:
    phone.context.set_offline(True)
    for place in range(cards):
        card(phone, place).click()
        phone.locator("#next").click()
    expect(phone.locator("#network")).to_contain_text(f"{cards} câu đang chờ gửi")


def end_the_attempt(ago: timedelta) -> None:
    with database.transaction() as session:
        attempt = session.exec(select(Attempt)).one()
        attempt.ends_at = clock.now() - ago
        session.add(attempt)


def restarted(new_phone: OpenPage, phone: Page) -> Page:
    """The same phone, switched off and on: what its storage has, and its cookies."""
    remembered = phone.context.storage_state()
    phone.context.close()
    return new_phone(storage_state=remembered)


def test_all_that_waits_travels_in_one_request(served: Served, phone: Page) -> None:
    begin(served, phone)
    answer_without_a_network(phone, 3)
    sent: list[str] = []
    phone.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)

    phone.context.set_offline(False)

    expect(phone.locator("#network")).to_contain_text("đã gửi đủ")
    assert sorted(kept()) == [1, 2, 3]
    assert len([url for url in sent if "/answers" in url or "/questions/" in url]) == 1, sent


def test_handing_in_without_a_network_is_refused_with_the_count_and_the_paper_goes_on(
    served: Served, phone: Page
) -> None:
    begin(served, phone)
    answer_without_a_network(phone, 2)
    phone.locator("#list").click()
    phone.locator("summary", has_text="Nộp bài").click()
    phone.get_by_role("button", name="Đúng, nộp bài").click()
    expect(phone.locator("#network")).to_contain_text("Chưa nộp được: 2 câu chưa gửi")
    phone.locator("#back").click()
    card(phone, 0).click()  # the third

    phone.context.set_offline(False)

    expect(phone.locator("#save")).to_have_text(SAVED)
    phone.locator("#list").click()
    phone.get_by_role("button", name="Đúng, nộp bài").click()
    expect(phone.get_by_role("heading", name="Đã nộp bài")).to_be_visible()
    assert sorted(kept()) == [1, 2, 3]


def test_what_waits_survives_a_restart_of_the_phone(served: Served, phone: Page, new_phone: OpenPage) -> None:
    begin(served, phone)
    paper = phone.url.split("#")[0]
    answer_without_a_network(phone, 2)

    again = restarted(new_phone, phone)
    again.goto(paper)

    expect(again.locator("#save")).to_have_text(SAVED)
    expect(chosen(again)).to_have_count(1)
    hand_in(again)
    assert sorted(kept()) == [1, 2]


def test_what_did_not_make_it_is_said_though_the_phone_was_off_when_it_ended(
    served: Served, phone: Page, new_phone: OpenPage
) -> None:
    begin(served, phone)
    paper = phone.url.split("#")[0]
    answer_without_a_network(phone, 2)
    end_the_attempt(ago=timedelta(minutes=2))

    again = restarted(new_phone, phone)
    again.goto(paper)

    expect(again.locator(".notice--warning")).to_contain_text("Câu 1, 2: bạn chọn nhưng đến máy chủ khi đã hết giờ")
    assert again.evaluate("Object.keys(localStorage).filter((name) => name.includes(':tap:'))") == []
    assert kept() == {}


def test_after_a_sign_out_by_accident_whoever_comes_in_again_has_lost_nothing(served: Served, phone: Page) -> None:
    begin(served, phone)
    phone.route(SAVING, lambda route: route.abort())
    card(phone, 1).click()
    expect(phone.locator("#save")).to_contain_text("máy sẽ gửi lại")
    phone.context.clear_cookies()
    phone.unroute(SAVING)
    expect(phone.locator("#network")).to_contain_text("Máy này đã bị đăng xuất")

    phone.get_by_role("link", name="Vào lại").click()
    expect(phone).to_have_url(f"{served.url}/join")
    served.come_in(phone.context, served.world.entries["duong"])
    phone.goto(f"{served.url}/play/legs/{served.world.leg.public_id}")
    phone.get_by_role("button", name="Làm tiếp").click()

    expect(phone.locator("#save")).to_have_text(SAVED)
    expect(chosen(phone)).to_have_count(1)
    assert sorted(kept()) == [1]


def test_the_phone_takes_no_tap_after_the_end(served: Served, phone: Page) -> None:
    """Not even in the moment before the page has come to say so."""
    begin(served, phone)
    card(phone, 0).click()
    expect(phone.locator("#save")).to_have_text(SAVED)
    phone.context.set_offline(True)

    phone.evaluate("""() => {
        const now = Date.now;
        Date.now = () => now() + 3600000;  // an hour passes while the phone sleeps
        document.querySelectorAll("form.question:not([hidden]) [name=given]")[2].click();
    }""")

    expect(phone.locator("#network")).to_contain_text("nộp")
    assert chosen(phone).count() == 1
    assert phone.evaluate("Object.keys(localStorage).filter((name) => name.includes(':tap:'))") == []
