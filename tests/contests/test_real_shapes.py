"""Eight contests that were held, made from their shapes: what each outline says stands in its rules and its text."""

from datetime import UTC, datetime

import pytest

from quiz import database
from quiz.contests.agreeing import clashes_in
from quiz.contests.articles.composing import articles
from quiz.contests.making import make_contest
from quiz.contests.real_shapes import REAL_SHAPES
from quiz.contests.rules_version import rules_of
from quiz.ledger import Decider

STARTS = datetime(2027, 1, 15, 1, tzinfo=UTC)  # 08:00 in Vietnam
OUTLINES = {
    "leaders": ["Bí thư. Phó Bí thư chỉ dự thi thay ở nơi đang khuyết Bí thư.", "Mỗi đơn vị cử nhiều nhất 1 người.",
                "30 câu hỏi, làm trong 10 phút. Mỗi thí sinh thi một lượt.", "10 thí sinh đứng đầu vào vòng sau",
                "08:00 15/01/2027 – 22:00 17/01/2027"],
    "resolution": ["Đợt 4: 08:00 05/02/2027 – 17:00 19/02/2027", "có bao nhiêu thí sinh dự thi?",
                   "điểm cao hơn, rồi số dự đoán gần đúng hơn, rồi thời gian làm bài ngắn hơn, rồi bắt đầu làm bài sớm "
                   "hơn, rồi nhiều lượt đúng hết hơn", "Giải Nhất: 1 giải, 600.000 đồng mỗi giải.",
                   "Giải Khuyến khích: 5 giải, 300.000 đồng mỗi giải.", "100 × 45 ÷ 60 + 1 × 10 + 2 × 8 = 101.",
                   "từ 10 đoàn viên", "giải cao nhất; giải kia trao cho người kế tiếp"],
    "threshold": ["từ 50 % số điểm tối đa", "49,95 % thì không", "8 × 10 = 80 điểm",
                  "08:00 15/01/2027 – hết ngày 22/01/2027"],
    "seconds": ["Mỗi câu có 20 giây", "Mỗi tuần, mỗi thí sinh thi nhiều nhất 3 lượt", "Mỗi đợt, 3 thí sinh đứng đầu",
                "Có thi thử"],
    "network": ["Từ đủ 14 tuổi trở lên", "thi bao nhiêu lượt cũng được", "Tính lượt tốt nhất",
                "Giải Khuyến khích: 8 giải",
                "bao nhiêu thí sinh trả lời đúng tất cả các câu?", "đúng trọn vẹn mới được điểm"],
    "history": ["Ngày 7: 08:00 21/01/2027 – 06:00 22/01/2027", "dự đủ tất cả các đợt và đạt từ 42 điểm trở lên",
                "Giải Nhất: 1 giải, đạt từ 56 điểm trở lên, dự đủ tất cả các đợt.",
                "Giấy chứng nhận: mọi người, kể cả người đã có giải, đạt từ 42 điểm trở lên"],
    "blocks": ["Xếp hạng riêng từng bảng: Cán bộ, công chức và Người dân.", "Giải mỗi bảng", "Từ đủ 15 tuổi",
               "Không dự thi: ban tổ chức, tổ ra đề, tổ thẩm định và tổ thư ký."],
    "safety": ["25 câu hỏi, làm trong 30 phút", "Giải Tập thể: 8 giải", "đến lần đổi câu trả lời cuối cùng",
               "khi ban tổ chức công bố kết quả", "đối chiếu thông tin trước khi danh sách là chính thức"],
}  # fmt: skip


def test_there_are_eight_of_them_each_with_where_it_was_announced():
    assert set(OUTLINES) == set(REAL_SHAPES)
    assert all(shape.sources for shape in REAL_SHAPES.values())


@pytest.mark.parametrize("name", OUTLINES)
def test_its_text_says_what_its_outline_says_and_its_articles_agree(name, world, noon):
    with database.transaction() as session:
        decider = Decider(world.people["lan"].id, "organiser", noon)
        contest = make_contest(session, name, "Thi", world.units["vinh-linh"], decider, starts_at=STARTS, weeks=3)
        told = "\n".join(
            line for one in articles(rules_of(session, contest)) for clause in one.clauses for line in clause.lines
        )  # fmt: skip
        assert [clash.told for clash in clashes_in(session, contest)] == []

    assert [said for said in OUTLINES[name] if said not in told] == []
