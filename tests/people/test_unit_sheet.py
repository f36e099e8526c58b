from datetime import date

import pytest

from quiz.people.unit_sheet import kind_in, read_cells, rows_of


def sheets(*lines):
    return {"sheets": [{"title": "", "lines": [[number, list(cells)] for number, cells in enumerate(lines, 1)]}]}


def test_the_header_is_found_below_a_title_and_whatever_it_is_called():
    rows = rows_of(
        sheets(
            ["ĐOÀN XÃ VĨNH LINH"],
            ["STT", "Mã (đơn vị)", "TÊN CHI ĐOÀN", "Trực thuộc", "Tổng số đoàn viên", "Thời điểm"],
            ["1", "tan-trai", "Chi đoàn thôn Tân Trại", "vinh-linh", "31", "30/06/2026"],
            ["", "", "", "", "", ""],
        )
    )

    assert rows == [
        (3, {"code": "tan-trai", "name": "Chi đoàn thôn Tân Trại", "parent": "vinh-linh", "members": "31",
             "members_on": "30/06/2026"}),
    ]  # fmt: skip


def test_a_table_of_something_else_is_no_list_of_units():
    assert rows_of(sheets(["Câu hỏi", "Đáp án"], ["1", "A"])) is None


@pytest.mark.parametrize(
    ("said", "name", "kind"),
    [
        ("", "Chi đoàn thôn Tân Trại", "branch"),
        ("", "Chi đoàn cơ sở Công an xã", "base_branch"),
        ("", "Đoàn xã Vĩnh Linh", "commune"),
        ("", "Đoàn trường THPT Cửa Tùng", "school"),
        ("", "Câu lạc bộ Tiếng Anh", "other"),
        ("chi đoàn", "Tân Trại", "branch"),
        ("Đoàn xã, phường, đặc khu", "Vĩnh Linh", "commune"),
        ("commune", "Vĩnh Linh", "commune"),
        ("Xã", "Vĩnh Linh", "commune"),
        ("chuồn chuồn", "Vĩnh Linh", None),
    ],
)
def test_a_kind_is_what_is_said_or_else_how_the_name_begins(said, name, kind):
    assert kind_in(said, name) == kind


@pytest.mark.parametrize(("typed", "members"), [("31", 31), ("1.234", 1234), ("12 345", 12345), ("", None)])
def test_a_number_of_members_is_read_as_people_write_it(typed, members):
    cells = read_cells({"name": "A", "members": typed, "members_on": "30/6/2026"})

    assert (cells.values.members, cells.values.members_on, cells.problems) == (members, date(2026, 6, 30), {})


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"code": "a"}, "name"),
        ({"name": "N" * 201}, "name"),
        ({"name": "A", "code": "có dấu cách"}, "code"),
        ({"name": "A", "members": "-3"}, "members"),
        ({"name": "A", "members": "ba mươi"}, "members"),
        ({"name": "A", "members": "31,5"}, "members"),
        ({"name": "A", "members": "²"}, "members"),
        ({"name": "A", "members_on": "31/6/2026"}, "members_on"),
        ({"name": "A", "kind": "?"}, "kind"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_column(given, field):
    assert list(read_cells(given).problems) == [field]
