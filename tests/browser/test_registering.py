"""Registering on a small phone, with scripts and without: a unit among many, a mistake, the code to keep."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from quiz import database
from quiz.contests.entry import Entry
from quiz.contests.registrant import Registrant
from quiz.people.unit import Unit
from tests.browser.server import Served
from tests.world import go_by


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_mai_registers_and_keeps_her_code(serve, new_phone, scripts):
    served = serve()
    _open_to_many_units(served)
    asked: list[str] = []
    mai = new_phone(java_script_enabled=scripts)
    mai.on("request", lambda request: asked.append(request.url))

    mai.goto(f"{served.url}/contests/{served.world.contest.public_id}")
    mai.get_by_role("link", name="Đăng ký dự thi").click()
    _look(mai, f"form-{scripts}")
    mai.get_by_label("Họ và tên").fill("Hồ Thị Mai")
    mai.get_by_label("Ngày sinh").fill("02092003")
    mai.get_by_label("Số điện thoại").fill("0912 345 678")
    mai.get_by_label("Tìm đơn vị của bạn").fill("tan trai")
    mai.get_by_role("button", name="Tìm").click()
    expect(mai.get_by_text("1 đơn vị", exact=True)).to_be_visible()
    mai.get_by_label("Chi đoàn thôn Tân Trại").check()
    _look(mai, f"unit-{scripts}")
    mai.locator("form.card").evaluate("form => form.noValidate = true")
    mai.get_by_role("button", name="Đăng ký").click()

    expect(mai.get_by_text("Cần sự đồng ý của bạn")).to_be_visible()
    expect(mai.get_by_label("Họ và tên")).to_have_value("Hồ Thị Mai")
    expect(mai.get_by_label("Chi đoàn thôn Tân Trại")).to_be_checked()
    _look(mai, f"refused-{scripts}")
    mai.get_by_label("Tôi đồng ý").check()
    mai.get_by_label("Tôi tự làm bài").check()
    mai.get_by_role("button", name="Đăng ký").click()

    expect(mai.get_by_text("Bạn đã đăng ký xong.")).to_be_visible()
    entry = _registered()
    expect(mai.get_by_text(f"{entry.personal_code[:4]} {entry.personal_code[4:]}")).to_be_visible()
    assert mai.get_by_role("img", name="Mã QR").evaluate("async image => (await image.decode(), image.naturalWidth)")
    assert mai.get_by_role("button", name="In trang này").is_visible() is scripts
    _look(mai, f"card-{scripts}")
    mai.get_by_role("link", name="Vào phòng chờ").click()
    mai.get_by_role("link", name="Vòng loại trực tuyến").click()
    expect(mai.get_by_role("button", name="Bắt đầu")).to_be_visible()
    assert not [url for url in asked if "345678" in url or "Mai" in url], "nothing personal stands in an address"


def _open_to_many_units(served: Served) -> None:
    go_by(served.world, registration={"mode": "open"})
    with database.transaction() as session:
        above = served.world.units["vinh-linh"].id
        session.add_all(
            Unit(code=f"thon-{number}", name=f"Chi đoàn thôn {number}", kind="branch", parent_id=above)
            for number in range(40)
        )


def _registered() -> Entry:
    with database.transaction(writing=False) as session:
        return session.exec(select(Entry).join(Registrant, Registrant.entry_id == Entry.id)).one()


def _look(page: Page, name: str) -> None:
    folder = os.environ.get("QUIZ_SHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
