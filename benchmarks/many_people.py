"""So many people with a counted attempt each, made by the database itself: a million of them in a minute."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CTE, ColumnElement, func, insert, literal, select, type_coerce
from sqlmodel import Session, SQLModel
from sqlmodel.sql.sqltypes import UTCDateTime

from quiz import database
from quiz.attempts.attempt import Attempt, SubmittedBy
from quiz.contests.entry import Entry
from quiz.people.person import Person
from quiz.standings.score import Score
from tests.world import World

FIRST = 1_000
"""Their ids begin here, in every table alike."""
A_POINT = 10_000
"""As scores keep it."""
QUICKEST, SLOWEST = 300, 1_500
"""Seconds."""


def plant_many(session: Session, world: World, size: int) -> None:
    """All of one unit and division. Points pile up in the middle of thirty, times are spread evenly."""
    start, leg_id = world.leg.opens_at, world.leg.id or 0
    assert start is not None
    made = _numbers(size)
    n, id = made.c.n, made.c.n + FIRST
    right = n % 11 + n // 11 % 11 + n // 121 % 11
    elapsed_s = QUICKEST + n % 7919 * 7907 % (SLOWEST - QUICKEST)
    submitted_at = _later(start, elapsed_s + n % 600)
    unit, division_id = world.units["tan-trai"], world.entries["duong"].division_id
    person = Person(name="", created_at=start)
    entry = Entry(contest_id=world.contest.id or 0, division_id=division_id, person_id=0, unit_id=unit.id or 0,
                  unit_name=unit.name, created_at=start)  # fmt: skip
    attempt = Attempt(entry_id=0, leg_id=leg_id, rules_version=1, started_at=start, ends_at=start, submitted_at=start,
                      submitted_by=SubmittedBy.CONTESTANT)  # fmt: skip
    score = Score(attempt_id=0, leg_id=leg_id, entry_id=0, points=0, right=0, answered=30, elapsed_s=0,
                  submitted_at=start, started_at=start, rules_version=1, counted_at=start)  # fmt: skip
    _multiply(session, made, person, id=id, public_id=_word("p", n), name=_word("Thí sinh ", n))
    _multiply(session, made, entry, id=id, person_id=id, public_id=_word("e", n), number=_word("TS-", n),
              personal_code=_word("c", n), link_token=_word("l", n))  # fmt: skip
    _multiply(session, made, attempt, id=id, entry_id=id, public_id=_word("a", n), submitted_at=submitted_at)
    _multiply(session, made, score, attempt_id=id, entry_id=id, points=right * A_POINT, right=right,
              elapsed_s=elapsed_s, submitted_at=submitted_at)  # fmt: skip


def _numbers(size: int) -> CTE:
    first = select(literal(0).label("n")).cte("made", recursive=True)
    return first.union_all(select(first.c.n + 1).where(first.c.n + 1 < size))


def _multiply(session: Session, made: CTE, row: Any, **columns: ColumnElement[Any]) -> None:
    """As many rows like this one as there are numbers; `columns`: what differs from one to the next."""
    table = SQLModel.metadata.tables[str(type(row).__tablename__)]
    told = [columns.get(each.name, literal(getattr(row, each.key), each.type)) for each in table.columns]
    session.execute(insert(table).from_select([each.name for each in table.columns], select(*told).select_from(made)))


def _word(word: str, n: ColumnElement[int]) -> ColumnElement[str]:
    return func.concat(word, n) if not database.is_sqlite() else literal(word).op("||")(n)


def _later(start: datetime, seconds: ColumnElement[int]) -> ColumnElement[datetime]:
    if database.is_sqlite():
        told = func.strftime(
            "%Y-%m-%d %H:%M:%S.000000", start.strftime("%Y-%m-%d %H:%M:%S"), _word("+", seconds).op("||")(" seconds")
        )
        return type_coerce(told, UTCDateTime())
    return literal(start, UTCDateTime()) + seconds * literal(timedelta(seconds=1))
