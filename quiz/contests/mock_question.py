"""Questions set aside for trying out ("thi thử"). Their keys are shown at once, so nothing that counts has them."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from question_bank.finding import Hidden
from question_bank.question import Question
from quiz.contests.contest import Contest, ContestState
from quiz.contests.reserving import kept_from_drawing
from quiz.contests.round import Round

OVER = (ContestState.CANCELLED, ContestState.ARCHIVED)


class MockQuestion(SQLModel, table=True):
    """A question of the mock attempts of a round."""

    __tablename__ = "mock_question"
    __table_args__ = (UniqueConstraint("round_id", "question_id"),)

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id", ondelete="CASCADE")
    question_id: int = Field(foreign_key="question.id", index=True, ondelete="CASCADE")
    set_aside_at: datetime


def set_aside_anywhere() -> SelectOfScalar[int]:
    """The questions set aside by a contest that is neither called off nor put away: no counted paper has them."""
    return (
        select(MockQuestion.question_id)
        .join(Round, col(Round.id) == MockQuestion.round_id)
        .join(Contest, col(Contest.id) == Round.contest_id)
        .where(col(Contest.state).not_in(OVER))
    )


def not_for_counting(session: Session, round: Round, at: datetime) -> Hidden:
    """What counted papers of the round do without: kept by other contests, or set aside for trying out by any."""
    kept, aside = kept_from_drawing(session, round, at), set_aside_anywhere()
    if session.exec(select(MockQuestion.id).limit(1)).first() is None:
        return kept
    if kept is None:
        return aside
    return select(Question.id).where(or_(col(Question.id).in_(kept), col(Question.id).in_(aside)))  # type: ignore[return-value]


def mock_questions_of(session: Session, round: Round) -> list[int]:
    """Question ids, in order."""
    theirs = select(MockQuestion.question_id).where(MockQuestion.round_id == round.id)
    return list(session.exec(theirs.order_by(col(MockQuestion.question_id))))
