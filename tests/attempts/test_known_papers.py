"""What an answer is held against is read once a process, and of the questions only those that no paper before had."""

import pytest
from sqlalchemy import event, select

from question_bank.question import QuestionVersion
from quiz import database
from quiz.attempts.attempt import PaperRow
from quiz.attempts.known_papers import KnownPapers, Question
from quiz.attempts.sitting import start_attempt
from quiz.people.sign_in import Door, start_sign_in
from tests.conftest import NOON


@pytest.fixture
def papers():
    return KnownPapers()


def begin(world, key):
    entry = world.entries[key]
    with database.transaction() as session:
        visit = start_sign_in(session, Door.PLAY, entry.person_id, NOON, entry_id=entry.id)
        return start_attempt(session, world.contest, world.round, world.leg, entry, visit, NOON)


def read(papers, attempt):
    """The paper, and the tables that were looked at for it."""
    said = []

    def note(_, __, statement, *rest):
        said.append(statement)

    event.listen(database.engine(), "before_cursor_execute", note)
    try:
        with database.transaction(writing=False) as session:
            found = papers.read(session, attempt)
    finally:
        event.remove(database.engine(), "before_cursor_execute", note)
    return found, sum("FROM question_version" in statement for statement in said)


def test_a_paper_is_read_as_it_was_drawn(world, papers):
    attempt = begin(world, "duong")
    paper, _ = read(papers, attempt.public_id)
    assert (paper.attempt_id, paper.leg_id, paper.is_preview) == (attempt.id, world.leg.id, False)
    with database.transaction(writing=False) as session:
        drawn = session.execute(
            select(PaperRow.number, QuestionVersion.id, QuestionVersion.kind, QuestionVersion.content)
            .join(QuestionVersion, QuestionVersion.id == PaperRow.version_id)
            .where(PaperRow.attempt_id == attempt.id)
        ).all()
    assert {number: paper.question(number) for number, *_ in drawn} == {
        number: Question(version, kind, content) for number, version, kind, content in drawn
    }
    assert paper.question(0) is None
    assert paper.question(len(drawn) + 1) is None


def test_the_questions_of_one_paper_are_known_for_the_next(world, papers):
    first, second = begin(world, "duong"), begin(world, "khanh")
    paper, looked = read(papers, first.public_id)
    papers.keep(first.public_id, paper)
    again, looked_again = read(papers, second.public_id)
    assert (looked, looked_again) == (1, 0)  # the world's papers all have the same questions
    assert {question.version_id for question in again.questions} == {q.version_id for q in paper.questions}
    assert again.attempt_id == second.id


def test_there_is_no_paper_of_an_attempt_that_there_is_not(world, papers):
    assert read(papers, "khong-co") == (None, 0)
