"""Contestants who are, or may be, members of staff: whom they resemble, how surely, and what the rules say of them.

Sure: the same person, said to be it, the same phone, or the same name and birth date; until somebody says that they are
two. The same name alone proves nothing: organisers are asked. Roles are looked at as they are held now, so that whoever
is given one after they were entered is found, too; and as they were held, for what was seen with one that has ended.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from quiz.contests.clearance import Clearance, clearances_in
from quiz.contests.conditions import exclusion_of
from quiz.contests.contest import Contest
from quiz.contests.eligibility import Eligibility, Group, How
from quiz.contests.entry import Entry, EntryState
from quiz.contests.exposure import Ended, Held, oldest_question, saw_until, sees_questions_of
from quiz.contests.staff_link import StaffLink
from quiz.people.person import Person
from quiz.people.role import HOLDERS, Power, Role, RoleName, held_by
from quiz.refusals import N_


class Sign(StrEnum):
    """What speaks for it, the surest first."""

    OWN = "own"
    SAID = "said"
    PHONE = "phone"
    BIRTH = "birth"
    NAME = "name"


SIGNS = {
    Sign.OWN: N_("Chính là người này"),
    Sign.SAID: N_("Ban tổ chức đã xác nhận là một người"),
    Sign.PHONE: N_("Cùng số điện thoại"),
    Sign.BIRTH: N_("Cùng họ tên và ngày sinh"),
    Sign.NAME: N_("Cùng họ tên"),
}


@dataclass(frozen=True)
class Seat:
    """What roles make of a contestant: may they see questions, and what the rules say of a group they belong to.

    `saw_until`: when a role ended with which they could have seen questions of this contest; None: there was none, or
    organisers let them play all the same (clearing.py).
    """

    sees_questions: bool = False
    excluded: tuple[Group, How] | None = None
    saw_until: datetime | None = None

    @property
    def is_kept_out(self) -> bool:
        """Do the rules keep them out, as one of a group?"""
        return self.excluded is not None and self.excluded[1] == "hard"

    @property
    def is_barred(self) -> bool:
        """May they begin nothing that counts?"""
        return self.sees_questions or self.saw_until is not None or self.is_kept_out

    @property
    def may_be_cleared(self) -> bool:
        """Does nothing bar them but a role that has ended?"""
        return self.saw_until is not None and not self.sees_questions and not self.is_kept_out

    @property
    def has_no_place(self) -> bool:
        return self.excluded is not None and self.excluded[1] == "hors_concours"


def seat_by(eligibility: Eligibility, held: Sequence[Held], contest_id: int | None) -> Seat:
    """The bank is one for all contests; what a chief judge sees, and which group one belongs to, is of this contest."""
    here = [name for name, where in held if where in (None, contest_id)]
    sees = any(sees_questions_of(name, where, contest_id) for name, where in held)
    return Seat(sees, exclusion_of(eligibility, here))


def cleared(seat: Seat, clearance: Clearance | None) -> Seat:
    covered = clearance is not None and seat.saw_until is not None and clearance.covers(seat.saw_until)
    return replace(seat, saw_until=None) if covered else seat


@dataclass(frozen=True)
class Insider:
    """A contestant beside the member of staff whom they resemble. `said`: what organisers said; None: nothing yet."""

    entry: Entry
    person: Person
    staff: Person
    roles: tuple[RoleName, ...]
    seat: Seat
    sign: Sign
    said: bool | None
    clearance: Clearance | None = None
    """Asked for or given, for a role that has ended."""

    @property
    def is_cleared(self) -> bool:
        return self.clearance is not None and self.clearance.given_at is not None and self.seat.saw_until is None

    @property
    def is_sure(self) -> bool:
        return self.sign != Sign.NAME if self.said is None else self.said

    @property
    def is_open(self) -> bool:
        """Must an organiser say whether they are one person?"""
        return self.said is None and self.sign != Sign.OWN

    @property
    def lacks_its_place(self) -> bool:
        """Do the rules give them no place, and they still have one?"""
        return self.is_sure and self.seat.has_no_place and not self.entry.hors_concours


def insiders_of(
    session: Session, contest: Contest, at: datetime, only: Sequence[int] | None = None,
    rules: Eligibility | None = None,
) -> list[Insider]:  # fmt: skip
    """Whoever of those who take part resembles somebody whom the rules or the questions concern; `only`: these entries.
    Who was said to be another person stays in the list, so that it can be taken back. `rules`: if they were these."""
    concerned = _staff_concerned(session, contest, at, rules or contest.rules.eligibility)
    found = [] if not concerned else session.execute(_resembling(contest, list(concerned), only)).all()
    clearances = clearances_in(session, [entry.id for entry, _person, _staff in found])
    said = {
        (link.entry_id, link.staff_id): link.is_same
        for link in session.exec(
            select(StaffLink).join(Entry, col(Entry.id) == StaffLink.entry_id).where(Entry.contest_id == contest.id)
        )
    }
    insiders = []
    for entry, person, staff in found:
        past, word = concerned[staff.id], said.get((entry.id, staff.id))
        sign = sign_between(person, staff, said=word)
        if sign is not None:
            clearance = clearances.get(entry.id)
            seat = cleared(past.seat, clearance)
            insiders.append(Insider(entry, person, staff, past.names_in(contest), seat, sign, word, clearance))
    return sorted(insiders, key=lambda one: (not one.is_open, one.said is False, one.entry.number, one.staff.id))


def sign_between(person: Person, staff: Person, *, said: bool | None) -> Sign | None:
    """None: born on different days, they are two, whatever their name."""
    if person.id == staff.id:
        return Sign.OWN
    if said:
        return Sign.SAID
    return likeness(person.search_text, person.birth_date, person.phone, staff)


def likeness(folded: str, born: date | None, phone: str | None, staff: Person) -> Sign | None:
    """Of somebody, as far as they are known, and a member of staff."""
    if phone and phone == staff.phone:
        return Sign.PHONE
    if folded != staff.search_text:
        return None
    if born is not None and staff.birth_date is not None:
        return Sign.BIRTH if born == staff.birth_date else None
    return Sign.NAME


def staff_concerned(session: Session, contest: Contest, at: datetime) -> list[tuple[Person, Seat]]:
    """Everybody whom the rules exclude, or who can see questions or could have."""
    concerned = _staff_concerned(session, contest, at, contest.rules.eligibility)
    people = session.exec(select(Person).where(col(Person.id).in_(list(concerned))).order_by(col(Person.id)))
    return [(person, concerned[person.id or 0].seat) for person in people]


@dataclass
class _Past:
    """The roles somebody holds, and those they held that have ended."""

    held: list[Held] = field(default_factory=list)
    ended: list[Ended] = field(default_factory=list)
    seat: Seat = Seat()

    def names_in(self, contest: Contest) -> tuple[RoleName, ...]:
        """Those held that concern the contest; where none does, those that did."""
        held = [name for name, where in self.held if where in (None, contest.id) or _sees(name)]
        ended = [name for name, where, _end in self.ended if sees_questions_of(name, where, contest.id)]
        return tuple(dict.fromkeys(held or ended))


def _staff_concerned(session: Session, contest: Contest, at: datetime, rules: Eligibility) -> dict[int, _Past]:
    """By person, whomever the rules exclude, or who can see questions or could have."""
    found: dict[int, _Past] = {}
    roles = select(Role.person_id, Role.name, Role.contest_id, Role.ends_at).where(*held_by(at))
    for person_id, name, where, end in session.exec(roles.order_by(col(Role.id))):
        past = found.setdefault(person_id, _Past())
        if end is None or end > at:
            past.held.append((RoleName(name), where))
        elif _sees(RoleName(name)):
            past.ended.append((RoleName(name), where, end))
    since = oldest_question(session, contest) if any(past.ended for past in found.values()) else None
    for past in found.values():
        seat = seat_by(rules, past.held, contest.id)
        past.seat = replace(seat, saw_until=saw_until(past.ended, contest.id, since))
    return {id: past for id, past in found.items() if past.seat.is_barred or past.seat.excluded}


def _sees(name: RoleName) -> bool:
    return name in HOLDERS[Power.SEE_KEYS]


def _resembling(contest: Contest, staff_ids: list[int], only: Sequence[int] | None) -> Any:
    """(entry, person, member of staff), each pair once. By way of the indexes of phones and names."""
    me, staff = aliased(Person, name="me"), aliased(Person, name="staff")
    pairs: list[Any] = [
        select(col(Entry.id).label("entry"), col(staff.id).label("staff"))
        .select_from(staff)
        .join(me, joined)
        .join(Entry, col(Entry.person_id) == me.id)
        .where(col(staff.id).in_(staff_ids), Entry.contest_id == contest.id)
        for joined in (
            col(me.id) == staff.id,
            and_(col(me.phone) == staff.phone, col(me.phone) != ""),
            col(me.search_text) == staff.search_text,
        )
    ]
    said = select(StaffLink.entry_id, StaffLink.staff_id).where(col(StaffLink.staff_id).in_(staff_ids))
    pair = union_all(*pairs, said).subquery()
    distinct = select(pair.c.entry, pair.c.staff).distinct().subquery()
    listed: Any = (
        select(Entry, me, staff)
        .join(distinct, distinct.c.entry == Entry.id)
        .join(me, col(me.id) == Entry.person_id)
        .join(staff, col(staff.id) == distinct.c.staff)
        .where(Entry.contest_id == contest.id, Entry.state == EntryState.ACTIVE)
    )
    return listed if only is None else listed.where(col(Entry.id).in_(only))


def people_behind(person: Any, entry: Any) -> list[Any]:
    """Ids of whoever may be behind an entry, as surely as one can tell, each select by one sign and along an index;
    whatever organisers said of two who are not one."""
    me, other = aliased(Person), aliased(Person)
    same_phone: Any = and_(col(me.phone) == other.phone, col(me.phone) != "")
    same_birth: Any = and_(col(me.search_text) == other.search_text, col(me.birth_date) == other.birth_date)
    own = aliased(Person)
    found: list[Any] = [
        select(own.id).where(col(own.id) == person),
        select(StaffLink.staff_id).where(StaffLink.entry_id == entry, col(StaffLink.is_same)),
        select(other.id).join(me, same_phone).where(col(me.id) == person),
        select(other.id).join(me, same_birth).where(col(me.id) == person),
    ]
    return [select_.correlate(Entry) for select_ in found]


def said_to_be_others(entry: Any) -> Any:
    return select(StaffLink.staff_id).where(StaffLink.entry_id == entry, ~col(StaffLink.is_same))
