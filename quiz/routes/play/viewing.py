"""What a contestant may see of a paper: stems, choices with their letters, what was given. Never a key."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlmodel import Session, col, select

from question_bank.kinds import KINDS
from question_bank.kinds.kind import Given
from question_bank.question import QuestionVersion
from question_bank.showing import Shown, ShownChoice, ShownLeft, ShownPicture, shown
from question_bank.topic import Topic
from quiz.attempts.answering import answers_of
from quiz.attempts.attempt import Answer, Attempt, PaperRow
from quiz.attempts.papers import paper_of, versions_in
from quiz.attempts.predicting import typed_again
from quiz.contests.prediction import SPELLING, question_of, with_unit
from quiz.contests.rules import RoundRules
from quiz.language import ENGLISH, current


@dataclass(frozen=True)
class PredictionView:
    """What a contestant is asked to predict, and what they wrote."""

    question: str
    text: str
    told: str
    """What stands, with what it counts; empty where nothing does."""
    saved_at: datetime | None
    turn: int
    tap: int
    is_percent: bool
    error: str = ""

    @property
    def spelling(self) -> dict[str, Any] | None:
        """The words in which a number is told back, in the language that has them here."""
        return None if current() == ENGLISH else SPELLING


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
    waits: bool
    """Was it not reached, where questions come one after another?"""
    pictures_url: str
    """Where its pictures are, each by its file."""
    rule: str = ""
    """By which several right choices count."""
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


class Marked(Protocol):
    """A question, as far as a list of them goes."""

    @property
    def number(self) -> int: ...

    @property
    def answered(self) -> bool: ...

    @property
    def flagged(self) -> bool: ...


class Tapped(Protocol):
    """What tells which tap was the last."""

    @property
    def turn(self) -> int: ...

    @property
    def tap(self) -> int: ...


@dataclass(frozen=True)
class Place:
    """One place of the paper at a glance."""

    number: int
    answered: bool
    flagged: bool
    on_show: bool
    """May it be looked at now?"""


def questions_of(session: Session, attempt: Attempt, only: Collection[int] | None = None) -> list[QuestionView]:
    """The paper in its own order, with the answers kept so far; `only` these numbers, None: all of it."""
    rows = [row for row in paper_of(session, attempt) if only is None or row.number in only]
    versions, answers = versions_in(session, rows), answers_of(session, attempt)
    topics = _topics(session, {version.topic_id for version in versions.values()})
    pictures_url = f"/play/attempts/{attempt.public_id}/pictures"
    return [
        viewed(row, version, topics[version.topic_id], answers.get(row.number), pictures_url)
        for row in rows
        for version in [versions[row.version_id]]
    ]


def at_a_glance(questions: Iterable[Marked]) -> list[Place]:
    return [Place(question.number, question.answered, question.flagged, True) for question in questions]


def places_of(session: Session, attempt: Attempt, on_show: Collection[int]) -> list[Place]:
    """All places: those on show, those that were and those that will be."""
    rows, answers = paper_of(session, attempt), answers_of(session, attempt)
    versions = select(QuestionVersion.id, QuestionVersion.kind).where(
        col(QuestionVersion.id).in_([answer.version_id for answer in answers.values()])
    )
    kinds = dict(session.exec(versions).all())
    answered = {
        number for number, answer in answers.items() if not KINDS[kinds[answer.version_id]].is_blank(answer.given)
    }
    return [Place(row.number, row.number in answered, row.flagged, row.number in on_show) for row in rows]


def viewed(
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
        waits=row.waits,
        pictures_url=pictures_url,
        rule=version.key.get("rule", ""),
        in_parts=KINDS[version.kind].gives_parts(version.key),
    )


def last_tap_of(answers: Iterable[Tapped], turn: int) -> int:
    """Where the numbering of taps goes on after a page was opened again."""
    return max((answer.tap for answer in answers if answer.turn == turn), default=0)


def _topics(session: Session, ids: set[int]) -> dict[int, str]:
    found = session.exec(select(Topic).where(col(Topic.id).in_(ids)))
    english = current() == ENGLISH
    return {topic.id: topic.name_en if english and topic.name_en else topic.name for topic in found if topic.id}


def prediction_of(
    attempt: Attempt, rules: RoundRules, typed: str | None = None, error: str = ""
) -> PredictionView | None:
    """None where the round asks for none. `typed`: what was refused, to be mended."""
    if rules.prediction is None:
        return None
    number = attempt.prediction
    return PredictionView(
        question_of(rules.prediction), typed_again(number, rules) if typed is None else typed,
        with_unit(number, rules.prediction) if number is not None else "",
        attempt.predicted_at if number is not None else None, attempt.prediction_turn, attempt.prediction_tap,
        rules.prediction == "percent", error,
    )  # fmt: skip
