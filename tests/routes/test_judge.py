"""The control page: who is where, and what a judge may do."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from quiz import clock, database
from quiz.attempts.accommodating import ACCOMMODATE
from quiz.attempts.attempt import Attempt, Presence, SubmittedBy
from quiz.attempts.sealing import SEAL
from quiz.contests.admitting import LET_IN
from quiz.contests.doubling import APART, MERGE, SEPARATE
from quiz.contests.entry import Message
from quiz.contests.round import BlueprintRow, Leg
from quiz.ledger import decisions_on
from quiz.people.role import Role, RoleName
from quiz.routes.judge.log import WORDS
from quiz.standings.comparing import CAME_ABOUT, DECIDE_TIE, UNDO_TIE
from quiz.standings.disqualifying import CORRECT_UNIT, DISQUALIFY, REQUALIFY
from quiz.standings.freezing import FREEZE, THAW
from quiz.standings.publishing import PUBLISH, WITHDRAW
from tests.world import World, build_world, sit_at_desk


@pytest.fixture
def minh(browser: TestClient, world: World) -> TestClient:
    """Minh, a judge, at the desk."""
    sit_at_desk(browser, world.people["minh"])
    return browser


def here(world: World) -> str:
    return f"/judge/legs/{world.leg.public_id}"


def begin(world: World, name: str, at: datetime) -> None:
    with database.transaction() as session:
        entry = world.entries[name]
        session.add(
            Attempt(
                entry_id=entry.id, leg_id=world.leg.id or 0, rules_version=1, started_at=at,
                ends_at=at + timedelta(minutes=15),
            )
        )  # fmt: skip


def arrive(world: World, name: str, at: datetime, asks_help: bool = False) -> None:
    with database.transaction() as session:
        entry_id = world.entries[name].id or 0
        session.add(Presence(entry_id=entry_id, arrived_at=at, last_seen_at=at, asks_help_at=at if asks_help else None))


def tiles(page: str) -> dict[str, int]:
    """What the tiles say."""
    found = {}
    for part in page.split("tile")[1:]:
        if "<b>" in part and "<span>" in part:
            found[part.split("<span>")[1].split("</span>")[0]] = int(part.split("<b>")[1].split("</b>")[0])
    return found


def test_every_contestant_stands_in_exactly_one_place(minh: TestClient, world: World, noon: datetime) -> None:
    page = minh.get(here(world)).text
    assert tiles(page)["Chưa vào"] == 2

    arrive(world, "duong", noon)
    assert tiles(minh.get(here(world)).text)["Trong phòng chờ"] == 1

    begin(world, "duong", noon)
    assert tiles(minh.get(here(world)).text) == {
        "Cần giúp": 0, "Mất kết nối": 0, "Đang làm": 1, "Trong phòng chờ": 0, "Chưa vào": 1, "Đã nộp": 0,
    }  # fmt: skip


def test_a_phone_that_falls_silent_is_shown_as_lost(
    minh: TestClient, world: World, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive(world, "duong", noon)
    begin(world, "duong", noon)
    monkeypatch.setattr(clock, "now", lambda: noon + timedelta(minutes=2))

    assert tiles(minh.get(here(world)).text)["Mất kết nối"] == 1


def test_whoever_asks_for_help_comes_first_and_is_marked_helped(minh: TestClient, world: World, noon: datetime) -> None:
    arrive(world, "khanh", noon, asks_help=True)
    page = minh.get(here(world)).text
    assert page.index("Phan Quốc Khánh") < page.index("Trần Thị Thuỳ Dương")

    entry = world.entries["khanh"].public_id
    assert minh.post(f"{here(world)}/entries/{entry}/help-answer").status_code == 303
    assert tiles(minh.get(here(world)).text)["Cần giúp"] == 0


def test_a_contestant_is_found_by_name_without_marks(minh: TestClient, world: World) -> None:
    page = minh.get(f"{here(world)}?q=thuy+duong").text

    assert "Trần Thị Thuỳ Dương" in page
    assert "Phan Quốc Khánh" not in page


@pytest.mark.parametrize(("by", "named"), [("unit", "Chi đoàn thôn Tân Trại"), ("room", "Phòng 1")])
def test_the_same_is_counted_by_unit_and_by_room(minh: TestClient, world: World, by: str, named: str) -> None:
    assert named in minh.get(f"{here(world)}?by={by}").text


def test_adding_time_moves_deadlines_and_is_written_in_the_log(minh: TestClient, world: World, noon: datetime) -> None:
    begin(world, "duong", noon)

    response = minh.post(f"{here(world)}/extension", data={"reach": "all", "minutes": "2:30", "reason": "Mất điện"})

    assert response.status_code == 303
    page = minh.get(here(world)).text
    assert "Cộng 2:30 cho mọi người" in page
    assert "Mất điện" in page
    with database.transaction(writing=False) as session:
        assert session.exec(select(Attempt)).one().ends_at == noon + timedelta(minutes=17, seconds=30)


def test_a_form_with_mistakes_comes_back_with_what_was_typed(minh: TestClient, world: World) -> None:
    response = minh.post(f"{here(world)}/extension", data={"reach": "all", "minutes": "năm", "reason": "Mất điện"})

    assert response.status_code == 422
    assert "Ghi số phút, ví dụ 5 hoặc 2:30." in response.text
    assert 'value="năm"' in response.text
    assert 'value="Mất điện"' in response.text


def test_a_message_reaches_the_one_it_is_for(minh: TestClient, world: World) -> None:
    entry = world.entries["duong"]
    minh.post(f"{here(world)}/messages", data={"to": entry.public_id, "text": "Mời bạn đổi máy"})
    minh.post(f"{here(world)}/messages", data={"text": "Còn 10 phút"})

    with database.transaction(writing=False) as session:
        told = [(message.entry_id, message.text) for message in session.exec(select(Message))]
    assert told == [(entry.id, "Mời bạn đổi máy"), (None, "Còn 10 phút")]
    assert "Còn 10 phút" in minh.get(f"{here(world)}/messages").text


def test_closing_takes_in_with_a_reason(minh: TestClient, world: World, noon: datetime) -> None:
    begin(world, "duong", noon - timedelta(minutes=1))
    assert minh.post(f"{here(world)}/closing", data={"reason": ""}).status_code == 422
    assert minh.post(f"{here(world)}/closing", data={"reason": "Xong"}).status_code == 303

    with database.transaction(writing=False) as session:
        assert session.get_one(Leg, world.leg.id).closed_at == noon
        assert session.exec(select(Attempt)).one().ends_at == noon
        assert [decision.decision for decision in decisions_on(session, world.contest.id or 0)] == ["close"]


def test_a_secretary_watches_but_does_not_touch_the_time(browser: TestClient, world: World, noon: datetime) -> None:
    with database.transaction() as session:
        replace_role(session, world, RoleName.SECRETARY)
    sit_at_desk(browser, world.people["minh"])

    assert browser.get(here(world)).status_code == 200
    assert "/extension" not in browser.get(here(world)).text
    assert browser.post(f"{here(world)}/extension", data={"minutes": "5", "reason": "x"}).status_code == 404


def test_a_judge_of_one_unit_sees_and_touches_that_unit_only(browser: TestClient, world: World, noon: datetime) -> None:
    with database.transaction() as session:
        replace_role(session, world, RoleName.JUDGE, world.units["tan-trai"].id)
    sit_at_desk(browser, world.people["minh"])

    page = browser.get(here(world)).text
    assert "Trần Thị Thuỳ Dương" in page
    assert "Phan Quốc Khánh" not in page
    assert browser.get(f"{here(world)}/entries/{world.entries['khanh'].public_id}").status_code == 404
    everybody = {"reach": "all", "minutes": "5", "reason": "Mất điện"}
    assert browser.post(f"{here(world)}/extension", data=everybody).status_code == 422


def replace_role(session: Session, world: World, name: RoleName, unit_id: int | None = None) -> None:
    role = session.exec(select(Role).where(Role.person_id == world.people["minh"].id)).one()
    role.name, role.unit_id = name, unit_id
    session.add(role)


def test_every_decision_on_a_leg_or_an_entry_is_told_in_words() -> None:
    about_legs = {PUBLISH, WITHDRAW, FREEZE, THAW, SEAL, CAME_ABOUT, DECIDE_TIE, UNDO_TIE}
    about_entries = {
        ACCOMMODATE, LET_IN, MERGE, SEPARATE, APART, DISQUALIFY, REQUALIFY, CORRECT_UNIT,
    }  # fmt: skip

    assert about_legs | about_entries <= WORDS.keys()


def test_a_stranger_finds_nothing_here(browser: TestClient, world: World) -> None:
    sit_at_desk(browser, world.people["son"])

    for path in ("", "/seats", "/events", "/extension", "/closing", "/messages"):
        assert browser.get(f"{here(world)}{path}").status_code == 404


def test_opening_by_hand(browser: TestClient, site: object, noon: datetime) -> None:
    world = build_world(noon, opening="hand")
    sit_at_desk(browser, world.people["minh"])
    assert "Mở vòng" in browser.get(here(world)).text

    assert browser.post(f"{here(world)}/opening").status_code == 303

    assert "Đang mở" in browser.get(here(world)).text
    assert browser.post(f"{here(world)}/opening").status_code == 409


def test_opening_by_hand_is_refused_while_something_red_stands(
    browser: TestClient, site: object, noon: datetime
) -> None:
    world = build_world(noon, opening="hand")
    with database.transaction() as session:
        session.add(BlueprintRow(part_id=world.part.id or 0, position=2, difficulty=5, count=4))
    sit_at_desk(browser, world.people["minh"])

    response = browser.post(f"{here(world)}/opening")

    assert response.status_code == 409
    assert "Kho thiếu 4 câu" in response.text
    with database.transaction(writing=False) as session:
        assert session.get_one(Leg, world.leg.id).opened_at is None


def test_a_contestants_page_tells_times_and_never_what_was_given(
    minh: TestClient, world: World, noon: datetime
) -> None:
    begin(world, "duong", noon)
    with database.transaction() as session:
        attempt = session.exec(select(Attempt)).one()
        attempt.submitted_at, attempt.submitted_by, attempt.receipt_code = noon, SubmittedBy.CONTESTANT, "7KQ4M2XD"
        session.add(attempt)

    page = minh.get(f"{here(world)}/entries/{world.entries['duong'].public_id}").text

    assert "7KQ4-M2XD" in page
    assert "12:00:00" in page


@pytest.mark.parametrize(
    "path", ["/closing", "/extension", "/extension?reach=unit", "/extension?reach=room", "/messages"]
)
def test_every_form_of_the_control_page_opens(minh: TestClient, world: World, path: str) -> None:
    assert minh.get(f"{here(world)}{path}").status_code == 200


def test_forms_about_one_contestant_name_them(minh: TestClient, world: World, noon: datetime) -> None:
    entry = world.entries["duong"].public_id
    arrive(world, "duong", noon, asks_help=True)

    assert "Nhắn cho Trần Thị Thuỳ Dương" in minh.get(f"{here(world)}/messages?to={entry}").text
    assert "Trần Thị Thuỳ Dương" in minh.get(f"{here(world)}/extension?reach=entry&to={entry}").text
    assert "Thí sinh xin giúp lúc 12:00:00." in minh.get(f"{here(world)}/entries/{entry}").text


def test_the_list_of_legs_is_the_judges_own(browser: TestClient, world: World) -> None:
    sit_at_desk(browser, world.people["minh"])
    assert "Vòng loại trực tuyến" in browser.get("/judge").text
    sit_at_desk(browser, world.people["son"])
    assert "Vòng loại trực tuyến" not in browser.get("/judge").text


def test_letting_in_on_another_phone_shows_the_codes_and_is_written_down(minh: TestClient, world: World) -> None:
    entry = world.entries["duong"]
    page = f"{here(world)}/entries/{entry.public_id}"
    assert entry.link_token not in minh.get(page).text
    assert entry.personal_code[:4] not in minh.get(page).text

    assert minh.post(f"{page}/admission").status_code == 303

    shown = minh.get(page).text
    assert f"{entry.personal_code[:4]}-{entry.personal_code[4:]}" in shown
    assert "<svg" in shown
    assert "Cho Trần Thị Thuỳ Dương vào bằng máy khác" in shown
