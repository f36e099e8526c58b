"""The result of a whole contest: published over the results of its legs, numbered, checked, taken back."""

import hashlib
import json
import re

import pytest

from quiz import clock, database, ledger
from quiz.contests.entry import Entry
from quiz.ledger import Decider
from quiz.results import exporting
from quiz.standings.concluding import conclusion_bytes
from quiz.standings.conclusion import concluded, latest_conclusion
from quiz.standings.disqualifying import disqualify_entry
from quiz.standings.score import Conclusion
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, WRONG, enter, played
from tests.world import HOUR, allow, decide, go_by, seen, sit_at_desk

PRIZES = [{"grade": "first", "scope": "overall"}, {"grade": "second", "scope": "leg"}]
SOON = {"state": "official", "early": "Không có khiếu nại"}


@pytest.fixture
def desk(world, browser, monkeypatch):
    """Lan's. Two played; the leg is over, and nothing is published."""
    exporting._kept.clear()
    go_by(world, overall={"keys": ["points", "elapsed"]}, prizes=PRIZES, one_prize="unlimited",
          awarding={"checked": False})  # fmt: skip
    with database.transaction() as session:
        played(session, world, world.entries["duong"], RIGHT, RIGHT, WRONG, seconds=67)
        played(session, world, world.entries["khanh"], RIGHT, seconds=30)
    monkeypatch.setattr(clock, "now", lambda: NOON + 2 * HOUR)
    sit_at_desk(browser, world.people["lan"])
    return browser


def conclude(desk, world, **typed):
    return desk.post(f"/organise/contests/{world.contest.public_id}/results/publication", data=SOON | typed)


def publish_leg(desk, world, **typed):
    where = f"/organise/legs/{world.leg.public_id}/results/publication"
    assert desk.post(where, data=SOON | typed).status_code == 303


def public(world, more=""):
    return f"/watch/contests/{world.contest.public_id}/results{more}"


def newest(session, world):
    return session.get_one(Conclusion, latest_conclusion(session, world.contest).id)


def test_it_waits_for_the_results_of_every_leg(desk, world):
    refused = conclude(desk, world)
    assert refused.status_code == 409
    assert world.round.name in refused.text

    publish_leg(desk, world, state="provisional")
    assert conclude(desk, world).status_code == 409
    assert conclude(desk, world, state="provisional").status_code == 303


def test_it_rests_on_the_boards_as_they_were_published(desk, world):
    publish_leg(desk, world)
    key = f"/organise/legs/{world.leg.public_id}/keys/{world.versions[0].public_id}"
    decide(desk, f"{key}/correction", "In nhầm đáp án", what="replace", choices=["sai1"])

    refused = conclude(desk, world)
    assert refused.status_code == 409
    assert "kết quả đã thay đổi" in refused.text


def test_everyone_sees_prizes_places_and_what_they_rest_on(desk, world):
    publish_leg(desk, world)
    assert "Chưa có kết quả chung cuộc" in desk.get(public(world)).text
    assert conclude(desk, world, note="Chúc mừng").status_code == 303
    desk.cookies.clear()

    page = desk.get(public(world)).text

    for said in ("Giải chung cuộc", "Trần Thị Thuỳ Dương", "Chúc mừng", f"{world.contest.code}-2", "noindex"):
        assert said in page
    assert f"/watch/legs/{world.leg.public_id}/revisions/1" in page


def test_it_is_a_decision_whose_digest_is_that_of_the_file(desk, world):
    publish_leg(desk, world)
    conclude(desk, world)
    with database.transaction(writing=False) as session:
        kept = newest(session, world)
        [decision] = ledger.decisions_on(session, world.contest.id, "publish_conclusion")
        told = json.loads(conclusion_bytes(kept))

        assert decision.body["digest"] == kept.digest == hashlib.sha256(conclusion_bytes(kept)).hexdigest()
        assert [leg["number"] for leg in told["legs"]] == [f"{world.contest.code}-1"]
        assert "entry_id" not in json.dumps(told)
        assert told["prizes"]["lines"][0]["winners"][0]["unit_name"] == "Chi đoàn thôn Tân Trại"
        assert concluded(kept).overall.groups[0].ranked[0].name == "Trần Thị Thuỳ Dương"


def test_what_was_published_in_the_first_format_keeps_its_digest(desk, world):
    """There the pseudonym of a winner's unit stood in the place of its name."""
    publish_leg(desk, world)
    conclude(desk, world)
    with database.transaction(writing=False) as session:
        kept = newest(session, world)
        session.expunge(kept)
        kept.rules = {name: value for name, value in kept.rules.items() if name != "record"}
        told = json.loads(conclusion_bytes(kept))

    assert told["format"] == "hoi-thi/conclusion/1"
    assert "unit_name" not in json.dumps(told["prizes"])


@pytest.mark.parametrize("format", ["pdf", "xlsx", "csv", "json"])
def test_its_files_are_known_by_the_check_page(desk, world, format):
    publish_leg(desk, world)
    conclude(desk, world)
    number = f"{world.contest.code}-2"
    held = desk.get(public(world, f"/1/results.{format}"))

    sent = desk.post(f"/check/{number}/file", files={"file": ("a", held.content)})

    assert held.status_code == 200
    assert "Đúng:" in desk.get(sent.headers["location"]).text


def test_its_files_show_what_the_keys_compare_and_who_has_no_place(desk, world):
    go_by(world, overall={"keys": ["points", "full_marks"], "min_points": 2}, awarding={"checked": False})
    publish_leg(desk, world)
    conclude(desk, world)
    lines = desk.get(public(world, "/1/results.csv")).text.splitlines()

    assert "Hạng,Số báo danh,Họ và tên,Đơn vị,Tổng điểm,Thời gian,Lượt đúng hết,Không xếp hạng vì" in lines
    assert [line.split(",")[0] for line in lines if "VL-" in line] == ["1", ""]
    assert any(line.startswith('"Thứ tự chung cuộc:') for line in lines)


def test_the_next_one_says_why_and_a_newer_leg_is_noticed(desk, world):
    publish_leg(desk, world)
    conclude(desk, world)
    home = f"/organise/contests/{world.contest.public_id}/results"
    assert "Từ khi công bố, kết quả đã đổi ở" not in desk.get(home).text
    publish_leg(desk, world, note="Sửa một tên đơn vị")

    assert "Từ khi công bố, kết quả đã đổi ở" in desk.get(home).text
    refused = conclude(desk, world)
    assert (refused.status_code, "Hãy ghi bản này khác bản trước" in refused.text) == (422, True)
    assert conclude(desk, world, note="Theo bản mới của đợt").status_code == 303
    assert "Bản này đã được thay." in desk.get(public(world, "/1")).text
    assert f"{world.contest.code}-4" in desk.get(f"/check/{world.contest.code}-2").text


def test_a_newer_leg_is_told_on_its_page_and_the_check_page(desk, world):
    publish_leg(desk, world)
    conclude(desk, world)
    pages = [public(world), f"/check/{world.contest.code}-2"]
    told = f"bản này dựa trên số {world.contest.code}-1; nay đã có số {world.contest.code}-3"
    assert not any(told in desk.get(page).text for page in pages)
    publish_leg(desk, world, note="Sửa một tên đơn vị")
    assert all(told in desk.get(page).text for page in pages)

    conclude(desk, world, note="Theo bản mới")

    assert not any("đã đổi" in desk.get(page).text for page in (public(world), f"/check/{world.contest.code}-4"))


def test_from_one_to_the_next_it_says_who_moved_and_who_has_a_prize_now(desk, world):
    publish_leg(desk, world)
    conclude(desk, world)
    key = f"/organise/legs/{world.leg.public_id}/keys/{world.versions[1].public_id}"
    decide(desk, f"{key}/correction", "Câu sai", what="drop")
    publish_leg(desk, world, note="Hủy một câu")
    conclude(desk, world, note="Hủy một câu")

    first, second = desk.get(public(world, "/1")).text, desk.get(public(world)).text

    assert "Khác gì so với số" not in first
    changed = " ".join(
        re.sub(r"<[^>]+>", " ", second[second.index('id="changed"') :].partition("</section>")[0]).split()
    )
    assert f"Khác gì so với số {world.contest.code}-2" in changed
    assert re.search(r"Phan Quốc Khánh [^:]*: có Giải Nhất", changed)
    assert re.search(r"Trần Thị Thuỳ Dương [^:]*: không còn Giải Nhất", changed)
    assert re.search(r"Phan Quốc Khánh [^:]* 2 → 1", changed)


def test_prizes_say_what_is_out_of_step_after_somebody_is_disqualified(desk, world):
    publish_leg(desk, world)
    conclude(desk, world)
    home, stale = f"/organise/contests/{world.contest.public_id}", "Kết quả đã thay đổi so với bản đang công bố ở"
    pages = (f"{home}/prizes", f"{home}/results")
    assert not any(stale in desk.get(page).text for page in pages)
    with database.transaction() as session:
        entry = session.get_one(Entry, world.entries["duong"].id)
        disqualify_entry(session, entry, "Thi hộ", Decider(None, "organiser", NOON + 3 * HOUR))
    assert all(stale in desk.get(page).text for page in pages)
    assert "Trần Thị Thuỳ Dương" in desk.get(f"{home}/prizes").text

    publish_leg(desk, world, note="Loại một thí sinh")

    told = seen(desk.get(f"{home}/prizes"))
    assert stale not in told
    assert f"Khác với kết quả chung cuộc đang công bố, số {world.contest.code}-2" in told
    assert "Trần Thị Thuỳ Dương: không còn Giải Nhất" in told
    assert "Phan Quốc Khánh: có Giải Nhất" in told


def test_withdrawn_it_is_gone_with_its_files(desk, world):
    publish_leg(desk, world)
    conclude(desk, world)
    home = f"/organise/contests/{world.contest.public_id}/results"
    assert desk.post(f"{home}/withdrawal", data={"reason": " "}).status_code == 422
    assert desk.post(f"{home}/withdrawal", data={"reason": "Có khiếu nại"}).status_code == 303

    assert "Chưa có kết quả chung cuộc" in desk.get(public(world)).text
    assert desk.get(public(world, "/1")).status_code == 303
    assert desk.get(public(world, "/1/results.json")).status_code == 303
    assert "đã thu hồi" in desk.get(f"/check/{world.contest.code}-2").text


def test_a_leg_that_it_rests_on_is_not_withdrawn_under_it(desk, world):
    publish_leg(desk, world)
    conclude(desk, world)
    home, leg = f"/organise/contests/{world.contest.public_id}/results", f"/organise/legs/{world.leg.public_id}/results"

    refused = desk.post(f"{leg}/withdrawal", data={"reason": "Chấm nhầm đề"})
    assert (refused.status_code, f"Kết quả chung cuộc số {world.contest.code}-2" in refused.text) == (422, True)
    assert "Chấm nhầm đề" in refused.text

    desk.post(f"{home}/withdrawal", data={"reason": "Chấm nhầm đề"})
    assert desk.post(f"{leg}/withdrawal", data={"reason": "Chấm nhầm đề"}).status_code == 303


def test_official_waits_until_equals_at_a_prize_are_decided(desk, world):
    allow(world, ranking=("score",))
    go_by(world, prizes=[{"grade": "first"}], awarding={"checked": False})
    with database.transaction() as session:
        played(session, world, enter(session, world, "Lê Văn Tám"), RIGHT, RIGHT)
    publish_leg(desk, world)

    refused = conclude(desk, world)
    assert (refused.status_code, "danh sách giải chưa xét xong" in refused.text) == (409, True)
    assert conclude(desk, world, state="provisional").status_code == 303


def test_where_the_rules_say_that_winners_are_checked_it_is_official_only_after_that(desk, world):
    go_by(world, prizes=[{"grade": "first"}])
    publish_leg(desk, world)
    assert conclude(desk, world, state="provisional").status_code == 303
    refused = conclude(desk, world, note="Hết khiếu nại", early="Không ai khiếu nại")
    assert refused.status_code == 409
    assert "người đoạt giải được đối chiếu trước. Còn 1 người: Trần Thị Thuỳ Dương" in refused.text

    winner = f"0|round:{world.round.id}|{world.entries['duong'].id}"
    grants = f"/organise/contests/{world.contest.public_id}/grants/steps"
    assert desk.post(grants, data={"step": "verified", "winner": winner}).status_code == 303
    assert conclude(desk, world, note="Hết khiếu nại", early="Không ai khiếu nại").status_code == 303
