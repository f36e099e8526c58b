"""The page on which ties are decided that the rules leave to people."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from quiz import clock, database
from quiz.contests.round import Round
from quiz.standings.deciding_ties import decided_in
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, enter, played
from tests.standings.test_boards_by_index import statements_of
from tests.world import allow, come_in, decide, sit_at_desk

OFFICIAL = {"state": "official", "early": "Không chờ"}


@pytest.fixture
def equals(world):
    """Dương and Khánh, equal on everything that is measured."""
    allow(world, ranking=("score", "jury", "lots"))
    with database.transaction() as session:
        for name in ("duong", "khanh"):
            played(session, world, world.entries[name], RIGHT)
    return [world.entries[name].public_id for name in ("duong", "khanh")]


@pytest.fixture
def binh(world, browser, monkeypatch):
    sit_at_desk(browser, world.people["binh"])
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(hours=2))
    return browser


def ties(world):
    return f"/organise/legs/{world.leg.public_id}/ties"


def standing(world):
    with database.transaction(writing=False) as session:
        return decided_in(session, session.get_one(Round, world.round.id), world.leg)


def test_the_jury_numbers_the_group(world, binh, equals):
    assert binh.get(ties(world)).text.count("2 người bằng nhau") == 2  # the jury's, and lots for what it leaves

    sent = {"entry": equals, "order": ["2", "1"]}
    assert "1 → <b>2</b>" in binh.get(f"{ties(world)}/jury", params=sent).text
    assert decide(binh, f"{ties(world)}/jury", "Phần ứng xử", **sent).status_code == 303

    assert [(entry.body["by"], entry.reason) for entry in standing(world)] == [("jury", "Phần ứng xử")]
    page = binh.get(ties(world)).text
    assert re.search(r"<ol><li>1. Phan Quốc Khánh.*<li>2. Trần Thị Thuỳ Dương", page)
    assert "Bốc thăm: 2 người" not in page


@pytest.mark.parametrize(
    ("order", "reason", "said"),
    [
        (["1", "1"], "Vì thế", "mỗi người một số"),
        (["1", ""], "Vì thế", "mỗi người một số"),
        (["1", "2"], " ", "Hãy ghi lý do"),
    ],
)
def test_what_is_not_said_wholly_is_refused_and_stays(world, binh, equals, order, reason, said):
    response = decide(binh, f"{ties(world)}/jury", reason, entry=equals, order=order)

    assert response.status_code == 422
    assert said in response.text
    assert standing(world) == []


def test_lots_are_drawn_told_and_taken_back(world, binh, equals):
    response = decide(binh, f"{ties(world)}/lots", entry=equals, seed="70125")
    assert response.status_code == 303
    page = binh.get(ties(world)).text
    assert "70125" in page
    assert "VL-001" in page

    [drawn] = standing(world)
    refused = decide(binh, f"{ties(world)}/undoing", "", seq=drawn.seq)
    assert refused.status_code == 422
    assert "Hãy ghi lý do" in refused.text
    assert decide(binh, f"{ties(world)}/undoing", "Nhầm", seq=drawn.seq).status_code == 303
    assert standing(world) == []


def test_the_seed_is_printed_with_the_board_and_the_why_says_lots(world, binh, equals):
    decide(binh, f"{ties(world)}/lots", entry=equals, seed="70125")
    results = f"/organise/legs/{world.leg.public_id}/results"
    assert binh.post(f"{results}/publication", data=OFFICIAL).status_code == 303

    assert "70125" in binh.get(f"/watch/legs/{world.leg.public_id}").text
    why = re.search(r"/organise/attempts/\w+", binh.get(results).text)
    assert "bằng 1 điểm; bốc thăm" in binh.get(why[0]).text


def test_the_workbook_says_what_was_predicted_and_how_far_it_was(world, binh):
    allow(world, prediction="percent", ranking=("score", "prediction"))
    with database.transaction() as session:
        for name, number in (("duong", 3_000_000), ("khanh", None)):
            attempt = played(session, world, world.entries[name], RIGHT, RIGHT, RIGHT)
            attempt.prediction = number
            session.add(attempt)
    binh.post(f"/organise/legs/{world.leg.public_id}/results/publication", data=OFFICIAL)

    book = load_workbook(BytesIO(binh.get(f"/organise/legs/{world.leg.public_id}/results.xlsx").content))
    rows = [row[1:3] + row[9:11] for row in book["Xếp hạng"].iter_rows(values_only=True) if row[0] in (1, 2)]
    assert rows == [("VL-001", "Trần Thị Thuỳ Dương", "30", 70), ("VL-002", "Phan Quốc Khánh", None, None)]
    rules = dict(row[:2] for row in book["Quy tắc và đáp án"].iter_rows(values_only=True))
    assert rules["Số thực tế để so dự đoán"] == ("100 phần trăm (2 trong 2 thí sinh đúng tất cả các câu)")


def test_a_group_that_is_not_whole_is_refused(world, binh, equals):
    response = decide(binh, f"{ties(world)}/lots", entry=equals[:1])

    assert response.status_code == 409
    assert "Nhóm đồng hạng này đã thay đổi" in response.text


def test_where_the_rules_leave_nothing_to_people_the_page_says_so(world, binh):
    assert "bằng nhau hết thì đồng hạng" in binh.get(ties(world)).text


def test_a_contestant_reads_why_on_the_board_that_is_out(world, binh, equals, browser):
    decide(binh, f"{ties(world)}/jury", entry=equals, order=["1", "2"])
    binh.post(f"/organise/legs/{world.leg.public_id}/results/publication", data=OFFICIAL)
    come_in(browser, world.entries["khanh"])
    page = browser.get(f"/watch/legs/{world.leg.public_id}").text
    assert "Vì sao hạng này?" in page
    assert "SBD VL-001 đứng trên: bằng 1 điểm; ban giám khảo quyết định." in page


def test_the_page_asks_as_little_for_twenty_groups_as_for_two(world, binh):
    allow(world, ranking=("score", "elapsed", "jury"))

    def pairs(seconds):
        with database.transaction() as session:
            for each in [*seconds, *seconds]:
                played(session, world, enter(session, world, f"Người {each}"), RIGHT, seconds=each)

    def asked():
        return len(statements_of(lambda: binh.get(ties(world))))

    pairs(range(2))
    binh.get(ties(world))
    two = asked()
    pairs(range(2, 20))
    assert binh.get(ties(world)).text.count("2 người bằng nhau") == 20
    assert asked() == two
