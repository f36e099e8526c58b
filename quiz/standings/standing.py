"""What a board is made of, whether counted this minute or published last week."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any, Protocol

from quiz.standings.predicting import Actual

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

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"submitted_at": self.submitted_at.isoformat()}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Standing":
        return cls(**{**kept, "submitted_at": datetime.fromisoformat(kept["submitted_at"])})


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
    """Some lines in order, and the one after which the cut falls, if it is among them."""

    lines: list[Standing]
    cut_after: int | None  # an entry


class Board(Protocol):
    """What every page of results is drawn from."""

    def total(self) -> int: ...

    def lines(self, start: int, count: int) -> Slice: ...

    def position_of(self, entry_id: int) -> int | None:
        """How many are listed before this entry; None when it is not ranked."""

    def units(self) -> list[UnitLine]: ...

    def figures(self) -> Figures: ...

    @property
    def actual(self) -> Actual | None:
        """What predictions are held against; None where nothing was predicted, or nothing came about yet."""

    @property
    def ties(self) -> list[dict[str, Any]]:
        """The decisions on ties that stand, as the ledger has them, the first first."""

    @property
    def maximum(self) -> int | None:
        """The points of a paper with everything right; None when papers differ."""
