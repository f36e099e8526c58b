"""Answers that are typed: a few words, a number. What people type on a phone is read generously, and always alike."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.checking import check
from question_bank.draft import Draft, Picture
from question_bank.kinds.essay import Essay, MarkedByPeople
from question_bank.kinds.kind import Kind
from question_bank.kinds.numbers import number_in, number_text
from question_bank.kinds.numeric import Numeric
from question_bank.kinds.short_text import ShortText
from question_bank.kinds.worths import worth_in


def understood(kind: Kind, **fields):
    draft = Draft("Câu 1", stem="?", **fields)
    return kind.understand(draft, draft.choices, [])


def mark(kind: Kind, text: str, **fields) -> Fraction:
    content, key, complaints = understood(kind, **fields)
    assert complaints == []
    return kind.mark(content, key, kind.normal(content, {"text": text}))


@pytest.mark.parametrize("said", ["Hà Nội", "hà  nội", " HÀ NỘI. ", "Ha\u0300 No\u0323\u0302i"])
def test_case_spacing_and_unicode_form_do_not_matter(said):
    assert mark(ShortText(), said, choices=["Hà Nội"]) == 1


def test_where_a_tone_is_written_does_not_matter():
    assert mark(ShortText(), "hoà bình", choices=["hòa bình"]) == 1


@pytest.mark.parametrize(("ignored", "points"), [(False, 0), (True, 1)])
def test_marks_matter_unless_the_author_says_otherwise(ignored, points):
    assert mark(ShortText(), "ha noi", choices=["Hà Nội"], tones_ignored=ignored) == points


@pytest.mark.parametrize(("matters", "points"), [(False, 1), (True, 0)])
def test_case_matters_only_where_the_author_says_so(matters, points):
    assert mark(ShortText(), "vneid", choices=["VNeID"], case_matters=matters) == points


def test_another_form_may_be_worth_less():
    forms = {"choices": ["TP. Hồ Chí Minh", "Sài Gòn"], "worths": ["1", "0.5"]}

    assert mark(ShortText(), "tp. hồ chí minh", **forms) == 1
    assert mark(ShortText(), "sài gòn", **forms) == Fraction(1, 2)
    assert mark(ShortText(), "Huế", **forms) == 0


def test_what_is_said_is_said_of_the_best_that_fits_and_otherwise_to_all_others():
    _, key, _ = understood(
        Numeric(), choices=["10", "10", "7"], tolerances=["0", "2", "0"], worths=["1", "1/2", "0"],
        feedback=["đúng", "gần", "bảy?"], otherwise="xem lại",
    )  # fmt: skip

    said = {text: Numeric().said_to(key, {"text": text}) for text in ("10", "11", "7", "99", "mười")}
    assert said == {"10": "đúng", "11": "gần", "7": "bảy?", "99": "xem lại", "mười": "xem lại"}
    assert Numeric().mark({}, key, {"text": "7"}) == 0


@pytest.mark.parametrize("kind", [ShortText(), Numeric()], ids=lambda kind: kind.name)
def test_no_answer_takes_points_away(kind):
    assert mark(kind, "7", choices=["10", "7"], worths=["1", "-1"]) == 0


def test_nothing_typed_is_worth_nothing():
    assert mark(ShortText(), " . ", choices=["."], worths=["1"]) == 0


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"choices": []}, "chưa có đáp án"),
        ({"choices": ["Sài Gòn"], "worths": ["0.5"]}, "trọn điểm"),
        ({"choices": ["Sài Gòn"], "worths": ["nửa"]}, "không đọc được"),
        ({"choices": ["a" * 201]}, "nhiều nhất là 200"),
    ],
)
def test_a_short_text_without_a_whole_answer_is_not_ready(fields, complaint):
    (found,) = understood(ShortText(), **fields).complaints

    assert complaint in found.text


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("12,5", Fraction(25, 2)), ("12.5", Fraction(25, 2)), ("1.250", 1250), ("1.250.000,5", Fraction(2500001, 2)),
        ("1 250 000", 1_250_000), ("1,250,000", 1_250_000), ("1,250.5", Fraction(2501, 2)), ("-3", -3), ("−3,0", -3),
        ("+7", 7), ("007", 7), ("12,500", Fraction(25, 2)), ("0.005", Fraction(1, 200)),
    ],
)  # fmt: skip
def test_numbers_are_read_as_vietnamese_people_write_them(said, number):
    assert number_in(said) == number


@pytest.mark.parametrize("said", ["", "năm", "1e5", "5%", "1.2.3", "1,2,3", "--3", "9" * 31, "٣", "1/2"])
def test_what_is_no_number_is_not_guessed_at(said):
    assert number_in(said) is None


@given(st.fractions(min_value=-(10**9), max_value=10**9, max_denominator=1).map(lambda whole: whole / 10**4))
def test_a_number_shown_is_read_again(number):
    assert number_in(number_text(number)) == number


@pytest.mark.parametrize(("said", "points"), [("9,4", 0), ("9,5", 1), ("10", 1), ("10,5", 1), ("10,51", 0), ("", 0)])
def test_a_tolerance_counts_on_both_sides_and_with_its_ends(said, points):
    assert mark(Numeric(), said, choices=["10"], tolerances=["0,5"]) == points


def test_the_best_of_several_numbers_counts():
    fields = {"choices": ["1822", "1822"], "tolerances": ["0", "2"], "worths": ["1", "1/2"]}

    assert mark(Numeric(), "1822", **fields) == 1
    assert mark(Numeric(), "1824", **fields) == Fraction(1, 2)


@pytest.mark.parametrize(("said", "tolerance"), [("12", "1/2"), ("12 ± 0", "0"), ("12 ± 0,25", "1/4")])
def test_a_number_that_takes_the_place_of_the_key_keeps_its_tolerance_unless_it_says_another(said, tolerance):
    key = {"numbers": [{"number": "10", "tolerance": "1/2", "worth": "1"}]}

    assert Numeric().is_whole({}, key, {"text": said})
    (number,) = Numeric().key_accepting({}, key, {"text": said})["numbers"]
    assert (number["number"], number["tolerance"]) == ("12", tolerance)


@pytest.mark.parametrize("said", ["mười", "10 ± ", "10 ± -1", "± 1"])
def test_what_is_no_number_is_no_key(said):
    assert not Numeric().is_whole({}, {"numbers": []}, {"text": said})


def test_a_number_that_is_none_is_named():
    complaints = understood(Numeric(), choices=["mười"], worths=["1"]).complaints

    assert "'mười' không phải là một số." in [complaint.text for complaint in complaints]


@pytest.mark.parametrize("kind", [ShortText(), Numeric(), Essay()], ids=lambda kind: kind.name)
@pytest.mark.parametrize(
    "given", [None, "10", {}, {"text": 10}, {"text": None}, {"choices": []}, {"text": "9" * 10_001}]
)
def test_what_no_page_of_ours_sends_is_not_accepted(kind, given):
    assert not kind.accepts({}, given)


@pytest.mark.parametrize("kind", [ShortText(), Numeric()], ids=lambda kind: kind.name)
def test_what_is_kept_can_be_written_out_and_read_again(kind):
    content, key, _ = understood(
        kind, choices=["1.250,5", "7"], worths=["1", "1/3"], tolerances=["0", "0,25"] if kind.name == "numeric" else []
    )
    again = kind.understand(Draft("Câu 1", **kind.draft_fields(content, key)), [], [])

    assert (again.content, again.key) == (content, key)


def test_people_mark_an_essay():
    with pytest.raises(MarkedByPeople):
        mark(Essay(), "Bài viết")


@pytest.mark.parametrize(
    ("said", "worth"),
    [("1", 1), ("0.5", Fraction(1, 2)), ("1/3", Fraction(1, 3)), ("0.3333333", Fraction(1, 3)), ("-1", -1),
     ("0.8333333", Fraction(5, 6)), ("50%", Fraction(1, 2)), ("33,33333 %", Fraction(1, 3)), ("-25%", Fraction(-1, 4)),
     ("2", None), ("1/0", None),
     ("1/00", None), ("120%", None), ("nửa", None)],
)  # fmt: skip
def test_a_worth_is_exact(said, worth):
    assert worth_in(said) == worth


def test_a_form_left_blank_takes_what_stands_beside_it_along_and_moves_nothing_else():
    pictures = [Picture(f"feedback_{place}", "aGE=", alt=str(place)) for place in range(3)]
    draft = Draft("Câu 1", "short_text", "Thủ đô?", ["Hà Nội", " ", "Hanoi"], feedback=["đúng", "?", "gần"],
                  worths=["1", "0", "1/2"], pictures=[*pictures, Picture("stem", "aGE=")])  # fmt: skip
    finding = check(draft)
    said = [(form["text"], form["worth"], form["feedback"]) for form in finding.key["accepted"]]

    assert said == [("Hà Nội", "1", "đúng"), ("Hanoi", "1/2", "gần")]
    assert [(each.at, each.alt) for each in finding.draft.pictures] == [
        ("feedback_0", "0"), ("feedback_1", "2"), ("stem", ""),
    ]  # fmt: skip
