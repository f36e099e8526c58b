"""What organisers do with those who registered: confirm, settle, erase, export; and with those who entered twice."""

import io
from datetime import date

import openpyxl
import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from quiz import database
from quiz.attempts.attempt import Attempt, SubmittedBy
from quiz.attempts.barring import is_barred
from quiz.contests.contest import Contest
from quiz.contests.enrolment import Newcomer, add_entry, enter
from quiz.contests.entry import Entry, EntryState
from quiz.contests.registrant import Note, Registrant
from quiz.contests.round import Leg, Round
from quiz.contests.staff_link import StaffLink
from quiz.ledger import LedgerEntry
from quiz.people.person import Person
from quiz.standings.counting import count_missing
from quiz.standings.live import LiveBoard
from tests.conftest import NOON
from tests.world import HOUR, World, decide, sit_at_desk

PHONE = "0912345678"


@pytest.fixture
def desk(browser: TestClient, world: World) -> TestClient:
    sit_at_desk(browser, world.people["lan"])
    return browser


def home(world: World) -> str:
    return f"/organise/contests/{world.contest.public_id}"


def registered(world: World, name: str = "Hồ Thị Mai", phone: str = PHONE, unit: str = "tan-trai", **known) -> Entry:
    """Somebody who registered by themselves."""
    with database.transaction() as session:
        contest = session.get_one(Contest, world.contest.id)
        entry = add_entry(session, contest, name=name, unit=world.units[unit], birth_date=date(2003, 9, 2),
                          phone=phone, at=NOON)  # fmt: skip
        session.add(Registrant(entry_id=entry.id, registered_at=NOON, form=f"form of {entry.id}", **known))
        return entry


def kept(entry: Entry) -> tuple[Entry, Person, Registrant | None]:
    with database.transaction(writing=False) as session:
        found = session.get_one(Entry, entry.id)
        return found, session.get_one(Person, found.person_id), session.get(Registrant, entry.id)


def decisions() -> list[tuple[str, str]]:
    with database.transaction(writing=False) as session:
        return [(one.decision, one.reason) for one in session.exec(select(LedgerEntry).order_by(LedgerEntry.id))]


def merge(desk: TestClient, world: World, keep: Entry, *others: Entry, reason: str = "Đăng ký hai lần"):
    entries = [one.public_id for one in (keep, *others)]
    return desk.post(
        f"{home(world)}/duplicates/merger", data={"entry": entries, "keep": keep.public_id, "reason": reason}
    )


def play(world: World, entry: Entry) -> None:
    with database.transaction() as session:
        session.add(Attempt(entry_id=entry.id, leg_id=world.leg.id, rules_version=1, started_at=NOON, ends_at=NOON,
                            submitted_at=NOON, submitted_by=SubmittedBy.CONTESTANT))  # fmt: skip
        session.flush()
        count_missing(session, session.merge(world.leg))


def on_the_board(world: World) -> set[str]:
    with database.transaction(writing=False) as session:
        board = LiveBoard(session, session.get_one(Round, world.round.id), session.get_one(Leg, world.leg.id))
        return {standing.number for standing in board.lines(0, 10).lines}


def test_the_newest_come_first_and_are_found_by_day_by_words_and_by_what_is_left_to_do(desk, world):
    registered(world)
    registered(world, "Lê Văn Tám", "0987654321", unit_confirmed_at=NOON, notes=[Note.DEPUTY])

    everyone = desk.get(f"{home(world)}/registrations").text
    assert everyone.index("Lê Văn Tám") < everyone.index("Hồ Thị Mai")
    assert "Cấp phó" in everyone
    for query, found in {
        "show=unconfirmed": (True, False), "show=noted": (False, True), "q=tam": (False, True),
        "since=2026-11-26": (True, True), "since=2026-11-27": (False, False), "since=x&show=x": (True, True),
    }.items():  # fmt: skip
        shown = desk.get(f"{home(world)}/registrations?{query}").text
        assert ("Hồ Thị Mai" in shown, "Lê Văn Tám" in shown) == found, query


def test_units_are_confirmed_for_those_ticked_and_each_is_a_decision(desk, world):
    mai, tam = registered(world), registered(world, "Lê Văn Tám", "0987654321")

    desk.post(f"{home(world)}/registrations/confirmation", data={"entry": [mai.public_id]})
    desk.post(f"{home(world)}/registrations/confirmation", data={"entry": [mai.public_id]})

    assert kept(mai)[2].unit_confirmed_at == NOON
    assert kept(tam)[2].unit_confirmed_at is None
    assert decisions() == [("confirm_unit", "")]


def test_a_namesake_is_let_play_or_is_the_member_of_staff_and_then_barred(desk, world):
    namesake = registered(world, "Lê Thu Hà", "0987654321", notes=[Note.STAFF_LIKE])
    address = f"{home(world)}/registrations/{namesake.public_id}/identity"
    assert "Đúng là người này" in desk.get(f"{home(world)}/registrations").text

    desk.post(address, data={"same": "yes"})
    entry, _, _ = kept(namesake)
    with database.transaction(writing=False) as session:
        assert session.get_one(StaffLink, (entry.id, world.people["ha"].id)).is_same
        assert is_barred(session, entry, world.contest, NOON)

    desk.post(address, data={"same": "no"})
    with database.transaction(writing=False) as session:
        assert not is_barred(session, entry, world.contest, NOON)
    assert kept(namesake)[2].notes == []


def test_the_list_goes_out_as_a_workbook_of_plain_text_without_codes(desk, world):
    mai = registered(world, "=Hồ Thị Mai")

    sheet = openpyxl.load_workbook(io.BytesIO(desk.get(f"{home(world)}/registrations.xlsx").content)).active
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]

    assert "=Hồ Thị Mai" in cells
    assert sheet.cell(2, 3).data_type == "s"
    assert PHONE in cells
    assert not any(mai.personal_code in cell or mai.link_token in cell for cell in cells)


def test_on_request_everything_known_of_a_contestant_is_erased_and_the_chain_holds(desk, world):
    mai = registered(world)
    play(world, mai)
    address = f"{home(world)}/entries/{mai.public_id}"

    desk.post(f"{address}/erasure")
    assert kept(mai)[1].name == "Hồ Thị Mai"
    desk.post(f"{address}/erasure", data={"sure": "1"})

    entry, person, _ = kept(mai)
    assert (entry.state, person.phone, person.birth_date) == (EntryState.WITHDRAWN, None, None)
    assert "Mai" not in person.name
    assert entry.link_token != mai.link_token
    assert "Hồ Thị Mai" not in desk.get(address).text
    assert "Đưa trở lại danh sách" not in desk.get(address).text
    assert decide(desk, f"{address}/restoration", "Nhầm").status_code == 409
    assert 'name="birth"' not in desk.get(address).text
    assert desk.post(address, data={"name": "Hồ Thị Mai", "birth": "2001"}).status_code == 409
    with database.transaction(writing=False) as session:
        assert session.exec(select(Attempt).where(Attempt.entry_id == mai.id)).one()
        assert "Mai" not in str([one.model_dump() for one in session.exec(select(LedgerEntry))])


def test_who_is_known_elsewhere_is_forgotten_here_alone(desk, world):
    with database.transaction() as session:
        session.add(Registrant(entry_id=world.entries["duong"].id, registered_at=NOON, form="x"))
        other = session.exec(select(Contest).where(Contest.id != world.contest.id)).one()
        person = session.get_one(Person, world.people["duong"].id)
        enter(session, other, [(person, Newcomer(person.name, world.units["cua-tung"]))], NOON)

    desk.post(f"{home(world)}/entries/{world.entries['duong'].public_id}/erasure", data={"sure": "1"})

    entry, person, _ = kept(world.entries["duong"])
    assert entry.person_id != world.people["duong"].id
    with database.transaction(writing=False) as session:
        assert session.get_one(Person, world.people["duong"].id).name == "Trần Thị Thuỳ Dương"


def test_who_entered_twice_is_shown_with_the_reason_and_merged(desk, world, site):
    first, second = registered(world), registered(world, "ho thi mai", unit="hien-luong")
    page = desk.get(f"{home(world)}/duplicates").text
    assert "Cùng họ tên và ngày sinh" in page
    assert f'value="{second.public_id}"' in page

    answer = merge(desk, world, first, second)

    assert answer.status_code == 303
    entry, _, _ = kept(second)
    assert entry.state == EntryState.WITHDRAWN
    assert decisions() == [("merge_entries", "Đăng ký hai lần")]
    assert "Không thấy ai trùng" in desk.get(f"{home(world)}/duplicates").text
    phone = TestClient(site, follow_redirects=False, base_url="http://localhost")
    assert "Chi đoàn thôn Tân Trại" in phone.get(f"/join/{second.link_token}").text
    came = phone.post("/join", data={"contest_code": world.contest.code, "personal_code": second.personal_code,
                                     "birth_year": "2003"})  # fmt: skip
    assert came.status_code == 303
    assert first.number in phone.get("/play/card").text


def test_the_attempts_of_the_one_that_goes_are_set_aside_and_come_back_when_they_are_separated(desk, world):
    first, second = registered(world), registered(world, "Hồ Thị Maii")
    play(world, first)
    play(world, second)
    assert on_the_board(world) == {first.number, second.number}

    merge(desk, world, first, second)
    assert on_the_board(world) == {first.number}
    page = desk.get(f"{home(world)}/entries/{second.public_id}").text
    assert "Đã gộp" in page
    assert decide(desk, f"{home(world)}/entries/{second.public_id}/restoration").status_code == 409

    desk.post(f"{home(world)}/entries/{second.public_id}/separation")
    assert on_the_board(world) == {first.number}
    desk.post(f"{home(world)}/entries/{second.public_id}/separation", data={"reason": "Hai chị em"})
    assert on_the_board(world) == {first.number, second.number}
    assert decisions()[-1] == ("separate_entry", "Hai chị em")


def test_whoever_was_disqualified_while_merged_is_so_after_they_are_separated(desk, world):
    first, second = registered(world), registered(world)
    merge(desk, world, first, second)
    decide(desk, f"{home(world)}/entries/{second.public_id}/disqualification")

    desk.post(f"{home(world)}/entries/{second.public_id}/separation", data={"reason": "Hai chị em"})

    assert kept(second)[0].state == EntryState.DISQUALIFIED


def test_codes_follow_through_two_mergings(desk, world, browser):
    entries = [registered(world, unit=unit) for unit in ("tan-trai", "hien-luong", "vinh-linh")]

    merge(desk, world, entries[1], entries[0])
    merge(desk, world, entries[2], entries[1])

    assert "Đoàn xã Vĩnh Linh" in browser.get(f"/join/{entries[0].link_token}").text


def test_nobody_is_merged_while_they_sit_nor_without_a_reason_or_one_to_keep(desk, world):
    first, second = registered(world), registered(world)

    assert "Hãy ghi lý do." in merge(desk, world, first, second, reason=" ").text
    nobody = desk.post(f"{home(world)}/duplicates/merger", data={"entry": [first.public_id], "reason": "x"})
    assert "Hãy chọn lượt được giữ lại." in nobody.text
    with database.transaction() as session:
        session.add(Attempt(entry_id=second.id, leg_id=world.leg.id, rules_version=1, started_at=NOON,
                            ends_at=NOON + HOUR))  # fmt: skip
    assert "đang làm bài" in merge(desk, world, first, second).text
    assert kept(second)[0].state == EntryState.ACTIVE


def test_only_who_is_surely_one_is_ticked_before_anybody_looks(desk, world):
    """A mother and her child share a phone: pressed in haste, the button merges nobody."""
    first, second = registered(world), registered(world, "Hồ Văn Nam")
    weak = desk.get(f"{home(world)}/duplicates").text
    assert " checked" not in weak
    hasty = desk.post(f"{home(world)}/duplicates/merger", data={"keep": first.public_id, "reason": "x"})
    assert hasty.status_code == 422

    desk.post(f"{home(world)}/duplicates/dismissal", data={"group": [first.public_id, second.public_id]})
    assert "Không thấy ai trùng" in desk.get(f"{home(world)}/duplicates").text
    registered(world)
    assert desk.get(f"{home(world)}/duplicates").text.count(" checked") == 3


def test_different_people_are_told_apart_once_for_all(desk, world):
    first, second = registered(world), registered(world, "Hồ Văn Nam")
    assert "Cùng số điện thoại" in desk.get(f"{home(world)}/duplicates").text

    desk.post(f"{home(world)}/duplicates/dismissal", data={"entry": [first.public_id, second.public_id]})

    assert "Không thấy ai trùng" in desk.get(f"{home(world)}/duplicates").text


def test_nobody_merges_entries_of_another_contest(desk, world):
    with database.transaction() as session:
        other = session.exec(select(Contest).where(Contest.id != world.contest.id)).one()
        stranger = add_entry(session, other, name="Hồ Thị Mai", unit=world.units["cua-tung"], at=NOON)

    assert merge(desk, world, registered(world), stranger).status_code == 404
