"""A member of staff by what one would call them."""

from sqlmodel import Session, col, select

from question_bank.text import fold
from quiz.people.person import Credential, Invitation, Person
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
