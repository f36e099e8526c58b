"""The most points that can be had: in a paper, a leg, a round, the overall table. What floors are held against. Pure.

None where nobody knows: judges give points, or papers of a leg of its own may have any questions.
"""

from collections.abc import Sequence
from decimal import Decimal

from quiz.contests.contest_rules import PlannedLeg, Rules, RulesRound
from quiz.contests.prizes import Prize
from quiz.contests.unit_ranking import Overall


def most_points(round: RulesRound) -> Decimal:
    """What a paper can come to: every question of the topic that brings the most."""
    return most_of(round, None)


def most_of(round: RulesRound, questions: int | None) -> Decimal:
    """The same of a paper of so many questions, of which it is not known in which parts they are (None: of its own)."""
    if round.mixing == "percent":
        return Decimal(100)
    if round.mixing != "coefficients":
        return (questions or round.questions) * most_each(round)
    if questions is not None:
        return questions * most_each(round) * max((part.coefficient for part in round.parts), default=1)
    return sum((part.questions * part.coefficient * most_each(round) for part in round.parts), Decimal(0))


def most_exactly(round: RulesRound, leg: PlannedLeg) -> Decimal | None:
    """What everything right brings in a leg; None where papers of it may differ in that, or nobody knows."""
    if round.kind != "online":
        return None
    if round.mixing == "percent":
        return Decimal(100)
    if round.rules.topic_points or (leg.questions is not None and round.mixing == "coefficients"):
        return None
    return most_of(round, leg.questions) or None


def most_each(round: RulesRound) -> Decimal:
    """What a question can bring."""
    return max([round.rules.points_right, *(one.points for one in round.rules.topic_points)])


def most_with_carried(rules: Rules, round: RulesRound) -> Decimal | None:
    """Of all its legs, with what may be brought along from the rounds before; None where judges give points."""
    if round.kind != "online":
        return None
    earlier = [one for one in rules.rounds if one.position < round.position]
    before = max(earlier, key=lambda one: one.position, default=None)
    own = [leg.questions for leg in round.legs if not leg.cancelled] or [None]
    most = sum((most_of(round, questions) for questions in own), Decimal(0))
    if round.rules.carry != "points" or before is None:
        return most
    brought = most_with_carried(rules, before)
    return None if brought is None else most + brought


def most_overall(rules: Rules, table: Overall) -> Decimal | None:
    """Of the legs that are summed, the best of them where only so many are; None where judges give points."""
    summed = [round for round in rules.rounds if not table.rounds or round.position in table.rounds]
    if table.weights:
        return Decimal(100)
    if any(round.kind != "online" or _carries_from_outside(rules, round, summed) for round in summed):
        return None
    legs = [most_of(round, leg.questions) for round in summed for leg in round.legs if not leg.cancelled]
    best = sorted(legs, reverse=True)[: table.best_legs or len(legs)]
    return sum(best, Decimal(0)) + len(best) * max(table.place_points, default=Decimal(0))


def most_won_in(rules: Rules, prize: Prize) -> Decimal | None:
    """The most that can be had where the prize is won; None where nobody knows."""
    if prize.ranks_units or prize.scope == "entered":
        return None
    if prize.scope == "overall":
        return most_overall(rules, rules.contest.overall) if rules.contest.overall else None
    if prize.scope in ("leg", "leg_division"):
        rounds = [round for round in rules.rounds if prize.round in (None, round.position)]
        most = [most_in_leg(rules, round) for round in rounds]
        return None if None in most else max((one for one in most if one is not None), default=None)
    round = rules.round_at(prize.round)
    if round is None or round.kind != "online":
        return None
    if prize.scope != "part":
        return most_with_carried(rules, round)
    legs = [leg for leg in round.legs if not leg.cancelled]
    part = next((one for one in round.parts if one.position == prize.part), None)
    known = part is not None and part.kind == "quiz" and not any(leg.questions for leg in legs)
    return part.questions * max(1, len(legs)) * most_each(round) if part is not None and known else None


def most_in_leg(rules: Rules, round: RulesRound) -> Decimal | None:
    """Of its best leg, with what was brought along."""
    whole = most_with_carried(rules, round)
    if whole is None:
        return None
    legs = [most_of(round, leg.questions) for leg in round.legs if not leg.cancelled] or [most_points(round)]
    return whole - sum(legs) + max(legs)


def _carries_from_outside(rules: Rules, round: RulesRound, summed: Sequence[RulesRound]) -> bool:
    before = [one for one in rules.rounds if one.position < round.position]
    return round.rules.carry == "points" and bool(before) and before[-1] not in summed
