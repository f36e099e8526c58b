"""Where a board of one leg shows who goes on: only where its own places decide that, and nothing else. Pure."""

from dataclasses import dataclass
from typing import Literal

from quiz.contests.advance import Advance


@dataclass(frozen=True)
class CutLine:
    """The first `count` of these go on. `ties`: equals at the cut all do, or an extra question decides among them.

    `of`: those of the round, which has this leg only; of each leg; or of each division.
    """

    count: int
    ties: Literal["all", "extra_question"] = "all"
    of: Literal["round", "leg", "division"] = "round"


def cut_line_of(advance: Advance, legs: int, *, divisions: int, of_division: bool = False) -> CutLine | None:
    """The line on the board of a leg, of which the round has so many; `of_division`: on one that is a division's alone.

    Several legs are summed, and floors are no places: then no line says the truth. Nor does it where the first of all
    and the first of each leg go on. Points carried over are in the scores of a board already.
    """
    apart = advance.per_division and divisions > 1
    if apart != (of_division and divisions > 1):
        return None
    if advance.kind == "best_per_leg" and advance.per_leg is not None:
        return CutLine(advance.per_leg, advance.ties, "division" if apart else "leg")
    if advance.kind == "top_n" and advance.count is not None and legs == 1:
        return CutLine(advance.count, advance.ties, "division" if apart else "round")
    return None
