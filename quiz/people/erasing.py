"""What is known of a person is erased on request, or when its time is over. What they did stays, as nobody's.

The ledger has ids only, so its chain holds. A published board is a snapshot: its names go by a revision of the board.
"""

from datetime import date, datetime

from sqlmodel import Session, col, or_, select, update

from quiz.language import VIETNAMESE, spoken
from quiz.language import gettext as _
from quiz.people.person import Person
from quiz.people.sign_in import Door, end_sign_ins_of

ERASED = "erased"
"""The purpose of a person of whom nothing is held any more."""


def erase(session: Session, person: Person, at: datetime) -> None:
    """Name, birth, phone and codes go; visits end. The row stays, for whatever hangs on it."""
    assert person.id is not None
    person.take_name(erased_name())
    person.search_text = ""
    person.birth_date = person.birth_year = person.sex = person.phone = person.member_code = None
    person.purpose, person.keep_until = ERASED, None
    session.add(person)
    end_sign_ins_of(session, person.id, Door.PLAY, at)
    session.flush()


@spoken(VIETNAMESE)
def erased_name() -> str:
    """It is kept in the place of a name, and read by everybody."""
    return _("Đã xóa theo yêu cầu")


def is_erased(person: Person) -> bool:
    return person.purpose == ERASED


def forget_overdue(session: Session, today: date, most: int) -> int:
    """What was promised to those who gave it: after the day named, phone and birth date go. How many people's went."""
    something = or_(col(Person.phone).is_not(None), col(Person.birth_date).is_not(None))
    due = select(Person.id).where(col(Person.keep_until) < today, something).order_by(col(Person.id)).limit(most)
    ids = list(session.exec(due))
    if ids:
        forgetting = update(Person).where(col(Person.id).in_(ids))
        session.exec(forgetting.values(phone=None, birth_date=None, birth_year=None))
    return len(ids)
