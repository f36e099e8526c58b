"""What many tests begin with, planted once on each engine and copied from then on.

To plant the small world costs fifty trips to a database, the demo thousands; to copy it costs one.
"""

import pickle
from collections.abc import Callable
from typing import TypeVar, cast

from sqlalchemy import Connection
from sqlmodel import SQLModel

from quiz import database

T = TypeVar("T")


class Nursery:
    """Things by name. Whoever asks has objects of their own, and the rows in the database that is connected."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Kept] = {}

    def plant(self, name: str, grow: Callable[[], T]) -> T:
        """As `grow()`, which commits what it makes and must make the same each time."""
        key = (name, database.engine().dialect.name)
        with database.engine().begin() as connection:
            clear = not _filled(connection)
            if clear and key in self._kept:
                return cast(T, self._kept[key].copy(connection))
        grown = grow()
        if clear:  # otherwise the newcomers' numbers come after those of somebody who was here before
            self._kept[key] = Kept(grown)
        return grown


class Kept:
    """Rows as INSERT statements, and objects as bytes."""

    def __init__(self, grown: object) -> None:
        self._objects = pickle.dumps(grown)
        with database.engine().begin() as connection:
            write = _as_sqlite_inserts if database.is_sqlite() else _as_postgresql_inserts
            self._script = write(connection, _filled(connection))

    def copy(self, connection: Connection) -> object:
        for statement in self._script:
            connection.exec_driver_sql(statement)
        return pickle.loads(self._objects)


def _filled(connection: Connection) -> list[str]:
    """Tables with rows in them, those first that others point at."""
    names = [f'"{table.name}"' for table in SQLModel.metadata.sorted_tables]
    asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in names)
    filled = {name for [name] in connection.exec_driver_sql(asked)}
    return [name for name in names if name in filled]


def _as_sqlite_inserts(connection: Connection, tables: list[str]) -> list[str]:
    return [_sqlite_insert(connection, table) for table in tables]


def _sqlite_insert(connection: Connection, table: str) -> str:
    about = connection.exec_driver_sql(f"PRAGMA table_info({table})").all()
    columns = [f'"{row.name}"' for row in about]
    key = ", ".join(f'"{row.name}"' for row in sorted(about, key=lambda row: row.pk) if row.pk) or "rowid"
    quoted = " || ',' || ".join(f"quote({column})" for column in columns)
    rows = connection.exec_driver_sql(f"SELECT {quoted} FROM {table} ORDER BY {key}")
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join(f'({row})' for [row] in rows)}"


def _as_postgresql_inserts(connection: Connection, tables: list[str]) -> list[str]:
    """One script, so one trip. Numbers go on from where they stood."""
    inserts = [_postgresql_insert(connection, table) for table in tables]
    stood = "SELECT quote_literal(quote_ident(sequencename)), last_value FROM pg_sequences WHERE last_value IS NOT NULL"
    numbers = [f"SELECT setval({name}, {last})" for name, last in connection.exec_driver_sql(stood)]
    return ["; ".join(inserts + numbers).replace("%", "%%")]


def _postgresql_insert(connection: Connection, table: str) -> str:
    rows = connection.exec_driver_sql(f"SELECT quote_literal(json_agg({table})) FROM {table}").scalar_one()
    return f"INSERT INTO {table} SELECT * FROM json_populate_recordset(NULL::{table}, {rows})"
