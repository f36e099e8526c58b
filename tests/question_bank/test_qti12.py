"""QTI 1.2 as Canvas and its like export it."""

import pytest

from question_bank.checking import check
from tests.question_bank.qti_making import LABELS, equal, label, lid, old, read, when


def test_one_of_several_with_part_of_the_points():
    draft = read(old(lid(), when(equal("y"), 100) + when(equal("x"), 50)))

    assert (draft.kind, draft.stem, draft.worths) == ("single_choice", "Thủ đô?", ["1/2", "1", "0"])


def test_several_that_count_each():
    conditions = when(equal("x"), 75, "Add") + when(equal("y"), 25, "Add") + when(equal("z"), 25, "Subtract")
    draft = read(old(lid(cardinality="Multiple"), conditions))

    assert (draft.worths, draft.rule, draft.notes) == (["3/4", "1/4", "-1/4"], "shares", {})


def test_several_that_do_not_add_up_are_asked_about():
    together = when(f"<and>{equal('x')}{equal('z')}</and>", 0)
    conditions = when(equal("x"), 50, "Add") + when(equal("y"), 50, "Add") + together
    draft = read(old(lid(cardinality="Multiple"), conditions))

    assert (draft.worths, draft.rule) == (["1/2", "1/2", "0"], "shares")
    assert "khác với cộng phần điểm" in draft.unread["key"]


@pytest.mark.parametrize("wrong", [f"<not>{equal('z')}</not>", f"<not><or>{equal('z')}</or></not>", ""])
def test_several_that_count_together(wrong):
    condition = f"<and>{equal('x')}{equal('y')}{wrong}</and>"
    draft = read(old(lid(cardinality="Multiple"), when(condition, 100)))

    assert (draft.kind, draft.worths, draft.rule) == ("multiple_choice", ["1/2", "1/2", "0"], "")


def test_no_condition_no_key():
    draft = read(old(lid()))

    assert draft.worths == []
    assert "không ghi đáp án" in draft.notes["key"]


def test_forms_side_by_side_are_each_accepted():
    draft = read(old('<response_str ident="r"><render_fib/></response_str>', when(equal("Hà Nội") + equal("HN"), 100)))

    assert (draft.kind, draft.choices, draft.worths) == ("short_text", ["Hà Nội", "HN"], ["1", "1"])


def test_a_text_that_nothing_marks_is_an_essay():
    assert read(old('<response_str ident="r"><render_fib/></response_str>', kind="essay_question")).kind == "essay"


def test_a_number_with_its_range():
    between = '<vargte respident="r">1240</vargte><varlte respident="r">1260</varlte>'
    span = f"<or>{equal('1250')}<and>{between}</and></or>"
    response = '<response_str ident="r"><render_fib fibtype="Decimal"/></response_str>'
    draft = read(old(response, when(span, 100)))

    assert (draft.kind, draft.choices, draft.tolerances) == ("numeric", ["1.250"], ["10"])


def test_columns_of_the_same_choices_are_a_matching():
    responses = lid(ident="a", said="Việt Nam") + lid(ident="b", said="Nghệ An")
    draft = read(old(responses, when(equal("x", "a"), 50, "Add") + when(equal("z", "b"), 50, "Add")))

    assert draft.pairs == [["Việt Nam", "Hà Nội"], ["Nghệ An", "Vinh"], ["", "Huế"]]


def test_several_blanks_keep_their_name():
    responses = lid(label("x", "đỏ"), ident="a") + lid(label("y", "xanh"), ident="b")
    draft = read(old(responses, kind="fill_in_multiple_blanks_question"))

    assert "fill_in_multiple_blanks" in draft.kind
    assert check(draft).problems


def test_what_canvas_says_to_each_answer():
    links = (
        f"<respcondition><conditionvar>{equal('y')}</conditionvar><displayfeedback linkrefid='y_fb'/></respcondition>"
    )
    after = "".join(
        f'<itemfeedback ident="{name}"><material><mattext>{text}</mattext></material></itemfeedback>'
        for name, text in (("y_fb", "Cố đô."), ("general_fb", "Từ 1976."), ("general_incorrect_fb", "Xem lại."))
    )
    draft = read(old(lid(), links + when(equal("x"), 100), after=after))

    assert (draft.feedback, draft.explanation) == (["", "Cố đô.", ""], "Từ 1976.")
    assert (draft.when_right, draft.when_wrong) == ("", "Xem lại.")


def test_what_canvas_says_to_a_typed_answer_and_to_any_other():
    typed = '<response_str ident="r"><render_fib/></response_str>'
    links = "".join(
        f"<respcondition><conditionvar>{equal(text)}</conditionvar><displayfeedback linkrefid='{at}'/></respcondition>"
        for text, at in (("Hà Nội", "a_fb"), ("Huế", "b_fb"))
    )
    after = "".join(
        f'<itemfeedback ident="{name}"><material><mattext>{text}</mattext></material></itemfeedback>'
        for name, text in (("a_fb", "Từ 1976."), ("b_fb", "Cố đô."), ("general_incorrect_fb", "Xem lại."))
    )
    draft = read(old(typed, links + when(equal("Hà Nội"), 100), after=after, kind="short_answer_question"))

    assert (draft.choices, draft.worths) == (["Hà Nội", "Huế"], ["1", "0"])
    assert (draft.feedback, draft.otherwise, draft.explanation) == (["Từ 1976.", "Cố đô."], "Xem lại.", "")


def test_choices_that_nobody_filled_in_are_left_out():
    draft = read(old(lid(LABELS + label("w", "")), when(equal("x"), 100)))

    assert (draft.choices, draft.worths) == (["Hà Nội", "Huế", "Vinh"], ["1", "0", "0"])
    assert "trống" in draft.notes["choices"]
