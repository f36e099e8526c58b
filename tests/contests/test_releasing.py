"""Nothing is public before its time."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from quiz.contests.releasing import (
    Situation,
    Source,
    answers_are_out,
    board_is_out,
    changes_are_told,
    own_score_comes_at_once,
    own_score_is_out,
    seed_is_out,
    sight_of,
    source_of,
)
from quiz.contests.rules import RoundRules

FROZE = datetime(2026, 11, 26, 5, 10, tzinfo=UTC)
BEFORE, AFTER = FROZE - timedelta(seconds=1), FROZE + timedelta(seconds=1)
SITUATIONS = [Situation(*flags) for flags in itertools.product((True, False), repeat=2)]
FROZEN = [Situation(closed, False, FROZE) for closed in (True, False)]
LIVE = RoundRules(board="live")
MODES = ("all", "top", "divisions", "units", "own", "hidden")


def test_by_default_nothing_is_out_before_publication() -> None:
    for situation in SITUATIONS:
        assert own_score_is_out(RoundRules(), situation, BEFORE) == situation.published
        assert board_is_out(RoundRules(), situation) == situation.published


def test_answers_are_never_out_while_somebody_is_working() -> None:
    for when in ("never", "closed", "published"):
        for published in (True, False):
            assert not answers_are_out(RoundRules(release_answers=when), Situation(closed=False, published=published))


def test_answers_come_out_when_the_rules_say() -> None:
    closed, published = Situation(closed=True, published=False), Situation(closed=True, published=True)
    assert answers_are_out(RoundRules(release_answers="closed"), closed)
    assert not answers_are_out(RoundRules(release_answers="published"), closed)
    assert answers_are_out(RoundRules(release_answers="published"), published)
    assert not answers_are_out(RoundRules(release_answers="never"), published)
    assert seed_is_out(closed)
    assert not seed_is_out(Situation(closed=False, published=False))


def test_live_is_an_explicit_choice_and_shows_only_submitted_scores() -> None:
    for situation in SITUATIONS:
        assert board_is_out(LIVE, situation)
        assert own_score_is_out(LIVE, situation, BEFORE)
        assert not own_score_is_out(LIVE, situation, None)


def test_a_frozen_board_stands_until_something_is_published() -> None:
    for situation in FROZEN:
        assert source_of(LIVE, situation) == Source.FROZEN
        assert source_of(RoundRules(), situation) == Source.NOTHING
    assert source_of(LIVE, Situation(True, True, FROZE)) == Source.PUBLISHED
    assert source_of(LIVE, Situation(False, False)) == Source.LIVE


def test_who_hands_in_after_the_freeze_waits_for_their_score_as_the_rules_say() -> None:
    at_once = RoundRules(board="live", release_score="submitted")
    for situation in FROZEN:
        assert own_score_is_out(LIVE, situation, BEFORE)
        assert not own_score_is_out(LIVE, situation, AFTER)
        assert not own_score_comes_at_once(LIVE, situation)
        assert own_score_is_out(at_once, situation, AFTER)
        assert own_score_comes_at_once(at_once, situation)
    assert own_score_is_out(LIVE, Situation(True, True, FROZE), AFTER)


@pytest.mark.parametrize("shows", MODES)
def test_a_mode_shows_less_and_never_sooner(shows) -> None:
    for board, situation in itertools.product(("live", "published"), [*SITUATIONS, *FROZEN]):
        rules = RoundRules(board=board, board_shows=shows)
        whole = RoundRules(board=board)
        assert board_is_out(rules, situation) <= board_is_out(whole, situation)
        assert sight_of(rules).names == (shows in ("all", "top", "divisions"))
        for to_contestant in (True, False):
            told = changes_are_told(rules, situation, to_contestant=to_contestant)
            assert told <= (source_of(whole, situation) == Source.LIVE)
            assert told <= (shows != "hidden" and (to_contestant or shows != "own"))


def test_only_the_first_places_are_seen_where_the_rules_say_so() -> None:
    assert sight_of(RoundRules(board_shows="top", board_top=3)).top == 3
    assert [sight_of(RoundRules(board_shows=shows)).own for shows in MODES] == [True] * 5 + [False]


def test_while_a_prediction_is_open_no_board_is_out_however_it_is_shown() -> None:
    for shows in MODES:
        rules = RoundRules(board="live", board_shows=shows, prediction="people", ranking=("score", "prediction"))
        for situation in (Situation(False, False), Situation(False, True), Situation(False, False, FROZE)):
            assert source_of(rules, situation) == Source.NOTHING
