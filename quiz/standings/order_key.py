"""The key under which a line of a board is kept: of two keys the smaller one, byte by byte, stands higher.

Each value that the ranking compares takes a fixed number of hexadecimal digits, in the order of the ranking; the number
of the entry comes last, so that no two are equal. What comes before it is equal for equals.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Integer, cast, func, literal
from sqlmodel import col
from sqlmodel.sql.sqltypes import UTCDateTime

from quiz.contests.rules import RankingKey
from quiz.standings.score import Score
from quiz.standings.tie_breaks import TIE_BREAKS

DIGITS = 8
"""Of the entry's number, of whole seconds since 1970, and of what an integer column holds."""
WIDE, WIDE_FROM = 16, 2**61
"""Of points and distances, counted from here: none is further below zero, none above twice as far."""
NARROW_FROM = 2**31
AFTER_EQUALS = "g"
"""Sorts after every digit."""


def order_key(ranking: Sequence[RankingKey], *, sqlite: bool) -> ColumnElement[str]:
    """Of a score, worked out where the scores are."""
    parts = [_part(name, sqlite=sqlite) for name in ranking]
    parts.append(_digits(col(Score.entry_id), DIGITS, sqlite=sqlite))
    key = parts[0]
    for part in parts[1:]:
        key = key.op("||")(part)
    return key if sqlite else key.collate("C")  # as board_line.py keeps it


def of_equals(key: str) -> str:
    """What is before the entry's number: equals have it in common."""
    return key[:-DIGITS]


def _part(name: RankingKey, *, sqlite: bool) -> ColumnElement[str]:
    column: Any = getattr(Score, TIE_BREAKS[name].column)
    if isinstance(column.type, UTCDateTime):
        return _digits(_seconds(column, sqlite=sqlite), DIGITS, sqlite=sqlite)
    value = -column if TIE_BREAKS[name].most_first else column
    if isinstance(column.type, BigInteger):
        return _digits(value + literal(WIDE_FROM, BigInteger()), WIDE, sqlite=sqlite)
    return _digits(cast(value, BigInteger()) + literal(NARROW_FROM, BigInteger()), DIGITS, sqlite=sqlite)


def _seconds(column: Any, *, sqlite: bool) -> ColumnElement[int]:
    if sqlite:
        return cast(func.strftime("%s", column), Integer())
    return cast(func.floor(func.extract("epoch", column)), BigInteger())


def _digits(number: Any, digits: int, *, sqlite: bool) -> ColumnElement[str]:
    if sqlite:
        return func.printf(f"%0{digits}x", number)
    return func.lpad(func.to_hex(number), digits, "0")
