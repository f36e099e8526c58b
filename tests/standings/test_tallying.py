"""What an attempt is worth in one pass over all is what its own sheet adds up to, whatever the rules and decisions."""

from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, delete, select

from quiz.attempts.attempt import Answer, PaperRow
from quiz.contests.round import Mixing, Part, Round
from quiz.contests.rules import RoundRules
from quiz.standings.counting import sheets_in
from quiz.standings.key_in_force import Correction
from quiz.standings.keys import keys_in_force
from quiz.standings.tallying import tallies_in
from tests.standings.sitting import RIGHT, TWO, WRONG, enter, play

PEOPLE = 4
GIVEN = st.lists(st.sampled_from([RIGHT, WRONG, TWO, [], None]), min_size=3, max_size=3)
RULES = st.fixed_dictionaries(
    {
        "points_right": st.sampled_from(["1", "0.25", "0.1", "10"]), "minus_wrong": st.sampled_from(["0", "0.3"]),
        "below_zero": st.booleans(), "ranking_part": st.sampled_from([None, 1]),
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


def test_a_tally_is_what_the_sheet_says(session, world, monkeypatch):
    monkeypatch.setattr("quiz.standings.tallying.TOGETHER", 3)
    attempts = [play(session, world, enter(session, world, f"Thí sinh {n}")) for n in range(PEOPLE)]
    round = session.get_one(Round, world.round.id)
    parts = two_parts(session, world, attempts)

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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

        tallies = [tally for batch in tallies_in(session, world.leg, keys()) for _attempt, tally in batch]
        expected = [(sheet, sheet.points_in(keys().named_part)) for _, sheet in sheets_in(session, world.leg, keys())]
        assert [
            (tally.points, tally.right, tally.answered, tally.all_right, tally.part_points) for tally in tallies
        ] == [(sheet.points, sheet.right, sheet.answered, sheet.all_right, part) for sheet, part in expected]

    agree()


def test_a_paper_without_places_is_worth_nothing(session, world):
    attempt = play(session, world, world.entries["duong"])
    for row in session.exec(select(PaperRow).where(PaperRow.attempt_id == attempt.id)):
        session.delete(row)
    session.flush()

    [[(_, tally)]] = tallies_in(session, world.leg, keys_in_force(session, world.round))

    assert (tally.points, tally.right, tally.all_right) == (Fraction(0), 0, False)


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
    for kept in [each for each in session if isinstance(each, Answer)]:
        session.expunge(kept)
