"""The regulations that people read say what the rules do."""

from decimal import Decimal

from quiz.contests.regulations import sentences
from quiz.contests.rules import RoundRules


def text(questions=30, **rules):
    return " ".join(sentences(RoundRules(**rules), questions))


def test_the_defaults_are_told_in_full():
    told = text()

    assert "30 câu hỏi, làm trong 15 phút. Mỗi thí sinh thi một lượt." in told
    assert "Mỗi câu đúng được 1 điểm" in told
    assert "có thể được một phần điểm; cách chấm ghi ngay tại câu đó" in told
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
