"""Head counts are entered for one unit or many; what is wrong is said by line, and nothing that was typed is lost."""

import io

import openpyxl
import pytest

from quiz import database
from quiz.people.head_count import head_counts_of
from quiz.people.unit import Unit
from tests.world import sit_at_desk

PAGE = "/organise/units/head-counts"


@pytest.fixture
def lan(browser, world):
    """Lan organises the contest of Đoàn xã Vĩnh Linh."""
    sit_at_desk(browser, world.people["lan"])
    return browser


def counts(world, code):
    with database.transaction(writing=False) as session:
        unit = session.get_one(Unit, world.units[code].id)
        return [(one.number, str(one.as_of or ""), one.source) for one in head_counts_of(session, unit)]


def send(browser, text="", file=None, **typed):
    files = {"file": file or ("", b"")}
    return browser.post(PAGE, data={"list": text, "as_of": "2026-03-01", **typed}, files=files)


@pytest.mark.parametrize(
    "text",
    [
        "Chi đoàn thôn Tân Trại; 1.042\nhien-luong; 31; 30/6/2026",
        "tan-trai,1042\nchi đoàn thôn  hiền lương, 31, 2026-06-30",
        "Đơn vị\tSố đoàn viên\ntan-trai\tChi đoàn thôn Tân Trại\t1042\t\nhien-luong\tTên cũ\t31\t30/06/2026\n\n",
    ],
)
def test_a_list_is_kept_however_its_columns_are_set_apart(lan, world, text):
    assert send(lan, text, source="báo cáo quý I").status_code == 303
    assert counts(world, "tan-trai") == [(1042, "2026-03-01", "báo cáo quý I")]
    assert counts(world, "hien-luong") == [(31, "2026-06-30", "báo cáo quý I")]


def test_every_line_that_is_wrong_is_named_and_nothing_is_kept_or_lost(lan, world):
    text = "tan-trai; 42\nChi đoàn Không Có; 5\nhien-luong; nhiều\nhien-luong; 0\nĐoàn xã Cửa Tùng; 9\ntan-trai; 43"
    answer = send(lan, text)
    assert answer.status_code == 422
    for said in ("Dòng 2", "“Chi đoàn Không Có”", "Dòng 3", "“nhiều” không phải là số", "phải từ 1 trở lên",
                 "Bạn không phụ trách đơn vị này.", "Khác với dòng 1"):  # fmt: skip
        assert said in answer.text
    assert text in answer.text
    assert counts(world, "tan-trai") == []


def test_a_line_without_a_number_is_skipped_and_said(lan, world):
    answer = send(lan, "tan-trai; 42\nhien-luong;\nChi đoàn thôn Hiền Lương")
    assert counts(world, "hien-luong") == []
    assert "Bỏ qua 2 dòng chưa ghi số." in lan.get(answer.headers["location"]).text


def test_numbers_need_a_day(lan, world):
    answer = send(lan, "tan-trai; 42", as_of="")
    assert "hãy chọn ngày chung" in answer.text
    assert send(lan, "tan-trai; 42; 1/3/2026", as_of="").status_code == 303


def test_an_empty_list_is_asked_for(lan):
    assert "Hãy dán danh sách, hoặc chọn một tệp." in send(lan, " ").text


def test_the_template_comes_back_filled_in(lan, world):
    given = lan.get(f"{PAGE}.xlsx?contest={world.contest.public_id}").content
    book = openpyxl.load_workbook(io.BytesIO(given))
    sheet = book.active
    codes = [row[0].value for row in sheet.iter_rows(min_row=2)]
    assert codes == ["vinh-linh", "hien-luong", "tan-trai"]
    sheet.cell(2, 3).value, sheet.cell(4, 3).value = 90, "42"
    filled = io.BytesIO()
    book.save(filled)
    assert send(lan, file=("mau.xlsx", filled.getvalue())).status_code == 303
    assert [counts(world, code)[0][0] for code in ("vinh-linh", "tan-trai")] == [90, 42]
    assert counts(world, "hien-luong") == []


def test_what_is_wrong_in_a_file_stands_in_the_list_to_be_put_right(lan, world):
    answer = send(lan, file=("so.csv", "Tên đơn vị,Số đoàn viên\nChi đoàn Không Có,5\n".encode()))
    assert answer.status_code == 422
    assert "Chi đoàn Không Có\t5" in answer.text
    assert "Không thấy hàng tiêu đề" in send(lan, "tan-trai; 1", file=("so.csv", b"a,b\n1,2\n")).text


def test_two_units_of_one_name_are_told_apart_by_code(lan, world):
    with database.transaction() as session:
        session.add(
            Unit(code="tan-trai-2", name="Chi đoàn thôn Tân Trại", kind="branch", parent_id=world.units["cua-tung"].id)
        )
    assert "hãy ghi mã (tan-trai, tan-trai-2)" in send(lan, "Chi đoàn thôn Tân Trại; 4").text


def test_a_unit_shows_its_numbers_over_time_and_forgets_a_mistake(lan, world):
    page = f"/organise/units/{world.units['tan-trai'].public_id}"
    for number, day in (("42", "2026-03-01"), ("420", "2026-06-30")):
        lan.post(f"{page}/head-counts", data={"members": number, "members_on": day})
    shown = lan.get(page).text
    assert "30/06/2026" in shown
    removal = shown.split(f'action="{page}/head-counts/')[1].split('"')[0]
    lan.post(f"{page}/head-counts/{removal}")
    assert counts(world, "tan-trai") == [(42, "2026-03-01", "")]


def test_a_number_of_one_unit_needs_a_day_too_and_what_was_typed_stays(lan, world):
    page = f"/organise/units/{world.units['tan-trai'].public_id}"
    answer = lan.post(f"{page}/head-counts", data={"members": "42", "source": "sổ chi đoàn"})
    assert answer.status_code == 422
    assert "Hãy ghi số này tính đến ngày nào." in answer.text
    assert 'value="sổ chi đoàn"' in answer.text


def test_a_number_is_removed_only_from_its_own_unit(lan, world):
    send(lan, "tan-trai; 42")
    other = f"/organise/units/{world.units['hien-luong'].public_id}/head-counts/1/removal"
    assert lan.post(other).status_code == 404
