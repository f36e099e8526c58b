import pytest
from sqlmodel import SQLModel, func, select

from quiz import database
from quiz.contests.contest import Contest, ContestState
from quiz.contests.entry import Entry, EntryState
from quiz.people.sign_in import Door, SignIn
from tests.world import come_in


def count_all():
    with database.transaction(writing=False) as session:
        tables = SQLModel.metadata.sorted_tables
        return {table.name: session.execute(select(func.count()).select_from(table)).scalar() for table in tables}


def change(row, **values):
    with database.transaction() as session:
        kept = session.get_one(type(row), row.id)
        for name, value in values.items():
            setattr(kept, name, value)
        session.add(kept)


def visits():
    with database.transaction(writing=False) as session:
        return [(visit.door, visit.entry_id) for visit in session.exec(select(SignIn))]


def codes_of(world, key="duong", **changed):
    return {
        "contest_code": world.contest.code,
        "personal_code": world.entries[key].personal_code,
        "birth_year": "2001",
    } | changed


@pytest.mark.parametrize("signed_in", [False, True])
def test_looking_at_a_link_signs_nobody_in_and_spends_nothing_however_often(browser, world, signed_in):
    if signed_in:
        come_in(browser, world.entries["khanh"])
    link = f"/join/{world.entries['duong'].link_token}"
    before = count_all()

    for url in [link, link, link, "/join", f"/join?c={world.contest.code}", "/join/unknown", f"{link}?fbclid=1"]:
        answer = browser.get(url)
        assert "set-cookie" not in answer.headers
        browser.head(url)

    assert count_all() == before


def test_the_link_asks_who_you_are(browser, world):
    answer = browser.get(f"/join/{world.entries['duong'].link_token}")

    assert answer.status_code == 200
    for word in ("Bạn là", "Trần Thị Thuỳ Dương", "Chi đoàn thôn Tân Trại", "Đúng, vào thi", "Không phải tôi"):
        assert word in answer.text


def test_saying_yes_comes_in_and_leads_to_the_waiting_room(browser, world):
    duong = world.entries["duong"]

    answer = browser.post(f"/join/{duong.link_token}")

    assert (answer.status_code, answer.headers["location"]) == (303, "/play")
    assert visits() == [(Door.PLAY, duong.id)]
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_the_codes_come_in_too(browser, world):
    answer = browser.post("/join", data=codes_of(world))

    assert (answer.status_code, answer.headers["location"]) == (303, "/play")
    assert visits() == [(Door.PLAY, world.entries["duong"].id)]


def test_the_contest_code_can_be_filled_in_beforehand(browser, world):
    assert f'value="{world.contest.code}"' in browser.get(f"/join?c={world.contest.code}").text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"contest_code": "SAI"}, "Không có cuộc thi nào mang mã này."),
        ({"personal_code": "SAISAISA"}, "Mã cá nhân hoặc năm sinh chưa đúng."),
        ({"birth_year": "1990"}, "Mã cá nhân hoặc năm sinh chưa đúng."),
        ({"birth_year": "hai ngàn"}, "Năm sinh gồm bốn chữ số"),
    ],
)
def test_a_wrong_code_is_said_at_its_field_and_what_was_typed_stays(browser, world, changed, said):
    typed = codes_of(world, **changed)

    answer = browser.post("/join", data=typed)

    assert answer.status_code == 422
    assert said in answer.text
    assert all(f'value="{value}"' in answer.text for value in typed.values())
    assert visits() == []


def test_guessing_ends_with_minutes_to_wait(browser, world):
    for _ in range(10):
        assert browser.post("/join", data=codes_of(world, birth_year="1990")).status_code == 422

    answer = browser.post("/join", data=codes_of(world))

    assert answer.status_code == 429
    assert "Hãy đợi 15 phút rồi thử lại." in answer.text
    assert visits() == []


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (EntryState.WITHDRAWN, "Bạn không còn trong danh sách dự thi"),
        (EntryState.DISQUALIFIED, "dừng phần dự thi của bạn"),
    ],
)
def test_who_may_no_longer_play_is_told_kindly_at_both_doors(browser, world, state, said):
    change(world.entries["duong"], state=state)
    link = f"/join/{world.entries['duong'].link_token}"

    answers = [browser.get(link), browser.post(link), browser.post("/join", data=codes_of(world))]

    assert [(answer.status_code, said in answer.text) for answer in answers] == [(409, True)] * 3
    assert visits() == []


def test_a_draft_contest_asks_to_come_back_later(browser, world):
    change(world.contest, state=ContestState.DRAFT)

    assert "chưa được công bố" in browser.get(f"/join/{world.entries['duong'].link_token}").text


def test_a_cancelled_contest_says_why(browser, world):
    change(world.contest, state=ContestState.CANCELLED, cancelled_reason="Bão số 12")

    answer = browser.post(f"/join/{world.entries['duong'].link_token}")

    assert answer.status_code == 409
    assert "Bão số 12" in answer.text


def test_an_archived_contest_still_lets_its_people_see_their_papers(browser, world):
    change(world.contest, state=ContestState.ARCHIVED)

    assert browser.post(f"/join/{world.entries['duong'].link_token}").status_code == 303


def test_a_name_meant_to_do_harm_is_only_text(browser, world):
    change(world.people["duong"], name="<script>alert(1)</script>")

    assert "<script>alert" not in browser.get(f"/join/{world.entries['duong'].link_token}").text


def test_where_to_go_next_is_never_another_site(browser, world):
    answer = browser.post("/join", data=codes_of(world, next="//evil.example"))

    assert answer.headers["location"] == "/play"


def test_signing_out_ends_this_visit_only(browser, world):
    duong = world.entries["duong"]
    come_in(browser, duong)
    browser.cookies.clear()
    browser.post(f"/join/{duong.link_token}")

    browser.post("/sign-out", data={"door": "play"})

    with database.transaction(writing=False) as session:
        assert len(session.exec(select(SignIn).where(SignIn.ended_at == None)).all()) == 1  # noqa: E711
        assert session.get_one(Entry, duong.id)
        assert session.get_one(Contest, world.contest.id)
