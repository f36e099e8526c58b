import html
import io
import json
import re

import openpyxl
import pytest
from sqlmodel import select

from quiz import database
from quiz.people.role import RoleName
from quiz.people.unit import Unit
from tests.world import grant, sit_at_desk


@pytest.fixture
def lan(browser, world):
    """Lan organises the contest of Đoàn xã Vĩnh Linh."""
    sit_at_desk(browser, world.people["lan"])
    return browser


def form(**changed):
    return {"name": "Chi đoàn thôn Hòa Lý", "kind": "branch", "parent": "vinh-linh"} | changed


def units():
    with database.transaction(writing=False) as session:
        return {unit.code: unit for unit in session.exec(select(Unit))}


def bring(browser, text, **data):
    return browser.post("/organise/units/intakes", data=data, files={"file": ("don-vi.csv", text.encode())})


def test_the_tree_is_shown_and_searched_without_marks(lan):
    assert "Đoàn xã Vĩnh Linh" in lan.get("/organise/units").text
    found = lan.get("/organise/units?q=hien+luong").text
    assert "Chi đoàn thôn Hiền Lương" in found
    assert "Tân Trại" not in found
    assert "Không tìm thấy" in lan.get("/organise/units?q=zzz").text


def test_an_organiser_adds_and_mends_a_unit_below_their_own(lan):
    answer = lan.post("/organise/units", data=form(members="31", members_on="2026-06-30"))
    added = units()["chi-doan-thon-hoa-ly"]

    assert answer.headers["location"] == f"/organise/units/{added.public_id}"
    lan.post(f"/organise/units/{added.public_id}", data=form(name="Chi đoàn thôn Hoà Lý A", code="hoa-ly"))
    assert units()["hoa-ly"].name == "Chi đoàn thôn Hoà Lý A"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": " "}, "Thiếu tên đơn vị."),
        ({"code": "có cách"}, "có khoảng trắng"),
        ({"code": "tan-trai"}, "Đã có đơn vị mang mã này."),
        ({"name": "Chi đoàn thôn Tân Trại"}, "Đã có đơn vị tên này"),
        ({"parent": "không có"}, "Không có đơn vị nào mang mã hoặc tên này."),
        ({"parent": "cua-tung"}, "mà bạn phụ trách"),
        ({"parent": ""}, "mà bạn phụ trách"),
        ({"members": "vài"}, "không phải là số đoàn viên"),
    ],
)
def test_a_poor_unit_is_refused_at_its_field_and_what_was_typed_stays(lan, changed, said):
    before = set(units())

    answer = lan.post("/organise/units", data=form(**changed))

    assert answer.status_code == 422
    assert said in answer.text
    assert next(iter(changed.values())) in answer.text
    assert set(units()) == before


def test_all_that_is_wrong_with_a_unit_is_said_at_once(lan):
    answer = lan.post("/organise/units", data=form(name="", code="có cách", parent="không có", valid_from="mai"))

    for said in ("Thiếu tên đơn vị.", "có khoảng trắng", "Không có đơn vị nào mang mã", "không phải là ngày"):
        assert said in answer.text


def test_the_template_comes_back_as_a_list_of_units(lan):
    data = lan.get("/organise/units/template.xlsx").content
    empty = lan.post("/organise/units/intakes", files={"file": ("mau.xlsx", data)})
    book = openpyxl.load_workbook(io.BytesIO(data))
    book.worksheets[0].append(["", "Chi đoàn thôn Hòa Lý", "Chi đoàn", "Đoàn xã Vĩnh Linh", "42", "30/06/2026"])
    filled = io.BytesIO()
    book.save(filled)
    shown = lan.post("/organise/units/intakes", files={"file": ("mau.xlsx", filled.getvalue())})

    assert "bên dưới không có dòng nào" in empty.text
    assert "1 dòng đọc được" in shown.text
    assert "Chi đoàn thôn Hòa Lý" in shown.text
    offered = [cell.value for column in book["Danh mục"].columns for cell in column]
    assert "Đoàn xã Vĩnh Linh" in offered
    assert "Đoàn xã Cửa Tùng" not in offered


def test_no_file_at_all_is_refused_in_words(lan):
    answer = lan.post("/organise/units/intakes", files={"file": ("", b"")})

    assert answer.status_code == 422
    assert "Hãy chọn một tệp." in answer.text


def test_units_of_others_can_be_seen_and_not_changed(lan, world):
    theirs = world.units["cua-tung"].public_id

    assert lan.get(f"/organise/units?under={theirs}").status_code == 200
    answers = [
        lan.get(f"/organise/units/{theirs}"),
        lan.post(f"/organise/units/{theirs}", data=form()),
        lan.post(f"/organise/units/{theirs}/closing", data={"valid_to": "2026-01-01"}),
        lan.post(f"/organise/units/{theirs}/removal"),
        lan.get(f"/organise/units/new?under={theirs}"),
    ]
    assert {answer.status_code for answer in answers} == {404}


def test_a_unit_with_contestants_can_be_closed_and_not_removed(lan, world):
    theirs = world.units["tan-trai"].public_id

    refused = lan.post(f"/organise/units/{theirs}/removal")
    closed = lan.post(f"/organise/units/{theirs}/closing", data={"valid_to": "2026-07-01"})

    assert (refused.status_code, closed.status_code) == (409, 303)
    assert "Đóng từ 01/07/2026" in lan.get("/organise/units").text


def test_a_unit_added_by_mistake_is_removed(lan):
    lan.post("/organise/units", data=form())

    lan.post(f"/organise/units/{units()['chi-doan-thon-hoa-ly'].public_id}/removal")

    assert "chi-doan-thon-hoa-ly" not in units()


def test_a_list_is_looked_at_first_and_kept_only_when_accepted(lan, world):
    under = world.units["vinh-linh"].public_id
    before = set(units())

    seen = bring(lan, "Mã,Tên đơn vị,Số đoàn viên\nmot,Chi đoàn Một,31\nhai,Chi đoàn Hai,20\n", under=under)
    assert "2 dòng đọc được" in seen.text
    assert set(units()) == before

    rows = html.unescape(re.search(r'name="rows" value="([^"]*)"', seen.text)[1])
    answer = lan.post("/organise/units/intakes/acceptance", data={"rows": rows, "under": under})
    assert answer.status_code == 303
    assert set(units()) - before == {"mot", "hai"}


def test_a_list_with_a_mistake_can_not_be_accepted_in_part(lan, world):
    under = world.units["vinh-linh"].public_id
    before = set(units())

    seen = bring(lan, "Mã,Tên đơn vị,Số đoàn viên\nmot,Chi đoàn Một,nhiều\nhai,Chi đoàn Hai,20\n", under=under)
    assert "Cột Số đoàn viên: “nhiều” không phải là số đoàn viên." in seen.text
    assert 'name="rows"' not in seen.text

    rows = '[[2, {"name": "Một", "members": "nhiều"}], [3, {"name": "Hai"}]]'
    forced = lan.post("/organise/units/intakes/acceptance", data={"rows": rows, "under": under})
    assert forced.status_code == 422
    assert set(units()) == before


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.csv", b"Cau hoi,Dap an\n1,A\n", "Không thấy hàng tiêu đề"),
        ("x.docx", b"PK\x03\x04", "Chưa đọc được tệp"),
        ("x.csv", b"", "Tệp rỗng."),
    ],
)
def test_a_file_that_is_no_list_of_units_is_refused_in_words(lan, name, content, said):
    answer = lan.post("/organise/units/intakes", files={"file": (name, content)})

    assert answer.status_code == 422
    assert said in answer.text


@pytest.mark.parametrize("rows", ["", "{}", "[1]", '[["x", {}]]', "null", '[[1, {"name": {"a": 1}}]]'])
def test_rows_that_no_page_of_ours_carried_bring_nothing(lan, rows):
    before = set(units())

    assert lan.post("/organise/units/intakes/acceptance", data={"rows": rows}).status_code in (303, 422)
    assert set(units()) == before


def test_who_organises_everything_plants_new_trees(browser, world, noon):
    with database.transaction() as session:
        grant(session, world.people["binh"], RoleName.ORGANISER, None, noon)
    sit_at_desk(browser, world.people["binh"])

    assert browser.post("/organise/units", data=form(name="Tỉnh đoàn Khác", parent="")).status_code == 303


def test_a_list_that_is_too_large_is_refused_in_words_on_its_page(lan):
    answer = bring(lan, "x" * (11 * 1024 * 1024))

    assert answer.status_code == 422
    assert "Tệp lớn hơn 10 MB." in answer.text


def test_the_page_carries_as_long_a_list_as_a_file_may_hold(lan):
    rows = [(number, {"name": f"Chi đoàn {number} {'có tên dài ' * 12}", "kind": "branch", "parent": "vinh-linh"})
            for number in range(5000)]  # fmt: skip
    carried = json.dumps(rows, ensure_ascii=False)
    answer = lan.post("/organise/units/intakes/acceptance", files={"rows": (None, carried)})

    assert len(carried.encode()) > 1024 * 1024
    assert answer.status_code == 303
    assert len(units()) > 5000
