"""Twenty thousand questions that read like ours: the beginning of one shipped question and the end of another."""

import random
from collections.abc import Iterator
from datetime import date

from sqlmodel import Session, insert

from question_bank import content
from question_bank.checking import check
from question_bank.question import Question, QuestionVersion
from question_bank.source import QuestionSource, Source
from question_bank.text import searchable
from question_bank.topic import Topic
from quiz import clock

SIZE = 20_000


def stems(seed: int = 1) -> Iterator[tuple[str, list[str]]]:
    """Without end: what is asked, and choices of which the first is right."""
    chance = random.Random(seed)
    drafts = [draft for draft in content.load_all() if draft.choices]
    findings = [check(draft) for draft in drafts]
    asked = [draft.stem.split() for draft in drafts]
    answers = [finding.choices for finding in findings if len(finding.choices) > 1]
    while True:
        one, other = chance.choice(asked), chance.choice(asked)
        yield " ".join(one[: len(one) // 2] + other[len(other) // 2 :]), chance.choice(answers)


def plant(session: Session, size: int = SIZE, *, compared: bool = True) -> None:
    """Of forty topics and a hundred documents. `compared`: their look-alikes were looked for already."""
    at, chance, words = clock.now(), random.Random(2), stems()
    topics = [Topic(slug=f"chu-de-{number}", name=f"Chủ đề {number}") for number in range(40)]
    sources = [Source(title=f"Văn bản {number}", number=f"{number}/2026/NĐ-CP") for number in range(100)]
    session.add_all([*topics, *sources])
    session.flush()
    questions, versions, links = [], [], []
    for number in range(1, size + 1):
        stem, choices = next(words)
        version = QuestionVersion(
            id=number, question_id=number, state="retired" if number % 50 == 0 else "approved", kind="single_choice",
            content={"stem": stem, "choices": [{"id": f"c{n}", "text": text} for n, text in enumerate(choices)]},
            key={"right": ["c0"]}, difficulty=chance.randint(1, 5), topic_id=chance.choice(topics).id or 0,
            author=f"nguoi-{chance.randint(1, 9)}", created_at=at, search_text=searchable(" ".join([stem, *choices])),
            compared=compared, valid_to=date(2026, 12, chance.randint(1, 28)) if number % 20 == 0 else None,
        )  # fmt: skip
        questions.append(Question(id=number, created_at=at).model_dump())
        versions.append(version.model_dump())
        links.append({"version_id": number, "source_id": chance.choice(sources).id, "article": "", "position": 0})
    for table, rows in ((Question, questions), (QuestionVersion, versions), (QuestionSource, links)):
        session.exec(insert(table), params=rows)  # type: ignore[call-overload]
