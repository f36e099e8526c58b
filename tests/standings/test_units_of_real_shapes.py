"""Rankings of units in contests that were held, against plain arithmetic over the raw rows."""

import random
from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
from sqlmodel import select

from quiz import database
from quiz.attempts.attempt import Attempt
from quiz.contests.contest import Contest, Division
from quiz.contests.entry import Entry, EntryState
from quiz.contests.making import make_contest
from quiz.contests.round import Leg, legs_of, parts_of, rounds_of
from quiz.ledger import Decider
from quiz.people.head_count import HeadCount, keep_head_counts
from quiz.people.unit import Unit
from quiz.standings.comparing import compare_leg
from quiz.standings.finding_prizes import prizes_of, won_by_units
from quiz.standings.gathering_units import unit_tables_of
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, WRONG, enter, played

UNITS, PEOPLE = 6, 40
STARTS = NOON - timedelta(days=60)


def play_through(session, world, shape):
    """People of six units, some of whom left, sit some legs up to twice. The odd units have told their head count."""
    rng = random.Random(shape)
    decider = Decider(world.people["lan"].id, "organiser", STARTS)
    contest = make_contest(session, shape, "Thi", world.units["vinh-linh"], decider, starts_at=STARTS, weeks=3)
    (round,) = rounds_of(session, contest.id)
    (part,) = parts_of(session, round.id)
    division = session.exec(select(Division).where(Division.contest_id == contest.id)).one()
    units = [Unit(code=f"chi-doan-{n}", name=f"Chi đoàn {n}", kind="branch") for n in range(UNITS)]
    session.add_all(units)
    session.flush()
    keep_head_counts(session, [(unit, rng.randint(5, 15), date(2026, 3, 1)) for unit in units[1::2]])
    keep_head_counts(session, [(units[0], 12, date(2026, 3, 1)), (units[0], 99, date(2030, 1, 1))])
    own = replace(world, contest=contest, round=round, part=part, units={unit.code: unit for unit in units},
                  entries={"duong": Entry(division_id=division.id)})  # fmt: skip
    entries = [enter(session, own, f"Người {n}", f"chi-doan-{n % UNITS}") for n in range(PEOPLE)]
    for leg in legs_of(session, round.id):
        for entry in rng.sample(entries, rng.randint(10, PEOPLE)):
            for ordinal in range(1, rng.randint(1, round.rules.attempts or 2) + 1):
                given = [rng.choice([RIGHT, WRONG]) for _ in range(3)]
                played(session, replace(own, leg=leg), entry, *given, seconds=rng.randint(20, 90), ordinal=ordinal)
        compare_leg(session, round, leg)
    for entry, state in zip(rng.sample(entries, 4), [EntryState.WITHDRAWN, EntryState.DISQUALIFIED] * 2, strict=True):
        entry.state = state
    session.flush()
    return contest


def raw(session, contest):
    """Plain values: each unit's people in each leg, its attempts, and its head count."""
    legs = {
        leg.id for leg in session.exec(select(Leg)) if leg.round_id in {r.id for r in rounds_of(session, contest.id)}
    }
    units = {entry.id: entry.unit_id for entry in session.exec(select(Entry).where(Entry.contest_id == contest.id))
             if entry.state == "active"}  # fmt: skip
    people, attempts = defaultdict(lambda: defaultdict(set)), defaultdict(int)
    for attempt in session.exec(select(Attempt)):
        if attempt.leg_id in legs and attempt.entry_id in units and attempt.submitted_at:
            people[units[attempt.entry_id]][attempt.leg_id].add(attempt.entry_id)
            attempts[units[attempt.entry_id]] += 1
    heads = {one.unit_id: one.number for one in session.exec(select(HeadCount)) if one.as_of < date(2027, 1, 1)}
    return legs, people, attempts, heads


def places(figures):
    """1, 2, 2, 4."""
    return {unit: 1 + sum(other > figure for other in figures.values()) for unit, figure in figures.items()}


def told(table):
    return {row.facts.unit_id: (row.place, row.value) for group in table.groups for row in group.rows}


@pytest.fixture
def later() -> datetime:
    return NOON + timedelta(days=30)


def test_safety_ranks_units_by_their_people(world, later):
    with database.transaction() as session:
        contest = play_through(session, world, "safety")
        (table,) = unit_tables_of(session, session.get_one(Contest, contest.id), later)
        _legs, people, attempts, _heads = raw(session, contest)

    figures = {unit: len(set.union(*own.values())) for unit, own in people.items()}
    assert told(table) == {unit: (place, figures[unit]) for unit, place in places(figures).items()}
    assert {row.facts.unit_id: row.facts.attempts for row in table.groups[0].rows} == dict(attempts)


def test_the_resolution_contest_ranks_units_by_its_formula(world, later):
    with database.transaction() as session:
        contest = play_through(session, world, "resolution")
        found = prizes_of(session, contest, "live", later)
        (table,) = unit_tables_of(session, contest, later, won_by_units(found))
        legs, people, _attempts, heads = raw(session, contest)
        winners = [(line.grade, one.unit_id) for line in found.prize_list.lines if line.scope in ("leg", "overall")
                   for one in line.winners]  # fmt: skip

    worth = {"first": 10, "second": 8, "third": 6}
    figures = {}
    for unit, own in people.items():
        if heads.get(unit, 0) >= 10:
            shares = [min(Fraction(1), Fraction(len(own[leg]), heads[unit])) for leg in legs]
            won = sum(worth.get(grade, 0) for grade, of in winners if of == unit)
            figures[unit] = 100 * sum(shares) / len(legs) + won
    assert winners
    assert len(figures) > 1
    assert told(table) == {unit: (place, figures[unit]) for unit, place in places(figures).items()}
    assert {(row.facts.unit_id in heads, row.why) for row in table.unranked} <= {
        (False, "no_heads"),
        (True, "few_heads"),
    }
