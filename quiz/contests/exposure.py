"""Whether somebody could have seen a contest's questions with a role that has ended since.

The bank is one for all contests, and its questions stay: what counts is not when the contest was made but when the
oldest question that its papers may be drawn from was put into the bank. Whoever could see the bank at any moment since
then could have seen a question of the contest, in whatever version; whoever could not, saw none.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, and_, col, func, or_, select

from question_bank.question import Question, QuestionVersion
from quiz.contests.contest import Contest
from quiz.contests.round import BlueprintRow, FixedQuestion, LegBlueprintRow, Part, Round
from quiz.people.role import HOLDERS, Power, RoleName

Held = tuple[RoleName, int | None]
"""A role, and the contest it is held in; None: everywhere."""
Ended = tuple[RoleName, int | None, datetime]
"""The same of a role that has ended, and when."""


def sees_questions_of(name: RoleName, where: int | None, contest_id: int | None) -> bool:
    """The bank is one for all contests; a chief judge sees what is of their own."""
    return name in HOLDERS[Power.SEE_KEYS] and (name != RoleName.CHIEF_JUDGE or where in (None, contest_id))


def saw_until(ended: Sequence[Ended], contest_id: int | None, since: datetime | None) -> datetime | None:
    """When the last of these ended that showed a question of the contest. `since`: its oldest; None: it has none."""
    seeing = [end for name, where, end in ended if sees_questions_of(name, where, contest_id)]
    return max((end for end in seeing if since is not None and end >= since), default=None)


def oldest_question(session: Session, contest: Contest) -> datetime | None:
    """When it was put into the bank, of all that papers of the contest may be drawn from; None: from nothing yet.
    What another contest keeps for itself is counted, too: a round that has begun may still draw it."""
    parts = select(Part.id).join(Round, col(Round.id) == Part.round_id).where(Round.contest_id == contest.id)
    fixed = select(FixedQuestion.question_id).where(col(FixedQuestion.part_id).in_(parts))
    ways = [col(Question.id).in_(fixed), *(_fits(*row) for row in _rows(session, parts))]
    current = and_(col(QuestionVersion.question_id) == Question.id, col(QuestionVersion.is_current))
    oldest = select(func.min(Question.created_at)).join(QuestionVersion, current)
    found: datetime | None = session.exec(oldest.where(or_(*ways))).one()
    return found


def _rows(session: Session, parts: Any) -> set[tuple[int | None, int | None]]:
    """Topics and difficulties that blueprints ask for, the legs' own, too."""
    return {
        (topic_id, difficulty)
        for table in (BlueprintRow, LegBlueprintRow)
        for topic_id, difficulty in session.exec(
            select(table.topic_id, table.difficulty).where(col(table.part_id).in_(parts)).distinct()
        )
    }


def _fits(topic_id: int | None, difficulty: int | None) -> Any:
    asked = [(col(QuestionVersion.topic_id), topic_id), (col(QuestionVersion.difficulty), difficulty)]
    approved = col(QuestionVersion.state) == "approved"
    return and_(approved, *(column == value for column, value in asked if value is not None))
