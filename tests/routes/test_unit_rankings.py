"""The page of unit rankings: the arithmetic of every place, for whoever publishes, and for nobody else."""

import re
from datetime import date

import pytest

from quiz import clock, database
from quiz.contests.round import Round
from quiz.contests.rules import RoundRules
from quiz.people.head_count import Entered, keep_head_counts
from quiz.people.unit import Unit
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, enter, played
from tests.standings.test_gathering_units import two_weeks
from tests.world import HOUR, come_in, go_by, seen, sit_at_desk


@pytest.fixture
def desk(world, browser, monkeypatch):
    sit_at_desk(browser, world.people["lan"])
    monkeypatch.setattr(clock, "now", lambda: NOON + 2 * HOUR)
    return browser


def url(world):
    return f"/organise/contests/{world.contest.public_id}/unit-rankings"


def ranked_by(world, *rankings, prizes=(), **heads):
    """Two weeks were played; head counts by the code of a unit."""
    go_by(world, unit_rankings=[{"number": number, **one} for number, one in enumerate(rankings, 1)], prizes=prizes)
    with database.transaction() as session:
        two_weeks(session, world)
        told = [
            (session.get_one(Unit, world.units[code].id), number, date(2026, 3, 1)) for code, number in heads.items()
        ]
        keep_head_counts(session, told, Entered(source="báo cáo quý I"))


def test_without_a_ranking_in_the_rules_the_page_says_where_to_make_one(world, desk):
    assert "Thể lệ chưa có xếp hạng tập thể" in desk.get(url(world)).text
    assert f'{url(world)}"' in desk.get(f"/organise/contests/{world.contest.public_id}").text


def test_people_and_attempts_stand_apart_in_every_row(world, desk):
    ranked_by(world, {"measure": "people"})
    said = seen(desk.get(url(world)))
    assert "3 thí sinh, 5 lượt thi" in said
    assert "2 thí sinh, 3 lượt thi." in said
    assert "Đứng trên Chi đoàn thôn Hiền Lương: 2 so với 1." in said


def test_each_share_says_what_was_divided_and_of_what_day(world, desk):
    ranked_by(world, {"measure": "ratio", "mean_of_legs": True}, **{"tan-trai": 4})
    said = seen(desk.get(url(world)))
    assert "4 đoàn viên, theo số liệu ngày 01/03/2026 (báo cáo quý I)." in said
    assert "Đợt 1: 2 ÷ 4 = 50 %. Tuần 2: 1 ÷ 4 = 25 %. Trung bình 2 đợt: (50 % + 25 %) ÷ 2 = 37,5 %." in said
    assert re.search(r"Không xếp hạng .*Hiền Lương.*chưa có số đoàn viên tính đến ngày 26/11/2026", said)
    assert "1 đơn vị chưa có số đoàn viên nên chưa xếp hạng." in said


def test_more_people_than_members_are_told_as_they_are_and_as_they_count(world, desk):
    ranked_by(world, {"measure": "ratio"}, **{"tan-trai": 1, "hien-luong": 3})
    said = seen(desk.get(url(world)))
    assert "2 ÷ 1 = 200 %, tính 100 %." in said
    assert "1 ÷ 3 ≈ 33,33 %." in said


def test_the_best_are_named_by_their_points(world, desk):
    ranked_by(world, {"measure": "average_best_k", "k": 2})
    said = seen(desk.get(url(world)))
    assert "2 người cao điểm nhất: (3 + 1) ÷ 2 = 2." in said
    assert "1 người được xếp hạng, vẫn chia cho 2: 3 ÷ 2 = 1,5." in said


def test_a_formula_is_written_out_with_its_numbers(world, desk):
    prizes = [{"grade": "first", "scope": "leg"}]
    formula = {"measure": "composite", "prize_points": [{"grade": "first", "points": 10}]}
    ranked_by(world, formula, prizes=prizes, **{"tan-trai": 4, "hien-luong": 2})
    said = seen(desk.get(url(world)))
    assert "100 × 1 ÷ 2 + 1 × 10 (Giải Nhất) = 60." in said
    assert "Giải tính theo bảng đang tính" in said


def test_each_ranking_has_its_page_and_a_hundred_units_stand_on_one(world, desk):
    ranked_by(world, {"measure": "people"}, {"measure": "people", "name": "Nhiều người nhất", "unit_kind": "commune"})
    with database.transaction() as session:
        for number in range(100):
            of = Unit(code=f"moi-{number}", name=f"Chi đoàn {number}", kind="branch")
            session.add(of)
            session.flush()
            world.units[of.code] = of
            played(session, world, enter(session, world, f"Người {number}", of.code), RIGHT)
    first, last = (desk.get(f"{url(world)}?ranking=1&page={page}") for page in (1, 2))
    assert (first.text.count("<details>"), last.text.count("<details>")) == (100, 2)
    assert "Đồng hạng với 100 đơn vị khác." in seen(first)
    gathered = seen(desk.get(f"{url(world)}?ranking=2"))
    assert "100 thí sinh, 100 lượt thi không thuộc đơn vị nào của bảng này" in gathered


def test_while_a_prediction_is_open_nobody_is_told_how_many(world, desk, monkeypatch):
    ranked_by(world, {"measure": "people"})
    with database.transaction() as session:
        session.get_one(Round, world.round.id).take_rules(
            RoundRules(prediction="people", ranking=("score", "prediction", "elapsed"))
        )
    monkeypatch.setattr(clock, "now", lambda: NOON)
    said = seen(desk.get(url(world)))
    assert "0 thí sinh, 0 lượt thi" in said
    assert "Chưa tính Đợt 1, Tuần 2" in said


def test_nobody_but_who_publishes_finds_it(world, browser):
    ranked_by(world, {"measure": "people"})
    for key in ("minh", "yen", "son"):
        sit_at_desk(browser, world.people[key])
        assert browser.get(url(world)).status_code == 404
    browser.cookies.clear()
    come_in(browser, world.entries["duong"])
    assert browser.get(url(world)).status_code in (303, 404)


def test_a_name_is_only_a_name(world, desk):
    ranked_by(world, {"measure": "people", "unit_kind": "branch"})
    with database.transaction() as session:
        session.get_one(Unit, world.units["tan-trai"].id).name = "<script>alert(1)</script>"
    assert "<script>alert(1)" not in desk.get(url(world)).text
