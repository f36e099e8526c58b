"""Pictures of questions go into every format and come back as they were; those of other people's sheets come along."""

import base64
import io
import zipfile
from dataclasses import replace

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.draft import Draft, Picture, Reading
from question_bank.pictures import name_of
from question_bank.readers import UnknownColumns, gift, moodle_xml, read_chosen_safely, read_safely, word, xlsx, yaml
from question_bank.readers.redrawing import redraw, redraw_all
from question_bank.readers.table_header import Chosen
from question_bank.writers import written
from question_bank.writers.faithful import settled
from question_bank.writers.office_pictures import fit_for_office
from tests.pictures import HOSTILE, drawing, photograph
from tests.question_bank.drafts import LINES, READY, said

READ = {
    "xlsx": xlsx.read, "docx": word.read, "gift": gift.read, "xml": moodle_xml.read, "json": yaml.read_json,
}  # fmt: skip
OURS = [redraw(data).data for data in (drawing(30, 20), drawing(20, 30, "blue"), photograph(40, 30))]
WITHOUT_CHOICES = {"short_text", "numeric", "matching", "essay"}
HEADER = ["Câu hỏi", "Phương án A", "Phương án B", "Đáp án", "Giải thích"]
ROW = ["Biển này nghĩa là gì?", "Cấm đi", "Được đi", "A", "Nền trắng."]


@st.composite
def pictured(draw):
    draft = settled(draw(READY))
    choices = [] if draft.kind in WITHOUT_CHOICES else [f"choice_{place}" for place in range(len(draft.choices))]
    places = ["stem", *(["post"] if draft.post else []), *(["explanation"] if draft.explanation else []), *choices]
    shown = draw(st.lists(st.tuples(st.sampled_from(places), st.sampled_from(OURS), st.just("") | LINES), max_size=3))
    pictures = [Picture(at, base64.b64encode(data).decode(), alt=alt) for at, data, alt in shown]
    return replace(draft, pictures=pictures)


def files_of(drafts):
    """The pictures as they would be kept again, those of one text in their order."""
    again = Reading("", [replace(draft) for draft in drafts])
    redraw_all(again)
    return [sorted(((words_at(draft, each.at), each.file, each.alt) for each in draft.pictures), key=lambda one: one[0])
            for draft in again.drafts]  # fmt: skip


def words_at(draft, at):
    """A paper has its steps in another order than the right one."""
    return draft.choices[int(at[-1])] if at.startswith("choice") else at


@pytest.mark.parametrize("format", READ)
@settings(max_examples=15, deadline=None)
@given(several=st.lists(pictured(), min_size=1, max_size=2))
def test_pictures_come_back_byte_for_byte_with_their_words(format, several):
    file = written(several, format)
    back = READ[format](file.data).drafts

    assert {each.why for each in file.left_out} <= {"đáp án có dấu ->", "có ký tự mà tệp GIFT không giữ được"}
    assert len(back) + len(file.left_out) == len(several)
    coming = [draft for draft in several if said(draft) in list(map(said, back))]
    assert list(map(said, back)) == list(map(said, coming))
    assert files_of(back) == files_of(coming)


def test_a_step_keeps_its_picture_where_a_paper_has_the_steps_in_another_order():
    first, second = (Picture(f"choice_{place}", base64.b64encode(OURS[place]).decode()) for place in (0, 1))
    file = written([Draft("Câu 1", "ordering", "Xếp?", ["b", "a"], pictures=[first, second])], "docx")
    (back,) = READ["docx"](file.data).drafts

    assert (file.left_out, back.choices) == ([], ["a", "b"])
    assert {words_at(back, each.at): redraw(each.bytes).data for each in back.pictures} == {"b": OURS[0], "a": OURS[1]}


def test_a_picture_in_gift_stands_in_the_text_as_moodle_takes_it():
    one = Picture("stem", base64.b64encode(OURS[0]).decode(), alt='Biển "cấm"')
    text = written(
        [Draft("Câu 1", "single_choice", "Biển {gì}?", ["A", "B"], "A", pictures=[one])], "gift"
    ).data.decode()

    assert '[html]Biển &\\#123;gì&\\#125;?<p><img src\\="data\\:image/webp;base64,' in text
    assert 'alt\\="Biển &quot;cấm&quot;"></p> {\\' not in text
    assert "=[plain]A ~[plain]B" in text


def test_pictures_of_somebody_elses_gift_come_along_and_nothing_is_fetched():
    data = base64.b64encode(drawing()).decode().replace("=", "\\=")
    text = f'[html]Biển <img src\\="data\\:image/png;base64,{data}" alt\\="Cấm"> <img src\\="https\\://a.vn/b.png">?'
    (draft,) = gift.read(f"{text} {{=cấm ~cho}}".encode()).drafts

    assert [(each.at, each.alt, each.bytes) for each in draft.pictures] == [("stem", "Cấm", drawing())]
    assert "“https://a.vn/b.png” không được lấy về" in draft.notes["stem"]


def test_who_changes_a_picture_of_ours_in_excel_gets_the_changed_one():
    shown, _ = fit_for_office(OURS[2])
    carried = shown.index(b"hoTI") - 4
    other, _ = fit_for_office(OURS[0])
    end = other.index(b"hoTI") - 4
    mixed = other[:end] + shown[carried:]  # shows one, carries another

    assert redraw(shown).data == OURS[2]
    assert name_of(redraw(mixed).data) == name_of(OURS[0])


def sheet(*shown, header=HEADER, rows=(ROW, ROW), merged=()):
    """A sheet as people make it: pictures at (line from 0, column)."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet()
    for number, row in enumerate([header, *rows]):
        page.write_row(number, 0, row)
    for area in merged:
        page.merge_range(*area, "Chung?")
    for line, column, data in shown:
        page.insert_image(line, column, "hinh.png", {"image_data": io.BytesIO(data), "description": "Một hình"})
    book.close()
    return out.getvalue()


def places(drafts):
    return [[(each.at, each.bytes) for each in draft.pictures] for draft in drafts]


def test_pictures_beside_a_question_are_taken_to_it_and_more_than_one_is_said():
    red, blue = drawing(), drawing(color="blue")
    reading = xlsx.read(sheet((1, 9, red), (2, 0, red), (2, 7, blue), (2, 4, blue)))

    assert places(reading.drafts) == [[("stem", red)], [("stem", red), ("stem", blue), ("explanation", blue)]]
    assert [draft.pictures[0].alt for draft in reading.drafts] == ["Một hình"] * 2
    assert "stem" not in reading.drafts[0].notes
    assert reading.drafts[1].notes["stem"].startswith("2 ảnh ở dòng của câu này")


def test_a_picture_in_place_of_a_choice_is_that_choice():
    rows = [["Biển nào?", "", "Biển tròn", "A", ""]]
    (draft,) = xlsx.read(sheet((1, 1, drawing()), (1, 2, drawing()), rows=rows)).drafts

    assert draft.choices == ["[hình: Một hình]", "Biển tròn"]
    assert [each.at for each in draft.pictures] == ["choice_0", "stem"]


def test_a_picture_over_merged_lines_belongs_to_the_question_that_they_are():
    header = ["Câu hỏi", "Phương án", "Đúng"]
    rows = [["Chung?", "a", "x"], ["", "b", ""], ["Khác?", "a", "x"], ["", "b", ""]]
    reading = xlsx.read(sheet((2, 0, drawing()), header=header, rows=rows, merged=[(1, 0, 2, 0)]))

    assert [len(draft.pictures) for draft in reading.drafts] == [1, 0]


def test_a_picture_beside_no_question_is_named():
    reading = xlsx.read(sheet((0, 2, drawing()), (9, 0, drawing())))

    assert places(reading.drafts) == [[], []]
    assert reading.warnings == [
        "2 ảnh không nằm ở dòng của câu nào nên không được giữ (dòng 1, 10). Hãy đặt góc trên bên trái của ảnh vào dòng"
        " của câu."
    ]


def test_pictures_wait_with_a_table_until_somebody_has_chosen_its_columns():
    kept = {}

    def keep(data):
        kept[name_of(data)] = data
        return name_of(data)

    with pytest.raises(UnknownColumns) as unknown:
        read_safely(sheet((1, 1, drawing()), header=["x", "y", "z", "t", "u"]), "a.xlsx", keep)
    columns = {0: "stem", 1: "choice_0", 2: "choice_1", 3: "key", 4: "explanation"}
    (draft, _) = read_chosen_safely(unknown.value.book, Chosen(0, 1, columns)).drafts

    assert [(each.at, each.file, each.data) for each in draft.pictures] == [("stem", *kept, "")]
    assert draft.pictures[0].width == 320


def test_the_table_of_a_sheet_with_columns_left_over_names_its_pictures_only():
    kept = []
    header, rows = [*HEADER, "Ghi chú"], [[*ROW, "hay"]]
    data = sheet((1, 0, drawing()), (7, 0, drawing(color="blue")), header=header, rows=rows)
    reading = read_safely(data, "a.xlsx", lambda data: kept.append(data) or name_of(data))

    ((line, column, named),) = reading.book["sheets"][0]["pictures"]
    assert (line, column, named["file"], named["data"]) == (2, 0, name_of(kept[0]), "")
    assert len(kept) == 1


def changed(data, part, change):
    """The workbook with one part written otherwise; `change` is given what it was."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return out.getvalue()


DRAWING, RELATIONS = "xl/drawings/drawing1.xml", "xl/drawings/_rels/drawing1.xml.rels"
BOMB = b'<!DOCTYPE a [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;">]><a>&c;</a>'
ODD = {
    "entities": (DRAWING, lambda _: BOMB, "hỏng hoặc quá lớn"),
    "no XML": (DRAWING, lambda old: old[:200], "hỏng hoặc quá lớn"),
    "more than it may be": (DRAWING, lambda old: old + b" " * 5_000_000, "hỏng hoặc quá lớn"),
    "deep": (DRAWING, lambda _: b"<a>" * 400 + b"</a>" * 400, "hỏng hoặc quá lớn"),
    "no relations": (RELATIONS, lambda _: b"<Relationships/>", "liên kết từ nơi khác"),
    "a way out of the file": (RELATIONS, lambda old: old.replace(b"../media", b"../../../etc"), "liên kết từ nơi khác"),
    "an address": (
        RELATIONS, lambda old: old.replace(b"Target=", b'TargetMode="External" Target='), "liên kết từ nơi khác",
    ),
    "a drawing of lines": (RELATIONS, lambda old: old.replace(b"../media/image1.png", b"drawing1.xml"), "thuộc dạng"),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_what_is_odd_in_the_drawings_of_a_sheet_costs_its_pictures_and_no_question(name):
    part, change, why = ODD[name]
    reading = xlsx.read(changed(sheet((1, 0, drawing())), part, change))

    assert places(reading.drafts) == [[], []]
    assert why in reading.warnings[0]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_picture_in_a_sheet_is_named_at_its_question(name):
    data, why = HOSTILE[name]
    hostile = changed(sheet((1, 0, drawing())), "xl/media/image1.png", lambda _: data)
    reading = read_safely(hostile, "a.xlsx", name_of)

    assert places(reading.drafts) == [[], []]
    assert why in reading.drafts[0].notes["stem"]


def test_hundreds_of_pictures_in_a_sheet_are_not_all_taken():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet()
    page.write_row(0, 0, HEADER)
    page.write_row(1, 0, ROW)
    one = {"image_data": io.BytesIO(drawing())}
    for _ in range(600):
        page.insert_image(1, 0, "hinh.png", one)
    book.close()
    reading = read_safely(out.getvalue(), "a.xlsx", name_of)

    assert len(reading.drafts[0].pictures) == 10
    assert len(reading.warnings) < 12
