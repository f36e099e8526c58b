"""Contestants who look like staff, on the pages of organisers and judges; and whoever is entered by hand."""

from datetime import date

import pytest
from sqlmodel import select

from quiz import database
from quiz.attempts.attempt import Attempt
from quiz.contests.clearance import Clearance
from quiz.contests.contest import Division
from quiz.contests.entry import Entry
from quiz.contests.round import Leg
from quiz.ledger import LedgerEntry
from quiz.people.person import Person
from quiz.people.role import Role, RoleName
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, played
from tests.world import HOUR, come_in, decide, go_by, grant, sit_at_desk

PHONE = "0912345678"


@pytest.fixture
def desk(browser, world):
    sit_at_desk(browser, world.people["lan"])
    return browser


@pytest.fixture
def alike(world):
    """Dương and the writer Hà share a phone; Khánh and the judge Minh have one name."""
    with database.transaction() as session:
        for key, values in {
            "duong": {"phone": PHONE},
            "ha": {"phone": PHONE},
            "minh": {"name": "Phan Quốc Khánh"},
        }.items():
            person = session.get_one(Person, world.people[key].id)
            for name, value in values.items():
                setattr(person, name, value)
            person.take_name(person.name)
            session.add(person)
    return world


def home(world):
    return f"/organise/contests/{world.contest.public_id}"


def say(desk, world, key, staff, same):
    url = f"{home(world)}/insiders/{world.entries[key].public_id}"
    return desk.post(url, data={"person": world.people[staff].public_id, "same": same})


def kept(world, key):
    with database.transaction(writing=False) as session:
        return session.get_one(Entry, world.entries[key].id)


def test_they_are_listed_and_told_apart_and_every_word_is_a_decision(desk, alike):
    listed = desk.get(f"{home(alike)}/insiders").text
    for told in ("2 cần xem", "Cùng số điện thoại", "Cùng họ tên", "Xem được câu hỏi", "Chưa chắc là một người"):
        assert told in listed
    with database.transaction() as session:
        leg = session.get_one(Leg, alike.leg.id)
        leg.opens_at, leg.closes_at = NOON + HOUR, NOON + 2 * HOUR
        session.add(leg)
    assert "2 thí sinh giống người của ban tổ chức" in desk.get(home(alike)).text

    assert say(desk, alike, "duong", "ha", "no").status_code == 303
    assert say(desk, alike, "khanh", "minh", "yes").status_code == 303
    assert say(desk, alike, "khanh", "ha", "yes").status_code == 303  # they do not resemble each other: nothing is said

    listed = desk.get(f"{home(alike)}/insiders").text
    assert "cần xem" not in listed
    assert "Là người khác: dự thi như mọi người." in listed
    with database.transaction(writing=False) as session:
        said = session.exec(select(LedgerEntry).where(LedgerEntry.decision == "say_who_is_staff")).all()
        assert [one.body["same"] for one in said] == [False, True]


def test_the_room_and_the_control_page_say_who_cannot_begin_and_why(browser, alike):
    room = f"/play/legs/{alike.leg.public_id}"
    come_in(browser, alike.entries["duong"])
    waiting = browser.get(room).text
    assert "không dự thi tính điểm được" in waiting
    assert "hãy báo ban tổ chức" in waiting
    assert f'action="{room}/attempt"' not in waiting
    sit_at_desk(browser, alike.people["giang"])
    control = browser.get(f"/judge/legs/{alike.leg.public_id}").text
    assert "1 thí sinh không bắt đầu được bài tính điểm" in control
    assert "/insiders" not in control

    sit_at_desk(browser, alike.people["lan"])
    assert "/insiders" in browser.get(f"/judge/legs/{alike.leg.public_id}").text
    say(browser, alike, "duong", "ha", "no")
    come_in(browser, alike.entries["duong"])
    assert f'action="{room}/attempt"' in browser.get(room).text


def test_a_former_writer_is_let_in_by_two_organisers_with_a_reason_that_is_shown(browser, alike):
    desk = browser
    with database.transaction() as session:
        for role in session.exec(select(Role).where(Role.person_id == alike.people["ha"].id)):
            role.ends_at = NOON
        grant(session, alike.people["son"], RoleName.ORGANISER, alike.contest.id, NOON)
    room, clearance = f"/play/legs/{alike.leg.public_id}", f"{home(alike)}/insiders/{alike.entries['duong'].public_id}"
    come_in(desk, alike.entries["duong"])
    waiting = desk.get(room).text
    assert "Bạn từng có vai trò xem được câu hỏi (đến 26/11/2026)" in waiting
    assert f'action="{room}/attempt"' not in waiting
    assert "đến 26/11/2026" in desk.post(f"{room}/attempt").text
    sit_at_desk(desk, alike.people["lan"])
    listed = desk.get(f"{home(alike)}/insiders").text
    assert "Từng xem được câu hỏi, đến 12:00" in listed
    assert "Câu hỏi cũ nhất mà đề của cuộc thi có thể lấy" in listed

    refused = desk.post(f"{clearance}/clearance", data={"reason": " "})
    assert refused.status_code == 422
    assert "Hãy ghi lý do" in refused.text
    assert desk.post(f"{clearance}/clearance", data={"reason": "Vào tổ hôm qua"}).status_code == 303
    assert "Đồng ý cho dự thi" not in desk.get(f"{home(alike)}/insiders").text
    assert desk.post(f"{clearance}/clearance/agreement").status_code == 403
    sit_at_desk(desk, alike.people["son"])
    assert "Đồng ý cho dự thi" in desk.get(f"{home(alike)}/insiders").text
    assert desk.post(f"{clearance}/clearance/agreement").status_code == 303
    listed = desk.get(f"{home(alike)}/insiders").text
    assert "Được cho dự thi" in listed
    assert "Nguyễn Thị Lan đề nghị" in listed
    assert "cho dự thi</b>: <span" in desk.get(f"/judge/legs/{alike.leg.public_id}").text
    come_in(desk, alike.entries["duong"])
    assert f'action="{room}/attempt"' in desk.get(room).text
    sit_at_desk(desk, alike.people["lan"])
    assert desk.post(f"{clearance}/clearance/withdrawal").status_code == 303
    khanh = f"{home(alike)}/insiders/{alike.entries['khanh'].public_id}/clearance"
    assert desk.post(khanh, data={"reason": "Chẳng có gì"}).status_code == 303
    with database.transaction(writing=False) as session:
        assert session.exec(select(Clearance)).all() == []


def test_the_room_says_that_the_rules_keep_a_group_out_or_give_it_no_place(browser, world):
    with database.transaction() as session:
        grant(session, world.people["duong"], RoleName.OPERATOR, world.contest.id, NOON)
    room = f"/play/legs/{world.leg.public_id}"
    come_in(browser, world.entries["duong"])
    assert "thành viên tổ vận hành phần mềm không dự thi" in browser.get(room).text

    go_by(world, eligibility={"excluded": [{"group": "software_staff", "how": "hors_concours"}]})
    assert "Bạn dự thi không xếp hạng" in browser.get(room).text
    assert browser.post(f"{room}/attempt").status_code == 303


def test_who_has_a_place_already_loses_it_by_a_decision_seen_before(desk, alike):
    go_by(alike, prizes=[{"grade": "first"}], eligibility={"excluded": [{"group": "jury", "how": "hors_concours"}]})
    with database.transaction() as session:
        played(session, alike, alike.entries["khanh"], RIGHT, RIGHT).receipt_code = "AAAA1111"
    say(desk, alike, "khanh", "minh", "yes")
    assert not kept(alike, "khanh").hors_concours
    url = f"{home(alike)}/entries/{alike.entries['khanh'].public_id}/placing"
    assert url in desk.get(f"{home(alike)}/insiders").text

    assert "Cho thi không xếp hạng" in desk.get(url).text
    assert decide(desk, url, "").status_code == 422
    assert decide(desk, url, "Là giám khảo").status_code == 303
    assert kept(alike, "khanh").hors_concours
    assert "Đưa vào xếp hạng" in desk.get(url).text
    board = desk.get(f"/judge/legs/{alike.leg.public_id}/board").text
    assert "Phan Quốc Khánh" in board.split('id="beside"')[1]
    assert "Phan Quốc Khánh" not in board.split('id="beside"')[0]
    assert "Phan Quốc Khánh" not in desk.get(f"{home(alike)}/prizes?source=live").text
    with database.transaction(writing=False) as session:
        receipt = session.exec(select(Attempt.public_id)).one()
    come_in(desk, alike.entries["khanh"])
    assert "Bạn dự thi không xếp hạng" in desk.get(f"/play/attempts/{receipt}/receipt").text


def test_who_has_not_begun_has_no_place_as_soon_as_it_is_said(desk, alike):
    go_by(alike, eligibility={"excluded": [{"group": "jury", "how": "hors_concours"}]})

    say(desk, alike, "khanh", "minh", "yes")
    assert kept(alike, "khanh").hors_concours
    say(desk, alike, "khanh", "minh", "no")
    assert not kept(alike, "khanh").hors_concours


def test_whoever_is_added_by_hand_is_held_against_the_rules_as_a_roster_is(desk, world):
    go_by(world, eligibility={
        "positions": ["secretary"], "age_to": 30, "age_on": "2026-03-26", "quota_per_unit": 1,
        "excluded": [{"group": "jury", "how": "hors_concours"}],
    })  # fmt: skip
    with database.transaction() as session:
        minh = session.get_one(Person, world.people["minh"].id)
        minh.birth_date = date(1990, 1, 2)
        session.add(minh)
    typed = {
        "name": "Hoàng Minh",
        "birth": "02/01/1990",
        "position": "Đoàn viên",
        "unit": world.units["tan-trai"].public_id,
    }

    asked = desk.post(f"{home(world)}/entries", data=typed)
    assert asked.status_code == 422
    for told in ("36 tuổi, tính đến 26/03/2026", "Chức vụ không đúng thể lệ", "Quá số người mỗi đơn vị",
                 "Cùng họ tên và ngày sinh: Hoàng Minh. Theo thể lệ, ban giám khảo dự thi không xếp hạng.",
                 'value="02/01/1990"', "Đã xem, vẫn thêm người này"):  # fmt: skip
        assert told in asked.text

    assert desk.post(f"{home(world)}/entries", data=typed | {"sure": "1"}).status_code == 303
    with database.transaction(writing=False) as session:
        entered = session.exec(select(Entry).order_by(Entry.id.desc())).first()
        assert entered.hors_concours
        address, number = f"{home(world)}/entries/{entered.public_id}", entered.number
    saved = desk.post(address, data=typed | {"number": number, "room": "Phòng 9"})
    assert saved.status_code == 303
    assert "nhưng thể lệ có điều cần xem: Không đúng tuổi" in desk.get(address).text


def test_the_form_of_one_contestant_says_the_division_where_there_are_several(desk, world):
    assert 'name="division"' not in desk.get(f"{home(world)}/entries/new").text
    with database.transaction() as session:
        session.add(Division(contest_id=world.contest.id, name="Bảng B", position=2))
    assert 'name="division"' in desk.get(f"{home(world)}/entries/new").text
    unit = world.units["tan-trai"].public_id
    desk.post(f"{home(world)}/entries", data={"name": "Lê Văn Tám", "unit": unit, "division": "Bảng B"})
    with database.transaction(writing=False) as session:
        entered = session.exec(select(Entry).order_by(Entry.id.desc())).first()
        assert session.get_one(Division, entered.division_id).name == "Bảng B"
        address, number = f"{home(world)}/entries/{entered.public_id}", entered.number

    desk.post(address, data={"name": "Lê Văn Tám", "unit": unit, "number": number, "division": "Bảng chung"})
    with database.transaction(writing=False) as session:
        entered = session.exec(select(Entry).order_by(Entry.id.desc())).first()
        assert session.get_one(Division, entered.division_id).name == "Bảng chung"


def test_staff_are_told_from_namesakes_by_birth_date_and_phone(desk, world):
    address = f"/organise/staff/{world.people['ha'].public_id}"
    assert desk.post(address, data={"phone": "12", "birth_date": "2001-03-26"}).status_code == 422
    assert desk.post(address, data={"phone": "0912 345 678", "birth_date": "1996-03-26"}).status_code == 303
    with database.transaction(writing=False) as session:
        ha = session.get_one(Person, world.people["ha"].id)
        assert (ha.phone, ha.birth_date) == (PHONE, date(1996, 3, 26))


def test_changed_rules_are_previewed_and_move_only_those_who_have_not_begun(desk, alike):
    go_by(alike, eligibility={"excluded": [{"group": "jury", "how": "hors_concours"}]})
    say(desk, alike, "khanh", "minh", "yes")
    assert kept(alike, "khanh").hors_concours
    groups = dict.fromkeys(("organisers", "secretariat", "question_team", "software_staff"), "hard")
    form = {f"group-{name}": how for name, how in groups.items()} | {"reason": "Đổi"}
    url = f"{home(alike)}/regulations/eligibility"

    seen = desk.post(url, data=form | {"group-jury": "hard", "preview": "1"}).text
    assert "VL-002 Phan Quốc Khánh: không bắt đầu được bài tính điểm" in seen
    assert kept(alike, "khanh").hors_concours
    assert desk.post(url, data=form | {"group-jury": ""}).status_code == 303
    assert not kept(alike, "khanh").hors_concours
    assert desk.post(url, data=form | {"group-jury": "hors_concours"}).status_code == 303
    assert kept(alike, "khanh").hors_concours
