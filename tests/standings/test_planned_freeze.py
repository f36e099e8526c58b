"""When a board freezes by itself. Pure: rules, a window and what was decided, told in minutes after the opening."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.attempts.deadline import Window
from quiz.contests.rules import RoundRules
from quiz.ledger import LedgerEntry
from quiz.standings.planned_freeze import PlannedFreeze
from tests.conftest import NOON

FIFTEEN = RoundRules(board="live", freeze_minutes=15)


def minutes(count):
    return NOON + timedelta(minutes=count)


def decided(when, decision, seq=None, **body: Any):
    return LedgerEntry(
        contest_id=1, seq=seq or when, at=minutes(when), actor_id=1, acting_role="judge", subject_type="leg",
        subject_id=1, decision=decision, body=body, reason="", previous_hash="", hash="",
    )  # fmt: skip


def for_all(when, decision, **body: Any):
    return decided(when, decision, scope="all", to=None, **body)


def planned(*decisions, rules=FIFTEEN, opens=0, closes=60, **hands):
    by_hand = {name: minutes(at) for name, at in hands.items()}
    return PlannedFreeze(rules, Window(minutes(opens), closes and minutes(closes), **by_hand), decisions)


def came(found, at):
    moment = found.came(minutes(at))
    return moment and (moment - NOON) / timedelta(minutes=1)


def expected(found, at):
    moment = found.expected(minutes(at))
    return moment and (moment - NOON) / timedelta(minutes=1)


def test_so_many_minutes_before_the_close_and_not_a_second_earlier():
    found = planned()
    assert found.came(minutes(45) - timedelta(microseconds=1)) is None
    assert (came(found, 45), came(found, 46), came(found, 600), expected(found, 1)) == (45, 45, 45, 45)


def test_it_follows_the_close_while_it_has_not_come():
    assert expected(planned(for_all(10, "extend", seconds=600)), 11) == 55
    assert expected(planned(for_all(10, "move_close", closes_at=minutes(90).isoformat())), 11) == 75
    pause = for_all(20, "pause")
    assert expected(planned(pause), 30) == 55
    assert came(planned(pause), 50) is None
    assert expected(planned(pause, for_all(50, "resume", pauses=[20])), 51) == 75


def test_time_for_one_room_moves_nothing():
    assert expected(planned(decided(10, "extend", scope="room", to="Phòng 1", entries=[1], seconds=600)), 11) == 45


def test_once_it_has_come_nothing_moves_it():
    later = [for_all(50, "extend", seconds=600), for_all(51, "pause"), for_all(55, "resume", pauses=[51])]
    assert came(planned(*later), 58) == 45


def test_a_close_that_moves_nearer_freezes_at_once_and_never_in_the_past():
    assert came(planned(for_all(30, "move_close", closes_at=minutes(40).isoformat())), 31) == 30


def test_closed_by_hand_before_it_freezes_as_it_closes():
    assert came(planned(closed_at=30), 31) == 30
    assert came(planned(closed_at=50), 51) == 45
    assert came(planned(closes=None, rules=FIFTEEN, opened_at=0, closed_at=50), 51) == 50
    assert expected(planned(closes=None), 20) is None


def test_a_leg_that_opens_late_by_hand_freezes_no_earlier_than_it_opens():
    by_hand = RoundRules(board="live", freeze_minutes=15, opening="hand")
    assert came(planned(rules=by_hand), 50) is None
    assert came(planned(rules=by_hand, opened_at=50), 50) == 50


def test_a_leg_has_a_moment_of_its_own_where_that_is_decided():
    assert came(planned(decided(5, "plan_freeze", at=minutes(40).isoformat())), 41) == 40
    assert came(planned(decided(5, "plan_freeze", minutes=30)), 31) == 30
    assert came(planned(decided(5, "plan_freeze")), 59) is None
    assert came(planned(decided(5, "plan_freeze", at=minutes(40).isoformat()), for_all(6, "pause"),
                        for_all(20, "resume", pauses=[6])), 41) == 40  # fmt: skip
    again = planned(decided(50, "plan_freeze", at=minutes(55).isoformat()))
    assert (came(again, 54), came(again, 55)) == (None, 55)


def test_rules_changed_while_it_runs_count_from_then_and_not_for_legs_that_are_over():
    changed = decided(50, "set_rules", freeze_minutes=15)
    assert came(planned(changed), 51) == 50
    assert came(planned(decided(70, "set_rules", freeze_minutes=15)), 80) is None


def test_who_never_planned_one_has_none():
    assert came(planned(rules=RoundRules(board="live")), 59) is None


DEEDS = st.sampled_from(["extend", "pause", "resume", "nearer", "further"])


@given(st.lists(st.tuples(DEEDS, st.integers(1, 15)), max_size=8), st.integers(1, 59))
def test_whatever_is_decided_a_moment_that_has_come_stays(deeds, before_close):
    """Told once, for good: what the public was shown as frozen is never another moment's."""
    rules, taken, at, told = RoundRules(board="live", freeze_minutes=before_close), [], 0, None
    for deed, later in deeds:
        at += later
        told = told or came(planned(*taken, rules=rules), at)
        pauses = [one.seq for one in taken if one.decision == "pause"]
        taken.append({
            "extend": for_all(at, "extend", seconds=300), "pause": for_all(at, "pause"),
            "resume": for_all(at, "resume", pauses=pauses),
            "nearer": for_all(at, "move_close", closes_at=minutes(at + 1).isoformat()),
            "further": for_all(at, "move_close", closes_at=minutes(at + 100).isoformat()),
        }[deed])  # fmt: skip
        now = came(planned(*taken, rules=rules), at)
        assert told is None or now == told
        assert now is None or now <= at


@pytest.mark.parametrize("wrong", [0, -5, 1441])
def test_minutes_that_cannot_be_are_no_rules(wrong):
    with pytest.raises(ValueError, match="freeze_minutes"):
        RoundRules(board="live", freeze_minutes=wrong)
