"""A row of a file that resembles another question: shown, compared side by side, left out or kept as new."""

import pytest
from sqlmodel import col, select

from question_bank.intake import Intake, Row
from quiz import database
from quiz.likening import liken_all
from tests.routes.test_bank_intakes import text_of
from tests.world import sit_at_desk

HEADER = "Câu hỏi,Phương án A,Phương án B,Đáp án,Chủ đề\n"
TWIN = "Theo bạn ngày chuyển đổi số quốc gia là ngày nào?,10/10,10/8,A,Kiến thức chung\n"
OTHER = "<b>Tin giả</b> là gì?,Tin sai sự thật,Tin nhanh,A,Kiến thức chung\n"


@pytest.fixture
def ha(browser, world):
    sit_at_desk(browser, world.people["ha"])
    return browser


@pytest.fixture
def intake(ha):
    """A file with a twin of a question of the bank, and another; nothing compared yet."""
    ha.post("/bank/intakes", files={"file": ("cau-hoi.csv", (HEADER + TWIN + OTHER).encode())})
    with database.transaction(writing=False) as session:
        return f"/bank/intakes/{session.exec(select(Intake.public_id)).one()}"


def rows():
    with database.transaction(writing=False) as session:
        return session.exec(select(Row).order_by(col(Row.number))).all()


def test_while_a_file_is_compared_its_page_says_how_far_and_asks_again(ha, intake):
    page = ha.get(intake)

    assert "Đang so với kho… 0/2" in text_of(page)
    assert f'hx-get="{intake}/comparison"' in page.text

    liken_all()
    after = ha.get(f"{intake}/comparison")
    assert "Đang so" not in after.text
    assert "hx-get" not in after.text
    assert "1 câu giống câu khác." in text_of(after)


def test_a_twin_is_shown_at_its_row_and_side_by_side(ha, intake):
    liken_all()

    page = text_of(ha.get(intake))
    assert "Ngày Chuyển đổi số quốc gia là ngày nào?" in page
    assert "Giống " in page
    alone = text_of(ha.get(intake, params={"standing": "alike"}))
    assert "chuyển đổi số" in alone
    assert "Tin giả" not in alone
    beside = ha.get(f"{intake}/rows/{rows()[0].public_id}/look-alikes")
    assert "<mark>" in beside.text
    assert "Mở câu trong kho" in beside.text


def test_a_row_without_look_alikes_says_so(ha, intake):
    liken_all()

    assert "Không còn câu nào giống" in ha.get(f"{intake}/rows/{rows()[1].public_id}/look-alikes").text


def test_it_is_kept_as_new_or_left_out(ha, intake):
    liken_all()
    here = f"{intake}/rows/{rows()[0].public_id}"

    ha.post(f"{here}/keeping", data={"kept": "1"})
    assert rows()[0].kept_by is not None
    assert "giữ như câu mới" in text_of(ha.get(intake))
    assert "Giống câu khác" not in text_of(ha.get(intake))

    ha.post(f"{here}/keeping", data={"kept": "0"})
    assert rows()[0].kept_by is None
    ha.post(f"{here}/dropping", data={"dropped": "1"})
    assert "Giống câu khác" not in text_of(ha.get(intake))


def test_rows_that_are_alike_within_the_file_name_each_other(ha):
    twice = OTHER + OTHER.replace("là gì", "nghĩa là gì")
    ha.post("/bank/intakes", files={"file": ("cau-hoi.csv", (HEADER + twice).encode())})
    liken_all()
    with database.transaction(writing=False) as session:
        intake = session.exec(select(Intake.public_id)).one()

    page = ha.get(f"/bank/intakes/{intake}")
    assert "dòng 2 của tệp này" in text_of(page)
    assert "&lt;b&gt;Tin giả" in ha.get(f"/bank/intakes/{intake}/rows/{rows()[1].public_id}/look-alikes").text
