"""A prediction on a phone of 360×640: told back as it is typed, kept while the network is away; without a script."""

import os

from playwright.sync_api import Page, expect

from quiz import database
from quiz.attempts.attempt import Attempt
from tests.browser.axe import axe
from tests.browser.server import Served

RULES = {"prediction": "people", "ranking": ("score", "prediction")}


def begin(served: Served, page: Page) -> None:
    served.come_in(page.context, served.world.entries["duong"])
    page.goto(f"{served.url}/play/legs/{served.world.leg.public_id}")
    page.get_by_role("button", name="Bắt đầu").click()
    expect(page.locator("#count")).to_contain_text("Câu 1")


def kept() -> int | None:
    with database.transaction(writing=False) as session:
        return session.exec(Attempt.__table__.select()).mappings().one()["prediction"]


def test_a_prediction_is_read_back_in_words_and_survives_a_lost_network(serve, phone, complaints):
    served = serve(**RULES)
    begin(served, phone)
    phone.get_by_role("button", name="Danh sách câu").click()
    field = phone.locator("#prediction [name=given]")
    field.fill("12.505")
    expect(phone.locator("#prediction-read")).to_have_text("Bạn dự đoán: 12.505 (mười hai nghìn năm trăm linh năm)")
    expect(phone.locator("#prediction-word")).to_contain_text("Đã lưu")
    assert kept() == 12_505
    assert axe(phone) == []

    complaints.forgive("ERR_INTERNET_DISCONNECTED")
    phone.context.set_offline(True)
    field.fill("340 000")
    expect(phone.locator("#prediction-word")).to_contain_text("Chưa gửi được")
    field.fill("1.21.")
    expect(phone.locator("#prediction-read")).to_contain_text("Chưa đọc được")
    field.fill("1.021.115")
    expect(phone.locator("#prediction-read")).to_contain_text("một triệu không trăm hai mươi mốt nghìn")
    field.blur()
    phone.context.set_offline(False)
    expect(phone.locator("#prediction-word")).to_contain_text("Đã lưu")
    assert kept() == 1_021_115

    phone.reload()
    expect(field).to_have_value("1.021.115")
    if os.environ.get("SHOTS"):
        phone.screenshot(path=f"{os.environ['SHOTS']}/sheet.png", full_page=True)
    phone.get_by_text("Nộp bài", exact=True).last.click()
    phone.get_by_role("button", name="Đúng, nộp bài").click()
    expect(phone.get_by_text("1.021.115 thí sinh")).to_be_visible()


def test_it_is_kept_without_a_script(serve, new_phone):
    served = serve(**RULES)
    page = new_phone(java_script_enabled=False)
    begin(served, page)
    page.get_by_role("button", name="Danh sách câu").click()
    field = page.get_by_label("Theo bạn, đợt thi này có bao nhiêu thí sinh dự thi?")
    field.fill("rất nhiều")
    page.get_by_role("button", name="Lưu số dự đoán").click()
    expect(page.get_by_text("Hãy ghi một số nguyên")).to_be_visible()
    expect(field).to_have_value("rất nhiều")
    field.fill("12 500")
    page.get_by_role("button", name="Lưu số dự đoán").click()

    expect(page.get_by_text("Bạn dự đoán: 12.500 thí sinh")).to_be_visible()
    assert kept() == 12_500
