"""A judge pauses one room from a phone: inside the clock stands, outside it runs, and each says so by itself."""

import re
import time
from datetime import timedelta

from playwright.sync_api import Page, expect
from sqlmodel import Session, select

from quiz import database
from quiz.attempts.attempt import Answer, Attempt
from quiz.contests.entry import Entry
from tests.browser.conftest import OpenPage
from tests.browser.server import Served
from tests.browser.test_playing import SAVED, begin, card, hand_in

WITHIN_MS = 10_000
"""The promise: a phone shows what was decided within ten seconds."""


def attempt_in(session: Session, served: Served, name: str) -> Attempt:
    entry = served.world.entries[name]
    return session.exec(select(Attempt).where(Attempt.entry_id == entry.id)).one()


def attempt_of(served: Served, name: str) -> Attempt:
    with database.transaction(writing=False) as session:
        return attempt_in(session, served, name)


def decide(judge: Page, served: Served, act: str, sure: str, whom: str = "", reason: str | None = "Mất điện") -> None:
    judge.goto(f"{served.url}/judge/legs/{served.world.leg.public_id}/time/{act}{whom}")
    if reason:
        judge.get_by_label(reason, exact=True).check()
    judge.get_by_role("button", name="Tiếp", exact=True).click()
    judge.get_by_role("button", name=sure).click()


def test_a_room_is_paused_and_goes_on_and_the_other_room_never_stood(
    served: Served, phone: Page, new_phone: OpenPage
) -> None:
    with database.transaction() as session:
        khanh = session.get_one(Entry, served.world.entries["khanh"].id)
        khanh.room = "Phòng 2"
        session.add(khanh)
    outside, judge = new_phone(), new_phone()
    begin(served, phone)
    begin(served, outside, "khanh")
    card(phone, 0).click()
    expect(phone.locator("#save")).to_contain_text(SAVED)
    served.sit_at_desk(judge.context, served.world.people["minh"])

    decide(judge, served, "pause", "Đúng, tạm dừng", "?reach=room&to=Ph%C3%B2ng 1")
    expect(judge.get_by_text("Đã tạm dừng 1 bài.")).to_be_visible()
    expect(judge.get_by_text("Đang tạm dừng: Phòng 1")).to_be_visible()
    expect(phone.get_by_role("heading", name="Tạm dừng: Mất điện")).to_be_visible(timeout=WITHIN_MS)
    expect(phone.locator("form.question:visible")).to_have_count(0)
    stands = phone.locator("#clock-left").inner_text()
    runs = outside.locator("#clock-left").inner_text()
    expect(outside.locator("#paused")).to_be_hidden()
    expect(outside.locator("#clock-left")).not_to_have_text(runs)
    assert phone.locator("#clock-left").inner_text() == stands
    phone.reload()
    expect(phone.get_by_role("heading", name="Tạm dừng: Mất điện")).to_be_visible()
    expect(phone.locator("#clock-left")).to_have_text(stands)

    judge.get_by_role("link", name="Cho thi tiếp").click()
    judge.get_by_role("button", name="Tiếp", exact=True).click()
    judge.get_by_role("button", name="Đúng, thi tiếp").click()
    expect(phone.locator("#strips").get_by_text(re.compile(r"Thi tiếp. Đồng hồ đã đứng 0:\d\d"))).to_be_visible(
        timeout=WITHIN_MS
    )
    card(phone, 0).click()
    expect(phone.locator("#save")).to_contain_text(SAVED)

    inside = attempt_of(served, "duong")
    stood = inside.stood[0]
    assert stood.until is not None
    assert inside.ends_at - inside.started_at == timedelta(minutes=15) + (stood.until - stood.start)
    other = attempt_of(served, "khanh")
    assert other.ends_at - other.started_at == timedelta(minutes=15)


def test_what_was_tapped_without_a_network_before_the_pause_arrives_during_it(served, phone, new_phone, complaints):
    complaints.forgive("ERR_INTERNET_DISCONNECTED")
    judge = new_phone()
    begin(served, phone)
    served.sit_at_desk(judge.context, served.world.people["minh"])
    phone.context.set_offline(True)
    card(phone, 0).click()
    decide(judge, served, "pause", "Đúng, tạm dừng")
    expect(judge.get_by_text("Đã tạm dừng 1 bài.")).to_be_visible()

    phone.context.set_offline(False)
    expect(phone.get_by_role("heading", name="Tạm dừng: Mất điện")).to_be_visible(timeout=WITHIN_MS)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with database.transaction(writing=False) as session:
            kept = session.exec(select(Answer)).all()
        if kept:
            break
        phone.wait_for_timeout(200)
    paused_at = attempt_of(served, "duong").paused_at
    assert [(answer.changed_at, answer.late) for answer in kept] == [(paused_at, False)]


def test_who_handed_in_by_mistake_comes_back_to_the_paper_by_itself(served, phone, new_phone):
    judge = new_phone()
    begin(served, phone)
    card(phone, 0).click()
    expect(phone.locator("#save")).to_contain_text(SAVED)
    hand_in(phone)

    served.sit_at_desk(judge.context, served.world.people["minh"])
    judge.goto(
        f"{served.url}/judge/legs/{served.world.leg.public_id}/entries/{served.world.entries['duong'].public_id}"
    )
    judge.get_by_role("link", name="Mở lại bài").click()
    judge.get_by_label("Lý do khác").fill("Nộp nhầm")
    judge.get_by_role("button", name="Tiếp", exact=True).click()
    judge.get_by_role("button", name="Đúng, mở lại").click()
    expect(judge.get_by_text("Đã mở lại 1 bài.")).to_be_visible()

    expect(phone.locator("#strips").get_by_text("Bài được mở lại: Nộp nhầm")).to_be_visible(timeout=WITHIN_MS + 5_000)
    card(phone, 0).click()
    expect(phone.locator("#save")).to_contain_text(SAVED)
