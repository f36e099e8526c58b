"""The bank keeps its authors as opaque names; here they become people again."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from quiz.people.person import Person
from quiz.web.dependencies import Staff


def author_of(staff: Staff) -> str:
    """As the bank remembers this person."""
    return staff.person.public_id


def names_of(session: Session, authors: Iterable[str | None]) -> dict[str | None, str]:
    """Author → name. Shipped questions were written by nobody here."""
    wanted = {author for author in authors if author}
    people = session.exec(select(Person.public_id, Person.name).where(col(Person.public_id).in_(wanted)))
    return dict.fromkeys([*wanted, None, ""], "Hội Thi") | dict(people.all())
