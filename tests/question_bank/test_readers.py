"""Files as people bring them, and as attackers do."""

import contextlib
import io
import json
import subprocess
import sys
import zipfile

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank import readers
from question_bank.check import check_file, exit_code
from question_bank.readers import UnreadableFile, csv, read_safely, xlsx, yaml

HEADER = ["Câu hỏi", "Phương án A", "Phương án B", "Phương án C", "Đáp án"]
ROW = ["Mã OTP để làm gì?", "Xác nhận", "Nghe nhạc", "Tải ảnh", "A"]
CSV = ",".join(HEADER) + "\n" + ",".join(ROW) + "\n"


def sheet(*rows, before=()):
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet()
    for number, row in enumerate([*before, HEADER, *rows]):
        page.write_row(number, 0, row)
    book.close()
    return buffer.getvalue()


def zip_of(**entries):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in entries.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return buffer.getvalue()


def said(draft):
    return [draft.stem, *draft.choices, draft.key]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_csv_is_read_in_any_unicode_and_with_any_delimiter(encoding, delimiter):
    reading = csv.read(CSV.replace(",", delimiter).encode(encoding))

    assert [said(draft) for draft in reading.drafts] == [ROW]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_quotes_hold_delimiters_and_lines(ends):
    text = CSV.replace("\n", ends) + f'"Một,{ends}hai?",a,b,c,B'
    reading = csv.read(text.encode())

    assert [draft.stem for draft in reading.drafts] == [ROW[0], "Một,\nhai?"]
    assert reading.drafts[1].place == "Dòng 3"


def test_headers_are_known_in_any_case_with_or_without_marks():
    text = "NOI DUNG;a;b;phuong an c;DAP AN DUNG;do kho;Chủ Đề;giai thich;So hieu\nMột?;x;y;z;B;Dễ;Đoàn;Vì thế;57-NQ/TW"
    (draft,) = csv.read(text.encode()).drafts

    assert said(draft) == ["Một?", "x", "y", "z", "B"]
    assert (draft.difficulty, draft.topic, draft.explanation, draft.sources[0].number) == (
        "Dễ",
        "Đoàn",
        "Vì thế",
        "57-NQ/TW",
    )
    assert draft.cells["key"] == "cột DAP AN DUNG"


def test_the_header_may_follow_a_banner_and_rows_keep_their_numbers():
    reading = xlsx.read(sheet(ROW, [], ROW, before=[["Trường THPT"], [], ["Đề thi"]]))

    assert [draft.place for draft in reading.drafts] == ["Dòng 5", "Dòng 7"]


def test_columns_that_are_not_read_are_said():
    book = openpyxl.load_workbook(io.BytesIO(sheet(ROW)))
    book.active["F1"], book.active["F2"] = "Người soạn", "Hoa"
    book.create_sheet("Ghi chú")["A1"] = "linh tinh"
    buffer = io.BytesIO()
    book.save(buffer)

    warnings = xlsx.read(buffer.getvalue()).warnings

    assert any("Người soạn" in warning for warning in warnings)
    assert any("Ghi chú" in warning for warning in warnings)


def test_numbers_dates_and_truths_read_as_a_person_sees_them():
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet()
    page.write_row(0, 0, HEADER)
    page.write(1, 0, 2026)
    page.write(1, 1, 0.5)
    page.write(1, 2, 0.25, book.add_format({"num_format": "0%"}))
    page.write(1, 3, 45940, book.add_format({"num_format": "dd/mm/yyyy"}))
    page.write(1, 4, True)
    book.close()

    (draft,) = xlsx.read(buffer.getvalue()).drafts

    assert said(draft) == ["2026", "0,5", "25%", "10/10/2025", "Đúng"]
    assert "ngày giờ" in draft.notes["choice_2"]


def test_a_formula_is_read_by_its_value_and_never_by_its_text():
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet()
    page.write_row(0, 0, HEADER)
    page.write_row(1, 0, ROW)
    page.write_formula(1, 1, '="Xác"&" nhận"', value="Xác nhận")
    book.close()

    (draft,) = xlsx.read(buffer.getvalue()).drafts

    assert said(draft) == ROW


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.xlsx", b"", "rỗng"),
        ("a.csv", b"  \n", "rỗng"),
        ("a.csv", b"x" * (10 * 1024 * 1024 + 1), "lớn hơn 10 MB"),
        ("a.xlsm", sheet(ROW), "macro"),
        ("a.xls", b"<html><table>", ".xlsx"),
        ("a.xls", readers.OLE + b"\x00" * 100, "Excel cũ"),
        ("a.xlsx", readers.OLE + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
        ("a.pdf", b"%PDF-1.7", "Chưa đọc được tệp “.pdf”"),
        ("a.xlsx", b"<html><table>", "không phải là sổ tính"),
        ("a.csv", sheet(ROW), "không phải là văn bản"),
        ("a.xlsx", sheet(ROW)[:-400], "hỏng"),
        ("a.xlsx", sheet(), "không có câu hỏi nào"),
        ("a.xlsx", zip_of(word__document_xml="<a/>"), "không phải là sổ tính"),
        ("a.xlsx", zip_of(**{f"xl__{n}_xml": "" for n in range(2_001)}), "bung ra quá lớn"),
        ("a.xlsx", zip_of(xl__workbook_xml=" " * 51 * 1024 * 1024), "bung ra quá lớn"),
        ("a.csv", b"a,b,c\n1,2,3", "tiêu đề"),
        ("a.csv", "Câu;Đáp án\n1;A\n2;B".encode(), "chỉ có bảng đáp án"),
        ("a.csv", (CSV + ",".join(ROW) + "\n").encode() + b"\n".join([b"a?,b,c,d,A"] * 5_000), "hơn 5 000 câu"),
        ("a.json", b"[" * 100_000, "hỏng"),
        ("a.json", b'{"questions": [1]}', "không đúng dạng"),
        ("a.yaml", b"a: &a [1]\nb: *a\nquestions: []", "tham chiếu"),
        ("a.yaml", b"a: [", "hỏng"),
        ("a.yaml", b"- 1", "không đúng dạng"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words(name, data, words):
    with pytest.raises(UnreadableFile, match=words):
        read_safely(data, name)


def test_entities_of_xml_are_not_followed():
    package = zipfile.ZipFile(io.BytesIO(sheet(ROW)))
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "' + b"x" * 1000 + b'">]><sst>&a;</sst>'
    entries = {name: bomb if name.endswith("sharedStrings.xml") else package.read(name) for name in package.namelist()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as hostile:
        for name, data in entries.items():
            hostile.writestr(name, data)

    with pytest.raises(UnreadableFile, match="hỏng"):
        read_safely(buffer.getvalue(), "a.xlsx")


def test_a_cell_too_long_keeps_its_beginning_clean():
    reading = csv.read((CSV + '"\x00\x01Dài' + "x" * 40_000 + '",a,b,c,A').encode())

    assert reading.drafts[1].stem.startswith("Dàixx")
    assert "ký tự" in reading.drafts[1].unread["stem"]


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are set on Linux")
def test_a_child_that_wants_too_much_memory_or_a_file_gets_neither(tmp_path):
    path = tmp_path / "written"
    for greedy in ("bytearray(1 << 30)", f"__import__('pathlib').Path({str(path)!r}).write_text('x')"):
        code = f"from question_bank.readers import child; child.limit(); {greedy}"
        ended = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, check=False)
        assert ended.returncode != 0

    assert path.read_bytes() == b""


def test_a_child_loads_nothing_of_a_database():
    """That takes three times as long as all it does; and somebody is typing what it is to show."""
    child = "import sys, question_bank.checking, question_bank.readers, question_bank.readers.child"
    told = "print([name for name in ('sqlalchemy', 'sqlmodel', 'pydantic') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-I", "-c", f"{child}; {told}"], capture_output=True)

    assert done.stdout == b"[]\n", done.stderr


def test_yaml_takes_every_word_as_it_is_written():
    text = """
topic: {slug: t, name: An toàn}
sources: [{id: luat, title: Luật Dữ liệu, number: 60/2024/QH15, issued: 2024-11-30}]
questions:
  - id: q1
    kind: single_choice
    stem: "Có?"
    choices: [no, 010, 1e3, 2024-01-01]
    key: B
    sources: [luat]
    article: Điều 5
  - {id: q2, kind: true_false, stem: "Đúng không?", key: false, sources: [khac]}
"""
    first, second = yaml.read(text.encode()).drafts

    assert (first.choices, first.topic, first.key) == (["no", "010", "1e3", "2024-01-01"], "An toàn", "B")
    assert (first.sources[0].issued_on, first.sources[0].article) == ("2024-11-30", "Điều 5")
    assert (second.key, "khac" in second.unread["source_title"]) == ("false", True)


def test_a_checked_file_says_how_it_fared(tmp_path):
    good, slips, refused = tmp_path / "good.csv", tmp_path / "slips.csv", tmp_path / "refused.doc"
    good.write_text(CSV, "utf-8")
    slips.write_text(CSV + "Hai?,a,b,c,E\n", "utf-8")
    refused.write_bytes(readers.OLE)

    reports = [check_file(path) for path in (good, slips, refused)]

    assert [exit_code(report) for report in reports] == [0, 1, 2]
    assert json.loads(json.dumps(reports[0])) == {
        "format": "csv", "refused": None, "warnings": [],
        "drafts": [{
            "place": "Dòng 2", "kind": "single_choice", "stem": ROW[0], "choices": ROW[1:4], "key": [0],
            "explanation": "", "topic": "Chưa phân loại", "difficulty": 3, "problems": [], "warnings": [],
        }],
    }  # fmt: skip
    assert reports[1]["drafts"][1]["problems"] == ["Dòng 3, cột Đáp án: 'E' không phải là một phương án."]
    assert (reports[2]["format"], reports[2]["drafts"]) == ("doc", [])


CELLS = st.one_of(
    st.sampled_from([*HEADER, *ROW, "", "A,B", '"', "sep=;", "=1", "\ufeff", "\x00"]), st.text(max_size=12)
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=7), max_size=8), st.sampled_from(",;\t"))
def test_any_text_is_read_or_refused_as_csv(rows, delimiter):
    text = "\n".join(delimiter.join(row) for row in rows)
    for read in (csv.read, yaml.read, yaml.read_json):
        try:
            drafts = read(text.encode("utf-8", "replace")).drafts
        except UnreadableFile:
            continue
        assert len(drafts) <= len(rows) * 2


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    for read in (csv.read, yaml.read, yaml.read_json, xlsx.read):
        with contextlib.suppress(UnreadableFile):
            assert read(data).format in ("csv", "yaml", "json", "xlsx")
