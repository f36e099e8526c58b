"""Answers that are arranged: steps in order, pairs that belong together, several choices that each count."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.draft import Draft
from question_bank.kinds.matching import Matching
from question_bank.kinds.multiple_choice import MultipleChoice
from question_bank.kinds.ordering import Ordering
from question_bank.writing import ids_for, with_ids

STEPS = ["Dừng lại, không chuyển tiền", "Gọi lại số chính thức", "Báo công an", "Ấn nút khóa thẻ"]
PAIRS = [["VNeID", "Định danh điện tử"], ["Dịch vụ công", "Nộp hồ sơ"], ["OTP", "Xác thực"], ["", "Mạng xã hội"]]


def kept(kind, draft):
    understood = kind.understand(draft, draft.choices, [])
    assert understood.complaints == []
    ids = ids_for(understood.content, {})
    return with_ids(understood.content, ids), with_ids(understood.key, ids)


@pytest.fixture
def ordering():
    return kept(Ordering(), Draft("Câu 1", choices=STEPS))


@pytest.fixture
def matching():
    return kept(Matching(), Draft("Câu 1", pairs=PAIRS))


def test_steps_are_not_kept_in_their_right_order(ordering):
    content, key = ordering
    texts = [choice["text"] for choice in content["choices"]]

    assert texts != STEPS
    assert Ordering().key_told(content, key) == STEPS


def test_only_the_whole_order_is_right(ordering):
    content, key = ordering
    right = key["order"]

    assert Ordering().mark(content, key, {"choices": right}) == 1
    assert Ordering().mark(content, key, {"choices": [right[1], right[0], *right[2:]]}) == 0
    assert Ordering().mark(content, key, {"choices": right[:-1]}) == 0


def test_a_step_twice_or_unknown_is_not_accepted(ordering):
    content, key = ordering

    assert Ordering().accepts(content, {"choices": key["order"][:2]})
    assert not Ordering().accepts(content, {"choices": [key["order"][0]] * 2})
    assert not Ordering().accepts(content, {"choices": ["zzzz"]})


def test_each_right_pair_counts_the_same(matching):
    content, key = matching
    pairs = dict(key["pairs"])
    first, second, third = pairs
    crossed = {first: pairs[first], second: pairs[third], third: pairs[second]}

    assert Matching().mark(content, key, {"pairs": pairs}) == 1
    assert Matching().mark(content, key, {"pairs": crossed}) == Fraction(1, 3)
    assert Matching().mark(content, key, {"pairs": {}}) == 0


def test_the_right_side_is_by_alphabet_and_may_hold_one_too_many(matching):
    content, key = matching

    assert [each["text"] for each in content["right"]] == ["Định danh điện tử", "Mạng xã hội", "Nộp hồ sơ", "Xác thực"]
    assert len(key["pairs"]) == 3


def test_pairs_of_other_questions_are_not_accepted(matching):
    content, key = matching
    left, right = key["pairs"][0]

    assert Matching().accepts(content, {"pairs": {left: right}})
    assert not Matching().accepts(content, {"pairs": {right: left}})
    assert not Matching().accepts(content, {"pairs": {left: "zzzz"}})
    assert not Matching().accepts(content, {"pairs": {left: [right]}})
    assert not Matching().accepts(content, {"pairs": [[left, right]]})


def test_a_form_without_javascript_says_the_same(matching):
    _, key = matching
    fields = [f"{left}:{right}" for left, right in key["pairs"][:2]] + [f"{left}:" for left, _ in key["pairs"][2:]]

    assert Matching().given_in(fields) == {"pairs": dict(key["pairs"][:2])}


@pytest.mark.parametrize(
    ("pairs", "complaint"),
    [
        ([["a", "b"]], "từ hai đến mười cặp"),
        ([["a", "b"], ["c", ""]], "chưa được ghép"),
        ([["a", "b"], ["A", "c"]], "giống nhau"),
        ([["a", "b"], ["c", "b"]], "không có gì để ghép"),
    ],
)
def test_pairs_that_cannot_be_asked_are_named(pairs, complaint):
    (found,) = Matching().understand(Draft("Câu 1", pairs=pairs), [], []).complaints

    assert complaint in found.text


def test_what_is_kept_can_be_written_out_and_read_again(ordering, matching):
    for kind, (content, key) in ((Ordering(), ordering), (Matching(), matching)):
        fields = kind.draft_fields(content, key)
        draft = Draft("Câu 1", **fields)
        again = kind.understand(draft, draft.choices, [])
        ids = ids_for(again.content, content)

        assert (with_ids(again.content, ids), with_ids(again.key, ids)) == (content, key)


CONTENT = {"choices": [{"id": id, "text": id} for id in "abcdef"]}


@given(st.sets(st.sampled_from("abcdef"), min_size=1), st.sets(st.sampled_from("abcdef")))
def test_each_right_choice_counts_and_each_wrong_one_takes_away(right, chosen):
    key = {"right": sorted(right), "rule": "each"}
    mark = MultipleChoice().mark(CONTENT, key, {"choices": sorted(chosen)})

    assert mark == max(Fraction(len(right & chosen) - len(chosen - right), len(right)), 0)
    assert 0 <= mark <= 1
    assert (mark == 1) == (right == chosen)
