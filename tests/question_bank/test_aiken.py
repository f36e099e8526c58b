"""Aiken: little is allowed, and what is not allowed is said at its line."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.checking import check
from question_bank.readers import UnreadableFile, aiken

QUESTION = "Mã OTP để làm gì?\nA. Xác nhận\nB) Nghe nhạc\nC. Tải ảnh\nANSWER: B\n"


def drafts(text):
    return aiken.read(text.encode()).drafts


def problems(text):
    return [[str(problem) for problem in check(draft).problems] for draft in drafts(text)]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r", "\n\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_questions_follow_each_other_with_or_without_blank_lines(ends, encoding):
    reading = aiken.read((QUESTION * 2).replace("\n", ends).encode(encoding))

    assert [check(draft).right for draft in reading.drafts] == [[1], [1]]
    assert reading.drafts[0].choices == ["Xác nhận", "Nghe nhạc", "Tải ảnh"]
    assert (reading.drafts[1].stem, reading.drafts[1].kind) == ("Mã OTP để làm gì?", "single_choice")


def test_the_letter_counts_even_where_choices_read_like_letters():
    (draft,) = drafts("Chọn\nA. B\nB. A\nANSWER: A")

    assert check(draft).right == [0]
    assert check(draft).problems == []


def test_small_letters_are_choices_where_they_are_next_and_text_where_not():
    (first, second) = drafts("Chọn\na) x\nb) y\nanswer: b\n\nd) là gì?\nA. x\nB. y\nANSWER: A")

    assert (first.choices, check(first).right) == (["x", "y"], [1])
    assert second.stem == "d) là gì?"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Câu\nA. x\nB. y\n", "thiếu dòng “ANSWER:”"),
        ("Câu\nA. x\nB. y\nANSWER: AB", "“AB” không phải là một chữ cái"),
        ("Câu\nA. x\nB. y\nANSWER: D", "“D” không phải là một chữ cái"),
        ("Câu\nA. x\nB. y\nANSWER:", "“” không phải là một chữ cái"),
        ("Một\nhai\nA. x\nB. y\nANSWER: A", "chỉ cho câu dẫn một dòng, ở đây còn dòng 2"),
        ("Câu\nA. x\nC. y\nANSWER: A", "chữ cái “C” ở dòng 3 không theo thứ tự"),
        ("A. x\nB. y\nANSWER: A", "chưa có nội dung câu hỏi"),
        ("Câu\nANSWER: A", "“A” không phải là một chữ cái"),
        ("Câu\nA. x\nANSWER: A", "mới có một phương án"),
        ("Câu\nA. x\nB. \nC. z\nANSWER: A", "để trống"),
    ],
)
def test_what_aiken_does_not_allow_is_said(text, words):
    ((*said,),) = problems(text)

    assert words in " ".join(said)


def test_one_broken_question_is_named_and_the_others_come_in():
    found = problems(QUESTION + "\nHai\nA. x\nB. y\n\n" + QUESTION)

    assert [bool(said) for said in found] == [False, True, False]
    assert found[1] == ["Câu 2 (dòng 7), đáp án: thiếu dòng “ANSWER:” sau các phương án."]


def test_markup_is_text():
    (draft,) = drafts("Thẻ <html> & ảnh?\nA. <b>\nB. &amp;\nANSWER: A")

    assert (draft.stem, draft.choices) == ("Thẻ <html> & ảnh?", ["<b>", "&amp;"])


LINES = st.sampled_from(["A. x", "B) y", "b. z", "ANSWER: A", "ANSWER:", "Câu?", "", "  ", "Z. t", "\x00", "A."])


@settings(max_examples=200, deadline=None)
@given(st.lists(LINES | st.text(max_size=8), max_size=20))
def test_any_text_is_read_or_refused(lines):
    with contextlib.suppress(UnreadableFile):
        for draft in aiken.read("\n".join(lines).encode("utf-8", "replace")).drafts:
            check(draft)
            assert len(draft.worths) in (0, len(draft.choices))
