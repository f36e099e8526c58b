"""The files of a published result: from the snapshot alone, the same bytes each time, with one number."""

import csv
import io
import json
import zipfile

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from quiz.contests.contest import Division
from quiz.contests.entry import Entry
from quiz.contests.round import Round
from quiz.contests.rules import RoundRules
from quiz.ledger import Decider
from quiz.results import exporting
from quiz.results.exporting import FORMATS, exported
from quiz.standings.publishing import publish
from quiz.standings.revision import latest
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, WRONG, enter, played
from tests.world import HOUR

HOSTILE = '=HYPERLINK("http://x")'


@pytest.fixture
def head(session, world):
    exporting._kept.clear()
    played(session, world, world.entries["duong"], RIGHT, RIGHT, WRONG, seconds=67)
    played(session, world, world.entries["khanh"], RIGHT, seconds=30)
    played(session, world, enter(session, world, HOSTILE), WRONG, RIGHT, RIGHT, seconds=80)
    round = session.get_one(Round, world.round.id)
    by = Decider(world.people["lan"].id, "organiser", NOON + 2 * HOUR)
    publish(session, world.contest, round, world.leg, state="provisional", note="Mời xem", by=by, site="https://thi.vn")
    return latest(session, world.leg)


def read(session, head, format):
    made = exported(session, head, format)
    assert made is not None
    return made


@pytest.mark.parametrize("format", FORMATS)
def test_made_again_it_is_the_same_to_the_byte(session, head, format):
    first = read(session, head, format)
    exporting._kept.clear()

    assert read(session, head, format) == first


def test_every_file_carries_number_state_and_digest(session, head):
    pdf = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(read(session, head, "pdf"))).pages)
    book = load_workbook(io.BytesIO(read(session, head, "xlsx")))
    table = read(session, head, "csv").decode("utf-8-sig")
    told = json.loads(read(session, head, "json"))
    cells = {cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}

    for said in (head.number, head.digest, "Kết quả tạm thời"):
        assert said in cells
        assert said in table
    assert f"Số: {head.number}" in pdf
    assert head.digest[:16] in pdf
    assert f"https://thi.vn/check/{head.number}" in pdf
    assert "KẾT QUẢ TẠM THỜI" in pdf
    assert (told["number"], told["state"], told["note"]) == (head.number, "provisional", "Mời xem")


def test_the_lines_are_those_of_the_board(session, head):
    sheet = load_workbook(io.BytesIO(read(session, head, "xlsx"))).worksheets[0]
    lines = [list(row[:3]) for row in sheet.iter_rows(min_row=4, values_only=True)]
    rows = list(csv.reader(io.StringIO(read(session, head, "csv").decode("utf-8-sig"))))
    begin = next(place for place, row in enumerate(rows) if row[:1] == ["Hạng"]) + 1

    assert [line[1:] for line in lines] == [[row[1], row[2].removeprefix("'")] for row in rows[begin : begin + 3]]
    assert [line[0] for line in lines] == [1, 2, 3]


def test_a_name_that_looks_like_a_formula_stays_a_name(session, head):
    book = load_workbook(io.BytesIO(read(session, head, "xlsx")))
    [cell] = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value == HOSTILE]

    assert (cell.data_type, cell.hyperlink) == ("s", None)
    rows = list(csv.reader(io.StringIO(read(session, head, "csv").decode("utf-8-sig"))))
    assert any(f"'{HOSTILE}" in row for row in rows)
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)
    assert read(session, head, "csv").startswith(b"\xef\xbb\xbf")


def test_nothing_in_a_workbook_tells_when_it_was_made_again(session, head):
    with zipfile.ZipFile(io.BytesIO(read(session, head, "xlsx"))) as book:
        assert "2026-11-26T14:00:00Z" in book.read("docProps/core.xml").decode()


def test_divisions_that_are_ranked_apart_have_tables_of_their_own(session, world):
    """As on the board: a third of all may be the first of her division."""
    exporting._kept.clear()
    apart = Division(contest_id=world.contest.id, name="Khối trường học", position=2)
    session.add(apart)
    session.flush()
    session.get_one(Entry, world.entries["khanh"].id).division_id = apart.id
    played(session, world, world.entries["duong"], RIGHT, RIGHT, RIGHT, seconds=67)
    played(session, world, enter(session, world, "Hồ Đứng Nhì"), RIGHT, RIGHT, seconds=30)
    played(session, world, world.entries["khanh"], RIGHT, seconds=30)
    round = session.get_one(Round, world.round.id)
    round.take_rules(RoundRules(board_shows="divisions"))
    by = Decider(world.people["lan"].id, "organiser", NOON + 2 * HOUR)
    publish(session, world.contest, round, world.leg, state="provisional", note="", by=by)

    book = load_workbook(io.BytesIO(read(session, latest(session, world.leg), "xlsx")))
    first, second = book.worksheets[:2]
    assert "Khối trường học" in second.title
    assert [row[0] for row in first.iter_rows(min_row=4, values_only=True)] == [1, 2]
    assert [row[:3:2] for row in second.iter_rows(min_row=4, values_only=True)] == [(1, "Phan Quốc Khánh")]
