"""Rules that contradict each other, or the parts of the paper, are said in words before anybody plays by them."""

from quiz.contests.consistency import PlannedPart, contradictions
from quiz.contests.regulations import sentences
from quiz.contests.rules import RoundRules

KNOWLEDGE = PlannedPart("Kiến thức", 10, 20)
SITUATIONS = PlannedPart("Tình huống", 5, 5)
BOTH = (KNOWLEDGE, SITUATIONS)


def found(planned=BOTH, **rules):
    return contradictions(RoundRules(**rules), planned)


def told(planned=BOTH, **rules):
    return " ".join(sentences(RoundRules(**rules), 25, planned))


def test_what_fits_together_is_not_spoken_of():
    assert found() == {}
    assert found(minutes=15, question_s=30) == {}
    assert found(minutes=15, parts="in_turn") == {}
    assert found(minutes=25, question_s=60) == {}


def test_more_questions_than_there_is_time_for():
    assert found(minutes=15, question_s=60) == {"question_s": "25 câu × 60 giây dài hơn 15 phút làm bài."}


def test_more_questions_than_a_part_has_time_for():
    said = found(minutes=25, question_s=40, parts="in_turn")

    assert said == {"question_s": "Phần “Kiến thức”: 20 câu × 40 giây dài hơn 10 phút của phần."}


def test_parts_that_are_longer_than_the_paper():
    assert found(minutes=14, parts="in_turn") == {"parts": "Các phần cộng lại 15 phút, dài hơn 14 phút làm bài."}
    assert found(minutes=14) == {}


def test_parts_in_turn_want_two_parts_with_minutes_each():
    assert "ít nhất hai phần" in found((KNOWLEDGE,), parts="in_turn")["parts"]
    without = PlannedPart("Hùng biện", None, 3)
    assert "“Hùng biện” chưa có số phút" in found((KNOWLEDGE, without), parts="in_turn")["parts"]


def test_the_regulations_say_the_seconds_of_a_question():
    assert "Mỗi câu có 20 giây, tính từ lúc câu hiện ra" in told(question_s=20)
    assert "không quay lại được" in told(question_s=20)
    assert "không quay lại được" not in told()


def test_the_regulations_name_the_parts_and_their_minutes():
    assert "Đề gồm 2 phần: Kiến thức (20 câu); Tình huống (5 câu)." in told()
    in_turn = told(parts="in_turn")
    assert "Kiến thức (20 câu, 10 phút); Tình huống (5 câu, 5 phút)." in in_turn
    assert "Làm lần lượt từng phần" in in_turn
    assert "Đề gồm" not in told((KNOWLEDGE,))


def test_several_attempts_go_neither_by_the_week_in_a_hall_nor_with_a_start_for_all() -> None:
    assert contradictions(RoundRules(opening="hand", attempts_per="week")).keys() == {"attempts_per"}
    assert contradictions(RoundRules(opening="hand", late_start="together", attempts=2)).keys() == {"attempts_per"}
    assert contradictions(RoundRules(opening="hand", attempts=2)) == {}
    assert contradictions(RoundRules(attempts_per="any")) == {}


def test_keys_of_a_ranking_that_cannot_be():
    def said(*ranking, **rules):
        return found(ranking=ranking, **rules).get("ranking", "")

    assert said("score", "elapsed", "jury", "lots") == ""
    assert "Điểm phải là tiêu chí đầu tiên" in said("elapsed", "score")
    assert "chỉ đứng ở một chỗ" in said("score", "elapsed", "elapsed")
    assert "số dự đoán phải là một tiêu chí" in said("score", prediction="people")
    assert "số dự đoán phải là một tiêu chí" in said("score", "prediction")
    assert said("score", "prediction", prediction="people") == ""
    assert "hãy chọn phần thi đó" in said("score", "part")
    assert "hãy chọn phần thi đó" in said("score", "part", ranking_part=3)
    assert said("score", "part", ranking_part=2) == ""
    for late in (("score", "jury", "elapsed"), ("score", "lots", "jury"), ("score", "lots", "elapsed", "jury")):
        assert "phải đứng sau mọi tiêu chí khác" in said(*late)


def test_a_board_that_tells_how_many_play_beside_a_prediction_of_it():
    assert "board" in found(board="live", prediction="people", ranking=("score", "prediction"))


def test_runs_with_everything_right_need_more_than_one_attempt():
    assert "attempts_per" in found(ranking=("score", "full_marks"))
    assert found(ranking=("score", "full_marks"), attempts=3) == {}
