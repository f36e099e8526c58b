import pytest

from question_bank.checking import check, check_all, problems_in
from question_bank.draft import Draft, Picture

TOPICS = {"an toan thong tin": "An toàn thông tin", "an-toan-thong-tin": "An toàn thông tin"}


def row_7(**changes):
    cells = {"key": "cột Đáp án", "stem": "cột Câu hỏi", "topic": "cột Chủ đề"}
    draft = Draft(
        place="Dòng 7", stem="Mã OTP để làm gì?", choices=["Xác nhận", "Nghe nhạc", "Tải ảnh"], key="A", cells=cells
    )
    for field, value in changes.items():
        setattr(draft, field, value)
    return draft


def said(**changes):
    return [str(problem) for problem in problems_in(row_7(**changes), TOPICS)]


def test_a_good_row_has_no_problem():
    assert said() == []


def test_a_key_that_is_no_choice_is_named_at_its_cell():
    assert said(key="E") == ["Dòng 7, cột Đáp án: 'E' không phải là một phương án."]


def test_each_slip_is_said_at_its_place():
    assert said(stem="") == ["Dòng 7, cột Câu hỏi: chưa có nội dung câu hỏi."]
    assert said(key="") == ["Dòng 7, cột Đáp án: chưa có đáp án."]
    assert said(choices=["Xác nhận"]) == ["Dòng 7: mới có một phương án; cần từ hai đến sáu phương án."]
    assert said(choices=list("uvwxyzt"), key="B") == ["Dòng 7: có 7 phương án; nhiều nhất là sáu."]
    assert said(choices=["a", "", "c"]) == [
        "Dòng 7, cột Phương án B: phương án B để trống mà sau nó vẫn còn phương án."
    ]
    assert said(choices=["hoà", "b", "hòa"], key="B") == ["Dòng 7, cột Phương án C: phương án C trùng với phương án A."]
    assert said(difficulty="7")[0].startswith("Dòng 7, cột Độ khó: '7' không phải là độ khó.")
    assert said(topic="Thơ ca")[0].startswith("Dòng 7, cột Chủ đề: chưa có chủ đề 'Thơ ca'.")
    assert said(kind="single_choice", key="A, B")[0].startswith(
        "Dòng 7, cột Đáp án: loại câu “Một lựa chọn” chỉ có một"
    )
    assert said(kind="Poll")[0].startswith("Dòng 7, cột Loại câu: chưa có loại câu 'Poll'.")
    assert said(valid_from="hôm nay")[0].startswith("Dòng 7, cột Hiệu lực từ: 'hôm nay' không phải là ngày.")
    assert said(valid_from="2/1/2026", valid_to="2026-01-01")[0].endswith(
        "ngày hết hiệu lực đứng trước ngày có hiệu lực."
    )


def test_a_cell_that_could_not_be_read_is_said_once():
    assert said(stem="", unread={"stem": "ô báo lỗi #REF!"}) == ["Dòng 7, cột Câu hỏi: ô báo lỗi #REF!."]


@pytest.mark.parametrize(
    ("difficulty", "level"), [("", 3), ("Dễ", 2), ("trung bình", 3), ("KHÓ", 4), ("1", 1), ("Vận dụng cao", 5)]
)
def test_difficulty_is_a_number_or_a_word(difficulty, level):
    assert check(row_7(difficulty=difficulty)).difficulty == level


@pytest.mark.parametrize(
    ("changes", "kind", "right"),
    [
        ({}, "single_choice", [0]),
        ({"key": "A, C"}, "multiple_choice", [0, 2]),
        ({"kind": "Nhiều lựa chọn"}, "multiple_choice", [0]),
        ({"kind": "Multiple Choice", "key": "1,3"}, "multiple_choice", [0, 2]),
        ({"choices": ["Đúng", "Sai"], "key": "B"}, "true_false", [1]),
        ({"choices": [], "key": "Đúng"}, "true_false", [0]),
        ({"choices": [], "key": "S", "kind": "Đúng hay sai"}, "true_false", [1]),
    ],
)
def test_a_kind_left_blank_follows_from_choices_and_key(changes, kind, right):
    finding = check(row_7(**changes))

    assert (finding.problems, finding.kind, finding.right) == ([], kind, right)


def test_a_topic_is_known_by_name_or_slug_with_or_without_marks():
    assert check(row_7(topic="an toàn THÔNG tin"), TOPICS).topic == "An toàn thông tin"
    assert check(row_7(topic="an-toan-thong-tin"), TOPICS).topic == "An toàn thông tin"
    assert check(row_7(), TOPICS).topic == "Chưa phân loại"


def test_letters_that_every_choice_carries_are_taken_off():
    assert check(row_7(choices=["A. một", "B) hai", "C. ba"])).choices == ["một", "hai", "ba"]
    assert check(row_7(choices=["A. một", "hai", "ba"])).choices == ["A. một", "hai", "ba"]


def test_the_same_question_twice_names_the_first():
    again = row_7(place="Dòng 9", choices=["Tải ảnh", "xác nhận", "Nghe nhạc"], key="B")

    _, finding = check_all([row_7(), again], None, set())

    assert [str(problem) for problem in finding.problems] == ["Dòng 9, cột Câu hỏi: câu này trùng với câu ở dòng 7."]


def test_the_same_stem_over_other_choices_is_only_remarked():
    _, finding = check_all([row_7(), row_7(place="Dòng 9", choices=["Gọi điện", "Mở tài khoản"])], None, set())

    assert finding.problems == []
    assert "giống câu ở dòng 7 nhưng khác phương án" in str(finding.warnings[0])


def test_a_question_already_in_the_bank_is_remarked():
    (finding,) = check_all([row_7()], None, {"mã otp để làm gì?"})

    assert finding.problems == []


@pytest.mark.parametrize(
    ("kind", "worths", "right"),
    [
        ("single_choice", ["0", "1", "0"], [1]),
        ("single_choice", ["0.5", "1", "-0.25"], [1]),
        ("multiple_choice", ["1/2", "-1", "1/2"], [0, 2]),
        ("multiple_choice", ["0.3333333", "0", "0.3333333"], [0, 2]),
    ],
)
def test_worths_say_which_choices_are_right(kind, worths, right):
    finding = check(row_7(kind=kind, key="", worths=worths))

    assert (finding.problems, finding.kind, finding.right) == ([], kind, right)


def test_part_of_the_points_for_a_single_choice_is_kept_and_what_is_taken_away_is_remarked():
    finding = check(row_7(kind="single_choice", key="", worths=["1", "0.5", "-1/3"]))

    assert finding.key == {"right": [0], "parts": [{"id": 1, "worth": "1/2"}, {"id": 2, "worth": "-1/3"}]}
    assert [str(warning) for warning in finding.warnings] == [
        "Dòng 7, cột Phương án C: phương án này bị trừ 33,33% số điểm trong tệp; ở đây chọn sai không bị trừ điểm."
    ]


def test_a_statement_is_right_or_wrong_and_nothing_between():
    finding = check(row_7(choices=["Đúng", "Sai"], key="", worths=["1", "50%"]))

    assert (finding.kind, finding.key) == ("true_false", {"right": [0]})
    assert "được 50% số điểm trong tệp; ở đây nó là phương án sai" in str(finding.warnings[0])


@pytest.mark.parametrize(
    "key", ["A; B [1/2 điểm]", "A; B [50% điểm]", "B [0,5 điểm]\nA", "Đăng nhập | Gọi điện [0.5 điểm]"]
)
def test_a_key_in_a_cell_may_say_what_other_choices_are_worth(key):
    finding = check(row_7(choices=["Đăng nhập", "Gọi điện", "Gửi tiền"], key=key))

    assert (finding.problems, finding.kind, finding.right) == ([], "single_choice", [0])
    assert finding.key["parts"] == [{"id": 1, "worth": "1/2"}]


@pytest.mark.parametrize(
    ("key", "words"),
    [("A; G [1/2 điểm]", "không phải là một phương án"), ("A; B [nửa điểm]", "phần điểm 'nửa' không đọc được"),
     ("B [1/2 điểm]", "chưa có đáp án")],
)  # fmt: skip
def test_a_share_that_cannot_be_read_is_asked_about(key, words):
    assert [words in problem for problem in said(choices=["Một", "Hai", "Ba"], key=key)] == [True]


def test_right_choices_of_different_worth_are_remarked():
    finding = check(row_7(kind="multiple_choice", key="", worths=["0.75", "0.25", "0"]))

    assert (finding.problems, finding.right) == ([], [0, 1])
    assert "phần điểm khác nhau" in str(finding.warnings[0])


@pytest.mark.parametrize(
    ("worths", "words"),
    [
        (["0.5", "0.5", "0"], "không phương án nào được trọn điểm"),
        (["1", "1", "0"], "chỉ có một đáp án đúng, ở đây có 2"),
        (["1", "?", "0"], "phần điểm của các phương án không đọc được"),
        (["1", "0"], "phần điểm của các phương án không đọc được"),
    ],
)
def test_worths_that_name_no_one_right_choice_are_said_at_the_key(worths, words):
    (problem,) = said(kind="single_choice", key="", worths=worths)

    assert problem.startswith("Dòng 7, cột Đáp án: ")
    assert words in problem


def test_a_key_that_a_person_gives_counts_more_than_worths():
    assert check(row_7(kind="single_choice", key="C", worths=["1", "0", "0"])).right == [2]


def test_a_picture_without_words_is_told_at_its_place():
    pictures = [Picture("stem", file="a"), Picture("stem", file="b"), Picture("choice_1", file="c", alt="Biển báo")]
    found = check(Draft("Câu 1", stem="Hình nào?", choices=["Một", "Hai"], key="A", pictures=pictures))

    assert [warning.field for warning in found.warnings] == ["stem"]
    assert "chưa có mô tả ảnh" in found.warnings[0].text
    assert [at for at, _ in found.pictures] == ["stem", "stem", 1]


def test_a_picture_beside_an_accepted_answer_would_tell_the_key():
    pictures = [Picture("choice_0", file="a", alt="Cờ Đoàn"), Picture("stem", file="b", alt="Huy hiệu")]
    found = check(Draft("Câu 1", kind="short_text", stem="Hình gì?", choices=["Cờ Đoàn"], pictures=pictures))

    assert [at for at, _ in found.pictures] == ["stem"]
    assert [warning.field for warning in found.warnings if "không được giữ" in warning.text] == ["choice_0"]


def test_the_same_words_over_another_picture_are_another_question():
    one, same, other = (
        Draft(f"Câu {place}", stem="Biển này báo gì?", choices=["Cấm", "Dừng"], key="A",
              pictures=[Picture("stem", file=file, alt="Biển")])
        for place, file in ((1, "a"), (2, "a"), (3, "b"))
    )  # fmt: skip

    twice, different = check_all([one, same, other], None, set())[1:]

    assert "trùng" in twice.problems[0].text
    assert different.problems == []
    assert "khác ảnh" in different.warnings[0].text
