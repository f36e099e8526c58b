"""What every attempt of a leg is worth, in one pass over papers and answers: each distinct answer is marked once.

The same as its sheet says (sheet.py), which is what this is held against in tests; but no sheet is made.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from math import lcm
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, cast
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from quiz.attempts.attempt import Answer, Attempt, Mode, PaperRow
from quiz.attempts.deadline import Span
from quiz.contests.mixing import Worth
from quiz.contests.round import Leg
from quiz.standings.keys import Keys

TOGETHER = 1000
"""Attempts at a time."""
MOST_KNOWN = 100_000
"""Distinct answers that are kept in mind; where people write freely there are as many as answers."""
NOTHING = Fraction(0)

Place = tuple[int, int, str | None]
"""A question version, its part and what was given there, as the database keeps it."""


@dataclass(frozen=True, slots=True)
class HandedIn:
    """An attempt that counts, without what counting it does not need."""

    id: int
    leg_id: int
    entry_id: int
    ordinal: int
    started_at: datetime
    last_change_at: datetime | None
    ends_at: datetime
    submitted_at: datetime
    stood_json: list[Any]
    prediction: int | None

    @property
    def stood(self) -> list[Span]:
        return [Span(datetime.fromisoformat(start), datetime.fromisoformat(until)) for start, until in self.stood_json]


@dataclass(frozen=True, slots=True)
class Tally:
    """What a sheet adds up to."""

    points: Fraction
    right: int
    answered: int
    all_right: bool
    part_points: Fraction


def counted_in(leg: Leg) -> tuple[ColumnElement[bool], ...]:
    """Of the leg's attempts those that count."""
    return (
        col(Attempt.leg_id) == leg.id, col(Attempt.mode) == Mode.OFFICIAL, col(Attempt.submitted_at).is_not(None),
        col(Attempt.entry_id).is_not(None), col(Attempt.disqualified_at).is_(None),
    )  # fmt: skip


def tallies_in(session: Session, leg: Leg, keys: Keys) -> Iterator[list[tuple[HandedIn, Tally]]]:
    """Every attempt of the leg that counts; a slice at a time."""
    columns = [getattr(Attempt, name) for name in HandedIn.__slots__]
    counting = select_columns(*columns).where(*counted_in(leg)).order_by(col(Attempt.id)).limit(TOGETHER)
    worths, last = _Worths(session, keys), 0
    while attempts := [HandedIn(*row) for row in session.execute(counting.where(col(Attempt.id) > last))]:
        tallies = _tallies(session, [attempt.id for attempt in attempts], worths)
        yield [(attempt, tallies.get(attempt.id, NO_PAPER)) for attempt in attempts]
        last = attempts[-1].id


NO_PAPER = Tally(NOTHING, 0, 0, False, NOTHING)
GIVEN = (
    select_columns(col(PaperRow.attempt_id), col(PaperRow.version_id), col(PaperRow.part_id), cast(Answer.given, Text))
    .outerjoin(Answer, and_(col(Answer.attempt_id) == PaperRow.attempt_id, col(Answer.number) == PaperRow.number))
)  # fmt: skip


def _tallies(session: Session, attempt_ids: Sequence[int], worths: "_Worths") -> dict[int, Tally]:
    found = session.connection().execute(GIVEN.where(col(PaperRow.attempt_id).in_(attempt_ids)))
    rows = found.cursor.fetchall()  # as the driver has them: nothing in them needs to be made
    worths.learn({row[1:] for row in rows})
    papers: dict[int, list[_Numbers]] = defaultdict(list)
    for row in rows:
        papers[row[0]].append(worths.numbers[row[1:]])
    return {attempt_id: worths.tally(paper) for attempt_id, paper in papers.items()}


_Numbers = tuple[int, int, int, int, int] | tuple[int, int, int, int, int, int, int]
"""Points, is it answered, does it count, is it right, points of the named part; points in units of `_Worths`. Where
parts are mixed by per cent, also the most it could bring, and its part."""


@dataclass
class _Worths:
    """What is known of answers. Points are whole numbers of 1/unit, so that thousands are summed as fast as counted."""

    session: Session
    keys: Keys
    unit: int = 1
    numbers: dict[Place, _Numbers] = field(default_factory=dict)

    def learn(self, places: set[Place]) -> None:
        if len(self.numbers) > MOST_KNOWN:
            self.numbers.clear()
        new = places - self.numbers.keys()
        self.keys.learn(self.session, {version_id for version_id, _, _ in new})
        marked = [(place, *self._marked(*place)) for place in new]
        self._divide(lcm(self.unit, *{points.denominator for _, points, *_ in marked}, *self._most_in(new)))
        for place, points, answered, mark in marked:
            whole = points.numerator * (self.unit // points.denominator)
            in_part = whole if place[1] == self.keys.named_part else 0
            told = (whole * self.keys.mix.times(place[1]).numerator, answered, mark is not None, mark == 1, in_part)
            self.numbers[place] = (*told, self._most(place[0], mark), place[1]) if self.by_percent else told

    @property
    def by_percent(self) -> bool:
        return self.keys.mix.how == "percent"

    def tally(self, paper: list[_Numbers]) -> Tally:
        points, answered, counted, right, in_part, *_ = map(sum, zip(*paper, strict=True))
        whole = self._by_percent(paper) if self.by_percent else Fraction(points, self.unit)
        return Tally(
            whole if self.keys.scoring.below_zero else max(NOTHING, whole), right, answered, 0 < counted == right,
            Fraction(in_part, self.unit) if in_part else NOTHING,
        )  # fmt: skip

    def _by_percent(self, paper: list[_Numbers]) -> Fraction:
        """Shares of what each part could have brought: in them the unit makes no difference."""
        parts: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
        for points, *_, most, part_id in paper:
            brought = parts[part_id]
            parts[part_id] = (brought[0] + points, brought[1] + most)
        worths = ((id, Worth(Fraction(points), Fraction(most))) for id, (points, most) in parts.items())
        return self.keys.mix.whole(worths).points

    def _most(self, version_id: int, mark: Fraction | None) -> int:
        return int(self.keys.most(version_id) * self.unit) if mark is not None else 0

    def _most_in(self, places: set[Place]) -> set[int]:
        return {self.keys.most(version_id).denominator for version_id, *_ in places} if self.by_percent else set()

    def _marked(self, version_id: int, _part_id: int, told: str | None) -> tuple[Fraction, bool, Fraction | None]:
        given = json.loads(told) if told else None
        given = given if given and not self.keys.is_blank(version_id, given) else None  # taken back is as left empty
        mark = self.keys.mark(version_id, given)
        return self.keys.points(version_id, mark, given is not None), given is not None, mark

    def _divide(self, unit: int) -> None:
        """Into units so small that every number of points is whole."""
        if unit != self.unit:
            times, self.unit = unit // self.unit, unit
            for place, (points, answered, counted, right, in_part, *more) in self.numbers.items():
                told = (points * times, answered, counted, right, in_part * times)
                self.numbers[place] = (*told, more[0] * times, more[1]) if more else told
