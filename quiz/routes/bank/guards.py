"""Which questions a member of staff may know of. What is not theirs to see does not exist."""

from typing import Annotated

from fastapi import Depends
from sqlmodel import Session, select

from question_bank import finding
from question_bank.question import Question, QuestionVersion
from quiz.refusals import NotFound
from quiz.routes.bank.kept import is_hidden, note_look
from quiz.web.staff import BankReader, Staff, Writer
from quiz.web.transactions import Database


def question_for_reader(question_id: str, staff: BankReader, database: Database) -> Question:
    return _found(database, staff, question_id)


def question_for_writer(question_id: str, staff: Writer, database: Database) -> Question:
    return _found(database, staff, question_id)


def version_for_reader(version_id: str, staff: BankReader, database: Database) -> QuestionVersion:
    version = database.exec(select(QuestionVersion).where(QuestionVersion.public_id == version_id)).first()
    if version is None or is_hidden(database, staff, version.question_id):
        raise NotFound
    return version


FoundByReader = Annotated[Question, Depends(question_for_reader)]
FoundByWriter = Annotated[Question, Depends(question_for_writer)]
FoundVersion = Annotated[QuestionVersion, Depends(version_for_reader)]
LOOKED_AT = [Depends(note_look)]
"""For the decorator of a page that shows a question."""


def _found(database: Session, staff: Staff, question_id: str) -> Question:
    question = finding.question_by_public_id(database, question_id)
    if question is None or question.id is None or is_hidden(database, staff, question.id):
        raise NotFound
    return question
