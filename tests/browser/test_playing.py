"""A contestant plays on a phone: with a script and without, through a reload, a lost network and a second phone."""

import re

from playwright.sync_api import Page, expect
from sqlmodel import select

from quiz import clock, database
from quiz.attempts.attempt import Answer, Attempt
from tests.browser.axe import axe
from tests.browser.server import Served

SAVED = re.compile(r"Đã lưu \d\d:\d\d:\d\d")
SAVING = re.compile(r"/(questions/\d+|answers)$")
"""Where taps go, alone or together."""


def begin(served: Served, page: Page, who: str = "duong") -> None:
    served.come_in(page.context, served.world.entries[who])
    page.goto(f"{served.url}/play/legs/{served.world.leg.public_id}")
    page.get_by_role("button", name="Bắt đầu").click()
    expect(page.locator("#count")).to_contain_text("Câu 1")


def card(page: Page, place: int):
    return page.locator("form.question:visible .choice").nth(place)


def chosen(page: Page):
    return page.locator("form.question:visible input:checked")


def hand_in(page: Page) -> None:
    page.get_by_role("button", name="Danh sách câu").click()
    page.locator("summary", has_text="Nộp bài").click()
    page.get_by_role("button", name="Đúng, nộp bài").click()
    expect(page.get_by_role("heading", name="Đã nộp bài")).to_be_visible()


def kept() -> dict[int, list[str]]:
    with database.transaction(writing=False) as session:
        return {answer.number: answer.given["choices"] for answer in session.exec(select(Answer))}


def test_a_newcomer_answers_looks_over_and_hands_in(served, phone):
    begin(served, phone)
    assert axe(phone) == []
    for place in (0, 1):
        card(phone, place).tap()
        expect(phone.locator("#save")).to_have_text(SAVED)
        phone.get_by_role("button", name="Tiếp").tap()
    phone.get_by_role("button", name="Xem lại sau").tap()
    phone.get_by_role("button", name="Xem lại bài").tap()
    expect(phone.locator("[data-count]")).to_have_text("2/3")
    expect(phone.locator("[data-empty]")).to_contain_text("3")
    expect(phone.locator("[data-flagged]")).to_have_text(re.compile(r"Xem lại sau: 3\s*$"))
    assert axe(phone) == []

    phone.locator("summary", has_text="Nộp bài").tap()
    phone.get_by_role("button", name="Đúng, nộp bài").tap()

    expect(phone.locator(".receipt__code")).to_have_text(re.compile(r"^[A-Z2-9]{4}-[A-Z2-9]{4}$"))
    assert axe(phone) == []
    assert sorted(kept()) == [1, 2]


def test_it_goes_without_javascript(served, without_javascript):
    page = without_javascript
    served.come_in(page.context, served.world.entries["duong"])
    page.goto(f"{served.url}/play/legs/{served.world.leg.public_id}")
    page.get_by_role("button", name="Bắt đầu").click()
    page.wait_for_url("**/questions/1")
    for _ in range(2):
        card(page, 0).click()
        page.get_by_role("button", name="Tiếp").click()
    page.get_by_role("button", name="Trước").click()
    expect(page.locator("#save")).to_have_text(SAVED)
    expect(chosen(page)).to_have_count(1)

    hand_in(page)

    assert sorted(kept()) == [1, 2]


def test_a_reload_in_mid_paper_continues_where_it_was(served, phone):
    begin(served, phone)
    phone.get_by_role("button", name="Tiếp").click()
    card(phone, 2).click()
    expect(phone.locator("#save")).to_have_text(SAVED)

    phone.reload()

    expect(phone.locator("#count")).to_contain_text("Câu 2")
    expect(chosen(phone)).to_have_count(1)
    card(phone, 1).click()
    expect(phone.locator("#save")).to_have_text(SAVED)
    with database.transaction(writing=False) as session:
        assert session.exec(select(Answer)).one().tap == 2


def test_nothing_tapped_without_a_network_is_lost(served, phone, complaints):
    complaints.forgive("ERR_INTERNET_DISCONNECTED")
    begin(served, phone)
    phone.context.set_offline(True)
    for _ in range(2):
        card(phone, 0).click()
        phone.get_by_role("button", name="Tiếp").click()
    expect(phone.locator("#network")).to_contain_text("2 câu đang chờ gửi")
    assert kept() == {}

    phone.context.set_offline(False)

    expect(phone.locator("#network")).to_contain_text("đã gửi đủ")
    assert sorted(kept()) == [1, 2]


def test_a_card_tapped_before_the_script_came_is_saved_too(served, phone):
    served.come_in(phone.context, served.world.entries["duong"])
    phone.goto(f"{served.url}/play/legs/{served.world.leg.public_id}")
    on_their_way = []
    phone.route("**/play.js*", lambda route: on_their_way.append(route))
    phone.get_by_role("button", name="Bắt đầu").click(no_wait_after=True)
    card(phone, 1).click()
    expect(phone.locator("#save")).to_contain_text("Chưa trả lời")

    on_their_way[0].continue_()

    expect(phone.locator("#save")).to_have_text(SAVED)
    expect(chosen(phone)).to_have_count(1)
    assert sorted(kept()) == [1]


def test_so_is_one_on_the_page_of_a_single_question(served, phone):
    """Whoever was quicker than the script has gone on by plain forms, and is led back to the whole paper."""
    begin(served, phone)
    on_their_way = []
    phone.route("**/play.js*", lambda route: route.continue_() if on_their_way else on_their_way.append(route))
    phone.goto(phone.url.split("#")[0] + "/questions/2", wait_until="commit")
    card(phone, 1).click()

    on_their_way[0].continue_()

    phone.wait_for_url("**#2")
    expect(phone.locator("#save")).to_have_text(SAVED)
    expect(chosen(phone)).to_have_count(1)
    assert sorted(kept()) == [2]


def test_two_pages_of_one_browser_keep_each_others_taps(served, phone, complaints):
    complaints.forgive("ERR_FAILED|ERR_INTERNET_DISCONNECTED")
    begin(served, phone)
    paper = phone.url.split("#")[0]
    other = phone.context.new_page()
    other.goto(paper + "#2")
    phone.context.route(SAVING, lambda route: route.abort())
    card(phone, 0).click()
    card(other, 0).click()
    other.locator("#previous").click()
    card(other, 3).click()  # the first question again: later than on the first page
    expect(phone.locator("form.question:visible input[name=given]").nth(3)).to_be_checked()
    last = other.locator("form.question:visible input[name=given]").nth(3).get_attribute("value")
    phone.close()
    other.close()
    phone.context.unroute(SAVING)

    again = phone.context.new_page()
    again.goto(paper)

    expect(again.locator("#save")).to_have_text(SAVED)
    again.locator("#next").click()
    expect(again.locator("#save")).to_have_text(SAVED)
    assert sorted(kept()) == [1, 2]
    assert kept()[1] == [last]


def test_taps_wait_while_somebody_else_is_signed_in_or_a_gateway_answers(served, phone, complaints):
    """On a shared phone; and where a Wi-Fi shows its own page instead of ours."""
    complaints.forgive("404|ERR_FAILED")
    phone.route("**/state", lambda route: route.abort())  # or the page may know before the tap, and take none
    begin(served, phone)
    mine = phone.context.cookies()
    served.come_in(phone.context, served.world.entries["khanh"])
    card(phone, 0).click()
    expect(phone.locator("#network")).to_contain_text("Bài vẫn giữ trên máy")
    phone.unroute("**/state")
    phone.context.add_cookies(mine)
    expect(phone.locator("#save")).to_have_text(SAVED)
    assert sorted(kept()) == [1]

    gateway = iter([True])
    phone.route(
        "**/submission", lambda route: route.fulfill(body="<p>Wi-Fi") if next(gateway, False) else route.continue_()
    )

    hand_in(phone)


def test_what_waits_survives_a_reload(served, phone, complaints):
    complaints.forgive("ERR_FAILED|ERR_INTERNET_DISCONNECTED")
    begin(served, phone)
    phone.route(SAVING, lambda route: route.abort())
    card(phone, 3).click()
    expect(phone.locator("#save")).to_contain_text("máy sẽ gửi lại")
    phone.on("dialog", lambda dialog: dialog.accept())  # the page asks before it is left with something unsent
    phone.unroute(SAVING)

    phone.reload()

    expect(phone.locator("#save")).to_have_text(SAVED)
    expect(chosen(phone)).to_have_count(1)
    assert sorted(kept()) == [1]


def test_a_second_phone_takes_over_and_the_first_only_reads(served, phone, new_phone):
    begin(served, phone)
    card(phone, 0).click()
    expect(phone.locator("#save")).to_have_text(SAVED)
    second = new_phone()
    served.come_in(second.context, served.world.entries["duong"])
    second.goto(phone.url.split("#")[0])
    expect(second.locator("#elsewhere")).to_be_visible()

    second.get_by_role("button", name="Tiếp tục ở đây").click()

    expect(chosen(second)).to_have_count(1)
    card(second, 1).click()
    expect(second.locator("#save")).to_have_text(SAVED)
    expect(phone.locator("#elsewhere")).to_be_visible()
    expect(card(phone, 2).locator("input")).to_be_disabled()
    hand_in(second)
    phone.wait_for_url("**/receipt")


def test_at_zero_the_phone_hands_in_by_itself(served, phone):
    begin(served, phone)
    card(phone, 0).click()
    expect(phone.locator("#save")).to_have_text(SAVED)
    with database.transaction() as session:
        attempt = session.exec(select(Attempt)).one()
        attempt.ends_at = clock.now()
        session.add(attempt)

    phone.wait_for_url("**/receipt")

    expect(phone.get_by_role("heading", name="Hết giờ – hệ thống nộp")).to_be_visible()
    assert sorted(kept()) == [1]
