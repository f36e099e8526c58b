"""How points of several things make one number: of the parts of a paper, of the rounds of a contest. Exact, and pure.

added: as they are; coefficients: each times its own; per cent: each as a share of the most it could have brought,
weighed, out of 100.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal, NamedTuple

How = Literal["sum", "coefficients", "percent"]
HUNDRED = Fraction(100)
NOTHING = Fraction(0)


class Worth(NamedTuple):
    """Points, and the most that they could have been."""

    points: Fraction
    most: Fraction


@dataclass(frozen=True)
class Mix:
    """`weights`: coefficients, or per cent, by whatever names the things that are mixed."""

    how: How = "sum"
    weights: Mapping[Any, Fraction] = field(default_factory=dict)

    def times(self, of: Any) -> Fraction:
        """What the points of this one are multiplied by where they are added."""
        return self.weights.get(of, Fraction(1)) if self.how == "coefficients" else Fraction(1)

    def whole(self, worths: Iterable[tuple[Any, Worth]]) -> Worth:
        """What they come to together.

        By per cent: what can bring nothing (all its questions were dropped) has no share, and the others have its.
        """
        if self.how == "percent":
            return self._of_hundred([(self.weights.get(of, NOTHING), worth) for of, worth in worths if worth.most > 0])
        weighed = [(self.times(of), worth) for of, worth in worths]
        return Worth(
            sum((times * worth.points for times, worth in weighed), NOTHING),
            sum((times * worth.most for times, worth in weighed), NOTHING),
        )

    def _of_hundred(self, weighed: list[tuple[Fraction, Worth]]) -> Worth:
        shares = sum((weight for weight, _ in weighed), NOTHING)
        if not shares:
            return Worth(NOTHING, NOTHING)
        return Worth(
            HUNDRED * sum((weight * worth.points / worth.most for weight, worth in weighed), NOTHING) / shares, HUNDRED
        )


ADDED = Mix()


def mix_of(how: str, weights: Mapping[Any, int]) -> Mix:
    """As it is kept: whole coefficients, or whole per cent."""
    known: Mapping[str, How] = {"coefficients": "coefficients", "percent": "percent"}
    return Mix(known[how], {of: Fraction(weight) for of, weight in weights.items()}) if how in known else ADDED
