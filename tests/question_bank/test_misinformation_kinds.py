"""Kinds against misinformation: a post judged, the first thing to do, a sort of false information."""

from fractions import Fraction

import pytest

from question_bank.checking import check
from question_bank.draft import Draft
from question_bank.kinds.classify import SORTS, Classify
from question_bank.kinds.judge_post import JudgePost
from question_bank.kinds.next_step import NextStep
from question_bank.writing import ids_for, with_ids

POST = {
    "post": "KHẨN: nhà nước tặng 5 triệu, bấm vào đây nhận ngay hôm nay!", "verdict": "Giả",
    "choices": ["Giục làm ngay", "Đường liên kết lạ", "Có ảnh minh họa", "Có dấu tiếng Việt"], "key": "A, B",
}  # fmt: skip


def kept(kind, **fields):
    finding = check(Draft("Câu 1", kind.name, "?", **fields))
    assert finding.problems == []
    ids = ids_for(finding.content, {})
    return with_ids(finding.content, ids), with_ids(finding.key, ids)


@pytest.mark.parametrize(
    ("verdict", "signs", "points"),
    [
        ("fake", [0, 1], 1), ("fake", [0], Fraction(3, 4)), ("fake", [], Fraction(1, 2)),
        ("fake", [0, 1, 2], Fraction(3, 4)), ("fake", [2, 3], Fraction(1, 2)), ("real", [0, 1], 0), ("", [0, 1], 0),
    ],
)  # fmt: skip
def test_the_verdict_is_worth_half_and_signs_count_only_beside_the_right_one(verdict, signs, points):
    content, key = kept(JudgePost(), **POST)
    given = {"verdict": verdict, "choices": [content["choices"][sign]["id"] for sign in signs]}

    assert JudgePost().accepts(content, given)
    assert JudgePost().mark(content, key, given) == points


def test_a_post_without_signs_to_tick_is_whole_to_whoever_ticks_none():
    content, key = kept(JudgePost(), **POST | {"verdict": "real", "key": ""})
    first = content["choices"][0]["id"]

    assert JudgePost().mark(content, key, {"verdict": "real", "choices": []}) == 1
    assert JudgePost().mark(content, key, {"verdict": "real", "choices": [first]}) == Fraction(1, 2)


def test_a_judged_post_travels_in_a_form_and_back_into_a_draft():
    content, key = kept(JudgePost(), **POST)
    right = JudgePost().right_answer(content, key)

    assert JudgePost().given_in(JudgePost().values(right)) == right
    assert JudgePost().key_told(content, key) == ["Giả", "Giục làm ngay", "Đường liên kết lạ"]
    fields = JudgePost().draft_fields(content, key)
    assert fields | {"post": POST["post"]} == POST | {"verdict": "fake"}
    assert "verdict" not in content


@pytest.mark.parametrize(
    "given", [None, {}, {"verdict": "fake"}, {"verdict": "true", "choices": []}, {"verdict": "fake", "choices": ["zz"]}]
)
def test_what_nobody_could_have_judged_is_not_accepted(given):
    content, _ = kept(JudgePost(), **POST)

    assert not JudgePost().accepts(content, given)


@pytest.mark.parametrize(
    ("fields", "field"), [({"post": ""}, "post"), ({"verdict": "có lẽ"}, "verdict"), ({"key": "Z"}, "key")]
)
def test_what_a_judged_post_lacks_is_said_at_its_field(fields, field):
    draft = Draft("Câu 1", "judge_post", "?", **POST | fields)

    assert [problem.field for problem in check(draft).problems] == [field]


def test_the_sorts_of_false_information_are_always_the_same_in_the_same_order():
    content, key = kept(Classify(), key="Bịa đặt")

    assert [choice["text"] for choice in content["choices"]] == list(SORTS)
    assert Classify().choices_order(content, lambda sort: sort[::-1].encode()) == [c["id"] for c in content["choices"]]
    assert Classify().key_told(content, key) == [SORTS[2]]
    others = Classify().understand(Draft("Câu 1"), ["Thật", "Giả"], [0])
    assert "năm phương án có sẵn" in others.complaints[0].text


def test_the_first_thing_to_do_is_one_of_the_choices():
    content, key = kept(NextStep(), choices=["Chia sẻ", "Bấm thử", "Dừng lại, kiểm tra nguồn"], key="C")

    assert NextStep().key_told(content, key) == ["Dừng lại, kiểm tra nguồn"]
