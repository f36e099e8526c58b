"""A sheet: what every place of one paper came to, and what that adds up to. Pure."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from question_bank.kinds.kind import Given
from quiz.contests.mixing import ADDED, Mix, Worth


@dataclass(frozen=True, slots=True)
class Outcome:
    """One place of a paper. `given` None: left empty. `mark` None: the question does not count. `most`: if right."""

    number: int
    version_id: int
    given: Given | None
    mark: Fraction | None
    points: Fraction
    part_id: int | None = None
    most: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Sheet:
    outcomes: tuple[Outcome, ...]
    below_zero: bool = False
    mix: Mix = ADDED

    @property
    def points(self) -> Fraction:
        """What the attempt is worth: not less than nothing, unless the rules let it be."""
        points = self._whole.points
        return points if self.below_zero else max(Fraction(0), points)

    @property
    def most(self) -> Fraction:
        """What everything right would have been worth."""
        return self._whole.most

    @property
    def parts(self) -> dict[int | None, Worth]:
        """What each part brought by itself, before they are mixed; in the order of the paper."""
        ids = dict.fromkeys(outcome.part_id for outcome in self.outcomes)
        return {id: Worth(self.points_in(id), self._most_in(id)) for id in ids}

    def points_in(self, part_id: int | None) -> Fraction:
        """The points of one part alone."""
        return sum((outcome.points for outcome in self.outcomes if outcome.part_id == part_id), Fraction(0))

    def _most_in(self, part_id: int | None) -> Fraction:
        return sum((outcome.most for outcome in self.outcomes if outcome.part_id == part_id), Fraction(0))

    @property
    def _whole(self) -> Worth:
        return self.mix.whole(self.parts.items())

    @property
    def all_right(self) -> bool:
        """Is everything right that counts?"""
        marks = [outcome.mark for outcome in self.outcomes if outcome.mark is not None]
        return bool(marks) and all(mark == 1 for mark in marks)

    @property
    def right(self) -> int:
        return sum(outcome.mark == 1 for outcome in self.outcomes)

    @property
    def answered(self) -> int:
        return sum(outcome.given is not None for outcome in self.outcomes)


def whole_second(at: datetime) -> datetime:
    """Moments are compared in whole seconds: less than that is the network's luck."""
    return at.replace(microsecond=0)
