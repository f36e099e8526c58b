"""The board counted by SQL has the places that the pure ranking gives, by every order of keys, on both engines."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quiz.contests.round import Round
from quiz.contests.rules import RoundRules
from quiz.standings.live import LiveBoard
from quiz.standings.points import POINT_SCALE
from quiz.standings.ranking import rank
from quiz.standings.score import NO_PREDICTION, Score
from quiz.standings.tie_breaks import TIE_BREAKS, ordering
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, enter, played

PEOPLE = 7
FEW = st.integers(0, 1)
MOMENT = FEW.map(lambda seconds: NOON + timedelta(seconds=seconds))
VALUES = st.fixed_dictionaries(
    {
        "points": st.integers(-1, 1).map(lambda n: n * POINT_SCALE), "elapsed_s": FEW, "submitted_at": MOMENT,
        "started_at": MOMENT, "prediction_distance": st.sampled_from([0, 3, NO_PREDICTION]), "full_marks": FEW,
        "part_points": FEW, "jury_place": FEW, "lot_place": FEW,
    }
)  # fmt: skip
KEYS = st.permutations(list(TIE_BREAKS)).flatmap(lambda keys: st.integers(1, len(keys)).map(lambda n: tuple(keys[:n])))


def test_sql_and_the_pure_ranking_agree_by_every_order_of_keys(session, world):
    round = session.get_one(Round, world.round.id)
    scores = [
        session.get_one(Score, played(session, world, enter(session, world, f"Thí sinh {n}"), RIGHT).id)
        for n in range(PEOPLE)
    ]

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(VALUES, min_size=PEOPLE, max_size=PEOPLE), KEYS, st.integers(0, PEOPLE - 1))
    def agree(values, keys, start):
        for score, given_values in zip(scores, values, strict=True):
            score.sqlmodel_update(given_values)
            session.add(score)
        session.flush()
        round.rules_json = RoundRules(ranking=keys).model_dump(mode="json")

        expected = [
            (place, score.entry_id)
            for place, score in rank(scores, ordering(keys), among_equals=lambda score: score.entry_id)
        ]
        board = LiveBoard(session, round, world.leg)
        assert [(line.place, line.entry_id) for line in board.lines(start, PEOPLE).lines] == expected[start:]
        assert [board.position_of(entry_id) for _place, entry_id in expected] == list(range(PEOPLE))

    agree()
