"""Questions by form: a new one, a next version, and out of use. An approved version never changes."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select, update

from question_bank.checking import check
from question_bank.draft import Draft
from question_bank.exporting import drafts_of
from question_bank.question import Question, QuestionVersion
from question_bank.text import fold
from question_bank.writing import add_questions, insist_ready, known_topics, rest_on, topic_ids, version_of


class RevisedMeanwhile(Exception):
    """Somebody else made the next version first."""

    def __init__(self) -> None:
        super().__init__("Câu hỏi này vừa được người khác sửa. Hãy tải lại trang để xem bản mới.")


def write_question(session: Session, draft: Draft, *, by: str, at: datetime) -> int:
    """The id of the new question. Raises NotReady with what must be put right."""
    finding = check(draft, known_topics(session))
    return add_questions(session, [(draft, finding)], by=by, at=at)[0]


def revise(session: Session, version: QuestionVersion, draft: Draft, *, by: str, at: datetime) -> QuestionVersion:
    """The next version of the question, or the same one where nothing was changed."""
    finding = check(draft, known_topics(session))
    insist_ready([(draft, finding)])
    topic_id = topic_ids(session)[fold(finding.topic)]
    following = version_of(draft, finding, version.question_id, topic_id, by, at, before=version)
    following.self_approved = True
    if _says_the_same(following, version) and _sources(draft) == _sources(drafts_of(session, [version])[0]):
        return version
    _step_aside(session, version)
    session.add(following)
    session.flush()
    if following.id is not None:
        rest_on(session, [(following.id, draft.sources)])
    return following


def retire(session: Session, question: Question, *, at: datetime) -> None:
    """No longer drawn. Papers that have it keep it."""
    question.retired_at = at
    _set_state(session, question, "retired")


def bring_back(session: Session, question: Question) -> None:
    question.retired_at = None
    _set_state(session, question, "approved")


def current_version(session: Session, question_id: int) -> QuestionVersion:
    here = (QuestionVersion.question_id == question_id, col(QuestionVersion.is_current))
    return session.exec(select(QuestionVersion).where(*here)).one()


def _set_state(session: Session, question: Question, state: str) -> None:
    if question.id is None:
        raise ValueError("a question that is not in the bank has no state")
    current_version(session, question.id).state = state
    session.add(question)
    session.flush()


def _step_aside(session: Session, version: QuestionVersion) -> None:
    """Of two people who revise at once, the database lets one be first."""
    still_current = (col(QuestionVersion.id) == version.id, col(QuestionVersion.is_current))
    if session.exec(update(QuestionVersion).where(*still_current).values(is_current=False)).rowcount != 1:
        raise RevisedMeanwhile
    session.refresh(version)


def _says_the_same(one: QuestionVersion, other: QuestionVersion) -> bool:
    fields = ("kind", "content", "key", "explanation", "difficulty", "topic_id", "valid_from", "valid_to")
    return all(getattr(one, field) == getattr(other, field) for field in fields)


def _sources(draft: Draft) -> list[Any]:
    return [(source.title, source.number, source.issuer, source.article, source.url) for source in draft.sources]
