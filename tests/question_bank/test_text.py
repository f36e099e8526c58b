import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from question_bank.text import (
    ID_LETTERS,
    escaped_like,
    fold,
    new_public_id,
    person_sort_key,
    person_sort_text,
    same_reading,
    sort_key,
)


def test_marks_are_not_needed_to_find():
    assert fold("Đoàn  Thanh niên") == "doan thanh nien"


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


def test_tone_placement_case_and_form_make_no_difference():
    assert same_reading("Hoà bình, thuỷ lợi") == same_reading("hòa  BÌNH, thủy lợi")
    assert same_reading(unicodedata.normalize("NFD", "Nguyễn Thuý")) == same_reading("Nguyễn Thúy")


def test_another_tone_or_letter_is_another_word():
    assert same_reading("mã") != same_reading("má")
    assert same_reading("đoan") != same_reading("doan")


def test_names_stand_in_vietnamese_order():
    in_order = ["An", "Ân", "Bình", "Cường", "Dung", "Đức", "Hòa", "Lan", "Minh", "Oanh", "Ông", "Ơn", "Tú", "Ư"]

    assert sorted(set(in_order), key=sort_key) == in_order


def test_tones_follow_the_dictionary():
    assert sorted(["mạ", "má", "mã", "mả", "mà", "ma"], key=sort_key) == ["ma", "mà", "mả", "mã", "má", "mạ"]


def test_people_are_listed_by_given_name():
    people = ["Trần Văn Bình", "Lê Thị An", "Nguyễn Văn An"]

    assert sorted(people, key=person_sort_key) == ["Lê Thị An", "Nguyễn Văn An", "Trần Văn Bình"]


@given(st.lists(st.text("aAăâđĐeêàảãáạ yz0-'日", max_size=8), min_size=2, max_size=6))
def test_the_text_to_sort_people_by_keeps_their_order(names):
    assert sorted(names, key=person_sort_text) == sorted(names, key=person_sort_key)


@given(st.text(), st.text())
def test_any_two_names_keep_their_order_as_text(one, other):
    assert (person_sort_text(one) < person_sort_text(other)) == (person_sort_key(one) < person_sort_key(other))


def test_a_public_id_has_no_letters_that_look_alike():
    assert len(new_public_id()) == 12
    assert all(new_public_id()[0].isalpha() for _ in range(200)), "it may begin the id of an element"
    assert not set("01oil") & set(ID_LETTERS)


def test_signs_of_a_pattern_are_searched_as_they_are():
    assert escaped_like("100%_") == r"100\%\_"
