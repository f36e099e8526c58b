"""What if: some tables as a decision would leave them, written nowhere.

As far as one contest goes they are copied into temporary ones of the same names, on a connection of its own. Both
engines look for a name among temporary tables first: whatever decides, counts and reads works on the copies unawares.
It takes no lock, nobody waits for it, and the engine refuses it to write anything else.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Column, Connection, Index, MetaData, Table, delete, insert, select, text
from sqlalchemy.schema import CreateTable
from sqlmodel import Session, SQLModel

from quiz.database import engine, is_sqlite

Copied = Mapping[type[SQLModel], tuple[str, Sequence[int]]]
"""Which rows: those whose column of this name is one of these."""
WRITES = {sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE}


@contextmanager
def imagined(which: Callable[[Session], Copied], beside: MetaData) -> Iterator[Session]:
    """All that is read in it is of one moment; all that is written is gone at its end.

    `beside`: temporary tables that the work makes for itself otherwise.
    """
    with engine().connect() as connection:
        connection.detach()  # closed at the end, and the copies with it
        alone = connection.execution_options(imagined=True)
        with Session(alone, expire_on_commit=False) as session:
            _copy_all(session, which, [beside])
            yield session


@contextmanager
def imagined_in(
    whole: Session, which: Callable[[Session], Copied], beside: MetaData, kept: MetaData
) -> Iterator[Session]:
    """The same within what is read on a connection of its own (`database.Apart`), which goes on afterwards.

    The copies are gone at its end, or with the connection where something was refused; what it wrote into the tables
    of `kept` is there until then.
    """
    alone = whole.connection()
    with Session(alone, expire_on_commit=False, join_transaction_mode="rollback_only") as session:
        copies = _copy_all(session, which, [kept, beside])
        yield session
        _forget(alone, copies)


def _copy_all(session: Session, which: Callable[[Session], Copied], empty: Sequence[MetaData]) -> list[Table]:
    """From now on the session works on them alone. `empty`: more tables that are there, with nothing in them."""
    alone = session.connection()
    if not is_sqlite():
        _driver(alone).prepare_threshold = None  # what was prepared before knows only the real tables
    session.info["imagined"] = True
    schema = real_schema(alone)
    copies = [
        _copy(alone, SQLModel.metadata.tables[str(model.__tablename__)], schema, column, ids)
        for model, (column, ids) in which(session).items()
    ]
    for table in (table for tables in empty for table in tables.sorted_tables):
        alone.execute(CreateTable(table, if_not_exists=True))
        alone.execute(delete(table))
    _insist_on_copies(alone)
    return copies


def _forget(connection: Connection, copies: Sequence[Table]) -> None:
    """PostgreSQL does it by itself, at the commit."""
    if is_sqlite():
        _driver(connection).set_authorizer(None)
        for copy in copies:
            copy.drop(connection, checkfirst=False)


def real_schema(connection: Connection) -> str:
    """Where the real tables are."""
    return "main" if is_sqlite() else str(connection.execute(text("SELECT current_schema()")).scalar_one())


def _copy(connection: Connection, real: Table, schema: str, column: str, ids: Sequence[int]) -> Table:
    """Without foreign keys: what it refers to is elsewhere."""
    temporary = "temp" if is_sqlite() else "pg_temp"
    columns = [
        Column(each.name, each.type, primary_key=each.primary_key, nullable=each.nullable,
               autoincrement=each.name == "id" and each.primary_key)
        for each in real.columns
    ]  # fmt: skip
    copy = Table(real.name, MetaData(), *columns, schema=temporary, postgresql_on_commit="DROP")
    for index in real.indexes:
        Index(index.name, *(copy.c[each.name] for each in index.columns))
    copy.create(connection, checkfirst=False)
    source = Table(real.name, MetaData(), *(Column(each.name, each.type) for each in real.columns), schema=schema)
    rows = select(source).where(source.c[column].in_(ids))
    connection.execute(insert(copy).from_select([each.name for each in real.columns], rows))
    if not is_sqlite():
        connection.execute(text(f'ANALYZE {temporary}."{real.name}"'))
        _go_on_counting(connection, copy)
    return copy


def _go_on_counting(connection: Connection, copy: Table) -> None:
    """New rows get numbers after those that were copied."""
    if "id" in copy.c:
        sequence = f"pg_get_serial_sequence('{copy.fullname}', 'id')"
        connection.execute(text(f"SELECT setval({sequence}, coalesce(max(id), 0) + 1, false) FROM {copy.fullname}"))


def _insist_on_copies(connection: Connection) -> None:
    if is_sqlite():
        _driver(connection).set_authorizer(_only_temporary)
    else:
        connection.execute(text("SET TRANSACTION READ ONLY"))  # temporary tables may be written all the same


def _only_temporary(act: int, _table: str | None, _column: str | None, schema: str | None, _trigger: str | None) -> int:
    return sqlite3.SQLITE_DENY if act in WRITES and schema != "temp" else sqlite3.SQLITE_OK


def _driver(connection: Connection) -> Any:
    return connection.connection.dbapi_connection
