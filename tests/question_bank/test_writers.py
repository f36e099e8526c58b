"""What we write for others comes back unchanged through our own readers, or is named; it is never written wrong."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.checking import check
from question_bank.draft import Draft, Picture, SourceNote
from question_bank.readers import gift, moodle_xml, word, xlsx, yaml
from question_bank.writers import written
from tests.question_bank.drafts import READY, said

READ = {"docx": word.read, "gift": gift.read, "xml": moodle_xml.read}
OURS = {"xlsx": xlsx.read, "yaml": yaml.read, "json": yaml.read_json}
CANNOT = {
    "docx": "never",
    "gift": "đáp án có dấu ->|có ký tự mà tệp GIFT không giữ được",
    "xml": "never",
}
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
LAW = SourceNote("Luật An ninh mạng", "116/2025/QH15", "Quốc hội", "2025-12", "official", "https://a.vn/1", "Điều 7")
HARD = Draft(
    "Câu 1", "single_choice", "Dấu {=} ~ # : \\ nghĩa là gì?\n\n::Câu 2:: // $CATEGORY: x",
    ["A. [html] 1", "%50%", "*"], "B", sources=[LAW], 
    explanation="#### ]]> <b> & &amp;", topic="An toàn / số", difficulty="4", valid_to="2027-01-31", external_id="x-1",
)  # fmt: skip


@pytest.mark.parametrize("format", READ)
@settings(max_examples=40, deadline=None)
@given(several=st.lists(READY, min_size=1, max_size=2))
def test_whatever_is_written_comes_back_as_it_was_and_the_rest_is_named(format, several):
    file = written(several, format)
    reasons = {each.why for each in file.left_out}
    back = [said(draft) for draft in READ[format](file.data).drafts]

    assert all(re.fullmatch(CANNOT[format], why) for why in reasons), reasons
    assert len(back) + len(file.left_out) == len(several)
    assert [each for each in map(said, several) if each in back] == back


@pytest.mark.parametrize("format", OURS)
@settings(max_examples=25, deadline=None)
@given(several=st.lists(READY, min_size=1, max_size=2))
def test_our_own_formats_hold_every_kind_whatever_its_text(format, several):
    file = written(several, format)

    assert file.left_out == []
    assert [said(draft) for draft in OURS[format](file.data).drafts] == [said(draft) for draft in several]


@pytest.mark.parametrize("format", READ)
def test_signs_of_the_format_are_text_and_nothing_is_lost(format):
    file = written([HARD], format)

    assert file.left_out == []
    assert [said(draft) for draft in READ[format](file.data).drafts] == [said(HARD)]


def test_a_sheet_has_as_many_columns_for_words_as_a_question_has_answers():
    texts = [f"cách {n}" for n in range(60)]
    long = Draft("Câu 1", "short_text", "Viết thế nào?", texts, feedback=[""] * 11 + ["gần đúng"] * 49, otherwise="sai")

    file = written([long, HARD], "xlsx")

    assert file.left_out == []
    assert [said(draft) for draft in xlsx.read(file.data).drafts] == [said(long), said(HARD)]


def test_a_kind_that_a_format_does_not_have_is_named_in_the_result_and_in_the_file():
    arrows = [Draft(f"Câu {n}", "short_text", f"Dấu {n} là gì?", ["->"]) for n in (2, 5)]
    file = written([HARD, *arrows], "gift")

    assert file.told == [
        "2 câu không ghi được ở dạng GIFT (đáp án có dấu ->): Câu 2 “Dấu 2 là gì?”, Câu 5 “Dấu 5 là gì?”."
    ]
    assert "// 2 câu không ghi được ở dạng GIFT" in file.data.decode()
    assert len(gift.read(file.data).drafts) == 1


@pytest.mark.parametrize("format", READ)
def test_words_that_read_like_letters_from_before_unicode_stay_in_a_file_of_ours(format):
    like_vni = [Draft(f"Câu {n}", "short_text", f"Caâu hoûi {n}", ["hoûi laïi"]) for n in range(3)]
    file = written(like_vni, format)

    assert [said(draft) for draft in READ[format](file.data).drafts] == list(map(said, like_vni))


def test_letters_that_look_damaged_are_carried_beside_and_named_in_the_words():
    url = replace(HARD, sources=[replace(LAW, url="Ã¡")])

    assert [said(draft) for draft in gift.read(written([url], "gift").data).drafts] == [said(url)]
    assert written([replace(HARD, stem="Ã¡?")], "gift").left_out[0].why == "có ký tự mà tệp GIFT không giữ được"


def test_what_is_not_ready_is_not_written_for_others():
    assert [each.why for each in written([Draft("Câu 1", stem="?")], "xml").left_out] == ["còn điều cần sửa"]


def test_a_question_that_cannot_be_read_again_takes_no_other_with_it():
    odd = [Draft(f"Câu {n}", "short_text", f"Câu hỏi {n}", ["gì"], tags=["a\\b"]) for n in range(3)]
    file = written([HARD, *odd], "gift")

    assert [said(draft) for draft in gift.read(file.data).drafts] == [said(HARD)]
    assert len(file.left_out) == 3


def test_marks_for_moodle_take_points_away_from_whoever_ticks_all():
    both = Draft("Câu 1", "multiple_choice", "Hai số chẵn?", ["2", "3", "4", "5"], "A, C")
    each = Draft("Câu 2", "multiple_choice", "Hai số lẻ?", ["2", "3", "4", "5"], "B, D", rule="each")
    text = written([both, each], "gift").data.decode()

    assert "~%50%2 ~%-100%3 ~%50%4 ~%-100%5" in text
    assert "~%-50%2 ~%50%3 ~%-50%4 ~%50%5" in text


def test_a_post_travels_under_its_watermark():
    first = Draft(
        "Câu 1", "next_step", "Bạn làm gì trước?", ["Gọi 156", "Chia sẻ"], "A", post="Trúng thưởng!\nBấm ngay"
    )
    text = written([first], "gift").data.decode()

    assert "BÀI TẬP · chưa kiểm chứng" in text
    assert [said(draft) for draft in gift.read(text.encode()).drafts] == [said(first)]


POST = Draft(
    "Câu 1", "judge_post", "Tin này thế nào?", ["Tên miền lạ", "Giục bấm ngay", "Có dấu hỏi"], "A, B", verdict="fake",
    post="Trúng thưởng!\nBấm ngay", feedback=["Đúng rồi.", "", "Dấu hỏi không nói gì."],
)  # fmt: skip


@pytest.mark.parametrize("format", ["gift", "xml"])
def test_a_post_to_judge_is_ticks_for_others_conclusions_first_and_comes_back_as_it_was(format):
    signs = ["một", "hai", "ba", "bốn", "năm", "sáu"]
    many = [replace(POST, choices=signs, key=", ".join("ABCDEF"[:count]), feedback=[]) for count in range(7)]
    file = written([POST, *many], format)

    assert file.left_out == []
    assert [said(draft) for draft in READ[format](file.data).drafts] == [said(draft) for draft in [POST, *many]]


def test_a_conclusion_changed_in_the_file_counts_and_one_taken_away_is_asked_for():
    text = written([POST], "gift").data.decode()
    other = text.replace("%-100%Kết luận\\: Thật", "%50%Kết luận\\: Thật").replace(
        "~%50%Kết luận\\: Giả", "~%-100%Kết luận\\: Giả"
    )

    assert gift.read(other.encode()).drafts[0].verdict == "real"
    (draft,) = gift.read(text.replace("~%50%Kết luận\\: Giả", "").encode()).drafts
    assert "ba kết luận" in " ".join(str(problem) for problem in check(draft).problems)


def test_steps_are_written_as_the_ordering_of_moodle_has_them():
    steps = Draft("Câu 1", "ordering", "Xếp bước", ["một = 1", "hai -> #2"], explanation="Vì vậy.")
    text = written([steps], "gift").data.decode()

    assert "[plain]Xếp bước {>2 ALL VERTICAL ALL_OR_NOTHING SHOW\nmột = 1\nhai -> #2\n}" in text
    assert [said(draft) for draft in gift.read(text.encode()).drafts] == [said(steps)]


def test_a_step_of_several_lines_and_signs_is_written_as_html_has_it():
    texts = ["một {a}\nhai  ba", "0", "//bốn \\n ####", "năm & <b>"]
    steps = Draft("Câu 1", "ordering", "Xếp {b}\n\nbước", texts)
    text = written([steps], "gift").data.decode()

    assert "một &#123;a&#125;<br>hai  ba\n&#48;\n&#47;/bốn &#92;n &#35;###\n" in text
    assert [said(draft) for draft in gift.read(text.encode()).drafts] == [said(steps)]


def test_an_arrow_on_the_left_of_a_pair_is_written_as_html_has_it():
    pairs = Draft("Câu 1", "matching", "Ghép", pairs=[["a -> b & c", "x"], ["d", "y -> z"]])
    text = written([pairs], "gift").data.decode()

    assert "=[html]a -&gt; b &amp; c -> x =d -> y -> z" in text
    assert [said(draft) for draft in gift.read(text.encode()).drafts] == [said(pairs)]


def test_pictures_go_into_moodle():
    pictures = [Picture("stem", PNG, "lũ lụt.png", "Nước ngập"), Picture("post", PNG), Picture("choice_1", PNG)]
    choices = ["Ảnh A", "Ảnh B"]
    pictured = Draft("Câu 1", "single_choice", "Ảnh nào?", choices, "A", post="Cứu với!", pictures=pictures)
    (back,) = moodle_xml.read(written([pictured], "xml").data).drafts

    assert [(each.at, each.data, each.alt) for each in back.pictures] == [
        ("stem", PNG, "Nước ngập"), ("post", PNG, ""), ("choice_1", PNG, ""),
    ]  # fmt: skip
    assert said(back) == said(pictured)


@pytest.mark.parametrize(
    "line", ["{", '{"kind": 1, "sources": [1, {"title": 2}], "choices": {}}', "{" * 5_000, '{"kind": "no_such"}']
)
def test_what_is_carried_beside_a_question_is_looked_at_before_it_is_believed(line):
    (draft,) = gift.read(f"// hoithi: {line}\nHai cộng hai? {{=bốn ~năm}}".encode()).drafts

    assert (draft.kind, draft.choices) == ("single_choice", ["bốn", "năm"])


def test_a_word_changed_in_the_file_is_not_overruled_by_what_is_carried_beside_it():
    text = written([HARD], "gift").data.decode().replace("nghĩa là gì", "để làm gì")
    (draft,) = gift.read(text.encode()).drafts

    assert draft.stem.startswith("Dấu {=} ~ # : \\ để làm gì?")
    assert draft.sources == HARD.sources
