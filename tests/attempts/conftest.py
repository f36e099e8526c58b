"""A bank to draw from."""

import pytest

from question_bank.question import Question, QuestionVersion
from quiz import database
from tests.conftest import NOON


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
