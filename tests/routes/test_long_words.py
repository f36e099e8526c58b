"""Whatever is written too long is refused at its field, with all that was typed; a line's end counts once."""

import pytest
from sqlmodel import select

from quiz import clock, database
from quiz.attempts.attempt import Attempt
from quiz.ledger import LedgerEntry
from quiz.refusals import Invalid
from quiz.written import LONGEST, written
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, played
from tests.world import HOUR, allow, decide, sit_at_desk

LINES = "dòng\r\n"
TOO_LONG = LINES * (LONGEST // 5) + "dòng"
WHOLE = LINES * (LONGEST // 5 - 1) + "dòng!"
FORMS = [
    ("/organise/legs/{leg}/results/publication", "note", {"state": "provisional"}),
    ("/organise/legs/{leg}/results/publication", "early", {"state": "official"}),
    ("/organise/legs/{leg}/cancellation", "cancellation_reason", {}),
    ("/judge/legs/{leg}/board/freeze", "reason", {}),
    ("/judge/legs/{leg}/time/close-time", "reason", {"closes_at": "2026-11-26T18:00"}),
]


@pytest.fixture
def desk(world, browser, monkeypatch):
    allow(world, board="live")
    with database.transaction() as session:
        played(session, world, world.entries["duong"], RIGHT)
    monkeypatch.setattr(clock, "now", lambda: NOON + 2 * HOUR)
    sit_at_desk(browser, world.people["lan"])
    return browser


SEEN_FIRST = [
    "/organise/legs/{leg}/keys/{version}/correction?what=drop",
    "/organise/attempts/{attempt}/disqualification",
    "/organise/contests/{contest}/entries/{entry}/withdrawal",
]


@pytest.mark.parametrize(("path", "field", "more"), FORMS, ids=lambda part: part if isinstance(part, str) else "")
def test_too_long_is_said_at_the_field_and_nothing_typed_is_lost(desk, world, path, field, more):
    refused = desk.post(address_of(world, path), data=more | {field: TOO_LONG})

    insist_said(refused)


@pytest.mark.parametrize("path", SEEN_FIRST)
def test_a_reason_too_long_is_said_on_the_page_that_shows_what_would_change(desk, world, path):
    insist_said(decide(desk, address_of(world, path), TOO_LONG))


def address_of(world, path):
    with database.transaction(writing=False) as session:
        attempt = session.exec(select(Attempt)).one().public_id
    return path.format(
        leg=world.leg.public_id, contest=world.contest.public_id, version=world.versions[0].public_id, attempt=attempt,
        entry=world.entries["duong"].public_id,
    )  # fmt: skip


def insist_said(refused):
    assert refused.status_code == 422
    assert f"Nhiều nhất {LONGEST} ký tự; đây là {len(TOO_LONG.replace(chr(13), ''))}." in refused.text
    assert refused.text.replace("\r", "").count("dòng") >= LONGEST // 5


def test_as_much_as_the_field_takes_is_taken_however_lines_end(desk, world):
    desk.post(f"/judge/legs/{world.leg.public_id}/board/freeze", data={"reason": WHOLE})

    with database.transaction(writing=False) as session:
        [entry] = session.exec(select(LedgerEntry).where(LedgerEntry.decision == "freeze_board"))
    assert entry.reason == WHOLE.replace("\r\n", "\n")
    assert len(WHOLE) > LONGEST == len(entry.reason)


def test_nothing_is_refused_only_where_something_must_be_written():
    assert written(" \r\n ", "note") == ""
    with pytest.raises(Invalid) as refused:
        written(" \r\n ", "note", "Hãy ghi.")
    assert refused.value.errors == {"note": "Hãy ghi."}
