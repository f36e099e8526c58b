"""What an attempt is worth, added up by the database, is what its own sheet says, whatever the rules and decisions."""

from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select as select_columns
from sqlalchemy import text
from sqlmodel import col, delete, select

from quiz.attempts.attempt import Answer, Attempt, PaperRow
from quiz.contests.round import Mixing, Part, Round
from quiz.contests.rules import RoundRules
from quiz.standings.counting import sheets_in, tried_of
from quiz.standings.key_in_force import Correction
from quiz.standings.keys import keys_in_force
from quiz.standings.marking import FINEST
from quiz.standings.points import POINT_SCALE, scaled
from quiz.standings.recount import RECOUNT, tables
from quiz.standings.tallying import _scaled, tally_leg
from tests.standings.sitting import RIGHT, TWO, WRONG, enter, play

PEOPLE = 4
GIVEN = st.lists(st.sampled_from([RIGHT, WRONG, TWO, [], None]), min_size=3, max_size=3)
RULES = st.fixed_dictionaries(
    {
        "points_right": st.sampled_from(["1", "0.25", "0.1", "10"]),
        "minus_wrong": st.sampled_from(["0", "0.3"]),
        "below_zero": st.booleans(), "ranking_part": st.sampled_from([None, 1, 2]),
    }
)  # fmt: skip
MIXED = st.one_of(
    st.just((Mixing.SUM, 1, 1)), st.tuples(st.just(Mixing.COEFFICIENTS), st.integers(1, 3), st.integers(1, 3)),
    st.integers(1, 99).map(lambda share: (Mixing.PERCENT, share, 100 - share)),
)  # fmt: skip
DECIDED = st.lists(
    st.one_of(
        st.sampled_from([(Correction.GIVE_ALL, []), (Correction.DROP, []), (Correction.ACCEPT, WRONG)]), st.none()
    ),
    min_size=3, max_size=3,
)  # fmt: skip
ALIKE = ("attempt_id", "entry_id", "ordinal", "points", "elapsed_s", "submitted_at", "started_at", "all_right",
         "part_points", "prediction")  # fmt: skip


def tallied(session, round, leg, keys):
    """Each with what is counted of it, as `tried_of` and the sheet say it."""
    with tables(session):
        tally_leg(session, round, leg, keys)
        columns = (RECOUNT.c[name] for name in (*ALIKE, "right", "answered"))
        return [tuple(row) for row in session.execute(select_columns(*columns).order_by(RECOUNT.c.attempt_id))]


def told(session, leg, keys):
    return [
        (*(getattr(tried_of(attempt, sheet, keys, {}), name) for name in ALIKE), sheet.right, sheet.answered)
        for attempt, sheet in sheets_in(session, leg, keys)
    ]


def test_a_tally_is_what_the_sheet_says(session, world, monkeypatch):
    monkeypatch.setattr("quiz.standings.tallying.TOGETHER", 1)  # what the first answered is known afterwards
    attempts = [play(session, world, enter(session, world, f"Thí sinh {n}")) for n in range(PEOPLE)]
    round = session.get_one(Round, world.round.id)
    parts = two_parts(session, world, attempts)

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(GIVEN, min_size=PEOPLE, max_size=PEOPLE), RULES, DECIDED, MIXED)
    def agree(everyone, rules, decided, mixed):
        round.mixing, *weights = mixed
        for part, weight in zip(parts, weights, strict=True):
            part.coefficient = part.weight_percent = weight
        session.flush()
        session.exec(delete(Answer).where(col(Answer.attempt_id).in_([attempt.id for attempt in attempts])))
        for attempt, answers in zip(attempts, everyone, strict=True):
            answer(session, world, attempt, answers)
        round.rules_json = RoundRules(**rules).model_dump(mode="json")
        proposed = {
            version.id: [what] for version, what in zip(world.versions, decided, strict=True) if what is not None
        }

        def keys():
            return keys_in_force(session, round, proposed)

        assert tallied(session, round, world.leg, keys()) == told(session, world.leg, keys())

    agree()


MOMENT = st.integers(0, 1_800_000_000)
"""Microseconds of half an hour."""


def test_the_time_used_is_what_the_sheet_says(session, world):
    """To the microsecond, with pauses of every kind."""
    attempt = play(session, world, world.entries["duong"], RIGHT)
    round, start = session.get_one(Round, world.round.id), attempt.started_at
    keys = keys_in_force(session, round)

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(MOMENT, st.none() | MOMENT, MOMENT, MOMENT, st.lists(st.tuples(MOMENT, MOMENT).map(sorted), max_size=2))
    def agree(started, changed, ends, submitted, stood):
        def at(microseconds):
            return start + timedelta(microseconds=microseconds)

        attempt.started_at, attempt.ends_at, attempt.submitted_at = at(started), at(ends), at(submitted)
        attempt.last_change_at = None if changed is None else at(changed)
        attempt.stood_json = [[at(since).isoformat(), at(until).isoformat()] for since, until in stood]
        session.add(attempt)
        session.flush()

        assert tallied(session, round, world.leg, keys) == told(session, world.leg, keys)

    agree()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(units=st.integers(-(2**40), 2**40), unit=st.integers(1, 5000) | st.just(FINEST))
def test_points_are_rounded_as_everywhere(session, units, unit):
    sums = text(f"SELECT {_scaled('points')} FROM (SELECT CAST(:points AS bigint) AS points) AS sums")

    assert session.scalar(sums, {"points": units, "unit": unit}) == scaled(Fraction(units, unit))


def test_a_paper_without_places_is_worth_nothing(session, world):
    attempt = play(session, world, world.entries["duong"])
    for row in session.exec(select(PaperRow).where(PaperRow.attempt_id == attempt.id)):
        session.delete(row)
    session.flush()
    round = session.get_one(Round, world.round.id)

    [line] = tallied(session, round, world.leg, keys_in_force(session, round))

    found = dict(zip((*ALIKE, "right", "answered"), line, strict=True))
    assert (found["points"], found["right"], found["all_right"]) == (0, 0, False)


@pytest.mark.parametrize("known", [0, 1])
def test_answers_that_are_no_longer_known_are_marked_again(session, world, monkeypatch, known):
    """As where people write freely, and no two of them the same."""
    monkeypatch.setattr("quiz.standings.tallying.TOGETHER", 1)
    monkeypatch.setattr("quiz.standings.marking.MOST_KNOWN", known)
    for given_there in (RIGHT, WRONG, RIGHT, TWO):
        play(session, world, enter(session, world, "Thí sinh"), given_there, RIGHT)
    round = session.get_one(Round, world.round.id)

    lines = tallied(session, round, world.leg, keys_in_force(session, round))

    assert [line[ALIKE.index("points")] // POINT_SCALE for line in lines] == [2, 1, 2, 1]


def two_parts(session, world, attempts):
    """The last question is a part of its own."""
    second = Part(round_id=world.round.id, position=2, name="Tình huống")
    session.add(second)
    session.flush()
    of_last = select(PaperRow).where(PaperRow.number == 3, col(PaperRow.attempt_id).in_([each.id for each in attempts]))
    for row in session.exec(of_last):
        row.part_id = second.id
    session.flush()
    return session.get_one(Part, world.part.id), second


def answer(session, world, attempt, answers):
    for number, (version, choices) in enumerate(zip(world.versions, answers, strict=True), 1):
        if choices is not None:
            session.add(Answer(
                attempt_id=attempt.id, number=number, version_id=version.id, given={"choices": choices}, turn=1,
                tap=number, received_at=attempt.started_at, changed_at=attempt.started_at,
            ))  # fmt: skip
    session.flush()
    for kept in [each for each in session if isinstance(each, Answer | Attempt)]:
        session.expunge(kept)
