"""What can be had: the least that saves one answer as it must be saved, on either engine.

A signed cookie, a form, one statement that looks whose attempt it is, whether it is open and whether the tap is newer,
and a durable commit before the reply; answers that arrive together share it. No rules, no words, no pages: the ceiling
that our own route is held against. Run with REFERENCE_DATABASE naming an SQLite file or a postgresql:// address.
"""

import asyncio
import json
import os
import queue
import sqlite3
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qsl

import psycopg
from fastapi import FastAPI, HTTPException, Request
from itsdangerous import BadSignature, Signer
from starlette.responses import Response

SIGNER = Signer("a benchmark keeps no secret")
MOST_TOGETHER = 1024
TABLES = """
CREATE TABLE reference_attempt (id INTEGER PRIMARY KEY, person_id INTEGER NOT NULL, ends_at REAL NOT NULL);
CREATE TABLE reference_answer (
    attempt_id INTEGER NOT NULL, number INTEGER NOT NULL, given TEXT NOT NULL, tap INTEGER NOT NULL,
    PRIMARY KEY (attempt_id, number));
"""
KEEP = """
INSERT INTO reference_answer (attempt_id, number, given, tap)
SELECT attempt.id, {number}, {given}, {tap}
  FROM {taps} JOIN reference_attempt AS attempt ON attempt.id = {attempt} AND attempt.person_id = {person}
 WHERE attempt.ends_at > {at}
    ON CONFLICT (attempt_id, number) DO UPDATE SET given = excluded.given, tap = excluded.tap
 WHERE excluded.tap > reference_answer.tap
RETURNING attempt_id, number
"""
NAMES = ("attempt", "person", "number", "given", "tap", "at")
Tap = tuple[int, int, int, str, int, float]


class SQLite:
    _keep = KEEP.format(taps="json_each(?) AS tapped", **{n: f"tapped.value->>{i}" for i, n in enumerate(NAMES)})

    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
        self._connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")

    def plant(self, attempts: list[tuple[int, int, float]]) -> None:
        self._connection.executescript(TABLES)
        self._connection.execute("BEGIN")
        self._connection.executemany("INSERT INTO reference_attempt VALUES (?, ?, ?)", attempts)
        self._connection.execute("COMMIT")

    def keep(self, taps: list[Tap]) -> set[tuple[int, int]]:
        return set(self._connection.execute(self._keep, [json.dumps(taps)]).fetchall())

    def rows(self) -> list[Any]:
        return self._connection.execute("SELECT attempt_id, number, tap FROM reference_answer").fetchall()

    def close(self) -> None:
        self._connection.close()


class PostgreSQL:
    _types = ("int", "int", "int", "text", "int", "float8")
    _keep = KEEP.format(
        taps="unnest(" + ", ".join(f"%s::{kind}[]" for kind in _types) + f") AS tapped({', '.join(NAMES)})",
        **{name: f"tapped.{name}" for name in NAMES},
    )

    def __init__(self, address: str) -> None:
        self._connection = psycopg.connect(address, autocommit=True)

    def plant(self, attempts: list[tuple[int, int, float]]) -> None:
        self._connection.execute(TABLES.replace("REAL", "float8").encode())
        with self._connection.cursor() as cursor, cursor.copy("COPY reference_attempt FROM STDIN") as copy:
            for attempt in attempts:
                copy.write_row(attempt)

    def keep(self, taps: list[Tap]) -> set[tuple[int, int]]:
        newest = {(tap[0], tap[2]): tap for tap in sorted(taps, key=lambda tap: tap[4])}
        columns = [list(column) for column in zip(*newest.values(), strict=True)]
        return set(self._connection.execute(self._keep.encode(), columns).fetchall())

    def rows(self) -> list[Any]:
        return self._connection.execute("SELECT attempt_id, number, tap FROM reference_answer").fetchall()

    def close(self) -> None:
        self._connection.close()


def store(name: str) -> SQLite | PostgreSQL:
    return PostgreSQL(name) if name.startswith("postgresql") else SQLite(name)


class Together:
    """One thread writes whatever waits."""

    def __init__(self, kept_in: SQLite | PostgreSQL) -> None:
        self._store = kept_in
        self._waiting: queue.SimpleQueue[tuple[Tap, asyncio.Future[bool]]] = queue.SimpleQueue()
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._write, daemon=True).start()

    async def keep(self, tap: Tap) -> bool:
        told: asyncio.Future[bool] = self._loop.create_future()
        self._waiting.put((tap, told))
        return await told

    def _write(self) -> None:
        while True:
            batch = [self._waiting.get()]
            while not self._waiting.empty() and len(batch) < MOST_TOGETHER:
                batch.append(self._waiting.get())
            try:
                kept = self._store.keep([tap for tap, _ in batch])
            except (sqlite3.Error, psycopg.Error):
                kept = set()
            answers = [(told, (tap[0], tap[2]) in kept) for tap, told in batch]
            self._loop.call_soon_threadsafe(_tell, answers)


def _tell(answers: list[tuple["asyncio.Future[bool]", bool]]) -> None:
    for told, kept in answers:
        if not told.done():
            told.set_result(kept)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.together = Together(store(os.environ["REFERENCE_DATABASE"]))
    yield


app = FastAPI(openapi_url=None, lifespan=_lifespan, telemetry={"auto_configure": False})


@app.post("/attempts/{attempt_id}/answers/{number}")
async def answer(attempt_id: int, number: int, request: Request) -> Response:
    try:
        person = int(SIGNER.unsign(request.cookies.get("person", "")))
    except BadSignature:
        raise HTTPException(401) from None
    form = dict(parse_qsl((await request.body()).decode()))
    tap = (attempt_id, person, number, form["given"], int(form["tap"]), time.time())
    if not await request.app.state.together.keep(tap):
        raise HTTPException(409)
    return Response(status_code=204)
