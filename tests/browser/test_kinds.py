"""A paper with every kind of question, on a phone: with a script and without."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from quiz import clock, database
from quiz.attempts.attempt import Answer
from quiz.contests.round import Leg
from quiz.standings.score import Score
from tests.browser.axe import axe, axe_in_the_dark
from tests.browser.conftest import Serve
from tests.browser.server import Served
from tests.browser.test_playing import SAVED, begin, hand_in
from tests.kinds import ARRANGED_AND_TYPED, DRAFTS, MISINFORMATION, ask_each_kind

WATERMARK = "BÀI TẬP · chưa kiểm chứng"


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


@pytest.fixture
def against_misinformation(serve: Serve) -> Served:
    """In the order of MISINFORMATION."""
    served = serve(shuffle_questions=False, release_answers="closed")
    with database.transaction() as session:
        ask_each_kind(session, served.world.part, clock.now(), MISINFORMATION)
    return served


def answer_rightly(page: Page, steps: str) -> None:
    """Judge, choose, order and sort, as the drafts say; `steps` is how an order is given here."""
    post = MISINFORMATION["judge_post"]
    for text in ("Giả", *post.choices[:2]):
        page.locator(".choice:visible", has_text=re.compile(f"{text}$")).click()
    go_on(page)
    page.locator(".choice:visible", has_text=MISINFORMATION["next_step"].choices[1]).click()
    go_on(page)
    for number, text in enumerate(MISINFORMATION["next_steps"].choices, 1):
        if steps == "tapped":
            page.locator(".choice--step:visible", has_text=text).click()
        else:
            page.locator(".step", has_text=text).locator("select").select_option(label=str(number))
    go_on(page)
    page.locator(".choice:visible", has_text=MISINFORMATION["classify"].key).click()


def marks_in_sight(page: Page) -> list[str]:
    """What is written over the post that is in sight, where its words are: hit by hit, left to right, top to bottom."""
    return page.locator(".post:visible").first.evaluate("""
        post => {
            const body = post.querySelector(".post__body").getBoundingClientRect();
            const over = (mark) => { const box = mark.getBoundingClientRect();
                return box.top < body.bottom && box.bottom > body.top; };
            return [...post.querySelectorAll(".post__marks i, .post__stamps i")].filter(over).map(i => i.dataset.mark);
        }
    """)  # fmt: skip


def test_posts_are_judged_on_a_phone_and_the_review_stamps_the_fakes(against_misinformation, phone):
    phone.set_viewport_size({"width": 320, "height": 640})
    begin(against_misinformation, phone)
    expect(phone.get_by_role("group", name="1. Kết luận của bạn").get_by_role("radio")).to_have_count(3)
    expect(phone.get_by_role("group", name="2. Dấu hiệu cho thấy điều đó").get_by_role("checkbox")).to_have_count(4)
    assert set(marks_in_sight(phone)) == {WATERMARK}
    assert phone.evaluate("document.documentElement.scrollWidth") == 320
    assert axe(phone) + axe_in_the_dark(phone) == []
    phone.get_by_role("radio", name="Thật").focus()
    phone.keyboard.press("ArrowDown")
    expect(phone.get_by_role("radio", name="Giả")).to_be_checked()
    expect(phone.locator("#save")).to_have_text(SAVED)
    phone.reload()
    expect(phone.get_by_role("radio", name="Giả")).to_be_checked()

    answer_rightly(phone, "tapped")
    expect(phone.locator("#save")).to_have_text(SAVED)
    assert axe(phone) == []
    phone.get_by_role("button", name="Xem lại bài").tap()
    phone.locator("summary", has_text="Nộp bài").tap()
    phone.get_by_role("button", name="Đúng, nộp bài").tap()
    expect(phone.get_by_role("heading", name="Đã nộp bài")).to_be_visible()
    assert right_in_all() == len(MISINFORMATION)

    with database.transaction() as session:
        session.get_one(Leg, against_misinformation.world.leg.id).closes_at = clock.now()
    phone.goto(phone.url.replace("/receipt", "/review"))
    assert set(marks_in_sight(phone)) == {WATERMARK, "TIN GIẢ"}
    assert axe(phone) + axe_in_the_dark(phone) == []


def test_posts_are_judged_without_a_script(against_misinformation, without_javascript):
    page = without_javascript
    served = against_misinformation
    served.come_in(page.context, served.world.entries["duong"])
    page.goto(f"{served.url}/play/legs/{served.world.leg.public_id}")
    page.get_by_role("button", name="Bắt đầu").click()
    page.wait_for_url("**/questions/1")
    answer_rightly(page, "numbered")
    go_on(page)
    page.get_by_role("link", name="Quay lại làm bài").click()
    hand_in(page)

    assert right_in_all() == len(MISINFORMATION)
