"""The same question under another topic, another difficulty, or with further sources: filed anew, and not written anew.

An approved version never changes, so a next one takes its place, with the same words, the same key and the same
approval: what a second person approved is unchanged. Papers keep the version they were drawn with. What still waits or
is being written is not approved, and is filed where it stands.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, delete, func, insert, select, update

from question_bank.inserting import insert_all
from question_bank.question import OPEN, QuestionMedia, QuestionVersion
from question_bank.source import QuestionSource

Filed = dict[str, Any]
"""topic_id, difficulty: where a version is to be filed."""


def refile(session: Session, wanted: Sequence[tuple[QuestionVersion, Filed]], at: datetime) -> dict[int, int]:
    """Each of these versions, by which a question goes or which waits beside, filed so. A few statements for all.

    Returns question → its next version, where one was needed: not where nothing changes or nothing is decided yet.
    """
    differ = [(version, filed) for version, filed in wanted if any(getattr(version, n) != v for n, v in filed.items())]
    for version, filed in differ:
        if version.state in OPEN:
            for name, value in filed.items():
                setattr(version, name, value)
            session.add(version)
    session.flush()
    return _follow(session, [pair for pair in differ if pair[0].state not in OPEN], at)


def add_sources(session: Session, version: QuestionVersion, other: QuestionVersion, at: datetime) -> QuestionVersion:
    """With the documents that another rests on beside its own."""
    own = _links(session, version)
    further = [link for link in _links(session, other) if link.source_id not in {each.source_id for each in own}]
    if not further:
        return version
    following = version if version.state in OPEN else _following(session, version, at)
    for place, link in enumerate(further, len(own)):
        session.add(QuestionSource(**{**link.model_dump(), "version_id": following.id, "position": place}))
    session.flush()
    return following


def with_sources_of(
    session: Session, version: QuestionVersion, earlier: QuestionVersion, at: datetime
) -> QuestionVersion:
    """Resting again on what an earlier version rested on."""
    following = _following(session, version, at)
    session.exec(delete(QuestionSource).where(col(QuestionSource.version_id) == following.id))
    _copy_all(session, QuestionSource, {earlier.id or 0: following.id or 0})
    return following


def _following(session: Session, version: QuestionVersion, at: datetime) -> QuestionVersion:
    made = _follow(session, [(version, {})], at)
    return session.get_one(QuestionVersion, made[version.question_id])


def _follow(session: Session, pairs: Sequence[tuple[QuestionVersion, Filed]], at: datetime) -> dict[int, int]:
    """The next version of each question, which goes by it from now on."""
    if not pairs:
        return {}
    versions = [version for version, _ in pairs]
    numbers = _last_numbers(session, [version.question_id for version in versions])
    here = col(QuestionVersion.id).in_([version.id for version in versions])
    session.exec(update(QuestionVersion).where(here).values(is_current=False))
    following = [
        QuestionVersion(
            **version.model_dump(exclude={"id", "public_id", "number", "created_at", "is_current", *filed}), **filed,
            number=numbers[version.question_id] + 1, created_at=at, is_current=True,
        )
        for version, filed in pairs
    ]  # fmt: skip
    ids = insert_all(session, QuestionVersion, following)
    after = {version.id or 0: id for version, id in zip(versions, ids, strict=True)}
    _copy_all(session, QuestionSource, after)
    _copy_all(session, QuestionMedia, after)
    return {version.question_id: after[version.id or 0] for version in versions}


def _last_numbers(session: Session, question_ids: list[int]) -> dict[int, int]:
    numbers = select(QuestionVersion.question_id, func.max(QuestionVersion.number))
    here = numbers.where(col(QuestionVersion.question_id).in_(question_ids))
    return dict(session.exec(here.group_by(col(QuestionVersion.question_id))).all())


def _copy_all(session: Session, table: Any, after: dict[int, int]) -> None:
    """Sources or pictures of each version, for the one that follows it."""
    found = session.exec(select(table).where(table.version_id.in_(after))).all()
    rows = [{**each.model_dump(), "version_id": after[each.version_id]} for each in found]
    if rows:
        session.exec(insert(table), params=rows)


def _links(session: Session, version: QuestionVersion) -> list[QuestionSource]:
    links = select(QuestionSource).where(QuestionSource.version_id == version.id)
    return list(session.exec(links.order_by(col(QuestionSource.position))))
