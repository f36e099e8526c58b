"""What a contestant may see of a paper: stems, choices with their letters, what was given. Never a key."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from question_bank.letters import letter_of
from question_bank.topic import Topic
from quiz.attempts.answering import answers_of
from quiz.attempts.attempt import Answer, Attempt
from quiz.attempts.papers import paper_of, versions_in
from quiz.language import ENGLISH, current


@dataclass(frozen=True)
class ChoiceView:
    id: str
    letter: str
    text: str
    given: bool


@dataclass(frozen=True)
class QuestionView:
    number: int
    kind: str
    topic: str
    stem: str
    choices: list[ChoiceView]
    flagged: bool
    saved_at: datetime | None
    turn: int
    tap: int

    @property
    def answered(self) -> bool:
        return any(choice.given for choice in self.choices)


def questions_of(session: Session, attempt: Attempt) -> list[QuestionView]:
    """The whole paper, in its own order, with the answers kept so far."""
    rows = paper_of(session, attempt)
    versions, answers = versions_in(session, rows), answers_of(session, attempt)
    topics = _topics(session, {version.topic_id for version in versions.values()})
    views = []
    for row in rows:
        version, answer = versions[row.version_id], answers.get(row.number)
        texts = {choice["id"]: choice["text"] for choice in version.choices}
        views.append(
            QuestionView(
                number=row.number,
                kind=version.kind,
                topic=topics[version.topic_id],
                stem=version.stem,
                choices=[
                    ChoiceView(id, letter_of(place), texts[id], answer is not None and id in answer.given["choices"])
                    for place, id in enumerate(row.choice_order)
                ],
                flagged=row.flagged,
                saved_at=answer.received_at if answer else None,
                turn=answer.turn if answer else 0,
                tap=answer.tap if answer else 0,
            )
        )
    return views


def last_tap_of(answers: list[Answer] | list[QuestionView], turn: int) -> int:
    """Where the numbering of taps goes on after a page was opened again."""
    return max((answer.tap for answer in answers if answer.turn == turn), default=0)


def _topics(session: Session, ids: set[int]) -> dict[int, str]:
    found = session.exec(select(Topic).where(col(Topic.id).in_(ids)))
    english = current() == ENGLISH
    return {topic.id: topic.name_en if english and topic.name_en else topic.name for topic in found if topic.id}
