"""Sheets as people lay them out: merged cells, headings, choices below each other, what is hidden or was changed."""

import io
from datetime import date

import openpyxl
import pytest
from openpyxl.styles import Font

from question_bank.checking import check
from question_bank.draft import Reading
from question_bank.readers import csv, xlsx
from question_bank.readers.book import COLUMNS_MAX, DOWN, EMPTY, Book, Cell
from question_bank.readers.refusal import UnknownColumns
from question_bank.readers.table import read_book
from question_bank.readers.table_header import EACH, Chosen
from question_bank.readers.xlsx_parts import fill_merged
from tests.question_bank.test_old_letters import in_tcvn3

HEADER = ["STT", "Chủ đề", "Câu hỏi", "Phương án A", "Phương án B", "Đáp án"]


def book(*rows, merged=(), change=None):
    workbook = openpyxl.Workbook()
    page = workbook.active
    for row in rows:
        page.append(row)
    for area in merged:
        page.merge_cells(area)
    if change:
        change(workbook)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def read(*rows, merged=(), change=None):
    return xlsx.read(book(*rows, merged=merged, change=change))


def said(reading):
    return [(draft.stem, draft.choices, draft.key) for draft in reading.drafts]


def test_words_to_answers_stand_in_columns_of_their_own():
    sheet = (
        "Câu hỏi,Phương án A,Phương án B,Đáp án,Nhận xét B,Feedback 1\n"
        "Gọi số nào?,113,112,A; B [50% điểm],Cũng được,Đúng rồi\n"
    )
    (draft,) = csv.read(sheet.encode()).drafts
    finding = check(draft)

    assert (finding.problems, finding.warnings) == ([], [])
    assert finding.key == {
        "right": [0], "parts": [{"id": 1, "worth": "1/2"}],
        "feedback": [{"id": 0, "text": "Đúng rồi"}, {"id": 1, "text": "Cũng được"}],
    }  # fmt: skip


def test_a_merged_topic_counts_for_all_its_rows():
    reading = read(
        HEADER,
        [1, "An toàn số", "Một?", "a", "b", "A"], [2, None, "Hai?", "a", "b", "B"], [3, None, "Ba?", "c", "d", "A"],
        merged=["B2:B3"],
    )  # fmt: skip

    assert [draft.topic for draft in reading.drafts] == ["An toàn số", "An toàn số", ""]


def test_a_merged_line_is_the_heading_of_those_below_it():
    header = [name for name in HEADER if name != "Chủ đề"]
    reading = read(
        header, ["CHỦ ĐỀ 1: AN TOÀN SỐ"], [1, "Một?", "a", "b", "A"],
        ["II. Lừa đảo trực tuyến"], [2, "Hai?", "a", "b", "B"],
        merged=["A2:E2"],
    )  # fmt: skip

    assert [(draft.stem, draft.topic) for draft in reading.drafts] == [
        ("Một?", "An toàn số"),
        ("Hai?", "Lừa đảo trực tuyến"),
    ]
    assert reading.warnings[0] == (
        "Dòng 2 “CHỦ ĐỀ 1: AN TOÀN SỐ” được hiểu là tiêu đề: đã lấy “An toàn số” làm chủ đề của các câu bên dưới."
    )


@pytest.mark.parametrize("merged", [["B2:B4", "E2:E4"], []])
def test_choices_may_stand_below_each_other(merged):
    reading = read(
        ["STT", "Câu hỏi", "Phương án", "Đúng/Sai", "Giải thích"],
        [1, "Một?", "a", "", "Vì thế"], ["", "", "b", "x", ""], ["", "", "c", "", ""],
        [2, "Hai?", "d", "Đúng", ""], ["", "", "e", "Sai", ""],
        merged=merged,
    )  # fmt: skip

    assert said(reading) == [("Một?", ["a", "b", "c"], "B"), ("Hai?", ["d", "e"], "A")]
    assert [(draft.place, draft.explanation) for draft in reading.drafts] == [("Dòng 2", "Vì thế"), ("Dòng 5", "")]
    assert reading.drafts[0].cells["choice_2"] == "cột Phương án, dòng 4"
    assert all(not check(draft).problems for draft in reading.drafts)


def test_a_question_said_again_beside_each_choice_is_one():
    text = "question,answer,is_correct\nMột?,a,0\nMột?,b,1\nHai?,c,TRUE\nHai?,d,FALSE"

    assert said(csv.read(text.encode())) == [("Một?", ["a", "b"], "B"), ("Hai?", ["c", "d"], "A")]


def test_the_key_of_choices_below_each_other_may_be_a_letter():
    text = "Câu hỏi,Phương án,Đáp án đúng\nMột?,A. a,C\n,B. b,\n,C. c,\nHai?,d,\n,e,e\n"
    reading = csv.read(text.encode())

    assert said(reading) == [("Một?", ["A. a", "B. b", "C. c"], "C"), ("Hai?", ["d", "e"], "e")]


def test_choices_in_one_cell_are_taken_apart_by_their_letters():
    inside = read(["Câu hỏi", "Đáp án đúng"], ["Một?\nA. a\nB. b\nvà b", "B"])
    beside = read(["Câu hỏi", "Các phương án", "Đáp án"], ["Một?", "A. a\nB. b\nvà b", "B"])

    assert said(inside) == said(beside) == [("Một?", ["a", "b\nvà b"], "B")]
    assert "tách ra từ ô câu hỏi" in inside.drafts[0].notes["choices"]


@pytest.mark.parametrize("merged", [["A1:A2", "B1:C1", "D1:D2"], []])
def test_a_header_may_take_two_lines(merged):
    reading = read(
        ["Câu hỏi", "Phương án", "", "Đáp án"], ["", "A", "B", ""], ["Một?", "a", "b", "B"], merged=merged
    )  # fmt: skip

    assert said(reading) == [("Một?", ["a", "b"], "B")]


def test_what_is_hidden_is_said():
    def hide(workbook):
        workbook.active.row_dimensions[3].hidden = True
        workbook.active.column_dimensions["F"].hidden = True
        workbook.create_sheet("Nháp").append(HEADER)
        workbook["Nháp"].sheet_state = "hidden"

    reading = read(HEADER, [1, "", "Một?", "a", "b", "A"], [2, "", "Hai?", "a", "b", "B"], change=hide)

    assert [bool(draft.notes) for draft in reading.drafts] == [False, True]
    assert "dòng này bị ẩn" in reading.drafts[1].notes["hidden"]
    assert reading.warnings == [
        "Cột bị ẩn trong tệp vẫn được đọc: Đáp án.", "Trang tính bị ẩn “Nháp” không được đọc.",
    ]  # fmt: skip


def test_what_excel_made_of_words_is_read_as_it_was_meant():
    def shape(workbook):
        page = workbook.active
        page["D2"], page["E2"] = date(2026, 9, 2), 7
        page["D2"].number_format, page["E2"].number_format = "d-mmm", "000"

    (draft,) = read(HEADER, [1, "", "Ngày Quốc khánh?", "", "", "A"], change=shape).drafts

    assert draft.choices == ["2/9", "007"]
    assert "ngày giờ" in draft.notes["choice_0"]


def test_cells_typed_in_an_old_font_are_rewritten():
    rows = [[in_tcvn3(str(cell)) for cell in row] for row in (
        ["Câu hỏi", "Phương án A", "Phương án B", "Đáp án"], ["Mã xác thực để làm gì?", "Có", "Không được nói", "B"],
    )]  # fmt: skip

    assert said(read(*rows)) == [("Mã xác thực để làm gì?", ["Có", "Không được nói"], "B")]
    assert "TCVN3" in read(*rows).warnings[0]


def test_the_font_of_a_cell_tells_beside_unicode():
    def dress(workbook):
        workbook.active["D2"].font = Font(name=".VnTime")

    reading = read(HEADER, [1, "An toàn", "Được gì?", "Cã", "Cã", "A"], change=dress)

    assert reading.drafts[0].choices == ["Có", "Cã"]
    assert reading.warnings == ["Một phần tệp dùng bảng mã TCVN3; đã chuyển sang Unicode. Hãy xem vài câu đầu."]


def test_a_table_without_known_columns_waits_for_somebody_to_choose():
    rows = [["Một?", "a", "b", "2"], ["Hai?", "c", "d", "1"]]
    with pytest.raises(UnknownColumns) as refused:
        read(*rows)
    waiting = Book.from_json(refused.value.book)

    reading = read_book(waiting, Chosen(0, 0, {0: "stem", 1: "choice_0", 2: "choice_1", 3: "key"}))

    assert said(reading) == [("Một?", ["a", "b"], "2"), ("Hai?", ["c", "d"], "1")]
    assert reading.drafts[0].cells["key"] == "cột D"


def test_a_chosen_column_counts_before_its_header():
    waiting = Book.from_json(csv.book_of(b"Cau hoi;x;y;z\nMot?;a;b;A\n").as_json())
    chosen = Chosen.from_json(
        {"sheet": 0, "header": 1, "columns": {"0": "stem", "1": EACH, "3": "key", "2": "nonsense"}}
    )

    assert chosen.columns == {0: "stem", 1: EACH, 3: "key"}
    assert said(read_book(waiting, chosen)) == [("Mot?", ["a"], "A")]


def test_columns_that_are_left_keep_the_cells_for_another_choice():
    text = "Câu hỏi,Phương án A,Phương án B,Đáp án,Người soạn\nMột?,a,b,A,Hoa"
    reading = csv.read(text.encode())

    assert reading.columns_left
    assert said(read_book(Book.from_json(Reading.from_json(reading.as_json()).book))) == said(reading)
    assert csv.read(text.replace(",Người soạn", ",STT").encode()).book is None


def test_a_merged_cell_over_a_whole_sheet_costs_nothing():
    lines = [(1, [Cell("x")]), (2, [EMPTY, Cell("y")]), (9, [EMPTY])]

    fill_merged(lines, [(1, 0, 1_048_576, 16_383)] * 20_000)

    assert [cells[0] for _, cells in lines] == [Cell("x"), Cell("x", merged=DOWN), Cell("x", merged=DOWN)]
    assert lines[1][1][1] == Cell("y")
    assert max(len(cells) for _, cells in lines) == COLUMNS_MAX
