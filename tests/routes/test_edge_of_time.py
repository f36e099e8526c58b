"""The waiting room at the edges of time: shortly before the close, after 24:00 of a day, between two weeks."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from quiz import clock, database
from quiz.contests.round import Leg, Round
from quiz.contests.rules import RoundRules
from tests.world import World, allow, come_in

MINUTE = timedelta(minutes=1)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch, noon: datetime):
    """Move the clock to so many minutes after noon."""

    def move(minutes: float) -> None:
        monkeypatch.setattr(clock, "now", lambda: noon + minutes * MINUTE)

    return move


def room(browser: TestClient, world: World, leg: Leg | None = None) -> str:
    come_in(browser, world.entries["duong"])
    return browser.get(f"/play/legs/{(leg or world.leg).public_id}").text


def next_week(session: Session, world: World, noon: datetime) -> Leg:
    """It opens an hour after this one has closed."""
    leg = Leg(round_id=world.round.id or 0, position=2, name="Tuần 2", opens_at=noon + 120 * MINUTE,
              closes_at=noon + 240 * MINUTE)  # fmt: skip
    session.add(leg)
    session.flush()
    return leg


def test_who_would_be_cut_at_the_close_is_warned_before_starting(browser: TestClient, world: World, at) -> None:
    at(44)
    assert "sắp đóng" not in room(browser, world)
    at(50)
    assert "Vòng thi sắp đóng: nếu bắt đầu bây giờ, bạn có khoảng 10 phút." in room(browser, world)


def test_the_start_page_says_what_happens_without_a_network_and_how_time_is_taken(
    browser: TestClient, world: World, noon: datetime
) -> None:
    before = room(browser, world)

    assert "Mất mạng không mất bài" in before
    assert "Đồng hồ vẫn chạy." in before
    assert "vào lại bằng phiếu dự thi trên máy khác và làm tiếp" in before
    assert "từ lúc bắt đầu đến lần đổi đáp án cuối cùng, tính theo giây" in before


def test_the_start_page_speaks_of_time_only_where_places_depend_on_it(
    browser: TestClient, world: World, noon: datetime
) -> None:
    allow(world, ranking=("score", "started"))
    before = room(browser, world)

    assert "Xếp hạng theo: điểm cao hơn → bắt đầu làm bài sớm hơn." in before
    assert "thời gian làm bài ngắn hơn" not in before


def test_who_comes_after_the_time_of_all_is_told_and_offered_no_start(browser: TestClient, world: World, at) -> None:
    with database.transaction() as session:
        session.get_one(Round, world.round.id).take_rules(RoundRules(late_start="together"))
    at(0)
    late = room(browser, world)

    assert "Giờ chung đã hết, không bắt đầu được nữa." in late
    assert "<p>Đang mở" not in late
    assert "bạn có khoảng" not in late
    assert "Bắt đầu</button>" not in late
    assert "Cần giúp: báo giám thị" in late
    rounds = browser.get("/play").text
    assert "Đã hết giờ" in rounds
    assert "Vào phòng thi" not in rounds


def test_where_each_question_has_seconds_they_are_said_in_the_place_of_minutes(
    browser: TestClient, world: World, at
) -> None:
    with database.transaction() as session:
        session.get_one(Round, world.round.id).take_rules(RoundRules(question_s=20))
    at(0)
    waiting = room(browser, world)
    for page in (waiting, browser.get("/play").text):
        assert "mỗi câu 20 giây" in page
        assert "15 phút" not in page


def test_between_two_weeks_a_countdown_is_shown_and_no_error(
    browser: TestClient, world: World, noon: datetime, at
) -> None:
    with database.transaction() as session:
        leg = next_week(session, world, noon)
    at(90)
    assert "Vòng thi đã đóng." in room(browser, world)
    coming = room(browser, world, leg)

    assert 'id="countdown"' in coming
    assert "30:00" in coming
    at(120)
    assert "Bắt đầu" in room(browser, world, leg)


def test_twenty_four_hours_is_the_first_moment_of_the_next_day(browser: TestClient, world: World, at) -> None:
    """Closed at 24:00, that is 00:00 in Vietnam: the last second of the day is inside, that instant is not."""
    with database.transaction() as session:
        leg = session.get_one(Leg, world.leg.id)
        leg.closes_at = clock.now() + 12 * 60 * MINUTE
        session.add(leg)
    at(12 * 60 - 1 / 60)
    assert "Bắt đầu" in room(browser, world)
    at(12 * 60)
    assert "Vòng thi đã đóng." in room(browser, world)
