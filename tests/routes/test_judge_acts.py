"""A judge pauses, resumes, takes in, reopens: asked once more, told what it did, undone where that makes sense."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from quiz import clock, database
from quiz.attempts.attempt import Attempt, SubmittedBy
from quiz.attempts.handing_in import submit_attempt
from quiz.contests.entry import Entry
from quiz.ledger import LedgerEntry, decisions_on
from quiz.people.role import Role
from quiz.standings.counting import count_attempt
from quiz.standings.score import Score
from tests.world import World, build_world, come_in, sit_at_desk


@pytest.fixture
def hall(world: World, noon: datetime, browser: TestClient) -> World:
    """Minh is at the desk; Dương works in room 1 and Khánh in room 2, both since noon."""
    with database.transaction() as session:
        khanh = session.get_one(Entry, world.entries["khanh"].id)
        khanh.room = "Phòng 2"
        session.add(khanh)
    for name in ("duong", "khanh"):
        come_in(browser, world.entries[name])
        assert browser.post(f"/play/legs/{world.leg.public_id}/attempt").status_code == 303
    sit_at_desk(browser, world.people["minh"])
    return world


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch, noon: datetime):
    """Move the clock to so many minutes after noon."""

    def move(minutes: float) -> datetime:
        moment = noon + timedelta(minutes=minutes)
        monkeypatch.setattr(clock, "now", lambda: moment)
        return moment

    return move


def attempt_of(world: World, name: str) -> Attempt:
    with database.transaction(writing=False) as session:
        return session.exec(select(Attempt).where(Attempt.entry_id == world.entries[name].id)).one()


def decide(browser: TestClient, world: World, act: str, **typed: object):
    """Straight, as after the question whether it is meant."""
    return browser.post(f"/judge/legs/{world.leg.public_id}/time/{act}", data={"step": "do", **typed})


def notice(browser: TestClient, world: World) -> str:
    return browser.get(f"/judge/legs/{world.leg.public_id}").text


def state(browser: TestClient, world: World, name: str) -> dict:
    come_in(browser, world.entries[name])
    told = browser.get(f"/play/attempts/{attempt_of(world, name).public_id}/state").json()
    sit_at_desk(browser, world.people["minh"])
    return told


def seat_of(page: str, entry: Entry) -> str:
    """Their line on the control page."""
    return page.split(f'id="seat-{entry.public_id}"')[1].split("</tr>")[0]


def test_first_it_is_told_what_would_be_done_and_nothing_is(browser: TestClient, hall: World, noon: datetime) -> None:
    page = browser.post(
        f"/judge/legs/{hall.leg.public_id}/time/pause", data={"reach": "room", "to": "Phòng 1", "quick": "Mất điện"}
    )

    assert page.status_code == 200
    assert "Phòng 1" in page.text
    assert "Đúng, tạm dừng" in page.text
    assert 'name="quick" value="Mất điện"' in page.text
    assert attempt_of(hall, "duong").paused_at is None


def test_going_back_from_the_question_loses_nothing(browser: TestClient, hall: World) -> None:
    typed = {"reach": "room", "to": "Phòng 2", "reason": "Cháy cầu chì", "step": "edit"}
    page = browser.post(f"/judge/legs/{hall.leg.public_id}/time/pause", data=typed).text

    assert 'value="Cháy cầu chì"' in page
    assert '<option value="Phòng 2" selected>' in page


def test_a_room_is_paused_and_resumed_and_both_phones_say_what_is_true(browser: TestClient, hall: World, at) -> None:
    at(3)
    assert decide(browser, hall, "pause", reach="room", to="Phòng 1", quick="Mất điện").status_code == 303
    page = notice(browser, hall)
    assert "Đã tạm dừng 1 bài." in page
    assert "Đang tạm dừng: Phòng 1" in page
    assert "Tạm dừng Phòng 1" in page
    stand = ["Tạm dừng" in seat_of(page, hall.entries[name]) for name in ("duong", "khanh")]
    assert stand == [True, False]

    at(4)
    assert state(browser, hall, "duong")["pause"] == "Mất điện"
    assert state(browser, hall, "khanh")["pause"] is None

    at(10)
    assert decide(browser, hall, "resumption", reach="room", to="Phòng 1").status_code == 303
    assert "Thi tiếp: 1 bài." in notice(browser, hall)
    told = state(browser, hall, "duong")
    assert (told["pause"], told["stood"]) == (None, 7 * 60)
    assert attempt_of(hall, "duong").ends_at == at(22)
    assert attempt_of(hall, "khanh").ends_at == at(15)


def test_a_page_without_a_script_shows_the_pause_and_no_way_to_answer(browser: TestClient, hall: World, at) -> None:
    at(3)
    decide(browser, hall, "pause", reach="all", reason="Mất điện cả huyện")
    come_in(browser, hall.entries["duong"])
    page = browser.get(f"/play/attempts/{attempt_of(hall, 'duong').public_id}/questions/1").text

    assert "Tạm dừng: Mất điện cả huyện" in page
    assert "is-paused" in page
    assert '<meta http-equiv="refresh" content="10">' in page


def test_who_has_not_begun_is_told_in_the_waiting_room(browser: TestClient, world: World, noon: datetime) -> None:
    sit_at_desk(browser, world.people["minh"])
    decide(browser, world, "pause", reach="room", to="Phòng 1", quick="Mất mạng")
    come_in(browser, world.entries["duong"])

    page = browser.get(f"/play/legs/{world.leg.public_id}").text
    assert "Tạm dừng: Mất mạng" in page
    assert browser.get("/play").status_code == 200
    assert browser.post(f"/play/legs/{world.leg.public_id}/attempt").status_code == 409


def test_a_pause_without_a_reason_comes_back_with_the_form(browser: TestClient, hall: World) -> None:
    page = decide(browser, hall, "pause", reach="all")

    assert page.status_code == 422
    assert "Hãy ghi lý do" in page.text


def test_taking_in_one_person_leaves_the_others(browser: TestClient, hall: World, at) -> None:
    moment = at(5)
    duong = hall.entries["duong"].public_id
    assert decide(browser, hall, "collection", reach="entry", to=duong, reason="Thí sinh xin nộp").status_code == 303

    assert (attempt_of(hall, "duong").ends_at, attempt_of(hall, "duong").taken_in) == (moment, True)
    assert attempt_of(hall, "khanh").ends_at == at(15)


def test_what_is_reopened_loses_its_score_until_it_is_handed_in_again(browser: TestClient, hall: World, at) -> None:
    with database.transaction() as session:
        mine = session.get_one(Attempt, attempt_of(hall, "duong").id)
        count_attempt(session, submit_attempt(session, mine, SubmittedBy.CONTESTANT, at(5)))
    at(8)
    duong = hall.entries["duong"].public_id
    assert decide(browser, hall, "reopening", reach="entry", to=duong, reason="Nộp nhầm").status_code == 303

    assert "Đã mở lại 1 bài." in notice(browser, hall)
    assert state(browser, hall, "duong")["state"] == "open"
    with database.transaction(writing=False) as session:
        assert session.exec(select(Score)).all() == []
    come_in(browser, hall.entries["duong"])
    page = browser.get(f"/play/attempts/{attempt_of(hall, 'duong').public_id}")
    assert "Bài được mở lại: Nộp nhầm" in page.text


def test_the_close_is_moved_in_the_time_of_vietnam(browser: TestClient, hall: World, at) -> None:
    at(5)
    form = browser.get(f"/judge/legs/{hall.leg.public_id}/time/close-time").text
    assert 'value="2026-11-26T13:00"' in form
    assert decide(browser, hall, "close-time", reach="all", closes_at="2026-11-26T13:30", reason="Vào muộn").is_redirect

    assert "Dời giờ đóng của mọi người đến 13:30" in notice(browser, hall)


@pytest.mark.parametrize("typed", [{"closes_at": ""}, {"closes_at": "2026-11-26T11:00"}, {"closes_at": "mai"}])
def test_a_close_that_cannot_be_is_told_at_its_field(browser: TestClient, hall: World, typed: dict[str, str]) -> None:
    page = decide(browser, hall, "close-time", reach="all", reason="Vào muộn", **typed)

    assert page.status_code == 422
    assert 'id="closes_at-error"' in page.text


def test_decisions_are_listed_with_what_undoes_them(browser: TestClient, hall: World, at) -> None:
    at(1)
    browser.post(
        f"/judge/legs/{hall.leg.public_id}/extension", data={"reach": "all", "minutes": "5", "quick": "Mất mạng"}
    )
    decide(browser, hall, "pause", reach="room", to="Phòng 2", quick="Mất điện")
    page = browser.get(f"/judge/legs/{hall.leg.public_id}/time").text
    with database.transaction(writing=False) as session:
        taken = {one.decision: one.seq for one in decisions_on(session, hall.contest.id or 0)}
    assert f"time/taking-back?seq={taken['extend']}" in page
    assert f"time/resumption?seq={taken['pause']}" in page

    at(2)
    assert "mọi người" in browser.get(f"/judge/legs/{hall.leg.public_id}/time/taking-back?seq={taken['extend']}").text
    assert decide(browser, hall, "taking-back", seq=taken["extend"], reason="Cộng nhầm").status_code == 303
    assert decide(browser, hall, "resumption", seq=taken["pause"]).status_code == 303
    assert attempt_of(hall, "duong").ends_at == at(15)
    assert attempt_of(hall, "khanh").ends_at == at(16)


def test_a_round_closed_by_mistake_is_opened_again(browser: TestClient, hall: World, at) -> None:
    at(5)
    browser.post(f"/judge/legs/{hall.leg.public_id}/closing", data={"reason": "Nhầm vòng"})
    assert "time/leg-reopening" in browser.get(f"/judge/legs/{hall.leg.public_id}/time").text

    at(6)
    assert decide(browser, hall, "leg-reopening", reason="Đóng nhầm").status_code == 303
    assert attempt_of(hall, "duong").ends_at == at(16)


@pytest.mark.parametrize("act", ["pause", "resumption", "collection", "reopening"])
def test_a_judge_of_one_unit_decides_for_that_unit_alone(browser: TestClient, hall: World, at, act: str) -> None:
    limit_minh_to(hall, "tan-trai")
    at(2)
    for whom in (
        {"reach": "all"},
        {"reach": "room", "to": "Phòng 1"},
        {"reach": "unit", "to": hall.units["hien-luong"].id},
    ):
        assert decide(browser, hall, act, reason="Mất điện", **whom).status_code == 422
    stranger = hall.entries["khanh"].public_id
    assert decide(browser, hall, act, reason="Mất điện", reach="entry", to=stranger).status_code == 404


def test_a_judge_of_one_unit_neither_sees_nor_undoes_what_was_decided_for_all(
    browser: TestClient, hall: World, at
) -> None:
    at(1)
    decide(browser, hall, "pause", reach="all", quick="Mất điện")
    limit_minh_to(hall, "tan-trai")
    seq = database_says_last(hall).seq
    assert f"resumption?seq={seq}" not in browser.get(f"/judge/legs/{hall.leg.public_id}/time").text
    assert decide(browser, hall, "resumption", seq=seq).status_code == 404

    assert decide(browser, hall, "resumption", reach="unit", to=hall.units["tan-trai"].id).status_code == 303
    assert attempt_of(hall, "duong").paused_at is None
    assert attempt_of(hall, "khanh").paused_at is not None


def test_a_judge_of_several_units_decides_for_all_of_them_at_once(browser: TestClient, hall: World, at) -> None:
    limit_minh_to(hall, "tan-trai", "hien-luong")
    at(1)
    page = browser.get(f"/judge/legs/{hall.leg.public_id}/time").text
    assert "Tất cả đơn vị của tôi" in page
    assert "Mọi người" not in page

    assert decide(browser, hall, "pause", reach="mine", quick="Mất điện").status_code == 303
    assert all(attempt_of(hall, name).paused_at for name in ("duong", "khanh"))
    asked = browser.post(f"/judge/legs/{hall.leg.public_id}/time/resumption", data={"reach": "mine"})
    assert "Chi đoàn thôn Hiền Lương, Chi đoàn thôn Tân Trại" in asked.text

    limit_minh_to(hall, "tan-trai")
    seq = database_says_last(hall).seq
    assert decide(browser, hall, "resumption", seq=seq).status_code == 404  # Hiền Lương is in it, too
    assert decide(browser, hall, "resumption", reach="mine").status_code == 303
    assert (attempt_of(hall, "duong").paused_at, bool(attempt_of(hall, "khanh").paused_at)) == (None, True)


def test_a_unit_means_all_beneath_it(browser: TestClient, hall: World, at) -> None:
    at(1)
    page = browser.get(f"/judge/legs/{hall.leg.public_id}/time/pause?reach=unit").text
    assert "Đoàn xã Vĩnh Linh và các đơn vị trực thuộc" in page
    assert "Đoàn xã Cửa Tùng" not in page  # nobody comes from there

    sure = {"reach": "unit", "to": hall.units["vinh-linh"].id, "quick": "Mất điện"}
    assert "<dd>2</dd>" in browser.post(f"/judge/legs/{hall.leg.public_id}/time/pause", data=sure).text
    assert decide(browser, hall, "pause", **sure).status_code == 303
    assert database_says_last(hall).body["entries"] == [hall.entries[name].id for name in ("duong", "khanh")]
    assert all(attempt_of(hall, name).paused_at for name in ("duong", "khanh"))


def test_a_pause_of_one_unit_has_ended_when_the_unit_above_it_goes_on(browser: TestClient, hall: World, at) -> None:
    at(1)
    decide(browser, hall, "pause", reach="unit", to=hall.units["tan-trai"].id, quick="Mất điện")
    at(3)
    assert decide(browser, hall, "resumption", reach="unit", to=hall.units["vinh-linh"].id).status_code == 303

    assert attempt_of(hall, "duong").paused_at is None
    assert "resumption?seq=" not in browser.get(f"/judge/legs/{hall.leg.public_id}/time").text


def limit_minh_to(hall: World, *units: str) -> None:
    """A judge of these units alone."""
    with database.transaction() as session:
        first, *rest = session.exec(select(Role).where(Role.person_id == hall.people["minh"].id)).all()
        for role in rest:
            session.delete(role)
        for unit in units[1:]:
            session.add(Role(**first.model_dump(exclude={"id", "unit_id"}), unit_id=hall.units[unit].id))
        first.unit_id = hall.units[units[0]].id
        session.add(first)


def database_says_last(hall: World) -> LedgerEntry:
    with database.transaction(writing=False) as session:
        return decisions_on(session, hall.contest.id or 0)[-1]


@pytest.mark.parametrize("act", ["extension", "time/reopening", "time/close-time"])
def test_once_the_answers_are_out_nobody_gets_time_to_use_them(
    browser: TestClient, site: object, noon: datetime, at, act: str
) -> None:
    world = build_world(noon, release_answers="closed")
    sit_at_desk(browser, world.people["minh"])
    at(61)
    typed = {"reach": "all", "minutes": "5", "reason": "Xin thêm", "closes_at": "2026-11-26T13:30", "step": "do"}
    refused = browser.post(f"/judge/legs/{world.leg.public_id}/{act}", data=typed)

    assert refused.status_code == 409
    assert "Đáp án đã công bố" in refused.text


def test_an_act_that_is_none_does_not_exist(browser: TestClient, hall: World) -> None:
    assert browser.get(f"/judge/legs/{hall.leg.public_id}/time/nothing").status_code == 404
    assert browser.get(f"/judge/legs/{hall.leg.public_id}/time/resumption?seq=999").status_code == 404


def test_both_the_receipt_and_the_desk_say_what_was_added_and_for_how_long_it_stood(
    browser: TestClient, hall: World, at
) -> None:
    at(3)
    decide(browser, hall, "pause", reach="room", to="Phòng 1", quick="Mất điện")
    at(5)
    decide(browser, hall, "resumption", reach="room", to="Phòng 1")
    leg = f"/judge/legs/{hall.leg.public_id}"
    more = {"reach": "room", "to": "Phòng 1", "minutes": "4", "quick": "Mất điện"}
    browser.post(f"{leg}/extension", data=more)
    at(6)
    with database.transaction() as session:
        submit_attempt(session, session.get_one(Attempt, attempt_of(hall, "duong").id), SubmittedBy.CONTESTANT, at(6))
    at(7)
    browser.post(f"{leg}/extension", data=more)  # for those of the room who are still working

    desk = browser.get(f"{leg}/entries/{hall.entries['duong'].public_id}").text
    come_in(browser, hall.entries["duong"])
    receipt = browser.get(f"/play/attempts/{attempt_of(hall, 'duong').public_id}/receipt").text
    sit_at_desk(browser, hall.people["lan"])
    arithmetic = browser.get(f"/organise/attempts/{attempt_of(hall, 'duong').public_id}").text
    for page in (desk, receipt, arithmetic):
        assert "4:00" in page
        assert "8:00" not in page
        assert "2:00" in page
        assert "Được cộng" in page
        assert "Đã tạm dừng" in page

    decided = arithmetic.split("Quyết định về giờ")[1].split("</section>")[0]
    assert decided.count("<li>") == 3  # paused, resumed, extended; not what came after it was handed in
    assert decided.count("Mất điện") >= 2
    assert hall.people["minh"].name in decided
    assert "15:00" in arithmetic  # the minutes that all have


def test_an_attempt_whose_time_nobody_touched_says_so(browser: TestClient, hall: World, at) -> None:
    with database.transaction() as session:
        entry = session.get_one(Entry, hall.entries["duong"].id)
        entry.extra_percent = 20
        session.add(entry)
        submit_attempt(session, session.get_one(Attempt, attempt_of(hall, "duong").id), SubmittedBy.CONTESTANT, at(6))
    sit_at_desk(browser, hall.people["lan"])

    page = browser.get(f"/organise/attempts/{attempt_of(hall, 'duong').public_id}").text

    assert "+20 % (3:00)" in page.replace("\xa0", " ")
    assert "Quyết định về giờ" not in page
