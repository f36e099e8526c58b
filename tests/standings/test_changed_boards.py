"""A board is kept while nothing changed: the stamp moves with every act that changes a line, and costs no count."""

from sqlalchemy import event
from sqlmodel import select

from quiz import database
from quiz.attempts.attempt import Attempt
from quiz.contests.entry import Entry
from quiz.contests.round import Round
from quiz.ledger import Decider
from quiz.standings.board import internal_board_of
from quiz.standings.correcting import correct_key
from quiz.standings.disqualifying import (
    correct_unit,
    disqualify_attempt,
    disqualify_entry,
    requalify_attempt,
    requalify_entry,
)
from quiz.standings.key_in_force import Correction
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, WRONG, enter, played
from tests.standings.test_boards import rules, three_play
from tests.world import come_in, decide, sit_at_desk


def drawn(session, world):
    board = internal_board_of(session, session.get_one(Round, world.round.id), world.leg)
    return board.stamp, board.board.lines(0, 50).lines, board.board.units()


def test_whatever_changes_a_line_moves_the_stamp(session, world):
    rules(session, world, board="live")
    three_play(session, world)
    by = Decider(world.people["lan"].id, "judge", NOON)
    late = enter(session, world, "Người Đến Sau")
    khanh = session.get_one(Entry, world.entries["khanh"].id)
    his = session.exec(select(Attempt).where(Attempt.entry_id == khanh.id)).one()

    def correct(what):
        version = world.versions[0]
        correct_key(session, world.contest, world.leg, version, what=what, choices=[], reason="Câu sai", by=by)

    acts = [
        lambda: played(session, world, late, RIGHT, WRONG, seconds=40),
        lambda: disqualify_entry(session, khanh, "Nhờ người làm hộ", by),
        lambda: requalify_entry(session, khanh, "Đã xem lại", by),
        lambda: disqualify_attempt(session, his, "Nhờ người làm hộ", by),
        lambda: requalify_attempt(session, his, "Đã xem lại", by),
        lambda: correct_unit(session, late, world.units["vinh-linh"], "Ghi nhầm", by),
        lambda: correct(Correction.DROP),
    ]
    before = drawn(session, world)
    for number, act in enumerate(acts):
        act()
        session.flush()
        now = drawn(session, world)
        assert now[1:] != before[1:], f"act {number} changes the board"
        assert now[0] != before[0], f"act {number} moves the stamp"
        assert drawn(session, world) == now
        before = now


def test_who_is_withdrawn_and_restored_at_the_desk_goes_and_comes_back_at_once(world, browser):
    with database.transaction() as session:
        rules(session, world, board="live")
        three_play(session, world)
    sit_at_desk(browser, world.people["lan"])
    board, entry = f"/watch/legs/{world.leg.public_id}/rows", world.entries["khanh"]
    desk = f"/organise/contests/{world.contest.public_id}/entries/{entry.public_id}"
    name = world.people["khanh"].name
    assert name in browser.get(board).text

    decide(browser, f"{desk}/withdrawal", "Ốm")
    assert name not in browser.get(board).text

    decide(browser, f"{desk}/restoration", "Đã khoẻ")
    assert name in browser.get(board).text


def test_one_s_own_place_is_found_once_and_again_after_somebody_overtakes(world, browser):
    with database.transaction() as session:
        rules(session, world, board="live")
        played(session, world, world.entries["khanh"], RIGHT, WRONG)
    come_in(browser, world.entries["khanh"])
    board = f"/watch/legs/{world.leg.public_id}/rows"
    first = browser.get(board).text
    assert asked(lambda: browser.get(board)) == []
    with database.transaction() as session:
        played(session, world, world.entries["duong"], RIGHT, RIGHT)
    assert browser.get(board).text != first


def asked(act):
    """What is read of scores meanwhile."""
    statements = []

    def note(*told):
        statements.append(told[2])

    event.listen(database.engine(), "before_cursor_execute", note)
    act()
    event.remove(database.engine(), "before_cursor_execute", note)
    return [each for each in statements if "FROM score" in each or "score." in each]
