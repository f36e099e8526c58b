"""GIFT, by its own rules; and what nobody can have meant, left to a person."""

import contextlib
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.checking import check
from question_bank.readers import UnreadableFile, gift, read_safely


def drafts(text, encoding="utf-8"):
    return gift.read(text.encode(encoding)).drafts


def one(text):
    (draft,) = drafts(text)
    return draft


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_questions_stand_between_blank_lines_in_any_unicode_with_any_line_ends(encoding, ends):
    text = ends.join(["Đầu mối là ai?{", "=Đoàn", "~Hội", "}", "", "  ", "Đúng không?{T}", ""])

    first, second = drafts(text, encoding)

    assert (first.kind, first.stem) == ("single_choice", "Đầu mối là ai?")
    assert (first.choices, first.worths) == (["Đoàn", "Hội"], ["1", "0"])
    assert (second.kind, second.stem, second.place) == ("true_false", "Đúng không?", "Câu 2 (dòng 7)")


def test_an_old_encoding_of_vietnamese_is_read_and_said():
    reading = gift.read("Đúng không?{T}".encode("cp1258", "ignore"))

    assert reading.drafts[0].stem == "Đúng không?"
    assert "Windows-1258" in reading.warnings[0]


def test_what_is_in_no_encoding_of_vietnamese_is_refused_in_words():
    with pytest.raises(UnreadableFile, match="UTF-8"):
        gift.read("Prénom\xa0: où?{T}".encode("latin-1"))


@pytest.mark.parametrize(
    ("text", "kind", "choices", "worths"),
    [
        ("a{=x ~y}", "single_choice", ["x", "y"], ["1", "0"]),
        ("a{~%50%x ~%50%y ~%-100%z}", "multiple_choice", ["x", "y", "z"], ["1/2", "1/2", "-1"]),
        ("a{~%33.33333%x ~%66,66667%y}", "multiple_choice", ["x", "y"], ["1/3", "2/3"]),
        ("a{~%100%x ~y}", "multiple_choice", ["x", "y"], ["1", "0"]),
        ("a{~=x ~y}", "single_choice", ["x", "y"], ["1", "0"]),
        ("a{=x =%80%y}", "short_text", ["x", "y"], ["1", "4/5"]),
        ("a{=C\\*}", "short_text", ["C*"], ["1"]),
        ("a{}", "essay", [], []),
        ("a", "description", [], []),
        ("a{TRUE}", "true_false", ["Đúng", "Sai"], ["1", "0"]),
        ("a{ F }", "true_false", ["Đúng", "Sai"], ["0", "1"]),
        ("a{sai}", "true_false", ["Đúng", "Sai"], ["0", "1"]),
        ("a {1:MULTICHOICE:=x~y}", "cloze", [], []),
    ],
)
def test_the_signs_between_the_braces_say_which_kind_it_is(text, kind, choices, worths):
    draft = one(text)

    assert (draft.kind, draft.choices, draft.worths) == (kind, choices, worths)
    assert draft.unread == {}


@pytest.mark.parametrize(
    ("inside", "number", "tolerance"),
    [
        ("#1945", "1945", "0"),
        ("#=1945", "1945", "0"),
        ("#3.1415:0.0005", "3,1415", "0,0005"),
        ("#3.141..3.142", "3,1415", "0,0005"),
        ("#-5..-1", "-3", "2"),
        ("#3,14", "3,14", "0"),
        ("#1.250", "1,25", "0"),
        ("#1e3:1E1", "1000", "10"),
        ("#.5", "0,5", "0"),
    ],
)
def test_a_number_is_kept_so_that_it_reads_in_one_way_only(inside, number, tolerance):
    draft = one(f"a{{{inside}}}")

    assert (draft.kind, draft.choices, draft.tolerances, draft.unread) == ("numeric", [number], [tolerance], {})


@pytest.mark.parametrize(
    "inside", ["#một", "#1:x", "#1:-2", "#3..x", "#5..1", "#1,000", "#=5 =%50%năm", "#1..2..3", "#*", "#1e99"]
)
def test_what_is_no_number_is_left_to_a_person(inside):
    finding = check(one(f"a{{{inside}}}"))

    assert any("không phải là một số" in problem.text for problem in finding.problems)


def test_a_number_may_have_several_forms_and_a_word_for_whoever_is_wrong():
    draft = one("a{#=1822:0#đúng =%50%1822:2#gần ~#sai rồi}")

    assert (draft.choices, draft.tolerances, draft.worths) == (["1822", "1822"], ["0", "2"], ["1", "1/2"])
    assert (draft.feedback, draft.otherwise, draft.notes) == (["đúng", "gần"], "sai rồi", {})


def test_a_word_may_be_known_only_for_what_is_said_of_it():
    draft = one("a{=Hà Nội#đúng =%50%Thăng Long =%0%Huế#cố đô =%0%*#xem bản đồ}")
    finding = check(draft)

    assert (finding.problems, finding.warnings) == ([], [])
    assert finding.key["otherwise"] == "xem bản đồ"
    assert finding.key["accepted"][2] == {"text": "Huế", "worth": "0", "feedback": "cố đô"}


def test_pairs_may_have_a_right_side_too_many():
    draft = one("a{=Hà Nội -> Việt Nam =[html]<b>Tokyo</b> -> Nhật Bản = -> Lào}")

    assert draft.kind == "matching"
    assert draft.pairs == [["Hà Nội", "Việt Nam"], ["Tokyo", "Nhật Bản"], ["", "Lào"]]


def test_steps_stand_a_line_each_as_moodle_writes_them():
    draft = one("::Xếp::Xếp bước. {>3 ALL VERTICAL ABSOLUTE_POSITION SHOW\nmột = 1\n~hai\nba -> #\n}")
    assert (draft.kind, draft.choices, draft.worths) == ("ordering", ["một = 1", "~hai", "ba -> #"], [])
    assert check(draft).problems == []

    fewer = one("Xếp {>2 RANDOM\nmột\nhai\nba\n#### vì vậy}")
    assert (fewer.choices, fewer.explanation) == (["một", "hai", "ba"], "vì vậy")
    assert "chỉ 2 bước được hỏi" in fewer.notes["stem"]


def test_a_gap_stands_where_the_braces_stood():
    assert one("Năm {=1930 ~1945} Đảng ra đời.").stem == "Năm _____ Đảng ra đời."
    assert one("Năm nào? {=1930 ~1945}").stem == "Năm nào?"


def test_signs_behind_a_backslash_are_text_and_other_backslashes_stay():
    draft = one("::a\\:\\:b::C\\:\\\\x \\{1\\; 2\\} \\= \\~ \\#\\nhai{=\\=1 ~\\~2#\\#3}")

    assert draft.stem == "C:\\x {1\\; 2} = ~ #\nhai"
    assert (draft.choices, draft.feedback) == (["=1", "~2"], ["", "#3"])
    assert draft.place == "Câu 1 (dòng 1, “a::b”)"


def test_feedback_and_the_explanation_keep_their_own_formats():
    draft = one("[html]<p>H<sub>2</sub>O?</p>{=<i>nước</i>#[plain]<b>hay</b> ~lửa####[markdown]**Vì** thế}")

    assert (draft.stem, draft.choices, draft.feedback) == ("H₂O?", ["nước", "lửa"], ["<b>hay</b>", ""])
    assert draft.explanation == "**Vì** thế"
    assert "Markdown" in draft.notes["explanation"]


def test_the_first_feedback_of_a_statement_is_for_whoever_is_wrong():
    assert one("a{F#chọn Đúng là sai#giỏi}").feedback == ["chọn Đúng là sai", "giỏi"]
    assert one("a{T#chọn Sai là sai#giỏi}").feedback == ["giỏi", "chọn Sai là sai"]


def test_tags_count_only_where_they_surely_are_tags():
    assert one("Thẻ <b> để làm gì?{T}").stem == "Thẻ <b> để làm gì?"
    assert one("3 < 5 và 6 > 4{T}").stem == "3 < 5 và 6 > 4"
    assert one("Một<br>hai &amp; <b>ba</b>{T}").stem == "Một\nhai & ba"
    assert one("A &lt; B{T}").stem == "A < B"
    assert one("[plain]A &lt; B{T}").stem == "A &lt; B"


def test_a_picture_somewhere_else_is_named_and_never_fetched():
    draft = one('[html]Hình gì?<img src\\="http\\://a.test/b.png" alt\\="Bản đồ">{T}')

    assert "a.test/b.png" in draft.notes["stem"]
    assert draft.pictures == []


def test_categories_become_topics():
    reading = gift.read(
        "$CATEGORY: $course$/top/An toàn\n\na{T}\n\n$CATEGORY: tests/Chuyển đổi số/Dữ liệu\n\nb{T}\n\nc{F}".encode()
    )

    assert [draft.topic for draft in reading.drafts] == ["An toàn", "Dữ liệu", "Dữ liệu"]
    assert reading.warnings == [
        "Dòng 5: danh mục “tests / Chuyển đổi số / Dữ liệu” được đọc là chủ đề “Dữ liệu”."
    ]  # said once, and only where a name is lost


def test_comments_name_and_tag_the_question_below_them():
    first, second = drafts("// [id:q-1] [tag:đoàn] [tag: hội ]\na{T}\n\n// [id:lạc]\n\nb{T}")

    assert (first.external_id, first.tags) == ("q-1", ["đoàn", "hội"])
    assert (second.external_id, second.tags) == ("", [])


def test_one_broken_question_is_named_at_its_line_and_the_others_come_in():
    found = [check(draft) for draft in drafts("a{T}\n\nb{=x\n~y\n\nc =x ~y}\n\nd{=x{1} ~y}\n\ne{T}{F}\n\nf{F}")]

    assert [bool(finding.problems) for finding in found] == [False, True, True, True, True, False]
    told = [str(finding.problems[0]) for finding in found if finding.problems]
    assert told[0].startswith("Câu 2 (dòng 3), câu dẫn: có dấu { mà không có dấu } đóng lại")
    assert told[1].startswith("Câu 3 (dòng 6), câu dẫn: có dấu } mà trước nó không có dấu {")
    assert "hơn một cặp" in told[2]
    assert "hơn một cặp" in told[3]


def test_answers_after_a_blank_line_still_belong_to_open_braces():
    first, second = drafts("a{\n\n=x\n\n// lời nhắn\n~y\n\n}\n\nb{T}")

    assert (first.choices, first.worths) == (["x", "y"], ["1", "0"])
    assert "dòng trống" in first.notes["stem"]
    assert second.stem == "b"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a{=x =y ~z}", "chỉ có một đáp án đúng, ở đây có 2"),
        ("a{~x ~y}", "không phương án nào được trọn điểm"),
        ("a{~%33%x ~%33%y ~%33%z}", "không có mức điểm 33%"),
        ("a{~%150%x ~y}", "không có mức điểm 150%"),
        ("a{x =y ~z}", "trước “x” thiếu dấu = hoặc ~"),
        ("a{=x ~ ~y}", "để trống"),
        ("a{=Hà*}", "dấu * thay cho chữ bất kỳ"),
        ("a{#}", "sau dấu # không có số nào"),
        ("a{=x -> y =z}", "thiếu dấu -> giữa hai vế"),
        ("{=x ~y}", "chưa có nội dung câu hỏi"),
        ("a{" + "~x" * 1_001 + "}", "có 1001 câu trả lời"),
        ("a{>ALL\nmột\nhai\n}", "chưa có loại câu 'ordering (GIFT)'"),  # Moodle wants their number before it
        ("a" * 32_768 + "{T}", "nhiều nhất là 32767"),
    ],
)
def test_what_cannot_be_meant_is_asked(text, words):
    assert words in " ".join(str(problem) for problem in check(one(text)).problems)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a{đúng}", "được đọc là câu đúng hay sai"),
        ("a{Hà Nội}", "thiếu dấu ="),
        ("::a{T}", "mà không đóng"),
        ("a\n//b.vn\nc{T}", "dòng 2 bắt đầu bằng // nên là chú thích"),
        ("a\x07b{T}", "ký tự điều khiển"),
        ("a{=x ~%-50%y}", "50% số điểm"),
    ],
)
def test_what_was_read_otherwise_than_written_is_remarked(text, words):
    finding = check(one(text))

    assert finding.problems == [] or finding.kind == "short_text"
    assert words in " ".join(str(warning) for warning in finding.warnings)


def test_what_no_database_keeps_is_not_quoted_from_a_comment():
    [draft] = gift.read(b"a\n// [tag:b\x00c]\nd{T}").drafts

    assert "\\u0000" not in json.dumps(draft.as_json())


def test_each_right_choice_counts_where_every_wrong_one_takes_as_much_away():
    assert one("a{~%50%x ~%50%y ~%-50%z}").rule == "each"
    assert one("a{~%100%x ~%-100%y ~%-100%z}").rule == ""


def test_other_shares_are_kept_as_they_are():
    reading = gift.read(b"a{~%50%x ~%50%y ~%-100%z}\n\nb{~%33.33333%x ~%66.66667%y ~z}")

    assert [(draft.rule, draft.worths) for draft in reading.drafts] == [
        ("shares", ["1/2", "1/2", "-1"]), ("shares", ["1/3", "2/3", "0"]),
    ]  # fmt: skip
    assert reading.warnings == []
    assert "trọn điểm; nên ghi phần điểm bị trừ" in " ".join(str(each) for each in check(reading.drafts[1]).warnings)


def test_a_file_of_many_questions_is_read_soon():
    data = "".join(f"::Q{n}::[html]<p>Câu {n}</p>{{=x ~y#z ~t####v}}\n\n" for n in range(1_000)).encode()
    begun = time.process_time()

    assert len(gift.read(data).drafts) == 1_000
    assert time.process_time() - begun < 10


def test_too_many_questions_are_refused():
    with pytest.raises(UnreadableFile, match="hơn 5 000 câu"):
        read_safely(b"a{T}\n\n" * 5_001, "a.gift")


PIECES = st.sampled_from(
    ["{", "}", "=", "~", "#", "####", "->", "%50%", "%", "::", "\\", "\\n", "//", "$CATEGORY: a/b", "\n", "\n\n", "T",
     "[html]", "<p>", "[id:x]", "*", "1..2", "1:2", "a", "Đ", "\x00", " ", "1:MC:", ">", "&amp;", "@@PLUGINFILE@@/x"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES | st.text(max_size=5), max_size=40))
def test_any_text_is_read_or_refused(pieces):
    with contextlib.suppress(UnreadableFile):
        for draft in gift.read("".join(pieces).encode("utf-8", "replace")).drafts:
            check(draft)
            assert len(draft.worths) in (0, len(draft.choices))
            assert len(draft.feedback) in (0, len(draft.choices))
            assert len(draft.tolerances) in (0, len(draft.choices))
