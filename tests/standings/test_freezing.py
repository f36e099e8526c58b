"""A frozen board: the public sees what stood when it froze, to the byte; those who run the leg see on."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from quiz import clock, ledger
from quiz.contests.entry import Entry, EntryState
from quiz.contests.round import Leg, Round
from quiz.contests.rules import RoundRules
from quiz.ledger import Decider
from quiz.people.person import Person
from quiz.refusals import Invalid
from quiz.routes.watch.board_pages import Asked, board_context
from quiz.routes.watch.boards import Watched, hall_of, units_of
from quiz.standings.board import BoardState, board_of, internal_board_of, own_place_on
from quiz.standings.correcting import correct_key
from quiz.standings.freeze import BoardFreeze
from quiz.standings.freezing import AlreadyFrozen, NotFrozen, NothingToFreeze, freeze, thaw
from quiz.standings.key_in_force import Correction
from quiz.standings.publishing import publish, withdraw
from quiz.web import kept
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, WRONG, enter, played
from tests.world import HOUR

SOON = NOON + HOUR / 6
AFTER = NOON + 2 * HOUR


def going_live(session, world, **rules) -> Round:
    round = session.get_one(Round, world.round.id)
    round.take_rules(RoundRules(board="live", **rules))
    played(session, world, world.entries["duong"], RIGHT, WRONG, seconds=60)
    return round


def froze(session, world, at=SOON, reason="Giữ bí mật phút cuối"):
    by = Decider(world.people["minh"].id, "judge", at)
    return freeze(session, world.contest, session.get_one(Round, world.round.id), world.leg, reason=reason, by=by)


def lifted(session, world, reason="Bấm nhầm"):
    thaw(session, world.contest, world.leg, reason=reason, by=Decider(world.people["minh"].id, "judge", SOON))


def shown(session, world, at=SOON):
    return board_of(session, world.contest, session.get_one(Round, world.round.id), world.leg, at)


def names(board):
    return [line.name for line in board.lines(0, 50).lines]


def seen_by_the_public(session, world):
    """The bytes of every surface, drawn anew."""
    kept.forget_everything()
    round, leg = session.get_one(Round, world.round.id), session.get_one(Leg, world.leg.id)
    watched = Watched(world.contest, round, leg, None)
    found = board_of(session, world.contest, round, leg, clock.now())
    rows = board_context(session, watched, found, Asked(leg.public_id, 1, 1, whole=True))["rows"]
    return rows, units_of(session, watched, 1), hall_of(session, watched, 1)


def test_from_then_on_the_public_sees_what_stood_and_the_staff_what_stands(session, world):
    """B076."""
    going_live(session, world)
    froze(session, world)
    played(session, world, world.entries["khanh"], RIGHT, RIGHT)

    public = shown(session, world)
    assert (public.state, public.since, names(public.board)) == (BoardState.FROZEN, SOON, ["Trần Thị Thuỳ Dương"])
    inside = internal_board_of(session, session.get_one(Round, world.round.id), world.leg)
    assert (inside.frozen_at, names(inside.board)) == (SOON, ["Phan Quốc Khánh", "Trần Thị Thuỳ Dương"])
    assert own_place_on(session, public, world.entries["khanh"].id) is None


def test_freezing_and_lifting_it_are_decisions_with_a_reason(session, world):
    going_live(session, world)
    with pytest.raises(Invalid):
        froze(session, world, reason=" ")
    kept_board = froze(session, world)
    with pytest.raises(AlreadyFrozen):
        froze(session, world)
    with pytest.raises(Invalid):
        lifted(session, world, reason="")
    lifted(session, world)
    with pytest.raises(NotFrozen):
        lifted(session, world)

    [frozen] = ledger.decisions_on(session, world.contest.id, "freeze_board")
    [thawed] = ledger.decisions_on(session, world.contest.id, "thaw_board")
    assert (frozen.body, frozen.reason) == ({"digest": kept_board.digest}, "Giữ bí mật phút cuối")
    assert (thawed.body, thawed.reason) == ({"frozen_at": SOON.isoformat()}, "Bấm nhầm")
    assert shown(session, world).state == BoardState.LIVE


def test_only_a_live_board_that_is_seen_can_be_frozen(session, world):
    with pytest.raises(NothingToFreeze):
        froze(session, world)
    going_live(session, world)
    with pytest.raises(NothingToFreeze):
        froze(session, world, at=world.leg.opens_at - HOUR)


def test_it_stays_frozen_after_the_close_until_results_are_published(session, world):
    """B085: ended is not final."""
    round = going_live(session, world)
    froze(session, world)
    played(session, world, world.entries["khanh"], RIGHT, RIGHT)
    assert shown(session, world, AFTER).state == BoardState.FROZEN

    by = Decider(world.people["lan"].id, "organiser", AFTER)
    publish(session, world.contest, round, world.leg, state="provisional", note="", by=by)
    assert (shown(session, world, AFTER).state, shown(session, world, AFTER).board.total()) == (
        BoardState.PROVISIONAL, 2,
    )  # fmt: skip
    withdraw(session, world.contest, world.leg, reason="Chấm lại", by=by)
    assert shown(session, world, AFTER).state == BoardState.FROZEN


def test_points_after_the_freeze_are_the_jury_s_alone(session, world):
    """B093: frozen at +1 h with 30 points, 60 after."""
    going_live(session, world, points_right=30, attempts=2)
    froze(session, world)
    played(session, world, world.entries["duong"], RIGHT, RIGHT, ordinal=2, submitted_after=900)

    inside = internal_board_of(session, session.get_one(Round, world.round.id), world.leg)
    points = [board.lines(0, 1).lines[0].points // 10_000 for board in (shown(session, world).board, inside.board)]
    assert points[1] == 2 * points[0]


def _hand_in(session, world, number):
    played(session, world, enter(session, world, f"Người Đến Sau {number}"), RIGHT, RIGHT, seconds=number)


def _drop(session, world, number):
    correct_key(session, world.contest, world.leg, world.versions[number % 3], what=Correction.DROP, choices=[],
                reason="Câu sai", by=Decider(world.people["binh"].id, "chief_judge", SOON))  # fmt: skip


def _accept(session, world, number):
    correct_key(session, world.contest, world.leg, world.versions[number % 3], what=Correction.ACCEPT,
                choices=["sai1"], reason="Cũng vậy", by=Decider(world.people["lan"].id, "organiser", SOON))  # fmt: skip


def _disqualify(session, world, number):
    session.get_one(Entry, world.entries["duong"].id).state = EntryState.DISQUALIFIED
    session.flush()


def _rename(session, world, number):
    session.get_one(Person, world.people["duong"].id).name = f"Tên Khác {number}"
    session.get_one(Entry, world.entries["duong"].id).unit_name = f"Đơn vị khác {number}"
    session.flush()


@given(st.lists(st.sampled_from([_hand_in, _drop, _accept, _disqualify, _rename]), min_size=1, max_size=6))
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_handed_in_or_decided_not_a_byte_of_it_changes(session, world, deeds):
    nested = session.begin_nested()
    going_live(session, world)
    froze(session, world)
    before = seen_by_the_public(session, world)
    for number, deed in enumerate(deeds):
        deed(session, world, number)
        assert seen_by_the_public(session, world) == before
    [row] = session.exec(select(BoardFreeze)).all()
    assert "Đóng băng lúc 12:10" in before[0]
    assert row.lifted_at is None
    nested.rollback()
