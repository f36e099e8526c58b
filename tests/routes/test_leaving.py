"""Whoever leaves the ranking by whatever way, or comes back: the board is what counting anew comes to."""

import random
from datetime import timedelta

import pytest
from sqlmodel import select

from quiz import clock, database
from quiz.attempts.attempt import Attempt
from quiz.contests.contest import Contest
from quiz.contests.doubling import is_merged
from quiz.contests.entry import Entry, EntryState
from quiz.contests.round import Leg, Round
from quiz.standings.comparing import actual_of
from quiz.standings.counting import recount_leg
from quiz.standings.listing import is_listed_right
from quiz.standings.proving import settled_scores
from tests.conftest import NOON
from tests.routes.test_rosters import bring, workbook
from tests.standings.sitting import RIGHT, WRONG, enter, played
from tests.world import allow, decide, sit_at_desk

NEWCOMER = [1, "Lê Văn Chín", "1/2/2003", "Chi đoàn thôn Hiền Lương", "", "", ""]


@pytest.fixture
def desk(world, browser, monkeypatch):
    """The leg is closed, and everybody predicted."""
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(hours=2))
    sit_at_desk(browser, world.people["lan"])
    return browser


def predicted(world, asked="percent"):
    """Six people, some of whom tried twice, held against what came about; equals are the jury's."""
    allow(world, prediction=asked, ranking=("score", "prediction", "jury"), attempts=2, counted="best")
    with database.transaction() as session:
        everybody = [*world.entries.values(), *(enter(session, world, f"Người {n}") for n in range(4))]
        for number, entry in enumerate(everybody):
            for ordinal in range(1, 2 + number % 2):
                given = [RIGHT, RIGHT, RIGHT if number % 3 else WRONG]
                attempt = played(session, world, entry, *given, ordinal=ordinal)
                attempt.prediction = 2_000_000 if asked == "percent" else number
                session.add(attempt)
        _recount(session, world)
    return everybody


def _recount(session, world):
    contest, round = session.get_one(Contest, world.contest.id), session.get_one(Round, world.round.id)
    return recount_leg(session, contest, round, session.get_one(Leg, world.leg.id))


def insist_as_counted_anew(world):
    with database.transaction() as session:
        assert settled_scores(session).wrong == []
        assert is_listed_right(session, world.leg.id)
        assert _recount(session, world) == 0


def came_about(world):
    with database.transaction(writing=False) as session:
        return actual_of(session, world.leg)


def home(world):
    return f"/organise/contests/{world.contest.public_id}"


def merge(desk, world, kept, other):
    sent = {"entry": [other.public_id], "keep": kept.public_id, "reason": "Đăng ký hai lần"}
    return desk.post(f"{home(world)}/duplicates/merger", data=sent)


def separate(desk, world, entry):
    return desk.post(f"{home(world)}/entries/{entry.public_id}/separation", data={"reason": "Hai người"})


def leave_by_roster(desk, world, entry):
    roster = bring(desk, world, workbook([NEWCOMER]))
    return desk.post(f"{roster}/acceptance", data={"withdrawn": [entry.public_id]})


def erase(desk, world, entry):
    return desk.post(f"{home(world)}/entries/{entry.public_id}/erasure", data={"sure": "1"})


@pytest.mark.parametrize("asked", ["attempts", "percent"])
def test_each_way_out_and_back_is_counted(world, desk, asked):
    everybody = predicted(world, asked)
    kept, other = everybody[0], everybody[1]
    assert came_about(world).attempts == 9

    for act, attempts in [
        (lambda: merge(desk, world, kept, other), 7),
        (lambda: separate(desk, world, other), 9),
        (lambda: leave_by_roster(desk, world, everybody[2]), 8),
        (lambda: erase(desk, world, everybody[3]), 6),
        (lambda: decide(desk, f"{home(world)}/entries/{everybody[2].public_id}/restoration"), 7),
        (lambda: decide(desk, f"{home(world)}/entries/{kept.public_id}/placing"), 6),
    ]:
        assert act().status_code == 303
        assert came_about(world).attempts == attempts
        insist_as_counted_anew(world)


def test_what_came_about_stays_once_the_official_board_is_out(world, desk):
    everybody = predicted(world)
    before = came_about(world)
    results = f"/organise/legs/{world.leg.public_id}/results/publication"
    desk.post(results, data={"state": "official", "early": "Không chờ"})

    merge(desk, world, everybody[0], everybody[1])
    leave_by_roster(desk, world, everybody[2])
    erase(desk, world, everybody[3])

    assert came_about(world) == before
    insist_as_counted_anew(world)


@pytest.mark.parametrize("seed", [1, 2])
def test_any_of_them_in_any_order(world, desk, seed):
    predicted(world, ["all_right", "people"][seed % 2])
    chance = random.Random(seed)
    for _ in range(8):
        with database.transaction(writing=False) as session:
            kept, entry = chance.sample(session.exec(select(Entry).order_by(Entry.id)).all(), 2)
            attempt = chance.choice(session.exec(select(Attempt).order_by(Attempt.id)).all())
            merged = is_merged(session, entry)
        own = f"{home(world)}/entries/{entry.public_id}"
        if merged:
            separate(desk, world, entry)
        elif entry.state == EntryState.WITHDRAWN:
            decide(desk, f"{own}/restoration")
        elif chance.random() < 0.4:
            merge(desk, world, kept, entry)
        elif chance.random() < 0.5:
            chance.choice([leave_by_roster, erase])(desk, world, entry)
        else:
            out = f"/organise/attempts/{attempt.public_id}/disqualification"
            decide(desk, chance.choice([f"{own}/disqualification", f"{own}/placing", out]))
        insist_as_counted_anew(world)
