"""Freezing a live board on the internal one, by those who decide on time, with a reason; and lifting that."""

import pytest

from quiz import clock, database
from quiz.standings.freeze import BoardFreeze, freeze_of
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, played
from tests.world import HOUR, allow, sit_at_desk


@pytest.fixture
def board(world):
    allow(world, board="live")
    with database.transaction() as session:
        played(session, world, world.entries["duong"], RIGHT)
    return f"/judge/legs/{world.leg.public_id}/board"


def is_frozen(world):
    with database.transaction(writing=False) as session:
        return freeze_of(session, world.leg) is not None


def test_a_judge_freezes_it_and_sees_both_moments(world, browser, board, noon):
    sit_at_desk(browser, world.people["minh"])
    assert "Đóng băng bảng công khai" in browser.get(board).text

    page = browser.post(f"{board}/freeze", data={"reason": "Giữ kín phút cuối"}, follow_redirects=True).text

    assert "Đã đóng băng bảng công khai." in page
    assert "Công chúng và thí sinh đang thấy bảng như lúc 12:00" in page
    assert "Công chúng đang thấy bảng đóng băng lúc 12:00:00; bảng này là lúc 12:00:00." in page
    assert "Chưa công bố" in page
    browser.post(f"{board}/thaw", data={"reason": "Bấm nhầm"})
    assert not is_frozen(world)


def test_lifted_under_a_published_result_it_says_what_the_public_sees(world, browser, board, noon):
    sit_at_desk(browser, world.people["lan"])
    browser.post(f"{board}/freeze", data={"reason": "Giữ kín phút cuối"})
    browser.post(f"/organise/legs/{world.leg.public_id}/results/publication", data={"state": "provisional"})

    page = browser.post(f"{board}/thaw", data={"reason": "Đã công bố"}, follow_redirects=True).text

    assert "công chúng vẫn thấy bảng đã công bố" in page
    assert "lại hiện trực tiếp" not in page


def test_a_character_that_nobody_can_type_is_no_fault_of_the_server(world, browser, board, noon):
    sit_at_desk(browser, world.people["minh"])
    assert browser.post(f"{board}/freeze", data={"reason": "Giữ\x00kín"}).status_code in (303, 400)


def test_a_page_that_broke_in_the_database_says_so_in_our_words(world, browser, board, noon, monkeypatch):
    def breaks(session, *_, **__):
        session.add(BoardFreeze())
        session.flush()

    monkeypatch.setattr("quiz.routes.judge.board.freeze", breaks)
    sit_at_desk(browser, world.people["minh"])

    broken = browser.post(f"{board}/freeze", data={"reason": "Giữ kín phút cuối"})

    assert (broken.status_code, "Máy chủ gặp lỗi." in broken.text) == (500, True)


def test_without_a_reason_it_is_not_done(world, browser, board, noon):
    sit_at_desk(browser, world.people["minh"])

    refused = browser.post(f"{board}/freeze", data={"reason": " "})

    assert (refused.status_code, "Hãy ghi lý do" in refused.text, is_frozen(world)) == (422, True, False)


def test_who_only_watches_is_not_offered_it(world, browser, board, noon):
    sit_at_desk(browser, world.people["yen"])
    assert "Đóng băng bảng công khai" not in browser.get(board).text
    assert browser.post(f"{board}/freeze", data={"reason": "Thử"}).status_code == 404


def test_a_board_that_is_not_live_cannot_be_frozen(world, browser, board, noon):
    allow(world)
    sit_at_desk(browser, world.people["minh"])
    assert "Đóng băng bảng công khai" not in browser.get(board).text
    assert browser.post(f"{board}/freeze", data={"reason": "Thử"}).status_code == 409


def test_time_may_still_be_given_while_it_is_frozen(world, browser, board, noon):
    sit_at_desk(browser, world.people["minh"])
    browser.post(f"{board}/freeze", data={"reason": "Giữ kín phút cuối"})
    extended = browser.post(
        f"/judge/legs/{world.leg.public_id}/extension", data={"minutes": "5", "reason": "Mất điện", "reach": "all"}
    )
    assert extended.status_code in (200, 303)
    assert is_frozen(world)


def plan(browser, board, **form):
    return browser.post(f"{board}/planned-freeze", data={"plan_reason": "Giữ kín phút cuối"} | form)


def test_a_judge_plans_it_moves_it_and_calls_it_off_each_in_the_log(world, browser, board, noon):
    sit_at_desk(browser, world.people["minh"])
    assert "không hẹn giờ đóng băng" in browser.get(board).text

    assert plan(browser, board, plan="minutes", freeze_minutes="15").status_code == 303
    assert "sẽ tự đóng băng lúc 12:45 26/11/2026" in browser.get(board).text
    assert "Bảng sẽ đóng băng lúc 12:45" in browser.get(f"/watch/legs/{world.leg.public_id}").text
    plan(browser, board, plan="moment", freezes_at="2026-11-26T12:20")
    assert "sẽ tự đóng băng lúc 12:20 26/11/2026" in browser.get(board).text
    plan(browser, board, plan="never")
    assert "không hẹn giờ đóng băng" in browser.get(board).text

    log = browser.get(f"/judge/legs/{world.leg.public_id}").text
    for told in ("15 phút trước giờ đóng", "lúc 12:20 26/11/2026", "không hẹn giờ"):
        assert f"Đóng băng bảng công khai: {told}" in log


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"plan": "moment", "freezes_at": "2026-11-26T11:59"}, "đã qua"),
        ({"plan": "moment", "freezes_at": ""}, "Hãy chọn ngày và giờ"),
        ({"plan": "minutes", "freeze_minutes": "60"}, "đã qua"),
        ({"plan": "minutes", "freeze_minutes": ""}, "Hãy ghi một số"),
        ({"plan": "minutes", "freeze_minutes": "9", "plan_reason": " "}, "Hãy ghi lý do"),
        ({"plan": "một hôm"}, "Hãy chọn một trong các mục"),
    ],
)
def test_what_cannot_be_planned_is_refused_with_what_was_typed(world, browser, board, noon, form, told):
    sit_at_desk(browser, world.people["minh"])
    refused = plan(browser, board, **{"plan_reason": "Đã thống nhất"} | form)
    assert (refused.status_code, told in refused.text) == (422, True)
    assert form.get("plan_reason", "Đã thống nhất") in refused.text


def test_before_the_opening_there_is_nothing_to_freeze(world, browser, board, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON - 3 * HOUR)
    sit_at_desk(browser, world.people["minh"])
    refused = plan(browser, board, plan="moment", freezes_at="2026-11-26T10:30")
    assert (refused.status_code, "đợt thi chưa mở: mở lúc 11:00" in refused.text) == (422, True)


def test_what_staff_decide_after_the_moment_is_not_on_the_board_of_the_moment(world, browser, board, monkeypatch):
    """Before the loop came round: whoever decides something has the board made first."""
    allow(world, board="live", freeze_minutes=15)
    monkeypatch.setattr(clock, "now", lambda: NOON + HOUR * 0.76)
    sit_at_desk(browser, world.people["lan"])
    public = f"/watch/legs/{world.leg.public_id}"
    for surface in ("", "/units", "/screen"):
        page = browser.get(public + surface).text
        assert "Bảng đang đóng băng như lúc 12:45:00" in page
        assert "Trần Thị Thuỳ Dương" not in page
    assert "đang được đóng băng như lúc 12:45:00" in browser.get(board).text

    browser.post(f"{board}/thaw", data={"reason": ""})  # whatever is sent, even if it is refused
    assert is_frozen(world)
    assert "Đóng băng lúc 12:45" in browser.get(public).text
    assert "Trần Thị Thuỳ Dương" in browser.get(public).text
    assert plan(browser, board, plan="never").status_code == 409


def test_news_of_a_board_that_is_to_freeze_are_told_until_then(world, browser, board, noon, monkeypatch):
    gates = []
    monkeypatch.setattr("quiz.routes.watch.boards.changes_of", lambda *_, gate: gates.append(gate) or {})
    allow(world, board="live", freeze_minutes=15)
    browser.get(f"/watch/legs/{world.leg.public_id}/events")
    monkeypatch.setattr(clock, "now", lambda: NOON + HOUR * 0.75)
    with database.transaction(writing=False) as session:
        assert gates[0].at_first == (True, NOON + HOUR * 0.75)
        assert gates[0].are_told(session) == (False, None)


def test_a_board_that_cannot_be_made_stops_no_decision(world, browser, board, monkeypatch):
    allow(world, board="live", freeze_minutes=15)
    monkeypatch.setattr(clock, "now", lambda: NOON + HOUR * 0.76)
    monkeypatch.setattr("quiz.routes.freezing_first.made_as_planned", lambda _due: 1 // 0)
    sit_at_desk(browser, world.people["lan"])
    extended = browser.post(
        f"/judge/legs/{world.leg.public_id}/extension", data={"minutes": "5", "reason": "Mất điện", "reach": "all"}
    )
    assert extended.status_code in (200, 303)
    assert not is_frozen(world)
    assert "Trần Thị Thuỳ Dương" not in browser.get(f"/watch/legs/{world.leg.public_id}").text
