"""What other careful platforms do about time, freezing, ties, rounding and places: shared/cases/06_behaviour.

Each scenario is held here under its number, or argued in DECISIONS.md where we do otherwise; the last tests count them.
"""

import json
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from quiz import database
from quiz.attempts import timekeeping
from quiz.attempts.allowance import allowance
from quiz.attempts.attempt import Attempt
from quiz.attempts.deadline import (
    NOTHING,
    Decided,
    LegState,
    MovedClose,
    Window,
    closing,
    ends_at,
    leg_state,
    seconds_left,
)
from quiz.attempts.decisions import Scope, decided_for, decisions_about, window_of
from quiz.attempts.handing_in import close_overdue
from quiz.attempts.sitting import start_attempt
from quiz.contests.contest import Contest, Division
from quiz.contests.entry import Entry
from quiz.contests.prizes import Prize
from quiz.contests.releasing import Situation, answers_are_out, own_score_is_out
from quiz.contests.round import Leg, Round
from quiz.contests.rules import RoundRules
from quiz.ledger import Decider
from quiz.people.sign_in import Door, start_sign_in
from quiz.standings.awarding import Contender, Offer, Ranking, award
from quiz.standings.choosing import the_counted
from quiz.standings.live import LiveBoard
from quiz.standings.points import scaled, shown
from quiz.standings.ranking import places_of, rank
from quiz.standings.settling import Tried
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, enter, play, played
from tests.world import World, allow, come_in

CASES = Path(__file__).resolve().parents[2] / "shared" / "cases" / "06_behaviour"
SUBJECTS = ("timing", "freeze", "ranking", "marks", "awards")
HELD: set[str] = set()
ALL = Scope("all")

ARGUED = {
    "B005", "B010", "B015", "B017", "B018", "B021", "B027", "B038", "B040", "B080", "B081", "B099", "B100", "B108",
    "B137",
}  # fmt: skip
"""Where we do otherwise, or have no such rule; why stands in DECISIONS.md."""


ELSEWHERE = {
    "B076": "standings/test_freeze_scenarios.py",
    "B085": "standings/test_freeze_scenarios.py",
    "B093": "standings/test_freeze_scenarios.py",
}
"""Held by a test that names it, in the file of its subject."""


def scenario(*numbers: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The test holds these scenarios."""
    HELD.update(numbers)
    return lambda test: test


def at(second: float) -> datetime:
    """The one clock of the scenarios."""
    return NOON + timedelta(seconds=second)


def minutes(count: int, **more: Any) -> RoundRules:
    return RoundRules(minutes=count, grace_s=0, **more)


@pytest.fixture
def hall(world: World) -> World:
    """From 0 s to 1 200 s, ten minutes each; Dương sits in room 1, Khánh in room 2."""
    with database.transaction() as session:
        leg = session.get_one(Leg, world.leg.id)
        leg.opens_at, leg.closes_at = at(0), at(1200)
        session.get_one(Entry, world.entries["duong"].id).room = "Phòng 1"
        session.get_one(Entry, world.entries["khanh"].id).room = "Phòng 2"
    allow(world, minutes=10, grace_s=0)
    return world


def here(session: Session, world: World) -> tuple[Contest, Round, Leg]:
    return (
        session.get_one(Contest, world.contest.id), session.get_one(Round, world.round.id),
        session.get_one(Leg, world.leg.id),
    )  # fmt: skip


def start(session: Session, world: World, entry: Entry, second: float) -> Attempt:
    entry = session.get_one(Entry, entry.id)
    visit = start_sign_in(session, Door.PLAY, entry.person_id, NOON, entry_id=entry.id)
    return start_attempt(session, *here(session, world), entry, visit, at(second))


def judge(world: World, second: float) -> Decider:
    return Decider(world.people["minh"].id, "judge", at(second))


@scenario("B013", "B026")
def test_what_is_given_to_others_moves_nobody_else(hall: World) -> None:
    with database.transaction() as session:
        mine = start(session, hall, hall.entries["duong"], 100)
        for scope in (Scope("room", "Phòng 2"), Scope("entry", hall.entries["khanh"].id)):
            timekeeping.extend(session, *here(session, hall), scope, 300, "Mất điện", judge(hall, 150))
        assert mine.ends_at == at(700)
        timekeeping.extend(session, *here(session, hall), Scope("room", "Phòng 1"), 100, "Mất điện", judge(hall, 160))
        assert mine.ends_at == at(800)
        assert close_overdue(session, at(1000)) == 1
        assert mine.submitted_at == at(800)


@scenario("B028")
def test_an_attempt_in_its_grace_is_left_until_the_grace_is_over(hall: World) -> None:
    allow(hall, minutes=10, grace_s=120)
    with database.transaction() as session:
        mine = start(session, hall, hall.entries["duong"], 100)
        assert close_overdue(session, at(819)) == 0
        assert mine.submitted_at is None
        assert close_overdue(session, at(820)) == 1
        assert mine.submitted_at == at(700)


@scenario("B029")
def test_a_sweep_closes_each_attempt_that_is_due_once(hall: World) -> None:
    with database.transaction() as session:
        for number in range(46):
            start(session, hall, enter(session, hall, f"Thí sinh {number}"), 100 if number < 19 else 700)
    with database.transaction() as session:
        assert close_overdue(session, at(0)) == 0
        assert close_overdue(session, at(1000)) == 19
        assert close_overdue(session, at(1000)) == 0
        open_still = session.exec(select(Attempt.started_at).where(col(Attempt.submitted_at).is_(None))).all()
        assert open_still == [at(700)] * 27


@scenario("B030")
def test_a_window_is_open_from_its_first_second_to_before_its_last() -> None:
    """Half-open, as the scenarios say of us: two legs that touch share no second."""
    window = Window(at(10000), at(20000))
    states = [leg_state(minutes(5), window, NOTHING, at(second)) for second in (9999, 10000, 19999, 20000, 20001)]
    assert states == [LegState.WAITING, LegState.OPEN, LegState.OPEN, LegState.CLOSED, LegState.CLOSED]


@scenario("B031", "B033", "B034")
@pytest.mark.parametrize(
    ("closes", "allowed", "end", "looks"),
    [
        (20000, 300, 20000, {19900: 100, 20000: 0, 20100: 0}),
        (None, 60, 13600, {10000: 3600, 12000: 1600, 14000: 0}),
        (11800, 60, 11800, {10000: 1800, 11000: 800}),
    ],
)
def test_the_time_left_is_what_comes_first_and_never_wraps(
    closes: int | None, allowed: int, end: int, looks: dict[int, int]
) -> None:
    window = Window(at(0), at(closes) if closes else None)
    ends = ends_at(minutes(allowed), window, at(10000), NOTHING)
    assert ends == at(end)
    assert {second: seconds_left(ends, at(second)) for second in looks} == looks


@scenario("B043")
def test_a_phone_that_says_time_is_up_is_not_believed(hall: World, browser: Any, monkeypatch: Any) -> None:
    come_in(browser, hall.entries["duong"])
    with database.transaction() as session:
        contest, round, leg = here(session, hall)
        mine = start(session, hall, hall.entries["duong"], 700)
        assert mine.ends_at == at(1200)
        timekeeping.move_close(session, contest, round, leg, ALL, at(1260), "Mạng chậm", judge(hall, 1100))
        url = f"/play/attempts/{mine.public_id}"
    monkeypatch.setattr("quiz.clock.now", lambda: at(1200))
    browser.post(f"{url}/turn")
    assert browser.post(f"{url}/submission", data={"by_itself": "1"}).status_code == 409
    with database.transaction() as session:
        assert session.get_one(Attempt, mine.id).submitted_at is None


@scenario("B046")
def test_everybody_is_told_their_own_close(hall: World) -> None:
    with database.transaction() as session:
        contest, round, leg = here(session, hall)
        third = enter(session, hall, "Thí sinh thứ ba")
        for scope, seconds in ((Scope("room", "Phòng 1"), 600), (Scope("entry", hall.entries["khanh"].id), 1200)):
            timekeeping.extend(session, contest, round, leg, scope, seconds, "Mất điện", judge(hall, 10))
        decisions = decisions_about(session, contest, leg)
        people = [session.get_one(Entry, hall.entries[name].id) for name in ("duong", "khanh")]
        told = [closing(window_of(leg), decided_for(decisions, one), at(20)) for one in (*people, third, None)]
        assert told == [at(1800), at(2400), at(1200), at(1200)]


@scenario("B047")
def test_what_is_shown_follows_where_the_leg_stands() -> None:
    """Whether a paper was handed in a minute or two hours ago makes no difference: the leg decides."""
    at_once = minutes(10, release_score="submitted", release_answers="closed")
    running, later, closed = Situation(False, False), Situation(False, False), Situation(True, False)
    assert [own_score_is_out(at_once, running, submitted) for submitted in (None, at(5))] == [False, True]
    assert [answers_are_out(at_once, one) for one in (running, later, closed)] == [False, False, True]


@scenario("B101")
def test_a_floating_window_gives_everybody_their_full_time() -> None:
    """Hours of the scenario as minutes."""
    window = Window(at(6 * 60), at(18 * 60))
    assert ends_at(minutes(6, late_start="full"), window, at(9 * 60), NOTHING) == at(15 * 60)
    assert ends_at(minutes(6, late_start="full"), window, at(17 * 60), NOTHING) == at(23 * 60)
    moved = Decided(moved=[MovedClose(at(20 * 60), at(10 * 60))])
    assert ends_at(minutes(6), window, at(17 * 60), moved) == at(20 * 60)


@scenario("B116")
def test_as_many_attempts_as_the_rules_allow() -> None:
    made = [at(second) for second in range(5)]
    allowed = [allowance(minutes(5, attempts=most), made, None, at(9)).may_begin for most in (3, 5, 6, 9)]
    assert allowed == [False, False, True, True]
    assert allowance(minutes(5, attempts_per="any"), made, None, at(9)).may_begin


@scenario("B068")
def test_thirds_add_up_exactly() -> None:
    third = Fraction(1, 3)
    assert scaled(sum(map(Fraction, ("0.8", "1", "1", "1", "0.5", "1", "0")), Fraction(0))) == 53_000
    assert scaled(sum((Fraction(0), third, *[Fraction(1)] * 5), Fraction(0))) == 53_333
    assert scaled(third + third + third) == scaled(Fraction(1))


@scenario("B069", "B111")
def test_points_are_rounded_to_be_shown_and_never_to_be_compared() -> None:
    assert [str(shown(scaled(Fraction(points)))) for points in ("0.12345678", "0.24691356")] == ["0.12", "0.25"]
    just_more, eighty = scaled(Fraction("80.0004")), scaled(Fraction(80))
    assert places_of([(-just_more,), (-eighty,)]) == [1, 2]
    assert shown(just_more) == shown(eighty)


@scenario("B107")
def test_the_best_of_several_attempts_counts() -> None:
    tries = [Tried(number, 1, number, points, 60, at(60), at(0)) for number, points in ((1, 444_000), (2, 666_000))]
    assert the_counted(tries, minutes(5, attempts=2)).points == 666_000


@scenario("B077")
def test_nobody_is_ahead_before_anybody_did_something(session: Session, world: World) -> None:
    board = LiveBoard(session, world.round, world.leg)
    assert board.total() == 0
    for name in ("duong", "khanh"):
        played(session, world, world.entries[name])
    assert [(line.place, line.points) for line in board.lines(0, 9).lines] == [(1, 0), (1, 0)]
    assert {line.elapsed_s for line in board.lines(0, 9).lines} == {15 * 60}  # a blank sheet is not the quickest


@scenario("B096")
def test_a_complete_ranking_agrees() -> None:
    sample = json.loads((cases() / "data" / "icpc_sample.json").read_text())
    penalty = sample["penalty_minutes"]
    teams = {
        team["team"]: (
            -len(team["solves"]), sum(each["minute"] + penalty * (each["tries"] - 1) for each in team["solves"]),
            max((each["minute"] for each in team["solves"]), default=0),
        )
        for team in sample["input"]
    }  # fmt: skip
    ranked = rank([team for team in teams if teams[team][0]], lambda team: teams[team], among_equals=str)
    expected = {each["team"]: each["rank"] for each in sample["expected"]["full_ranked"] if each["rank"]}
    assert {team: place for place, team in ranked} == expected


@scenario("B125")
def test_who_is_hors_concours_takes_no_place(session: Session, world: World) -> None:
    played(session, world, world.entries["duong"], RIGHT, seconds=10)
    played(session, world, world.entries["khanh"], RIGHT, seconds=20)
    played(session, world, enter(session, world, "Khách Mời", hors_concours=True), RIGHT, RIGHT, RIGHT)
    lines = LiveBoard(session, world.round, world.leg).lines(0, 9).lines
    assert [(line.place, line.entry_id) for line in lines] == [
        (1, world.entries["duong"].id), (2, world.entries["khanh"].id),
    ]  # fmt: skip


@scenario("B127")
def test_a_division_is_numbered_from_one(session: Session, world: World) -> None:
    second = Division(contest_id=world.contest.id, name="Bảng B", position=2)
    session.add(second)
    session.flush()
    played(session, world, world.entries["duong"], RIGHT, RIGHT)
    apart = enter(session, world, "Lê Văn Tám")
    apart.division_id = second.id
    session.flush()
    played(session, world, apart, RIGHT)
    assert second.id is not None
    lines = LiveBoard(session, world.round, world.leg).in_division(second.id).lines(0, 9).lines
    assert [(line.place, line.entry_id) for line in lines] == [(1, apart.id)]


@scenario("B140", "B141", "B142", "B143")
def test_places_by_several_keys_by_one_and_by_none() -> None:
    wins = {"A": (-2, -8045), "D": (-2, -7875), "C": (-2, -7845), "B": (0, -7535)}
    assert rank(wins, lambda team: wins[team], among_equals=str) == [(1, "A"), (2, "D"), (3, "C"), (4, "B")]
    assert places_of(sorted([(-2,), (0,), (0,)])) == [1, 2, 2]
    assert places_of([(), ()]) == [1, 1]


@scenario("B142")
def test_no_attempt_is_not_an_attempt_with_no_point(session: Session, world: World) -> None:
    played(session, world, world.entries["duong"])
    play(session, world, world.entries["khanh"], submitted_after=None)
    lines = LiveBoard(session, world.round, world.leg).lines(0, 9).lines
    assert [line.entry_id for line in lines] == [world.entries["duong"].id]


@scenario("B095")
def test_nobody_wins_a_prize_with_no_point() -> None:
    lines = Ranking(
        "leg:1", (Contender(1, 1, Fraction(5)), Contender(2, 2, Fraction(0)), Contender(3, 3, Fraction(-1)))
    )
    prize = Prize(grade="first", scope="leg", count=3)
    [given] = award([Offer(0, prize, lines)], "higher")
    assert [one.id for one in given.winners] == [1]
    assert ([one.why for one in given.passed], given.left_open) == (["nothing", "nothing"], 2)


def cases() -> Path:
    if CASES.is_dir():
        return CASES
    message = "the scenarios of behaviour did not run: shared/cases is not at hand"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


def test_every_scenario_is_held_or_argued() -> None:
    told = json.loads((cases() / "scenarios.json").read_text())
    about = {each["id"] for each in told if each["area"].split(".")[0] in SUBJECTS}
    assert not HELD & ARGUED
    assert not about - HELD - ARGUED - ELSEWHERE.keys()


def test_whatever_is_held_elsewhere_is_named_there() -> None:
    here = Path(__file__).resolve().parent
    assert not {number for number, file in ELSEWHERE.items() if number not in (here / file).read_text()}


def test_whatever_is_argued_stands_in_the_decisions() -> None:
    decisions = (Path(__file__).resolve().parents[1] / "DECISIONS.md").read_text()
    assert not {number for number in ARGUED if number not in decisions}
