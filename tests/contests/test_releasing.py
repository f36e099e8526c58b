"""Nothing is public before its time."""

import itertools

from quiz.contests.releasing import Situation, answers_are_out, board_is_out, own_score_is_out
from quiz.contests.rules import RoundRules

SITUATIONS = [Situation(*flags) for flags in itertools.product((True, False), repeat=2)]


def test_by_default_nothing_is_out_before_publication() -> None:
    for situation in SITUATIONS:
        assert own_score_is_out(RoundRules(), situation, submitted=True) == situation.published
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


def test_live_is_an_explicit_choice_and_shows_only_submitted_scores() -> None:
    live = RoundRules(board="live")
    for situation in SITUATIONS:
        assert board_is_out(live, situation)
        assert own_score_is_out(live, situation, submitted=True)
        assert not own_score_is_out(live, situation, submitted=False)
