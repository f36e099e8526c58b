"""A roster file: previewed with its mistakes, mended, accepted once; brought again, it shows the difference."""

import io
from datetime import date, datetime

import openpyxl
import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from quiz import database
from quiz.contests.entry import Entry, EntryState, RosterIntake
from quiz.ledger import LedgerEntry
from quiz.people.person import Person
from quiz.people.unit import Unit
from tests.world import World, go_by, sit_at_desk

HEADER = ["STT", "Họ và tên", "Ngày sinh", "Chi đoàn", "Chức vụ", "SĐT", "Phòng thi"]
TAN_TRAI, HIEN_LUONG = "Chi đoàn thôn Tân Trại", "Chi đoàn thôn Hiền Lương"
GOOD = [
    [1, "Trần Thị Thùy Dương", datetime(2001, 3, 26), TAN_TRAI, "Bí thư", None, "Phòng 1"],  # noqa: DTZ001  # Excel's
    [2, "Lê Văn Tám", "1/2/03", HIEN_LUONG, "Phó Bí thư", 912345678, "=1+1"],
    [3, "NGUYỄN THỊ ÁNH", 1999, TAN_TRAI, "UV BCH", "0987 654 321", ""],
]


@pytest.fixture
def desk(browser: TestClient, world: World) -> TestClient:
    sit_at_desk(browser, world.people["lan"])
    return browser


def home(world: World) -> str:
    return f"/organise/contests/{world.contest.public_id}/rosters"


def workbook(rows: list[list[object]], header: list[str] = HEADER) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["ĐOÀN XÃ VĨNH LINH"])
    for row in [header, *rows]:
        sheet.append(row)
        for cell in sheet[sheet.max_row]:
            if isinstance(cell.value, str):
                cell.data_type = "s"
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def bring(desk: TestClient, world: World, data: bytes, name: str = "ds.xlsx") -> str:
    response = desk.post(home(world), files={"file": (name, data)})
    assert response.status_code == 303, response.text
    return response.headers["location"]


def names() -> dict[str, str]:
    """Number → name, of everybody entered."""
    with database.transaction(writing=False) as session:
        found = select(Entry, Person).join(Person, col(Person.id) == Entry.person_id)
        return {entry.number: person.name for entry, person in session.exec(found)}


def person(name: str) -> tuple[Entry, Person]:
    with database.transaction(writing=False) as session:
        found = select(Entry, Person).join(Person, col(Person.id) == Entry.person_id).where(Person.name == name)
        entry, one = session.exec(found).one()
        return entry, one


def test_a_good_file_is_shown_first_and_changes_nothing(desk: TestClient, world: World):
    shown = desk.get(bring(desk, world, workbook(GOOD))).text

    assert "Mới (2)" in shown
    assert "Không đổi (1)" in shown
    assert "Đã thêm số 0 ở đầu: 0912345678" in shown
    assert "1 Phó Bí thư" in shown
    assert len(names()) == 2


def test_accepting_takes_everybody_in_as_they_were_read(desk: TestClient, world: World):
    desk.post(f"{bring(desk, world, workbook(GOOD))}/acceptance")

    entry, tam = person("Lê Văn Tám")
    assert (entry.number, entry.unit_name, entry.position, entry.room) == ("VL-003", HIEN_LUONG, "Phó Bí thư", "=1+1")
    assert (tam.birth_date, tam.phone) == (date(2003, 2, 1), "0912345678")
    assert person("Nguyễn Thị Ánh")[1].year == 1999
    with database.transaction(writing=False) as session:
        assert session.exec(select(LedgerEntry.decision)).all() == ["accept_roster"]


def test_a_roster_is_accepted_once(desk: TestClient, world: World):
    roster = bring(desk, world, workbook(GOOD))
    desk.post(f"{roster}/acceptance")
    again = desk.post(f"{roster}/acceptance")

    assert again.status_code == 409
    assert len(names()) == 4
    assert desk.get(roster).status_code == 303


def test_mistakes_are_told_at_their_cell_and_wait_for_mending(desk: TestClient, world: World):
    roster = bring(desk, world, workbook([*GOOD, [4, "Võ An", "31/02/2001", TAN_TRAI, "", "123", ""]]))
    shown = desk.get(roster).text
    assert "Dòng 6, cột Ngày sinh: “31/02/2001” không phải là ngày có thật" in shown
    assert "Dòng 6, cột Điện thoại" in shown

    left = desk.post(f"{roster}/acceptance").headers["location"]
    assert len(names()) == 4
    mended = {"name": "Võ An", "birth": "28/02/2001", "unit": TAN_TRAI, "phone": "0912345679"}
    assert "Vẫn còn" not in desk.get(desk.post(f"{left}/rows/4", data=mended).headers["location"]).text
    desk.post(f"{left}/acceptance")
    assert person("Võ An")[1].birth_date == date(2001, 2, 28)


def test_what_was_mended_badly_is_told_and_kept(desk: TestClient, world: World):
    roster = bring(desk, world, workbook(GOOD))

    again = desk.post(f"{roster}/rows/2", data={"name": "Lê Văn Tám", "birth": "hôm qua", "unit": TAN_TRAI})
    shown = desk.get(again.headers["location"]).text

    assert "Không đọc được ngày sinh “hôm qua”" in shown
    assert 'value="hôm qua"' in shown


def test_a_unit_nobody_knows_is_asked_once_and_made_on_acceptance(desk: TestClient, world: World):
    rows = [[1, "Lê Một", "", "Chi đoàn thôn Mới", "", "", ""], [2, "Lê Hai", "", "chi đoàn thôn mới", "", "", ""]]
    roster = bring(desk, world, workbook(rows))
    shown = desk.get(roster).text
    assert shown.count('name="choice"') == 1
    assert "2 dòng" in shown

    desk.post(f"{roster}/units", data={"text": "Chi đoàn thôn Mới", "above": "", "choice": "new"})
    desk.post(f"{roster}/acceptance")

    assert person("Lê Hai")[0].unit_name == "Chi đoàn thôn Mới"
    with database.transaction(writing=False) as session:
        made = session.exec(select(Unit).where(Unit.name == "Chi đoàn thôn Mới")).one()
        assert made.parent_id == world.units["vinh-linh"].id


def test_a_unit_chosen_for_a_name_counts_for_all_its_rows(desk: TestClient, world: World):
    rows = [[1, "Lê Một", "", "Tân Trại", "", "", ""], [2, "Lê Hai", "", "TÂN TRẠI", "", "", ""]]
    roster = bring(desk, world, workbook(rows))

    desk.post(f"{roster}/units", data={"text": "Tân Trại", "above": "", "choice": world.units["tan-trai"].public_id})
    desk.post(f"{roster}/acceptance")

    assert {person("Lê Một")[0].unit_name, person("Lê Hai")[0].unit_name} == {TAN_TRAI}


def test_brought_again_it_is_a_difference_and_removes_nobody_unasked(desk: TestClient, world: World):
    desk.post(f"{bring(desk, world, workbook(GOOD))}/acceptance")
    later = [[1, "Lê Văn Tám", "1/2/2003", HIEN_LUONG, "Bí thư", "", "Phòng 9"]]
    roster = bring(desk, world, workbook(later))
    shown = desk.get(roster).text
    assert "Thay đổi (1)" in shown
    assert "<del>Phó Bí thư</del> → <ins>Bí thư</ins>" in shown
    assert "3 người đang có trong cuộc thi nhưng không có trong tệp" in shown

    desk.post(f"{roster}/acceptance", data={"withdrawn": [world.entries["khanh"].public_id]})

    assert person("Lê Văn Tám")[0].position == "Bí thư"
    assert person("Lê Văn Tám")[1].phone == "0912345678"
    assert person("Phan Quốc Khánh")[0].state == EntryState.WITHDRAWN
    assert person("Trần Thị Thuỳ Dương")[0].state == EntryState.ACTIVE


def test_a_row_can_be_left_out_and_a_file_thrown_away(desk: TestClient, world: World):
    roster = bring(desk, world, workbook(GOOD))
    desk.post(f"{roster}/rows/2", data={"name": "Lê Văn Tám", "unit": HIEN_LUONG, "left_out": "1"})
    assert "Bỏ qua (1)" in desk.get(roster).text

    desk.post(f"{roster}/removal")
    assert desk.get(roster).status_code == 404
    assert len(names()) == 2


def test_comma_separated_text_is_read_too(desk: TestClient, world: World):
    text = f"Họ đệm,Tên,Năm sinh,Đơn vị\nLê Văn,Tám,2003,{HIEN_LUONG}\n".encode()
    desk.post(f"{bring(desk, world, text, 'ds.csv')}/acceptance")

    assert person("Lê Văn Tám")[1].year == 2003


def test_our_own_template_filled_in_is_accepted(desk: TestClient, world: World):
    book = openpyxl.load_workbook(io.BytesIO(desk.get(f"{home(world)}/template.xlsx").content))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == [
        "Họ và tên",
        "Ngày sinh",
        "Đơn vị",
        "Chức vụ",
        "Điện thoại",
        "Phòng thi",
    ]
    for column, value in enumerate(["Lê Văn Tám", "01/02/2003", HIEN_LUONG, "Bí thư", "0912345678", "Phòng 1"], 1):
        sheet.cell(2, column, value)
    output = io.BytesIO()
    book.save(output)

    desk.post(f"{bring(desk, world, output.getvalue())}/acceptance")

    assert person("Lê Văn Tám")[0].number == "VL-003"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("ds.docx", b"PK\x03\x04", "Chưa đọc được tệp"),
        ("ds.xlsm", b"PK\x03\x04", "macro"),
        ("ds.xlsx", b"hello", "không phải là sổ tính Excel"),
        ("ds.csv", "Món,Giá\nPhở,1\n".encode(), "Không thấy danh sách"),
        ("ds.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
        ("ds.csv", b"", "Tệp rỗng"),
        ("", b"", "Hãy chọn một tệp."),
    ],
)
def test_what_is_no_roster_is_refused_in_words(desk: TestClient, world: World, name: str, data: bytes, reason: str):
    response = desk.post(home(world), files={"file": (name, data)})

    assert response.status_code == 422
    assert reason in response.text
    with database.transaction(writing=False) as session:
        assert session.exec(select(RosterIntake)).all() == []


def test_a_roster_of_another_contest_does_not_exist(desk: TestClient, world: World):
    roster = bring(desk, world, workbook(GOOD))
    sit_at_desk(desk, world.people["son"])

    assert desk.get(roster).status_code == 404
    assert desk.post(f"{roster}/acceptance").status_code == 404


def test_a_file_that_is_too_large_is_refused_in_words_on_its_page(desk: TestClient, world: World):
    response = desk.post(home(world), files={"file": ("ds.csv", b"x" * (11 * 1024 * 1024))})

    assert "Tệp lớn hơn 10 MB." in response.text
    assert "Nhập danh sách thí sinh" in response.text


def test_the_template_filled_in_is_read_without_a_warning(desk: TestClient, world: World):
    book = openpyxl.load_workbook(io.BytesIO(desk.get(f"{home(world)}/template.xlsx").content))
    book.worksheets[0].append(["Lê Văn Tám", "01/02/2003", HIEN_LUONG, "Bí thư", "0912345678", "Phòng 1"])
    filled = io.BytesIO()
    book.save(filled)
    shown = desk.get(bring(desk, world, filled.getvalue())).text

    assert "Mới (1)" in shown
    assert "không được đọc" not in shown


def test_what_the_rules_say_of_a_row_is_told_beside_it_and_keeps_nobody_out(desk: TestClient, world: World):
    go_by(world, eligibility={
        "positions": ["secretary"], "deputy_where_vacant": True, "age_to": 30, "age_on": "2026-03-26",
        "quota_per_unit": 1, "unit_ids": [world.units["tan-trai"].id],
    })  # fmt: skip
    shown = desk.get(bring(desk, world, workbook([
        [1, "Trần Thị Thùy Dương", "26/03/2001", TAN_TRAI, "Bí thư", None, ""],
        [2, "Lê Văn Tám", "25/03/1995", TAN_TRAI, "Phó Bí thư", None, ""],
        [3, "Lê Thu Hà", "1996", "Chi đoàn thôn Tùng Luật", "Đoàn viên", None, ""],
    ]))).text  # fmt: skip
    duong, tam, ha = shown.split("<tbody>")[1].split("<tr")[1:4]

    assert 'class="warning"' not in duong
    for told in ("31 tuổi, tính đến 26/03/2026", "Chức vụ không đúng thể lệ: cuộc thi dành cho Bí thư, Phó Bí thư nơi",
                 "Quá số người mỗi đơn vị được cử theo thể lệ: 1."):  # fmt: skip
        assert told in tam
    assert "không thuộc phạm vi" not in tam
    assert "Mới" in tam
    assert "Trùng họ tên hoặc điện thoại với người của ban tổ chức" in ha
    assert "Không đúng tuổi" not in ha  # by a year alone she may have been thirty on that day
