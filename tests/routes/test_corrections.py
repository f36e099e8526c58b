"""Disqualify and correct, on the pages of those who may: seen first, then applied with a reason or left alone."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from quiz import clock, database
from quiz.attempts.attempt import Attempt
from quiz.contests.entry import Entry
from quiz.contests.round import Leg
from quiz.ledger import LedgerEntry, decisions_on
from quiz.standings.publishing import published_board
from quiz.standings.revision import latest
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, WRONG, enter, played
from tests.world import allow, come_in, decide, go_by, sit_at_desk

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
    return text, sealed(text)


def sealed(text):
    return {"seal": re.search(r'name="seal" value="([^"]+)"', text).group(1)}


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


def test_another_decision_meanwhile_shows_the_preview_anew_with_what_it_was_and_keeps_the_reason(desk, over):
    url = of_attempt(over)
    _text, old = seen(desk, url)
    decide(desk, of_entry(over, "khanh"), "Khai sai tuổi")

    answer = desk.post(url, data={**old, "reason": "Nhờ người làm hộ"})

    assert answer.status_code == 409
    assert "Từ lúc bạn xem trước đã có thay đổi" in answer.text
    assert re.search(r"Loại bài hoặc thí sinh<small>[^<]*Khai sai tuổi", answer.text)
    assert "Nhờ người làm hộ" in answer.text
    assert decisions(over) == ["disqualify"]
    assert desk.post(url, data={**sealed(answer.text), "reason": "Nhờ người làm hộ"}).status_code == 303


def key(over, asked="what=drop"):
    return f"/organise/legs/{over.leg.public_id}/keys/{over.versions[0].public_id}/correction?{asked}"


def all_decisions(over):
    """The address of each sort, with what was chosen; each may be taken after those before it."""
    named = "&".join(f"entry={over.entries[who].public_id}" for who in ("duong", "khanh"))
    ties = f"/organise/legs/{over.leg.public_id}/ties"
    unit = f"unit?unit={over.units['hien-luong'].public_id}"
    return [
        f"{ties}/lots?{named}&seed=70125", f"{ties}/jury?{named}&order=2&order=1",
        *(key(over, f"what={what}") for what in ("drop", "give_all", "accept&choices=sai1", "replace&choices=sai1")),
        of_attempt(over), *(of_entry(over, more=more) for more in ("placing", unit, "withdrawal", "disqualification")),
    ]  # fmt: skip


@pytest.fixture
def tied(over, desk):
    """Dương's second attempt and Khánh's are equal, the rules leave it to people, and an organiser looks at it."""
    allow(over, attempts=2, counted="last", ranking=("score", "jury", "lots"))
    with database.transaction() as session:
        session.get_one(Leg, over.leg.id).closes_at = NOON
        played(session, over, over.entries["khanh"], RIGHT, RIGHT, RIGHT, ordinal=2)
    sit_at_desk(desk, over.people["lan"])
    return over


def test_nothing_is_decided_without_a_preview_of_it_that_is_still_true(desk, tied):
    urls = all_decisions(tied)
    before = [seen(desk, url)[1] for url in urls]

    for url, other in zip(urls, [before[-1], *before[:-1]], strict=True):
        answer = desk.post(url, data={**other, "reason": "Nhờ người làm hộ"})
        assert (url, answer.status_code) == (url, 409)
        assert "hãy xem điều gì sẽ thay đổi" in answer.text
        assert "Nhờ người làm hộ" in answer.text
    for form in ({}, {"seal": "1"}):
        assert desk.post(urls[2], data={**form, "reason": "Đã bàn"}).status_code == 409
    assert decisions(tied) == []

    decide(desk, of_attempt(tied, ordinal=1), "Làm hộ")
    for url, old in list(zip(urls, before, strict=True))[::4]:
        answer = desk.post(url, data={**old, "reason": "Đã bàn"})
        assert (url, answer.status_code) == (url, 409)
        assert "Loại bài hoặc thí sinh" in answer.text
    assert decisions(tied) == ["disqualify"]


def test_each_is_decided_from_its_preview(desk, tied):
    for number, url in enumerate(all_decisions(tied), 1):
        answer = desk.post(url, data={**seen(desk, url)[1], "reason": "Đã bàn"})
        assert (url, answer.status_code, len(decisions(tied))) == (url, 303, number)


def test_lots_are_not_drawn_to_be_looked_at(desk, tied):
    text = desk.get(all_decisions(tied)[0]).text
    assert "trước đó không ai xem được" in text
    assert "→ <b>" not in text


def test_scores_that_changed_where_all_is_over_are_looked_at_again(desk, tied):
    _text, form = seen(desk, of_attempt(tied))
    with database.transaction() as session:
        played(session, tied, enter(session, tied, "Người nộp muộn"), RIGHT)

    answer = desk.post(of_attempt(tied), data={**form, "reason": "Đã bàn"})

    assert answer.status_code == 409
    assert "Điểm trên bảng đã đổi" in answer.text
    assert decisions(tied) == []


def test_who_hands_in_while_others_play_is_no_reason_to_look_again(desk, over, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    _text, form = seen(desk, of_attempt(over))
    with database.transaction() as session:
        played(session, over, enter(session, over, "Người nộp sau"), RIGHT)

    assert desk.post(of_attempt(over), data={**form, "reason": "Đã bàn"}).status_code == 303


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
    desk.post(f"{url}?unit={to}", data={**form, "reason": "Danh sách ghi nhầm"})

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
    assert "Không thí sinh nào đổi điểm" in desk.get(key(over, "what=restore")).text
