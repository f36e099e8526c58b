"""Where the bank's questions are used: drawn into papers, or fixed in a blueprint."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, distinct, func, select

from question_bank.question import QuestionVersion
from quiz import clock
from quiz.attempts.attempt import Attempt, PaperRow
from quiz.contests.contest import Contest
from quiz.contests.reserving import kept_among
from quiz.contests.round import FixedQuestion, Leg, Part, Round


@dataclass(frozen=True)
class Use:
    """A question in a round: in so many papers, "Xem thử" included."""

    contest: Contest
    round: Round
    papers: int


def questions_in_use(session: Session, question_ids: list[int]) -> set[int]:
    """Those of them that no longer go without leaving a hole."""
    drawn = (
        select(QuestionVersion.question_id)
        .join(PaperRow, col(PaperRow.version_id) == col(QuestionVersion.id))
        .where(col(QuestionVersion.question_id).in_(question_ids))
        .distinct()
    )
    fixed = select(FixedQuestion.question_id).where(col(FixedQuestion.question_id).in_(question_ids))
    return {*session.exec(drawn), *session.exec(fixed), *kept_among(session, question_ids, clock.now())}


def is_used() -> ColumnElement[bool]:
    """Of a question version in a query: is the question, in any of its versions, in a paper or fixed in a blueprint?

    Looked up for each version, by index: both databases would else gather every paper there is first.
    """
    drawn = aliased(QuestionVersion)
    in_paper = select(PaperRow.version_id).where(
        PaperRow.version_id == drawn.id, drawn.question_id == QuestionVersion.question_id
    )
    fixed = select(FixedQuestion.id).where(FixedQuestion.question_id == QuestionVersion.question_id)
    either = (one.limit(1).correlate(QuestionVersion).scalar_subquery() for one in (in_paper, fixed))
    return or_(*(one.is_not(None) for one in either))


def versions_in_use(session: Session, version_ids: list[int]) -> set[int]:
    """Those of them that stand in a paper, or whose question is fixed in a blueprint."""
    here = col(QuestionVersion.id).in_(version_ids)
    drawn = select(PaperRow.version_id).where(col(PaperRow.version_id).in_(version_ids)).distinct()
    fixed = select(QuestionVersion.id).where(
        here, col(QuestionVersion.question_id).in_(select(FixedQuestion.question_id))
    )
    return {*session.exec(drawn), *(id for id in session.exec(fixed) if id is not None)}


def uses_of(session: Session, question_id: int) -> list[Use]:
    """The rounds that have it, the newest contest first."""
    papers = _papers_by_round(session, question_id)
    fixed = select(Part.round_id).join(FixedQuestion).where(FixedQuestion.question_id == question_id)
    round_ids = papers.keys() | set(session.exec(fixed))
    found: Sequence[tuple[Contest, Round]] = session.exec(
        select(Contest, Round)
        .where(Round.contest_id == Contest.id, col(Round.id).in_(round_ids))
        .order_by(col(Contest.id).desc(), col(Round.position))
    ).all()
    return [Use(contest, round, papers.get(round.id or 0, 0)) for contest, round in found]


def _papers_by_round(session: Session, question_id: int) -> dict[int, int]:
    papers = (
        select(Leg.round_id, func.count(distinct(PaperRow.attempt_id)))
        .select_from(PaperRow)
        .join(QuestionVersion, col(QuestionVersion.id) == col(PaperRow.version_id))
        .join(Attempt, col(Attempt.id) == col(PaperRow.attempt_id))
        .join(Leg, col(Leg.id) == col(Attempt.leg_id))
        .where(QuestionVersion.question_id == question_id)
        .group_by(col(Leg.round_id))
    )
    return dict(session.exec(papers).all())
