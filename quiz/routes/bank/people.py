"""The bank keeps its authors as opaque names; here they become people again."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from question_bank.importing import COMMAND_LINE
from quiz.language import gettext as _
from quiz.people.person import Person
from quiz.web.staff import Staff


def author_of(staff: Staff) -> str:
    """As the bank remembers this person."""
    return staff.person.public_id


def names_of(session: Session, authors: Iterable[str | None]) -> dict[str | None, str]:
    """Author → name. Shipped questions were written by nobody here, and neither were those from the command line."""
    wanted = {author for author in authors if author}
    people = session.exec(select(Person.public_id, Person.name).where(col(Person.public_id).in_(wanted)))
    nobodies = dict.fromkeys([*wanted, None, ""], "Hội Thi") | {COMMAND_LINE: _("Dòng lệnh")}
    return nobodies | dict(people.all())
