"""Kinds against misinformation: a post judged, the first thing to do, a sort of false information."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.checking import check, check_all
from question_bank.draft import Draft
from question_bank.kinds.classify import SORTS, Classify
from question_bank.kinds.judge_post import JudgePost
from question_bank.kinds.next_step import NextStep, NextSteps
from question_bank.readers import yaml
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
    said = {"verdict": verdict, "choices": [content["choices"][sign]["id"] for sign in signs]}

    assert JudgePost().accepts(content, said)
    assert JudgePost().mark(content, key, said) == points


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
    "said", [None, {}, {"verdict": "fake"}, {"verdict": "true", "choices": []}, {"verdict": "fake", "choices": ["zz"]}]
)
def test_what_nobody_could_have_judged_is_not_accepted(said):
    content, _ = kept(JudgePost(), **POST)

    assert not JudgePost().accepts(content, said)


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


SIGNS = st.sets(st.sampled_from("abcd"))


@given(SIGNS, SIGNS, st.sampled_from(["fake", "real", "unclear"]), st.sampled_from(["fake", "real", "unclear", ""]))
def test_no_tick_brings_more_than_the_right_ones_and_the_arithmetic_told_is_the_mark(right, ticked, verdict, said):
    key = {"verdict": verdict, "right": sorted(right)}
    answer = {"verdict": said, "choices": sorted(ticked)}
    points = JudgePost().mark({}, key, answer)

    assert points == (0 if said != verdict else points)
    assert (points == 1) == (said == verdict and ticked == right)
    assert points in (0, 1) or points >= Fraction(1, 2)
    for wrong in set("abcd") - right - ticked:
        assert JudgePost().mark({}, key, answer | {"choices": sorted(ticked | {wrong})}) <= points
    if told := JudgePost().arithmetic(key, answer):
        verdict_share, share, more, less, signs = map(Fraction, re.findall(r"\d+/\d|\d+", told.removesuffix(" → 0")))
        assert points == verdict_share + share * max((more - less) / signs, 0)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Nhận định bài đăng", "judge_post"), ("Thật hay giả", "judge_post"), ("judge-post", "judge_post"),
        ("Việc cần làm trước", "next_step"), ("Việc cần làm theo thứ tự", "next_steps"), ("Next step", "next_step"),
        ("Phân loại tin giả", "classify"),
    ],
)  # fmt: skip
def test_the_kinds_are_known_by_the_names_that_people_write(said, kind):
    assert check(Draft("Câu 1", said, "?")).kind == kind


@pytest.mark.parametrize("said", ["C", "Bịa đặt", "bịa đặt.", "fabricated", SORTS[2]])
def test_a_sort_is_named_by_letter_by_name_or_in_full(said):
    finding = check(Draft("Câu 1", "classify", "?", key=said, post="Tin đồn"))

    assert (finding.problems, finding.right) == ([], [2])


def test_the_sorts_written_out_as_people_do_are_the_same_sorts():
    written = ["Sai bối cảnh", "Gây hiểu lầm", "Bịa đặt", "Mạo danh", "Châm biếm"]

    assert check(Draft("Câu 1", "classify", "?", written, "D")).choices == list(SORTS)


def test_the_same_words_over_another_post_are_another_question():
    asked = [
        Draft(f"Câu {number}", "judge_post", "Bài này thật hay giả?", ["Giục", "Lạ"], "A", post=post, verdict="fake")
        for number, post in enumerate(["Tặng 5 triệu", "Tặng 9 triệu", "tặng  5 triệu"], 1)
    ]

    assert [[problem.text for problem in finding.problems] for finding in check_all(asked, None, set())] == [
        [], [], ["câu này trùng với câu ở câu 1."],
    ]  # fmt: skip


def test_steps_in_order_are_marked_as_an_ordering_is():
    content, key = kept(NextSteps(), choices=["Dừng lại", "Kiểm tra nguồn", "Báo cáo"])
    right = NextSteps().right_answer(content, key)

    assert NextSteps().key_told(content, key) == ["Dừng lại", "Kiểm tra nguồn", "Báo cáo"]
    assert NextSteps().mark(content, key, right) == 1
    assert NextSteps().mark(content, key, {"choices": right["choices"][::-1]}) == 0


def test_yaml_reads_them_as_its_description_says():
    drafts = yaml.read("""
        questions:
          - {kind: judge_post, stem: Thật hay giả?, post: Tin, verdict: giả, choices: [Giục, Lạ, Ảnh], key: [A, B]}
          - {kind: judge_post, stem: Thật hay giả?, post: Tin khác, verdict: unclear, choices: [Giục, Lạ]}
          - {kind: next_step, stem: Làm gì trước?, post: Tin, choices: [Chia sẻ, Dừng lại], key: B}
          - {kind: next_steps, stem: Làm gì?, choices: [Dừng lại, Kiểm tra]}
          - {kind: classify, stem: Loại nào?, post: Tin, key: false_context}
    """.encode()).drafts  # fmt: skip
    findings = check_all(drafts, None, set())

    assert [finding.problems for finding in findings] == [[]] * 5
    assert [finding.key for finding in findings] == [
        {"verdict": "fake", "right": [0, 1]}, {"verdict": "unclear", "right": []}, {"right": [1]}, {"order": [0, 1]},
        {"right": [0]},
    ]  # fmt: skip


def test_a_sheet_that_names_no_kind_but_has_a_post_and_a_verdict_judges_a_post():
    finding = check(Draft("Dòng 2", "", "Thật hay giả?", ["Giục", "Lạ"], "A", post="Tin", verdict="Giả"))

    assert (finding.kind, finding.key, finding.problems) == ("judge_post", {"verdict": "fake", "right": [0]}, [])


def test_a_verdict_that_nothing_uses_is_said():
    finding = check(Draft("Dòng 2", "single_choice", "Ngày nào?", ["26/3", "19/5"], "A", verdict="Giả"))

    assert [warning.text for warning in finding.warnings] == [
        "loại câu “Một lựa chọn” không có kết luận; kết luận này không được dùng."
    ]


def test_several_first_things_to_do_are_sent_to_the_kind_that_orders_them():
    finding = check(Draft("Dòng 2", "next_step", "Làm gì trước?", ["Chia sẻ", "Dừng lại", "Báo cáo"], "B, C"))

    assert "chọn loại câu “Việc cần làm theo thứ tự”" in finding.problems[0].text
