"""What one published board says differently from another: who moved, who came, who went. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class Placed(Protocol):
    """A line of a board, or of an overall table."""

    @property
    def entry_id(self) -> int: ...
    @property
    def number(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def place(self) -> int | None: ...
    @property
    def points(self) -> int: ...


@dataclass(frozen=True)
class Moved:
    """Somebody whose place or points are not what they were. None: not on that board."""

    entry_id: int
    number: str
    name: str
    unit: str
    place_before: int | None
    place_after: int | None
    points_before: int | None
    points_after: int | None


def moved_between(before: Sequence[Placed], after: Sequence[Placed]) -> list[Moved]:
    """In the order of the later board; those who are on it no more come last."""
    old = {line.entry_id: line for line in before}
    new = {line.entry_id: line for line in after}
    gone = [line for line in before if line.entry_id not in new]
    told = [_moved(line, old.get(line.entry_id), line) for line in after] + [_moved(line, line, None) for line in gone]
    return [each for each in told if (each.place_before, each.points_before) != (each.place_after, each.points_after)]


def _moved(whose: Placed, before: Placed | None, after: Placed | None) -> Moved:
    return Moved(
        whose.entry_id, whose.number, whose.name, whose.unit, before.place if before else None,
        after.place if after else None, before.points if before else None, after.points if after else None,
    )  # fmt: skip
