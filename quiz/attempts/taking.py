"""Papers that were drawn ahead become those of attempts that have begun: within the database, as many as began."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, text
from sqlmodel import Session, SQLModel, col, select

from question_bank.dealing import ALGORITHM
from quiz.attempts.attempt import Attempt, Paper
from quiz.database import is_sqlite

_DRAWN = """
  FROM attempt
  JOIN drawn_paper ON drawn_paper.leg_id = attempt.leg_id AND drawn_paper.entry_id = attempt.entry_id {each}
 WHERE attempt.public_id IN :begun
"""
_PAPERS = """
INSERT INTO paper (attempt_id, seed, algorithm, pool_id, drawn_at, position)
SELECT attempt.id, drawn_paper.seed, :algorithm, drawn_paper.pool_id, :at, drawn_paper.entry_id
"""
# A place of a paper is [part, version, order of its choices]; see DrawnPaper.
_ROWS = """
INSERT INTO paper_row (attempt_id, number, version_id, part_id, choice_order, flagged, waits)
SELECT attempt.id, {number}, CAST(place.value->>1 AS int), CAST(place.value->>0 AS int), place.value->2, {no}, {no}
"""
_SQLITE = {"each": "JOIN json_each(drawn_paper.places) AS place", "number": "place.key + 1", "no": "0"}
_POSTGRESQL = {
    "each": "CROSS JOIN LATERAL json_array_elements(drawn_paper.places) WITH ORDINALITY AS place (value, number)",
    "number": "place.number",
    "no": "false",
}


def take_drawn(session: Session, begun: Sequence[str], at: datetime) -> list[str]:
    """For attempts by their public id; those of them that are there, each with its paper."""
    papers, rows = _statements(is_sqlite())
    connection, given = session.connection(), {"begun": list(begun), "algorithm": ALGORITHM, "at": at}
    connection.execute(papers, given)
    connection.execute(rows, given)
    return list(session.exec(_THERE, params=given))


_THERE = (
    select(Attempt.public_id)
    .join(Paper, col(Paper.attempt_id) == Attempt.id)
    .where(col(Attempt.public_id).in_(bindparam("begun", expanding=True)))
)


@lru_cache
def _statements(sqlite: bool) -> list[Any]:
    words = _SQLITE if sqlite else _POSTGRESQL
    begun: Any = bindparam("begun", expanding=True)
    moment = bindparam("at", type_=SQLModel.metadata.tables["paper"].c.drawn_at.type)
    return [
        text(_PAPERS + _DRAWN.format(each="")).bindparams(begun, moment),
        text((_ROWS + _DRAWN).format(**words)).bindparams(begun),
    ]
