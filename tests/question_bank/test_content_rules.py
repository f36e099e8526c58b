"""Each rule of the shipped bank, broken once: what is said, and where."""

import json
import unicodedata
from datetime import date

import pytest

from question_bank.content import balance
from question_bank.content.check import check_folder, problems_of
from question_bank.content.shelf import files_in

TODAY = date(2026, 11, 23)
OFFICIAL = {"id": "goc", "title": "Cẩm nang", "issuer": "VAFC", "kind": "official", "url": "https://tingia.gov.vn/a"}
PRESS = {"id": "bao", "title": "Bài báo", "issuer": "Báo", "kind": "press", "url": "https://bao.vn/b"}
BLOG = {"id": "blog", "title": "Bài viết", "issuer": "Blog", "kind": "elsewhere", "url": "https://blog.vn/c"}
TOPIC = {"slug": "tin-gia", "name": "Tin giả", "name_en": "False news", "group": "misinformation"}
CHOICES = ["Kiểm chứng nguồn tin", "Chia sẻ cho thật nhanh", "Chờ người khác hỏi", "Bấm thích rồi thôi"]
WORDS = ("trái", "phải", "trên", "dưới", "trong", "ngoài", "trước", "sau", "giữa", "cạnh", "gần", "xa")


def question(number: int, **changes) -> dict:
    right = "ABCD"[number % 4]
    choices = CHOICES[1:]
    choices.insert("ABCD".index(right), CHOICES[0])
    usual = {
        "id": f"tin-{number}", "kind": "single_choice", "stem": f"Thấy tin lạ ở phía {WORDS[number]} thì nên làm gì?",
        "choices": choices, "key": right, "explanation": "Tin lạ cần kiểm chứng. Nguồn nói lên nhiều điều.",
        "difficulty": number % 3 + 1, "sources": ["goc"],
    }  # fmt: skip
    return {name: value for name, value in (usual | changes).items() if value is not None}


@pytest.fixture
def told(tmp_path):
    """What is said of a file with these changes in its first question, or of its whole."""

    def told_of(changes=None, *, more=(), sources=(OFFICIAL,), topic=TOPIC, on=TODAY) -> list[str]:
        questions = [question(0, **(changes or {})), *(question(number) for number in range(1, 8)), *more]
        whole = {"topic": topic, "sources": list(sources), "questions": questions}
        (tmp_path / "tin-gia.yaml").write_text(json.dumps(whole, ensure_ascii=False), "utf-8")
        return [str(problem) for problem in problems_of(files_in(tmp_path), on)]

    return told_of


def test_a_small_letter_with_a_mark_is_no_name(told):
    assert told({"stem": "Một chị đang bán hàng, một anh ở xa hỏi mua: xử lý thế nào?"}) == []


def test_good_questions_are_left_in_peace(told):
    assert told() == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"id": None}, "chưa có id"),
        ({"id": "tin-3"}, "id trùng với tin-gia.yaml, Câu 1"),
        ({"difficulty": None}, "chưa có difficulty"),
        ({"difficulty": 9}, "không phải là độ khó"),
        ({"key": "F"}, "không phải là một phương án"),
        ({"sources": None}, "chưa có nguồn"),
        ({"sources": ["đâu-đó"]}, "không có trong danh sách"),
        ({"explanation": "Chỉ một câu."}, "giải thích có 1 câu"),
        ({"explanation": "Một. " * 5}, "giải thích có 5 câu"),
        ({"stem": "Chị Lan thấy tin lạ thì nên làm gì?"}, "nêu tên người: “Chị Lan”"),
        ({"stem": "Thay tin la thi nen lam gi?"}, "không phải tiếng Việt"),
        ({"stem": "Thấy  tin lạ thì nên làm gì?"}, "thừa khoảng trắng"),
        ({"stem": unicodedata.normalize("NFD", "Thấy tin lạ?")}, "không ở dạng NFC"),
        ({"stem": "Thấy tin lạ ở phía PHẢI thì nên làm gì?"}, "hỏi đúng như"),
        ({"choices": CHOICES[:3]}, "có 3 phương án; loại câu này cần 4"),
        ({"choices": [CHOICES[0] + " và so với trang chính thức của cơ quan", *CHOICES[1:]]}, "làm lộ đáp án"),
        ({"choices": [*CHOICES[:3], "Thôi"], "valid_to": "2026-11-22"}, "đã hết hiệu lực ngày 22/11/2026"),
        ({"valid_from": "2026-12-01"}, "chưa có hiệu lực"),
        ({"kind": "ordering", "choices": CHOICES[:2], "key": None}, "có 2 bước hoặc cặp; cần từ 3 đến 6"),
        ({"kind": "multiple_choice", "key": ["A"]}, "có 1 phương án đúng; loại câu này cần 2 hoặc 3"),
    ],
)
def test_a_broken_rule_is_named_at_its_place(told, changes, words):
    said = told(changes)

    assert any(words in line for line in said), said
    assert all(line.startswith("tin-gia.yaml, Câu ") for line in said if words in line)


@pytest.mark.parametrize(
    "changes",
    [
        {"choices": ["Ngày 10/10", "Ngày 10/9", "Ngày 10/8", "Ngày 10/7"]},
        {"kind": "numeric", "choices": None, "key": "156"},
        {"stem": "Đăng tin giả thì bị phạt thế nào?"},
        {"kind": "true_false", "choices": None, "key": True, "stem": "Đến năm 2025, mọi xã đã có tổ công nghệ số."},
    ],
)
def test_figures_dates_and_fines_need_an_official_source_or_two(told, changes):
    assert any("cần một nguồn chính thức" in line for line in told(changes | {"sources": ["bao"]}, sources=ALL))
    assert told(changes | {"sources": ["bao", "blog"]}, sources=ALL[:3]) == []
    assert told(changes | {"sources": ["goc"]}) == []


ALL = (OFFICIAL, PRESS, BLOG)


def test_a_skill_may_rest_on_one_newspaper_but_on_no_blog_alone(told):
    assert told({"sources": ["bao"]}, sources=(OFFICIAL, PRESS)) == []
    assert any("chỉ có một nguồn" in line for line in told({"sources": ["blog"]}, sources=(OFFICIAL, BLOG)))


def test_what_has_run_out_may_be_asked_where_the_stem_says_the_year(told):
    assert told({"stem": "Năm 2025, thấy tin lạ thì nên làm gì?", "valid_to": "2025-12-31"}) == []


def test_a_source_must_be_one_that_can_be_looked_up_and_is_used(told):
    assert any("không phải là một trang" in line for line in told(sources=[OFFICIAL | {"url": "tingia"}]))
    assert any("thiếu issuer" in line for line in told(sources=[OFFICIAL | {"issuer": ""}]))
    assert any("không câu nào dùng" in line for line in told(sources=[OFFICIAL, PRESS]))
    assert any("loại nguồn “báo”" in line for line in told(sources=[OFFICIAL | {"kind": "báo"}]))


def test_a_topic_says_what_it_is_called(told):
    assert told(topic=TOPIC | {"name_en": ""}) == ["tin-gia.yaml: “topic” thiếu name_en."]
    assert any("nhóm “khác”" in line for line in told(topic=TOPIC | {"group": "khác"}))


def test_a_letter_that_is_right_too_often_is_told_for_the_file_and_for_all(told):
    more = [question(number, key="A", choices=CHOICES, difficulty=1) for number in (8, 9, 10)]

    said = [line for line in told(more=more) if "lệch về một chữ: A 5, B 2, C 2, D 2" in line]

    assert [line.split(":")[0] for line in said] == ["tin-gia.yaml", "Cả bộ"]


def test_true_must_not_be_a_better_guess_than_false(told):
    stems = [f"Đứng {word} mà nhìn thì tin nào cũng thật." for word in WORDS]
    more = [question(8, id=f"ds-{n}", kind="true_false", choices=None, key=False, stem=stems[n]) for n in range(3)]

    assert "Cả bộ: câu đúng sai lệch một bên: Đúng 0, Sai 3." in told(more=more)


def test_a_right_choice_that_is_mostly_the_longest_is_told(told):
    longest = [question(n, choices=[c + " ngay" * (c == CHOICES[0]) for c in question(n)["choices"]]) for n in range(8)]
    shown = told(
        longest[0],
        more=[one | {"id": f"dai-{n}", "stem": f"Còn {WORDS[n]}, bạn làm gì?"} for n, one in enumerate(longest)],
    )

    assert any("phương án đúng dài nhất" in line for line in shown)


def test_a_file_that_cannot_be_read_is_one_line(tmp_path):
    (tmp_path / "hỏng.yaml").write_text("{", "utf-8")

    assert [str(problem) for problem in problems_of(files_in(tmp_path), TODAY)] == ["hỏng.yaml: Tệp YAML bị hỏng."]


def test_nearly_the_same_question_is_listed_without_being_a_problem(told, tmp_path):
    told({"stem": "Khi thấy tin lạ ở phía phải thì nên làm gì?"})
    report = check_folder(tmp_path, TODAY)

    assert report["problems"] == []
    assert {"tin-gia.yaml, Câu 1 (tin-0)", "tin-gia.yaml, Câu 2 (tin-1)"} in map(
        set, (pair["places"] for pair in report["alike"])
    )


def test_how_many_they_must_be_is_asked_of_the_shipped_bank_only(told, tmp_path):
    assert told() == []
    files = files_in(tmp_path)

    assert f"Cả bộ: có 8 câu; cần ít nhất {balance.QUESTIONS_MIN}." in map(str, balance.problems_of_size(files))
    assert check_folder(tmp_path, TODAY)["problems"] == []
