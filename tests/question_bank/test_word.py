"""Word files as people write them, and as nobody should."""

import base64
import time
import zipfile
from io import BytesIO

import pytest

from question_bank.checking import check
from question_bank.readers import UnreadableFile, read_safely, word
from tests.question_bank.word_files import (
    MAIN,
    SPACES,
    R,
    numbered,
    numbering,
    paragraph,
    paragraphs,
    run,
    table,
    word_file,
)

BOLD, LINE = "<w:b/>", '<w:u w:val="single"/>'
RED, YELLOW, SHADED = (
    '<w:color w:val="FF0000"/>',
    '<w:highlight w:val="yellow"/>',
    '<w:shd w:val="clear" w:fill="FFFF00"/>',
)
ASKED = paragraph("Câu 1. Số nào?")
LISTS = numbering([("decimal", "Câu %1:"), ("upperLetter", "%2.")], [("lowerLetter", "%1)")], [("bullet", "\uf0b7")])
OUTSIDE = f'<Relationship Id="out" Type="{R}/image" Target="http://127.0.0.1:9/x.png" TargetMode="External"/>'


def read(*body, **parts):
    return word.read(word_file("".join(body), **parts))


def draft(*body, **parts):
    (one,) = read(*body, **parts).drafts
    return one


def options(marks, letters="ABCD"):
    """Options of which some carry marks: {"B": BOLD}."""
    return "".join(paragraph(run(f"{letter}. số {letter}", marks.get(letter, ""))) for letter in letters)


@pytest.mark.parametrize("mark", [BOLD, LINE, RED, YELLOW, SHADED, '<w:u w:val="double"/>', BOLD + RED])
def test_a_mark_on_one_option_is_its_key(mark):
    found = draft(ASKED, options({"C": mark}))

    assert (found.key, found.choices) == ("C", ["số A", "số B", "số C", "số D"])
    assert check(found).problems == []


def test_a_mark_on_the_letter_alone_is_a_key():
    assert (
        draft(
            ASKED,
            paragraph(run("A. ", BOLD), "x"),
            paragraph(run("B. ", BOLD + LINE), "y"),
            paragraph(run("C. ", BOLD), "z"),
        ).key
        == "B"
    )
    assert draft(ASKED, paragraph("A. x\t", run("B", LINE), ". y\tC. z\tD. t")).key == "B"


def test_a_mark_on_some_words_of_an_option_is_none():
    found = draft(ASKED, paragraph("A. số ", run("không", BOLD), " phải là một"), paragraph("B. số hai"))

    assert (found.key, found.unread) == ("", {})


def test_a_mark_on_all_options_or_most_is_no_key():
    assert draft(ASKED, options(dict.fromkeys("ABCD", BOLD))).key == ""
    most = draft(ASKED, options(dict.fromkeys("ABC", BOLD)))
    assert (most.key, most.unread["key"]) == ("", "chữ đậm ở 3 trong 4 phương án nên không rõ đáp án")
    assert draft(ASKED, options({**dict.fromkeys("ABCD", BOLD), "D": BOLD + RED})).key == "D"


def test_grey_and_black_are_no_colours():
    assert draft(ASKED, options({"B": '<w:color w:val="333333"/>', "C": '<w:color w:val="auto"/>'})).key == ""
    assert draft(ASKED, options({**dict.fromkeys("ACD", '<w:color w:val="0070C0"/>'), "B": RED})).key == "B"


def test_two_marks_that_differ_are_for_a_person():
    found = draft(ASKED, options({"A": LINE, "C": RED}))

    assert (found.key, found.unread["key"]) == ("", "gạch chân: A; chữ màu: C")


def test_marks_that_the_keys_in_words_contradict_throughout_mean_something_else():
    body = "".join(paragraph(f"Câu {n}. Số {n}?") + options({"A": BOLD}) + paragraph("Đáp án: B") for n in range(1, 11))

    reading = read(body)

    assert {found.key for found in reading.drafts} == {"B"}
    assert reading.warnings == ["Chữ đậm phần lớn không khớp với đáp án được ghi nên không được coi là dấu đáp án."]


def test_marks_come_from_styles_too():
    styles = (
        '<w:style w:type="paragraph" w:styleId="P"><w:name w:val="PA"/></w:style>'
        f'<w:style w:type="paragraph" w:styleId="D"><w:basedOn w:val="P"/><w:name w:val="Dung"/>'
        f"<w:rPr>{RED}</w:rPr></w:style>"
        f'<w:style w:type="character" w:styleId="C"><w:name w:val="Chon"/><w:rPr>{LINE}</w:rPr></w:style>'
    )
    by_paragraph = paragraph("A. x", properties='<w:pStyle w:val="P"/>') + paragraph(
        "B. y", properties='<w:pStyle w:val="D"/>'
    )

    assert draft(ASKED, by_paragraph, styles=styles).key == "B"
    assert draft(ASKED, paragraph(run("A. x", '<w:rStyle w:val="C"/>')), paragraph("B. y"), styles=styles).key == "A"


def test_numbers_and_letters_that_word_counts_itself():
    body = "".join(
        numbered(f"Số {n}?", 1) + "".join(numbered(f"{n}{name}", 1, 1, BOLD if name == "y" else "") for name in "xyz")
        for n in (1, 2)
    )

    found = read(body, numbering=LISTS).drafts

    assert [(each.place, each.stem, each.choices, each.key) for each in found] == [
        ("Câu 1 (đoạn 1)", "Số 1?", ["1x", "1y", "1z"], "B"),
        ("Câu 2 (đoạn 5)", "Số 2?", ["2x", "2y", "2z"], "B"),
    ]


def test_letters_that_word_counts_on_into_the_next_question_are_places():
    body = "".join(
        paragraph(f"Câu {n}. Số {n}?") + "".join(numbered(name, 2, 0, RED if name == "z" else "") for name in "xyz")
        for n in (1, 2)
    )

    first, second = read(body, numbering=LISTS).drafts

    assert (first.choices, first.key) == (second.choices, second.key) == (["x", "y", "z"], "C")
    assert "D–F" in second.notes["stem"]


def test_bullets_are_options_where_there_are_no_letters():
    found = draft(ASKED, numbered("x", 3), numbered("y", 3, 0, YELLOW), numbered("z", 3), numbering=LISTS)

    assert (found.choices, found.key) == (["x", "y", "z"], "B")


def test_options_in_a_table():
    crossed = table(["A. x", "C. z"], ["B. y", paragraph(run("D. t", LINE))])
    split = table(["A.", "x", "B.", "y"], ["C.", "z", "D.", "t"])

    assert (draft(ASKED, crossed).choices, draft(ASKED, crossed).key) == (["x", "y", "z", "t"], "D")
    assert draft(ASKED, split, paragraph("Đáp án: A")).choices == ["x", "y", "z", "t"]


@pytest.mark.parametrize(
    "grid",
    [
        table(["Câu", "1", "2", "3"], ["ĐA", "A", "B", "D"]),
        table(["1", "2", "3"], ["A", "B", "D"]),
        table(["Câu", "1", "2"], ["Đáp án", "A", "B"], ["Câu", "3", ""], ["Đáp án", "D", ""]),
        table(["Câu", "Đáp án"], ["1", "A"], ["2", "B"], ["3", "D"]),
        table(["Câu", "Đáp án", "Câu", "Đáp án"], ["1", "A", "3", "D"], ["2", "B", "", ""]),
        table(["1. A", "2. B", "3. D"]),
        table(["1A\n2B\n3D", ""]),
    ],
)
def test_a_grid_of_keys(grid):
    body = "".join(paragraph(f"Câu {n}. Số {n}?") + options({}) for n in (1, 2, 3))

    assert [found.key for found in read(body, paragraph("ĐÁP ÁN"), grid).drafts] == ["A", "B", "D"]
    assert [found.key for found in read(body, grid).drafts] == ["A", "B", "D"]


def test_a_question_a_row():
    with_columns = table(
        ["STT", "Câu hỏi", "A", "B", "C", "Đáp án", "Giải thích", "Nguồn"],
        ["1", "Số nào?", "một", "hai", "ba", "B", "vì hai", "Luật An ninh mạng"],
        ["2", "Số gì?", "một", "hai", "ba", "C", "", ""],
    )
    in_one = table(
        ["TT", "Nội dung câu hỏi", "Phương án trả lời", "Đáp án"], ["1", "Số nào?", "A. một\nB. hai\nC. ba", "B"]
    )
    by_mark = table(
        ["TT", "Câu hỏi", "Đáp án"],
        ["1", "Số nào?", paragraph("A. một") + paragraph(run("B. hai", RED)) + paragraph("C. ba")],
    )

    first, second = read(with_columns).drafts
    assert (first.stem, first.choices, first.key, first.explanation) == ("Số nào?", ["một", "hai", "ba"], "B", "vì hai")
    assert (first.sources[0].title, second.key) == ("Luật An ninh mạng", "C")
    for body in (in_one, by_mark):
        assert (draft(body).choices, draft(body).key) == (["một", "hai", "ba"], "B")


def test_statements_with_columns_for_true_and_false():
    found = read(
        table(
            ["TT", "Nhận định", "Đúng", "Sai"],
            ["1", "Trái Đất tròn", "x", ""],
            ["2", "Trái Đất phẳng", "", "x"],
            ["3", "Chưa rõ", "", ""],
        )
    ).drafts

    assert [(each.stem, check(each).kind, check(each).right) for each in found] == [
        ("Trái Đất tròn", "true_false", [0]), ("Trái Đất phẳng", "true_false", [1]), ("Chưa rõ", "true_false", []),
    ]  # fmt: skip


def test_changes_count_as_accepted():
    deleted = "<w:del><w:r><w:delText>cũ</w:delText></w:r></w:del>"
    body = (
        ASKED
        + f"<w:p>{run('A. ')}{deleted}<w:ins>{run('mới')}</w:ins></w:p>"
        + f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('B. nối ')}</w:p>"
        + paragraph("đoạn")
        + f"<w:p><w:moveFrom>{run('C. dời đi')}</w:moveFrom></w:p><w:p><w:moveTo>{run('C. dời đến')}</w:moveTo></w:p>"
        + "<w:p><w:r><w:rPr><w:rPrChange><w:rPr><w:b/></w:rPr></w:rPrChange></w:rPr><w:t>D. t</w:t></w:r></w:p>"
        + "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>" + paragraph("E. hàng đã xóa") + "</w:tc></w:tr></w:tbl>"
    )  # fmt: skip

    found = draft(body)

    assert (found.choices, found.key) == (["mới", "nối đoạn", "dời đến", "t"], "")


def test_line_breaks_and_content_controls():
    first, last = "<w:r><w:br/><w:t>A. x</w:t><w:br/></w:r>", "<w:r><w:br/><w:t>C. z</w:t></w:r>"
    broken = f"<w:p>{run('Câu 1. Số nào?')}{first}{run('B. y', BOLD)}{last}</w:p>"
    inside = f"<w:sdt><w:sdtPr/><w:sdtContent>{ASKED}{options({'B': BOLD}, 'ABC')}</w:sdtContent></w:sdt>"
    empty = (
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
        + paragraph("Bấm vào đây")
        + "</w:sdtContent></w:sdt>"
    )

    assert (draft(broken).choices, draft(broken).key) == (["x", "y", "z"], "B")
    assert (draft(inside + empty).key, draft(inside + empty).notes) == ("B", {})


def test_hidden_text_may_tell_the_key_and_is_named():
    reading = read(
        paragraph("Câu 1. Số nào?", run(" bí mật", "<w:vanish/>")),
        options({}),
        paragraph(run("Đáp án: B", "<w:vanish/>")),
    )

    assert (reading.drafts[0].stem, reading.drafts[0].key) == ("Số nào?", "B")
    assert reading.warnings == [
        "Tệp có chữ ẩn ghi đáp án; đã đọc làm đáp án.",
        "Tệp có chữ ẩn không được đọc: “bí mật”.",
    ]


def test_a_text_box_is_read_once_and_told():
    inner = ASKED + options({"B": BOLD})
    box = (
        '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><w:txbxContent>'
        + inner
        + "</w:txbxContent></w:drawing>"
        "</mc:Choice><mc:Fallback><w:pict><w:txbxContent>"
        + inner
        + "</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )

    reading = read(box)

    assert [found.key for found in reading.drafts] == ["B"]
    assert "hộp văn bản" in reading.warnings[0]


def test_heads_and_feet_are_told_only_where_they_matter():
    relations = "".join(
        f'<Relationship Id="{name}" Type="{R}/{kind}" Target="{name}.xml"/>'
        for name, kind in (("h", "header"), ("f", "footer"))
    )
    parts = {
        "word/h.xml": f"<w:hdr {SPACES}>{paragraph('Đáp án: B')}</w:hdr>",
        "word/f.xml": f"<w:ftr {SPACES}>{paragraph('Trang 1/2')}</w:ftr>",
    }

    reading = read(ASKED, options({}), relations=relations, parts=parts)

    assert reading.warnings == ["Đầu trang không được đọc: “Đáp án: B”."]
    assert reading.drafts[0].key == ""


def test_pictures_go_with_what_they_stand_at():
    picture = '<w:r><w:drawing><wp:inline><wp:docPr id="1" descr="Bản đồ"/><a:blip r:embed="p"/></wp:inline></w:drawing></w:r>'  # noqa: E501
    relations = f'<Relationship Id="p" Type="{R}/image" Target="media/a.png"/>{OUTSIDE}'
    body = f"<w:p>{run('Câu 1. Nhìn hình: ')}{picture}</w:p><w:p>{run('A. ')}{picture}</w:p>" + paragraph("B. chữ")

    found = draft(body, relations=relations, parts={"word/media/a.png": b"\x89PNG..."})

    assert [(each.at, each.name, each.alt) for each in found.pictures] == [
        ("stem", "a.png", "Bản đồ"),
        ("choice_0", "a.png", "Bản đồ"),
    ]
    assert base64.b64decode(found.pictures[0].data) == b"\x89PNG..."
    assert found.choices == ["Bản đồ", "chữ"]


def test_a_picture_from_outside_is_left_there_and_told():
    picture = '<w:r><w:drawing><a:blip r:link="out"/></w:drawing></w:r>'

    found = draft(f"<w:p>{run('Câu 1. Nhìn hình: ')}{picture}</w:p>", options({"A": BOLD}), relations=OUTSIDE)

    assert found.pictures == []
    assert "không được lấy về" in found.notes["stem"]


def test_a_picture_too_large_is_told():
    relations = f'<Relationship Id="p" Type="{R}/image" Target="media/a.png"/>'
    picture = '<w:r><w:drawing><a:blip r:embed="p"/></w:drawing></w:r>'

    found = draft(
        f"<w:p>{run('Câu 1. Nhìn hình: ')}{picture}</w:p>",
        options({}),
        relations=relations,
        parts={"word/media/a.png": b"x" * 5_000_000},
    )

    assert "quá lớn" in found.notes["stem"]


def test_formulas_and_footnotes_are_told():
    formula = (
        "<m:oMath><m:f><m:num><m:r><m:t>30</m:t></m:r></m:num><m:den><m:r><m:t>a+b</m:t></m:r></m:den></m:f></m:oMath>"
    )
    notes = {
        "word/n.xml": f'<w:footnotes {SPACES}><w:footnote w:id="2">{paragraph("Điều 5")}</w:footnote></w:footnotes>'
    }
    body = f'<w:p>{run("Câu 1. Tính ")}{formula}{run(" bằng mấy?")}<w:r><w:footnoteReference w:id="2"/></w:r></w:p>'

    found = draft(
        body, options({}), relations=f'<Relationship Id="f" Type="{R}/footnotes" Target="n.xml"/>', parts=notes
    )

    assert found.stem == "Tính 30/(a+b) bằng mấy?"
    assert "công thức" in found.notes["stem"]
    assert "Điều 5" in found.notes["stem"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"{\\rtf1 C\\'e2u 1}", "RTF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "Word cũ"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
        (b"<html><p>C\xc3\xa2u 1</p></html>", "không phải là văn bản Word"),
        (b"PK\x03\x04 broken", "hỏng"),
        (word_file(ASKED, types=MAIN.replace("document.main", "document.macroEnabled.main")), "macro"),
        (word_file(ASKED, parts={"word/vbaProject.bin": b"x"}), "macro"),
        (word_file(ASKED, before='<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), "thực thể"),
        (word_file(ASKED, parts={"word/document.xml": b"<w:p"}), "hỏng"),
        (word_file(ASKED, parts={"_rels/.rels": "<Relationships/>"}), "không phải là văn bản Word"),
        (word_file(ASKED, parts={"word/media/bomb.png": b"\0" * 60_000_000}), "quá lớn"),
    ],
    ids=[
        "rtf",
        "doc",
        "encrypted",
        "html",
        "broken",
        "macro type",
        "macro part",
        "entity",
        "no xml",
        "no document",
        "bomb",
    ],
)
def test_what_is_no_word_file_is_refused_in_words(data, why):
    with pytest.raises(UnreadableFile, match=why):
        read_safely(data, "de.docx")


@pytest.mark.parametrize("name", ["de.doc", "de.docm", "de.rtf", "de.odt"])
def test_other_files_of_word_processors_are_named(name):
    with pytest.raises(UnreadableFile, match=r"Lưu dưới dạng \.docx"):
        read_safely(word_file(ASKED), name)


def test_depth_costs_nothing():
    deep = "<w:tbl><w:tr><w:tc>" * 20_000 + ASKED + options({"B": BOLD}) + "</w:tc></w:tr></w:tbl>" * 20_000

    (found,) = read_safely(word_file(deep), "sau.docx").drafts

    assert found.key == "B"


def test_thousands_of_questions_take_seconds():
    body = "".join(paragraph(f"Câu {n}. Số {n}?") + options({"B": BOLD}) for n in range(1, 3_001))
    began = time.process_time()

    reading = word.read(word_file(body))

    assert len(reading.drafts) == 3_000
    assert time.process_time() - began < 15


def test_a_file_that_word_itself_would_write_comes_through_the_child():
    data = word_file(paragraphs("Câu 1. Số nào?\nA. một\nB. hai\nĐáp án: B"))

    assert zipfile.is_zipfile(BytesIO(data))
    assert [found.key for found in read_safely(data, "Đề thi.DOCX").drafts] == ["B"]


def test_a_part_that_cannot_be_unpacked_is_refused_in_words():
    whole = bytearray(word_file(paragraphs("Câu 1. Một?\nA. a\nB. b")))
    name = b"word/document.xml"
    start = whole.index(name) + len(name)  # where the packed bytes of the first such part begin
    whole[start : start + 8] = b"\xff" * 8

    with pytest.raises(UnreadableFile, match="Hãy mở lại bằng Word"):
        word.read(bytes(whole))
