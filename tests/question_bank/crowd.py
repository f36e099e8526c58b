"""A bank of as many questions as one likes, quickly."""

import random
from datetime import UTC, date, datetime

from sqlmodel import Session, insert, text

from question_bank.question import Question, QuestionVersion
from question_bank.source import QuestionSource, Source
from question_bank.text import searchable
from question_bank.topic import Topic

AT = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
SAID = (
    "Đoàn Thanh niên công tác chuyển đổi số thông tin mạng xã hội an toàn tài khoản mật khẩu cơ quan nhà nước người dân"
    " định danh điện tử dịch vụ công trực tuyến chữ ký tin giả lừa đảo ngân hàng giao dịch bảo vệ dữ liệu cá nhân luật"
    " nghị quyết chiến lược quốc gia kinh tế hạ tầng nền tảng trí tuệ nhân tạo phần mềm thiết bị kiểm chứng nguồn"
)
WORDS = SAID.split()
KINDS = ("single_choice", "multiple_choice", "true_false", "next_step")


def stem_of(chance: random.Random, number: int) -> str:
    return f"Câu {number}: {' '.join(chance.choices(WORDS, k=chance.randint(10, 24)))}?"


def crowd(session: Session, size: int, seed: int = 1) -> None:
    """`size` questions over forty topics and thirty documents, a few of them retired or running out."""
    chance = random.Random(seed)
    topics = [Topic(slug=f"chu-de-{number}", name=f"Chủ đề {number}") for number in range(40)]
    sources = [Source(title=f"Văn bản {number}", number=f"{number}/NĐ-CP") for number in range(30)]
    session.add_all([*topics, *sources])
    session.flush()
    for start in range(1, size + 1, 5000):
        numbers = range(start, min(start + 5000, size + 1))
        questions = [Question(id=number, created_at=AT).model_dump() for number in numbers]
        versions = [_version(chance, number, topics).model_dump() for number in numbers]
        links = [{"version_id": n, "source_id": sources[n % 30].id, "article": "", "position": 0} for n in numbers]
        for table, rows in ((Question, questions), (QuestionVersion, versions), (QuestionSource, links)):
            session.exec(insert(table), params=rows)  # type: ignore[call-overload]
    if session.get_bind().dialect.name == "postgresql":  # what the database does by itself, a little later
        for table in ("question", "question_version", "question_source"):
            session.exec(text(f"ANALYZE {table}"))  # type: ignore[call-overload]


def _version(chance: random.Random, number: int, topics: list[Topic]) -> QuestionVersion:
    stem = stem_of(chance, number)
    choices = [{"id": f"c{place}", "text": " ".join(chance.choices(WORDS, k=4))} for place in range(4)]
    said = " ".join([stem, *(choice["text"] for choice in choices)])
    return QuestionVersion(
        id=number, question_id=number, kind=KINDS[number % 4], content={"stem": stem, "choices": choices},
        key={"right": ["c0"]}, state="retired" if number % 50 == 0 else "proposed" if number % 9 == 0 else "approved",
        difficulty=number % 5 + 1, topic_id=topics[number % 40].id or 0, author=f"nguoi-{number % 7}",
        self_approved=number % 6 == 0, created_at=AT, search_text=searchable(said),
        valid_to=date(2026, 10 + number % 3, 1 + number % 28) if number % 11 == 0 else None,
    )  # fmt: skip
