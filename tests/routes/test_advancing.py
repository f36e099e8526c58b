"""From a published round to the next: the list is seen, decided, followed at the door, and changed with a reason."""

import re

import pytest

from quiz import clock, database, ledger
from quiz.contests.advance import Advance
from quiz.contests.entry import Entry
from quiz.contests.round import BlueprintRow, Leg, Part, Round
from quiz.contests.rules import RoundRules
from quiz.ledger import Decider, breaks
from quiz.standings.disqualifying import disqualify_entry
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, WRONG, enter, played
from tests.world import HOUR, allow, come_in, seen, sit_at_desk


@pytest.fixture
def final(world):
    """A second round in the afternoon, which asks the same three questions."""
    with database.transaction() as session:
        rules = RoundRules().model_dump(mode="json")
        round = Round(contest_id=world.contest.id, position=2, name="Chung khảo", rules_json=rules)
        session.add(round)
        session.flush()
        leg = Leg(round_id=round.id, position=1, opens_at=NOON + 3 * HOUR, closes_at=NOON + 5 * HOUR)
        part = Part(round_id=round.id, position=1, name="Kiến thức")
        session.add_all([leg, part])
        session.flush()
        session.add(BlueprintRow(part_id=part.id, position=1, topic_id=world.topic.id, count=3))
    return round, leg


@pytest.fixture
def over(world, final, monkeypatch):
    """Three played the first round, two of them equal on every key; it is over."""
    allow(world, advance=Advance(kind="top_n", count=2, reserves=1), ranking=("score",))
    with database.transaction() as session:
        world.entries["mai"] = enter(session, world, "Lê Thị Mai")
        played(session, world, world.entries["duong"], RIGHT, RIGHT, RIGHT)
        played(session, world, world.entries["khanh"], RIGHT, RIGHT, WRONG)
        played(session, world, world.entries["mai"], RIGHT, WRONG, WRONG)
    monkeypatch.setattr(clock, "now", lambda: NOON + 2 * HOUR)
    return world


@pytest.fixture
def desk(browser, over):
    sit_at_desk(browser, over.people["lan"])
    return browser


def at(world, rest=""):
    return f"/organise/rounds/{world.round.public_id}/advancing{rest}"


def publish(desk, world):
    desk.post(
        f"/organise/legs/{world.leg.public_id}/results/publication", data={"state": "official", "early": "Không chờ"}
    )


def told(desk, url, typed):
    """What the page after it says."""
    return desk.post(url, data=typed, follow_redirects=True).text


def starts(browser, world, name, leg, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON + 3 * HOUR)
    come_in(browser, world.entries[name])
    return browser.post(f"/play/legs/{leg.public_id}/attempt")


def test_nothing_is_told_or_decided_before_the_results_are_out(desk, over):
    assert "hãy công bố kết quả" in desk.get(at(over)).text
    refused = desk.post(at(over))
    assert refused.status_code == 409
    assert "chưa công bố kết quả" in refused.text


def test_the_list_is_decided_and_told_to_everyone(desk, over, final):
    publish(desk, over)
    shown = desk.get(at(over)).text
    assert shown.index("Trần Thị Thuỳ Dương") < shown.index("Phan Quốc Khánh") < shown.index("Dự bị")
    assert desk.post(at(over), follow_redirects=True).status_code == 200
    listed = desk.get(f"/watch/rounds/{final[0].public_id}/list").text
    assert listed.index("Trần Thị Thuỳ Dương") < listed.index("Lê Thị Mai") < listed.index("Dự bị")
    assert f"/watch/rounds/{final[0].public_id}/list" in desk.get(f"/contests/{over.contest.public_id}").text
    with database.transaction(writing=False) as session:
        [decision] = ledger.decisions_on(session, over.contest.id, "send_on")
        assert decision.body["going"] == [over.entries["duong"].id, over.entries["khanh"].id]
        assert list(breaks(session)) == []
    assert desk.post(at(over)).status_code == 409  # once


def test_before_the_list_is_decided_the_round_opens_for_nobody(desk, over, final, monkeypatch):
    """Else whoever was not sent on would be let in, only because nobody had pressed a button yet."""
    publish(desk, over)
    page = desk.get(f"/organise/legs/{final[1].public_id}").text
    assert "Chưa chốt danh sách từ “" in page
    lists = f"/organise/contests/{over.contest.public_id}/publications"
    assert lists in page
    assert f'href="{at(over)}"' in desk.get(lists).text
    assert starts(desk, over, "duong", final[1], monkeypatch).status_code == 409
    assert "đang xử lý" in starts(desk, over, "mai", final[1], monkeypatch).text


def test_only_who_is_on_the_list_starts(desk, over, final, monkeypatch):
    publish(desk, over)
    desk.post(at(over))
    refused = starts(desk, over, "mai", final[1], monkeypatch)
    assert refused.status_code == 403
    assert "tên bạn không có trong danh sách" in refused.text
    waiting = desk.get(f"/play/legs/{final[1].public_id}").text
    assert "tên bạn không có trong danh sách" in waiting
    assert "Bắt đầu</button>" not in waiting
    assert "Không có trong danh sách" in desk.get("/play").text
    assert starts(desk, over, "duong", final[1], monkeypatch).status_code == 303


def test_a_reserve_moves_up_in_the_place_of_one_who_can_not_come(desk, over, final, monkeypatch):
    publish(desk, over)
    desk.post(at(over))
    khanh = {"entry": over.entries["khanh"].id}
    refused = desk.post(at(over, "/replacements"), data=khanh)
    assert refused.status_code == 422
    assert "ghi lý do" in refused.text
    assert "dự bị kế tiếp" in told(desk, at(over, "/replacements"), khanh | {"reason": "ốm"})
    assert desk.post(at(over, "/replacements"), data=khanh | {"reason": "ốm"}).status_code == 409
    assert "Không dự được" in desk.get(f"/watch/rounds/{final[0].public_id}/list").text
    assert starts(desk, over, "khanh", final[1], monkeypatch).status_code == 403
    assert starts(desk, over, "mai", final[1], monkeypatch).status_code == 303


def test_a_decided_list_says_what_is_out_of_step_and_passes_over_who_may_not_come(desk, over, final):
    publish(desk, over)
    desk.post(at(over))
    told = "không còn khớp với kết quả hiện nay"
    assert told not in desk.get(at(over)).text
    with database.transaction() as session:
        over.entries["hoa"] = enter(session, over, "Đỗ Thị Hoa")
        played(session, over, over.entries["hoa"], RIGHT, RIGHT, RIGHT, started_at=NOON)
        by = Decider(over.people["lan"].id, "organiser", NOON + 2 * HOUR)
        disqualify_entry(session, session.get_one(Entry, over.entries["duong"].id), "Thi hộ", by)
        disqualify_entry(session, session.get_one(Entry, over.entries["mai"].id), "Thi hộ", by)

    page = seen(desk.get(at(over)))

    assert told in page
    assert re.search(r"Trần Thị Thuỳ Dương \(VL-001\): đã bị loại", page)
    assert re.search(r"Đỗ Thị Hoa \(VL-\d+\): nay đạt, nhưng không có trong danh sách", page)
    assert "Phan Quốc Khánh (VL-002):" not in page
    refused = desk.post(at(over, "/replacements"), data={"entry": over.entries["duong"].id, "reason": " "})
    assert refused.status_code == 422
    gone = desk.post(at(over, "/replacements"), data={"entry": over.entries["duong"].id, "reason": "Bị loại"},
                     follow_redirects=True)  # fmt: skip
    assert "Không còn người dự bị" in gone.text
    desk.post(at(over, "/withdrawal"), data={"reason": "Lập lại"})
    desk.post(at(over), data={"reason": "Theo kết quả mới"})
    assert told not in desk.get(at(over)).text


def test_a_list_is_taken_back_until_somebody_has_begun(desk, over, final, monkeypatch):
    publish(desk, over)
    desk.post(at(over))
    assert desk.post(at(over, "/withdrawal")).status_code == 422
    assert "Đã thu hồi" in told(desk, at(over, "/withdrawal"), {"reason": "tính lại"})
    assert "Chưa có danh sách" in desk.get(f"/watch/rounds/{final[0].public_id}/list").text
    desk.post(at(over))
    starts(desk, over, "duong", final[1], monkeypatch)
    sit_at_desk(desk, over.people["lan"])
    refused = desk.post(at(over, "/withdrawal"), data={"reason": "tính lại"})
    assert refused.status_code == 409
    assert "Đã có thí sinh bắt đầu" in refused.text


def test_an_extra_question_parts_equals_and_says_how(desk, over):
    allow(over, advance=Advance(kind="top_n", count=1, ties="extra_question"), ranking=("submitted",))
    publish(desk, over)
    page = desk.get(at(over)).text
    assert "câu hỏi phụ quyết định" in page
    mai, khanh = over.entries["mai"].id, over.entries["khanh"].id
    refused = desk.post(at(over), data={"chosen": [mai, khanh], "reason": "bốc thăm"})
    assert refused.status_code == 422
    assert "chọn đúng 1 người" in refused.text
    assert desk.post(at(over), data={"chosen": [mai]}).status_code == 422
    assert "Đã chốt" in told(desk, at(over), {"chosen": [mai], "reason": "Mai trả lời đúng câu phụ"})


def test_a_round_that_sends_nobody_on_says_so(desk, over, final):
    allow(over)
    assert "không chọn người đi tiếp" in desk.get(at(over)).text
    assert desk.post(at(over)).status_code == 409
