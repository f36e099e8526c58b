"""Which part of the reviewers' queue is looked at, and what is shown of it. What is kept for a round is not in it."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Query
from sqlmodel import Session, select

from question_bank.checking import check
from question_bank.exporting import drafts_of
from question_bank.kinds import KINDS, WITH_RIGHT_CHOICES
from question_bank.question import DIFFICULTIES
from question_bank.tallying import intake_by_public_id
from question_bank.topic import Topic
from question_bank.waiting import Waiting, WaitingQuestion, authors_waiting, waiting_by_topic
from quiz.people.second_person import is_second_person_asked
from quiz.refusals import NotFound
from quiz.routes.bank.answers_shown import choices_of
from quiz.routes.bank.kept import hidden_from_lists
from quiz.routes.bank.people import author_of, names_of
from quiz.web.staff import Staff


class Queue:
    """Which part of the queue is looked at, from the address; and the address again with something changed."""

    def __init__(
        self,
        topic: Annotated[str, Query(max_length=20)] = "",
        author: Annotated[str, Query(max_length=100)] = "",
        intake: Annotated[str, Query(max_length=20)] = "",
    ) -> None:
        self.topic, self.author, self.intake = topic, author, intake

    @property
    def is_filtered(self) -> bool:
        return bool(self.query())

    def query(self, **more: object) -> str:
        named = {"topic": self.topic, "author": self.author, "intake": self.intake} | more
        return urlencode({name: value for name, value in named.items() if value})

    def wanted(self, session: Session, but_by: str = "") -> Waiting:
        """A filter that names nothing finds nothing."""
        topic = session.exec(select(Topic.id).where(Topic.public_id == self.topic)).first() if self.topic else None
        intake = intake_by_public_id(session, self.intake) if self.intake else None
        if (self.topic and topic is None) or (self.intake and intake is None):
            raise NotFound
        return Waiting(
            topic_id=topic, author=self.author, intake_id=intake.id if intake else None, but_by=but_by,
            hidden=hidden_from_lists(session),
        )  # fmt: skip


Queued = Annotated[Queue, Depends()]
PageNumber = Annotated[int, Query(alias="page", ge=1, le=10_000)]


def but_by(database: Session, staff: Staff) -> str:
    """Whose questions are left out: one's own, where a second person is asked for."""
    return author_of(staff) if is_second_person_asked(database) else ""


def filters(database: Session, queue: Queue) -> dict[str, Any]:
    """What one may choose from, and what was chosen by its name."""
    names = names_of(database, authors_waiting(database))
    topics = [(found.topic.public_id, found.topic.name) for found in waiting_by_topic(database, Waiting(), "")]
    intake = intake_by_public_id(database, queue.intake) if queue.intake else None
    return {
        "topics": topics,
        "authors": [(author, names[author]) for author in authors_waiting(database) if author],
        "intake": intake,
        "topic_name": dict(topics).get(queue.topic, ""),
        "author_name": names_of(database, [queue.author])[queue.author] if queue.author else "",
    }


def as_read(database: Session, found: list[WaitingQuestion]) -> list[dict[str, Any]]:
    """Each with all that a reviewer reads."""
    versions = [one.version for one in found]
    names = names_of(database, (version.author for version in versions))
    return [
        {
            "question": one.question, "version": one.version, "topic": one.topic, "draft": draft,
            "choices": choices_of(check(draft)), "in_rows": one.version.kind not in WITH_RIGHT_CHOICES,
            "kind": KINDS[one.version.kind].label, "difficulty": DIFFICULTIES[one.version.difficulty],
            "author": names[one.version.author],
            "fake": KINDS[one.version.kind].is_fake(one.version.key),
        }
        for one, draft in zip(found, drafts_of(database, versions), strict=True)
    ]  # fmt: skip
