"""Bring a database to the shape that this version of the program expects."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

import quiz.tables  # noqa: F401  # autogenerate compares with what is imported
from quiz import database
from quiz.settings import resource


def migrate() -> None:
    """Take every step that is missing. Safe to run again; on PostgreSQL several may run it at once."""
    with database.engine().connect() as connection:
        if not database.is_sqlite():
            connection.exec_driver_sql("SELECT pg_advisory_lock(4862)")
        command.upgrade(config(connection), "head")
        connection.commit()


def is_current() -> bool:
    with database.engine().execution_options(writing=False).connect() as connection:
        standing = MigrationContext.configure(connection).get_current_revision()
        return standing == ScriptDirectory.from_config(config(connection)).get_current_head()


def config(connection: Connection) -> Config:
    made = Config()
    made.set_main_option("script_location", str(resource("migrations")))
    made.attributes["connection"] = connection
    return made
