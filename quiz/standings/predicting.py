"""How near a prediction came to what came about. Whole numbers only, and pure."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from quiz.contests.prediction import PERCENT_PLACES, PERCENT_SCALE
from quiz.contests.rules import PredictionTarget, RoundRules
from quiz.in_words import number
from quiz.language import gettext as _
from quiz.standings.score import NO_PREDICTION


@dataclass(frozen=True)
class Actual:
    """What came about in a leg, of those who are ranked: people with everything right, people, attempts."""

    all_right: int
    people: int
    attempts: int

    def value(self, target: PredictionTarget) -> Fraction:
        """Exactly; a percentage is never rounded before predictions are compared with it."""
        if target == "percent":
            return Fraction(100 * self.all_right, self.people) if self.people else Fraction(0)
        return Fraction({"all_right": self.all_right, "people": self.people, "attempts": self.attempts}[target])


def distance_of(prediction: int | None, actual: Actual, rules: RoundRules) -> int:
    """Whole numbers that compare as the true distances do. `prediction` is as contests/prediction.py keeps it."""
    if prediction is None or rules.prediction is None:
        return NO_PREDICTION
    unit, whole = measured_by(actual, rules.prediction)
    difference = prediction * unit - whole
    if difference > 0 and rules.prediction_within == "not_exceeding":
        return NO_PREDICTION
    return abs(difference)


def measured_by(actual: Actual, target: PredictionTarget) -> tuple[int, int]:
    """How many units of the distance a prediction of one is, and what came about in these units."""
    return _unit(actual, target), _whole(actual, target)


def comparable(distance: int, actual: Actual | None, target: PredictionTarget) -> Fraction | int:
    """A distance as it may be held against, or added to, one of another leg: in people, attempts or per cent, exactly.

    As it is kept, a percentage is in units of the leg's own people. A sum with `NO_PREDICTION` in it is farther than
    any without, and two of them farther than one: no number of legs comes near it by predicting badly.
    """
    if distance >= NO_PREDICTION or actual is None:
        return NO_PREDICTION
    return distance_told(distance, actual, target) if target == "percent" else distance


def distance_told(distance: int, actual: Actual, target: PredictionTarget) -> Fraction:
    """In people, attempts or per cent."""
    return Fraction(distance, PERCENT_SCALE * max(1, actual.people)) if target == "percent" else Fraction(distance)


def distance_shown(distance: int, actual: Actual, target: PredictionTarget) -> Decimal:
    """The same as people read it: a percentage with five decimals at most."""
    exact = distance_told(distance, actual, target)
    return round(Decimal(exact.numerator) / Decimal(exact.denominator), PERCENT_PLACES).normalize()


def outcome_told(actual: Actual, target: PredictionTarget) -> str:
    """As it is printed with a board."""
    counts = {"right": number(actual.all_right), "people": number(actual.people), "attempts": number(actual.attempts)}
    if target == "percent":
        exact = actual.value("percent")
        counts["percent"] = number(Decimal(exact.numerator) / Decimal(exact.denominator))
        return _("%(percent)s phần trăm (%(right)s trong %(people)s thí sinh đúng tất cả các câu)") % counts
    return {
        "all_right": _("%(right)s thí sinh đúng tất cả các câu"),
        "people": _("%(people)s thí sinh dự thi"),
        "attempts": _("%(attempts)s lượt thi"),
    }[target] % counts


def _unit(actual: Actual, target: PredictionTarget) -> int:
    return max(1, actual.people) if target == "percent" else 1


def _whole(actual: Actual, target: PredictionTarget) -> int:
    if target == "percent":
        return 100 * PERCENT_SCALE * actual.all_right if actual.people else 0
    return {"all_right": actual.all_right, "people": actual.people, "attempts": actual.attempts}[target]
