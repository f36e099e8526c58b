"""What waits for a second person: the reviewers' queue, and how much of it there is of each topic."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from question_bank.finding import Hidden, not_hidden
from question_bank.question import OPEN, Question, QuestionVersion
from question_bank.topic import Topic

PAGE = 50


@dataclass(frozen=True)
class Waiting:
    """Which of those that wait: of a topic, an author, a file; leaving out one's own."""

    topic_id: int | None = None
    author: str = ""
    intake_id: int | None = None
    but_by: str = ""
    hidden: Hidden = field(default=None, compare=False)


@dataclass(frozen=True)
class WaitingQuestion:
    question: Question
    version: QuestionVersion
    topic: Topic


@dataclass(frozen=True)
class WaitingTopic:
    """So many wait in this topic, and so many of them the one who asks may approve."""

    topic: Topic
    count: int
    approvable: int


def waiting(session: Session, wanted: Waiting, *, page: int = 1, limit: int = PAGE) -> list[WaitingQuestion]:
    """In the order they came into the bank, a page of them."""
    chosen = (
        select(Question, QuestionVersion, Topic)
        .join(QuestionVersion, col(QuestionVersion.question_id) == col(Question.id))
        .join(Topic, col(Topic.id) == col(QuestionVersion.topic_id))
        .where(*_conditions(wanted))
        .order_by(col(QuestionVersion.question_id))
        .offset((page - 1) * limit)
        .limit(limit)
    )
    return [WaitingQuestion(*found) for found in session.exec(chosen)]


def count_waiting(session: Session, wanted: Waiting) -> int:
    counted = select(func.count()).select_from(QuestionVersion).where(*_conditions(wanted))
    return session.exec(counted).one()


def waiting_ids(session: Session, wanted: Waiting) -> list[int]:
    """The versions' ids, in order."""
    ids = select(QuestionVersion.id).where(*_conditions(wanted)).order_by(col(QuestionVersion.question_id))
    return [id for id in session.exec(ids) if id is not None]


def waiting_after(session: Session, wanted: Waiting, question_id: int) -> QuestionVersion | None:
    """The one that comes next in the queue, or its first where that was the last."""
    queue = select(QuestionVersion).where(*_conditions(wanted)).order_by(col(QuestionVersion.question_id)).limit(1)
    later = session.exec(queue.where(QuestionVersion.question_id > question_id)).first()
    return later or session.exec(queue.where(QuestionVersion.question_id != question_id)).first()


def waiting_by_topic(session: Session, wanted: Waiting, by: str) -> list[WaitingTopic]:
    """In the order of the topics. `by` cannot approve what is their own."""
    others = func.sum(case((col(QuestionVersion.author) != by, 1), else_=0))
    grouped = (
        select(QuestionVersion.topic_id, func.count(), others)
        .where(*_conditions(wanted))
        .group_by(col(QuestionVersion.topic_id))
    )
    counted = {topic_id: (number, free) for topic_id, number, free in session.exec(grouped)}
    topics = session.exec(select(Topic).where(col(Topic.id).in_(counted)).order_by(col(Topic.position), col(Topic.id)))
    return [WaitingTopic(topic, *counted[topic.id]) for topic in topics if topic.id is not None]


def authors_waiting(session: Session) -> Sequence[str]:
    """Whose questions wait."""
    authors = select(QuestionVersion.author).where(QuestionVersion.state == "proposed")
    return session.exec(authors.distinct().order_by(col(QuestionVersion.author))).all()


def sent_back_to(session: Session, author: str) -> Sequence[QuestionVersion]:
    """What reviewers sent back, for its author to mend; the oldest first."""
    back = select(QuestionVersion).where(
        QuestionVersion.state == "draft",
        QuestionVersion.author == author,
        col(QuestionVersion.sent_back_at).is_not(None),
    )
    return session.exec(back.order_by(col(QuestionVersion.sent_back_at))).all()


def questions_open(session: Session, question_ids: list[int]) -> set[int]:
    """Those of them of which a version is being written or waits."""
    here = (col(QuestionVersion.question_id).in_(question_ids), col(QuestionVersion.state).in_(OPEN))
    return set(session.exec(select(QuestionVersion.question_id).where(*here)))


def _conditions(wanted: Waiting) -> list[Any]:
    conditions: list[Any] = [QuestionVersion.state == "proposed", *not_hidden(wanted.hidden)]
    if wanted.topic_id is not None:
        conditions.append(QuestionVersion.topic_id == wanted.topic_id)
    if wanted.author:
        conditions.append(QuestionVersion.author == wanted.author)
    if wanted.but_by:
        conditions.append(QuestionVersion.author != wanted.but_by)
    if wanted.intake_id is not None:
        of_file = select(Question.id).where(Question.intake_id == wanted.intake_id)
        conditions.append(col(QuestionVersion.question_id).in_(of_file))
    return conditions
