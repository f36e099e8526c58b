"""Questions listed and searched, and what a blueprint may draw from.

The list, its count, exports and bulk acts all ask through `conditions`: what somebody may not see is left out there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from question_bank import searching
from question_bank.drawing import PoolQuestion
from question_bank.exporting import sources_of
from question_bank.kinds import BY_PEOPLE
from question_bank.paging import Order
from question_bank.question import OPEN, Question, QuestionVersion
from question_bank.slices import slices
from question_bank.source import QuestionSource
from question_bank.topic import Topic
from question_bank.validity import SOON

PAGE = 50
COUNTED_TO = 10_000
"""Beyond it a list says "more than": counting on would cost more than it tells."""

Hidden = SelectOfScalar[int] | None
"""The ids of questions that whoever asks may not know of, as a query. The site knows which; None hides nothing."""


class Expiry(StrEnum):
    """How a question stands on the day it is looked for."""

    VALID = "valid"
    SOON = "soon"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Wanted:
    """What somebody is looking for. Words are found without their marks, each of them begun anywhere."""

    words: str = ""
    topic_id: int | None = None
    kind: str = ""
    difficulty: int | None = None
    state: str = ""  # blank: all but the retired; "proposed" and "draft" find those with such a next version too
    self_approved: bool = False
    source_id: int | None = None
    expiry: Expiry | None = None
    on: date = date.min  # the day of `expiry`
    author: str | None = None
    used: bool | None = None
    is_used: ColumnElement[bool] | None = field(default=None, compare=False)  # the site knows, the bank does not
    question_ids: tuple[int, ...] | None = None  # these and no others, out of use or not
    hidden: Hidden = field(default=None, compare=False)


@dataclass(frozen=True)
class Found:
    question: Question
    version: QuestionVersion
    topic: Topic


@dataclass(frozen=True)
class Page:
    found: list[Found]
    next: str | None  # give this as `after` for the page that follows
    previous: str | None = None  # and this as `before` for the one that went before


def find(
    session: Session, wanted: Wanted, *, after: str | None = None, before: str | None = None, limit: int = PAGE
) -> Page:
    """Newest first; of those that run out, the next to do so first."""
    order = _order(session, wanted)
    backwards = before is not None
    beyond = order.beyond(before if backwards else after, backwards=backwards)
    chosen = select(QuestionVersion).where(*conditions(session, wanted), *beyond)
    versions = session.exec(chosen.order_by(*order.by(backwards=backwards)).limit(limit + 1)).all()
    shown, more = list(versions[:limit]), len(versions) > limit
    if backwards:
        shown.reverse()
    if not shown:
        return Page([], None)
    first, last = (order.cursor(each.id, each.valid_to) for each in (shown[0], shown[-1]))
    older, newer = (True, more) if backwards else (more, bool(beyond))
    return Page(found_of(session, shown), next=last if older else None, previous=first if newer else None)


def found_of(session: Session, versions: Sequence[QuestionVersion]) -> list[Found]:
    """Each with its question and topic."""
    questions = _by_id(session, Question, (version.question_id for version in versions))
    topics = _by_id(session, Topic, (version.topic_id for version in versions))
    return [Found(questions[each.question_id], each, topics[each.topic_id]) for each in versions]


def count(session: Session, wanted: Wanted, most: int | None = COUNTED_TO) -> int:
    """How many there are, counted no further than one beyond `most`."""
    chosen = select(QuestionVersion.id).where(*conditions(session, wanted))
    if most is not None:
        chosen = chosen.limit(most + 1)
    return session.exec(select(func.count()).select_from(chosen.subquery())).one()


def versions_wanted(session: Session, wanted: Wanted) -> Sequence[QuestionVersion]:
    """All of them, for an export, in the order they came into the bank."""
    chosen = select(QuestionVersion).where(*conditions(session, wanted)).order_by(col(QuestionVersion.question_id))
    return session.exec(chosen).all()


def question_ids_wanted(session: Session, wanted: Wanted) -> list[int]:
    """All of them, for an act on every one, in the order they came into the bank."""
    chosen = select(QuestionVersion.question_id).where(*conditions(session, wanted))
    return list(session.exec(chosen.order_by(col(QuestionVersion.question_id))))


def loosened(session: Session, wanted: Wanted) -> dict[str, int]:
    """Of a search that finds nothing: the one condition to let go of → how many there would then be, most first."""
    freed = {name: replace(wanted, **{name: default}) for name, default in LOOSE.items()}
    counted = {name: count(session, less, 1000) for name, less in freed.items() if less != wanted}
    return {name: number for name, number in sorted(counted.items(), key=lambda pair: -pair[1]) if number}


LOOSE: dict[str, Any] = {
    "words": "", "topic_id": None, "kind": "", "difficulty": None, "state": "", "self_approved": False,
    "source_id": None, "expiry": None, "author": None, "used": None,
}  # fmt: skip
"""What each condition is where it asks for nothing."""


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
    """None too where it is not shown yet."""
    current = (col(QuestionVersion.question_id) == Question.id) & col(QuestionVersion.is_current)
    return session.exec(select(Question).join(QuestionVersion, current).where(Question.public_id == public_id)).first()


def first_sources(session: Session, versions: Sequence[QuestionVersion]) -> dict[int, str]:
    """Version id → the document it rests on first, by its number where it has one."""
    found = sources_of(session, versions)
    return {id: sources[0][0].number or sources[0][0].title for id, sources in found.items()}


def versions_of(session: Session, question_id: int) -> Sequence[QuestionVersion]:
    """Newest first."""
    here = QuestionVersion.question_id == question_id
    return session.exec(select(QuestionVersion).where(here).order_by(col(QuestionVersion.number).desc())).all()


def conditions(session: Session, wanted: Wanted) -> list[Any]:
    """What the list, its count, exports and bulk acts ask of versions: to be current, and all of this."""
    return [
        col(QuestionVersion.is_current),
        *searching.having(session, wanted.words),
        *not_hidden(wanted.hidden),
        *([] if wanted.question_ids is not None and not wanted.state else _in_state(wanted.state)),
        *_filters(wanted),
        *_in_force(wanted),
        *_among(wanted),
    ]


def _filters(wanted: Wanted) -> list[Any]:
    asked: dict[Any, Any] = {
        QuestionVersion.topic_id: wanted.topic_id, QuestionVersion.kind: wanted.kind or None,
        QuestionVersion.difficulty: wanted.difficulty, QuestionVersion.author: wanted.author,
    }  # fmt: skip
    found: list[Any] = [column == value for column, value in asked.items() if value is not None]
    if wanted.self_approved:
        found.append(col(QuestionVersion.self_approved))
    return found


def _in_state(state: str) -> list[Any]:
    """Whether the question goes by such a version, or one waits beside it."""
    if state in OPEN:
        beside = aliased(QuestionVersion)
        waits = select(beside.id).where(beside.question_id == QuestionVersion.question_id, beside.state == state)
        return [waits.limit(1).correlate(QuestionVersion).scalar_subquery().is_not(None)]
    return [QuestionVersion.state == state if state else QuestionVersion.state != "retired"]


def not_hidden(hidden: Hidden) -> list[ColumnElement[bool]]:
    return [] if hidden is None else [col(QuestionVersion.question_id).not_in(hidden)]


def _in_force(wanted: Wanted) -> list[Any]:
    first, last = col(QuestionVersion.valid_from), col(QuestionVersion.valid_to)
    if wanted.expiry == Expiry.VALID:
        return _on_the_day(wanted.on)
    if wanted.expiry == Expiry.SOON:
        return [last >= wanted.on, last <= wanted.on + SOON, or_(first.is_(None), first <= wanted.on)]
    return [last < wanted.on] if wanted.expiry == Expiry.EXPIRED else []


def _among(wanted: Wanted) -> list[Any]:
    found: list[Any] = []
    if wanted.source_id is not None:
        found += [col(QuestionSource.version_id) == QuestionVersion.id, QuestionSource.source_id == wanted.source_id]
    if wanted.used is not None and wanted.is_used is not None:
        found.append(wanted.is_used if wanted.used else ~wanted.is_used)
    if wanted.question_ids is not None:
        found.append(col(QuestionVersion.question_id).in_(wanted.question_ids))
    return found


def _order(session: Session, wanted: Wanted) -> Order:
    """By a column of the table through which they are found, so that its index has them in order already."""
    if searching.walks_index(session, wanted.words):
        return Order(searching.INDEXED.c.rowid)
    if wanted.source_id is not None:
        return Order(QuestionSource.version_id)
    if wanted.expiry in (Expiry.SOON, Expiry.EXPIRED):
        return Order(QuestionVersion.id, QuestionVersion.valid_to, descending=wanted.expiry == Expiry.EXPIRED)
    return Order(QuestionVersion.id)


def _by_id(session: Session, table: Any, ids: Iterable[int]) -> dict[int, Any]:
    wanted = sorted(set(ids))
    found: dict[int, Any] = {}
    for some in slices(wanted):
        here = table.id.in_(some)
        found |= {each.id: each for each in session.exec(select(table).where(here))}
    return found


def _on_the_day(on: date) -> list[Any]:
    first, last = col(QuestionVersion.valid_from), col(QuestionVersion.valid_to)
    return [or_(first.is_(None), first <= on), or_(last.is_(None), last >= on)]


def _drawable(on: date | None, hidden: Hidden = None) -> list[Any]:
    conditions: list[Any] = [
        *not_hidden(hidden),
        col(QuestionVersion.is_current),
        QuestionVersion.state == "approved",
        col(QuestionVersion.kind).not_in(BY_PEOPLE),
    ]
    if on is not None:
        conditions += _on_the_day(on)
    return conditions
