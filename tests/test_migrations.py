"""A database of the first version, with questions in it, comes up to date and loses nothing. On both engines."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from alembic import command
from sqlalchemy import make_url, text

from quiz import database, migrating

TOPIC = """INSERT INTO topic (id, public_id, slug, name, name_en, position, "group")
    VALUES (1, 't', 't', 'T', '', 0, 'other')"""
QUESTION = "INSERT INTO question (id, public_id, created_at, created_by) VALUES (:id, :name, :at, '')"
VERSION = """INSERT INTO question_version (id, public_id, question_id, number, state, is_current, kind, content, key,
    explanation, difficulty, topic_id, author, self_approved, created_at, search_text) VALUES (:id, :name, :question,
    :number, :state, :current, 'true_false', '{"stem": "Hỏi gì?", "choices": []}', '{"right": []}', '', 3, 1, '', true,
    :at, 'hoi gi?')"""
DECISION = """INSERT INTO ledger_entry (contest_id, seq, at, acting_role, subject_type, subject_id, decision, body,
    reason, previous_hash, hash) VALUES (:contest, :seq, :at, 'judge', 'leg', 1, 'extend', '{}', '', '', :hash)"""
AT = "2026-11-20 05:00:00"


@pytest.fixture(params=["sqlite", "postgresql"])
def first_version(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
    """A database as the first version of the program made it, connected."""
    if request.param == "sqlite":
        database.connect(f"sqlite:///{tmp_path / 'old.db'}")
    else:
        server = request.getfixturevalue("postgresql_server")
        name = f"hoithi_old_{uuid.uuid4().hex[:8]}"
        with psycopg.connect(server, autocommit=True) as admin:
            admin.execute(f'CREATE DATABASE "{name}"')
        database.connect(make_url(server).set(database=name).render_as_string(hide_password=False))
    with database.engine().connect() as connection:
        command.upgrade(migrating.config(connection), "0001")
        connection.commit()
    yield
    database.disconnect()
    if request.param == "postgresql":
        with psycopg.connect(server, autocommit=True) as admin:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_what_was_approved_and_decided_before_stays_so(first_version: None) -> None:
    with database.engine().begin() as connection:
        for contest, seq in ((1, 1), (1, 2), (4, 1)):
            connection.execute(text(DECISION), {"contest": contest, "seq": seq, "at": AT, "hash": f"{contest}/{seq}"})
        connection.execute(text(TOPIC))
        for id in (1, 2):
            connection.execute(text(QUESTION), {"id": id, "name": f"q{id}", "at": AT})
        for id, question, number, state, current in (
            (1, 1, 1, "approved", False), (2, 1, 2, "approved", True), (3, 2, 1, "retired", True),
        ):  # fmt: skip
            values = {"question": question, "number": number, "state": state, "current": current}
            connection.execute(text(VERSION), values | {"id": id, "name": f"v{id}", "at": AT})

    migrating.migrate()

    with database.engine().connect() as connection:
        ends = connection.execute(text("SELECT contest_id, seq, hash FROM ledger_end ORDER BY contest_id")).all()
        found = connection.execute(
            text("SELECT state, is_current, approved_at FROM question_version ORDER BY id")
        ).all()
    assert [(state, bool(current)) for state, current, _at in found] == [
        ("approved", False), ("approved", True), ("retired", True),
    ]  # fmt: skip
    assert [tuple(end) for end in ends] == [(1, 2, "1/2"), (4, 1, "4/1")]
    assert all(at is not None for _state, _current, at in found)
    assert migrating.is_current()
