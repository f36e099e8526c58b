"""Entering a contest: numbers, codes, and the order in which people are listed."""

from datetime import date

import pytest
from sqlmodel import Session, col, select

from question_bank.text import person_sort_key
from quiz import database
from quiz.contests.enrolment import (
    Change,
    Newcomer,
    add_entries,
    add_entry,
    change_entry,
    prefix_of,
    restore,
    withdraw,
)
from quiz.contests.entry import Entry, EntryState
from quiz.people.person import Person
from quiz.refusals import Invalid
from tests.conftest import NOON
from tests.world import World

NAMES = ["Trần Văn Bình", "Lê Thị An", "Nguyễn Văn Ân", "Đỗ Thị Ánh", "Phạm Đức", "Hồ Dũng", "Lê Thị Ái", "Vũ Ưng",
         "Ê Ban", "Nguyễn An", "Lê Hoà", "Lê Hòa", "Ngô Y", "Đinh Ý"]  # fmt: skip


def test_a_newcomer_gets_the_next_number_and_codes_of_their_own(world: World):
    with database.transaction() as session:
        entry = add_entry(session, world.contest, name="Lê Văn Tám", unit=world.units["tan-trai"], at=NOON)

    assert entry.number == "VL-003"
    assert entry.unit_name == "Chi đoàn thôn Tân Trại"
    assert len(entry.personal_code) == 8
    assert entry.personal_code != world.entries["duong"].personal_code


def test_a_number_once_given_is_never_given_again_to_another(world: World):
    with database.transaction() as session:
        names = [Newcomer(f"Người {word}", world.units["tan-trai"]) for word in ("Một", "Hai", "Ba")]
        entries = add_entries(session, world.contest, names, NOON)
        withdraw(session, entries[2])
        later = add_entry(session, world.contest, name="Người Bốn", unit=world.units["tan-trai"], at=NOON)

    assert [entry.number for entry in entries] == ["VL-003", "VL-004", "VL-005"]
    assert later.number == "VL-006"


def test_the_first_numbers_come_from_the_name_of_the_unit_that_holds_the_contest():
    assert prefix_of("Đoàn xã Vĩnh Linh") == "VL"
    assert prefix_of("Tỉnh đoàn Thanh Hóa") == "TH"
    assert prefix_of("Phường đoàn 7") == "7"
    assert prefix_of("Đoàn xã") == "TS"


@pytest.mark.parametrize("direction", ["up", "down"])
def test_people_are_listed_the_vietnamese_way_by_the_database_itself(session: Session, direction: str):
    for name in NAMES:
        person = Person(name=name, created_at=NOON)
        person.take_name(name)
        session.add(person)
    session.flush()
    order = col(Person.sort_key) if direction == "up" else col(Person.sort_key).desc()

    listed = list(session.exec(select(Person.name).order_by(order)))

    assert listed == sorted(NAMES, key=person_sort_key, reverse=direction == "down")


def change_of(world: World, **changed: object) -> Change:
    same = {"name": "Trần Thị Thuỳ Dương", "birth_date": date(2001, 3, 26), "birth_year": None, "phone": None,
            "member_code": None, "unit": world.units["tan-trai"], "position": "Bí thư", "room": "Phòng 1",
            "number": "VL-001"}  # fmt: skip
    return Change(**(same | changed))  # type: ignore[arg-type]


def duong(session: Session, world: World) -> tuple[Entry, Person]:
    return session.get_one(Entry, world.entries["duong"].id), session.get_one(Person, world.people["duong"].id)


def test_a_mended_birth_date_and_a_changed_unit_are_told_by_field(world: World):
    with database.transaction() as session:
        change = change_of(world, birth_date=date(2002, 3, 26), unit=world.units["hien-luong"])
        changed = change_entry(session, *duong(session, world), change, has_started=False)
        entry, person = duong(session, world)

    assert changed == ["birth", "unit"]
    assert person.year == 2002
    assert entry.unit_name == "Chi đoàn thôn Hiền Lương"


def test_the_unit_stays_once_the_contestant_has_started(world: World):
    with database.transaction() as session, pytest.raises(Invalid) as refused:
        change_entry(
            session, *duong(session, world), change_of(world, unit=world.units["hien-luong"]), has_started=True
        )

    assert "unit" in refused.value.errors


def test_who_withdrew_may_come_back(world: World):
    with database.transaction() as session:
        entry, _ = duong(session, world)
        withdraw(session, entry)
        withdrawn = entry.state
        restore(session, entry)

    assert (withdrawn, entry.state) == (EntryState.WITHDRAWN, EntryState.ACTIVE)
