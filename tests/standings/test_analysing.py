"""How questions did, from real attempts: those that count, under the keys in force, of legs that are over."""

import statistics

import pytest

from quiz import clock
from quiz.attempts.attempt import Mode, PaperRow
from quiz.ledger import Decider
from quiz.standings.analysing import analysis_of, analysis_of_question, closed_legs
from quiz.standings.correcting import correct_key
from quiz.standings.counting import count_attempt, recount_leg
from quiz.standings.key_in_force import Correction
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, TWO, WRONG, enter, play, played
from tests.world import HOUR

AFTER = NOON + 2 * HOUR
GIVEN = [(RIGHT, RIGHT, RIGHT), (RIGHT, RIGHT, WRONG), (RIGHT, WRONG, None), (WRONG, ["sai2"], ["sai3"])]
"""By four people: 3, 2, 1 and 0 right."""


@pytest.fixture
def over(session, world):
    for number, given in enumerate(GIVEN):
        played(session, world, enter(session, world, f"Người {number}"), *given)
    return world


def analysed(session, world):
    return analysis_of(session, world.round, [world.leg])


def of(found, version):
    return next(each for each in found.questions if each.version.id == version.id)


def test_shares_thirds_and_correlation_are_of_the_answers_given(session, over):
    found = of(analysed(session, over), over.versions[0])
    lines = {line.text: line.given for line in found.lines}

    assert found.item.right == 0.75
    assert found.item.discrimination == pytest.approx(statistics.correlation([1, 1, 1, 0], [2, 1, 0, 0]))
    assert [line.letter for line in found.lines] == ["A", "B", "C", "D"]
    assert [line.right for line in found.lines] == [True, False, False, False]
    assert [given.count for given in lines.values()] == [3, 1, 0, 0]
    assert found.lines[0].given.upper == pytest.approx(1.0)
    assert found.lines[1].given.lower == pytest.approx(1 / (4 / 3))


def test_a_paper_that_all_had_has_a_reliability(session, over):
    [(paper, verdict)] = analysed(session, over).papers

    assert (paper.questions, paper.attempts) == (3, 4)
    assert paper.reliability == pytest.approx(3 / 2 * (1 - (3 / 16 + 1 / 4 + 3 / 16) / 1.25))
    assert verdict.level == "wait"


def test_papers_that_one_person_had_are_not_told_of_one_by_one(session, world):
    for number, name in enumerate(["Ánh", "Đạt"], 1):
        attempt = play(session, world, enter(session, world, name), RIGHT, RIGHT, RIGHT)
        session.delete(session.get_one(PaperRow, (attempt.id, number)))
        session.flush()
        count_attempt(session, attempt)
    found = analysed(session, world)

    assert found.attempts == 2
    assert (found.papers, found.drawn) == ([], True)


def test_one_attempt_is_told_and_concludes_nothing(session, world):
    played(session, world, world.entries["duong"], RIGHT, WRONG, None)
    found = of(analysed(session, world), world.versions[0])

    assert (found.item.asked, found.item.discrimination) == (1, None)
    assert [verdict.level for verdict in found.verdicts] == ["wait"]


def test_previews_mocks_and_unfinished_attempts_are_left_out(session, over):
    play(session, over, over.entries["duong"], WRONG, mode=Mode.MOCK)
    play(session, over, over.entries["khanh"], WRONG, submitted_after=None)

    assert analysed(session, over).attempts == 4


def correct(session, world, place, what, choices=()):
    by = Decider(world.people["binh"].id, "chief_judge", world.contest.created_at)
    correct_key(session, world.contest, world.leg, world.versions[place], what=what, choices=list(choices),
                reason="Đáp án in sai", by=by)  # fmt: skip


def test_a_corrected_key_is_the_right_one_here_too(session, over):
    correct(session, over, 2, Correction.REPLACE, ["sai1"])
    found = of(analysed(session, over), over.versions[2])

    assert found.item.right == 0.25
    assert [line.right for line in found.lines] == [False, True, False, False]


def test_a_dropped_question_leaves_the_totals_of_the_others(session, over):
    correct(session, over, 1, Correction.DROP)
    whole = analysed(session, over)

    assert of(whole, over.versions[1]).item.right is None
    assert of(whole, over.versions[1]).lines[0].given.count == 2
    assert of(whole, over.versions[0]).item.discrimination == pytest.approx(
        statistics.correlation([1, 1, 1, 0], [1, 0, 0, 0])
    )
    assert whole.papers[0][0].questions == 2


def test_a_second_best_is_marked_as_such(session, world):
    version = world.versions[0]
    version.key = version.key | {"parts": [{"id": "sai1", "worth": "1/2"}, {"id": "sai2", "worth": "-1/4"}]}
    session.add(version)
    session.flush()
    played(session, world, world.entries["duong"], WRONG)
    played(session, world, world.entries["khanh"], RIGHT)
    found = of(analysed(session, world), version)

    assert {line.part for line in found.lines} == {"", "1/2"}
    assert (found.item.right, found.item.mean) == (0.5, 0.75)


def test_of_several_choices_with_parts_of_the_points_the_mean_differs_from_the_right(session, world):
    version = world.versions[0]
    version.kind, version.key = "multiple_choice", {"right": ["dung", "sai1"], "rule": "each"}
    session.add(version)
    session.flush()
    played(session, world, world.entries["duong"], TWO)
    played(session, world, world.entries["khanh"], RIGHT)
    found = of(analysed(session, world), version)

    assert (found.item.right, found.item.mean) == (0.5, 0.75)
    assert [line.given.count for line in found.lines] == [2, 1, 0, 0]


def test_one_question_alone_says_the_same_as_the_whole_round(session, over):
    recount_leg(session, over.contest, over.round, over.leg)
    for version in over.versions:
        [alone] = analysis_of_question(session, version.question_id, AFTER)
        whole = of(analysed(session, over), version)

        assert alone.item.asked == whole.item.asked
        assert alone.item.discrimination == pytest.approx(whole.item.discrimination)
        assert [line.given for line in alone.lines] == [line.given for line in whole.lines]


def test_nothing_is_told_while_anybody_may_still_play(session, over):
    assert closed_legs(session, over.contest, over.round, clock.now()) == []
    assert analysis_of_question(session, over.versions[0].question_id, NOON) == []
    assert closed_legs(session, over.contest, over.round, AFTER) == [over.leg]
