"""What answers bring: each distinct one is marked once, by the pure functions, and kept for the database to add up."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import Any, NamedTuple

from sqlalchemy import Table, text, update
from sqlmodel import Session, insert

from quiz.standings.keys import Keys
from quiz.standings.recount import EMPTY_PLACE, MARK, empty, filled

MOST_KNOWN = 100_000
"""Distinct answers that are kept in mind; where people write freely there are as many as answers."""

FINEST = 2**48
"""More units to a point than any rules need: all sums stay within 63 bits, so that none is ever wrong."""


class Slice(NamedTuple):
    """Attempts that are to be counted: those with ids after `low`, up to `high`."""

    low: int
    high: int
    is_dense: bool
    """Are most attempts between them to be counted?"""

    @property
    def between(self) -> dict[str, int]:
        return {"low": self.low, "high": self.high}


ANSWERS_BETWEEN = "answer.attempt_id > :low AND answer.attempt_id <= :high"
ANSWERS_IN = (
    "to_count.attempt_id > :low AND to_count.attempt_id <= :high"
    " AND answer.attempt_id = to_count.attempt_id AND " + ANSWERS_BETWEEN
)
"""Of to_count CROSS JOIN answer; in this order: SQLite takes a CROSS JOIN at its word."""
ASKED = text(
    "SELECT DISTINCT paper_row.version_id FROM to_count CROSS JOIN paper_row WHERE paper_row.attempt_id ="
    " to_count.attempt_id AND paper_row.attempt_id > :low AND paper_row.attempt_id <= :high"
)
DISTINCT = text(
    "SELECT DISTINCT answer.version_id, CAST(answer.given AS TEXT) FROM to_count CROSS JOIN answer WHERE " + ANSWERS_IN
)

Answered = tuple[int, str]
"""A question version, and what was given there as the database keeps it."""


@dataclass
class Marks:
    """What is known of answers. Points are whole numbers of 1/unit, so that the database adds them up exactly."""

    session: Session
    keys: Keys
    unit: int = 1
    known: set[Answered] = field(default_factory=set)
    empty: set[int] = field(default_factory=set)
    anything_empty: bool = False
    """Does a place without an answer bring anything in some question, or not count?"""

    @property
    def by_percent(self) -> bool:
        return self.keys.mix.how == "percent"

    def learn_empty_places(self) -> None:
        """Only what was decided on a question makes it worth something to leave it empty."""
        self._learn_empty(set(self.keys.decisions))

    def _learn_empty(self, version_ids: set[int]) -> None:
        new = version_ids - self.empty
        self.keys.learn(self.session, new)
        found = [(id, *self._empty(id), self._most(id)) for id in new]
        self._divide(worth for _, points, _, most in found for worth in (points, most))
        unusual = [
            {"version_id": id, "points": self._whole(points), "counts": -(mark is None), "whole": int(mark == 1),
             "most": self._whole(most)}
            for id, points, mark, most in found
            if mark != 0 or self.by_percent
        ]  # fmt: skip
        self.anything_empty |= bool(unusual)
        self.empty |= new
        self._write(EMPTY_PLACE, unusual)

    def _most(self, version_id: int) -> Fraction:
        """What the place could bring; nothing where it does not count."""
        return self.keys.most(version_id) if self.keys.mark(version_id, None) is not None else Fraction(0)

    def learn(self, slice: Slice) -> bool:
        """What every answer of the slice brings; was any new?"""
        if len(self.known) > MOST_KNOWN:
            self.known.clear()
            empty(self.session, MARK)
        if self.by_percent:
            self._learn_empty(set(self.session.connection().execute(ASKED, slice.between).scalars()))
        given = self.session.connection().execute(DISTINCT, slice.between)
        new = {(version_id, told) for version_id, told in given} - self.known
        self.keys.learn(self.session, {version_id for version_id, _ in new})
        marked = [(each, *self._brought(*each)) for each in new]
        self._divide(points for _, points, *_ in marked)
        self._write(MARK, [
            {"version_id": version_id, "given": told, "points": self._whole(points), "answered": answered,
             "whole": whole}
            for (version_id, told), points, answered, whole in marked
        ])  # fmt: skip
        self.known |= new
        return bool(new)

    def _brought(self, version_id: int, told: str) -> tuple[Fraction, int, int]:
        """Points beyond those of an empty place; is it answered; has it full marks where an empty place has not?"""
        given = json.loads(told)
        nothing, none = self._empty(version_id)
        if not given or self.keys.is_blank(version_id, given):  # taken back is as left empty
            return Fraction(0), 0, 0
        mark = self.keys.mark(version_id, given)
        return self.keys.points(version_id, mark, True) - nothing, 1, (mark == 1) - (none == 1)

    def _empty(self, version_id: int) -> tuple[Fraction, Fraction | None]:
        mark = self.keys.mark(version_id, None)
        return self.keys.points(version_id, mark, False), mark

    def _whole(self, points: Fraction) -> int:
        return points.numerator * (self.unit // points.denominator)

    def _divide(self, some: Iterable[Fraction]) -> None:
        """Into units so small that every number of points is whole."""
        unit = lcm(self.unit, *(points.denominator for points in some))
        if unit > FINEST:
            raise OverflowError(f"points in units of 1/{unit} are too fine to be added up by the database")
        if unit != self.unit:
            times = unit // self.unit
            for table, columns in ((MARK, ["points"]), (EMPTY_PLACE, ["points", "most"])):
                finer = update(table).values({name: table.c[name] * times for name in columns})
                self.session.connection().execute(finer)
            self.unit = unit

    def _write(self, table: Table, rows: list[dict[str, Any]]) -> None:
        if rows:
            self.session.connection().execute(insert(table), rows)
            filled(self.session, table)
