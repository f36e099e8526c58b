"""A contest by the week: what is due is published together, provisional first, then official after complaints."""

import re
from datetime import timedelta

import pytest

from quiz import clock, database
from quiz.contests.round import Leg, legs_of
from quiz.ledger import Decider
from quiz.standings.correcting import correct_key
from quiz.standings.key_in_force import Correction
from quiz.standings.revision import latest, revisions_of
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, played
from tests.world import HOUR, go_by, sit_at_desk

DAY = timedelta(days=1)


@pytest.fixture
def at(world, browser, monkeypatch):
    """Lan at her desk, at a moment."""

    def turn(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)
        sit_at_desk(browser, world.people["lan"])

    return turn


@pytest.fixture
def desk(world, browser, at):
    """Three weeks: two are over, in the first of which somebody played; the third goes on."""
    go_by(world, complaints={"days": 3, "answer_days": 3})
    with database.transaction() as session:
        session.get_one(Leg, world.leg.id).name = "Tuần 1"
        for week, closes in ((2, NOON + HOUR), (3, NOON + 60 * DAY)):
            session.add(
                Leg(round_id=world.round.id, position=week, name=f"Tuần {week}", opens_at=NOON, closes_at=closes)
            )
        played(session, world, world.entries["duong"], RIGHT)
    at(NOON + 2 * HOUR)
    return browser


def home(world):
    return f"/organise/contests/{world.contest.public_id}/publications"


def publish_all(desk, world):
    page = desk.get(home(world)).text
    legs = re.findall(r'name="leg" value="(\w+)" checked', page)
    return desk.post(home(world), data={"leg": legs}, follow_redirects=True).text


def states(world):
    with database.transaction(writing=False) as session:
        heads = [latest(session, leg) for leg in legs_of(session, world.round.id)]
        return [head.state if head else None for head in heads]


def test_weeks_that_are_over_become_provisional_and_then_official_with_two_clicks(desk, world, at):
    assert "Đã công bố kết quả 2 đợt." in publish_all(desk, world)
    assert states(world) == ["provisional", "provisional", None]
    assert "nhận khiếu nại đến hết ngày 29/11/2026" in desk.get(home(world)).text
    assert "hãy đánh dấu" in publish_all(desk, world)

    at(NOON + 4 * DAY)
    assert "Đã công bố kết quả 2 đợt." in publish_all(desk, world)

    assert states(world) == ["official", "official", None]
    with database.transaction(writing=False) as session:
        assert revisions_of(session, world.leg)[0].note == "Hết hạn khiếu nại, kết quả giữ nguyên như bản tạm thời."


def test_what_changed_or_is_complained_about_is_left_to_its_own_page(desk, world, at):
    publish_all(desk, world)
    with database.transaction() as session:
        contest, leg = session.merge(world.contest), session.get_one(Leg, world.leg.id)
        by = Decider(world.people["binh"].id, "chief_judge", NOON + 3 * HOUR)
        correct_key(session, contest, leg, world.versions[0], what=Correction.REPLACE, choices=["sai1"],
                    reason="In nhầm", by=by)  # fmt: skip
    at(NOON + 4 * DAY)
    assert "kết quả đã đổi từ bản tạm thời" in desk.get(home(world)).text

    publish_all(desk, world)

    assert states(world) == ["provisional", "official", None]


def test_the_page_of_a_leg_suggests_the_same_words(desk, world, at):
    publish_all(desk, world)
    page = f"/organise/legs/{world.leg.public_id}/results"
    assert "kết quả giữ nguyên" not in desk.get(page).text
    at(NOON + 4 * DAY)
    assert "kết quả giữ nguyên như bản tạm thời" in desk.get(page).text


def test_without_complaints_a_week_is_official_at_once(desk, world):
    go_by(world, complaints={"days": 0})
    publish_all(desk, world)
    assert states(world) == ["official", "official", None]
