"""What the database finds of all attempts together is what settling.py says of them, whatever the rules."""

from datetime import timedelta
from types import SimpleNamespace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select as select_columns
from sqlmodel import delete, insert

from quiz.contests.entry import EntryState
from quiz.contests.round import Round
from quiz.contests.rules import RoundRules
from quiz.standings.comparing import ranked_in
from quiz.standings.predicting import Actual
from quiz.standings.recount import COUNTED, RECOUNT, SETTLED, tables
from quiz.standings.score import Score
from quiz.standings.settling import TieDecision, Tried, came_about, settled
from quiz.standings.settling_all import TRIED, settle_all
from tests.conftest import NOON
from tests.standings.sitting import enter

PEOPLE = 5
ONE = st.fixed_dictionaries(
    {
        "points": st.integers(0, 2), "elapsed_s": st.integers(0, 1), "all_right": st.booleans(),
        "prediction": st.none() | st.integers(0, 3), "part_points": st.integers(0, 1),
        "submitted_at": st.sampled_from([NOON, NOON + timedelta(seconds=1)]),
    }
)  # fmt: skip
EVERYBODY = st.lists(st.lists(ONE, max_size=3), min_size=PEOPLE, max_size=PEOPLE)
RANKINGS = st.permutations(["score", "prediction", "elapsed", "full_marks", "jury", "lots", "part"]).flatmap(
    lambda keys: st.integers(1, len(keys)).map(lambda many: tuple(keys[:many]))
)
RULES = st.fixed_dictionaries(
    {
        "prediction": st.sampled_from([None, "all_right", "people", "attempts", "percent"]),
        "prediction_within": st.sampled_from(["nearest", "not_exceeding"]),
        "counted": st.sampled_from(["best", "first", "last"]),
    }
)  # fmt: skip
DECISIONS = st.lists(
    st.tuples(st.sampled_from(["jury", "lots"]), st.permutations(range(PEOPLE)), st.integers(1, PEOPLE)), max_size=3
)
FIXED = st.none() | st.just(Actual(all_right=1, people=3, attempts=4))


def test_all_together_are_settled_as_each_rule_says(session, world):
    hors = [False, False, False, True, False]
    entries = [enter(session, world, f"Thí sinh {n}", hors_concours=hors[n]) for n in range(PEOPLE)]
    entries[4].state = EntryState.WITHDRAWN
    session.flush()
    ids = [entry.id for entry in entries]
    round = session.get_one(Round, world.round.id)
    ranked = ranked_in(session, round)

    @settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(EVERYBODY, RULES, RANKINGS, DECISIONS, FIXED)
    def agree(everybody, chosen, ranking, decided, fixed):
        rules = RoundRules.model_construct(**{**dict(RoundRules()), **chosen, "ranking": ranking, "attempts": 3})
        tries = [
            Tried(attempt_id=entry_id * 10 + nth, entry_id=entry_id, ordinal=nth, started_at=NOON, **one)
            for entry_id, theirs in zip(ids, everybody, strict=True)
            for nth, one in enumerate(theirs, 1)
        ]
        decisions = [TieDecision(by, tuple(ids[n] for n in order[:many])) for by, order, many in decided]
        actual = fixed or came_about(tries, rules, ranked)

        found, held_against = in_the_database(session, round, rules, tries, decisions, fixed)

        assert held_against == actual
        assert found == settled(tries, rules, ranked, decisions, actual)

    agree()


def in_the_database(session, round, rules, tries, decisions, fixed):
    """From whatever was found before."""
    before = {"stands": False, "full_marks": 7, "prediction_distance": 7, "jury_place": 7, "lot_place": 7}
    same = {"carried": 0, "right": 0, "answered": 0, "rules_version": 1}

    ruled = SimpleNamespace(contest_id=round.contest_id, rules=rules)
    with tables(session):
        session.connection().execute(delete(RECOUNT))
        if tries:
            session.connection().execute(insert(RECOUNT), [
                {name: getattr(each, name) for name in TRIED if name not in SETTLED} | before | same for each in tries
            ])  # fmt: skip
        held_against = settle_all(session, ruled, decisions, fixed)
        rows = session.execute(select_columns(*(RECOUNT.c[name] for name in TRIED)).order_by(RECOUNT.c.attempt_id))
        return [Tried(**dict(zip(TRIED, row, strict=True))) for row in rows], held_against


def test_every_column_of_a_score_is_counted_or_settled():
    kept = {"attempt_id", "leg_id", "entry_id", "counted_at"}
    assert set(Score.model_fields) - kept == {*COUNTED, *SETTLED}
