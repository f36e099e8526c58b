"""One question of each kind, in the bank, and in a paper that has them all."""

from datetime import datetime

from sqlmodel import Session, delete, select

from question_bank.checking import check
from question_bank.draft import Draft
from question_bank.question import Question, QuestionVersion
from question_bank.writing import add_questions
from quiz.contests.composing import fix_question
from quiz.contests.round import BlueprintRow, Part

DRAFTS = {
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
ESSAY = Draft("Câu 6", "essay", "Bạn sẽ nói gì với người bà hay chia sẻ tin chưa kiểm chứng?")


def write(session: Session, draft: Draft, at: datetime) -> QuestionVersion:
    draft.topic = "Kiến thức chung"
    (id,) = add_questions(session, [(draft, check(draft))], by="test", at=at)
    return session.exec(select(QuestionVersion).where(QuestionVersion.question_id == id)).one()


def ask_each_kind(session: Session, part: Part, at: datetime) -> dict[str, QuestionVersion]:
    """Every paper of the part has just these, in this order if the round's rules do not shuffle."""
    session.exec(delete(BlueprintRow).where(BlueprintRow.part_id == part.id))
    versions = {name: write(session, draft, at) for name, draft in DRAFTS.items()}
    for version in versions.values():
        fix_question(session, session.get_one(Part, part.id), session.get_one(Question, version.question_id))
    return versions
