"""Prizes on their way to their winners, as those who hand them out note it: passed on, taken back, printed."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from quiz import clock, database
from quiz.contests.contest import Contest
from quiz.ledger import LedgerEntry, breaks
from quiz.standings.finding_prizes import prizes_of
from quiz.standings.handing_over import handovers_of
from quiz.standings.handover import Key
from quiz.standings.prize_receiver import PrizeReceiver
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, WRONG, enter, played
from tests.world import allow, go_by, sit_at_desk

LATER = NOON + timedelta(hours=2)
PRIZES = [{"grade": "first"}, {"grade": "second"}]


@pytest.fixture
def over(world):
    """Dương before Khánh before Mai; the first two have a prize."""
    allow(world, ranking=("score",))
    go_by(world, prizes=PRIZES, awarding={"by_proxy": True})
    with database.transaction() as session:
        played(session, world, world.entries["duong"], RIGHT, RIGHT, RIGHT)
        played(session, world, world.entries["khanh"], RIGHT, RIGHT)
        world.entries["mai"] = enter(session, world, "Hồ Thị Mai")
        played(session, world, world.entries["mai"], RIGHT, WRONG)
    return world


@pytest.fixture
def desk(over, browser, monkeypatch):
    sit_at_desk(browser, over.people["binh"])
    monkeypatch.setattr(clock, "now", lambda: LATER)
    where = f"/organise/legs/{over.leg.public_id}/results/publication"
    assert browser.post(where, data={"state": "provisional"}).status_code == 303
    return browser


def at(over, more=""):
    return f"/organise/contests/{over.contest.public_id}/grants{more}"


def key(over, who, prize=0):
    return Key(prize, f"round:{over.round.id}", over.entries[who].id)


def note(desk, over, step, *whom, **more):
    return desk.post(at(over, "/steps"), data={"step": step, "winner": [one.text for one in whom], **more})


def states(over):
    with database.transaction(writing=False) as session:
        contest = session.get_one(Contest, over.contest.id)
        found, known = prizes_of(session, contest, "published", LATER), handovers_of(session, contest)
        winners = [
            (one.winners[0].id, Key(one.offer.index, one.offer.ranking.key, one.winners[0].id)) for one in found.awards
        ]
        names = {entry.id: name for name, entry in over.entries.items()}
        return {names[id]: known[which].state if which in known else "proposed" for id, which in winners}


def test_before_anything_is_published_there_is_nobody_to_give_to(browser, over):
    sit_at_desk(browser, over.people["lan"])
    assert "Chưa có ai để trao giải" in browser.get(at(over)).text


def test_winners_go_from_proposed_to_granted_each_step_with_its_note_in_the_ledger(desk, over):
    both = key(over, "duong"), key(over, "khanh", 1)
    assert note(desk, over, "contacted", *both, note="Gọi 9 giờ", until="2026-11-25").status_code == 303
    assert states(over) == {"duong": "contacted", "khanh": "contacted"}
    page = desk.get(at(over)).text
    for told in ("Gọi 9 giờ", "Quá hạn trả lời", "Võ Thanh Bình", "Trưởng ban giám khảo"):
        assert told in page

    early = note(desk, over, "granted", both[0])
    assert early.status_code == 422
    assert "đối chiếu trước khi trao. Chưa đối chiếu, hoặc đã trao: Trần Thị Thuỳ Dương" in early.text
    note(desk, over, "verified", *both)
    assert note(desk, over, "granted", both[0], received_by="Trần Văn Bố").status_code == 303
    assert states(over) == {"duong": "granted", "khanh": "verified"}
    assert "nhận thay: Trần Văn Bố" in desk.get(at(over)).text

    with database.transaction(writing=False) as session:
        steps = session.exec(select(LedgerEntry).where(LedgerEntry.decision == "step_prize")).all()
        assert [one.body["step"] for one in steps] == ["contacted"] * 2 + ["verified"] * 2 + ["granted"]
        assert "Bố" not in str([(one.body, one.reason) for one in steps])
        assert list(breaks(session)) == []


def test_what_was_typed_stays_where_a_step_is_refused(desk, over):
    refused = note(desk, over, "contacted", note="Nhắn tin", received_by="Ai đó")
    assert refused.status_code == 422
    assert "Nhắn tin" in refused.text
    assert "Hãy đánh dấu ít nhất một người." in refused.text
    assert "Chỉ ghi người nhận thay khi trao giải." in refused.text
    assert note(desk, over, "", key(over, "duong")).status_code == 422
    assert note(desk, over, "contacted", key(over, "duong"), until="hôm qua").status_code == 422
    assert note(desk, over, "contacted", key(over, "mai")).status_code == 422, "she is not on the list"


def test_nobody_takes_a_prize_for_another_where_the_rules_do_not_say_so(desk, over):
    go_by(over, prizes=PRIZES, awarding={"checked": False})
    assert 'name="received_by"' not in desk.get(at(over)).text
    refused = note(desk, over, "granted", key(over, "duong"), received_by="Trần Văn Bố")
    assert "Thể lệ không cho nhận giải thay" in refused.text
    assert note(desk, over, "granted", key(over, "duong")).status_code == 303, "and where nobody is checked, at once"


def test_whoever_declines_leaves_the_prize_to_the_next_and_it_is_taken_back_with_a_reason(desk, over):
    first = key(over, "duong").text
    assert desk.post(at(over, "/next"), data={"winner": first, "why": "", "reason": "Bận"}).status_code == 422
    assert desk.post(at(over, "/next"), data={"winner": first, "why": "declined", "reason": ""}).status_code == 422
    assert desk.post(at(over, "/next"), data={"winner": first, "why": "declined", "reason": "Bận"}).status_code == 303
    assert states(over) == {"khanh": "proposed", "mai": "proposed"}

    prizes = desk.get(f"/organise/contests/{over.contest.public_id}/prizes").text
    assert "Từ chối nhận giải" in prizes
    assert "không nhận giải, hoặc không liên hệ được" in prizes
    [seq] = re.findall(r'name="seq" value="(\d+)"', prizes)
    undoing = f"/organise/contests/{over.contest.public_id}/prizes/undoing"
    desk.post(undoing, data={"seq": seq, "undo_reason": "Nhận lại"})
    assert states(over) == {"duong": "proposed", "khanh": "proposed"}


def test_whoever_is_not_eligible_has_no_prize_and_a_granted_one_is_not_passed_on(desk, over):
    go_by(over, prizes=PRIZES, awarding={"checked": False})
    note(desk, over, "granted", key(over, "duong"))
    whole = {"winner": key(over, "duong").text, "why": "not_eligible", "reason": "Sai tuổi"}
    assert desk.post(at(over, "/next"), data=whole).status_code == 409
    barred = f"/organise/contests/{over.contest.public_id}/prizes/exclusions"
    assert desk.post(barred, data={"entry": over.entries["duong"].id, "reason": "Sai tuổi"}).status_code == 409

    other = {"winner": key(over, "khanh", 1).text, "why": "not_eligible", "reason": "Sai tuổi"}
    assert desk.post(at(over, "/next"), data=other).status_code == 303
    assert states(over) == {"duong": "granted", "mai": "proposed"}


def test_the_last_step_is_taken_back_and_the_name_beside_it_goes(desk, over):
    go_by(over, prizes=PRIZES, awarding={"checked": False, "by_proxy": True})
    first = key(over, "duong")
    note(desk, over, "contacted", first)
    note(desk, over, "granted", first, received_by="Trần Văn Bố")
    contacted, granted = sorted(int(seq) for seq in decided(over))
    late = {"winner": first.text, "undo_reason": "Nhầm"}

    assert desk.post(at(over, "/undoing"), data=late | {"seq": contacted}).status_code == 409
    assert desk.post(at(over, "/undoing"), data={"winner": first.text, "seq": granted}).status_code == 422
    assert desk.post(at(over, "/undoing"), data=late | {"seq": granted}).status_code == 303
    assert states(over)["duong"] == "contacted"
    with database.transaction(writing=False) as session:
        assert session.exec(select(PrizeReceiver)).all() == []


def decided(over):
    with database.transaction(writing=False) as session:
        return session.exec(select(LedgerEntry.seq).where(LedgerEntry.decision == "step_prize")).all()


def test_who_had_a_step_and_is_no_winner_any_more_stays_in_sight(desk, over):
    note(desk, over, "contacted", key(over, "khanh", 1))
    desk.post(
        at(over, "/next"), data={"winner": key(over, "khanh", 1).text, "why": "unreachable", "reason": "Gọi ba lần"}
    )

    assert "nay không còn trong danh sách" in desk.get(at(over)).text


def test_the_list_is_printed_to_be_signed_and_the_public_sees_no_step(desk, over):
    note(desk, over, "contacted", key(over, "duong"), note="Ghi chú riêng")

    printed = desk.get(at(over, ".pdf"))
    assert printed.headers["content-type"] == "application/pdf"
    assert printed.content.startswith(b"%PDF")
    desk.cookies.clear()
    for public in (f"/watch/legs/{over.leg.public_id}", f"/contests/{over.contest.public_id}"):
        shown = desk.get(public).text
        assert "Ghi chú riêng" not in shown
        assert "Đã liên hệ" not in shown
