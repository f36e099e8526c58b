"""People enter an open contest by themselves: once, by the rules, with consent. One short transaction."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session, col, func, or_, select

from question_bank.text import fold
from quiz.contests.conditions import (
    Window,
    exclusion_of,
    judged_position,
    quota_problem,
    told_exclusion,
    window_of,
)
from quiz.contests.contest import Contest, ContestState, Division
from quiz.contests.contest_rules import ContestRules
from quiz.contests.enrolment import division_of, number_after
from quiz.contests.entry import Entry, EntryState
from quiz.contests.filled_form import Filled, Typed, read
from quiz.contests.glance import Glance, glance_at, put
from quiz.contests.registrant import Note, Registrant, kept_entry
from quiz.contests.round import Leg, Round
from quiz.contests.staff_link import say_of
from quiz.database import lock_until_commit
from quiz.language import VIETNAMESE, spoken
from quiz.language import gettext as _
from quiz.people.directory import Directory
from quiz.people.finding import staff_resembled
from quiz.people.limiting import PER_CODE, PER_HALL, PER_SCHOOL, count, count_wrong_try, insist_not_too_many
from quiz.people.person import Person
from quiz.people.unit import Unit
from quiz.refusals import N_, Invalid, Problems, Refusal


class NotRegistering(Refusal):
    message = N_("Cuộc thi này không nhận đăng ký trên mạng.")
    hint = N_("Danh sách do các đơn vị lập. Nếu bạn có phiếu dự thi, hãy vào thi bằng mã trên phiếu.")


class NotYet(Refusal):
    message = N_("Chưa đến giờ mở đăng ký.")
    hint = N_("Giờ mở có trên trang của cuộc thi.")


class Over(Refusal):
    message = N_("Đã hết hạn đăng ký.")
    hint = N_("Nếu bạn đã đăng ký, hãy vào thi bằng mã của bạn; quên mã thì lấy lại ở trang đăng ký.")


class Excluded(Refusal):
    status = 403


class AlreadyThere(Invalid):
    """The same phone and name: whoever it is can ask for the code again, and a wrong try was counted."""


REFUSALS: dict[Window, type[Refusal]] = {Window.NONE: NotRegistering, Window.AHEAD: NotYet, Window.OVER: Over}


@dataclass(frozen=True)
class Sender:
    """Where a form came from."""

    address: str
    verified_by: str = ""


def registration_window(session: Session, contest: Contest, at: datetime) -> Window:
    if contest.state != ContestState.ANNOUNCED:
        return Window.NONE
    registration = contest.rules.registration
    if registration.mode != "open" or registration.closes_at is not None:
        return window_of(registration, at, may_begin=True)
    earliest = select(func.min(Round.position)).join(Leg, col(Leg.round_id) == Round.id)
    open_ended = earliest.where(
        Round.contest_id == contest.id, col(Leg.cancelled_at).is_(None), col(Leg.closed_at).is_(None),
        or_(col(Leg.closes_at).is_(None), col(Leg.closes_at) > at),
    )  # fmt: skip
    position = session.exec(open_ended).one()
    return window_of(registration, at, may_begin=position is not None and _takes_newcomers(session, contest, position))


def _takes_newcomers(session: Session, contest: Contest, position: int) -> bool:
    """Into a round behind one that sends people on, nobody comes by registering."""
    before = select(Round).where(Round.contest_id == contest.id, Round.position < position)
    return all(round.rules.advance.kind == "none" for round in session.exec(before))


def insist_open(session: Session, contest: Contest, at: datetime) -> None:
    window = registration_window(session, contest, at)
    if window != Window.OPEN:
        raise REFUSALS[window]


def register(
    session: Session, contest: Contest, directory: Directory, typed: Typed, sender: Sender, today: date, at: datetime
) -> Entry:
    """The entry of whoever filled in the form; the same form sent again finds the same. A wrong try is counted, so the
    caller must not roll back."""
    assert contest.id is not None
    rules = contest.rules
    filled = read(rules, directory, typed, today)
    behind, form = f"{contest.id} {sender.address}", filled.digest(contest.public_id)
    unit_id = filled.place.id if filled.place else contest.unit_id
    lock_until_commit(session, "entries", contest.id)
    glance = glance_at(session, contest.id, unit_id, form, filled.phone, fold(filled.name), PER_SCHOOL, behind)
    if glance.tries >= PER_SCHOOL.most:
        insist_not_too_many(session, PER_SCHOOL, behind, at)
    if not glance.is_new:
        again = _same_form(session, form) or _same_person(session, contest, filled, at)
        if again is not None:
            return again
    glance = replace(glance, division_id=_division(session, contest, filled, glance))
    looked = _looked_at(session, contest, rules, filled, unit_id, glance, at)
    entry = _enter(session, contest, filled, unit_id, glance, hors_concours=looked.hors_concours, today=today, at=at)
    registrant = Registrant(
        entry_id=entry.id or 0, registered_at=at, form=form, notes=looked.notes, verified_by=sender.verified_by,
    )  # fmt: skip
    put(session, registrant)
    if looked.staff_id is not None:
        say_of(session, entry.id or 0, looked.staff_id, is_same=True, by=None, at=at)
    count(session, PER_SCHOOL, behind, at)
    return entry


def entry_reminded_of(
    session: Session, contest: Contest, name: str, phone: str, born: date, address: str, at: datetime
) -> Entry:
    """Whoever registered with this phone and birth date. A wrong try is counted, so the caller must not roll back.
    The name tells twins apart, who may share both."""
    tried = _tried(contest, phone)
    insist_not_too_many(session, PER_CODE, tried, at)
    insist_not_too_many(session, PER_HALL, address, at)
    found = [
        (entry, person)
        for entry, person in _with_phone(session, contest, phone)
        if person.birth_date == born and session.get(Registrant, entry.id) is not None
    ]
    if len(found) > 1:
        found = [pair for pair in found if pair[1].search_text == fold(name)]
        if not found:
            count_wrong_try(session, PER_CODE, tried, at)
            raise Invalid({"name": _("Số điện thoại này có nhiều người đăng ký. Hãy ghi họ và tên của bạn.")})
    if not found:
        count_wrong_try(session, PER_CODE, tried, at)
        count_wrong_try(session, PER_HALL, address, at)
        told = _("Không tìm thấy đăng ký nào với số điện thoại và ngày sinh này. Hãy xem lại, hoặc hỏi ban tổ chức.")
        raise Invalid({"phone": told})
    return kept_entry(session, found[0][0])


def _division(session: Session, contest: Contest, filled: Filled, glance: Glance) -> int | None:
    """Where there are several, the one that was chosen."""
    if glance.divisions < 2:
        return glance.division_id
    told = filled.division
    chosen = session.get(Division, int(told)) if told.isascii() and told.isdigit() and len(told) < 12 else None
    if chosen is None or chosen.contest_id != contest.id:
        raise Invalid({"division": _("Hãy chọn bảng của bạn.")})
    return chosen.id


def _same_form(session: Session, form: str) -> Entry | None:
    sent = select(Entry).join(Registrant, col(Registrant.entry_id) == Entry.id)
    return session.exec(sent.where(Registrant.form == form)).first()


def _same_person(session: Session, contest: Contest, filled: Filled, at: datetime) -> Entry | None:
    """With phone, name and birth date they have shown who they are. With phone and name they are told that they are
    there; with less nothing is told to anybody, and organisers find the two."""
    if not filled.phone:
        return None
    there = [pair for pair in _with_phone(session, contest, filled.phone) if pair[1].search_text == fold(filled.name)]
    if not there:
        return None
    insist_not_too_many(session, PER_CODE, _tried(contest, filled.phone), at)
    for entry, person in there:
        if filled.born and person.birth_date == filled.born and session.get(Registrant, entry.id) is not None:
            return kept_entry(session, entry)
    count_wrong_try(session, PER_CODE, _tried(contest, filled.phone), at)
    if not any(session.get(Registrant, entry.id) for entry, _person in there):
        raise AlreadyThere(
            {"phone": _("Bạn đã có trong danh sách do đơn vị lập. Hãy vào thi bằng mã trên phiếu dự thi.")}
        )
    told = _("Họ tên và số điện thoại này đã đăng ký rồi. Nếu là bạn, hãy lấy lại mã bằng số điện thoại và ngày sinh.")
    raise AlreadyThere({"phone": told})


def _with_phone(session: Session, contest: Contest, phone: str) -> list[tuple[Entry, Person]]:
    found = select(Entry, Person).join(Person, col(Person.id) == Entry.person_id)
    return list(
        session.exec(found.where(Entry.contest_id == contest.id, Person.phone == phone).order_by(col(Entry.id)))
    )


def _tried(contest: Contest, phone: str) -> str:
    return f"{contest.id} {phone}"


@dataclass(frozen=True)
class Looked:
    """What the rules make of somebody who may register."""

    notes: list[str]
    staff_id: int | None
    hors_concours: bool


def _looked_at(
    session: Session, contest: Contest, rules: ContestRules, filled: Filled, unit_id: int, glance: Glance, at: datetime
) -> Looked:
    """Refused, where the rules say no; else what organisers should look at."""
    eligibility, problems = rules.eligibility, Problems()
    held = _held_in(session, contest, unit_id) if eligibility.positions else []
    judged = judged_position(eligibility, filled.position, held)
    if judged.problem:
        problems["position"] = judged.problem
    if problem := quota_problem(eligibility, glance.of_unit, filled.place.name if filled.place else contest.title):
        problems["unit"] = problem
    problems.refuse()
    notes = [judged.note.value] if judged.note else []
    like = None
    if glance.staff_like:
        like = staff_resembled(session, contest.id or 0, filled.name, filled.born, filled.phone, at)
    if like is None:
        return Looked(notes, None, hors_concours=False)
    if not like.is_sure:
        return Looked([*notes, Note.STAFF_LIKE.value], None, hors_concours=False)
    exclusion = exclusion_of(eligibility, like.roles)
    if exclusion and exclusion[1] == "hard":
        raise Excluded(told_exclusion(exclusion[0]))
    return Looked([*notes, Note.STAFF.value], like.person_id, hors_concours=exclusion is not None)


def _held_in(session: Session, contest: Contest, unit_id: int) -> list[str]:
    """The posts of those of the unit who take part."""
    of_unit = (Entry.contest_id == contest.id, Entry.unit_id == unit_id, Entry.state == EntryState.ACTIVE)
    return list(session.exec(select(Entry.position).where(*of_unit)))


def _enter(
    session: Session, contest: Contest, filled: Filled, unit_id: int, glance: Glance, *, hors_concours: bool,
    today: date, at: datetime,
) -> Entry:  # fmt: skip
    """Who names no unit plays for the contest's own, until the organisers know better."""
    assert contest.id is not None
    with spoken(VIETNAMESE):  # organisers keep it, in whatever language it was read
        purpose = purpose_of(contest)
    person = Person(
        name=filled.name, birth_date=filled.born, phone=filled.phone, created_at=at, is_demo=contest.is_demo,
        purpose=purpose, consent_at=at, keep_until=keep_until(contest, today),
    )  # fmt: skip
    person.take_name(filled.name)
    entry = Entry(
        contest_id=contest.id, division_id=glance.division_id or division_of(session, contest).id or 0,
        person_id=put(session, person), unit_id=unit_id,
        unit_name=filled.place.name if filled.place else session.get_one(Unit, unit_id).name, position=filled.position,
        number=number_after(session, contest, glance.newest_number), created_at=at, hors_concours=hors_concours,
    )  # fmt: skip
    entry.id = put(session, entry)
    return entry


def purpose_of(contest: Contest) -> str:
    """What one consents to, in words."""
    told = _("Tổ chức cuộc thi “{title}”: nhận diện thí sinh, tính kết quả, liên hệ và trao giải.")
    return contest.rules.registration.purpose or told.format(title=contest.title)


def keep_until(contest: Contest, today: date) -> date:
    """Where the rules name no day: the end of next year."""
    return contest.rules.registration.keep_until or date(today.year + 1, 12, 31)


def usual_declaration() -> str:
    return _("Tôi tự làm bài, các thông tin trên là đúng, và mỗi người chỉ đăng ký một lần.")
