import pytest

from question_bank.keys import NotAKey, right_places

WXYZ = ["w", "x", "y", "z"]


@pytest.mark.parametrize(
    ("key", "right"),
    [
        ("B", [1]), (" b ", [1]), ("C.", [2]), ("(D)", [3]), ("[A]", [0]), ("B)", [1]), ("Đáp án B", [1]),
        ("Phương án đúng: C", [2]), ("Answer: D", [3]), ("A,C", [0, 2]), ("A; C", [0, 2]), ("AC", [0, 2]),
        ("C A", [0, 2]), ("A và C", [0, 2]), ("A, B và D", [0, 1, 3]), ("a/c", [0, 2]), ("A\nC", [0, 2]),
        ("1", [0]), ("1,3", [0, 2]), ("x", [1]), ("W; z", [0, 3]), ("B. x", [1]), ("A, A", [0]), ("ABCD", [0, 1, 2, 3]),
    ],
)  # fmt: skip
def test_a_key_is_read_as_people_write_it(key, right):
    assert right_places(key, WXYZ) == right


@pytest.mark.parametrize("key", ["5", "E", "0", "AE", "A, E", "B. y", "v", "?", "A B C D E", "không rõ"])
def test_a_key_that_is_not_understood_is_never_guessed(key):
    with pytest.raises(NotAKey, match="không phải là một phương án"):
        right_places(key, WXYZ)


def test_a_missing_key_is_said_to_be_missing():
    with pytest.raises(NotAKey, match="chưa có đáp án"):
        right_places("  ", WXYZ)


def test_a_blank_choice_is_no_choice():
    with pytest.raises(NotAKey, match="'C' không phải là một phương án"):
        right_places("C", ["a", "b", "", "d"])


def test_the_text_of_a_choice_is_a_key_however_it_is_typed():
    assert right_places("Hoà bình.", ["Chiến tranh", "hòa bình"]) == [1]


def test_two_readings_that_differ_are_put_to_the_organiser():
    with pytest.raises(NotAKey, match="vừa là nội dung của phương án C, vừa có thể chỉ phương án B"):
        right_places("2", ["1", "4", "2", "3"])
    with pytest.raises(NotAKey, match="vừa là nội dung"):
        right_places("AB", ["A", "B", "AB", "O"])


@pytest.mark.parametrize(
    ("key", "right"), [("Đ", [0]), ("S", [1]), ("TRUE", [0]), ("sai", [1]), ("B", [1]), ("F", [1])]
)
def test_a_statement_is_keyed_by_its_truth(key, right):
    assert right_places(key, ["Đúng", "Sai"]) == right


def test_d_without_its_bar_is_a_letter_and_no_truth():
    with pytest.raises(NotAKey):
        right_places("D", ["Đúng", "Sai"])
