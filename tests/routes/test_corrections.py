"""Disqualify and correct, on the pages of those who may: seen first, then applied with a reason or left alone."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from quiz import clock, database
from quiz.attempts.attempt import Attempt
from quiz.contests.entry import Entry
from quiz.ledger import LedgerEntry, decisions_on
from quiz.standings.publishing import published_board
from quiz.standings.revision import latest
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, WRONG, played
from tests.world import allow, come_in, go_by, sit_at_desk

LATER = NOON + timedelta(hours=2)


@pytest.fixture
def over(world):
    """Dương is before Khánh by a second attempt."""
    allow(world, attempts=2, counted="best", ranking=("score",))
    go_by(world, prizes=[{"grade": "first"}])
    with database.transaction() as session:
        played(session, world, world.entries["khanh"], RIGHT, RIGHT)
        first = played(session, world, world.entries["duong"], RIGHT, WRONG)
        second = played(session, world, world.entries["duong"], RIGHT, RIGHT, RIGHT, ordinal=2)
        first.receipt_code, second.receipt_code = "AAAA1111", "BBBB2222"
    return world


@pytest.fixture
def desk(over, browser, monkeypatch):
    sit_at_desk(browser, over.people["binh"])
    monkeypatch.setattr(clock, "now", lambda: LATER)
    return browser


def attempt(over, who="duong", ordinal=2):
    with database.transaction(writing=False) as session:
        mine = select(Attempt).where(Attempt.entry_id == over.entries[who].id, Attempt.ordinal == ordinal)
        return session.exec(mine).one()


def of_attempt(over, **whose):
    return f"/organise/attempts/{attempt(over, **whose).public_id}/disqualification"


def of_entry(over, who="duong", more="disqualification"):
    return f"/organise/contests/{over.contest.public_id}/entries/{over.entries[who].public_id}/{more}"


def seen(desk, url):
    """The page, and what its form would say."""
    text = desk.get(url).text
    return text, {"seq": re.search(r'name="seq" value="(\d+)"', text).group(1)}


def decisions(over):
    with database.transaction(writing=False) as session:
        return [entry.decision for entry in decisions_on(session, over.contest.id)]


def test_an_attempt_is_seen_to_fall_then_falls_then_comes_back(desk, over):
    url = of_attempt(over)
    text, form = seen(desk, url)
    assert "Loại lượt thi" in text
    assert "1 → <b>2</b>" in text
    assert "Giải Nhất" in text
    assert decisions(over) == []

    assert desk.post(url, data={**form, "reason": "Nhờ người làm hộ"}).status_code == 303
    assert "Bị loại" in desk.get(url.removesuffix("/disqualification")).text

    text, form = seen(desk, url)
    assert "Phục hồi lượt thi" in text
    assert "2 → <b>1</b>" in text
    desk.post(url, data={**form, "reason": "Đã xác minh"})
    assert decisions(over) == ["disqualify", "requalify"]
    assert attempt(over).disqualified_at is None


def test_without_a_reason_nothing_is_done(desk, over):
    url = of_attempt(over)
    _text, form = seen(desk, url)
    refused = desk.post(url, data={**form, "reason": "  "})
    assert refused.status_code == 422
    assert "Hãy ghi lý do" in refused.text
    assert "1 → <b>2</b>" in refused.text
    assert decisions(over) == []


def test_another_decision_meanwhile_shows_the_preview_anew_and_keeps_the_reason(desk, over):
    url = of_attempt(over)
    _text, old = seen(desk, url)
    other = of_entry(over, "khanh")
    desk.post(other, data={**seen(desk, other)[1], "reason": "Khai sai tuổi"})

    answer = desk.post(url, data={**old, "reason": "Nhờ người làm hộ"})

    assert answer.status_code == 409
    assert "Vừa có quyết định khác" in answer.text
    assert "Nhờ người làm hộ" in answer.text
    assert decisions(over) == ["disqualify"]
    again = re.search(r'name="seq" value="(\d+)"', answer.text).group(1)
    assert desk.post(url, data={"seq": again, "reason": "Nhờ người làm hộ"}).status_code == 303


def test_a_key_is_not_corrected_from_a_preview_that_is_out_of_date(desk, over):
    key = f"/organise/legs/{over.leg.public_id}/keys/{over.versions[0].public_id}"
    typed = {"what": "drop", "reason": "Mơ hồ"}
    preview = desk.post(f"{key}/preview", data=typed).text
    form = typed | {"seq": re.search(r'name="seq" value="(\d+)"', preview).group(1)}
    other = of_entry(over, "khanh")
    desk.post(other, data={**seen(desk, other)[1], "reason": "Khai sai tuổi"})

    answer = desk.post(key, data=form)

    assert answer.status_code == 409
    assert "Vừa có quyết định khác" in answer.text
    assert decisions(over) == ["disqualify"]


def test_a_contestant_reads_why(desk, over):
    url = of_attempt(over)
    desk.post(url, data={**seen(desk, url)[1], "reason": "Nhờ <người> làm hộ"})
    come_in(desk, over.entries["duong"])

    receipt = desk.get(f"/play/attempts/{attempt(over).public_id}/receipt").text
    assert "Lý do: Nhờ &lt;người&gt; làm hộ" in receipt
    assert "đã loại" not in desk.get(f"/play/attempts/{attempt(over, ordinal=1).public_id}/receipt").text
    assert "bị loại" in desk.get(f"/play/legs/{over.leg.public_id}").text

    whole = of_entry(over)
    desk.post(whole, data={**seen(desk, whole)[1], "reason": "Khai sai tuổi"})
    assert "Khai sai tuổi" in desk.get(f"/play/attempts/{attempt(over, ordinal=1).public_id}/receipt").text


def test_a_unit_is_chosen_seen_and_corrected(desk, over):
    url = of_entry(over, more="unit")
    to = over.units["hien-luong"].public_id
    assert "Hãy chọn đơn vị đúng" in desk.get(url).text
    assert desk.post(url, data={"reason": "Nhầm"}).status_code == 422

    text, form = seen(desk, f"{url}?unit={to}")
    assert "Chi đoàn thôn Tân Trại → Chi đoàn thôn Hiền Lương" in text
    assert "1 → <b>2</b>" in text
    desk.post(url, data={**form, "unit": to, "reason": "Danh sách ghi nhầm"})

    with database.transaction(writing=False) as session:
        assert session.get_one(Entry, over.entries["duong"].id).unit_name == "Chi đoàn thôn Hiền Lương"
        [taken] = session.exec(select(LedgerEntry)).all()
        assert (taken.decision, taken.body["to"]) == ("correct_unit", over.units["hien-luong"].id)


def test_what_is_published_stays_until_the_next_revision(desk, over):
    results = f"/organise/legs/{over.leg.public_id}/results"
    desk.post(f"{results}/publication", data={"state": "provisional"})
    url = of_attempt(over)
    desk.post(url, data={**seen(desk, url)[1], "reason": "Nhờ người làm hộ"})

    with database.transaction(writing=False) as session:
        board = published_board(session, latest(session, over.leg))
        assert board.standings[0].entry_id == over.entries["duong"].id
    assert "đã thay đổi so với bản đang công bố" in desk.get(results).text


def test_that_nobody_moves_is_said_too(desk, over):
    """Their unit has an attempt less, and that is all."""
    text = desk.get(of_attempt(over, ordinal=1)).text
    assert "Không thí sinh nào đổi điểm" in text
    assert "2 → <b>1</b>" in text
    key = f"/organise/legs/{over.leg.public_id}/keys/{over.versions[0].public_id}/preview"
    assert "Không thí sinh nào đổi điểm" in desk.post(key, data={"what": "restore", "reason": "Xem lại"}).text
