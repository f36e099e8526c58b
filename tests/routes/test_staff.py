import re

import pytest
from sqlmodel import select

from quiz import clock, database
from quiz.ledger import LedgerEntry
from quiz.people.person import Invitation, Person
from quiz.people.role import Role, RoleName, roles_of
from tests.world import grant, sit_at_desk


@pytest.fixture
def lan(browser, world):
    """Lan organises the contest, and nothing else."""
    sit_at_desk(browser, world.people["lan"])
    return browser


@pytest.fixture
def chief(browser, world, noon):
    """Bình organises the whole installation."""
    with database.transaction() as session:
        grant(session, world.people["binh"], RoleName.ORGANISER, None, noon)
    sit_at_desk(browser, world.people["binh"])
    return browser


def form(world, **changed):
    return {
        "name": "Đỗ Thị Mai",
        "roles": ["reviewer", "secretary"],
        "place": world.contest.public_id,
        "unit": "",
    } | changed


def person_named(name):
    with database.transaction(writing=False) as session:
        return session.exec(select(Person).where(Person.name == name)).first()


def roles_held(person):
    with database.transaction(writing=False) as session:
        return [(role.name, role.contest_id) for role in roles_of(session, person.id, clock.now())]


def role_id(person):
    with database.transaction(writing=False) as session:
        return session.exec(select(Role.id).where(Role.person_id == person.id)).first()


def test_inviting_shows_a_link_and_a_qr_once(lan, world):
    answer = lan.post("/organise/staff", data=form(world))

    link = re.search(r"http://localhost(/invitations/[\w-]+)", answer.text)[1]
    assert "<svg" in answer.text
    assert lan.get(link).status_code == 200
    assert link not in lan.get("/organise/staff").text
    assert roles_held(person_named("Đỗ Thị Mai")) == [
        (RoleName.REVIEWER, world.contest.id),
        (RoleName.SECRETARY, world.contest.id),
    ]


def test_the_list_says_who_holds_what_and_who_is_still_awaited(lan, world):
    lan.post("/organise/staff", data=form(world))

    text = lan.get("/organise/staff").text

    for word in ("Hoàng Minh", "Giám khảo", "Đỗ Thị Mai", "Tổ thẩm định", "Chờ nhận lời mời"):
        assert word in text
    assert "Phạm Văn Sơn" not in text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": " "}, "Hãy điền họ tên."),
        ({"roles": []}, "Hãy chọn ít nhất một vai trò."),
        ({"roles": ["king"]}, "Hãy chọn ít nhất một vai trò."),
        ({"place": ""}, "Hãy chọn cuộc thi."),
        ({"place": "installation"}, "Hãy chọn cuộc thi."),
        ({"unit": "không có"}, "Không có đơn vị nào"),
        ({"birth_date": "mai"}, "Ngày sinh chưa đúng."),
    ],
)
def test_a_poor_invitation_is_refused_at_its_field_and_what_was_typed_stays(lan, world, changed, said):
    answer = lan.post("/organise/staff", data=form(world, **changed))

    assert answer.status_code == 422
    assert said in answer.text
    assert changed.get("unit", "") in answer.text
    assert person_named("Đỗ Thị Mai") is None


def test_all_that_is_wrong_with_an_invitation_is_said_at_once(lan, world):
    answer = lan.post("/organise/staff", data=form(world, name=" ", roles=[], place="", unit="không", birth_date="mai"))

    for said in ("Hãy điền họ tên.", "ít nhất một vai trò", "Hãy chọn cuộc thi.", "Không có đơn vị nào", "chưa đúng."):
        assert said in answer.text


def test_who_organises_one_contest_gives_no_role_in_another(lan, world):
    with database.transaction(writing=False) as session:
        other = session.exec(select(Role).where(Role.person_id == world.people["son"].id)).one()
        from quiz.contests.contest import Contest

        place = session.get_one(Contest, other.contest_id).public_id

    assert lan.post("/organise/staff", data=form(world, place=place)).status_code == 422


def test_more_roles_can_be_given_to_somebody_known(lan, world):
    minh = world.people["minh"]

    lan.post(
        f"/organise/staff/{minh.public_id}/roles", data={"roles": "invigilator", "place": world.contest.public_id}
    )  # fmt: skip

    assert roles_held(minh) == [(RoleName.JUDGE, world.contest.id), (RoleName.INVIGILATOR, world.contest.id)]


def test_a_role_is_withdrawn_with_its_reason_in_the_ledger(lan, world):
    minh = world.people["minh"]

    lan.post(f"/organise/staff/{minh.public_id}/withdrawal", data={"role": role_id(minh), "reason": "Đi công tác"})

    assert roles_held(minh) == []
    with database.transaction(writing=False) as session:
        (decision,) = session.exec(select(LedgerEntry).where(LedgerEntry.decision == "withdraw_role"))
    assert (decision.actor_id, decision.acting_role, decision.reason) == (
        world.people["lan"].id,
        "organiser",
        "Đi công tác",
    )


def test_people_of_another_contest_do_not_exist_here(lan, world):
    son = world.people["son"]

    answers = [
        lan.get(f"/organise/staff/{son.public_id}"),
        lan.post(f"/organise/staff/{son.public_id}/access"),
        lan.post(f"/organise/staff/{world.people['minh'].public_id}/withdrawal", data={"role": role_id(son)}),
    ]

    assert [answer.status_code for answer in answers] == [404] * 3
    assert len(roles_held(son)) == 1


def test_a_contest_organiser_cannot_take_over_somebody_who_organises_more(lan, world, noon):
    with database.transaction() as session:
        grant(session, world.people["minh"], RoleName.ORGANISER, None, noon)

    page = lan.get(f"/organise/staff/{world.people['minh'].public_id}")
    answer = lan.post(f"/organise/staff/{world.people['minh'].public_id}/access")

    assert "Đặt lại lối vào" not in page.text
    assert answer.status_code == 404
    with database.transaction(writing=False) as session:
        assert session.exec(select(Invitation)).all() == []


def test_the_last_organiser_of_the_installation_stays(chief, world):
    binh = world.people["binh"]
    with database.transaction(writing=False) as session:
        everywhere = session.exec(select(Role.id).where(Role.person_id == binh.id, Role.contest_id == None)).one()  # noqa: E711

    answer = chief.post(f"/organise/staff/{binh.public_id}/withdrawal", data={"role": everywhere})

    assert answer.status_code == 409
    assert "người cuối cùng trong ban tổ chức" in answer.text
    assert len(roles_held(binh)) == 2


def test_new_access_ends_the_old_visits(chief, world):
    minh = world.people["minh"]

    answer = chief.post(f"/organise/staff/{minh.public_id}/access")

    assert "/invitations/" in answer.text
    assert chief.post(f"/organise/staff/{minh.public_id}/revocation").status_code == 303


def test_a_judge_has_no_business_here(browser, world):
    sit_at_desk(browser, world.people["minh"])

    assert browser.get("/organise/staff").status_code == 403


def test_a_role_bound_to_a_unit_reaches_no_further(browser, world, noon):
    with database.transaction() as session:
        session.add(
            Role(
                person_id=world.people["minh"].id, name=RoleName.ORGANISER, unit_id=world.units["cua-tung"].id,
                starts_at=noon,
            )
        )  # fmt: skip
    sit_at_desk(browser, world.people["minh"])

    everywhere = browser.post("/organise/staff", data=form(world, place="installation"))
    at_home = browser.post("/organise/staff", data=form(world, place="installation", unit="cua-tung"))
    elsewhere = browser.post("/organise/staff", data=form(world))

    assert [everywhere.status_code, at_home.status_code, elsewhere.status_code] == [422, 200, 422]
