"""One question of each kind, in the bank, and in a paper that has them all."""

from datetime import datetime

from sqlmodel import Session, delete, select

from question_bank.checking import check
from question_bank.draft import Draft
from question_bank.question import Question, QuestionVersion
from question_bank.writing import add_questions
from quiz.contests.composing import fix_question
from quiz.contests.round import BlueprintRow, Part

ARRANGED_AND_TYPED = {
    "short_text": Draft("Câu 1", "short_text", "Thủ đô của Việt Nam là gì?", ["Hà Nội", "Thăng Long"],
                        worths=["1", "0.5"], explanation="Hiến pháp 2013, Điều 13."),
    "numeric": Draft("Câu 2", "numeric", "Một kilômét có bao nhiêu mét?", ["1000"]),
    "ordering": Draft("Câu 3", "ordering", "Bạn nhận cuộc gọi xưng là công an, đòi chuyển tiền. Làm gì trước, gì sau?",
                      ["Dừng cuộc gọi, không chuyển tiền", "Gọi lại theo số chính thức của công an phường",
                       "Báo cho người thân và tổ công nghệ số cộng đồng"]),
    "matching": Draft("Câu 4", "matching", "Ghép ứng dụng với việc dùng đến nó.",
                      pairs=[["VNeID", "Xuất trình căn cước điện tử"], ["VssID", "Tra cứu bảo hiểm xã hội"],
                             ["", "Đặt xe công nghệ"]]),
    "multiple_choice": Draft("Câu 5", "multiple_choice", "Mật khẩu mạnh cần những gì?",
                             ["Đủ dài", "Có chữ số", "Có ký tự đặc biệt", "Là ngày sinh"], "A, B, C", rule="each"),
}  # fmt: skip
MISINFORMATION = {
    "judge_post": Draft("Câu 7", "judge_post", "Bài đăng này thật hay giả?",
                        ["Giục làm ngay", "Đường liên kết lạ", "Có ảnh minh họa", "Có dấu tiếng Việt"], "A, B",
                        post="KHẨN!!! Nhà nước tặng mỗi người 5 triệu đồng.\nBấm nhan-tien.example nhận ngay hôm nay!",
                        verdict="fake", explanation="Cơ quan nhà nước không phát tiền qua đường liên kết lạ."),
    "next_step": Draft("Câu 8", "next_step", "Bạn nhận được tin nhắn này. Làm gì trước?",
                       ["Chuyển tiếp cho cả nhóm", "Dừng lại, tìm nguồn chính thức", "Bấm thử xem sao"], "B",
                       post="Ngân hàng khóa tài khoản của bạn sau 2 giờ nữa."),
    "next_steps": Draft("Câu 9", "next_steps", "Bạn lỡ bấm vào liên kết lạ và đã nhập mật khẩu. Làm gì trước, gì sau?",
                        ["Đổi mật khẩu", "Đăng xuất mọi thiết bị", "Báo cho người thân"]),
    "classify": Draft("Câu 10", "classify", "Bài này thuộc loại thông tin sai nào?", key="Sai bối cảnh",
                      post="Ảnh trận lũ năm 1999 được đăng lại là “vừa xảy ra sáng nay”."),
}  # fmt: skip
DRAFTS = ARRANGED_AND_TYPED | MISINFORMATION
ESSAY = Draft("Câu 6", "essay", "Bạn sẽ nói gì với người bà hay chia sẻ tin chưa kiểm chứng?")


def write(session: Session, draft: Draft, at: datetime) -> QuestionVersion:
    draft.topic = "Kiến thức chung"
    (id,) = add_questions(session, [(draft, check(draft))], by="test", at=at)
    return session.exec(select(QuestionVersion).where(QuestionVersion.question_id == id)).one()


def ask_each_kind(
    session: Session, part: Part, at: datetime, drafts: dict[str, Draft] = DRAFTS
) -> dict[str, QuestionVersion]:
    """Every paper of the part has just these, in this order if the round's rules do not shuffle."""
    session.exec(delete(BlueprintRow).where(BlueprintRow.part_id == part.id))
    versions = {name: write(session, draft, at) for name, draft in drafts.items()}
    for version in versions.values():
        fix_question(session, session.get_one(Part, part.id), session.get_one(Question, version.question_id))
    return versions
