"""Which column is which: chosen over the first rows of the sheet, with a count that follows."""

from playwright.sync_api import Page, expect

from tests.browser.crowd import UNKNOWN_FILE
from tests.browser.server import Served


def test_a_writer_says_which_column_is_which(served: Served, phone: Page) -> None:
    served.sit_at_desk(phone.context, served.world.people["ha"])
    phone.goto(f"{served.url}/bank/intakes/new")
    phone.set_input_files(
        "#file", {"name": "bang.csv", "mimeType": "text/csv", "buffer": UNKNOWN_FILE.encode("utf-8-sig")}
    )
    phone.get_by_role("button", name="Đọc tệp").click()
    count = phone.locator("#columns-count")
    expect(count).to_contain_text("2 trên 3 câu sẵn sàng.")

    phone.get_by_label("Cột G").select_option(label="Chủ đề")
    expect(count).to_contain_text("0 trên 3 câu sẵn sàng.")
    phone.get_by_label("Cột G").select_option(label="Bỏ qua")
    expect(count).to_contain_text("2 trên 3 câu sẵn sàng.")
    phone.get_by_role("button", name="Đọc câu hỏi theo các cột này").click()

    expect(phone.locator("#intake-tally")).to_contain_text("2 sẵn sàng")


def test_what_is_pasted_is_seen_as_questions_while_one_types(served: Served, phone: Page) -> None:
    served.sit_at_desk(phone.context, served.world.people["ha"])
    phone.goto(f"{served.url}/bank/intakes/pasted")
    preview = phone.locator("#preview")

    phone.locator("#text").fill("Câu 1. Mã OTP để làm gì?\nA. Xác nhận\nB. Nghe nhạc\n")
    expect(preview).to_contain_text("0 trên 1 câu sẵn sàng.")
    phone.locator("#text").press("End")
    phone.keyboard.type("\nĐáp án: A")
    expect(preview).to_contain_text("1 trên 1 câu sẵn sàng.")
    phone.get_by_role("button", name="Đưa vào để xem lại").click()

    expect(phone.locator("#intake-tally")).to_contain_text("1 sẵn sàng")
