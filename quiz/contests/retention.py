"""Until when phone and birth date of contestants are kept: the day that the rules name, however they came in."""

from datetime import date

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_, select, update

from quiz.contests.contest import Contest
from quiz.contests.entry import Entry, RosterIntake
from quiz.contests.registrant import Registrant
from quiz.people.person import Person
from quiz.people.role import Role


def keep_anew(session: Session, contest: Contest, until: date | None) -> None:
    """The rules name another day. Whoever agreed to one when they registered is kept no longer than that; whoever is
    known elsewhere, too, is not touched."""
    own, other = aliased(Entry), aliased(Entry)
    here = select(own.person_id).where(own.contest_id == contest.id)
    elsewhere = select(other.person_id).where(other.contest_id != contest.id)
    agreed = select(own.person_id).join(Registrant, col(Registrant.entry_id) == own.id)
    agreed = agreed.where(own.contest_id == contest.id)
    theirs = (
        col(Person.id).in_(here), col(Person.id).not_in(elsewhere), col(Person.id).not_in(select(Role.person_id)),
    )  # fmt: skip
    session.exec(update(Person).where(*theirs, col(Person.id).not_in(agreed)).values(keep_until=until))
    if until is not None:
        longer = or_(col(Person.keep_until).is_(None), col(Person.keep_until) > until)
        session.exec(update(Person).where(*theirs, longer).values(keep_until=until))


def empty_rosters(session: Session, today: date) -> None:
    """The files that people came in by hold the same again: their lines go when the day of the contest is over."""
    brought_in = select(RosterIntake.id, Contest).join(Contest, col(Contest.id) == RosterIntake.contest_id)
    for intake_id, contest in session.exec(brought_in).all():
        until = contest.rules.registration.keep_until
        intake = session.get_one(RosterIntake, intake_id) if until is not None and until < today else None
        if intake is not None and intake.rows:
            intake.rows = []
            session.add(intake)
