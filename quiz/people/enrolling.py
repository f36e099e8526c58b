"""Staff are invited by name; the one-time link lets them choose a login and a password. Every change is a decision."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, or_, select, update

from quiz import ledger
from quiz.language import gettext as _
from quiz.people.person import Credential, Invitation, Person
from quiz.people.role import Power, Role, RoleName, acting_role, roles_of
from quiz.people.sign_in import Door, end_sign_ins_of
from quiz.people.signing_in import NO_PASSWORD, hashed, plain_login
from quiz.refusals import N_, Invalid, NotFound, Problems, Refusal
from quiz.tokens import new_secret

LASTS = timedelta(days=7)
LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{1,59}")
PASSWORD_LEAST, PASSWORD_MOST = 10, 200


class InvitationOver(Refusal):
    status = 410
    message = N_("Lời mời này không còn dùng được.")
    hint = N_("Lời mời chỉ dùng một lần, trong 7 ngày. Hãy nhờ ban tổ chức gửi lời mời mới.")


class LastOrganiser(Refusal):
    message = N_("Đây là người cuối cùng trong ban tổ chức của cả hệ thống, nên chưa thể bỏ vai trò này.")
    hint = N_("Hãy mời thêm một người vào ban tổ chức và đợi họ nhận lời mời.")


@dataclass(frozen=True)
class Grant:
    """A role to give: in a contest, or everywhere (None); within a unit's subtree, or everywhere (None)."""

    name: RoleName
    contest_id: int | None = None
    unit_id: int | None = None


def invite(
    session: Session,
    name: str,
    roles: list[Grant],
    given_by: Person | None,
    at: datetime,
    *,
    birth_date: date | None = None,
    phone: str | None = None,
) -> Invitation:
    """A new person with these roles and a link to come in by. `given_by` None: from the command line."""
    problems = Problems()
    with problems.gathered():
        insist_on_name(name)
    if not roles:
        problems["roles"] = _("Hãy chọn ít nhất một vai trò.")
    problems.refuse()
    person = Person(name="", birth_date=birth_date, phone=phone, created_at=at, purpose="staff")
    person.take_name(name)
    session.add(person)
    session.flush()
    for grant in roles:
        give_role(session, person, grant, given_by, at)
    return _new_invitation(session, person, given_by, at)


def insist_on_name(name: str) -> None:
    if not name.strip():
        raise Invalid({"name": _("Hãy điền họ tên.")})


def create_organiser(session: Session, name: str, at: datetime) -> Invitation:
    """The first organiser of the installation, from the command line."""
    return invite(session, name, [Grant(RoleName.ORGANISER)], None, at)


def give_role(session: Session, person: Person, grant: Grant, given_by: Person | None, at: datetime) -> Role:
    """The same role twice is the one already held."""
    assert person.id is not None
    for held in roles_of(session, person.id, at):
        if Grant(held.name, held.contest_id, held.unit_id) == grant:
            return held
    role = Role(
        person_id=person.id, contest_id=grant.contest_id, name=grant.name, unit_id=grant.unit_id,
        given_by=given_by.id if given_by else None, starts_at=at,
    )  # fmt: skip
    session.add(role)
    session.flush()
    _decide(session, role.contest_id, given_by, person, "give_role", at, role=role.id, name=role.name.value)
    return role


def withdraw_role(session: Session, role: Role, by: Person | None, at: datetime, reason: str = "") -> None:
    """From now on. The installation always keeps an organiser who can come in."""
    if _is_last_organiser(session, role, at):
        raise LastOrganiser
    person = session.get_one(Person, role.person_id)
    _decide(session, role.contest_id, by, person, "withdraw_role", at, reason, role=role.id, name=role.name.value)
    role.ends_at = at
    session.add(role)
    session.flush()


def know_by(
    session: Session, person: Person, born: date | None, phone: str | None, by: Person | None, at: datetime
) -> None:
    """Tells a member of staff from a contestant of the same name."""
    person.birth_date, person.phone = born, phone
    session.add(person)
    session.flush()
    _decide_everywhere(session, by, person, "know_by", at)


def open_invitation(session: Session, token: str, at: datetime) -> tuple[Invitation, Person]:
    """The invitation of this link, while it can still be used."""
    found = session.exec(
        select(Invitation, Person).where(Invitation.token == token, Invitation.person_id == Person.id)
    ).first()
    if found is None:
        raise NotFound
    invitation, person = found
    if invitation.used_at or invitation.revoked_at or invitation.expires_at <= at:
        raise InvitationOver
    return invitation, person


def accept_invitation(session: Session, token: str, login: str, password: str, at: datetime) -> Person:
    """The link is spent; from now on the person comes in by login and password."""
    invitation, person = open_invitation(session, token, at)
    assert person.id is not None
    login = plain_login(login)
    _insist_good(session, person.id, login, password)
    credential = session.get(Credential, person.id) or Credential(
        person_id=person.id, login=login, password_hash=NO_PASSWORD, changed_at=at
    )
    credential.login, credential.password_hash, credential.changed_at = login, hashed(password), at
    _spend(session, invitation, at)
    session.add(credential)
    session.flush()
    _decide_everywhere(session, person, person, "accept_invitation", at)
    return person


def reset_access(session: Session, person: Person, by: Person | None, at: datetime) -> Invitation:
    """The old password and its visits end at once; a new link lets the person choose another."""
    assert person.id is not None
    credential = session.get(Credential, person.id)
    if credential:
        credential.password_hash, credential.changed_at = NO_PASSWORD, at
        session.add(credential)
    end_sign_ins_of(session, person.id, Door.DESK, at)
    _close_invitations(session, person.id, at)
    _decide_everywhere(session, by, person, "reset_access", at)
    return _new_invitation(session, person, by, at)


def revoke_invitation(session: Session, person: Person, by: Person | None, at: datetime) -> None:
    """The link dies. Somebody who never came in loses the roles it carried."""
    assert person.id is not None
    if not _close_invitations(session, person.id, at):
        raise InvitationOver
    _decide_everywhere(session, by, person, "revoke_invitation", at)
    if session.get(Credential, person.id) is None:
        for role in roles_of(session, person.id, at):
            withdraw_role(session, role, by, at)
            role.ends_at = role.starts_at  # nobody has seen anything with it


def open_invitations(session: Session, person_ids: list[int], at: datetime) -> dict[int, Invitation]:
    """By person, those that can still be used."""
    usable = select(Invitation).where(col(Invitation.person_id).in_(person_ids), *_usable(at))
    return {invitation.person_id: invitation for invitation in session.exec(usable)}


def _usable(at: datetime) -> list[ColumnElement[bool]]:
    return [col(Invitation.used_at).is_(None), col(Invitation.revoked_at).is_(None), col(Invitation.expires_at) > at]


def _new_invitation(session: Session, person: Person, by: Person | None, at: datetime) -> Invitation:
    assert person.id is not None
    invitation = Invitation(
        token=new_secret(), person_id=person.id, given_by=by.id if by else None, created_at=at, expires_at=at + LASTS
    )
    session.add(invitation)
    session.flush()
    _decide_everywhere(session, by, person, "invite", at)
    return invitation


def _spend(session: Session, invitation: Invitation, at: datetime) -> None:
    """Once, whoever else holds the link at this moment."""
    unused = col(Invitation.id) == invitation.id, col(Invitation.used_at).is_(None)
    if session.exec(update(Invitation).where(*unused).values(used_at=at)).rowcount != 1:
        raise InvitationOver


def _close_invitations(session: Session, person_id: int, at: datetime) -> int:
    theirs = update(Invitation).where(col(Invitation.person_id) == person_id, *_usable(at))
    return session.exec(theirs.values(revoked_at=at)).rowcount


def _insist_good(session: Session, person_id: int, login: str, password: str) -> None:
    errors = {}
    taken = select(Credential).where(Credential.login == login, Credential.person_id != person_id)
    if not LOGIN.fullmatch(login):
        errors["login"] = _("Tên đăng nhập gồm 2 đến 60 chữ không dấu, số, hoặc các dấu . _ - @")
    elif session.exec(taken).first():
        errors["login"] = _("Đã có người dùng tên này. Hãy chọn tên khác.")
    if not PASSWORD_LEAST <= len(password) <= PASSWORD_MOST:
        errors["password"] = _("Mật khẩu cần từ 10 ký tự trở lên. Một câu dễ nhớ là tốt nhất.")
    elif password.strip().lower() == login or len(set(password)) < 4:
        errors["password"] = _("Mật khẩu này quá dễ đoán. Hãy chọn câu khác.")
    if errors:
        raise Invalid(errors)


def _is_last_organiser(session: Session, role: Role, at: datetime) -> bool:
    if (role.name, role.contest_id, role.unit_id) != (RoleName.ORGANISER, None, None):
        return False
    ledger.lock_ledger(session, ledger.INSTALLATION)
    others = (
        select(func.count())
        .select_from(Role)
        .join(Credential, col(Credential.person_id) == Role.person_id)
        .where(
            Role.name == RoleName.ORGANISER,
            col(Role.contest_id).is_(None),
            col(Role.unit_id).is_(None),
            or_(col(Role.ends_at).is_(None), col(Role.ends_at) > at),
            Role.person_id != role.person_id,
            Credential.password_hash != NO_PASSWORD,
        )
    )
    return session.exec(others).one() == 0


def _decide_everywhere(session: Session, by: Person | None, person: Person, decision: str, at: datetime) -> None:
    """In every contest that the person has a role in."""
    assert person.id is not None
    places = {role.contest_id for role in roles_of(session, person.id, at)} or {None}
    for contest_id in sorted(places, key=lambda place: place or 0):
        _decide(session, contest_id, by, person, decision, at)


def _decide(
    session: Session, contest_id: int | None, by: Person | None, person: Person, decision: str, at: datetime,
    reason: str = "", **body: object,
) -> None:  # fmt: skip
    assert person.id is not None
    role = acting_role(roles_of(session, by.id or 0, at), Power.ORGANISE, contest_id) if by else "system"
    ledger.decide(
        session,
        contest_id=ledger.INSTALLATION if contest_id is None else contest_id,
        by=ledger.Decider(by.id if by else None, role, at),
        subject=("person", person.id),
        decision=decision,
        body=body,
        reason=reason,
    )
