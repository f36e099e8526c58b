"""The paper that we write for Word: what is on it, and what comes back of it once somebody has worked on it."""

import io

import pytest
from docx import Document
from docx.enum.section import WD_SECTION

from question_bank.draft import Draft, Picture, SourceNote
from question_bank.readers import word
from question_bank.writers import written
from tests.question_bank.drafts import said
from tests.question_bank.test_writers import PNG

LAW = SourceNote("Luật An ninh mạng", "116/2025/QH15", "Quốc hội", "2025-12", "official", "https://a.vn/1", "Điều 7")
QUESTIONS = [
    Draft("Câu 1", "single_choice", "Câu 2. Đáp án: B\nGiải thích: vì sao?", ["A. Gọi 113", "B. Chia sẻ"], "Gọi 113",
          explanation="Câu 3: C", topic="An toàn", difficulty="2", external_id="at-1", sources=[LAW]),
    Draft("Câu 2", "matching", "Nối", pairs=[["OTP", "mã"], ["VNeID", "định danh"], ["", "thừa"]]),
    Draft("Câu 3", "next_steps", "Thứ tự?", ["Khóa thẻ", "Báo công an", "Đổi mật khẩu"]),
    Draft("Câu 4", "judge_post", "Bài này?", ["Lời lẽ gấp gáp", "Có nguồn"], "A", post="Trúng thưởng!", verdict="fake"),
    Draft("Câu 5", "short_text", "Thủ đô?", ["Hà Nội", "a;b"], worths=["1", "1/2"], tones_ignored=True),
    Draft("Câu 6", "essay", "Kể một việc tốt."),
]  # fmt: skip


@pytest.fixture
def paper():
    file = written(QUESTIONS, "docx")
    assert file.left_out == []
    return Document(io.BytesIO(file.data))


def read(document):
    out = io.BytesIO()
    document.save(out)
    return word.read(out.getvalue())


def texts(document):
    return [paragraph.text for paragraph in document.paragraphs]


def at(document, words):
    return next(paragraph for paragraph in document.paragraphs if words in paragraph.text)


def test_the_key_is_on_a_sheet_of_its_own(paper):
    lines = texts(paper)
    begins = lines.index("ĐÁP ÁN")

    assert paper.sections[1].start_type == WD_SECTION.ODD_PAGE
    assert not any("Điều 7" in line or "Đáp án: Gọi 113" in line for line in lines[:begins])
    assert "Câu 2. Đáp án: 1–b; 2–a" in lines[begins:]
    assert any("Luật An ninh mạng, số 116/2025/QH15, Quốc hội, Điều 7" in line for line in lines[begins:])


def test_it_is_a4_in_a_font_with_all_letters_and_counts_its_pages(paper):
    section = paper.sections[0]

    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    assert paper.styles["Normal"].font.name == "Times New Roman"
    assert "PAGE" in section.footer._element.xml


def test_steps_stand_on_the_paper_in_another_order_than_the_right_one(paper):
    lines = texts(paper)

    assert lines.index("A. Báo công an") < lines.index("C. Khóa thẻ")


def test_words_changed_in_word_come_back_changed_and_the_rest_as_it_was(paper):
    at(paper, "Trúng thưởng!").runs[-1].text = "Trúng ô tô!"
    drafts = read(paper).drafts

    assert [draft.post for draft in drafts if draft.kind == "judge_post"] == ["Trúng ô tô!"]
    assert [said(draft) for draft in drafts if draft.kind != "judge_post"] == [
        said(draft) for draft in QUESTIONS if draft.kind != "judge_post"
    ]


def test_a_paragraph_parted_in_two_is_still_one_text(paper):
    more = at(paper, "Kể một việc tốt.").insert_paragraph_before("", style="HoiThiCauHoi")
    more.add_run("của thôn bạn")
    before = at(paper, "Kể một việc tốt.")
    before._p.addnext(more._p)

    assert read(paper).drafts[-1].stem == "Kể một việc tốt.\ncủa thôn bạn"


def test_a_question_taken_out_leaves_the_keys_of_the_others_alone(paper):
    gone = ("Câu 2. Nối", "1. OTP", "2. VNeID", "a. ", "b. ", "c. ")
    for paragraph in [each for each in paper.paragraphs if each.text.startswith(gone)]:
        paragraph._p.getparent().remove(paragraph._p)

    assert [said(draft) for draft in read(paper).drafts] == [
        said(draft) for draft in QUESTIONS if draft.kind != "matching"
    ]


def test_what_somebody_typed_between_is_told_and_not_guessed(paper):
    paper.add_paragraph("Câu 7. Gõ thêm vào cuối")
    reading = read(paper)

    assert len(reading.drafts) == len(QUESTIONS)
    assert reading.warnings == ["Đoạn “Câu 7. Gõ thêm vào cuối” không mang kiểu chữ của mẫu nên không được đọc."]


def test_pictures_are_printed_and_come_back_with_their_words():
    pictures = [Picture("stem", PNG, alt="Nước ngập"), Picture("choice_1", PNG), Picture("explanation", PNG)]
    question = Draft("Câu 1", "single_choice", "Ảnh nào?", ["Ảnh A", "Ảnh B"], "A", pictures=pictures)
    file = written([question], "docx")

    assert file.left_out == []
    assert [(each.at, each.alt) for each in word.read(file.data).drafts[0].pictures] == [
        ("stem", "Nước ngập"), ("choice_1", ""), ("explanation", ""),
    ]  # fmt: skip


def test_what_is_no_picture_keeps_its_question_out():
    question = Draft("Câu 1", "essay", "Ảnh nào?", pictures=[Picture("stem", "bm90IGE=")])

    assert [each.why for each in written([question], "docx").left_out] == ["có ảnh không đọc được"]
