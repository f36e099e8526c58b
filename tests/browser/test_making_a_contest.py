"""An organiser makes a contest in a real browser: from a shape to an announced page, with the bank answering live."""

import re

from playwright.sync_api import expect

from quiz import database
from quiz.people.role import RoleName
from tests.browser.axe import axe
from tests.world import grant


def test_an_organiser_makes_mends_and_announces_a_contest(served, desktop, phone):
    lan = served.world.people["lan"]
    with database.transaction() as session:
        grant(session, lan, RoleName.ORGANISER, None, served.world.contest.created_at)
    served.sit_at_desk(desktop.context, lan)

    desktop.goto(f"{served.url}/organise")
    assert axe(desktop) == []
    desktop.get_by_role("link", name="Tạo cuộc thi").click()
    desktop.get_by_label("Tên cuộc thi").fill("Tuổi trẻ với chuyển đổi số")
    desktop.get_by_label("Đơn vị tổ chức").select_option(label="Đoàn xã Vĩnh Linh · Tỉnh đoàn Quảng Trị")
    assert axe(desktop) == []
    desktop.get_by_role("button", name="Tạo cuộc thi").click()
    expect(desktop.get_by_text("Còn việc phải xong trước khi công bố")).to_be_visible()
    assert axe(desktop) == []

    desktop.get_by_role("link", name="Ma trận đề").click()
    expect(desktop.get_by_text("thiếu 17")).to_be_visible()
    count = desktop.get_by_label("Số câu của dòng 1")
    count.fill("4")
    expect(desktop.get_by_text("thiếu 1", exact=True)).to_be_visible()
    count.press("Backspace")
    count.type("2")
    expect(desktop.get_by_text("Đề có 2 câu")).to_be_visible()
    expect(count).to_be_focused()
    assert axe(desktop) == []
    desktop.get_by_role("button", name="Lưu ma trận đề").click()

    desktop.get_by_role("link", name="Tuổi trẻ với chuyển đổi số").click()
    desktop.get_by_role("button", name="Công bố cuộc thi").click()
    expect(desktop.get_by_text("Đã công bố. Ai có đường liên kết")).to_be_visible()

    phone.goto(served.url)
    phone.get_by_role("link", name=re.compile("Tuổi trẻ với chuyển đổi số")).click()
    expect(phone.locator(".countdown")).to_have_text(re.compile(r"\d\d:\d\d:\d\d"))
    expect(phone.get_by_text("2 câu hỏi, làm trong 15 phút")).to_be_visible()
    assert axe(phone) == []
