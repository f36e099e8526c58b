"""A board's page is drawn once for all and filled with what is each reader's own; what changes shows at once."""

import pytest
from sqlalchemy import event
from sqlmodel import select

from quiz import clock, database
from quiz.attempts.attempt import Attempt
from quiz.contests.contest import Contest, ContestState
from quiz.contests.round import Round
from quiz.people.sign_in import Door, end_sign_ins_of
from quiz.standings.complaint import Complaint
from quiz.standings.score import Snapshot
from quiz.web import kept
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, WRONG, played
from tests.world import allow, come_in

PLACE = "Bạn đang ở hạng"


@pytest.fixture
def board(world):
    """Its address; Dương stands above Khánh."""
    kept.forget_everything()
    allow(world, board="live")
    with database.transaction() as session:
        played(session, world, world.entries["duong"], RIGHT, RIGHT, seconds=67)
        played(session, world, world.entries["khanh"], RIGHT, WRONG, seconds=30)
    return f"/watch/legs/{world.leg.public_id}"


def test_each_reader_sees_their_own_name_and_place_and_nobody_else_s(world, browser, board):
    stranger = browser.get(board).text
    told = {}
    for name in ("duong", "khanh", "duong"):
        come_in(browser, world.entries[name])
        told[name] = browser.get(board).text
    browser.cookies.clear()

    assert f"{PLACE} 1" in told["duong"]
    assert f"{PLACE} 2" in told["khanh"]
    for name, text in told.items():
        assert f'<span class="site__who" lang="vi">{world.people[name].name}</span>' in text
        assert text.count("site__who") == 1
    assert browser.get(board).text == stranger
    assert PLACE not in stranger
    assert "site__who" not in stranger
    assert "<!--" not in "".join([stranger, *told.values()])


def test_a_hostile_name_at_the_head_is_only_text(world, browser, board):
    with database.transaction() as session:
        person = session.merge(world.people["duong"])
        person.name = "<script>alert(1)</script>"
    come_in(browser, world.entries["duong"])
    browser.get(board)

    assert "<script>alert" not in browser.get(board).text
    assert "&lt;script&gt;alert(1)" in browser.get(board).text


def test_while_nothing_changes_a_page_costs_a_glance(world, browser, board):
    come_in(browser, world.entries["khanh"])
    first = browser.get(board).text
    statements = []

    def note(*told):
        statements.append(told[2])

    event.listen(database.engine(), "before_cursor_execute", note)
    again = browser.get(board).text
    event.remove(database.engine(), "before_cursor_execute", note)

    assert again == first
    assert len([each for each in statements if each.lstrip().startswith("SELECT")]) == 2, statements


def test_a_complaint_shows_at_once_to_whoever_made_it(world, browser, board):
    come_in(browser, world.entries["khanh"])
    assert "đang xem xét" not in browser.get(board).text
    with database.transaction() as session:
        his = session.exec(select(Attempt).where(Attempt.entry_id == world.entries["khanh"].id)).one()
        session.add(Snapshot(id=1, leg_id=world.leg.id, revision=1, state="withdrawn", digest="", published_at=NOON))
        session.flush()
        session.add(Complaint(attempt_id=his.id, snapshot_id=1, text="Sai", made_at=NOON, due_at=NOON))

    assert "Khiếu nại của bạn: đang xem xét" in browser.get(board).text


def test_whose_visit_ended_is_a_stranger_at_once(world, browser, board):
    come_in(browser, world.entries["khanh"])
    assert PLACE in browser.get(board).text
    with database.transaction() as session:
        end_sign_ins_of(session, world.people["khanh"].id, Door.PLAY, clock.now())

    assert PLACE not in browser.get(board).text


def test_a_board_that_is_taken_back_is_gone_at_once(world, browser, board):
    come_in(browser, world.entries["khanh"])
    assert world.people["duong"].name in browser.get(board).text
    with database.transaction() as session:
        rules = session.get_one(Round, world.round.id).rules
    allow(world, **{**rules.model_dump(), "board": "published"})
    assert world.people["duong"].name not in browser.get(board).text

    with database.transaction() as session:
        session.get_one(Contest, world.contest.id).state = ContestState.DRAFT
    assert browser.get(board).status_code == 404
