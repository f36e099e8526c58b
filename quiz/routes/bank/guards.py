"""Which questions a member of staff may know of. What is not theirs to see does not exist."""

from typing import Annotated

from fastapi import Depends
from sqlmodel import Session

from question_bank import finding
from question_bank.question import Question
from quiz.refusals import NotFound
from quiz.web.dependencies import BankReader, Database, Writer


def question_for_reader(question_id: str, staff: BankReader, database: Database) -> Question:
    return _found(database, question_id)


def question_for_writer(question_id: str, staff: Writer, database: Database) -> Question:
    return _found(database, question_id)


FoundByReader = Annotated[Question, Depends(question_for_reader)]
FoundByWriter = Annotated[Question, Depends(question_for_writer)]


def _found(database: Session, question_id: str) -> Question:
    question = finding.question_by_public_id(database, question_id)
    if question is None:
        raise NotFound
    return question
