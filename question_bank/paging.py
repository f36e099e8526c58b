"""A list in pages, each reached by the place where the one beside it ended: the hundredth costs what the first does."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, tuple_


@dataclass(frozen=True)
class Order:
    """By `id`, or by a day and then `id`, both in the same direction."""

    id: Any
    day: Any = None
    descending: bool = True

    def by(self, *, backwards: bool) -> list[Any]:
        columns = [column for column in (self.day, self.id) if column is not None]
        return [column.desc() if self.descending != backwards else column.asc() for column in columns]

    def beyond(self, cursor: str | None, *, backwards: bool) -> list[ColumnElement[bool]]:
        """What follows the place that the cursor names. One that is made up, or of another order, names none."""
        place = self._place(cursor)
        if place is None:
            return []
        day, id = place
        here, there = (self.id, id) if day is None else (tuple_(self.day, self.id), (day, id))
        return [here < there if self.descending != backwards else here > there]

    def cursor(self, id: int | None, day: date | None) -> str:
        return f"{day:%Y%m%d}.{id}" if self.day is not None and day is not None else str(id)

    def _place(self, cursor: str | None) -> tuple[date | None, int] | None:
        day, _, id = (cursor or "").rpartition(".")
        if not (id.isascii() and id.isdigit() and len(id) < 18) or bool(day) != (self.day is not None):
            return None
        try:
            return (date.fromisoformat(day) if day else None, int(id))
        except ValueError:
            return None
