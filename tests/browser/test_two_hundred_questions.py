"""A Word file of two hundred questions, in the habits of five people, is in the bank and reviewed in few acts."""

import re

from playwright.sync_api import Page, expect
from sqlmodel import func, select

from question_bank.question import QuestionVersion
from quiz import database
from tests.browser.conftest import OpenPage
from tests.browser.server import Served
from tests.question_bank.two_hundred import SLIPS, two_hundred

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
READY_AT_ONCE = 200 - len(SLIPS)
SECONDS_EACH, MINUTES = 10, 10
"""A person who reads before each act; what the whole may take."""


class Acts:
    """What a person does on a page, counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def click(self, role: str, name: str | re.Pattern[str], within: object = None) -> None:
        self.count += 1
        (within or self.page).get_by_role(role, name=name).first.click()

    def fill(self, label: str, text: str, within: object) -> None:
        self.count += 1
        within.get_by_label(label, exact=True).fill(text)


def test_two_hundred_questions_of_mixed_habits_are_reviewed_within_ten_minutes_of_acts(
    served: Served, desktop: Page, new_desktop: OpenPage
) -> None:
    assert READY_AT_ONCE >= 0.95 * 200
    served.sit_at_desk(desktop.context, served.world.people["ha"])
    writer = Acts(desktop)
    bring(served, writer)
    mend_what_is_left(writer)
    writer.click("button", re.compile("Đưa 199 câu vào kho"))
    expect(desktop.get_by_text("199 câu chờ người thứ hai duyệt.", exact=True)).to_be_visible()

    other = new_desktop()
    served.sit_at_desk(other.context, served.world.people["thu"])
    reviewer = Acts(other)
    review(served, reviewer)

    assert waiting_and_approved() == {"approved": 199 + len(served.world.versions)}
    assert (writer.count + reviewer.count) * SECONDS_EACH <= MINUTES * 60


def bring(served: Served, acts: Acts) -> None:
    page = acts.page
    page.goto(f"{served.url}/bank")
    acts.click("link", "Nhập từ tệp")
    acts.count += 1
    page.set_input_files("input[type=file]", {"name": "200-cau.docx", "mimeType": WORD, "buffer": two_hundred()})
    acts.click("button", "Đọc tệp")
    page.wait_for_url("**/bank/intakes/*")
    expect(page.locator("#intake-tally")).to_contain_text(f"{READY_AT_ONCE} sẵn sàng")


def mend_what_is_left(acts: Acts) -> None:
    """Each says at which paragraph of the file it stands."""
    page = acts.page
    acts.click("link", re.compile("Cần sửa"))
    rows = page.locator("tr.row--problem")
    expect(rows).to_have_count(len(SLIPS))
    for row in rows.all():
        expect(row.locator(".problem").first).to_contain_text(re.compile(r"^\s*Câu \d+ \(đoạn \d+\)"))
    places = [" ".join(row.locator(".place").inner_text().split()[:4]) for row in rows.all()]
    ready = READY_AT_ONCE
    for place, slip in zip(places, SLIPS.values(), strict=True):
        ready += slip != "one choice"
        mend(acts, place, slip)
        expect(page.locator("#intake-tally")).to_contain_text(f"{ready} sẵn sàng")


def mend(acts: Acts, place: str, slip: str) -> None:
    row = acts.page.get_by_role("row", name=place)
    if slip == "one choice":
        acts.click("button", re.compile("^Bỏ"), row)
        return
    acts.click("link", re.compile("^Sửa"), row)
    form = acts.page.locator("tr.mending form")
    expect(form).to_be_visible()
    if slip == "no stem":
        acts.fill("Câu hỏi", "Đoàn viên nên làm gì trước khi chia sẻ một tin nóng trên mạng xã hội?", form)
    elif slip == "twice a choice":
        acts.fill("Phương án D", "Một phương án khác hẳn ba phương án trên", form)
    else:
        acts.click("radio", "Phương án B đúng", form)
    acts.click("button", "Lưu câu này", form)
    expect(acts.page.locator("tr.mending")).to_have_count(0)


def review(served: Served, acts: Acts) -> None:
    acts.page.goto(f"{served.url}/bank/proposals")
    acts.click("link", re.compile("Duyệt cả 199 câu"))
    acts.click("button", "Duyệt 199 câu")
    expect(acts.page.get_by_text("Đã duyệt 199 câu.")).to_be_visible()


def waiting_and_approved() -> dict[str, int]:
    with database.transaction(writing=False) as session:
        states = select(QuestionVersion.state, func.count()).group_by(QuestionVersion.state)
        return dict(session.exec(states).all())
