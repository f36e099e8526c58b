"""Whether an entry has played, and taking away one that has not."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, delete, exists, select

from quiz.attempts.attempt import Answer, Attempt, Mode, Paper, PaperRow, Presence
from quiz.contests.entry import Entry, Message
from quiz.people.person import Credential, Invitation, Person
from quiz.people.role import Role
from quiz.people.sign_in import SignIn
from quiz.refusals import N_, Refusal


class HasPlayed(Refusal):
    message = N_("Thí sinh đã có lượt thi nên không xóa được. Bạn có thể cho rút khỏi cuộc thi.")


def started_entries(session: Session, contest_id: int) -> set[int]:
    """Who has begun a counted attempt: their unit stays as it was."""
    ids = select(Entry.id).join(Attempt, col(Attempt.entry_id) == Entry.id)
    found = session.exec(ids.where(Entry.contest_id == contest_id, Attempt.mode == Mode.OFFICIAL).distinct())
    return {id for id in found if id is not None}


def has_started(session: Session, entry: Entry) -> bool:
    return bool(
        session.scalar(select(exists().where(col(Attempt.entry_id) == entry.id, col(Attempt.mode) == Mode.OFFICIAL)))
    )


def forget_attempts(session: Session, ids: Any) -> None:
    """What a query finds, with their papers and answers: none of them counts."""
    for table in (Answer, PaperRow, Paper):
        session.exec(delete(table).where(col(table.attempt_id).in_(ids)))
    session.exec(delete(Attempt).where(col(Attempt.id).in_(ids)))


def remove_entry(session: Session, entry: Entry, at: datetime) -> None:
    """As if it had never been entered: only while nothing hangs on it. The person goes too, unless known elsewhere."""
    if has_started(session, entry):
        raise HasPlayed
    forget_attempts(session, select(Attempt.id).where(Attempt.entry_id == entry.id))  # they only tried it out
    session.exec(delete(Presence).where(col(Presence.entry_id) == entry.id))
    session.exec(delete(Message).where(col(Message.entry_id) == entry.id))
    session.exec(delete(SignIn).where(col(SignIn.entry_id) == entry.id))
    person_id = entry.person_id
    session.delete(entry)
    session.flush()
    known_by = [
        Entry.person_id, Role.person_id, Role.given_by, SignIn.person_id, Credential.person_id, Invitation.person_id,
        Attempt.viewer_id,
    ]  # fmt: skip
    if not any(session.scalar(select(exists().where(col(place) == person_id))) for place in known_by):
        session.exec(delete(Person).where(col(Person.id) == person_id))
