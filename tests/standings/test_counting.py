"""A score is what answers, keys and decisions make it: counted anew each time, exactly."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from quiz import ledger
from quiz.attempts.attempt import Answer, Mode
from quiz.contests.round import Round
from quiz.contests.rules import RoundRules
from quiz.ledger import Decider
from quiz.refusals import Invalid
from quiz.standings.correcting import asked_in, correct_key
from quiz.standings.counting import count_attempt, count_missing, recount_leg
from quiz.standings.key_in_force import Correction
from quiz.standings.points import POINT_SCALE
from quiz.standings.score import Score
from tests.conftest import NOON
from tests.standings.sitting import RIGHT, TWO, WRONG, enter, foresee_key, play, played
from tests.world import World


@pytest.fixture
def duong(world: World):
    return world.entries["duong"]


@pytest.fixture
def khanh(world: World):
    return world.entries["khanh"]


def correct(session, world, place, what, choices=(), reason="Đáp án in sai"):
    correct_key(
        session, world.contest, world.leg, world.versions[place], what=what, choices=list(choices), reason=reason,
        by=Decider(world.people["binh"].id, "chief_judge", world.contest.created_at),
    )  # fmt: skip


def points(session: Session) -> list[float]:
    scores = session.exec(select(Score).order_by(Score.attempt_id)).all()
    return [score.points / POINT_SCALE for score in scores]


def test_right_answers_give_points_and_wrong_or_empty_ones_none(session, world, duong):
    attempt = play(session, world, duong, RIGHT, WRONG, None)

    score = count_attempt(session, attempt)

    assert (score.points, score.right, score.answered, score.elapsed_s) == (POINT_SCALE, 1, 2, 60)


def test_an_answer_taken_back_is_left_empty(session, world, duong):
    score = count_attempt(session, play(session, world, duong, RIGHT, []))

    assert (score.right, score.answered) == (1, 1)


def test_points_are_exact_decimals(session, world, duong):
    round = session.get_one(Round, world.round.id)
    round.take_rules(RoundRules(points_right="0.1"))

    score = count_attempt(session, play(session, world, duong, RIGHT, RIGHT, RIGHT))

    assert score.points == 3 * POINT_SCALE // 10


def test_who_answered_nothing_has_no_points_and_stands_behind_who_tried_and_failed(session, world, duong):
    nothing = count_attempt(session, play(session, world, duong, submitted_after=5))
    wrong = count_attempt(session, play(session, world, world.entries["khanh"], WRONG, seconds=899))

    assert (nothing.points, nothing.elapsed_s, nothing.answered) == (0, 900, 0)
    assert (wrong.points, wrong.elapsed_s) == (0, 899)


def test_being_closed_by_the_server_does_not_lengthen_the_time_used(session, world, duong):
    score = count_attempt(session, play(session, world, duong, RIGHT, seconds=61.9, submitted_after=930))

    assert score.elapsed_s == 61


def test_moments_of_submission_are_kept_in_whole_seconds(session, world, duong):
    attempt = play(session, world, duong, RIGHT, submitted_after=120.75)

    assert count_attempt(session, attempt).submitted_at == attempt.started_at + timedelta(seconds=120)


@pytest.mark.parametrize("how", [{"submitted_after": None}, {"mode": Mode.MOCK}, {"mode": Mode.PREVIEW}])
def test_what_is_unfinished_or_only_for_trying_leaves_no_score(session, world, duong, how):
    attempt = play(session, world, duong, RIGHT, **how)

    assert count_attempt(session, attempt) is None
    recount_leg(session, world.contest, world.round, world.leg)
    assert points(session) == []


def test_counting_again_changes_nothing(session, world, duong, khanh):
    played(session, world, duong, RIGHT, RIGHT, WRONG)
    played(session, world, khanh, WRONG, RIGHT, RIGHT)
    before = [score.model_dump() for score in session.exec(select(Score))]

    assert recount_leg(session, world.contest, world.round, world.leg) == 0
    assert [score.model_dump() for score in session.exec(select(Score))] == before


def test_a_recount_finds_what_was_never_counted(session, world, duong, khanh):
    play(session, world, duong, RIGHT)
    play(session, world, khanh, WRONG)

    assert count_missing(session, world.leg) == 2
    assert points(session) == [1, 0]


def test_a_recount_leaves_out_what_was_disqualified(session, world, duong, khanh):
    play(session, world, duong, RIGHT)
    play(session, world, khanh, WRONG).disqualified_at = world.leg.opens_at

    assert recount_leg(session, world.contest, world.round, world.leg) == 1
    assert points(session) == [1]


def test_more_attempts_than_a_slice_are_all_counted(session, world, monkeypatch):
    monkeypatch.setattr("quiz.standings.tallying.TOGETHER", 2)
    for number in range(5):
        play(session, world, enter(session, world, f"Thí sinh {number}"), *[RIGHT] * (number % 3))

    assert recount_leg(session, world.contest, world.round, world.leg) == 5
    assert points(session) == [0, 1, 2, 0, 1]


@pytest.mark.parametrize(
    ("what", "choices", "expected"),
    [
        (Correction.ACCEPT, ["sai1"], [1, 1, 0]),
        (Correction.REPLACE, ["sai1"], [0, 1, 0]),
        (Correction.GIVE_ALL, [], [1, 1, 1]),
        (Correction.DROP, [], [0, 0, 0]),
        (Correction.RESTORE, [], [1, 0, 0]),
    ],
)
def test_a_corrected_key_recounts_everybody(session, world, duong, khanh, what, choices, expected):
    played(session, world, duong, RIGHT)
    played(session, world, khanh, WRONG)
    played(session, world, enter(session, world, "Lê Văn Tám"))

    correct(session, world, 0, what, choices)

    assert points(session) == expected


def test_correcting_edits_no_question_and_leaves_a_reason(session, world, duong):
    played(session, world, duong, RIGHT)
    key = dict(world.versions[0].key)

    correct(session, world, 0, Correction.REPLACE, ["sai2"], reason="Luật mới có hiệu lực")

    [decision] = ledger.decisions_on(session, world.contest.id, "correct_key")
    session.expire_all()
    assert session.get_one(type(world.versions[0]), world.versions[0].id).key == key
    assert decision.reason == "Luật mới có hiệu lực"
    assert decision.body == {"version": world.versions[0].id, "what": "replace", "choices": ["sai2"]}


def test_an_accepted_key_stands_beside_the_one_that_replaced_the_first(session, world, duong, khanh):
    played(session, world, duong, RIGHT)
    played(session, world, khanh, WRONG)

    correct(session, world, 0, Correction.REPLACE, ["sai2"])
    correct(session, world, 0, Correction.ACCEPT, ["sai1"])
    assert points(session) == [0, 1]

    correct(session, world, 0, Correction.RESTORE)
    assert points(session) == [1, 0]


def test_who_submits_after_a_correction_is_counted_by_it(session, world, duong):
    correct(session, world, 0, Correction.REPLACE, ["sai1"])

    assert count_attempt(session, play(session, world, duong, WRONG)).right == 1


@pytest.mark.parametrize(
    ("what", "choices", "reason", "field"),
    [
        (Correction.DROP, [], " ", "reason"),
        (Correction.ACCEPT, [], "Có lý do", "choices"),
        (Correction.REPLACE, ["nowhere"], "Có lý do", "choices"),
        (Correction.REPLACE, TWO, "Có lý do", "choices"),
    ],
)
def test_a_correction_without_reason_or_sense_is_refused(session, world, what, choices, reason, field):
    with pytest.raises(Invalid) as refused:
        correct(session, world, 0, what, choices, reason)

    assert set(refused.value.errors) == {field}


def test_a_preview_says_who_would_move_and_changes_nothing(session, world, duong, khanh):
    session.get_one(Round, world.round.id).take_rules(RoundRules(cut_line=1))
    played(session, world, duong, RIGHT, RIGHT, seconds=100)
    played(session, world, khanh, WRONG, RIGHT, seconds=10)

    told = foresee_key(session, world, world.versions[0], Correction.DROP, [], NOON)

    assert [(move.name, move.place_before, move.place_after) for move in told.legs[0].moves] == [
        ("Phan Quốc Khánh", 2, 1),
        ("Trần Thị Thuỳ Dương", 1, 2),
    ]
    assert [(one.name, one.goes_on) for one in told.crossed] == [
        ("Phan Quốc Khánh", True), ("Trần Thị Thuỳ Dương", False),
    ]  # fmt: skip
    assert points(session) == [2, 1]


def test_the_preview_is_what_the_decision_does(session, world, duong, khanh):
    played(session, world, duong, RIGHT, RIGHT)
    played(session, world, khanh, WRONG, RIGHT)
    [moves] = foresee_key(session, world, world.versions[0], Correction.REPLACE, ["sai1"], NOON).legs

    correct(session, world, 0, Correction.REPLACE, ["sai1"])

    assert {move.entry_id: move.points_after for move in moves.moves} == {
        score.entry_id: score.points for score in session.exec(select(Score))
    }


def test_each_question_shows_how_often_each_choice_was_given(session, world, duong, khanh):
    played(session, world, duong, RIGHT, WRONG)
    played(session, world, khanh, RIGHT)
    asked = asked_in(session, world.round, world.leg)

    assert [(each.papers, each.right, each.given) for each in asked] == [
        (2, 0, {"sai1": 1}), (2, 0, {}), (2, 2, {"dung": 2}),
    ]  # fmt: skip
    assert len(session.exec(select(Answer)).all()) == 3
