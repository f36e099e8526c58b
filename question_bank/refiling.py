"""The same question under another topic, another difficulty, or with further sources: filed anew, and not written anew.

An approved version never changes, so a next one takes its place, with the same words, the same key and the same
approval: what a second person approved is unchanged. Papers keep the version they were drawn with. What still waits or
is being written is not approved, and is filed where it stands.
"""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from question_bank.question import OPEN, QuestionMedia, QuestionVersion
from question_bank.source import QuestionSource


def refile(session: Session, version: QuestionVersion, at: datetime, **filed: Any) -> QuestionVersion:
    """The version by which the question goes, filed so; itself where it is not decided yet or nothing changes."""
    if all(getattr(version, name) == value for name, value in filed.items()):
        return version
    if version.state in OPEN:
        for name, value in filed.items():
            setattr(version, name, value)
        session.add(version)
        session.flush()
        return version
    return _following(session, version, at, filed)


def add_sources(session: Session, version: QuestionVersion, other: QuestionVersion, at: datetime) -> QuestionVersion:
    """With the documents that another rests on beside its own."""
    own = _links(session, version)
    further = [link for link in _links(session, other) if link.source_id not in {each.source_id for each in own}]
    if not further:
        return version
    following = version if version.state in OPEN else _following(session, version, at, {})
    for place, link in enumerate(further, len(own)):
        _copy(session, link, following.id, position=place)
    session.flush()
    return following


def with_sources_of(
    session: Session, version: QuestionVersion, earlier: QuestionVersion, at: datetime
) -> QuestionVersion:
    """Resting again on what an earlier version rested on."""
    following = _following(session, version, at, {}, sources_of=earlier)
    session.flush()
    return following


def _following(
    session: Session,
    version: QuestionVersion,
    at: datetime,
    filed: dict[str, Any],
    sources_of: QuestionVersion | None = None,
) -> QuestionVersion:
    numbers = select(func.max(QuestionVersion.number)).where(QuestionVersion.question_id == version.question_id)
    same = version.model_dump(exclude={"id", "public_id", "number", "created_at"})
    following = QuestionVersion(**{**same, **filed, "number": session.exec(numbers).one() + 1, "created_at": at})
    version.is_current = False
    session.add(version)
    session.flush()
    session.add(following)
    session.flush()
    for link in _links(session, sources_of or version):
        _copy(session, link, following.id)
    for picture in session.exec(select(QuestionMedia).where(QuestionMedia.version_id == version.id)).all():
        _copy(session, picture, following.id)
    session.flush()
    return following


def _links(session: Session, version: QuestionVersion) -> list[QuestionSource]:
    links = select(QuestionSource).where(QuestionSource.version_id == version.id)
    return list(session.exec(links.order_by(col(QuestionSource.position))))


def _copy(session: Session, thing: Any, version_id: int | None, **changed: Any) -> None:
    session.add(type(thing)(**{**thing.model_dump(), "version_id": version_id, **changed}))
