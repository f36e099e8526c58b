"""What `quiz doctor` proves: the ledger's chain, what was published, and what was settled among all."""

import json
import zlib

import pytest
from sqlalchemy import delete, update
from sqlmodel import select

from quiz import ledger
from quiz.checkup import Level, _chain, _frozen, _published, _settled
from quiz.contests.round import Round
from quiz.contests.rules import RoundRules
from quiz.ledger import Decider, LedgerEnd, LedgerEntry, breaks, decide
from quiz.standings.counting import recount_leg
from quiz.standings.evidence import Evidence
from quiz.standings.freeze import BoardFreeze
from quiz.standings.freezing import freeze
from quiz.standings.proving import lost_decisions, published_results, settled_scores
from quiz.standings.publishing import publish, withdraw
from quiz.standings.score import Score, Snapshot
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, WRONG, played
from tests.world import HOUR

BY = Decider(None, "organiser", NOON + 2 * HOUR)
JUDGE = Decider(None, "judge", NOON)


@pytest.fixture
def five(session):
    """Decisions 1 to 5 of a contest, and one of another."""
    for minutes in range(1, 6):
        decide(session, contest_id=7, by=JUDGE, subject=("leg", 1), decision="extend",
               body={"seconds": 60 * minutes}, reason="Mất điện")  # fmt: skip
    decide(session, contest_id=8, by=JUDGE, subject=("leg", 2), decision="open")
    return session


def at(session, seq):
    return session.exec(select(LedgerEntry).where(LedgerEntry.contest_id == 7, LedgerEntry.seq == seq)).one()


def found(session):
    session.expire_all()
    return [(each.contest_id, each.seq, each.why) for each in breaks(session)]


def test_a_chain_that_nobody_touched_has_no_break(five):
    assert found(five) == []
    assert _chain(five).level == Level.OK


def test_a_changed_decision_is_named(five):
    five.execute(update(LedgerEntry).where(LedgerEntry.id == at(five, 2).id).values(reason="Có điện"))

    assert found(five) == [(7, 2, "changed")]
    assert "quyết định 2 của cuộc thi 7 đã bị sửa" in _chain(five).text


def test_removed_decisions_are_named(five):
    five.execute(delete(LedgerEntry).where(LedgerEntry.contest_id == 7, LedgerEntry.seq.in_((3, 4))))

    assert found(five) == [(7, 3, "missing")]
    assert "mất quyết định 3–4 của cuộc thi 7" in _chain(five).text


def test_one_put_in_with_a_hash_of_its_own_does_not_hold(five):
    entry = at(five, 3)
    entry.body = {"seconds": 1}
    entry.hash = entry.computed_hash()
    five.add(entry)
    five.flush()

    assert found(five) == [(7, 4, "out_of_place")]


def test_two_that_changed_places_do_not_hold(five):
    second, third = at(five, 2).id, at(five, 3).id
    for id, seq in ((second, 99), (third, 2), (second, 3)):
        five.execute(update(LedgerEntry).where(LedgerEntry.id == id).values(seq=seq))

    assert [(seq, why) for _, seq, why in found(five)][:2] == [(2, "changed"), (3, "changed")]


def test_a_last_decision_that_is_gone_is_named(five):
    five.execute(delete(LedgerEntry).where(LedgerEntry.contest_id == 7, LedgerEntry.seq == 5))
    five.execute(delete(LedgerEntry).where(LedgerEntry.contest_id == 8))

    assert found(five) == [(7, 5, "missing"), (8, 1, "missing")]
    assert "mất quyết định 5 của cuộc thi 7" in _chain(five).text

    decide(five, contest_id=7, by=JUDGE, subject=("leg", 1), decision="open")
    assert found(five) == [(7, 5, "missing"), (8, 1, "missing")], "the next one takes no dead one's place"


def test_a_last_decision_written_anew_or_put_in_is_named(five):
    entry = at(five, 5)
    entry.reason = "Có điện"
    entry.hash = entry.computed_hash()
    five.flush()
    assert found(five) == [(7, 5, "changed")]

    five.execute(update(LedgerEnd).where(LedgerEnd.contest_id == 7).values(seq=4))
    assert found(five) == [(7, 5, "out_of_place")]


@pytest.fixture
def published(session, world):
    """A provisional result of two, and its withdrawal."""
    played(session, world, world.entries["duong"], RIGHT, RIGHT, WRONG, seconds=67)
    played(session, world, world.entries["khanh"], RIGHT, seconds=30)
    round = session.get_one(Round, world.round.id)
    snapshot = publish(session, world.contest, round, world.leg, state="provisional", note="", by=BY)
    withdraw(session, world.contest, world.leg, reason="Có khiếu nại", by=BY)
    return snapshot


def wrong(session):
    session.expire_all()
    return published_results(session).wrong


def test_what_was_published_proves_itself(session, published):
    assert wrong(session) == []
    assert _published(session).text == "2 bản, đúng như lúc công bố"


def test_a_snapshot_whose_board_or_sheets_were_changed_is_named(session, published):
    content = json.loads(json.dumps(published.content))
    content["standings"][0]["name"] = "Người Khác"
    session.execute(update(Snapshot).where(Snapshot.id == published.id).values(content=content))
    assert wrong(session) == [f"{published.number} (nội dung)"]

    content["standings"][0]["name"] = "Trần Thị Thuỳ Dương"
    session.execute(update(Snapshot).where(Snapshot.id == published.id).values(content=content))
    assert wrong(session) == []
    evidence = session.get_one(Evidence, published.id)
    sheets = json.loads(zlib.decompress(evidence.sheets))
    sheets["sheets"][0]["points"] += 1
    evidence.sheets = zlib.compress(json.dumps(sheets).encode())
    session.flush()
    assert wrong(session) == [f"{published.number} (nội dung)"]


def test_a_snapshot_that_is_gone_is_missed(session, published):
    session.execute(delete(Evidence))
    session.execute(delete(Snapshot).where(Snapshot.id == published.id))

    assert wrong(session) == [f"{published.number} (mất)"]


def test_a_time_for_complaints_that_was_moved_is_named(session, published):
    session.execute(update(Snapshot).where(Snapshot.id == published.id).values(complaints_until=NOON + 999 * HOUR))

    assert wrong(session) == [f"{published.number} (thời hạn khiếu nại)"]


def test_what_nobody_decided_to_publish_is_named(session, published):
    publishing = select(LedgerEntry).where(LedgerEntry.decision == "publish_board")
    session.delete(session.exec(publishing).one())
    session.flush()

    assert wrong(session) == [f"{published.number} (khác sổ quyết định)"]


def test_a_frozen_board_that_was_changed_is_named(session, world):
    played(session, world, world.entries["duong"], RIGHT)
    round = session.get_one(Round, world.round.id)
    round.take_rules(RoundRules(board="live"))
    frozen = freeze(session, world.contest, round, world.leg, reason="Giữ kín phút cuối", by=BY)
    session.flush()
    assert _frozen(session).text == "1 bảng, đúng như lúc đóng băng"

    content = json.loads(json.dumps(frozen.content))
    content["standings"][0]["place"] = 2
    session.execute(update(BoardFreeze).values(content=content))
    session.expire_all()

    assert _frozen(session).level == Level.FAIL


def test_a_ledger_written_anew_is_not_the_one_that_was_published_with(session, world):
    decide(session, contest_id=world.contest.id, by=JUDGE, subject=("leg", world.leg.id),
           decision="remark", reason="Trước")  # fmt: skip
    played(session, world, world.entries["duong"], RIGHT)
    round = session.get_one(Round, world.round.id)
    snapshot = publish(session, world.contest, round, world.leg, state="provisional", note="", by=BY)
    previous = ""
    for entry in ledger.decisions_on(session, world.contest.id):  # by somebody who knows how it is chained
        entry.reason = "Sau" if entry.reason == "Trước" else entry.reason
        entry.previous_hash = previous
        entry.hash = previous = entry.computed_hash()
    session.get_one(LedgerEnd, world.contest.id).hash = previous
    session.flush()

    assert list(breaks(session)) == []
    assert wrong(session) == [f"{snapshot.number} (sổ quyết định đã khác lúc công bố)"]


def test_a_ledger_without_its_end_is_noticed_by_what_names_it(session, world):
    attempt = played(session, world, world.entries["duong"], RIGHT)
    attempt.decided_seq = 40
    session.flush()

    [lost] = lost_decisions(session)
    assert lost.startswith("sau quyết định ")
    assert lost.endswith(f"của cuộc thi {world.contest.id}")


def test_a_distance_that_was_written_by_hand_is_named(session, world):
    round = session.get_one(Round, world.round.id)
    round.take_rules(RoundRules(prediction="people", ranking=("score", "prediction")))
    attempt = played(session, world, world.entries["duong"], RIGHT)
    attempt.prediction = 3
    played(session, world, world.entries["khanh"], RIGHT)
    recount_leg(session, world.contest, round, world.leg)
    assert settled_scores(session).wrong == []
    assert settled_scores(session).count == 2

    session.execute(update(Score).where(Score.attempt_id == attempt.id).values(prediction_distance=0))
    session.expire_all()

    assert settled_scores(session).wrong == [f"1 lượt của đợt {world.leg.public_id} ({world.contest.code})"]
    assert _settled(session).level == Level.FAIL
