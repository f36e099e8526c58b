"""A member of staff by what one would call them, and whoever looks like one."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, or_, select

from question_bank.text import fold
from quiz.people.person import Credential, Invitation, Person
from quiz.people.role import HOLDERS, Power, Role, RoleName, held_by
from quiz.refusals import N_, Refusal


class NobodyByThatName(Refusal):
    status = 404
    message = N_("Không có ai trong ban tổ chức, tổ đề hay tổ giám khảo tên là {name}.")


class SeveralByThatName(Refusal):
    message = N_("Có {count} người tên {name}. Hãy dùng tên đăng nhập: {logins}.")


def staff_named(session: Session, name: str) -> Person:
    """By login, or by full name where only one has it. Staff are those who were ever invited."""
    by_login = select(Person).join(Credential, col(Credential.person_id) == Person.id)
    person = session.exec(by_login.where(Credential.login == name.strip().lower())).first()
    if person:
        return person
    invited = select(Invitation.person_id)
    named = select(Person).where(Person.search_text == fold(name), col(Person.id).in_(invited))
    found = list(session.exec(named))
    if not found:
        raise NobodyByThatName(name=name)
    if len(found) > 1:
        ids = [one.id for one in found]
        logins = session.exec(select(Credential.login).where(col(Credential.person_id).in_(ids)))
        raise SeveralByThatName(name=name, count=len(found), logins=", ".join(logins))
    return found[0]


@dataclass(frozen=True)
class Resembled:
    """A member of staff whom somebody resembles, with the roles that count here. Sure: by two of name, birth date and
    phone."""

    person_id: int
    roles: tuple[RoleName, ...]
    is_sure: bool


def staff_resembled(
    session: Session, contest_id: int, name: str, born: date | None, phone: str | None, at: datetime
) -> Resembled | None:
    """Of all who hold a role somewhere, since the bank is one for all, or held one that sees questions: who agrees in
    most. A name alone is no proof."""
    like = [Person.search_text == fold(name)] + ([Person.phone == phone] if phone else [])
    held = (
        select(Person, Role)
        .join(Role, col(Role.person_id) == Person.id)
        .where(or_(*like), *held_by(at))
        .order_by(col(Person.id))
    )
    found: dict[int, tuple[Person, list[RoleName]]] = {}
    for person, role in session.exec(held):
        assert person.id is not None
        is_over = role.ends_at is not None and role.ends_at <= at
        if is_over and role.name not in HOLDERS[Power.SEE_KEYS]:
            continue
        here = found.setdefault(person.id, (person, []))[1]
        here += [role.name] if role.contest_id in (None, contest_id) and not is_over else []
    if not found:
        return None

    def agreeing(person: Person) -> int:
        return (
            (person.search_text == fold(name))
            + (born is not None and person.birth_date == born)
            + (phone is not None and person.phone == phone)
        )

    person, roles = max(found.values(), key=lambda pair: (agreeing(pair[0]), len(pair[1]) > 0))
    assert person.id is not None
    return Resembled(person.id, tuple(roles), agreeing(person) > 1)
