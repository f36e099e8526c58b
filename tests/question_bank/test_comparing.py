from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from question_bank.comparing import compare, pieces
from question_bank.draft import Draft, SourceNote
from question_bank.validity import SOON, Validity, validity_on

WORDS = st.lists(st.sampled_from(["Đoàn", "hội", "thi", "\n", " ", "  "]), max_size=30).map("".join)
DAY = date(2026, 11, 26)


@given(before=WORDS | st.text(max_size=60), after=WORDS | st.text(max_size=60))
def test_nothing_is_lost_between_before_and_after(before, after):
    found = pieces(before, after)

    assert "".join(piece.text for piece in found if piece.change != "added") == before
    assert "".join(piece.text for piece in found if piece.change != "removed") == after
    assert (before == after) == all(piece.change == "same" for piece in found)


def test_a_phrase_that_became_another_is_told_whole():
    told = [(piece.change, piece.text) for piece in pieces("B. Đọc mã rồi đổi\nC. Có", "B. Hỏi lại họ tên\nC. Có")]

    assert told == [
        ("same", "B. "),
        ("removed", "Đọc mã rồi đổi"),
        ("added", "Hỏi lại họ tên"),
        ("same", "\nC. Có"),
    ]


def draft(**changes):
    fields = {"kind": "single_choice", "stem": "Ngày nào?", "choices": ["26/3", "19/5"], "key": "A", "difficulty": "2"}
    return Draft("Câu 1", **fields | changes)


def changed(before, after):
    return {
        field.label: [(piece.change, piece.text) for piece in field.pieces if piece.change != "same"]
        for field in compare(before, after)
        if field.is_changed
    }


def test_whole_words_are_told():
    assert changed(draft(), draft(stem="Năm nào?")) == {"Câu hỏi": [("removed", "Ngày"), ("added", "Năm")]}


def test_another_key_is_told_at_its_choice():
    found = changed(draft(), draft(key="B"))

    assert found.keys() == {"Phương án và đáp án"}
    assert {text.strip() for _, text in found["Phương án và đáp án"]} == {"✓"}


def test_shares_and_words_are_told_at_their_answer():
    assert changed(draft(), draft(worths=["1", "0.5"], feedback=["", "gần đúng"])) == {
        "Phương án và đáp án": [("added", " [1/2] (gần đúng)")]
    }
    short = draft(kind="short_text", key="", choices=["a", "b"])
    after = draft(kind="short_text", key="", choices=["a", "b"], worths=["1", "1/2"], feedback=["", "x"], otherwise="y")
    assert changed(short, after) == {"Phương án và đáp án": [("added", " [1/2 điểm] (x)\n* (y)")]}


def test_sources_difficulty_and_validity_are_told():
    after = draft(difficulty="4", sources=[SourceNote(title="Luật", number="1/2026")], valid_to="2027-01-01")

    assert changed(draft(), after) == {
        "Độ khó": [("removed", "Dễ"), ("added", "Khó")],
        "Nguồn": [("added", "Luật · 1/2026")],
        "Hiệu lực": [("added", "… – 01/01/2027")],
    }


def test_days_of_sources_are_told_as_people_write_them():
    for issued, told in [
        ("2026-02-15", "15/02/2026"),
        ("2025-06", "06/2025"),
        ("2025", "2025"),
        ("tháng 6", "tháng 6"),
    ]:
        after = draft(sources=[SourceNote(title="Luật", issued_on=issued)])

        assert changed(draft(), after)["Nguồn"] == [("added", f"Luật · {told}")]


def test_what_neither_has_is_not_told_of():
    assert "Giải thích" not in {field.label for field in compare(draft(), draft())}


@given(days=st.integers(-400, 400))
def test_the_last_day_still_counts(days):
    last = DAY + timedelta(days=days)

    said = validity_on(DAY, None, last)

    assert (said == Validity.EXPIRED) == (days < 0)
    assert (said == Validity.EXPIRING) == (0 <= days <= SOON.days)


def test_what_is_not_yet_in_force_says_so():
    assert validity_on(DAY, DAY + timedelta(days=1), None) == Validity.NOT_YET
    assert validity_on(DAY, DAY, None) == validity_on(DAY, None, None) == Validity.IN_FORCE


def test_words_of_ours_change_as_a_whole_so_that_they_can_be_translated():
    before = Draft("Câu 1", "single_choice", "Gì?", ["a", "b"], "A", difficulty="2")
    after = replace(before, kind="multiple_choice", difficulty="1", rule="each")

    told = {each.label: [piece.text for piece in each.pieces] for each in compare(before, after) if each.in_our_words}

    assert told == {
        "Loại câu": ["Một lựa chọn", "Nhiều lựa chọn"], "Độ khó": ["Dễ", "Rất dễ"],
        "Cách chấm": ["chấm theo từng phương án"],
    }  # fmt: skip
