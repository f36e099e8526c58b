"""The main job, end to end: what a newcomer does with the demo, and an organiser with a file of questions."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader
from sqlmodel import col, select

from quiz import database
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.people.person import Person
from quiz.people.role import RoleName
from tests.browser.axe import axe
from tests.browser.conftest import OpenPage
from tests.browser.leaving import leaving
from tests.browser.server import Served, free_port, wait_until_up
from tests.programs import start_quiz
from tests.routes.test_bank_intakes import FIVE_MISTAKES, GOOD, csv
from tests.routes.test_rosters import GOOD as ROSTER
from tests.routes.test_rosters import workbook
from tests.world import grant


class Slip(NamedTuple):
    contest_code: str
    personal_code: str


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[str]:
    """`quiz demo`, as `make run` starts it: its address."""
    port = free_port()
    log = tmp_path / "demo.log"
    process = start_quiz(
        ["demo", "--host", "127.0.0.1", "--port", str(port)], {"QUIZ_DATA_DIR": str(tmp_path)}, log, log
    )
    try:
        wait_until_up(f"http://127.0.0.1:{port}", process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.join(30)


def test_a_newcomer_joins_by_link_plays_and_the_board_moves_on_a_second_screen(
    demo: str, phone: Page, new_desktop: OpenPage
) -> None:
    phone.goto(f"{demo}/demo/contestant")
    phone.get_by_role("button", name="Vào dùng thử").click()
    phone.get_by_text("Vào phòng thi").click()
    leg = urlsplit(phone.url).path.rsplit("/", 1)[1]

    screen = new_desktop(viewport={"width": 1920, "height": 1080})
    screen.goto(f"{demo}/watch/legs/{leg}/screen")
    handed_in = screen.locator(".figures p", has_text="đã nộp").locator("b")
    before = int(handed_in.inner_text())

    phone.get_by_role("button", name="Bắt đầu").click()
    expect(phone.get_by_role("timer")).to_be_visible()
    total = int(phone.locator(".sitting__count").first.inner_text().split("/")[1])
    for number in range(1, total + 1):
        answer(phone.locator("form.question:visible"))
        expect(phone.locator(".save:visible").first).to_contain_text(re.compile(r"Đã lưu \d\d:\d\d:\d\d"))
        if number < total:
            phone.get_by_role("button", name=re.compile("Tiếp")).click()
    hand_in(phone)
    expect(phone.get_by_text(re.compile(rf"{total} ?/ ?{total}")).first).to_be_visible()
    assert axe(phone) == []

    expect(handed_in).to_have_text(str(before + 1))


def answer(question: Locator) -> None:
    """Somehow, whatever kind of question it is."""
    first = question.locator(".choice, .typed input, .step, .pair select").first
    kind = first.evaluate("element => element.localName")
    if kind == "input":
        first.fill("1")
    elif kind == "select":
        first.select_option(index=1)
    else:
        first.click()


def hand_in(phone: Page) -> None:
    phone.locator("#list, button:has-text('Xem lại bài')").last.click()
    phone.locator("summary", has_text="Nộp bài").click()
    phone.get_by_role("button", name="Đúng, nộp bài").click()
    expect(phone).to_have_url(re.compile("receipt"))
    expect(phone.locator(".receipt__code")).to_have_text(re.compile(r"\w{4}-\w{4}"))


def test_an_organiser_mends_a_file_makes_a_round_prints_slips_and_a_contestant_plays_it(
    served: Served, desktop: Page, phone: Page, new_desktop: OpenPage
) -> None:
    lan = served.world.people["lan"]
    with database.transaction() as session:
        grant(session, lan, RoleName.ORGANISER, None, served.world.contest.created_at)
    served.sit_at_desk(desktop.context, lan)

    bring_questions_with_five_mistakes(served, desktop)
    approve_the_file(served, new_desktop())
    make_a_contest_opened_by_hand(served, desktop)
    home = desktop.url
    bring_a_roster(desktop, home)
    slip = print_a_slip(desktop, home)

    phone.goto(f"{served.url}/join")
    phone.get_by_label("Mã cuộc thi").fill(slip.contest_code)
    phone.get_by_label("Mã cá nhân").fill(slip.personal_code)
    phone.get_by_label("Năm sinh").fill("2003")
    phone.get_by_role("button", name="Vào thi").click()
    expect(phone.get_by_text("Lê Văn Tám").first).to_be_visible()
    phone.get_by_text("Vào phòng chờ").click()

    desktop.goto(home)
    desktop.get_by_role("link", name="Điều hành").last.click()
    desktop.get_by_role("button", name="Mở vòng").click()
    expect(desktop.get_by_text("Đang mở")).to_be_visible()

    phone.reload()
    phone.get_by_role("button", name="Bắt đầu").click()
    phone.locator("form.question:visible .choice").first.click()
    expect(phone.locator(".save:visible").first).to_contain_text("Đã lưu")
    hand_in(phone)
    expect(desktop.locator(".tile", has_text="Đã nộp").locator("b")).to_have_text("1")


def bring_questions_with_five_mistakes(served: Served, desktop: Page) -> None:
    """Each is told at its cell; mended or left out; what is ready goes into the bank."""
    desktop.goto(f"{served.url}/bank/intakes/new")
    file = {"name": "cau-hoi.csv", "mimeType": "text/csv", "buffer": csv(*FIVE_MISTAKES, *GOOD)}
    desktop.set_input_files("input[type=file]", file)  # type: ignore[arg-type]
    desktop.get_by_role("button", name="Đọc tệp").click()
    expect(desktop.get_by_text("Dòng 2, cột Đáp án: 'E' không phải là một phương án.")).to_be_visible()
    expect(desktop.locator("#intake-tally")).to_contain_text("5 cần sửa")
    mends = {
        "Dòng 2": lambda form: form.get_by_label("Phương án A đúng").check(),
        "Dòng 3": lambda form: form.get_by_label("Câu hỏi", exact=True).fill("Có nên đọc mã OTP cho người lạ không?"),
        "Dòng 4": lambda form: form.get_by_label("Phương án B", exact=True).fill("Ngày sinh"),
        "Dòng 5": lambda form: form.get_by_label("Hoặc chủ đề mới").fill("Định danh"),
        "Dòng 6": lambda form: form.get_by_label("Hiệu lực từ").fill("31/12/2025"),
    }
    for place, mend in mends.items():
        desktop.get_by_role("row", name=place).get_by_role("link", name="Sửa").click()
        form = desktop.locator("tr.mending form")
        expect(form).to_be_visible()
        mend(form)
        form.get_by_role("button", name="Lưu câu này").click()
        expect(desktop.locator("tr.mending")).to_have_count(0)
    with leaving(desktop):
        desktop.get_by_role("button", name="Đưa 7 câu vào kho").click()
    expect(desktop.get_by_text("Đã đưa 7 câu vào kho. 7 câu chờ người thứ hai duyệt.")).to_be_visible()
    expect(desktop.get_by_text("Duyệt được:")).to_contain_text("Bùi Hoài Thu")


def approve_the_file(served: Served, reviewer: Page) -> None:
    """The second person: the queue, the whole of the file, yes."""
    served.sit_at_desk(reviewer.context, served.world.people["thu"])
    reviewer.goto(f"{served.url}/bank/proposals")
    expect(reviewer.get_by_text("Có nên đọc mã OTP cho người lạ không?").first).to_be_visible()
    reviewer.get_by_role("link", name="Duyệt cả 7 câu").click()
    press(reviewer, "Duyệt 7 câu")
    expect(reviewer.get_by_text("Đã duyệt 7 câu.")).to_be_visible()


def make_a_contest_opened_by_hand(served: Served, desktop: Page) -> None:
    """From the shape to announced, with as many questions as the bank now holds."""
    desktop.goto(f"{served.url}/organise/contests/new")
    desktop.get_by_label(re.compile("Một vòng")).check()
    desktop.get_by_label("Tên cuộc thi").fill("Tuổi trẻ Vĩnh Linh với chuyển đổi số")
    desktop.get_by_label("Đơn vị tổ chức").select_option(label="Đoàn xã Vĩnh Linh · Tỉnh đoàn Quảng Trị")
    press(desktop, "Tạo cuộc thi")
    home = desktop.url
    desktop.get_by_role("link", name="Thể lệ").first.click()
    desktop.get_by_label("Bằng tay").check()
    press(desktop, "Lưu")
    desktop.goto(home)
    desktop.get_by_role("link", name="Ma trận đề").click()
    desktop.get_by_label("Số câu của dòng 1").fill("10")
    press(desktop, "Lưu ma trận đề")
    desktop.goto(home)
    press(desktop, "Công bố cuộc thi")
    expect(desktop.get_by_text("Đã công bố.", exact=False).first).to_be_visible()


def press(page: Page, name: str) -> None:
    """Send a form and wait for the page that it leads to: going elsewhere at once would take it back."""
    with leaving(page):
        page.get_by_role("button", name=name).first.click()


def bring_a_roster(desktop: Page, home: str) -> None:
    desktop.goto(f"{home}/rosters")
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    desktop.set_input_files("input[type=file]", {"name": "ds.xlsx", "mimeType": sheet, "buffer": workbook(ROSTER)})
    press(desktop, "Xem trước")
    expect(desktop.get_by_text("3 người mới")).to_be_visible()
    press(desktop, "Đưa vào danh sách")
    expect(desktop.get_by_text("Lê Văn Tám").first).to_be_visible()


def print_a_slip(desktop: Page, home: str) -> Slip:
    """What Tám's slip says, as printed: the PDF holds his name and both codes."""
    pdf = desktop.request.get(f"{home}/slips.pdf")
    assert pdf.ok
    text = "\n".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf.body())).pages)
    with database.transaction(writing=False) as session:
        found = select(Contest, Entry).join(Entry, col(Entry.contest_id) == Contest.id)
        found = found.join(Person, col(Person.id) == Entry.person_id).where(Person.name == "Lê Văn Tám")
        contest, entry = session.exec(found).one()
    printed = "".join(text.split())
    for word in ("Lê Văn Tám", contest.code, entry.personal_code):
        assert word.replace(" ", "") in printed.replace("-", "")
    return Slip(contest.code, entry.personal_code)
