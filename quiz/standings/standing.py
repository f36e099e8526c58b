"""What a board is made of, whether counted this minute or published last week."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any, Protocol

from quiz.contests.cut_line import CutLine
from quiz.contests.rules import RoundRules
from quiz.standings.cutting import Cut
from quiz.standings.predicting import Actual
from quiz.standings.unit_rankings import UnitTable

PAGE = 50
AROUND = 3
"""How many above and below one's own row are shown with it."""


@dataclass(frozen=True)
class Standing:
    """One line: a place and whose it is."""

    place: int
    entry_id: int
    number: str
    name: str
    unit: str
    points: int
    right: int
    elapsed_s: int
    submitted_at: datetime
    prediction: int | None = None
    keys: dict[str, Any] = field(default_factory=dict)
    """What else decided: each further key of the ranking, with its value as the score has it."""
    carried: int = 0
    """Of the points, those brought along from the round before."""

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"submitted_at": self.submitted_at.isoformat()}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Standing":
        return cls(**{**kept, "submitted_at": datetime.fromisoformat(kept["submitted_at"])})


@dataclass(frozen=True)
class Beside:
    """Somebody without a place (hors concours). `points`: scaled as in points.py."""

    entry_id: int
    number: str
    name: str
    unit: str
    points: int
    right: int
    elapsed_s: int
    division_id: int


@dataclass(frozen=True)
class UnitLine:
    """A unit: thí sinh and lượt thi counted apart; mean and best of those who are ranked."""

    name: str
    people: int
    attempts: int
    ranked: int
    total: int
    best: int

    @property
    def mean(self) -> Fraction:
        return Fraction(self.total, self.ranked) if self.ranked else Fraction(0)


@dataclass(frozen=True)
class Figures:
    """How many took part: people (thí sinh) and attempts (lượt thi) are never the same word."""

    people: int
    attempts: int
    submitted: int
    working: int


@dataclass(frozen=True)
class Slice:
    """Some lines in order. `cut_after`: the entry after which the cut falls, if it is among them, and not the last of
    all. `undecided`: those of them who are equal at the cut, where an extra question decides."""

    lines: list[Standing]
    cut_after: int | None
    undecided: frozenset[int] = frozenset()

    @classmethod
    def cut(cls, lines: list[Standing], start: int, cut: Cut | None, total: int) -> "Slice":
        """These lines of `total`, of which so many stand before them."""
        if cut is None:
            return cls(lines, None)
        last = cut.sure - 1 - start
        after = lines[last].entry_id if 0 <= last < len(lines) and cut.sure < total else None
        equals = lines[max(0, cut.sure - start) : max(0, cut.within - start)]
        return cls(lines, after, frozenset(line.entry_id for line in equals))


@dataclass(frozen=True)
class DivisionName:
    """A group whose entries may be ranked apart."""

    id: int
    name: str


class Board(Protocol):
    """What every page of results is drawn from."""

    @property
    def rules(self) -> RoundRules:
        """By which its places were found."""

    def total(self) -> int: ...

    def within(self, place: int) -> int:
        """How many stand at this place or above."""

    def divisions(self) -> list[DivisionName]:
        """None where there is one only."""

    def in_division(self, id: int) -> "Board":
        """The same of this division alone, with places of its own."""

    def lines(self, start: int, count: int) -> Slice: ...

    def beside(self) -> Sequence[Beside]:
        """Who plays without a place, the most points first; they are counted as taking part."""

    def position_of(self, entry_id: int) -> int | None:
        """How many are listed before this entry; None when it is not ranked."""

    def units(self) -> list[UnitLine]: ...

    def unit_tables(self, at: datetime) -> Sequence[UnitTable]:
        """Each ranking of units of the rules that a leg alone decides."""

    def figures(self) -> Figures: ...

    @property
    def actual(self) -> Actual | None:
        """What predictions are held against; None where nothing was predicted, or nothing came about yet."""

    @property
    def ties(self) -> list[dict[str, Any]]:
        """The decisions on ties that stand, as the ledger has them, the first first."""

    @property
    def cut_line(self) -> CutLine | None:
        """Who goes on by the places of this board, if anybody does."""

    @property
    def maximum(self) -> int | None:
        """The points of a paper with everything right; None when papers differ."""
