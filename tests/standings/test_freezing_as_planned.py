"""A board that freezes at a planned moment is that moment's, however late it is made and whatever came meanwhile.

The leg of the world is open from 11:00 to 13:00 and freezes ten minutes before, at 12:50.
"""

import asyncio
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from quiz import clock, database
from quiz.attempts.attempt import Attempt
from quiz.attempts.decisions import Scope
from quiz.attempts.timekeeping import close_leg, extend
from quiz.contests.round import Leg
from quiz.ledger import Decider, decisions_on
from quiz.routes.freezing_first import freeze_due
from quiz.standings.board import BoardState, being_frozen, board_of, internal_board_of, own_place_on
from quiz.standings.freeze import BoardFreeze
from quiz.standings.freezing import freeze, thaw
from quiz.standings.freezing_as_planned import due_freezes, keep_as_planned, made_as_planned
from quiz.standings.kept_board import content_of
from quiz.standings.publishing import publish, situation_of, withdraw
from quiz.web.transactions import Turns
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, WRONG, enter, play, played
from tests.standings.test_freezing import names, seen_by_the_public
from tests.world import HOUR, allow

MOMENT = NOON + timedelta(minutes=50)
LATER = NOON + timedelta(minutes=55)
SECOND = timedelta(seconds=1)
HAND = SimpleNamespace(at=LATER)
"""Of the clock."""


@pytest.fixture
def live(world, monkeypatch):
    allow(world, board="live", freeze_minutes=10, attempts=3)
    monkeypatch.setattr(clock, "now", lambda: HAND.at)
    HAND.at = LATER
    hand_in(world, "duong", RIGHT, WRONG, at=MOMENT - SECOND)
    return world


def hand_in(world, who, *given, at, **how):
    with database.transaction() as session:
        entry = world.entries[who] if who in world.entries else enter(session, world, who)
        how = {"seconds": 30, "started_at": at - timedelta(seconds=120)} | how
        return played(session, world, entry, *given, submitted_after=(at - how["started_at"]).total_seconds(), **how)


def tick(at=LATER):
    HAND.at = at
    return asyncio.run(freeze_due(Turns(2), at))


def told(world, read, *args):
    with database.transaction(writing=False) as session:
        found = (session.get_one(type(each), each.id) for each in (world.contest, world.round, world.leg))
        return read(session, *found, *args)


def shown(world, at=LATER):
    """State, since when and whose names; None where nothing is out."""

    def read(session, *where):
        found = board_of(session, *where, at)
        return found and (found.state, found.since, names(found.board))

    return told(world, read)


def by(world, at):
    return Decider(world.people["minh"].id, "judge", at)


def decide(world, what):
    with database.transaction() as session:
        what(session, *(session.get_one(type(each), each.id) for each in (world.contest, world.round, world.leg)))


FROZEN = (BoardState.FROZEN, MOMENT, ["Trần Thị Thuỳ Dương"])


def test_until_its_moment_it_lives_and_from_then_on_it_is_that_moment_s(live):
    before, after = MOMENT - SECOND, MOMENT + SECOND
    assert (shown(live, before)[0], tick(before)) == (BoardState.LIVE, 0)
    hand_in(live, "khanh", RIGHT, RIGHT, at=after)

    assert shown(live, MOMENT) is None  # not yet made: nothing newer is shown
    assert told(live, being_frozen, MOMENT) == MOMENT
    assert tick() == 1
    assert shown(live, MOMENT) == shown(live) == FROZEN
    assert tick() == 0

    with database.transaction(writing=False) as session:
        [decided] = decisions_on(session, live.contest.id, "freeze_board")
        inside = internal_board_of(session, session.get_one(type(live.round), live.round.id), live.leg)
        assert (decided.actor_id, decided.acting_role) == (None, "system")
        assert decided.body["frozen_at"] == MOMENT.isoformat()
        assert (inside.frozen_at, names(inside.board)) == (MOMENT, ["Phan Quốc Khánh", "Trần Thị Thuỳ Dương"])


def test_who_hands_in_at_the_very_moment_is_on_it_and_a_second_later_is_not(live):
    hand_in(live, "Kịp Giờ", RIGHT, at=MOMENT)
    hand_in(live, "Chậm Một Giây", RIGHT, at=MOMENT + SECOND)
    tick()
    assert shown(live)[2] == ["Trần Thị Thuỳ Dương", "Kịp Giờ"]


def test_a_later_and_better_attempt_does_not_stand_on_it(live):
    hand_in(live, "duong", RIGHT, RIGHT, RIGHT, at=MOMENT + SECOND, ordinal=2)
    tick()

    def points(session, contest, round, leg):
        mine = own_place_on(session, board_of(session, contest, round, leg, LATER), live.entries["duong"].id)
        return mine.mine.points, internal_board_of(session, round, leg).board.lines(0, 1).lines[0].points

    frozen, now = told(live, points)
    assert now == 3 * frozen


def test_whose_time_was_over_by_then_is_on_it_before_the_server_closes_their_paper(live):
    with database.transaction() as session:
        play(session, live, enter(session, live, "Hết Giờ"), RIGHT, RIGHT, submitted_after=None,
             started_at=MOMENT - timedelta(minutes=15, seconds=5))  # fmt: skip
        play(session, live, enter(session, live, "Còn Giờ"), RIGHT, RIGHT, submitted_after=None,
             started_at=MOMENT - timedelta(minutes=14))  # fmt: skip
    tick(MOMENT + 2 * SECOND)
    assert shown(live)[2] == ["Hết Giờ", "Trần Thị Thuỳ Dương"]
    with database.transaction(writing=False) as session:  # only on the board; the paper itself is closed in its time
        assert len(session.exec(select(Attempt).where(col(Attempt.submitted_at).is_(None))).all()) == 2


def test_figures_are_of_the_moment_too(live):
    hand_in(live, "Vào Trước Nộp Sau", RIGHT, at=MOMENT + 60 * SECOND, started_at=MOMENT - 60 * SECOND)
    hand_in(live, "Vào Sau", RIGHT, at=MOMENT + 60 * SECOND, started_at=MOMENT + 30 * SECOND)
    tick()

    def figures(session, contest, round, leg):
        return board_of(session, contest, round, leg, LATER).board.figures()

    found = told(live, figures)
    assert (found.people, found.submitted, found.working) == (2, 1, 1)


def test_it_stays_frozen_after_the_close_until_results_are_published(live):
    """B085: ended is not final."""
    tick()
    hand_in(live, "khanh", RIGHT, RIGHT, at=LATER)
    after = NOON + 2 * HOUR
    assert shown(live, after) == FROZEN
    organiser = Decider(live.people["lan"].id, "organiser", after)
    decide(live, lambda session, *where: publish(session, *where, state="provisional", note="", by=organiser))
    assert shown(live, after)[0] == BoardState.PROVISIONAL
    decide(live, lambda session, contest, _round, leg: withdraw(session, contest, leg, reason="Chấm lại", by=organiser))
    assert shown(live, after) == FROZEN


def test_more_time_for_all_puts_it_off_but_not_once_it_has_come(live):
    more = timedelta(minutes=10)
    decide(live, lambda session, *where: extend(session, *where, Scope("all"), 600, "Mất điện", by(live, NOON)))
    assert (tick(MOMENT), shown(live, MOMENT)[0]) == (0, BoardState.LIVE)
    assert tick(MOMENT + more) == 1
    decide(live, lambda session, *where: extend(session, *where, Scope("all"), 600, "Nữa",
                                                by(live, MOMENT + more + SECOND)))  # fmt: skip
    assert shown(live, MOMENT + 2 * more)[1] == MOMENT + more


def test_closed_by_hand_before_its_moment_it_freezes_as_it_closes(live):
    closed = MOMENT - timedelta(minutes=5)
    decide(live, lambda session, *where: close_leg(session, *where, "Xong sớm", by(live, closed)))
    assert told(live, situation_of, closed).frozen_at == closed
    assert tick() == 1


def test_lifted_it_stays_lifted_and_frozen_before_it_is_left_alone(live):
    tick()
    decide(live, lambda session, contest, _round, leg: thaw(session, contest, leg, reason="Đủ rồi", by=by(live, LATER)))
    assert (tick(LATER + SECOND), shown(live, LATER + SECOND)[0]) == (0, BoardState.LIVE)


def test_frozen_by_hand_and_lifted_before_its_moment_it_still_comes(live):
    early = MOMENT - timedelta(minutes=20)
    decide(live, lambda session, *where: freeze(session, *where, reason="Thử", by=by(live, early)))
    decide(live, lambda session, contest, _round, leg: thaw(session, contest, leg, reason="Thôi", by=by(live, early)))
    assert tick() == 1

    with database.transaction(writing=False) as session:
        assert [row.lifted_at is None for row in session.exec(select(BoardFreeze).order_by("id"))] == [False, True]


def test_what_is_decided_while_it_is_made_has_it_made_anew(live):
    [due] = told(live, lambda session, *_: due_freezes(session, LATER))
    made = made_as_planned(due)
    decide(live, lambda session, *where: extend(session, *where, Scope("all"), 60, "Mất điện", by(live, LATER)))
    with pytest.raises(database.MovedOn), database.transaction() as session:
        keep_as_planned(session, due, made, LATER)
    assert tick() == 1


def test_a_board_that_is_not_live_or_cancelled_has_nothing_to_freeze(live):
    allow(live, board="live")
    assert tick() == 0
    allow(live, board="live", freeze_minutes=10)
    with database.transaction() as session:
        session.get_one(type(live.leg), live.leg.id).cancelled_at = NOON
    with database.transaction(writing=False) as session:
        assert due_freezes(session, LATER) == []


DEEDS = st.lists(
    st.tuples(st.sampled_from(["new", "again", "unfinished"]), st.integers(-300, 290), st.integers(0, 3)), max_size=6
)


@given(DEEDS)
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_made_late_it_is_the_board_that_stood_at_its_moment_and_not_a_byte_of_it_changes(live, deeds):
    """The server was away: what came before the moment and what came after are there alike when the board is made."""
    somewhere = replace(live, leg=another_leg(live))
    deeds = sorted(deeds, key=lambda one: one[1])
    for number, deed in enumerate(deeds, 1):
        if deed[1] <= 0:
            do(somewhere, number, *deed)
    stood = told(somewhere, lambda session, _contest, *where: content_of(session, *where, MOMENT))
    for number, deed in enumerate(deeds, 1):
        if deed[1] > 0:
            do(somewhere, number, *deed)
    assert tick() == 1

    with database.transaction(writing=False) as session:
        [row] = session.exec(select(BoardFreeze).where(BoardFreeze.leg_id == somewhere.leg.id)).all()
        assert (row.content, row.frozen_at) == (stood, MOMENT)
        before = seen_by_the_public(session, somewhere)
    do(somewhere, 90, "new", 299, 3)
    do(somewhere, 91, "again", 299, 3)
    with database.transaction(writing=False) as session:
        assert seen_by_the_public(session, somewhere) == before
    assert "Đóng băng lúc 12:50" in before[0]


def do(world, number, deed, when, right):
    """So many seconds from the moment; what begins after it does not begin before."""
    at, given = MOMENT + when * SECOND, [RIGHT] * right + [WRONG] * (3 - right)
    started = at - SECOND if when > 1 else at if when > 0 else at - 120 * SECOND
    if deed == "unfinished":
        with database.transaction() as session:
            play(
                session, world, enter(session, world, f"Dở {number}"), *given, submitted_after=None, started_at=started
            )
    else:
        who = "duong" if deed == "again" else f"Mới {number}"
        hand_in(world, who, *given, at=at, ordinal=number, started_at=started, seconds=0)


def another_leg(world):
    with database.transaction() as session:
        leg = Leg(round_id=world.round.id, position=9, opens_at=world.leg.opens_at, closes_at=world.leg.closes_at)
        session.add(leg)
        session.flush()
        for other in session.exec(select(Leg).where(Leg.id != leg.id)):
            other.cancelled_at = NOON
        return leg
