"""A bank to draw from, and a leg that will."""

from datetime import timedelta

import pytest
from sqlmodel import delete

from question_bank.question import Question, QuestionVersion
from quiz import database
from quiz.attempts.sealing import seal_announced
from quiz.contests.round import BlueprintRow, Leg
from tests.conftest import NOON

pytest.register_assert_rewrite("tests.attempts.sitting_driver")


@pytest.fixture
def bank(world):
    """Twenty more questions, ten of difficulty 2 and ten of 4."""
    with database.transaction() as session:
        for number in range(20):
            question = Question(created_at=NOON)
            session.add(question)
            session.flush()
            choices = [{"id": name, "text": f"{name} {number}"} for name in "abcd"]
            session.add(
                QuestionVersion(
                    question_id=question.id, state="approved", kind="single_choice",
                    content={"stem": f"Câu {number}", "choices": choices}, key={"right": ["a"]},
                    difficulty=2 if number < 10 else 4, topic_id=world.topic.id, created_at=NOON,
                )
            )  # fmt: skip
    return world


@pytest.fixture
def planned(bank):
    """A leg that is sealed and opens at noon; six questions of twenty-three."""
    with database.transaction() as session:
        session.exec(delete(BlueprintRow))
        for position, difficulty in enumerate((2, 4), 1):
            session.add(BlueprintRow(part_id=bank.part.id, position=position, difficulty=difficulty, count=3))
        leg = session.get_one(Leg, bank.leg.id)
        leg.opens_at, leg.closes_at = NOON, NOON + timedelta(hours=2)
        session.add(leg)
        seal_announced(session, NOON - timedelta(days=1), 10)
        bank.leg = leg
    return bank
