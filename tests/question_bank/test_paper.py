"""What people paste, read as they meant it: questions, options, keys; and nothing guessed."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.checking import check
from question_bank.readers import UnreadableFile, read_safely
from question_bank.readers.text import read_text

OPTIONS = "\nA. một\nB. hai\nC. ba\nD. bốn\n"


def drafts(text):
    return read_text(text).drafts


def keys(text):
    return [draft.key for draft in drafts(text)]


@pytest.mark.parametrize(
    "number",
    [
        "Câu 1.",
        "Câu 1:",
        "CÂU 1:",
        "Câu 01.",
        "Câu 1/",
        "Câu 1 -",
        "Câu1.",
        "Câu hỏi 1:",
        "Câu 1 (NB).",
        "Câu 1 (1 điểm):",
        "1.",
        "1)",
        "1/",
        "Bài 1:",
        "Question 1:",
        "- Câu 1:",
        "**Câu 1:**",
        "Câu số 1:",
        "Câu 1",
        "1",
    ],
)
def test_a_question_begins_however_people_number_it(number):
    (draft,) = drafts(f"{number} Chuyển đổi số là gì?{OPTIONS}")

    assert draft.stem == "Chuyển đổi số là gì?"
    assert draft.choices == ["một", "hai", "ba", "bốn"]
    assert draft.key == ""
    assert draft.place == "Câu 1 (dòng 1)"


@pytest.mark.parametrize(
    "options",
    [
        "A. một\nB. hai\nC. ba",
        "A) một\nB) hai\nC) ba",
        "a. một\nb. hai\nc. ba",
        "a) một\nb) hai\nc) ba",
        "(A) một\n(B) hai\n(C) ba",
        "A: một\nB: hai\nC: ba",
        "A/ một\nB/ hai\nC/ ba",
        "A - một\nB - hai\nC - ba",
        "- A. một\n- B. hai\n- C. ba",
        "A. một B. hai C. ba",
        "A. một\tB. hai\tC. ba",
        "A. một    B. hai\nC. ba",
        "A.một\nB.hai\nC.ba",
        "A . một\nB . hai\nC . ba",
        "A một\nB hai\nC ba",
        "a. một c. ba b. hai",
        "☐ một\n☐ hai\n☐ ba",
        "- một\n- hai\n- ba",
        "1. một\n2. hai\n3. ba",
        "A.\nmột\nB.\nhai\nC.\nba",
        "Trả lời:\nA. một\nB. hai\nC. ba",
        "\u00a0A.\u00a0một\nB.\u00adhai\nC. ba",
    ],
)
def test_options_stand_as_people_set_them(options):
    (draft,) = drafts(f"Câu 1. Số nào?\n{options}")

    assert (draft.stem, draft.choices) == ("Số nào?", ["một", "hai", "ba"])


@pytest.mark.parametrize(
    "key",
    [
        "Đáp án: C",
        "ĐÁP ÁN: c",
        "Đáp án C",
        "Đáp án đúng: C",
        "Đáp án đúng là: C",
        "ĐA: C",
        "Đ/A: C",
        "Chọn C",
        "=> Chọn C",
        "→ C",
        "=> C",
        "Trả lời: C",
        "Answer: C",
        "ANSWER: C",
        "C",
        "c.",
        "[C]",
        "Đáp án: C. ba",
        "Đáp án: c (Điều 5)",
        "Correct answer: C",
        "(Đáp án: C)",
        "Đáp án:\nC",
        "Lời giải\nChọn C",
    ],
)
def test_a_key_under_its_question(key):
    (draft,) = drafts(f"Câu 1. Số nào?{OPTIONS}{key}")

    assert check(draft).right == [2]
    assert check(draft).problems == []


@pytest.mark.parametrize(
    "right", ["*C. ba", "C. ba *", "C. ba (đ)", "C. ba. (Đúng)", "* C. ba", "✓ C. ba", "C. ba ✓", "**C. ba**", "#C. ba"]
)
def test_a_mark_beside_the_right_option_is_its_key_and_no_text(right):
    (draft,) = drafts(f"Câu 1. Số nào?\nA. một\nB. hai\n{right}\nD. bốn")

    assert draft.key == "C"
    assert draft.choices[2].rstrip(".") == "ba"


@pytest.mark.parametrize(
    "table",
    [
        "1A 2B 3D",
        "1. A 2. B 3. D",
        "1-A; 2-B; 3-D",
        "1.A\t2.B\t3.D",
        "Câu 1: A\nCâu 2: B\nCâu 3: D",
        "1. A\n2. B\n3. D",
        "1 A\n2 B\n3 D",
        "Câu\t1\t2\t3\nĐáp án\tA\tB\tD",
        "1 2 3\nA B D",
        "Câu 1 2 3\nĐA A B D",
        "1\n2\n3\nA\nB\nD",
        "1: a, 2: b, 3: d",
        "1 - A | 2 - B | 3 - D",
    ],
)
@pytest.mark.parametrize("heading", ["ĐÁP ÁN", "BẢNG ĐÁP ÁN", "--- Đáp án ---", "HẾT\nĐáp án:"])
def test_keys_at_the_end_find_their_questions(table, heading):
    assert keys("".join(f"Câu {n}. Số {n}?{OPTIONS}" for n in (1, 2, 3)) + f"{heading}\n{table}") == ["A", "B", "D"]


def test_each_section_has_its_own_keys():
    sections = [
        f"PHẦN {name}. {title}\n" + "".join(f"Câu {n}. {title} {n}?{OPTIONS}" for n in (1, 2))
        for name, title in (("I", "Chuyển đổi số"), ("II", "An toàn mạng"))
    ]

    for table in (
        "Phần I: 1A 2B\nPhần II: 1C 2D",
        "PHẦN I\n1A 2B\nPHẦN II\n1C 2D",
        "1A 2B\n1C 2D",
        "Phần II: 1C 2D\nPhần I: 1A 2B",
    ):
        found = drafts("".join(sections) + f"ĐÁP ÁN\n{table}")
        assert [draft.key for draft in found] == ["A", "B", "C", "D"]
        assert [draft.topic for draft in found] == ["Chuyển đổi số"] * 2 + ["An toàn mạng"] * 2
    assert keys(f"{sections[0]}Đáp án: 1A 2B\n{sections[1]}Đáp án: 1C 2D") == ["A", "B", "C", "D"]


def test_keys_of_one_list_for_two_sections_are_not_guessed():
    sections = "".join(
        f"PHẦN {name}\n" + "".join(f"Câu {n}. {name} {n}?{OPTIONS}" for n in (1, 2)) for name in ("I", "II")
    )

    found = drafts(f"{sections}ĐÁP ÁN\n1A 2B")

    assert [draft.key for draft in found] == ["", "", "", ""]
    assert all("không rõ" in draft.unread["key"] for draft in found)


def test_two_keys_that_differ_are_for_a_person_to_settle():
    (draft,) = drafts("Câu 1. Số nào?\nA. một\n*B. hai\nC. ba\nĐáp án: C")

    assert draft.key == ""
    assert draft.unread["key"] == "dấu cạnh phương án: B; dòng đáp án: C"
    assert [problem.place for problem in check(draft).problems] == ["Câu 1 (dòng 1), đáp án (dòng 5)"]


def test_two_keys_that_agree_are_one():
    assert keys("Câu 1. Số nào?\nA. một\n*B. hai\nC. ba\nĐáp án: B\nBẢNG ĐÁP ÁN\n1. B") == ["B"]


def test_a_key_of_no_question_and_a_number_left_out_are_told():
    reading = read_text(f"Câu 1. Một?{OPTIONS}Câu 3. Ba?{OPTIONS}ĐÁP ÁN\n1A 2B 3C 4D")

    assert [draft.key for draft in reading.drafts] == ["A", "C"]
    assert reading.warnings == [
        "Phần đáp án có câu 2, 4 nhưng đề không có câu mang số này.",
        "Số câu bị nhảy: không thấy câu 2.",
    ]


def test_without_a_key_nothing_becomes_one():
    (draft,) = drafts(f"Câu 1. Số nào?{OPTIONS}")

    assert draft.key == ""
    assert [problem.text for problem in check(draft).problems] == ["chưa có đáp án."]


def test_a_key_that_is_no_option_is_told_once():
    (draft,) = drafts(f"Câu 1. Số nào?{OPTIONS}Đáp án: E")

    assert draft.key == ""
    assert draft.unread["key"] == "dòng đáp án ghi “E”, không phải là một phương án"


def test_letters_that_stand_twice_make_their_key_doubtful():
    twice = "Câu 1. Số nào?\nA. một\nB. hai\nD. ba\nD. bốn\nĐáp án: "

    assert keys(f"{twice}A") == ["A"]
    for letter in "CD":
        (draft,) = drafts(twice + letter)
        assert draft.key == ""
        assert "A, B, D, D" in draft.unread["key"]


def test_several_right_answers():
    assert keys(f"Câu 1. Chọn các đáp án đúng{OPTIONS}Đáp án: A, C và D") == ["A, C, D"]
    assert keys("Câu 1. Số nào? (chọn nhiều đáp án)\n*A. một\nB. hai\n*C. ba\n*D. bốn") == ["A, C, D"]
    (draft,) = drafts("Câu 1. Số nào?\n*A. một\nB. hai\n*C. ba\n*D. bốn")
    assert "hãy xác nhận" in draft.unread["key"]


def test_true_and_false():
    text = (
        "Câu 1. Trái Đất tròn. Đúng hay sai?\nĐáp án: Đúng\nCâu 2. Trái Đất phẳng. (S)\n"
        "Câu 3. Nước sôi ở 100 độ.\nĐúng\nSai\nĐáp án: Đúng\n"
        "Câu 4. Mọi tin đều thật. ☐ Đúng ☒ Sai\nCâu 5. Tin này đúng.\nA. Đúng B. Sai\nB"
    )

    found = [check(draft) for draft in drafts(text)]

    assert [finding.kind for finding in found] == ["true_false"] * 5
    assert [finding.right for finding in found] == [[0], [1], [0], [1], [1]]


@pytest.mark.parametrize(
    "key", ["a) Đ, b) S, c) Đ, d) S", "ĐSĐS", "Đ S Đ S", "a-Đúng; b-Sai; c-Đúng; d-Sai", "A) Đ B) S C) Đ D) S", "a, c"]
)
def test_statements_that_are_each_true_or_false_become_one_question(key):
    (draft,) = drafts(
        f"Câu 1. Về mật khẩu:\na) Cần dài.\nb) Dùng chung.\nc) Đổi khi lộ.\nd) Ghi ra giấy dán.\nĐáp án: {key}"
    )

    assert draft.key == "A, C"
    assert draft.choices[0] == "Cần dài."


def test_a_list_in_the_question_is_no_list_of_options():
    small = "Câu 1. Cho các ý:\na) ý một\nb) ý hai\nc) ý ba\nSố ý đúng là:\nA. 0\nB. 1\nC. 2\nD. 3"
    digits = "1. Cho các ý:\n1. ý một\n2. ý hai\n3. ý ba\nSố ý đúng là:\nA. 0 B. 1 C. 2 D. 3\n2. Câu sau?\nA. x\nB. y"

    (draft,) = drafts(small)
    assert draft.choices == ["0", "1", "2", "3"]
    assert "b) ý hai" in draft.stem
    assert [draft.choices for draft in drafts(digits)] == [["0", "1", "2", "3"], ["x", "y"]]


def test_people_called_a_and_b_are_no_options():
    (draft,) = drafts(
        "Câu 1. Anh A. và chị B. cùng chia sẻ tin giả. Ai vi phạm?\nA. Anh A.\nB. Chị B.\nC. Cả hai.\nĐáp án C"
    )

    assert draft.stem == "Anh A. và chị B. cùng chia sẻ tin giả. Ai vi phạm?"
    assert draft.choices == ["Anh A.", "Chị B.", "Cả hai."]


def test_what_is_said_of_a_question_comes_with_it():
    (draft,) = drafts(
        f"Chủ đề: An toàn mạng\nCâu 1 [VDC] (0,5 điểm): Số nào?{OPTIONS}Đáp án: B. Giải thích: vì hai.\n"
        "Ngoài ra còn lý do khác.\n"
        "Nguồn: Luật An ninh mạng số 24/2018/QH14, Điều 8, https://vanban.chinhphu.vn/24"
    )

    assert (draft.topic, draft.difficulty, draft.key) == ("An toàn mạng", "Vận dụng cao", "B")
    assert draft.explanation == "vì hai.\nNgoài ra còn lý do khác."
    (source,) = draft.sources
    assert (source.number, source.article, source.url) == ("24/2018/QH14", "Điều 8", "https://vanban.chinhphu.vn/24")


def test_headings_that_tell_only_the_form_are_no_topic():
    (draft,) = drafts(f"PHẦN I. CÂU HỎI TRẮC NGHIỆM (7,0 điểm)\nI. TRẮC NGHIỆM\nCâu 1. Số nào?{OPTIONS}")

    assert draft.topic == ""


def test_solutions_at_the_end_bring_keys_and_explanations():
    questions = "".join(f"Câu {n}. Số {n}?{OPTIONS}" for n in (1, 2, 3))

    found = drafts(f"{questions}HƯỚNG DẪN GIẢI\nCâu 1. Chọn B\nVì hai.\nCâu 2: Đáp án C. Vì ba.\nCâu 3. D")

    assert [(draft.key, draft.explanation) for draft in found] == [("B", "Vì hai."), ("C", "Vì ba."), ("D", "")]


def test_a_paper_that_repeats_itself_with_solutions_is_read_once():
    questions = [f"Câu {n}. Số {n}?{OPTIONS}" for n in (1, 2)]

    reading = read_text(
        "".join(questions)
        + "LỜI GIẢI\n"
        + "".join(f"{question}Đáp án: B\nGiải thích: vì hai.\n" for question in questions)
    )

    assert [(draft.key, draft.explanation) for draft in reading.drafts] == [("B", "vì hai.")] * 2
    assert "đứng hai lần" in reading.warnings[0]


def test_pages_leave_no_trace():
    page = "TRƯỜNG THPT SỐ 1 - ĐỀ THI THỬ\n- {} -\nTrang {}/3\n"
    (first, second) = drafts(
        f"{page.format(1, 1)}Câu 1. Mật khẩu mạnh là\n{page.format(2, 2)}mật khẩu nào?\nA. một\nB. hai\n"
        f"{page.format(3, 3)}C. ba\n"
        f"Câu 2. Hai?{OPTIONS}----- HẾT -----\nCán bộ coi thi không giải thích gì thêm."
    )

    assert first.stem == "Mật khẩu mạnh là mật khẩu nào?"
    assert (first.choices, second.choices[-1]) == (["một", "hai", "ba"], "bốn")


def test_a_passage_for_several_questions_goes_with_each():
    one, two, three = drafts(
        f"Đọc đoạn sau và trả lời câu 1 đến câu 2:\nMột bài đăng nói rằng mai mất điện.\n"
        f"Câu 1. Một?{OPTIONS}Câu 2. Hai?{OPTIONS}Câu 3. Ba?{OPTIONS}"
    )

    assert one.stem == "Một bài đăng nói rằng mai mất điện.\nMột?"
    assert two.stem.startswith("Một bài đăng")
    assert three.stem == "Ba?"
    assert "câu 1–2" in one.notes["stem"]


def test_words_behind_the_last_option_are_never_lost_silently():
    (draft, _) = drafts(f"Câu 1. Số nào?{OPTIONS}Một dòng không rõ của ai\nCâu 2. Hai?{OPTIONS}")

    assert draft.choices[-1] == "bốn"
    assert "Một dòng không rõ" in draft.notes["choice_3"]


def test_a_whole_paper_on_one_line():
    found = drafts("Câu 1: Một? A. x B. y C. z D. t Đáp án: B Câu 2: Hai? A. x B. y C. z D. t Đáp án: C")

    assert [(draft.stem, len(draft.choices), draft.key) for draft in found] == [("Một?", 4, "B"), ("Hai?", 4, "C")]


def test_rows_copied_from_a_sheet_are_read_as_a_sheet():
    (draft,) = drafts("STT\tCâu hỏi\tA\tB\tĐáp án\n1\tSố nào?\tmột\thai\tB")

    assert (draft.stem, draft.choices, draft.key) == ("Số nào?", ["một", "hai"], "B")


def test_prose_brings_no_questions():
    with pytest.raises(UnreadableFile, match="không có câu hỏi"):
        read_safely("Kính gửi các đồng chí,\nĐây là thư mời.\nTrân trọng.".encode(), "thu.txt")


@pytest.mark.parametrize(
    "text",
    [
        "Câu 1. Một?\n" + "A. x\n" * 20_000,
        "Câu 1. " + "A. x " * 20_000,
        "".join(f"Câu {n}. Số {n}?\nA. x\nB. y\nĐáp án: A\n" for n in range(1, 3_001)),
        "Câu 1. " + "a" * 300_000,
        "(" * 100_000,
        "1. " * 50_000,
        "1A " * 50_000,
        "\t" * 200_000 + "x",
        "Câu 1.\n" + "dòng\n" * 50_000,
        "- " * 60_000,
        "**" * 60_000,
        "Đáp án: " * 20_000,
        "1.\n" * 20_000,
        "\n" * 200_000,
    ],
)
def test_no_text_takes_long(text):
    began = time.process_time()
    read_text(text)

    assert time.process_time() - began < 8


def test_the_three_parts_of_a_school_exam():
    reading = read_text(
        f"PHẦN I. Câu trắc nghiệm nhiều phương án lựa chọn\nCâu 1. Một?{OPTIONS}"
        "PHẦN II. Câu trắc nghiệm đúng sai\nCâu 1. Về OTP:\na) Không đưa ai.\nb) Đọc cho người gọi.\n"
        "PHẦN III. Câu trắc nghiệm trả lời ngắn\nCâu 1. Năm nào?\n"
        "ĐÁP ÁN\nPHẦN I\n1C\nPHẦN II\nCâu 1: a) Đ b) S\nPHẦN III\nCâu 1: 1931"
    )

    assert [(draft.kind, draft.key, draft.topic) for draft in reading.drafts] == [
        ("", "C", ""),
        ("multiple_choice", "A", ""),
        ("short_text", "", ""),
    ]
    assert reading.drafts[2].choices == ["1931"]


SEEDS = [
    "Câu 1. Một?\nA. x\nB. y\n*C. z\nĐáp án: B\nGiải thích: vì.\n",
    "PHẦN II. An toàn\n1) Hai? a. x b. y c. z\n☐ Đúng ☒ Sai\n",
    "ĐÁP ÁN\n1A 2B\nCâu\t1\t2\nĐA\tA\tB\nCâu 2: a) Đ b) S\n",
    "Đọc đoạn sau, trả lời câu 1-3\nI. Ba?\n1) x\n2) y\n=> Chọn 2\nNguồn: x\n",
]


@given(
    st.lists(st.sampled_from([*"\n\t .:)(*ABCDabĐ1", *SEEDS, "Câu 3", "Đáp án", "- ", "Đ", "IV.", "NB"]), max_size=60)
)
@settings(max_examples=150, deadline=None)
def test_no_jumble_of_signs_breaks_it(parts):
    for draft in drafts("".join(parts)):
        check(draft)
        assert len(draft.choices) < 100
