"""Answers saved per second, beside the naive service, on SQLite with synchronous=FULL; and rows kept = acknowledged.

Both run as one process each, take turns in rounds of a few seconds, and meet the same load: 64 connections, each a
contestant with 30 questions. Reports medians over the rounds and `ratio answers-naive: N` (ours over the naive's).
"""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path

from itsdangerous import Signer
from sqlmodel import Session, SQLModel, create_engine, select

from benchmarks.load import MakeRequest, Result, press
from quiz import clock, database
from quiz.attempts.attempt import Answer, PaperRow
from quiz.attempts.sitting import start_attempt
from quiz.contests.entry import Entry
from quiz.keys import secret_key
from quiz.migrating import migrate
from quiz.people.person import Person
from quiz.people.sign_in import Door, start_sign_in
from quiz.settings import Settings
from tests.world import World, build_world

PLAYERS = 64
ROUNDS = 3
SECONDS = 4.0
WARM_UP_S = 1.0


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        taps = count(1)
        ours, ours_request, ours_kept = _plant_ours(Path(folder) / "ours")
        naive, naive_request, naive_kept = _plant_naive(Path(folder) / "naive.db")
        with _served(*ours) as our_port, _served(*naive) as naive_port:
            sides = {"ours": (our_port, ours_request), "naive": (naive_port, naive_request)}
            results: dict[str, list[Result]] = {name: [] for name in sides}
            for seconds in [WARM_UP_S] + [SECONDS] * ROUNDS:
                for name, (port, request) in sides.items():
                    result = asyncio.run(press(port, PLAYERS, _QUESTIONS, seconds, request, taps))
                    results[name].append(result)
        _insist_on_rows("ours", results["ours"], ours_kept())
        _insist_on_rows("naive", results["naive"], naive_kept())
    _report({name: rounds[1:] for name, rounds in results.items()})


_QUESTIONS = 3  # as many as the small world has
Server = tuple[str, dict[str, str]]
Kept = Callable[[], dict[tuple[int, int], int]]


def _plant_ours(folder: Path) -> tuple[Server, MakeRequest, Kept]:
    """A world with as many contestants as connections, each with an attempt under way."""
    settings = Settings(data_dir=folder, database_url="")
    database.connect(settings.url)
    migrate()
    world = build_world(clock.now(), minutes=120)
    signer = Signer(secret_key(folder), salt="sign-in")
    with database.transaction() as session:
        seats = [_seat(session, world, number, signer) for number in range(PLAYERS)]
    ids = [attempt_id for attempt_id, *_ in seats]

    def request(player: int, number: int, tap: int) -> tuple[str, str, str]:
        _, public_id, cookie, choices = seats[player]
        body = f"turn=1&tap={tap}&given={choices[number][tap % len(choices[number])]}"
        return f"/play/attempts/{public_id}/questions/{number}", f"play={cookie}", body

    def kept() -> dict[tuple[int, int], int]:
        with database.transaction(writing=False) as session:
            return {(ids.index(row.attempt_id), row.number): row.tap for row in session.exec(select(Answer))}

    return ("benchmarks.serving:ours", {"QUIZ_DATA_DIR": str(folder)}), request, kept


def _seat(session: Session, world: World, number: int, signer: Signer) -> tuple[int, str, str, dict[int, list[str]]]:
    at = clock.now()
    person = Person(name=f"Thí sinh {number}", created_at=at)
    session.add(person)
    session.flush()
    unit = world.units["tan-trai"]
    entry = Entry(
        contest_id=world.contest.id or 0, division_id=world.entries["duong"].division_id, person_id=person.id or 0,
        unit_id=unit.id or 0, unit_name=unit.name, created_at=at,
    )  # fmt: skip
    session.add(entry)
    session.flush()
    sign_in = start_sign_in(session, Door.PLAY, person.id or 0, at, entry_id=entry.id)
    contest, round, leg = (session.get_one(type(known), known.id) for known in (world.contest, world.round, world.leg))
    attempt = start_attempt(session, contest, round, leg, entry, sign_in, at)
    rows = session.exec(select(PaperRow).where(PaperRow.attempt_id == attempt.id))
    cookie = signer.sign(sign_in.token).decode()
    return attempt.id or 0, attempt.public_id, cookie, {row.number: row.choice_order for row in rows}


def _plant_naive(path: Path) -> tuple[Server, MakeRequest, Kept]:
    os.environ["NAIVE_DATABASE"] = str(path)
    from benchmarks.naive import SIGNER, NaiveAnswer, NaiveAttempt

    made = create_engine(f"sqlite:///{path}")
    SQLModel.metadata.create_all(made, tables=[NaiveAttempt.__table__, NaiveAnswer.__table__])  # type: ignore[attr-defined]
    until = (clock.now() + timedelta(hours=2)).timestamp()
    with Session(made) as session:
        session.add_all(
            NaiveAttempt(id=player + 1, person_id=1000 + player, ends_at=until) for player in range(PLAYERS)
        )
        session.commit()
    cookies = [SIGNER.sign(str(1000 + player)).decode() for player in range(PLAYERS)]

    def request(player: int, number: int, tap: int) -> tuple[str, str, str]:
        return f"/attempts/{player + 1}/answers/{number}", f"person={cookies[player]}", f"given=B&tap={tap}"

    def kept() -> dict[tuple[int, int], int]:
        with Session(made) as session:
            return {(row.attempt_id - 1, row.number): row.tap for row in session.exec(select(NaiveAnswer))}

    return ("benchmarks.naive:app", {"NAIVE_DATABASE": str(path)}), request, kept


@contextmanager
def _served(application: str, environment: dict[str, str]) -> Iterator[int]:
    """One server process on a free port of loopback, ended when done."""
    port = _free_port()
    command = [
        sys.executable, "-m", "uvicorn", application, "--port", str(port), "--no-access-log", "--log-level", "error",
        "--loop", "uvloop", "--http", "httptools",
    ]  # fmt: skip
    process = subprocess.Popen(command, env=os.environ | environment)
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=15)


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"the server on port {port} did not answer")


def _insist_on_rows(name: str, rounds: list[Result], kept: dict[tuple[int, int], int]) -> None:
    """What the last acknowledgement of each place said is what stands there: a 200 is not a save."""
    told: dict[tuple[int, int], int] = {}
    for result in rounds:
        told |= result.last_kept
    lost = {place for place, tap in told.items() if kept.get(place) != tap}
    if lost:
        raise SystemExit(f"{name}: {len(lost)} of {len(told)} acknowledged places hold something else")
    print(f"{name}: {len(told)} places, each holds the last tap that was acknowledged")


def _report(results: dict[str, list[Result]]) -> None:
    rates: dict[str, float] = {}
    print(f"{'':8}{'answers/s':>12}{'p50 ms':>10}{'p99 ms':>10}{'refused':>10}")
    for name, rounds in results.items():
        rates[name] = statistics.median(len(result.times) / SECONDS for result in rounds)
        middle, worst = (statistics.median(r.percentile(share) for r in rounds) * 1000 for share in (0.5, 0.99))
        refused = sum(result.refused for result in rounds)
        print(f"{name:8}{rates[name]:>12.0f}{middle:>10.1f}{worst:>10.1f}{refused:>10}")
    print(f"ratio answers-naive: {rates['ours'] / rates['naive']:.2f}")


if __name__ == "__main__":
    main()
