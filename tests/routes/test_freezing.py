"""Freezing a live board on the internal one, by those who decide on time, with a reason; and lifting that."""

import pytest

from quiz import database
from quiz.standings.freeze import BoardFreeze, freeze_of
from tests.standings.sitting import RIGHT, played
from tests.world import allow, sit_at_desk


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
