"""The regulations that people read say what the rules do."""

from decimal import Decimal

from quiz.contests.consistency import PlannedPart
from quiz.contests.regulations import sentences
from quiz.contests.rules import RoundRules


def text(questions=30, **rules):
    return " ".join(sentences(RoundRules(**rules), questions))


def test_the_defaults_are_told_in_full():
    told = text()

    assert "30 câu hỏi, làm trong 15 phút. Mỗi thí sinh thi một lượt." in told
    assert "Mỗi câu đúng được 1 điểm" in told
    assert "có thể được một phần điểm; cách chấm ghi ngay tại câu đó" in told
    assert "chọn phương án sai có thể bớt điểm của chính câu đó, không dưới 0" in told
    assert "tự mở và tự đóng đúng giờ" in told
    assert "thêm trong 30 giây" in told
    assert "điểm cao hơn, rồi thời gian làm bài ngắn hơn, rồi nộp bài sớm hơn" in told
    assert "từ lúc bắt đầu đến lần đổi câu trả lời cuối cùng" in told
    assert "khi ban tổ chức công bố kết quả" in told


def test_each_rule_changes_what_is_told():
    assert "Giám khảo hoặc ban tổ chức mở" in text(opening="hand")
    assert "đủ thời gian" in text(late_start="full")
    assert "0,25 điểm" in text(points_right=Decimal("0.25"))
    assert "gửi đi đúng giờ" not in text(grace_s=0)
    assert "hiện trực tiếp trong khi thi" in text(board="live")
    assert "Nộp bài xong thí sinh thấy điểm" in text(release_score="submitted")
    assert "Đáp án không công bố." in text(release_answers="never")
    assert "10 thí sinh đứng đầu vào vòng sau" in text(cut_line=10)
    assert "Thời gian làm bài tính từ" not in text(ranking=("score", "submitted"))


def test_answers_are_never_promised_before_everybody_is_done():
    for release in ("closed", "published"):
        assert "đã đóng với tất cả mọi người" in text(release_answers=release)


def test_what_wrong_answers_cost_is_told_with_an_example():
    told = text(minus_wrong="0.25")

    assert "câu sai bị trừ 0,25 điểm, câu bỏ trống không bị trừ. Tổng điểm thấp nhất là 0." in told
    assert "Ví dụ: 21 câu đúng, 6 câu sai, 3 câu bỏ trống được 21 × 1 − 6 × 0,25 = 19,5 điểm." in told
    assert "Tổng điểm có thể âm." in text(minus_wrong="1", below_zero=True)


def test_points_of_topics_and_of_parts_are_told():
    topics = [{"topic_id": 1, "name": "Pháp luật", "points": "2"}, {"topic_id": 2, "name": "An toàn", "points": "1.5"}]

    assert "được 1 điểm, riêng câu thuộc chủ đề: “Pháp luật” 2 điểm, “An toàn” 1,5 điểm; câu sai" in text(
        topic_points=topics
    )
    assert "phải đúng trọn vẹn mới được điểm" in text(partial="whole")


def test_each_key_of_the_ranking_is_told():
    parts = [PlannedPart("Kiến thức", None, 20), PlannedPart("Tình huống", None, 5)]
    rules = RoundRules(attempts=2, ranking_part=2, ranking=("score", "full_marks", "started", "part", "jury", "lots"))

    told = " ".join(sentences(rules, 25, parts))
    assert (
        "Xếp hạng: điểm cao hơn, rồi nhiều lượt đúng hết hơn, rồi bắt đầu làm bài sớm hơn, rồi điểm phần thi "
        "“Tình huống” cao hơn, rồi ban giám khảo quyết định, có ghi lý do, rồi bốc thăm; bằng nhau hết thì đồng hạng."
    ) in told
    assert "ai cũng tính lại được thứ tự" in told


def test_the_prediction_is_asked_in_the_words_of_what_is_counted():
    told = text(prediction="all_right", ranking=("score", "prediction"))

    assert "“Theo bạn, đợt thi này có bao nhiêu thí sinh trả lời đúng tất cả các câu?”" in told
    assert "thực tế là 1.000 thì dự đoán 990 và 1.010 bằng nhau" in told
    within = text(prediction="percent", prediction_within="not_exceeding", ranking=("score", "prediction"))
    assert "thực tế là 40 % thì dự đoán 40,5 % không được xét" in within
    assert "Câu dự đoán" not in text()


def test_how_much_of_a_board_is_seen_is_said():
    assert "Bảng chỉ nêu 3 hạng đầu" in text(board_shows="top", board_top=3)
    assert "không nêu tên thí sinh" in text(board_shows="units", board="live")
    assert "Không có bảng xếp hạng công khai." in text(board_shows="hidden")
    assert "bảng xếp hạng có khi" not in text(board_shows="hidden", release_score="submitted")


def test_when_a_live_board_freezes_is_said_and_only_of_a_live_one():
    told = "Bảng đóng băng 15 phút trước giờ đóng; giờ đóng dời thì lúc đóng băng dời theo."
    assert told in text(board="live", freeze_minutes=15)
    assert "đóng băng" not in text(board="live")
