"""A leg does not open by the clock while something red stands; mended, it opens by itself."""

import pytest
from sqlmodel import select

from quiz import database
from quiz.attempts.deadline import LegState
from quiz.attempts.holding import Held
from quiz.attempts.sitting import start_attempt, start_preview
from quiz.attempts.timekeeping import close_leg, state_of
from quiz.contests.contest import Contest, ContestState
from quiz.contests.entry import Entry
from quiz.contests.round import BlueprintRow, Leg
from quiz.contests.rules import RoundRules
from quiz.ledger import Decider
from quiz.people.sign_in import Door, start_sign_in
from tests.conftest import NOON
from tests.world import HOUR, come_in, sit_at_desk


def ask_for(count):
    """So many questions from a bank of three."""
    with database.transaction() as session:
        row = session.exec(select(BlueprintRow)).one()
        row.count = count
        session.add(row)


def start(world, name="duong"):
    with database.transaction() as session:
        leg, entry = session.get_one(Leg, world.leg.id), session.get_one(Entry, world.entries[name].id)
        visit = start_sign_in(session, Door.PLAY, entry.person_id, NOON, entry_id=entry.id)
        return start_attempt(session, world.contest, world.round, leg, entry, visit, NOON)


def state(world, at=NOON):
    with database.transaction(writing=False) as session:
        contest, leg = session.get_one(Contest, world.contest.id), session.get_one(Leg, world.leg.id)
        return state_of(session, contest, world.round, leg, at)


def waiting_room(world):
    return f"/play/legs/{world.leg.public_id}"


def test_a_red_point_holds_the_leg_at_its_hour_and_lets_go_once_mended(world):
    ask_for(4)
    assert state(world) == LegState.HELD
    with pytest.raises(Held):
        start(world)

    ask_for(3)
    assert state(world) == LegState.OPEN
    assert start(world).started_at == NOON


def test_before_its_hour_and_after_it_time_alone_speaks(world):
    ask_for(4)

    assert state(world, NOON - 2 * HOUR) == LegState.WAITING
    assert state(world, NOON + HOUR) == LegState.CLOSED


def test_once_somebody_has_begun_it_stays_open(world):
    start(world)
    ask_for(4)

    assert state(world) == LegState.OPEN


def test_a_preview_opens_nothing(world):
    with database.transaction() as session:
        lan = world.people["lan"]
        start_preview(session, world.round, world.leg, lan.id, start_sign_in(session, Door.DESK, lan.id, NOON), NOON)
    ask_for(4)

    assert state(world) == LegState.HELD


def test_a_draft_is_held(world):
    with database.transaction() as session:
        session.get_one(Contest, world.contest.id).state = ContestState.DRAFT

    assert state(world) == LegState.HELD


def test_what_was_opened_by_hand_was_looked_at_then(world):
    ask_for(4)
    world.round.take_rules(RoundRules(opening="hand"))
    with database.transaction() as session:
        session.get_one(Leg, world.leg.id).opened_at = NOON

    assert state(world) == LegState.OPEN


def test_a_held_leg_can_be_closed_for_good(world):
    ask_for(4)
    with database.transaction() as session:
        contest, leg = session.get_one(Contest, world.contest.id), session.get_one(Leg, world.leg.id)
        close_leg(session, contest, world.round, leg, "Không kịp bổ sung câu hỏi.", Decider(None, "organiser", NOON))

    assert state(world) == LegState.CLOSED


def test_the_waiting_room_says_so_and_moves_on_by_itself(browser, world, noon):
    ask_for(4)
    come_in(browser, world.entries["duong"])
    room = browser.get(waiting_room(world)).text
    refused = browser.post(f"{waiting_room(world)}/attempt")

    assert "Đã đến giờ nhưng vòng thi chưa mở được." in room
    assert "Ban tổ chức đang xử lý" in room
    assert "Bắt đầu</button>" not in room
    assert browser.get(f"{waiting_room(world)}/state").json()["step"] == "held"
    assert refused.status_code == 409
    assert "chưa mở được" in refused.text

    ask_for(3)
    assert browser.get(f"{waiting_room(world)}/state").json()["step"] == "start"
    assert browser.post(f"{waiting_room(world)}/attempt").status_code == 303


@pytest.mark.parametrize(("who", "may_mend"), [("minh", False), ("lan", True)])
def test_the_control_page_says_in_red_what_is_missing(browser, world, noon, who, may_mend):
    ask_for(4)
    sit_at_desk(browser, world.people[who])
    page = browser.get(f"/judge/legs/{world.leg.public_id}").text

    assert "notice--danger" in page
    assert "Kho thiếu 1 câu cho dòng 1" in page
    assert ("Xem và sửa" in page) is may_mend


def test_the_organiser_sees_it_in_red_and_the_public_does_not(browser, world, noon):
    ask_for(4)
    public = browser.get(f"/contests/{world.contest.public_id}").text
    sit_at_desk(browser, world.people["lan"])

    for url in (f"/organise/contests/{world.contest.public_id}", f"/organise/legs/{world.leg.public_id}"):
        page = browser.get(url).text
        assert "Chưa mở được" in page
        assert "Đã đến giờ nhưng vòng thi chưa mở được" in page
        assert "Kho thiếu 1 câu cho dòng 1" in page
    assert "Chưa mở được" not in public
    assert "Chưa mở" in public
