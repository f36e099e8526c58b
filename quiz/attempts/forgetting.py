"""A contestant asks that what is known of them be erased. They leave the contest; attempts stay, as nobody's."""

from datetime import datetime

from sqlmodel import Session, col, delete, exists, or_, select

from question_bank.text import same_reading
from quiz.contests.admitting import new_codes
from quiz.contests.clearance import Clearance
from quiz.contests.entry import Entry, EntryState, RosterIntake
from quiz.contests.registrant import Registrant
from quiz.contests.staff_link import StaffLink
from quiz.people.erasing import ERASED, erase, erased_name
from quiz.people.person import Person
from quiz.people.role import Role


def forget_contestant(session: Session, entry: Entry, at: datetime) -> None:
    """Name, birth, phone, post and codes go. Whoever is known elsewhere, too, stays known there and not here."""
    person = session.get_one(Person, entry.person_id)
    _forget_rows(session, entry.contest_id, person.name)
    new_codes(session, entry, at)
    if _is_known_elsewhere(session, entry):
        nobody = Person(name=erased_name(), purpose=ERASED, created_at=at, is_demo=person.is_demo)
        session.add(nobody)
        session.flush()
        assert nobody.id is not None
        entry.person_id = nobody.id
    else:
        erase(session, person, at)
    entry.position = ""
    if entry.state == EntryState.ACTIVE:
        entry.state = EntryState.WITHDRAWN
    session.exec(delete(Clearance).where(col(Clearance.entry_id) == entry.id))
    session.exec(delete(StaffLink).where(col(StaffLink.entry_id) == entry.id))
    registrant = session.get(Registrant, entry.id)
    if registrant is not None:
        registrant.notes = []
        session.add(registrant)
    session.add(entry)
    session.flush()


def _is_known_elsewhere(session: Session, entry: Entry) -> bool:
    other = exists().where(col(Entry.person_id) == entry.person_id, col(Entry.id) != entry.id)
    role = exists().where(col(Role.person_id) == entry.person_id)
    return bool(session.scalar(select(or_(other, role))))


def _forget_rows(session: Session, contest_id: int, name: str) -> None:
    """Their lines in the roster files that were taken in."""
    taken = select(RosterIntake).where(
        RosterIntake.contest_id == contest_id, col(RosterIntake.accepted_at).is_not(None)
    )
    for intake in session.exec(taken).all():
        left = [row for row in intake.rows if same_reading(str(row["given"].get("name", ""))) != same_reading(name)]
        if len(left) < len(intake.rows):
            intake.rows = left
            session.add(intake)
