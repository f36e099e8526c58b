"""A leg as it is counted anew, in temporary tables: what it comes to enters the scores in two statements.

They belong to one connection: nobody waits while they are filled, and nobody sees what is half counted.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Integer,
    MetaData,
    Table,
    Text,
    literal,
    or_,
    text,
    true,
    update,
)
from sqlalchemy import select as select_columns
from sqlalchemy.schema import CreateTable, DropTable
from sqlmodel import Session, SQLModel, delete, insert

from quiz import clock, database
from quiz.attempts.attempt import Attempt
from quiz.contests.round import Leg
from quiz.standings.score import Score

COUNTED = (
    "points", "carried", "right", "answered", "elapsed_s", "submitted_at", "rules_version", "started_at", "all_right",
    "part_points",
)  # fmt: skip
"""What counting finds of an attempt by itself."""
SETTLED = ("stands", "full_marks", "prediction_distance", "jury_place", "lot_place")
"""What only all attempts of the leg together decide."""

SCORE, ATTEMPT = (SQLModel.metadata.tables[str(model.__tablename__)] for model in (Score, Attempt))
TEMPORARY = MetaData()
"""`imagined` makes them among its copies, where nothing may be made later."""


def _temporary(name: str, *columns: Column[Any], with_rowid: bool = True) -> Table:
    return Table(
        name, TEMPORARY, *columns, prefixes=["TEMPORARY"], sqlite_with_rowid=with_rowid,
        postgresql_with={"fillfactor": 50},
    )  # fmt: skip


def _key(name: str) -> Column[Any]:
    return Column(name, Integer, primary_key=True, autoincrement=False)


TO_COUNT = _temporary("to_count", _key("attempt_id"))
RECOUNT = _temporary(
    "recount", _key("attempt_id"), Column("entry_id", Integer), Column("ordinal", Integer),
    Column("prediction", Integer), Column("handed_in_at", ATTEMPT.c.submitted_at.type),
    *(Column(name, SCORE.c[name].type) for name in (*COUNTED, *SETTLED)), Column("unmarked", Integer),
)  # fmt: skip
"""`unmarked`: answers whose worth was not known when they were added up; see tallying.py."""
MARK = _temporary(
    "mark", _key("version_id"), Column("given", Text, primary_key=True), Column("points", BigInteger),
    Column("answered", Integer), Column("whole", Integer), with_rowid=False,
)  # fmt: skip
"""What an answer brings beyond none at all; see tallying.py."""
EMPTY_PLACE = _temporary(
    "empty_place", _key("version_id"), Column("points", BigInteger), Column("counts", Integer),
    Column("whole", Integer), Column("most", BigInteger),
)  # fmt: skip
"""What a place without an answer brings where that is not as usual: nothing, and it counts. Where parts are mixed by
per cent it is said of every question, with the most that it could bring."""


SORTED_IN_MEMORY = "64MB"
"""All answers of a slice; in PostgreSQL's usual 4 MB they would go by the disk."""


@contextmanager
def tables(session: Session) -> Iterator[None]:
    """They are there and empty; afterwards they are gone."""
    session.flush()
    made = not session.info.get("imagined")
    if not database.is_sqlite():
        session.connection().execute(text(f"SET LOCAL work_mem = '{SORTED_IN_MEMORY}'"))
    for table in TEMPORARY.sorted_tables:
        if made:
            session.connection().execute(CreateTable(table, if_not_exists=True))
        empty(session, table)
    yield
    for table in TEMPORARY.sorted_tables if made else []:
        session.connection().execute(DropTable(table))


def empty(session: Session, table: Table) -> None:
    session.connection().execute(delete(table))


def filled(session: Session, table: Table) -> None:
    """PostgreSQL plans by what it knows of a table."""
    if not database.is_sqlite():
        session.connection().execute(text(f"ANALYZE {table.name}"))


def from_scores(session: Session, leg: Leg) -> None:
    """Every attempt of the leg that was counted, as it stands."""
    names = ("attempt_id", "entry_id", *COUNTED, *SETTLED)
    columns = {name: SCORE.c[name] for name in names} | {
        "ordinal": ATTEMPT.c.ordinal, "prediction": ATTEMPT.c.prediction, "handed_in_at": ATTEMPT.c.submitted_at,
    }  # fmt: skip
    found = select_columns(*columns.values()).where(SCORE.c.leg_id == leg.id, ATTEMPT.c.id == SCORE.c.attempt_id)
    session.connection().execute(insert(RECOUNT).from_select(list(columns), found))
    filled(session, RECOUNT)


def write_back(session: Session, leg: Leg, names: Sequence[str]) -> int:
    """Of each score that is new or says something else than before in these columns; how many these are."""
    return write_from(session, RECOUNT, leg, names)


def write_from(session: Session, source: Table, leg: Leg, names: Sequence[str], *of: ColumnElement[bool]) -> int:
    """From a table with the columns of RECOUNT, those of its rows that are so."""
    connection, at = session.connection(), clock.now()
    mine = SCORE.c.attempt_id == source.c.attempt_id
    other = or_(*(SCORE.c[name] != source.c[name] for name in names))
    anew = {name: source.c[name] for name in names} | {"counted_at": at}
    changed = connection.execute(update(SCORE).where(mine, other, *of).values(anew))
    kept = ("attempt_id", "entry_id", *COUNTED, *SETTLED)
    told = (literal(leg.id).label("leg_id"), literal(at, SCORE.c.counted_at.type).label("counted_at"))
    new = select_columns(*(source.c[name] for name in kept), *told).where(true(), *of)
    added = connection.execution_options(preserve_rowcount=True).execute(
        database.insert(Score).from_select([*kept, "leg_id", "counted_at"], new).on_conflict_do_nothing()
    )  # not by looking whether it is there: PostgreSQL would plan that by how few scores there are before it begins
    return changed.rowcount + added.rowcount
