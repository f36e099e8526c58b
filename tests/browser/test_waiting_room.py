"""A hall waits; the hour comes, and every phone may begin without loading its page again."""

from datetime import timedelta

from playwright.sync_api import Page, expect

from quiz import clock, database
from quiz.contests.round import Leg
from tests.browser.server import Served


def opens_in(served: Served, seconds: int) -> None:
    with database.transaction() as session:
        leg = session.get_one(Leg, served.world.leg.id)
        leg.opens_at = clock.now() + timedelta(seconds=seconds)
        session.add(leg)


def test_the_page_that_waited_is_the_one_that_begins(served: Served, phone: Page) -> None:
    opens_in(served, 12)
    served.come_in(phone.context, served.world.entries["duong"])
    phone.goto(f"{served.url}/play/legs/{served.world.leg.public_id}")
    expect(phone.get_by_text("Mở lúc")).to_be_visible()
    begin = phone.get_by_role("button", name="Bắt đầu")
    expect(begin).to_be_hidden()
    phone.evaluate("window.waited = true")

    expect(begin).to_be_visible()

    expect(phone.get_by_role("status").get_by_text("Đã mở. Bấm “Bắt đầu” khi bạn sẵn sàng.")).to_be_visible()
    expect(phone.get_by_text("Mở lúc")).to_be_hidden()
    assert phone.evaluate("window.waited")
    begin.click()
    expect(phone.locator("#count")).to_contain_text("Câu 1")


def test_whoever_looks_again_long_after_the_opening_has_the_page_as_it_is_now(served: Served, phone: Page) -> None:
    opens_in(served, 600)
    served.come_in(phone.context, served.world.entries["duong"])
    phone.goto(f"{served.url}/play/legs/{served.world.leg.public_id}")
    expect(phone.get_by_text("Mở lúc")).to_be_visible()
    phone.evaluate("window.waited = true")
    opens_in(served, -300)

    expect(phone.get_by_role("button", name="Bắt đầu")).to_be_visible()

    assert phone.evaluate("window.waited === undefined")
