"""How many members a unit has (số đoàn viên): dated numbers, several over time. What counts is the one in force."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import or_
from sqlalchemy import select as select_columns
from sqlmodel import Field, Session, SQLModel, col, select

from question_bank.slices import slices
from quiz.people.unit import Unit


class HeadCount(SQLModel, table=True):
    """A number somebody entered; it stays when a newer one comes. `as_of` None: nobody said of what day it is."""

    __tablename__ = "head_count"

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", ondelete="CASCADE", index=True)
    number: int
    as_of: date | None = None
    source: str = ""
    """Where it is from, in words: "báo cáo quý I"."""
    entered_by: int | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL")
    entered_at: datetime | None = None


class Heads(NamedTuple):
    """A number as it is used and printed. `gathered`: the sum of so many units below; 0: the unit's own number.

    Of a sum, `as_of` is its oldest date, None where one has none.
    """

    number: int
    as_of: date | None = None
    source: str = ""
    gathered: int = 0


class Entered(NamedTuple):
    """Who says so, when, and from where they have it."""

    by: int | None = None
    at: datetime | None = None
    source: str = ""


UNSAID = Entered()
Told = tuple[Unit, int, date | None]
"""A unit's number, and the day it is of."""


def keep_head_counts(session: Session, told: Sequence[Told], entered: Entered = UNSAID) -> int:
    """Beside those that are there; the last number of a day counts. What stands there already says nothing new. How
    many were new."""
    known = _of_units(session, [unit for unit, _number, _as_of in told])
    new = 0
    for unit, number, as_of in told:
        before = [one for one in known[unit.id] if one.as_of == as_of]
        if before and before[-1].number == number:
            continue
        kept = HeadCount(
            unit_id=unit.id or 0, number=number, as_of=as_of, source=entered.source, entered_by=entered.by,
            entered_at=entered.at,
        )  # fmt: skip
        session.add(kept)
        known[unit.id].append(kept)
        newer = [one for one in known[unit.id] if (one.as_of or date.min) > (as_of or date.min)]
        if not newer:
            _show(session, unit, kept)
        new += 1
    session.flush()
    return new


def remove_head_count(session: Session, unit: Unit, head_count: HeadCount) -> None:
    """One entered by mistake."""
    session.delete(head_count)
    session.flush()
    _show(session, unit, next(iter(head_counts_of(session, unit)), None))


def head_counts_of(session: Session, unit: Unit) -> list[HeadCount]:
    """The newest first."""
    rows = session.exec(select(HeadCount).where(HeadCount.unit_id == unit.id))
    return sorted(rows, key=_age, reverse=True)


class HeadsOn:
    """The numbers in force on a day, and the tree to gather them in. Read once, for all units."""

    def __init__(self, session: Session, day: date) -> None:
        until = or_(col(HeadCount.as_of).is_(None), col(HeadCount.as_of) <= day)
        columns = select_columns(
            col(HeadCount.unit_id), col(HeadCount.number), col(HeadCount.as_of), col(HeadCount.source),
        ).where(until)  # fmt: skip
        rows = session.execute(columns.order_by(col(HeadCount.id))).all()
        self.own: dict[int, Heads] = {}
        for unit_id, number, as_of, source in rows:
            before = self.own.get(unit_id)
            if number > 0 and (before is None or (as_of or date.min) >= (before.as_of or date.min)):
                self.own[unit_id] = Heads(number, as_of, source)
        self._below: dict[int, list[int]] = defaultdict(list)
        tree = select_columns(col(Unit.id), col(Unit.parent_id), col(Unit.valid_from), col(Unit.valid_to))
        for id, parent_id, since, until_day in session.execute(tree):
            if parent_id is not None and (since is None or since <= day) and (until_day is None or day < until_day):
                self._below[parent_id].append(id)

    def of(self, unit_id: int, *, gathered: bool = False) -> Heads | None:
        """The unit's own number. `gathered`: where it has none, the sum of those right below it, if every one of them
        has one of its own or by the same rule: a part of a sum would only look like a number."""
        own = self.own.get(unit_id)
        if own is not None or not gathered:
            return own
        below = [self.of(child, gathered=True) for child in self._below[unit_id]]
        known = [heads for heads in below if heads is not None]
        if not known or len(known) < len(below):
            return None
        days = [heads.as_of for heads in known]
        oldest = None if None in days else min(day for day in days if day is not None)
        return Heads(sum(one.number for one in known), oldest, "", sum(one.gathered or 1 for one in known))


def _of_units(session: Session, units: Sequence[Unit]) -> dict[int | None, list[HeadCount]]:
    found: dict[int | None, list[HeadCount]] = defaultdict(list)
    for ids in slices([unit.id for unit in units]):
        some = select(HeadCount).where(col(HeadCount.unit_id).in_(ids))
        for one in session.exec(some.order_by(col(HeadCount.id))):
            found[one.unit_id].append(one)
    return found


def _age(one: HeadCount) -> tuple[date, int]:
    return one.as_of or date.min, one.id or 0


def _show(session: Session, unit: Unit, newest: HeadCount | None) -> None:
    """What lists of units show."""
    unit.member_count = newest.number if newest else None
    unit.member_count_on = newest.as_of if newest else None
    session.add(unit)
