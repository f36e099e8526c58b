"""A judge's decision about time moves exactly the deadlines that it concerns, and says so in the ledger."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from quiz import database
from quiz.attempts import timekeeping
from quiz.attempts.attempt import Attempt
from quiz.attempts.deadline import LegState
from quiz.attempts.decisions import Reach, Scope, course_of, decisions_about
from quiz.attempts.pacing import apply
from quiz.contests.contest import Contest
from quiz.contests.round import Leg, Round
from quiz.ledger import Decider, breaks, decisions_on
from quiz.refusals import Invalid, Refusal
from tests.world import World, build_world

TWO_MINUTES = 120


def begin(session: Session, world: World, name: str, at: datetime) -> Attempt:
    entry, leg = world.entries[name], session.get_one(Leg, world.leg.id)
    attempt = Attempt(entry_id=entry.id, leg_id=leg.id or 0, rules_version=1, started_at=at, ends_at=at)
    run = course_of(world.round, leg, decisions_about(session, world.contest, leg), entry, attempt)
    apply(session, world.round, attempt, entry, run, 0)
    session.add(attempt)
    session.flush()
    return attempt


def running(session: Session, world: World) -> tuple[Contest, Round, Leg]:
    return (
        session.get_one(Contest, world.contest.id),
        session.get_one(Round, world.round.id),
        session.get_one(Leg, world.leg.id),
    )


def minh(world: World, at: datetime) -> Decider:
    assert world.people["minh"].id is not None
    return Decider(world.people["minh"].id, "judge", at)


@pytest.mark.parametrize(
    ("reach", "to", "moved"),
    [("all", None, {"duong", "khanh"}), ("unit", "tan-trai", {"duong"}), ("room", "Phòng 1", {"duong", "khanh"}),
     ("room", "Phòng 2", set()), ("entry", "khanh", {"khanh"})],
)  # fmt: skip
def test_time_is_added_to_whom_it_concerns_and_nobody_else(
    world: World, noon: datetime, reach: Reach, to: str | None, moved: set[str]
) -> None:
    whom = {"unit": lambda: world.units[str(to)].id, "entry": lambda: world.entries[str(to)].id}.get(
        reach, lambda: to
    )()
    with database.transaction() as session:
        attempts = {name: begin(session, world, name, noon) for name in ("duong", "khanh")}
        before = {name: attempt.ends_at for name, attempt in attempts.items()}
        by = minh(world, noon + timedelta(minutes=3))
        count = timekeeping.extend(session, *running(session, world), Scope(reach, whom), TWO_MINUTES, "Mất điện", by)

        late = {name for name, attempt in attempts.items() if attempt.ends_at == before[name] + timedelta(minutes=2)}
        assert late == moved
        assert count == len(moved)
        assert list(breaks(session)) == []


def test_two_extensions_add_up_and_the_stored_deadline_is_the_computed_one(world: World, noon: datetime) -> None:
    with database.transaction() as session:
        attempt = begin(session, world, "duong", noon)
        contest, round, leg = running(session, world)
        for minute in (1, 2):
            by = minh(world, noon + timedelta(minutes=minute))
            timekeeping.extend(session, contest, round, leg, Scope("all"), TWO_MINUTES, "Mạng chậm", by)

        decisions = decisions_about(session, contest, leg)
        computed = course_of(round, leg, decisions, world.entries["duong"], attempt).ends_at
        assert attempt.ends_at == computed == noon + timedelta(minutes=19)


def test_without_a_reason_nothing_is_decided(world: World, noon: datetime) -> None:
    with database.transaction() as session:
        with pytest.raises(Invalid):
            timekeeping.extend(session, *running(session, world), Scope("all"), TWO_MINUTES, "  ", minh(world, noon))

        assert decisions_on(session, world.contest.id or 0) == []


@pytest.mark.parametrize("seconds", [0, -60, 4 * 3600])
def test_unreasonable_extensions_are_refused(world: World, noon: datetime, seconds: int) -> None:
    with database.transaction() as session, pytest.raises(Invalid):
        timekeeping.extend(session, *running(session, world), Scope("all"), seconds, "Lý do", minh(world, noon))


def test_closing_ends_every_attempt_at_that_moment(world: World, noon: datetime) -> None:
    later = noon + timedelta(minutes=4)
    with database.transaction() as session:
        attempt = begin(session, world, "duong", noon)
        contest, round, leg = running(session, world)
        timekeeping.close_leg(session, contest, round, leg, "Cả phòng đã nộp", minh(world, later))

        assert attempt.ends_at == later
        assert timekeeping.state_of(session, contest, round, leg, later) == LegState.CLOSED


def test_a_round_by_the_clock_is_not_opened_by_hand(world: World, noon: datetime) -> None:
    with database.transaction() as session, pytest.raises(Refusal):
        timekeeping.open_leg(session, *running(session, world), minh(world, noon))


def test_a_round_by_hand_opens_when_a_judge_says_so(site: object, noon: datetime) -> None:
    world = build_world(noon, opening="hand")
    with database.transaction() as session:
        contest, round, leg = running(session, world)
        assert timekeeping.state_of(session, contest, round, leg, noon) == LegState.WAITING
        timekeeping.open_leg(session, contest, round, leg, minh(world, noon))

        assert timekeeping.state_of(session, contest, round, leg, noon) == LegState.OPEN
        assert [decision.decision for decision in decisions_on(session, contest.id or 0)] == ["open"]
