"""What other platforms' scenarios say of freezing (shared/cases/06_behaviour), told with the clock of each: the board
freezes by itself at the minute that is named, and is made only when all of it has happened."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from quiz import clock, database
from quiz.contests.round import Leg
from quiz.ledger import Decider
from quiz.routes.freezing_first import freeze_due
from quiz.standings.board import board_of, internal_board_of
from quiz.standings.planned_freeze import Plan
from quiz.standings.planning_freezes import plan_freeze
from quiz.standings.publishing import publish, situation_of
from quiz.web.transactions import Turns
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, enter, play, played
from tests.world import allow

SOLVED_A, SOLVED_A_AND_B = (RIGHT,), (RIGHT, RIGHT)


def after(minutes=0.0):
    return NOON + timedelta(minutes=minutes)


@pytest.fixture
def hand(monkeypatch):
    """Of the clock."""
    moved = [after()]
    monkeypatch.setattr(clock, "now", lambda: moved[0])
    return moved


def a_leg(world, opens=0.0, closes=300.0, freezes=None):
    """A world whose leg this is."""
    with database.transaction() as session:
        leg = Leg(round_id=world.round.id, position=9, opens_at=after(opens), closes_at=after(closes))
        session.add(leg)
    if freezes is not None:
        with database.transaction() as session:
            contest, round = (session.get_one(type(each), each.id) for each in (world.contest, world.round))
            plan, by = Plan(at=after(freezes)), Decider(world.people["minh"].id, "judge", after(-1))
            plan_freeze(session, contest, round, session.get_one(Leg, leg.id), plan, reason="Theo đề", by=by)
    return replace(world, leg=leg)


def hand_in(world, entry, minute, *given, ordinal=1):
    """Begun a minute before; without answers it is not handed in."""
    with database.transaction() as session:
        how = {"started_at": after(minute - 1), "seconds": 30, "ordinal": ordinal}
        if given:
            played(session, world, entry, *given, submitted_after=60, **how)
        else:
            play(session, world, entry, submitted_after=None, **how).ends_at = after(300)


def boards(world, minute):
    """Of the public and of the jury: each line as place, questions solved and the minute of handing in."""
    with database.transaction(writing=False) as session:
        found = [session.get_one(type(each), each.id) for each in (world.contest, world.round, world.leg)]
        public = board_of(session, *found, after(minute))
        shown = (public.board if public else None, internal_board_of(session, *found[1:]).board)
        return [
            board and [
                (line.place, line.name, line.right, int((line.submitted_at - after()) / timedelta(minutes=1)))
                for line in board.lines(0, 9).lines
            ]
            for board in shown
        ]  # fmt: skip


def test_b076_the_jury_sees_everything_and_the_public_what_stood(world, hand):
    """B076. Whatever a board is frozen at, the jury's says the same; at +1:10 the public sees one task solved, at 69.

    A penalty for each wrong try, and a mark for who solved a task first, no contest of ours has (B080, B081).
    """
    allow(world, board="live", attempts=5, minutes=300)
    with database.transaction() as session:
        teams = [enter(session, world, f"Đội {number}") for number in (0, 1)]
    for freezes, public in ((30, []), (60, []), (70, [(1, "Đội 1", 1, 69)]), (80, [(1, "Đội 1", 2, 72)])):
        hand[0] = after(-1)
        here = a_leg(world, freezes=freezes)
        hand_in(here, teams[0], 53.9)  # never judged
        hand_in(here, teams[1], 69, *SOLVED_A)
        hand_in(here, teams[1], 72 + 59.999 / 60, *SOLVED_A_AND_B, ordinal=2)
        hand_in(here, teams[1], 84.7, ordinal=3)
        hand[0] = after(90)
        asyncio.run(freeze_due(Turns(2), after(90)))
        assert boards(here, 90) == [public, [(1, "Đội 1", 2, 72)]]


def test_b085_frozen_from_its_moment_until_results_are_final(world, hand):
    """B085. Before the start, before the freeze, frozen, ended, unfrozen: publishing finalises and unfreezes in one."""
    allow(world, board="live", freeze_minutes=60)
    here = a_leg(world, closes=120)
    hand_in(here, world.entries["duong"], 10, *SOLVED_A)

    def told(minute):
        hand[0] = after(minute)
        asyncio.run(freeze_due(Turns(2), after(minute)))
        with database.transaction(writing=False) as session:
            found = [session.get_one(type(each), each.id) for each in (here.contest, here.round, here.leg)]
            situation, seen = situation_of(session, *found, after(minute)), board_of(session, *found, after(minute))
            return situation.frozen_at is not None, seen is not None and seen.state == "official"

    phases = [told(minute) for minute in (-5, 30, 90, 130)]
    with database.transaction() as session:
        found = [session.get_one(type(each), each.id) for each in (here.contest, here.round, here.leg)]
        by = Decider(here.people["lan"].id, "organiser", after(140))
        publish(session, *found, state="official", note="", by=by, early="Không ai khiếu nại")
    unfrozen = boards(here, 150)

    assert phases == [(False, False), (False, False), (True, False), (True, False)]
    assert (told(150)[1], unfrozen[0] == unfrozen[1]) == (True, True)


def test_b093_points_after_the_freeze_are_the_jury_s_alone(world, hand):
    """B093. Frozen at +1:00: 30 points before, 60 after."""
    allow(world, board="live", points_right=30, attempts=2, minutes=300)
    hand[0] = after(-1)
    here = a_leg(world, freezes=60)
    hand_in(here, world.entries["duong"], 55, *SOLVED_A)
    hand_in(here, world.entries["duong"], 65, *SOLVED_A_AND_B, ordinal=2)
    hand[0] = after(66)
    asyncio.run(freeze_due(Turns(2), after(66)))

    with database.transaction(writing=False) as session:
        found = [session.get_one(type(each), each.id) for each in (here.contest, here.round, here.leg)]
        shown = board_of(session, *found, after(66)).board, internal_board_of(session, *found[1:]).board
        assert [board.lines(0, 1).lines[0].points // 10_000 for board in shown] == [30, 60]
