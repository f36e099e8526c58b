"""A roster beside who is entered: who is new, changed, unchanged, missing, and what is asked before."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from quiz import database
from quiz.contests.roster.cells import Born
from quiz.contests.roster.comparing import NOBODY, Comparison, compare, known_in
from quiz.contests.roster.headers import columns_of, given_in
from quiz.contests.roster.identity import Identity, are_same
from quiz.contests.roster.reading import new_row, rows_in
from quiz.contests.roster.units import UnitBook
from quiz.people.unit import Unit, UnitSuccession
from tests.world import World

TODAY = date(2026, 11, 26)


def row(name: str, born: str = "", unit: str = "Chi đoàn thôn Tân Trại", **more: str) -> dict[str, object]:
    blank = dict.fromkeys(("position", "phone", "room", "member_code", "number", "above"), "")
    return new_row(blank | {"name": name, "birth": born, "unit": unit} | more, "Dòng 2")


def compared(world: World, *rows: dict[str, object], started: set[int] | None = None) -> Comparison:
    for number, each in enumerate(rows, 1):
        each |= {"number": number, "place": f"Dòng {number + 1}"}
    with database.transaction(writing=False) as session:
        book = UnitBook(session, world.contest, TODAY)
        return compare(list(rows), known_in(session, world.contest.id or 0), book, started or set(), TODAY)


def kinds(comparison: Comparison) -> list[str]:
    return [line.kind for line in comparison.lines]


def test_a_person_entered_already_is_found_whatever_the_case_and_tone_placement(world: World):
    found = compared(world, row("TRẦN THỊ THÙY DƯƠNG", "26/3/2001"))

    assert kinds(found) == ["same"]
    assert [entry.number for entry, _ in found.missing] == ["VL-002"]


def test_the_same_name_with_another_birth_date_is_another_person_and_worth_a_look(world: World):
    line = compared(world, row("Trần Thị Thuỳ Dương", "27/3/2001")).lines[0]

    assert line.kind == "new"
    assert "VL-001 (26/03/2001)" in line.warnings[0]


def test_someone_may_say_who_a_row_is(world: World):
    line = compared(
        world, row("Trần Thị Thuỳ Dương", "27/3/2001") | {"same_as": world.entries["duong"].public_id}
    ).lines[0]
    other = compared(world, row("Trần Thị Thuỳ Dương", "26/3/2001") | {"same_as": NOBODY}).lines[0]

    assert line.changes == {"birth": ("26/03/2001", "27/03/2001")}
    assert other.kind == "new"


def test_what_changed_is_told_old_and_new_and_an_empty_cell_takes_nothing_away(world: World):
    line = compared(
        world, row("Phan Quốc Khánh", "2001", "Chi đoàn thôn Hiền Lương", phone="912345678", room="")
    ).lines[0]

    assert line.changes == {"phone": ("", "0912345678")}


def test_a_unit_stays_once_the_contestant_has_started(world: World):
    khanh = row("Phan Quốc Khánh", "26/3/2001")
    before = compared(world, khanh).lines[0]
    after = compared(world, khanh, started={world.entries["khanh"].id or 0}).lines[0]

    assert before.changes == {"unit": ("Chi đoàn thôn Hiền Lương", "Chi đoàn thôn Tân Trại")}
    assert after.kind == "same"
    assert "giữ đơn vị" in after.warnings[0]


def test_the_same_person_twice_in_the_file_is_found(world: World):
    found = compared(world, row("Lê Hoà", "1/1/2000"), row("lê hòa", "01/01/2000"), row("Lê Hòa", "2/1/2000"))

    assert kinds(found) == ["new", "problem", "new"]
    assert found.lines[1].problems == {"name": "Trùng với dòng 2."}
    assert found.lines[2].warnings


def test_a_number_belongs_to_one(world: World):
    found = compared(world, row("Lê Hoà", number="VL-001"), row("Lê An", number="A1"), row("Lê Ba", number="A1"))

    assert [list(line.problems) for line in found.lines] == [["number"], [], ["number"]]


def test_a_row_with_a_problem_says_where(world: World):
    line = compared(world, row("", "31/2/2001", "Chi đoàn thôn Nào", phone="1")).lines[0]

    assert set(line.problems) == {"name", "birth", "phone", "unit"}


def plant(world: World, **units: Unit) -> None:
    with database.transaction() as session:
        session.add_all(units.values())


def find(world: World, text: str, above: str = "") -> object:
    with database.transaction(writing=False) as session:
        found = UnitBook(session, world.contest, TODAY).find(text, above)
        return found.unit.code if found.unit else [unit.code for unit in found.suggestions]


def test_a_unit_is_found_by_code_or_name_in_any_case_and_tone_placement(world: World):
    assert find(world, "TAN-TRAI") == "tan-trai"
    assert find(world, "chi  đoàn THÔN tân trại") == "tan-trai"


def test_a_unit_nearly_named_is_asked_with_a_suggestion(world: World):
    assert find(world, "Tân Trại")[0] == "tan-trai"  # type: ignore[index]


def test_what_is_only_the_same_sort_of_unit_is_no_suggestion(world: World):
    assert find(world, "Chi đoàn thôn Xa Lạ") == []


def test_of_two_units_of_one_name_the_one_inside_the_contests_own_is_meant(world: World):
    plant(
        world, other=Unit(code="x", name="Chi đoàn thôn Tân Trại", kind="branch", parent_id=world.units["cua-tung"].id)
    )

    assert find(world, "Chi đoàn thôn Tân Trại") == "tan-trai"
    assert find(world, "Chi đoàn thôn Tân Trại", "Đoàn xã Cửa Tùng") == "x"


def test_between_two_units_inside_nobody_guesses(world: World):
    plant(
        world, other=Unit(code="x", name="Chi đoàn thôn Tân Trại", kind="branch", parent_id=world.units["vinh-linh"].id)
    )

    assert sorted(find(world, "Chi đoàn thôn Tân Trại")) == ["tan-trai", "x"]  # type: ignore[call-overload]


def test_a_closed_unit_suggests_who_follows_it(world: World):
    with database.transaction() as session:
        old = Unit(code="old", name="Đoàn xã Vĩnh Thành", kind="commune", valid_to=date(2025, 7, 1))
        session.add(old)
        session.flush()
        session.add(
            UnitSuccession(unit_id=old.id or 0, successor_id=world.units["vinh-linh"].id or 0, on=date(2025, 7, 1))
        )

    assert find(world, "Đoàn xã Vĩnh Thành") == ["vinh-linh"]


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        (["STT", "Họ và tên", "Ngày sinh", "Chi đoàn", "Chức vụ", "SĐT", "Phòng"],
         {"name", "birth", "branch", "position", "phone", "room"}),
        (["TT", "Họ đệm", "Tên", "Năm sinh", "Đơn vị"], {"family", "given", "birth", "unit"}),
        (["HỌ TÊN (*)", "Ngày, tháng,\nnăm sinh", "Mã đoàn viên", "Điện thoại", "Mã đơn vị"],
         {"name", "birth", "member_code", "phone", "unit_code"}),
        (["Tên", "Lớp"], {"name", "branch"}),
    ],
)  # fmt: skip
def test_headers_are_known_by_many_names(header: list[str], fields: set[str]):
    assert set(columns_of(header) or {}) == fields


def test_what_is_no_header_is_none():
    assert columns_of(["ĐOÀN XÃ VĨNH LINH", ""]) is None
    assert columns_of(["Họ và tên", ""]) is None


def test_a_name_in_two_columns_is_joined_and_the_nearest_unit_counts():
    columns = columns_of(["Họ đệm", "Tên", "Đơn vị", "Chi đoàn"]) or {}

    given_ = given_in(["Nguyễn Thị", "Lan", "Đoàn xã Vĩnh Linh", "Chi đoàn 1"], columns)

    assert (given_["name"], given_["unit"], given_["above"]) == ("Nguyễn Thị Lan", "Chi đoàn 1", "Đoàn xã Vĩnh Linh")


def test_a_list_is_found_below_its_banner_and_without_its_line_of_column_numbers():
    lines = [["ĐOÀN XÃ VĨNH LINH"], ["DANH SÁCH"], ["STT", "Họ và tên", "Đơn vị", "CCCD"], ["1", "2", "3", "4"],
             ["1", "Lê An", "Chi đoàn 1", "045"], ["", "", "", ""]]  # fmt: skip
    cells = {"sheets": [{"title": "Tờ 1", "lines": [[n, cells] for n, cells in enumerate(lines, 1)]}],
             "unread": [], "warnings": []}  # fmt: skip

    rows, warnings = rows_in(cells)

    assert [(each["place"], each["given"]["name"]) for each in rows] == [("Dòng 5", "Lê An")]
    assert warnings == ["Cột không cần nên không đọc: CCCD."]


IDENTITIES = st.builds(
    Identity, st.sampled_from(["Lê Hoà", "LÊ HÒA", "Lê An"]),
    st.sampled_from([Born(), Born(year=2000), Born(date(2000, 1, 1)), Born(date(2000, 2, 2))]),
    st.sampled_from(["", "0912345678"]), st.sampled_from(["", "A", "b"]), st.sampled_from(["1", "2"]),
)  # fmt: skip


@given(IDENTITIES, IDENTITIES)
def test_sameness_has_no_direction_and_everybody_is_themselves(one: Identity, other: Identity):
    assert are_same(one, one)
    assert are_same(one, other) == are_same(other, one)


def test_organisers_of_one_unit_reach_no_other(world: World, session: Session):
    book = UnitBook(session, world.contest, TODAY, {world.units["tan-trai"].id or 0})

    assert "ngoài phạm vi" in book.find("hien-luong").problem
    assert [unit.code for unit in book.offered] == ["tan-trai"]
