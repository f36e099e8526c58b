"""What a mark is worth under the rules of a round. Exact, and pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from quiz.contests.rules import RoundRules

NOTHING = Fraction(0)


@dataclass(frozen=True)
class Scoring:
    points_right: Fraction
    minus_wrong: Fraction = NOTHING
    by_topic: Mapping[int, Fraction] = field(default_factory=dict)
    whole_only: bool = False
    below_zero: bool = False

    def most(self, topic_id: int | None) -> Fraction:
        """What a right answer brings to a question of this topic."""
        return self.by_topic.get(topic_id, self.points_right) if topic_id is not None else self.points_right

    def taken(self, mark: Fraction | None) -> Fraction | None:
        """The mark as the rules take it. None: the question does not count."""
        return NOTHING if self.whole_only and mark is not None and mark < 1 else mark

    def points(self, mark: Fraction | None, topic_id: int | None, answered: bool) -> Fraction:
        """Of a mark as it is taken. Wrong is what was answered and brings nothing at all."""
        if mark is None:
            return NOTHING
        if mark == 0:
            return -self.minus_wrong if answered else NOTHING
        return mark * self.most(topic_id)


def scoring_under(rules: RoundRules) -> Scoring:
    return Scoring(
        Fraction(rules.points_right), Fraction(rules.minus_wrong),
        {each.topic_id: Fraction(each.points) for each in rules.topic_points},
        rules.partial == "whole", rules.below_zero,
    )  # fmt: skip
