"""The overall table's page: everybody's place with its reason, for whoever publishes, and for nobody else."""

import re

import pytest

from quiz import clock, database
from quiz.contests.contest import Division
from quiz.contests.entry import Entry
from quiz.standings.lots import drawn
from quiz.standings.summing_up import overall_tie_entries
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, WRONG, enter, played
from tests.standings.test_summing_up import second_week, two_weeks
from tests.world import HOUR, come_in, decide, go_by, seen, sit_at_desk


@pytest.fixture
def desk(world, browser, monkeypatch):
    sit_at_desk(browser, world.people["lan"])
    monkeypatch.setattr(clock, "now", lambda: NOON + 2 * HOUR)
    return browser


def url(world):
    return f"/organise/contests/{world.contest.public_id}/overall"


def both_weeks(world, **overall):
    go_by(world, overall={"keys": ["points", "elapsed"], **overall})
    with database.transaction() as session:
        two_weeks(session, world)


def test_without_a_table_in_the_rules_the_page_says_where_to_make_one(world, desk):
    assert "Thể lệ chưa có xếp hạng chung cuộc" in desk.get(url(world)).text
    assert f'{url(world)}"' in desk.get(f"/organise/contests/{world.contest.public_id}").text


def test_before_any_result_the_table_is_empty(world, desk):
    go_by(world, overall={})
    said = seen(desk.get(url(world)))
    assert "Chưa có ai trong bảng" in said
    assert "Chưa công bố" in said


def test_each_place_says_what_was_summed_and_which_key_tells_apart(world, desk):
    both_weeks(world)
    said = seen(desk.get(url(world)))
    assert "Tuần 2: 3 = 3 điểm." in said
    assert "Đợt 1: 2 + Tuần 2: 1 = 3 điểm." in said
    assert "Đứng trên SBD VL-001: bằng 3 điểm; nhanh hơn 30 giây." in said
    assert "SBD VL-002 đứng trên: bằng 3 điểm; nhanh hơn 30 giây." in said
    assert "Bảng này cộng cả điểm chưa công bố" in said


def test_who_has_no_place_stands_apart_with_why(world, desk):
    both_weeks(world, every_leg=True, best_legs=1)
    said = seen(desk.get(url(world)))
    assert re.search(r"Không xếp hạng .*Phan Quốc Khánh.*thiếu Đợt 1 .*Lê Văn Tám.*thiếu Tuần 2", said)
    assert "Đợt 1: 2 = 2 điểm; không cộng Tuần 2: 1." in said
    assert "Chỉ xếp hạng người dự đủ tất cả các đợt." in said


def test_each_division_has_a_page_of_its_own(world, desk):
    both_weeks(world)
    with database.transaction() as session:
        second = Division(contest_id=world.contest.id, name="Bảng B", position=2)
        session.add(second)
        session.flush()
        session.get_one(Entry, world.entries["khanh"].id).division_id = second.id
        division_id = second.id
    assert "Phan Quốc Khánh" not in desk.get(url(world)).text
    assert "Phan Quốc Khánh" in desk.get(f"{url(world)}?division={division_id}").text
    assert "Chưa có ai trong bảng" in desk.get(f"{url(world)}?division=9999").text


def test_a_hundred_stand_on_a_page(world, desk):
    go_by(world, overall={"keys": ["points"]})
    with database.transaction() as session:
        again = second_week(session, world)
        for number in range(101):
            played(session, again, enter(session, world, f"Người {number:03}"), WRONG)
    first, last = desk.get(url(world)), desk.get(f"{url(world)}?page=2")
    assert (first.text.count("<details>"), last.text.count("<details>")) == (100, 1)
    assert "Đồng hạng với 100 người khác" in first.text
    assert 'rel="prev"' in last.text


def equals(world):
    """Dương and Khánh, equal on everything that is measured, over both weeks."""
    go_by(world, overall={"keys": ["points", "jury", "lots"]})
    with database.transaction() as session:
        again = second_week(session, world)
        played(session, world, world.entries["duong"], RIGHT)
        played(session, again, world.entries["khanh"], RIGHT)
    return [world.entries[name].public_id for name in ("duong", "khanh")]


def test_the_jury_orders_equals_and_takes_it_back(world, desk):
    sent = {"entry": equals(world), "order": ["2", "1"]}
    both = desk.get(f"{url(world)}/ties").text  # the jury's, and lots for what it leaves
    assert both.count("2 người bằng nhau") == 2
    assert "1 → <b>2</b>" in desk.get(f"{url(world)}/ties/jury", params=sent).text
    assert decide(desk, f"{url(world)}/ties/jury", " ", **sent).status_code == 422
    assert decide(desk, f"{url(world)}/ties/jury", **sent).status_code == 303
    assert "Đứng trên SBD VL-001: bằng 1 điểm; ban giám khảo quyết định." in seen(desk.get(url(world)))
    assert decide(desk, f"{url(world)}/ties/jury", **sent).status_code == 409  # it is decided
    with database.transaction(writing=False) as session:
        [decided] = overall_tie_entries(session, world.contest)
    assert decide(desk, f"{url(world)}/ties/undoing", "Nhầm", seq=decided.seq).status_code == 303
    assert "Đồng hạng với" in seen(desk.get(url(world)))


def test_lots_of_the_overall_table_are_drawn_from_a_seed_that_is_kept(world, desk):
    sent = {"entry": equals(world), "seed": "xổ số 28/11"}
    assert decide(desk, f"{url(world)}/ties/lots", **sent).status_code == 303
    with database.transaction(writing=False) as session:
        [decided] = overall_tie_entries(session, world.contest)
    assert decided.body["tickets"] == drawn("xổ số 28/11", ["VL-001", "VL-002"])
    assert "bốc thăm" in seen(desk.get(url(world)))


def test_equals_wait_until_every_leg_is_closed(world, desk, monkeypatch):
    sent = {"entry": equals(world), "order": ["2", "1"]}
    monkeypatch.setattr(clock, "now", lambda: NOON)
    assert "Còn đợt thi chưa kết thúc" in desk.get(f"{url(world)}/ties").text
    assert decide(desk, f"{url(world)}/ties/jury", **sent).status_code == 409


def test_nobody_but_who_publishes_finds_it(world, browser):
    both_weeks(world)
    for key in ("minh", "yen", "son"):
        sit_at_desk(browser, world.people[key])
        assert browser.get(url(world)).status_code == 404
    browser.cookies.clear()
    come_in(browser, world.entries["duong"])
    assert browser.get(url(world)).status_code in (303, 404)


def test_a_name_is_only_a_name(world, desk):
    go_by(world, overall={"keys": ["points"]})
    with database.transaction() as session:
        played(
            session,
            world,
            enter(
                session,
                world,
                "<script>alert(1)</script>",
            ),
            RIGHT,
        )
    assert "<script>alert(1)" not in desk.get(url(world)).text
