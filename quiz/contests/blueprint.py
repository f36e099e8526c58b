"""Whether a bank can fill a blueprint (ma trận đề). Rows compete for the same questions. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from question_bank.drawing import BlueprintRow

Group = tuple[int, int]
"""A topic's id and a difficulty: questions alike to a blueprint."""


@dataclass(frozen=True)
class RowOutlook:
    """What the bank has for one row: how many fit it, and how many it lacks once the other rows have theirs."""

    holds: int
    short: int


def outlook(rows: Sequence[BlueprintRow], supply: Mapping[Group, int]) -> list[RowOutlook]:
    """For each row in turn. Nothing is short exactly when a paper can be drawn."""
    fitting = [[group for group in supply if _fits(row, group)] for row in rows]
    holds = [sum(supply[group] for group in groups) for groups in fitting]
    flow = _Flow(fitting, dict(supply))
    filled = [0] * len(rows)
    for row in sorted(range(len(rows)), key=lambda row: holds[row]):
        while filled[row] < rows[row].count and flow.take_one(row):
            filled[row] += 1
    return [RowOutlook(held, row.count - taken) for row, held, taken in zip(rows, holds, filled, strict=True)]


def _fits(row: BlueprintRow, group: Group) -> bool:
    return row.topic_id in (None, group[0]) and row.difficulty in (None, group[1])


def share_questions(some: Sequence[BlueprintRow], others: Sequence[BlueprintRow]) -> bool:
    """Could one question be drawn by both?"""
    return any(_meet(one.topic_id, other.topic_id) and _meet(one.difficulty, other.difficulty)
               for one in some for other in others)  # fmt: skip


def _meet(one: int | None, other: int | None) -> bool:
    return one is None or other is None or one == other


class _Flow:
    """Who has taken how many of which group; a later row may make an earlier one take elsewhere, never less."""

    def __init__(self, fitting: list[list[Group]], free: dict[Group, int]) -> None:
        self.fitting = fitting
        self.free = free
        self.taken: dict[tuple[int, Group], int] = {}

    def take_one(self, row: int) -> bool:
        """One more for this row: from a group with some left, or from one whose holder can move (breadth first)."""
        asked_by: dict[int, tuple[int, Group]] = {}
        waiting = [row]
        for asking in waiting:
            for group in self.fitting[asking]:
                if self.free[group]:
                    self._pass_on(row, asking, group, asked_by)
                    return True
                for holder in range(len(self.fitting)):
                    if self.taken.get((holder, group)) and holder != row and holder not in asked_by:
                        asked_by[holder] = (asking, group)
                        waiting.append(holder)
        return False

    def _pass_on(self, first: int, row: int, group: Group, asked_by: dict[int, tuple[int, Group]]) -> None:
        """The last row asked takes a free one and gives up the one it was asked for, and so on back to the first."""
        self.free[group] -= 1
        while True:
            self.taken[row, group] = self.taken.get((row, group), 0) + 1
            if row == first:
                return
            asking, given_up = asked_by[row]
            self.taken[row, given_up] -= 1
            row, group = asking, given_up
