"""A question writer brings a file with five mistakes, mends them where they stand, and has the questions."""

from base64 import b64encode

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from question_bank import accepting
from question_bank.intake import Intake
from quiz import database
from quiz.clock import now
from tests.browser.axe import axe
from tests.browser.leaving import leaving
from tests.pictures import HOSTILE, drawing, photograph
from tests.routes.test_bank_intakes import FIVE_MISTAKES, GOOD, csv


@pytest.fixture
def ha(served, desktop):
    served.sit_at_desk(desktop.context, served.world.people["ha"])
    return desktop


def upload(page, served, *lines):
    page.goto(f"{served.url}/bank/intakes/new")
    page.set_input_files("input[type=file]", {"name": "cau-hoi.csv", "mimeType": "text/csv", "buffer": csv(*lines)})
    page.get_by_role("button", name="Đọc tệp").click()
    page.wait_for_url("**/bank/intakes/*")


PICTURED = """
<quiz><question type="multichoice"><questiontext format="html"><text><![CDATA[<p>Biển này nghĩa là gì?</p>
<img src="@@PLUGINFILE@@/bien.png" alt="">]]></text>
<file name="bien.png" path="/" encoding="base64">%s</file></questiontext>
<answer fraction="100"><text>Cấm vào</text></answer><answer fraction="0"><text>Được vào</text></answer>
</question></quiz>
"""


def mend(page, place):
    """Open the row's form in its place."""
    page.get_by_role("row", name=place).get_by_role("link", name="Sửa").click()
    form = page.locator("tr.mending form")
    expect(form).to_be_visible()
    return form


def save(page, form, ready):
    form.get_by_role("button", name="Lưu câu này").click()
    expect(page.locator("#intake-tally")).to_contain_text(f"{ready} sẵn sàng")
    expect(page.locator("tr.mending")).to_have_count(0)


def test_five_mistakes_are_mended_in_place_and_accepted_once(served, ha):
    upload(ha, served, *FIVE_MISTAKES, GOOD[0])
    expect(ha.get_by_text("Dòng 2, cột Đáp án: 'E' không phải là một phương án.")).to_be_visible()
    expect(ha.locator("#intake-tally")).to_contain_text("5 cần sửa")
    assert axe(ha) == []

    form = mend(ha, "Dòng 2")
    expect(form.get_by_text("'E' không phải là một phương án.")).to_be_visible()
    assert axe(ha) == []
    form.get_by_label("Phương án A đúng").check()
    save(ha, form, 2)

    form = mend(ha, "Dòng 3")
    form.get_by_label("Câu hỏi", exact=True).fill("Có nên đọc mã OTP cho người lạ không?")
    form.get_by_label("Loại câu").select_option("Nhiều lựa chọn")
    expect(form.get_by_role("checkbox", name="Phương án A đúng")).to_be_checked()
    expect(form.get_by_label("Câu hỏi", exact=True)).to_have_value("Có nên đọc mã OTP cho người lạ không?")
    form.get_by_label("Loại câu").select_option("Một lựa chọn")
    form.get_by_role("radio", name="Phương án B đúng").check()
    save(ha, form, 3)

    form = mend(ha, "Dòng 4")
    form.get_by_label("Phương án B", exact=True).fill("Ngày sinh")
    save(ha, form, 4)

    form = mend(ha, "Dòng 5")
    form.get_by_label("Hoặc chủ đề mới").fill("Định danh")
    save(ha, form, 5)

    form = mend(ha, "Dòng 6")
    form.get_by_label("Hiệu lực từ").fill("31/12/2025")
    save(ha, form, 6)
    expect(ha.locator("#count-problem")).to_have_text("0")

    with leaving(ha):
        ha.get_by_role("button", name="Đưa 6 câu vào kho").click()
    expect(ha.get_by_text("Đã đưa 6 câu vào kho. 6 câu chờ người thứ hai duyệt.")).to_be_visible()
    expect(ha.get_by_role("button", name="vào kho")).to_have_count(0)
    ha.goto(f"{served.url}/bank?q=dinh+danh")
    expect(ha.get_by_role("link", name="Ai cấp định danh điện tử?")).to_be_visible()


def test_a_row_is_left_out_and_taken_up_without_leaving_the_page(served, ha):
    upload(ha, served, *GOOD)
    ha.get_by_role("row", name="Dòng 2").get_by_role("button", name="Bỏ").click()
    expect(ha.locator("#intake-tally")).to_contain_text("1 đã bỏ")

    ha.get_by_role("row", name="Dòng 2").get_by_role("button", name="Lấy lại").click()

    expect(ha.locator("#intake-tally")).to_contain_text("2 sẵn sàng")


def test_every_page_fits_a_phone_and_axe_finds_nothing(served, phone):
    served.sit_at_desk(phone.context, served.world.people["ha"])
    long = ",Vì sao thể chế cần đi trước một bước? " + "Rất-dài" * 30 + ",Có,Không,,,A,,,"
    upload(phone, served, *FIVE_MISTAKES, long)
    intake = phone.url.removeprefix(served.url)
    row = phone.locator("a:has-text('Sửa')").first.get_attribute("href")
    phone.goto(f"{served.url}/bank")
    question = phone.locator("th a").first.get_attribute("href")

    for path in (
        intake, row, "/bank", "/bank?q=khong-co-gi", "/bank/intakes", "/bank/intakes/new", f"{intake}/file",
        f"{intake}/undoing", "/bank/questions/new", "/bank/questions/new?kind=true_false", question,
        f"{question}/edit", f"{question}/preview",
    ):  # fmt: skip
        phone.goto(f"{served.url}{path}")
        assert phone.evaluate("document.documentElement.scrollWidth") <= 360, path
        assert axe(phone) == [], path


def test_a_row_is_mended_without_scripts(served, without_javascript):
    served.sit_at_desk(without_javascript.context, served.world.people["ha"])
    upload(without_javascript, served, FIVE_MISTAKES[0])
    without_javascript.get_by_role("link", name="Sửa Dòng 2").click()
    without_javascript.get_by_label("Phương án A đúng").check()
    without_javascript.get_by_role("button", name="Lưu câu này").click()

    expect(without_javascript.get_by_text("Đã sửa dòng 2.")).to_be_visible()
    expect(without_javascript.get_by_text("1 sẵn sàng")).to_be_visible()


def test_a_row_that_is_being_saved_takes_no_more_typing_and_another_loses_none(served, ha):
    upload(ha, served, *FIVE_MISTAKES)
    mend(ha, "Dòng 2")
    first = ha.locator("tr.mending form").nth(0)
    ha.get_by_role("row", name="Dòng 3").get_by_role("link", name="Sửa").click()
    expect(ha.locator("tr.mending")).to_have_count(2)
    other = ha.locator("tr.mending form").nth(1)
    ha.evaluate("""() => {
      const send = window.fetch;
      const released = new Promise((go) => (window.letGo = go));
      window.fetch = (...asked) => released.then(() => send(...asked));
    }""")
    first.get_by_label("Phương án A đúng").check()
    first.get_by_role("button", name="Lưu câu này").click()
    expect(first.get_by_label("Câu hỏi", exact=True)).to_be_disabled()
    other.get_by_label("Câu hỏi", exact=True).fill("Gõ trong lúc dòng kia đang lưu")
    ha.evaluate("window.letGo()")

    expect(ha.locator("#intake-tally")).to_contain_text("1 sẵn sàng")
    expect(ha.locator("tr.mending").get_by_label("Câu hỏi", exact=True)).to_have_value("Gõ trong lúc dòng kia đang lưu")


def test_while_a_file_enters_its_page_says_how_far_and_comes_anew_at_the_end(served, ha):
    upload(ha, served, *GOOD)
    acceptance = in_bank(accepting.begin)
    some = in_bank(accepting.ready_rows)[:1]
    in_bank(accepting.enter, acceptance, accepting.prepared(some, by="", at=now()))
    ha.reload()
    expect(ha.get_by_text("Đang đưa vào kho… 1/2")).to_be_visible()
    expect(ha.get_by_role("button", name="Làm tiếp")).to_be_visible()
    assert axe(ha) == []

    in_bank(accepting.show, acceptance, by="", at=now())

    expect(ha.locator("#intake-tally")).to_contain_text("1 trong kho")
    expect(ha.get_by_role("button", name="Đưa 1 câu vào kho")).to_be_visible()


def in_bank(act, *args, **how):
    """An act on the only file there is, by another process."""
    with database.transaction() as session:
        return act(session, session.exec(select(Intake)).one(), *args, **how)


def test_pictures_of_a_row_are_described_added_and_taken_away_where_they_stand(served, ha):
    ha.goto(f"{served.url}/bank/intakes/new")
    data = (PICTURED % b64encode(drawing()).decode()).encode()
    ha.set_input_files("input[type=file]", {"name": "cau-hoi.xml", "mimeType": "text/xml", "buffer": data})
    ha.get_by_role("button", name="Đọc tệp").click()
    ha.wait_for_url("**/bank/intakes/*")
    expect(ha.locator("td .thumbnail img")).to_have_count(1)

    form = mend(ha, "Câu 1")
    pictures = form.locator(".pictures")
    pictures.get_by_label("Mô tả ảnh").first.fill("Biển tròn viền đỏ")
    pictures.get_by_text("Thêm ảnh").click()
    pictures.get_by_label("Tệp ảnh").set_input_files(
        {"name": "x.png", "mimeType": "image/png", "buffer": HOSTILE["a bomb"][0]}
    )
    pictures.get_by_label("Mô tả ảnh").last.fill("Người gác ở cổng")
    pictures.get_by_role("button", name="Tải ảnh lên").click()
    expect(pictures.get_by_text("quá nhiều điểm ảnh")).to_be_visible()
    expect(pictures.get_by_label("Mô tả ảnh").first).to_have_value("Biển tròn viền đỏ")
    assert axe(ha) == []

    pictures.get_by_label("Tệp ảnh").set_input_files(
        {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": photograph(900, 700)}
    )
    pictures.get_by_label("Đứng ở").last.select_option("choice_1")
    pictures.get_by_role("button", name="Tải ảnh lên").click()
    expect(pictures.locator(".thumbnail img")).to_have_count(2)
    assert ha.evaluate("document.documentElement.scrollWidth") <= 1280
    form.get_by_role("button", name="Lưu câu này").click()
    expect(ha.locator("tr.mending")).to_have_count(0)
    expect(ha.locator("td .thumbnail img")).to_have_count(2)

    form = mend(ha, "Câu 1")
    expect(form.get_by_label("Mô tả ảnh").first).to_have_value("Biển tròn viền đỏ")
    expect(form.get_by_label("Đứng ở").nth(1)).to_have_value("choice_1")
    form.get_by_label("Bỏ ảnh này").nth(1).check()
    form.get_by_role("button", name="Lưu câu này").click()
    expect(ha.locator("tr.mending")).to_have_count(0)
    expect(ha.locator("td .thumbnail img")).to_have_count(1)
    assert ha.locator("td .thumbnail img").get_attribute("alt") == "Biển tròn viền đỏ"
