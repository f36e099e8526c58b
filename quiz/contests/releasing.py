"""The one release gate: what is already public, for every surface alike (page, event, export, receipt, image). Pure."""

from dataclasses import dataclass

from quiz.contests.rules import RoundRules


@dataclass(frozen=True)
class Situation:
    """Where a leg stands. `closed`: for everybody, nobody is still working. `published`: by the button."""

    closed: bool
    published: bool


def own_score_is_out(rules: RoundRules, situation: Situation, submitted: bool) -> bool:
    """May a contestant see their own score?"""
    if rules.release_score == "submitted" or rules.board == "live":
        return submitted
    return submitted and situation.published


def counters_are_hidden(rules: RoundRules, situation: Situation) -> bool:
    """While contestants predict how many there are, nobody is told: not on boards, not on organisers' pages."""
    return rules.prediction is not None and not situation.closed


def board_is_out(rules: RoundRules, situation: Situation) -> bool:
    """May anyone see the board?"""
    if counters_are_hidden(rules, situation):
        return False
    return rules.board == "live" or situation.published


def answers_are_out(rules: RoundRules, situation: Situation) -> bool:
    """May contestants see right answers and explanations? Never while anybody is still working."""
    if not situation.closed or rules.release_answers == "never":
        return False
    return rules.release_answers == "closed" or situation.published
