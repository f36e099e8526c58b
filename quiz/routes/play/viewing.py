"""What a contestant may see of a paper: stems, choices with their letters, what was given. Never a key."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from question_bank.kinds import KINDS
from question_bank.kinds.kind import Given
from question_bank.kinds.multiple_choice import EACH
from question_bank.question import QuestionVersion
from question_bank.showing import Shown, ShownChoice, ShownLeft, ShownPicture, shown
from question_bank.topic import Topic
from quiz.attempts.answering import answers_of
from quiz.attempts.attempt import Answer, Attempt, PaperRow
from quiz.attempts.papers import paper_of, versions_in
from quiz.language import ENGLISH, current


@dataclass(frozen=True)
class QuestionView:
    number: int
    kind: str
    topic: str
    stem: str
    shown: Shown
    given: Given | None
    """None where it answers nothing."""
    flagged: bool
    saved_at: datetime | None
    turn: int
    tap: int
    pictures_url: str
    """Where its pictures are, each by its file."""
    each: bool = False
    """Does every right choice count by itself?"""
    in_parts: bool = False
    """May a single answer bring a share of the points, and not all of them?"""

    @property
    def answered(self) -> bool:
        return self.given is not None

    @property
    def choices(self) -> list[ShownChoice]:
        return self.shown.choices

    @property
    def lefts(self) -> list[ShownLeft]:
        return self.shown.lefts

    @property
    def text(self) -> str:
        return self.shown.text

    @property
    def read_as(self) -> str:
        return self.shown.read_as

    @property
    def post(self) -> str:
        return self.shown.post

    @property
    def verdict(self) -> str:
        return self.shown.verdict

    @property
    def pictures(self) -> list[ShownPicture]:
        return self.shown.pictures


def questions_of(session: Session, attempt: Attempt) -> list[QuestionView]:
    """The whole paper, in its own order, with the answers kept so far."""
    rows = paper_of(session, attempt)
    versions, answers = versions_in(session, rows), answers_of(session, attempt)
    topics = _topics(session, {version.topic_id for version in versions.values()})
    pictures_url = f"/play/attempts/{attempt.public_id}/pictures"
    return [
        _viewed(row, version, topics[version.topic_id], answers.get(row.number), pictures_url)
        for row in rows
        for version in [versions[row.version_id]]
    ]


def _viewed(
    row: PaperRow, version: QuestionVersion, topic: str, answer: Answer | None, pictures_url: str
) -> QuestionView:
    given = answer.given if answer and not KINDS[version.kind].is_blank(answer.given) else None
    return QuestionView(
        number=row.number,
        kind=version.kind,
        topic=topic,
        stem=version.stem,
        shown=shown(version.content, row.choice_order, given),
        given=given,
        flagged=row.flagged,
        saved_at=answer.received_at if answer else None,
        turn=answer.turn if answer else 0,
        tap=answer.tap if answer else 0,
        pictures_url=pictures_url,
        each=version.key.get("rule") == EACH,
        in_parts=KINDS[version.kind].gives_parts(version.key),
    )


def last_tap_of(answers: list[Answer] | list[QuestionView], turn: int) -> int:
    """Where the numbering of taps goes on after a page was opened again."""
    return max((answer.tap for answer in answers if answer.turn == turn), default=0)


def _topics(session: Session, ids: set[int]) -> dict[int, str]:
    found = session.exec(select(Topic).where(col(Topic.id).in_(ids)))
    english = current() == ENGLISH
    return {topic.id: topic.name_en if english and topic.name_en else topic.name for topic in found if topic.id}
