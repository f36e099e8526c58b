"""Find a place among the lines of a board: by the stretches above it and within one, however many lines there are."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from quiz.standings.board_line import EVERYBODY, BoardLine, BoardStretch
from quiz.standings.order_key import AFTER_EQUALS, of_equals


@dataclass(frozen=True)
class Lines:
    """Of a leg, of one division of it or of everybody; those who have a place."""

    session: Session
    leg_id: int
    division_id: int = EVERYBODY

    def listed(self) -> list[Any]:
        own = [col(BoardLine.division_id) == self.division_id] if self.division_id != EVERYBODY else []
        return [col(BoardLine.leg_id) == self.leg_id, *own, col(BoardLine.key).is_not(None)]

    def total(self) -> int:
        return self.session.scalar(select_columns(func.sum(col(BoardStretch.lines))).where(*self._stretches())) or 0

    def key_of(self, entry_id: int) -> str | None:
        return self.session.scalar(select_columns(col(BoardLine.key)).where(
            *self.listed(), col(BoardLine.entry_id) == entry_id
        ))  # fmt: skip

    def above(self, key: str) -> int:
        """How many are listed before it."""
        stretch = select_columns(func.max(col(BoardStretch.first))).where(
            *self._stretches(), col(BoardStretch.first) <= key
        )
        first = self.session.scalar(stretch)
        if first is None:
            return 0
        before = select_columns(func.sum(col(BoardStretch.lines))).where(
            *self._stretches(), col(BoardStretch.first) < first
        )
        within = select_columns(func.count()).where(
            *self.listed(), col(BoardLine.key) >= first, col(BoardLine.key) < key
        )
        return (self.session.scalar(before) or 0) + (self.session.scalar(within) or 0)

    def better(self, key: str) -> int:
        """How many stand higher, by the keys of the ranking."""
        return self.above(of_equals(key))

    def equals(self, key: str) -> int:
        """How many stand on the same place, with the one whose key it is."""
        return self.above(of_equals(key) + AFTER_EQUALS) - self.better(key)

    def key_at(self, position: int) -> str | None:
        """Of the line before which so many are listed; None where fewer are. No further than its stretch goes."""
        first, before, after = self._stretch_at(position)
        keys = select_columns(col(BoardLine.key)).where(*self.listed(), col(BoardLine.key) >= first)
        if after is not None:
            keys = keys.where(col(BoardLine.key) < after)
        return self.session.scalar(keys.order_by(col(BoardLine.key)).offset(position - before).limit(1))

    def _stretch_at(self, position: int) -> tuple[str, int, str | None]:
        """The first key of the stretch it is in, how many are listed before that, and the first key of the next."""
        counted = select_columns(col(BoardStretch.first), col(BoardStretch.lines)).where(*self._stretches())
        found, before, last = "", 0, 0
        for first, lines in self.session.connection().execute(counted.order_by(col(BoardStretch.first))):
            if before > position:
                return found, before - last, first
            found, last = first, lines
            before += lines
        return found, before - last, None

    def _stretches(self) -> list[Any]:
        return [col(BoardStretch.leg_id) == self.leg_id, col(BoardStretch.division_id) == self.division_id]
