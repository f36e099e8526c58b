"""A sheet whose columns nobody knows: somebody says which is which, and sees how many questions that makes."""

import io
from datetime import timedelta

import pytest
from sqlmodel import select

from question_bank import choosing_columns
from question_bank.intake import Intake
from question_bank.kept_table import KeptTable, KnownColumns
from quiz import clock, database
from tests.routes.test_bank_intakes import count, ha, rows, text_of, upload
from tests.world import sit_at_desk

__all__ = ["ha"]

UNKNOWN = [
    "Mục;Nội dung hỏi;PA1;PA2;Chọn;Ghi chú",
    "1;Mã OTP để làm gì?;Xác nhận;Nghe nhạc;A;Vì thế",
    "2;Mã QR là gì?;Một loại tiền;Mã vạch hai chiều;B;",
    "3;Ai được hỏi mật khẩu?;Không ai;Bạn thân;C;",
]
CHOSEN = {
    "sheet": "0", "header": "1", "sheet_was": "0", "header_was": "1", "column_0": "", "column_1": "stem",
    "column_2": "choice_0", "column_3": "choice_1", "column_4": "key", "column_5": "explanation",
}  # fmt: skip


def csv(lines):
    return "\n".join(lines).encode("utf-8-sig")


@pytest.fixture
def here(ha):
    """The page on which Hà is asked."""
    answer = upload(ha, csv(UNKNOWN), "la.csv")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/bank/tables/")
    return answer.headers["location"]


def test_unknown_columns_are_asked_for_with_the_first_rows_and_a_guess(ha, here):
    page = ha.get(here)

    assert "Cột nào là gì?" in page.text
    assert "Mã OTP để làm gì?" in page.text
    for at, field in ((1, "stem"), (2, "choice_0"), (3, "choice_1"), (4, "key")):
        select_of = page.text.split(f'name="column_{at}"')[1].split("</select>")[0]
        assert f'value="{field}" selected' in select_of
    assert "2 trên 3 câu sẵn sàng." in text_of(page)
    assert "Dòng 4, cột Chọn: 'C' không phải là một phương án." in text_of(page)
    assert count(Intake) == 0


def test_the_chosen_columns_are_read_like_any_file(ha, here):
    answer = ha.post(f"{here}/intake", data=CHOSEN)

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/bank/intakes/")
    assert (rows()[0].draft["stem"], rows()[0].draft["explanation"]) == ("Mã OTP để làm gì?", "Vì thế")
    assert [row.ready for row in rows()] == [True, True, False]


def test_the_count_follows_what_is_chosen_and_changes_nothing(ha, here):
    fewer = ha.get(f"{here}/columns", params=CHOSEN | {"column_4": ""})
    none = ha.get(f"{here}/columns", params=CHOSEN | {"column_1": "", "column_2": "stem", "column_3": ""})
    plain = ha.get(here, params=CHOSEN)

    assert "0 trên 3 câu sẵn sàng." in text_of(fewer)
    assert "chưa có đáp án" in text_of(fewer)
    assert "0 trên 3" in text_of(none)
    assert "2 trên 3 câu sẵn sàng." in text_of(plain)
    assert count(Intake) == 0


def test_without_a_header_every_row_is_a_question(ha):
    here = upload(ha, csv(UNKNOWN[1:]), "la.csv").headers["location"]

    page = ha.get(here)
    answer = ha.post(f"{here}/intake", data=CHOSEN | {"header": "0", "header_was": "0"})

    assert 'value="0" selected' in page.text
    assert answer.status_code == 303
    assert len(rows()) == 3


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"column_1": ""}, "Hãy chọn cột nào là Câu hỏi."),
        ({"column_2": "", "column_4": ""}, "Hãy chọn thêm các cột Phương án"),
        ({"column_3": "stem"}, "Hai cột cùng được chọn là “Câu hỏi”"),
        ({"header": "2"}, "Bạn vừa đổi trang tính hoặc hàng tiêu đề."),
        ({"column_1": "choice_0", "column_2": "stem", "sheet_was": "x"}, "Bạn vừa đổi trang tính"),
    ],
)
def test_what_makes_no_questions_is_refused_and_keeps_the_choice(ha, here, change, words):
    answer = ha.post(f"{here}/intake", data=CHOSEN | change)

    assert answer.status_code == 422
    assert words in text_of(answer)
    assert count(Intake) == 0


def test_a_choice_is_remembered_for_the_next_file_with_the_same_header(ha, here):
    ha.post(f"{here}/intake", data=CHOSEN | {"column_5": "topic"})
    assert count(KnownColumns) == 1

    next_one = upload(ha, csv([UNKNOWN[0].upper(), "1;Khác?;a;b;A;Đoàn"]), "khac.csv").headers["location"]

    assert 'value="topic" selected' in ha.get(next_one).text


def test_columns_that_were_left_can_be_chosen_again(ha):
    text = "Câu hỏi,Phương án A,Phương án B,Đáp án,Mảng\nMột?,a,b,A,Đoàn\n"
    location = upload(ha, text.encode(), "mang.csv").headers["location"]
    page = ha.get(location).text
    assert "Không đọc cột: Mảng." in page
    table = page.split('href="/bank/tables/')[1].split('"')[0]

    chosen = {"sheet": "0", "header": "1", "sheet_was": "0", "header_was": "1", "column_4": "topic"}
    chosen |= {"column_0": "stem", "column_1": "choice_0", "column_2": "choice_1", "column_3": "key"}
    answer = ha.post(f"/bank/tables/{table}/intake", data=chosen)

    assert answer.headers["location"] == location
    assert [row.draft["topic"] for row in rows()] == ["Đoàn"]
    assert count(Intake) == 1
    ha.post(f"{location}/topics")
    ha.post(f"{location}/acceptance")
    assert "Chọn lại cột" not in ha.get(location).text
    assert ha.post(f"/bank/tables/{table}/intake", data=chosen).status_code == 422


def test_a_mended_file_with_unknown_columns_asks_for_the_same_intake(ha):
    location = upload(ha, b"question,optiona,optionb,answer\nMot?,a,b,A\n", "mot.csv").headers["location"]

    answer = upload(ha, csv(UNKNOWN), "la.csv", url=f"{location}/file")
    asked = ha.post(f"{answer.headers['location']}/intake", data=CHOSEN)

    assert asked.headers["location"] == location
    assert len(rows()) == 3


def test_a_table_waits_two_days_and_no_more_than_some_wait(ha, here, monkeypatch):
    later = clock.now() + timedelta(days=2, minutes=1)
    with database.transaction() as session:
        assert choosing_columns.kept_named(session, here.rsplit("/", 1)[1], later) is None
        choosing_columns.forget_old(session, later)
        assert session.exec(select(KeptTable)).all() == []
    monkeypatch.setattr(choosing_columns, "KEPT_MAX", 3)
    with database.transaction() as session:
        for _ in range(5):
            choosing_columns.keep(session, "a.csv", b"x", by="ha", at=clock.now())
    assert count(KeptTable) == 3


def test_a_table_too_large_to_wait_is_refused_as_before(ha, monkeypatch):
    monkeypatch.setattr(choosing_columns, "BYTES_MAX", 10)

    answer = upload(ha, csv(UNKNOWN), "la.csv")

    assert answer.status_code == 422
    assert "Không thấy hàng tiêu đề" in answer.text


def test_a_sheet_and_a_header_further_down_can_be_chosen(ha):
    import openpyxl

    workbook = openpyxl.Workbook()
    workbook.active.title = "Bìa"
    workbook.active.append(["Trường THPT"])
    sheet = workbook.create_sheet("Đề")
    for row in (["Đề số 1"], ["Nội dung hỏi", "PA1", "PA2", "Chọn"], ["Một?", "a", "b", "B"]):
        sheet.append(row)
    out = io.BytesIO()
    workbook.save(out)
    here = upload(ha, out.getvalue(), "de.xlsx").headers["location"]

    page = ha.get(here, params={"sheet": "1", "header": "2", "sheet_was": "1", "header_was": "0"})

    assert "1 trên 1 câu sẵn sàng." in text_of(page)
    assert "Dòng 2: Nội dung hỏi" in page.text


def test_strangers_see_no_table(browser, world, here):
    sit_at_desk(browser, world.people["minh"])

    assert browser.get(here).status_code == 403
    assert browser.get("/bank/tables/nothing").status_code == 403
