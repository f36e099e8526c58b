from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.kinds import BY_CHOOSING, KINDS
from question_bank.kinds.multiple_choice import rule_by

CONTENT = {"stem": "Số nào chẵn?", "choices": [{"id": id, "text": id * 2} for id in ("k7qd", "m3xp", "t9aa", "w2cc")]}
IDS = [choice["id"] for choice in CONTENT["choices"]]


def texts(*choices):
    return {"stem": "?", "choices": [{"id": f"c{place}", "text": text} for place, text in enumerate(choices)]}


def backwards(id):
    return bytes(255 - letter for letter in id.encode())


@given(st.sets(st.sampled_from(IDS), min_size=1), st.sets(st.sampled_from(IDS)))
def test_several_right_are_all_or_nothing(right, chosen):
    mark = KINDS["multiple_choice"].mark(CONTENT, {"right": sorted(right)}, {"choices": sorted(chosen)})

    assert mark == (Fraction(1) if right == chosen else Fraction(0))


SHARES = st.fractions(-1, 1, max_denominator=20)


@given(st.lists(SHARES, min_size=4, max_size=4), st.lists(st.sampled_from(IDS), unique=True))
def test_shares_of_those_chosen_are_added_up_between_nothing_and_all(shares, chosen):
    key = {"rule": "shares", "right": [], "parts": [{"id": id, "worth": str(shares[at])} for at, id in enumerate(IDS)]}
    total = Fraction(0)
    for at, id in enumerate(IDS):
        if id in chosen:
            total += shares[at]

    mark = KINDS["multiple_choice"].mark(CONTENT, key, {"choices": chosen})
    assert mark == (0 if total < 0 else 1 if total > 1 else total)


def test_the_worked_example_of_shares():
    parts = [{"id": id, "worth": worth} for id, worth in zip(IDS, ["3/4", "-1/2", "1/4", "-1"], strict=True)]
    key = {"rule": "shares", "right": [IDS[0], IDS[2]], "parts": parts}
    told = {
        chosen: KINDS["multiple_choice"].arithmetic(key, {"choices": [IDS["ABCD".index(letter)] for letter in chosen]})
        for chosen in ("ABC", "AC", "BC", "D", "")
    }

    assert told == {"ABC": "3/4 − 1/2 + 1/4", "AC": "3/4 + 1/4", "BC": "−1/2 + 1/4 → 0", "D": "−1 → 0", "": ""}
    assert KINDS["multiple_choice"].mark(CONTENT, key, {"choices": IDS[:3]}) == Fraction(1, 2)


def test_another_key_beside_shares_counts_each_alike():
    parts = [{"id": IDS[0], "worth": "3/4"}, {"id": IDS[1], "worth": "1/4"}]
    key = {"rule": "shares", "right": IDS[:2], "parts": parts}
    other = KINDS["multiple_choice"].key_accepting(CONTENT, key, {"choices": IDS[1:3]})

    assert other == {"rule": "each", "right": IDS[1:3]}
    assert KINDS["multiple_choice"].is_whole(CONTENT, key, {"choices": IDS[1:3]})


@given(st.lists(SHARES, min_size=1, max_size=5), st.data())
def test_a_file_that_adds_up_is_read_by_the_rule_that_gives_the_same_mark(shares, data):
    right = [id for id, share in enumerate(shares) if share > 0]
    chosen = data.draw(st.lists(st.sampled_from(range(len(shares))), unique=True))
    key = {"right": right, "rule": rule_by(shares),
           "parts": [{"id": id, "worth": str(share)} for id, share in enumerate(shares)]}  # fmt: skip
    added = min(max(sum((shares[id] for id in chosen), Fraction(0)), Fraction(0)), Fraction(1))

    assert not right or KINDS["multiple_choice"].mark({}, key, {"choices": chosen}) == added


@pytest.mark.parametrize("kind", [KINDS[name] for name in BY_CHOOSING], ids=BY_CHOOSING)
@pytest.mark.parametrize(
    "given", [None, [], "k7qd", {}, {"choices": "k7qd"}, {"choices": ["A"]}, {"choices": [1]}, {"choices": [["k7qd"]]},
              {"choices": ["k7qd", "k7qd"]}, {"choices": ["k7qd"], "mark": 1}],
)  # fmt: skip
def test_what_no_contestant_could_have_given_is_not_accepted(kind, given):
    assert not kind.accepts(CONTENT, given)


@pytest.mark.parametrize("kind", [KINDS[name] for name in BY_CHOOSING], ids=BY_CHOOSING)
def test_an_answer_may_be_taken_back(kind):
    assert kind.accepts(CONTENT, {"choices": []})
    assert kind.mark(CONTENT, {"right": ["k7qd"]}, {"choices": []}) == 0


def test_only_one_of_a_single_choice_may_be_chosen():
    assert not KINDS["single_choice"].accepts(CONTENT, {"choices": IDS[:2]})
    assert KINDS["multiple_choice"].accepts(CONTENT, {"choices": IDS[:2]})


@pytest.mark.parametrize(("chosen", "mark"), [("k7qd", 1), ("m3xp", Fraction(1, 3)), ("t9aa", 0), ("w2cc", 0)])
def test_a_second_best_brings_its_share_and_nothing_is_taken_away(chosen, mark):
    parts = [{"id": "m3xp", "worth": "1/3"}, {"id": "w2cc", "worth": "-1/4"}]
    key = {"right": ["k7qd"], "parts": parts}

    assert KINDS["single_choice"].mark(CONTENT, key, {"choices": [chosen]}) == mark
    assert KINDS["single_choice"].gives_parts(key)
    assert KINDS["single_choice"].key_accepting(CONTENT, key, {"choices": ["t9aa"]}) == {"right": ["t9aa"]}


def test_true_comes_before_false_in_every_paper():
    assert KINDS["true_false"].choices_order(texts("Đúng", "Sai"), backwards) == ["c0", "c1"]


@pytest.mark.parametrize(
    "last", ["Tất cả các phương án trên", "Cả ba phương án trên đều đúng.", "Không có đáp án nào đúng",
             "Tất cả đều sai", "Cả 3 ý trên", "All of the above"],
)  # fmt: skip
def test_all_of_these_stays_last(last):
    order = KINDS["single_choice"].choices_order(texts("một", "hai", last, "ba"), backwards)

    assert order == ["c3", "c1", "c0", "c2"]


def test_all_opinions_is_a_choice_like_any_other():
    order = KINDS["single_choice"].choices_order(texts("Tất cả ý kiến của nhân dân", "hai"), backwards)

    assert order == ["c1", "c0"]


@pytest.mark.parametrize("text", ["Cả A và B", "A, B và C đều đúng", "Cả A, B, C", "Chỉ A và C"])
def test_nothing_moves_where_a_choice_names_letters(text):
    assert KINDS["single_choice"].choices_order(texts("x", "y", "z", text), backwards) == ["c0", "c1", "c2", "c3"]
