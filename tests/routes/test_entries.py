"""An organiser's list of people: found, added, changed, withdrawn, given a new slip."""

import io

import openpyxl
import pytest
from pypdf import PdfReader
from sqlmodel import select
from starlette.testclient import TestClient

from quiz import database
from quiz.attempts.attempt import Attempt
from quiz.contests.entry import Entry, EntryState
from quiz.ledger import LedgerEntry
from quiz.people.person import Person
from quiz.people.role import Role
from tests.conftest import NOON
from tests.world import World, come_in, decide, sit_at_desk

NEWCOMER = {"name": "Lê Văn Tám", "birth": "1/2/03", "phone": "912 345 678", "position": "PBT", "room": "Phòng 2"}


@pytest.fixture
def desk(browser: TestClient, world: World) -> TestClient:
    sit_at_desk(browser, world.people["lan"])
    return browser


def home(world: World) -> str:
    return f"/organise/contests/{world.contest.public_id}"


def of(world: World, key: str = "duong") -> str:
    return f"{home(world)}/entries/{world.entries[key].public_id}"


def kept(world: World, key: str = "duong") -> tuple[Entry, Person]:
    with database.transaction(writing=False) as session:
        entry = session.get_one(Entry, world.entries[key].id)
        return entry, session.get_one(Person, entry.person_id)


def decisions() -> list[tuple[str, str]]:
    with database.transaction(writing=False) as session:
        return [(one.decision, one.reason) for one in session.exec(select(LedgerEntry))]


def begin(world: World) -> None:
    with database.transaction() as session:
        session.add(Attempt(entry_id=world.entries["duong"].id, leg_id=world.leg.id, rules_version=1, started_at=NOON,
                            ends_at=NOON))  # fmt: skip


def test_people_are_listed_by_given_name_and_found_without_marks(desk: TestClient, world: World):
    everyone = desk.get(f"{home(world)}/entries").text
    found = desk.get(f"{home(world)}/entries?q=thuy duong").text

    assert everyone.index("Thuỳ Dương") < everyone.index("Quốc Khánh")
    assert "Thuỳ Dương" in found
    assert "Quốc Khánh" not in found


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("q=VL-002", ["Khánh"]),
        ("room=Phòng 1", ["Dương", "Khánh"]),
        ("state=withdrawn", []),
        ("q=%25", []),
        ("at=9", []),
    ],
)
def test_filters_narrow_the_list(desk: TestClient, world: World, asked: str, names: list[str]):
    shown = desk.get(f"{home(world)}/entries?{asked}").text

    assert [name for name in ("Dương", "Khánh") if f"{name}</a>" in shown] == names


def test_one_more_can_be_added_while_the_round_is_open(desk: TestClient, world: World):
    response = desk.post(f"{home(world)}/entries", data=NEWCOMER | {"unit": world.units["tan-trai"].public_id})

    shown = desk.get(response.headers["location"]).text
    assert "VL-003" in shown
    assert "0912345678" in shown
    assert "01/02/2003" in shown
    assert "Phó Bí thư" in shown
    assert decisions() == [("add_entry", "")]


def test_what_was_typed_wrong_is_told_at_its_place_and_kept(desk: TestClient, world: World):
    response = desk.post(f"{home(world)}/entries", data=NEWCOMER | {"birth": "31/02/2003", "unit": "không có"})

    assert response.status_code == 422
    assert "31/02/2003” không phải là ngày có thật" in response.text
    assert "Thiếu đơn vị" in response.text
    assert "Lê Văn Tám" in response.text


def test_the_same_person_is_not_added_twice_unless_someone_says_they_are_two(desk: TestClient, world: World):
    typed = {"name": "trần thị thùy dương", "birth": "26/3/2001", "unit": world.units["tan-trai"].public_id}
    refused = desk.post(f"{home(world)}/entries", data=typed)
    added = desk.post(f"{home(world)}/entries", data=typed | {"other": "1"})

    assert "Đã có người này trong danh sách: VL-001" in refused.text
    assert added.status_code == 303


def typed_for(world: World, **changed: str) -> dict[str, str]:
    same = {"name": "Trần Thị Thuỳ Dương", "birth": "26/03/2001", "unit": world.units["tan-trai"].public_id,
            "position": "Bí thư", "room": "Phòng 1", "number": "VL-001"}  # fmt: skip
    return same | changed


def test_a_birth_date_is_mended_and_the_ledger_names_the_field_alone(desk: TestClient, world: World):
    desk.post(of(world), data=typed_for(world, birth="26/03/2002"))

    assert kept(world)[1].year == 2002
    with database.transaction(writing=False) as session:
        assert session.exec(select(LedgerEntry)).one().body == {"fields": ["birth"]}


def test_a_number_of_somebody_else_is_refused(desk: TestClient, world: World):
    assert "của người khác" in desk.post(of(world), data=typed_for(world, number="VL-002")).text


def test_a_unit_can_change_until_the_contestant_starts(desk: TestClient, world: World):
    other = typed_for(world, unit=world.units["hien-luong"].public_id)
    desk.post(of(world), data=other)
    assert kept(world)[0].unit_name == "Chi đoàn thôn Hiền Lương"

    begin(world)
    refused = desk.post(of(world), data=typed_for(world))
    assert refused.status_code == 422
    assert kept(world)[0].unit_name == "Chi đoàn thôn Hiền Lương"


def test_withdrawing_asks_why_and_can_be_taken_back(desk: TestClient, world: World):
    assert decide(desk, f"{of(world)}/withdrawal", " ").status_code == 422
    decide(desk, f"{of(world)}/withdrawal", "Ốm")
    assert kept(world)[0].state == EntryState.WITHDRAWN

    decide(desk, f"{of(world)}/restoration", "Đã khỏe")
    assert kept(world)[0].state == EntryState.ACTIVE
    assert decisions() == [("withdraw_entry", "Ốm"), ("restore_entry", "Đã khỏe")]


def test_a_lost_slip_is_replaced_and_dead(desk: TestClient, world: World):
    desk.post(f"{of(world)}/codes")

    entry, _ = kept(world)
    assert entry.personal_code != world.entries["duong"].personal_code
    assert desk.get(f"/join/{world.entries['duong'].link_token}").status_code == 404
    assert desk.get(f"/join/{entry.link_token}").status_code == 200


def test_only_who_has_not_played_can_be_deleted(desk: TestClient, world: World):
    begin(world)

    assert desk.post(f"{of(world)}/removal").status_code == 409
    assert desk.post(f"{of(world, 'khanh')}/removal").status_code == 303
    with database.transaction(writing=False) as session:
        assert [entry.number for entry in session.exec(select(Entry))] == ["VL-001"]
        assert session.get(Person, world.people["khanh"].id) is None


def test_an_organiser_of_one_unit_sees_and_touches_that_unit_alone(desk: TestClient, world: World):
    with database.transaction() as session:
        role = session.exec(select(Role).where(Role.person_id == world.people["lan"].id)).one()
        role.unit_id = world.units["tan-trai"].id

    assert "Khánh" not in desk.get(f"{home(world)}/entries").text
    assert desk.get(of(world, "khanh")).status_code == 404
    assert desk.post(f"{of(world, 'khanh')}/codes").status_code == 404
    assert "Thiếu đơn vị" in desk.post(f"{home(world)}/entries",
                                       data=NEWCOMER | {"unit": world.units["hien-luong"].public_id}).text  # fmt: skip


@pytest.mark.parametrize("who", ["ha", "minh", "binh", "son"])
def test_nobody_but_organisers_of_this_contest_comes_here(browser: TestClient, world: World, who: str):
    sit_at_desk(browser, world.people[who])

    for page in ("entries", "entries/new", "entries.xlsx", "rosters", "slips.pdf", "rosters/template.xlsx"):
        assert browser.get(f"{home(world)}/{page}").status_code in (403, 404)
    assert browser.post(f"{home(world)}/rosters", files={"file": ("a.csv", b"x")}).status_code in (403, 404)


def test_slips_are_printed_for_all_for_a_unit_or_for_one(desk: TestClient, world: World):
    everyone = words(desk.get(f"{home(world)}/slips.pdf").content)
    unit = words(desk.get(f"{home(world)}/slips.pdf?unit={world.units['hien-luong'].id}").content)
    one = words(desk.get(f"{home(world)}/slips.pdf?entry={world.entries['duong'].public_id}").content)

    assert "Thuỳ Dương" in everyone
    assert "Quốc Khánh" in everyone
    assert "Thuỳ Dương" not in unit
    assert "Quốc Khánh" not in one
    assert "Mở lúc 11:00 26/11/2026" in one
    assert "http://localhost/join" in one


def test_who_withdrew_gets_no_slip(desk: TestClient, world: World):
    decide(desk, f"{of(world)}/withdrawal", "Ốm")

    assert desk.get(f"{home(world)}/slips.pdf?entry={world.entries['duong'].public_id}").status_code == 404


def words(pdf: bytes) -> str:
    return " ".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())


def test_the_list_goes_to_excel_without_codes_unless_asked_and_formulas_stay_text(desk: TestClient, world: World):
    desk.post(of(world), data=typed_for(world, room='=HYPERLINK("x")', position="+1"))

    plain = sheet(desk.get(f"{home(world)}/entries.xlsx").content)
    with_codes = sheet(desk.get(f"{home(world)}/entries.xlsx?codes=1").content)

    assert plain[0][1:4] == ("Số báo danh", "Họ và tên", "Ngày sinh")
    assert plain[1][7] == '=HYPERLINK("x")'
    assert world.entries["duong"].link_token not in str(plain)
    assert world.entries["duong"].link_token in str(with_codes)


def sheet(data: bytes) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert all(cell.data_type != "f" for row in book.worksheets[0].iter_rows() for cell in row)
    return list(book.worksheets[0].iter_rows(values_only=True))


def test_more_time_for_one_person_is_asked_for_with_a_reason_and_shown_to_them(desk: TestClient, world: World):
    refused = desk.post(f"{of(world)}/extra-time", data={"percent": "25", "extra_reason": ""})
    taken = desk.post(f"{of(world)}/extra-time", data={"percent": "25", "extra_reason": "Khuyết tật vận động"})

    assert refused.status_code == 422
    assert 'value="25"' in refused.text
    assert taken.status_code == 303
    assert kept(world)[0].accommodation.percent == 25
    assert ("set_extra_time", "Khuyết tật vận động") in decisions()
    come_in(desk, world.entries["duong"])
    assert "+25 %" in desk.get(f"/play/legs/{world.leg.public_id}").text
    attempt = desk.post(f"/play/legs/{world.leg.public_id}/attempt").headers["location"]
    assert "Thời gian thêm của bạn: +25 %" in desk.get(attempt).text
