"""Who is in a contest: entries and their numbers (số báo danh), what changes about them, who leaves."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from question_bank.text import fold, nfc
from quiz.contests.contest import Contest, Division
from quiz.contests.entry import Entry, EntryState
from quiz.contests.registrant import MergedEntry
from quiz.database import lock_until_commit
from quiz.people.erasing import is_erased
from quiz.people.person import Person
from quiz.people.unit import Unit
from quiz.refusals import N_, Invalid, Refusal


class WasMerged(Refusal):
    message = N_("Lượt dự thi này đã gộp vào lượt khác.")
    hint = N_("Nếu là hai người, hãy dùng “Tách ra”.")


class WasErased(Refusal):
    message = N_("Thông tin của thí sinh này đã xóa theo yêu cầu nên không sửa và không đưa trở lại được.")
    hint = N_("Nếu người này lại dự thi, hãy thêm như một thí sinh mới.")


KINDS_OF_UNIT = frozenset(
    {"đoàn", "chi", "cơ", "sở", "xã", "phường", "thị", "trấn", "đặc", "khu", "huyện", "tỉnh", "thành", "phố", "thôn"}
    | {"khối", "trường", "phân", "liên", "ban", "tổ", "ấp"}
)
"""Words that say what a unit is, not what it is called."""


@dataclass
class Newcomer:
    """What is known of somebody who is to take part. Every value has been read and checked."""

    name: str
    unit: Unit
    birth_date: date | None = None
    birth_year: int | None = None
    phone: str | None = None
    member_code: str | None = None
    position: str = ""
    room: str = ""
    number: str = ""
    division: Division | None = None
    """None: the first of the contest."""


def add_entry(
    session: Session,
    contest: Contest,
    *,
    name: str,
    unit: Unit,
    birth_date: date | None = None,
    birth_year: int | None = None,
    phone: str | None = None,
    position: str = "",
    room: str = "",
    member_code: str | None = None,
    number: str = "",
    at: datetime,
) -> Entry:
    """One more contestant, also while a round is open. Number and codes are made here."""
    newcomer = Newcomer(name, unit, birth_date, birth_year, phone, member_code, position, room, number)
    return add_entries(session, contest, [newcomer], at)[0]


def add_entries(session: Session, contest: Contest, newcomers: list[Newcomer], at: datetime) -> list[Entry]:
    """All of them, in the order given."""
    until = contest.rules.registration.keep_until
    people = [_person(newcomer, contest, until, at) for newcomer in newcomers]
    session.add_all(people)
    session.flush()
    return enter(session, contest, list(zip(people, newcomers, strict=True)), at)


def enter(session: Session, contest: Contest, people: list[tuple[Person, Newcomer]], at: datetime) -> list[Entry]:
    """Put people who are already known into the contest (those of another contest, say)."""
    assert contest.id is not None
    lock_until_commit(session, "entries", contest.id)
    division = division_of(session, contest)
    numbers = next_numbers(session, contest, [newcomer.number for _, newcomer in people])
    entries = [
        _entry(division, person, newcomer, number, at)
        for (person, newcomer), number in zip(people, numbers, strict=True)
    ]
    session.add_all(entries)
    session.flush()
    return entries


def division_of(session: Session, contest: Contest) -> Division:
    """The first one; a contest without any gets one."""
    division = session.exec(
        select(Division).where(Division.contest_id == contest.id).order_by(col(Division.position), col(Division.id))
    ).first()
    if division is None:
        assert contest.id is not None
        division = Division(contest_id=contest.id)
        session.add(division)
        session.flush()
    return division


def next_numbers(session: Session, contest: Contest, wanted: list[str]) -> list[str]:
    """A number for each: the wanted one, or, where that is empty, the next that nobody has or had."""
    taken = list(session.exec(select(Entry.number).where(Entry.contest_id == contest.id).order_by(col(Entry.id))))
    prefix = prefix_in(taken) or prefix_of(session.get_one(Unit, contest.unit_id).name)
    pattern = re.compile(re.escape(prefix) + r"-(\d{1,6})")
    last = max((int(found[1]) for number in [*taken, *wanted] if (found := pattern.fullmatch(number))), default=0)
    numbers = []
    for number in wanted:
        last += not number
        numbers.append(number or f"{prefix}-{last:03}")
    return numbers


def number_after(session: Session, contest: Contest, newest: str) -> str:
    """The one after the newest, where nobody has it: while a crowd registers, nobody looks through all numbers."""
    found = re.fullmatch(r"(.+)-(\d{1,6})", newest)
    if found is not None and int(found[2]) < 999_999:
        number = f"{found[1]}-{int(found[2]) + 1:03}"
        taken = select(Entry.id).where(Entry.contest_id == contest.id, Entry.number == number)
        if session.scalars(taken).first() is None:
            return number
    return next_numbers(session, contest, [""])[0]


def prefix_in(numbers: Iterable[str]) -> str | None:
    """What stands before the number of the newest entry: whoever changes one sets the fashion."""
    found = [number.rpartition("-")[0] for number in numbers if re.fullmatch(r".+-\d{1,6}", number)]
    return found[-1] if found else None


def prefix_of(name: str) -> str:
    """Initials of what a unit is called, without what it is: "Đoàn xã Vĩnh Linh" gives VL."""
    proper = re.findall(r"[a-z0-9]+", proper_name(name))
    return "".join(word if word.isdigit() else word[0] for word in proper)[:4].upper() or "TS"


def proper_name(name: str) -> str:
    """Folded, and without the words that say what sort of unit it is."""
    return fold(" ".join(word for word in nfc(name).lower().split() if word not in KINDS_OF_UNIT))


@dataclass
class Change:
    """What an entry is to become. Every value has been read and checked."""

    name: str
    birth_date: date | None
    birth_year: int | None
    phone: str | None
    member_code: str | None
    unit: Unit
    position: str
    room: str
    number: str
    division: Division | None = None
    """None: as it is."""


def change_entry(session: Session, entry: Entry, person: Person, change: Change, *, has_started: bool) -> list[str]:
    """Make it so, and say which fields became different. A unit stays what it was once its contestant has started."""
    if has_started and change.unit.id != entry.unit_id:
        raise Invalid({"unit": N_("Thí sinh đã bắt đầu làm bài nên không đổi được đơn vị.")})
    if is_erased(person):
        raise WasErased
    before = _values_of(entry, person)
    if change.name != person.name:
        person.take_name(change.name)
    person.birth_date, person.birth_year = change.birth_date, change.birth_year
    person.phone, person.member_code = change.phone, change.member_code
    if change.unit.id != entry.unit_id:
        assert change.unit.id is not None
        entry.unit_id, entry.unit_name = change.unit.id, change.unit.name
    entry.position, entry.room, entry.number = change.position, change.room, change.number
    if change.division is not None and change.division.id is not None:
        entry.division_id = change.division.id
    session.add_all([entry, person])
    session.flush()
    after = _values_of(entry, person)
    return [field for field, value in after.items() if value != before[field]]


def withdraw(session: Session, entry: Entry) -> None:
    """They do not take part any more; what they did stays."""
    entry.state = EntryState.WITHDRAWN
    session.add(entry)
    session.flush()


def restore(session: Session, entry: Entry) -> None:
    if session.get(MergedEntry, entry.id) is not None:
        raise WasMerged
    if is_erased(session.get_one(Person, entry.person_id)):
        raise WasErased
    entry.state = EntryState.ACTIVE
    session.add(entry)
    session.flush()


def _values_of(entry: Entry, person: Person) -> dict[str, object]:
    return {
        "name": person.name, "birth": (person.birth_date, person.birth_year), "phone": person.phone,
        "member_code": person.member_code, "unit": entry.unit_id, "position": entry.position, "room": entry.room,
        "number": entry.number, "division": entry.division_id,
    }  # fmt: skip


def _person(newcomer: Newcomer, contest: Contest, until: date | None, at: datetime) -> Person:
    person = Person(
        name=newcomer.name, birth_date=newcomer.birth_date,
        birth_year=None if newcomer.birth_date else newcomer.birth_year, phone=newcomer.phone,
        member_code=newcomer.member_code, purpose=nfc(contest.title), created_at=at, is_demo=contest.is_demo,
        keep_until=until,
    )  # fmt: skip
    person.take_name(newcomer.name)
    return person


def _entry(division: Division, person: Person, newcomer: Newcomer, number: str, at: datetime) -> Entry:
    unit = newcomer.unit
    division = newcomer.division or division
    assert division.id is not None
    assert person.id is not None
    assert unit.id is not None
    return Entry(
        contest_id=division.contest_id, division_id=division.id, person_id=person.id, unit_id=unit.id,
        unit_name=unit.name, position=newcomer.position, room=newcomer.room, number=number, created_at=at,
    )  # fmt: skip
