"""Questions by form: a new one, a next version, and out of use. What a version says never changes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, or_, select, update

from question_bank.checking import check
from question_bank.citing import rest_on
from question_bank.draft import Draft
from question_bank.exporting import drafts_of, media_in
from question_bank.question import OPEN, Question, QuestionMedia, QuestionVersion
from question_bank.reviewing import open_version
from question_bank.text import fold
from question_bank.writing import add_questions, enter, insist_ready, known_topics, media_of, topic_ids, version_of


class RevisedMeanwhile(Exception):
    """Somebody else made the next version first."""

    def __init__(self) -> None:
        super().__init__("Câu hỏi này vừa được người khác sửa. Hãy tải lại trang để xem bản mới.")


def write_question(session: Session, draft: Draft, *, by: str, at: datetime, state: str = "approved") -> int:
    """The id of the new question. Raises NotReady with what must be put right."""
    finding = check(draft, known_topics(session))
    return add_questions(session, [(draft, finding)], by=by, at=at, state=state)[0]


def revise(
    session: Session, version: QuestionVersion, draft: Draft, *, by: str, at: datetime, state: str = "approved"
) -> QuestionVersion:
    """The next version of the question, or the same one where nothing was changed.

    `version` is the newest as its editor saw it. What is asked now stays so until the next version is approved.
    """
    finding = check(draft, known_topics(session))
    insist_ready([(draft, finding)])
    topic_id = topic_ids(session)[fold(finding.topic)]
    following = version_of(draft, finding, version.question_id, topic_id, by, at, before=version)
    following.number = _last_number(session, version.question_id) + 1
    enter(following, state, at)
    same_beside = _sources(draft) == _sources(drafts_of(session, [version])[0]) and _shows_the_same(
        media_of(0, following, finding), media_in(session, [version]).get(version.id or 0, [])
    )
    if _says_the_same(following, version) and same_beside:
        return version
    _step_aside(session, version, following)
    session.add(following)
    session.flush()
    if following.id is not None:
        rest_on(session, [(following.id, draft.sources)])
        session.add_all(media_of(following.id, following, finding))
        session.flush()
    return following


def retire(session: Session, question: Question, *, at: datetime) -> None:
    """No longer drawn, and what waited beside it waits no more. Papers that have it keep it."""
    if question.id is None:
        raise ValueError("a question that is not in the bank has no state")
    retire_all(session, [question.id], at=at)
    session.refresh(question)


def retire_all(session: Session, question_ids: Sequence[int], *, at: datetime) -> None:
    """A few statements, however many they are."""
    session.flush()
    session.exec(update(Question).where(col(Question.id).in_(question_ids)).values(retired_at=at))
    here = col(QuestionVersion.question_id).in_(question_ids)
    standing = col(QuestionVersion.is_current) | col(QuestionVersion.state).in_(OPEN)
    session.exec(update(QuestionVersion).where(here, standing).values(state="retired"))


def bring_back(session: Session, question: Question) -> None:
    """As it was: what had been approved is asked again; what had not begins again as a draft."""
    question.retired_at = None
    current = current_version(session, question.id or 0)
    _set_state(session, question, "approved" if current.approved_at else "draft")


def newest_version(session: Session, question_id: int) -> QuestionVersion:
    """The one to go on from: that which waits or is being written, else the current one."""
    return open_version(session, question_id) or current_version(session, question_id)


def current_version(session: Session, question_id: int) -> QuestionVersion:
    here = (QuestionVersion.question_id == question_id, col(QuestionVersion.is_current))
    return session.exec(select(QuestionVersion).where(*here)).one()


def current_versions(session: Session, question_ids: list[int]) -> dict[int, QuestionVersion]:
    """Question id → the version that it goes by."""
    here = (col(QuestionVersion.question_id).in_(question_ids), col(QuestionVersion.is_current))
    return {version.question_id: version for version in session.exec(select(QuestionVersion).where(*here))}


def _last_number(session: Session, question_id: int) -> int:
    """One that was given up has its number too."""
    return session.exec(
        select(func.max(QuestionVersion.number)).where(QuestionVersion.question_id == question_id)
    ).one()


def _set_state(session: Session, question: Question, state: str) -> None:
    if question.id is None:
        raise ValueError("a question that is not in the bank has no state")
    current_version(session, question.id).state = state
    session.add(question)
    session.flush()


def _step_aside(session: Session, version: QuestionVersion, following: QuestionVersion) -> None:
    """Make room for the next version. Of two people who revise at once, the database lets one be first."""
    waits, takes_over = version.state in OPEN, following.state == "approved"
    following.is_current = takes_over or (waits and version.is_current)
    changes = {
        "is_current": version.is_current and not following.is_current,
        "state": "retired" if waits else version.state,
    }
    newest = or_(col(QuestionVersion.is_current), col(QuestionVersion.state).in_(OPEN))
    held = update(QuestionVersion).where(
        col(QuestionVersion.id) == version.id, col(QuestionVersion.state) == version.state, newest
    )
    if session.exec(held.values(**changes)).rowcount != 1 or open_version(session, version.question_id):
        raise RevisedMeanwhile
    if following.is_current:
        here = (col(QuestionVersion.question_id) == version.question_id, col(QuestionVersion.is_current))
        session.exec(update(QuestionVersion).where(*here).values(is_current=False))
    session.refresh(version)


def _says_the_same(one: QuestionVersion, other: QuestionVersion) -> bool:
    fields = ("kind", "content", "key", "explanation", "difficulty", "topic_id", "valid_from", "valid_to")
    return all(getattr(one, field) == getattr(other, field) for field in fields)


def _shows_the_same(one: list[QuestionMedia], other: list[QuestionMedia]) -> bool:
    told = [[(media.at, media.sha256, media.alt) for media in pictures] for pictures in (one, other)]
    return told[0] == told[1]


def _sources(draft: Draft) -> list[Any]:
    return [(source.title, source.number, source.issuer, source.article, source.url) for source in draft.sources]
