"""Questions listed and searched, and what a blueprint may draw from."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from question_bank.drawing import PoolQuestion
from question_bank.exporting import sources_of
from question_bank.kinds import BY_PEOPLE
from question_bank.question import OPEN, Question, QuestionVersion
from question_bank.text import escaped_like
from question_bank.topic import Topic

PAGE = 50

Hidden = SelectOfScalar[int] | None
"""The ids of questions that whoever asks may not know of, as a query. The site knows which; None hides nothing."""


@dataclass(frozen=True)
class Wanted:
    """What somebody is looking for. Words are found without their marks, each of them anywhere."""

    words: str = ""
    topic_id: int | None = None
    kind: str = ""
    difficulty: int | None = None
    state: str = ""  # blank: all but the retired; "proposed" and "draft" find those with such a next version too
    self_approved: bool = False
    hidden: Hidden = field(default=None, compare=False)


@dataclass(frozen=True)
class Found:
    question: Question
    version: QuestionVersion
    topic: Topic


@dataclass(frozen=True)
class Page:
    found: list[Found]
    next: int | None  # give this as `after` for the page that follows
    previous: int | None = None  # and this as `before` for the one that went before


def find(
    session: Session, wanted: Wanted, *, after: int | None = None, before: int | None = None, limit: int = PAGE
) -> Page:
    """Newest first. Paged by key, so that the hundredth page costs what the first does."""
    here = col(QuestionVersion.question_id)
    backwards = before is not None
    beyond = [here < after] if after is not None else [here > before] if before is not None else []
    chosen = (
        select(Question, QuestionVersion, Topic)
        .join(QuestionVersion, here == col(Question.id))
        .join(Topic, col(Topic.id) == col(QuestionVersion.topic_id))
        .where(*_conditions(wanted), *beyond)
        .order_by(here if backwards else here.desc())
        .limit(limit + 1)
    )
    rows = [Found(question, version, topic) for question, version, topic in session.exec(chosen)]
    found, more = rows[:limit], len(rows) > limit
    if backwards:
        found.reverse()
    if not found:
        return Page([], None)
    older = more if not backwards else True
    newer = more if backwards else after is not None
    return Page(
        found,
        next=found[-1].version.question_id if older else None,
        previous=found[0].version.question_id if newer else None,
    )


def count(session: Session, wanted: Wanted) -> int:
    return session.exec(select(func.count()).select_from(QuestionVersion).where(*_conditions(wanted))).one()


def versions_wanted(session: Session, wanted: Wanted) -> Sequence[QuestionVersion]:
    """All of them, for an export, in the order they came into the bank."""
    chosen = select(QuestionVersion).where(*_conditions(wanted)).order_by(col(QuestionVersion.question_id))
    return session.exec(chosen).all()


def counts(session: Session, on: date | None = None, hidden: Hidden = None) -> dict[tuple[int, int], int]:
    """(topic, difficulty) → how many questions may be drawn, on that day where one is given."""
    grouped = (
        select(QuestionVersion.topic_id, QuestionVersion.difficulty, func.count())
        .where(*_drawable(on, hidden))
        .group_by(col(QuestionVersion.topic_id), col(QuestionVersion.difficulty))
    )
    return {(topic_id, difficulty): number for topic_id, difficulty, number in session.exec(grouped)}


def pool(
    session: Session, on: date | None = None, topic_ids: Sequence[int] | None = None, hidden: Hidden = None
) -> list[PoolQuestion]:
    """What may be drawn: approved, current, in force on that day; of these topics, or of all."""
    conditions = _drawable(on, hidden)
    if topic_ids is not None:
        conditions.append(col(QuestionVersion.topic_id).in_(topic_ids))
    versions = session.exec(select(QuestionVersion).where(*conditions).order_by(col(QuestionVersion.id)))
    return [
        PoolQuestion(version.id or 0, version.topic_id, version.difficulty, version.kind, version.content)
        for version in versions
    ]


def question_by_public_id(session: Session, public_id: str) -> Question | None:
    return session.exec(select(Question).where(Question.public_id == public_id)).first()


def first_sources(session: Session, versions: Sequence[QuestionVersion]) -> dict[int, str]:
    """Version id → the document it rests on first, by its number where it has one."""
    found = sources_of(session, versions)
    return {id: sources[0][0].number or sources[0][0].title for id, sources in found.items()}


def versions_of(session: Session, question_id: int) -> Sequence[QuestionVersion]:
    """Newest first."""
    here = QuestionVersion.question_id == question_id
    return session.exec(select(QuestionVersion).where(here).order_by(col(QuestionVersion.number).desc())).all()


def _conditions(wanted: Wanted) -> list[ColumnElement[bool] | Any]:
    conditions: list[Any] = [col(QuestionVersion.is_current)]
    for word in escaped_like(wanted.words).split():
        conditions.append(col(QuestionVersion.search_text).like(f"%{word}%", escape="\\"))
    if wanted.topic_id is not None:
        conditions.append(QuestionVersion.topic_id == wanted.topic_id)
    if wanted.kind:
        conditions.append(QuestionVersion.kind == wanted.kind)
    if wanted.difficulty is not None:
        conditions.append(QuestionVersion.difficulty == wanted.difficulty)
    conditions += [*_in_state(wanted.state), *not_hidden(wanted.hidden)]
    if wanted.self_approved:
        conditions.append(col(QuestionVersion.self_approved))
    return conditions


def _in_state(state: str) -> list[ColumnElement[bool] | Any]:
    """Whether the question goes by such a version, or one waits beside it."""
    if state in OPEN:
        beside = aliased(QuestionVersion)
        return [col(QuestionVersion.question_id).in_(select(beside.question_id).where(beside.state == state))]
    return [QuestionVersion.state == state if state else QuestionVersion.state != "retired"]


def not_hidden(hidden: Hidden) -> list[ColumnElement[bool]]:
    return [] if hidden is None else [col(QuestionVersion.question_id).not_in(hidden)]


def _drawable(on: date | None, hidden: Hidden = None) -> list[Any]:
    conditions: list[Any] = [
        *not_hidden(hidden),
        col(QuestionVersion.is_current),
        QuestionVersion.state == "approved",
        col(QuestionVersion.kind).not_in(BY_PEOPLE),
    ]
    if on is not None:
        first, last = col(QuestionVersion.valid_from), col(QuestionVersion.valid_to)
        conditions += [or_(first.is_(None), first <= on), or_(last.is_(None), last >= on)]
    return conditions
