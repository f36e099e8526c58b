import pytest

from quiz import database
from quiz.people.enrolling import Grant, accept_invitation, invite
from quiz.people.role import RoleName
from tests.world import sit_at_desk

PASSWORD = "rừng xanh lá đỏ"


def invited(world, noon, *names, contest=True):
    with database.transaction() as session:
        grants = [Grant(name, world.contest.id if contest else None) for name in names]
        return invite(session, "Lê Thu Hà", grants, world.people["lan"], noon).token


@pytest.fixture
def reviewer(world, noon):
    token = invited(world, noon, RoleName.REVIEWER)
    with database.transaction() as session:
        accept_invitation(session, token, "thuha", PASSWORD, noon)


def test_an_invitation_shows_who_is_invited_and_as_what_and_looking_spends_nothing(browser, world, noon):
    token = invited(world, noon, RoleName.REVIEWER, RoleName.SECRETARY)

    pages = [browser.get(f"/invitations/{token}") for _ in range(3)]

    assert {page.status_code for page in pages} == {200}
    assert all(word in pages[-1].text for word in ("Lê Thu Hà", "Tổ thẩm định", "Thư ký"))


def test_taking_an_invitation_leads_to_the_room_of_the_role(browser, world, noon):
    token = invited(world, noon, RoleName.INVIGILATOR)

    answer = browser.post(
        f"/invitations/{token}", data={"login": "thuha", "password": PASSWORD, "again": PASSWORD}
    )  # fmt: skip

    assert (answer.status_code, answer.headers["location"]) == (303, "/judge")
    assert "Lời mời này không còn dùng được" in browser.get(f"/invitations/{token}").text


def test_a_mistyped_password_keeps_the_login_and_never_the_password(browser, world, noon):
    token = invited(world, noon, RoleName.REVIEWER)

    answer = browser.post(
        f"/invitations/{token}", data={"login": "thuha", "password": PASSWORD, "again": "khác"}
    )  # fmt: skip

    assert answer.status_code == 422
    assert 'value="thuha"' in answer.text
    assert PASSWORD not in answer.text


def test_a_spent_invitation_is_gone(browser, world, reviewer):
    assert browser.get("/invitations/unknown").status_code == 404


def test_login_and_password_open_the_desk(browser, reviewer):
    answer = browser.post("/sign-in", data={"login": "ThuHa", "password": PASSWORD})

    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_the_page_that_was_asked_for_comes_next_if_it_is_ours(browser, reviewer):
    typed = {"login": "thuha", "password": PASSWORD}

    assert browser.post("/sign-in", data=typed | {"next": "/bank/x"}).headers["location"] == "/bank/x"
    assert browser.post("/sign-in", data=typed | {"next": "https://evil.example"}).headers["location"] == "/"


@pytest.mark.parametrize("login", ["thuha", "nobody"])
def test_a_wrong_password_and_an_unknown_login_get_the_same_answer(browser, reviewer, login):
    answer = browser.post("/sign-in", data={"login": login, "password": "sai mật khẩu"})

    assert answer.status_code == 422
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng." in answer.text
    assert f'value="{login}"' in answer.text
    assert "sai mật khẩu" not in answer.text


def test_guessing_a_password_ends_with_minutes_to_wait(browser, reviewer):
    for _ in range(10):
        browser.post("/sign-in", data={"login": "thuha", "password": "sai"})

    answer = browser.post("/sign-in", data={"login": "thuha", "password": PASSWORD})

    assert answer.status_code == 429
    assert "Hãy đợi 15 phút" in answer.text


def test_signing_out_closes_the_desk(browser, world, reviewer):
    sit_at_desk(browser, world.people["lan"])
    cookie = dict(browser.cookies)

    answer = browser.post("/sign-out")

    assert answer.status_code == 303
    browser.cookies.update(cookie)
    assert "Nguyễn Thị Lan" not in browser.get("/").text
