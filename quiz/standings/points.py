"""Points: exact fractions while they are counted, whole ten-thousandths where they are kept. Pure.

The only place that rounds. What decides a place is never a rounded number: it is rounded once, when it is kept.
"""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

POINT_SCALE = 10_000
SHOWN_PLACES = Decimal("0.01")


def scaled(points: Fraction) -> int:
    """As kept in the database; a half goes up."""
    return (points.numerator * POINT_SCALE * 2 + points.denominator) // (points.denominator * 2)


def unscaled(points: int) -> Fraction:
    return Fraction(points, POINT_SCALE)


def shown(points: int) -> Decimal:
    """As read by people: at most two decimals."""
    return _rounded(unscaled(points))


def mean_shown(total: int, count: int) -> Decimal:
    """The mean of so many scores that add up to this, as read by people."""
    return _rounded(unscaled(total) / count) if count else Decimal(0)


def percent_shown(part: int, whole: int) -> Decimal:
    return _rounded(Fraction(part * 100, whole)) if whole else Decimal(0)


def _rounded(points: Fraction) -> Decimal:
    exact = Decimal(points.numerator) / Decimal(points.denominator)
    return exact.quantize(SHOWN_PLACES, ROUND_HALF_UP)
