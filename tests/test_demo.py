"""The demo: half played, open whenever it is started, a finished contest beside it, and never beside a real one."""

import asyncio
import html
import re
from datetime import timedelta

import pytest
from sqlmodel import func, select, update
from starlette.testclient import TestClient

from quiz import clock, database
from quiz.attempts.deadline import LegState
from quiz.attempts.timekeeping import close_leg, state_of
from quiz.checkup import Level, examine_database
from quiz.contests.contest import Contest
from quiz.contests.doubling import duplicates_in
from quiz.contests.entry import Entry
from quiz.contests.making import RealContestIsHere
from quiz.contests.seating import demo_contest, find_finished_contest, find_frozen_contest
from quiz.demo.planting import plant, the_round
from quiz.demo.starting import prepare_demo
from quiz.demo.weekly import the_legs
from quiz.files import pictures_in
from quiz.ledger import Decider, breaks
from quiz.people.person import Person
from quiz.people.role import RoleName
from quiz.routes.freezing_first import freeze_due
from quiz.standings.board import BoardState, board_of, internal_board_of
from quiz.standings.complaining import complaints_in
from quiz.standings.conclusion import latest_conclusion
from quiz.standings.correcting import asked_in
from quiz.standings.finding_prizes import prizes_of, won_by_units
from quiz.standings.gathering_units import unit_tables_of
from quiz.standings.revision import latest
from quiz.standings.score import Score
from quiz.web.transactions import Turns
from tests.conftest import NOON
from tests.world import build_world

pytestmark = pytest.mark.slow


@pytest.fixture
def demo(database_url, noon, nursery) -> None:
    nursery.plant("demo", prepare_demo)


@pytest.fixture
def planted(database_url, noon, nursery) -> None:
    """The demo before anybody has played: enough for its doors."""

    def grow():
        with database.transaction() as session:
            plant(session, noon)

    nursery.plant("demo not played", grow)


@pytest.fixture
def visitor(planted, browser) -> TestClient:
    """The site is furnished after the demo was planted: it looks once whether it is one."""
    return browser


def count(table) -> int:
    with database.transaction(writing=False) as session:
        return session.exec(select(func.count()).select_from(table)).one()


def test_half_of_forty_have_played_with_different_success(demo):
    with database.transaction(writing=False) as session:
        contest = demo_contest(session)
        entries = list(session.exec(select(Entry.id).where(Entry.contest_id == contest.id)))
        scores = list(session.exec(select(Score).where(Score.leg_id == the_round(session, contest)[1].id)))

    assert len(entries) == 40
    assert len(scores) == 20
    assert len({score.points for score in scores}) > 5


def test_women_and_men_of_every_unit_have_played(demo):
    with database.transaction(writing=False) as session:
        played = select(Person.sex, Entry.unit_name).where(Entry.person_id == Person.id, Score.entry_id == Entry.id)
        found = list(session.exec(played.where(Entry.contest_id == demo_contest(session).id)))

    assert {sex for sex, _ in found} == {"female", "male"}
    assert len({unit for _, unit in found}) == 8


def test_a_later_start_opens_the_round_again_and_keeps_what_was_played(demo, monkeypatch):
    week_later, before = NOON + timedelta(days=7), count(Score)
    monkeypatch.setattr(clock, "now", lambda: week_later)
    prepare_demo()

    assert count(Score) == before
    with database.transaction(writing=False) as session:
        contest = demo_contest(session)
        assert state_of(session, contest, *the_round(session, contest), week_later) == LegState.OPEN
        assert list(breaks(session)) == []


def test_a_later_start_opens_it_even_where_a_visitor_closed_it(demo, monkeypatch):
    with database.transaction() as session:
        contest = demo_contest(session)
        round, leg = the_round(session, contest)
        close_leg(session, contest, round, leg, "Thử", Decider(None, RoleName.JUDGE.value, NOON))
    tomorrow = NOON + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    prepare_demo()

    with database.transaction(writing=False) as session:
        contest = demo_contest(session)
        assert state_of(session, contest, *the_round(session, contest), tomorrow) == LegState.OPEN


def test_the_demo_never_stands_beside_a_real_contest(database_url, noon):
    build_world(noon)

    with pytest.raises(RealContestIsHere):
        prepare_demo()


def test_each_new_browser_is_another_contestant(visitor):
    visitor.post("/demo/contestant")
    first = visitor.cookies["play"]
    visitor.post("/demo/contestant")
    again = visitor.cookies["play"]
    visitor.cookies.clear()
    visitor.post("/demo/contestant")

    assert again == first
    with database.transaction(writing=False) as session:
        seated = select(Entry).where(Entry.seated_at == NOON)
        assert len(list(session.exec(seated))) == 2


def test_there_is_always_one_more_seat(visitor):
    with database.transaction() as session:
        session.exec(update(Entry).values(seated_at=NOON))
    response = visitor.post("/demo/contestant")

    assert response.headers["location"] == "/play"
    assert count(Entry) == 41


def test_looking_at_a_door_signs_nobody_in(visitor):
    for door in ("contestant", "judge", "organiser", "writer", "reviewer"):
        assert visitor.get(f"/demo/{door}").status_code == 200

    assert not visitor.cookies


def test_it_says_which_units_are_only_examples(visitor):
    with database.transaction(writing=False) as session:
        contest = session.exec(select(Contest)).one()
    public = visitor.get(f"/contests/{contest.public_id}").text
    visitor.post("/demo/organiser")
    units = visitor.get("/organise/units").text

    assert "Trừ Tỉnh đoàn Quảng Trị và Đoàn xã Vĩnh Linh, các đơn vị chỉ là ví dụ." in public
    assert units.count("Ví dụ") == 7


@pytest.mark.parametrize(
    ("door", "room"),
    [("judge", "/judge"), ("organiser", "/organise"), ("writer", "/bank"), ("reviewer", "/bank/proposals")],
)
def test_every_door_leads_to_its_room(visitor, door, room):
    response = visitor.post(f"/demo/{door}")

    assert response.headers["location"] == room
    assert visitor.get(room).status_code == 200


def test_a_finished_contest_has_everything_that_comes_after_the_last_answer(demo):
    with database.transaction(writing=False) as session:
        contest = find_finished_contest(session)
        round, (first, second) = the_legs(session, contest)
        heads = [latest(session, leg) for leg in (first, second)]
        complaints = [filed.complaint.state for filed in complaints_in(session, contest)]
        conclusion = latest_conclusion(session, contest)
        prizes = prizes_of(session, contest, "published", NOON)
        tables = unit_tables_of(session, contest, NOON, won_by_units(prizes))
        twice = duplicates_in(session, contest)
        dropped = [asked for asked in asked_in(session, round, first) if asked.decisions]

    assert [(head.state, head.revision) for head in heads] == [("official", 2), ("provisional", 1)]
    assert complaints == ["open", "upheld"]
    assert [asked.papers for asked in dropped] == [max(asked.papers for asked in dropped)]
    assert heads[1].complaints.holds(NOON)
    assert conclusion.state == "provisional"
    assert all(award.winners for award in prizes.awards)
    assert [row.facts.name for row in tables[0].unranked] == ["Đoàn xã Đakrông"]
    assert len(twice) == 1


def test_one_board_froze_by_itself_and_the_judges_see_on(demo, noon):
    assert asyncio.run(freeze_due(Turns(2), noon)) == 1
    with database.transaction(writing=False) as session:
        contest = find_frozen_contest(session)
        round, [leg] = the_legs(session, contest)
        public, inside = board_of(session, contest, round, leg, noon), internal_board_of(session, round, leg)
        assert (public.state, public.since) == (BoardState.FROZEN, noon - timedelta(minutes=5))
        assert (public.board.total(), inside.board.total()) == (12, 16)


def test_the_doctor_finds_nothing_wrong_with_the_demo(demo, tmp_path):
    found = [finding for finding in examine_database(pictures_in(tmp_path)) if finding.subject != "đồng hồ"]

    assert len(found) > 8
    assert [finding for finding in found if finding.level != Level.OK] == []  # the clock is the test's own


def test_every_stop_of_the_demo_is_there_for_who_comes_in(demo, browser):
    doors = browser.get("/demo").text
    for address in re.findall(r'href="(/(?:contests|watch|check)/[^"]*)"', doors):
        assert browser.get(address).status_code == 200, address
    stops = re.findall(r'action="/demo/([a-z-]+)">(?:<input type="hidden" name="next" value="([^"]*)">)?', doors)

    assert {door for door, _path in stops} == {
        "contestant", "past-contestant", "judge", "organiser", "writer", "reviewer",
    }  # fmt: skip
    for door, path in stops:
        response = browser.post(f"/demo/{door}", data={"next": path})
        assert response.headers["location"] == (path or "/play")
        assert browser.get(response.headers["location"]).status_code == 200, path


def test_no_stop_leads_off_the_site(visitor):
    response = visitor.post("/demo/organiser", data={"next": "//elsewhere.example"})

    assert response.headers["location"] == "/organise"


def test_who_has_played_sees_their_complaints_and_still_comes_in_to_play(demo, browser):
    browser.post("/demo/past-contestant")
    first_page = browser.get("/play").text
    [*_, latest_leg] = re.findall(r'href="(/play/legs/[^"]+)"', first_page)
    attempts = re.findall(r'href="(/play/attempts/[^"/]+)/receipt"', browser.get(latest_leg).text)
    told = browser.get(f"{attempts[0]}/complaints").text
    browser.post("/demo/contestant")

    assert first_page.count("Đã có kết quả") == 2
    assert "Kết quả chung cuộc" in first_page
    assert "Máy tôi mất mạng" in told
    with database.transaction(writing=False) as session:
        assert demo_contest(session).title in html.unescape(browser.get("/play").text)


def test_where_no_demo_is_served_its_doors_do_not_exist(browser):
    assert browser.get("/demo/organiser").status_code == 404
    assert browser.post("/demo/organiser").status_code == 404
