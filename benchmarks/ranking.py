"""A leg counted anew from its answers, beside one bare pass over the same rows.

The bare pass reads every answer of the leg through the driver alone, looks its worth up and adds it to the sum of its
attempt. Ours counts every attempt anew, writes all scores and settles who stands: where each stands alone; where a
prediction holds all against each other; and where it is held against something else than the last time, so that every
line of the board moves as well. Each in a process of its own, whose most memory (RSS) is what it took.

`python -m benchmarks.ranking 20000 sqlite` is a fifth of it on one engine.
"""

import resource
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from sqlalchemy import func, text
from sqlmodel import Session, delete, insert

from benchmarks.answers import postgresql
from benchmarks.crowd import ended_by_signals, write_questions
from quiz import clock, database
from quiz.attempts.attempt import Attempt, SubmittedBy
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.contests.round import Leg, Round
from quiz.migrating import migrate
from quiz.people.person import Person
from quiz.standings.counting import recount_leg
from quiz.standings.keeping_listed import list_what_changed
from quiz.standings.score import CameAbout, Score
from tests.world import World, allow, build_world

ATTEMPTS, QUESTIONS, POOL = 100_000, 30, 200
ROUNDS = 2
PREDICTED = {"prediction": "all_right", "ranking": ("score", "prediction", "elapsed", "submitted")}
CASES: dict[str, tuple[dict[str, Any], ...]] = {
    "": ({},), "-predicted": (PREDICTED,), "-moved": (PREDICTED | {"prediction": "people"}, PREDICTED),
}  # fmt: skip
"""The rules of one round after the other."""
TOGETHER = 10_000

ANSWERS = """
WITH RECURSIVE places(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM places WHERE number < :questions),
asked AS (
  SELECT a.id AS attempt_id, number, 1 + (a.id * 7 + number * 3) % :pool AS version_id,
         (a.id * 31 + number * number * (a.id % 89)) % (8 + a.id % 13) AS chance, a.started_at AS at
  FROM attempt a CROSS JOIN places ORDER BY a.id, number
)
"""
PAPERS = "INSERT INTO paper_row (attempt_id, number, version_id, part_id, choice_order, flagged, waits) " + ANSWERS
"""Every paper has other questions in another order; most give the right answer, some a wrong one or none."""


def main(size: str = str(ATTEMPTS), *engines: str) -> None:
    """`engines`: of "sqlite" and "postgresql"; none is both."""
    with ended_by_signals():
        if not engines or "sqlite" in engines:
            with tempfile.TemporaryDirectory() as folder:
                _measure_all("sqlite", f"sqlite:///{Path(folder) / 'quiz.db'}", int(size))
        if not engines or "postgresql" in engines:
            with postgresql() as (url, _):
                _measure_all("postgresql", url, int(size))


def _measure_all(engine: str, url: str, size: int) -> None:
    database.connect(url)
    migrate()
    world = build_world(clock.now() - timedelta(hours=3), minutes=30)
    plant(world, size)
    for name, rules in CASES.items():
        _measure_recount(engine + name, url, world, rules)
    database.disconnect()


def _measure_recount(name: str, url: str, world: World, rules: Sequence[dict[str, Any]]) -> None:
    bare, ours, most = [], [], 0.0
    for round in range(ROUNDS):
        allow(world, **rules[round % len(rules)])
        with database.transaction() as session:
            session.exec(delete(CameAbout))
            session.exec(delete(Score))  # so that every score is written anew, too
        bare.append(_in_a_child(bare_pass, url)[0])
        seconds, memory, changed = _in_a_child(recount, url, world.leg.id or 0)
        ours.append(seconds)
        most = max(most, memory)
        print(f"{name}: bare {bare[-1]:.2f} s; counted anew {seconds:.2f} s, {memory:.0f} MB, {changed} changed")
    print(f"ratio recount-{name}: {min(ours) / min(bare):.2f}")
    print(f"megabytes recount-{name}: {most:.0f}")


def _in_a_child(do: Callable[..., tuple[float, int]], *given: object) -> tuple[float, float, int]:
    """Seconds, most memory in MB, and what it found."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(_measured, do, *given).result()


def _measured(do: Callable[..., tuple[float, int]], *given: object) -> tuple[float, float, int]:
    seconds, found = do(*given)
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, found


def _clock() -> float:
    """On SQLite the processor's time, which is felt less by what others do beside; PostgreSQL works elsewhere."""
    return time.process_time() if database.is_sqlite() else time.perf_counter()


def bare_pass(url: str) -> tuple[float, int]:
    """What the answers of each attempt are worth, with nothing but the driver and two dicts."""
    database.connect(url)
    worth: dict[tuple[int, str], int] = defaultdict(int)
    for version_id in range(1, POOL + 1):
        worth[version_id, '{"choices": ["dung"]}'] = 1
    sums: dict[int, int] = defaultdict(int)
    with database.engine().connect() as connection:
        if not database.is_sqlite():
            connection = connection.execution_options(stream_results=True)
        began = _clock()
        answers = text("SELECT attempt_id, version_id, CAST(given AS TEXT) FROM answer")
        cursor = connection.execute(answers).cursor
        while rows := cursor.fetchmany(TOGETHER):
            for attempt_id, version_id, given in rows:
                sums[attempt_id] += worth[version_id, given]
        return _clock() - began, len(sums)


def recount(url: str, leg_id: int) -> tuple[float, int]:
    database.connect(url)
    with database.transaction() as session:
        leg = session.get_one(Leg, leg_id)
        round = session.get_one(Round, leg.round_id)
        contest = session.get_one(Contest, round.contest_id)
        began = _clock()
        changed = recount_leg(session, contest, round, leg)
        list_what_changed(session)
    return _clock() - began, changed


def plant(world: World, size: int, questions: int = QUESTIONS) -> None:
    """So many people who handed in. Their answers are made by the database, from their numbers alone."""
    with database.transaction() as session:
        write_questions(session, world, POOL)
        _plant_attempts(session, world, size)
        numbers = {"questions": questions, "pool": POOL, "part": world.part.id}
        json = "{}" if database.is_sqlite() else "CAST({} AS JSON)"
        right, wrong, order = (
            json.format(f"'{told}'")
            for told in ('{"choices": ["dung"]}', '{"choices": ["sai1"]}', '["dung", "sai1", "sai2", "sai3"]')
        )
        session.execute(
            text(f"{PAPERS} SELECT attempt_id, number, version_id, :part, {order}, false, false FROM asked"), numbers
        )
        session.execute(text(
            "INSERT INTO answer (attempt_id, number, version_id, given, turn, tap, received_at, changed_at, late)"
            f"{ANSWERS} SELECT attempt_id, number, version_id, CASE WHEN chance = 1 THEN {wrong} ELSE {right} END,"
            " 1, number, at, at, false FROM asked WHERE chance <> 2"
        ), {name: numbers[name] for name in ("questions", "pool")})  # fmt: skip
    with database.engine().connect() as connection:  # as the housekeeping and autovacuum do
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))


def _plant_attempts(session: Session, world: World, size: int) -> None:
    """Attempts of the world's own were not handed in, and count for nothing."""
    at, start, unit = clock.now(), world.leg.opens_at, world.units["tan-trai"]
    assert start is not None
    person = Person(name="", created_at=at).model_dump()
    entry = Entry(contest_id=world.contest.id or 0, division_id=world.entries["duong"].division_id, person_id=0,
                  unit_id=unit.id or 0, unit_name=unit.name, created_at=at).model_dump()  # fmt: skip
    attempt = Attempt(entry_id=0, leg_id=world.leg.id or 0, rules_version=1, started_at=start, ends_at=start,
                      submitted_by=SubmittedBy.CONTESTANT).model_dump()  # fmt: skip
    first = {table: (session.scalar(func.max(table.id)) or 0) + 1 for table in (Person, Entry, Attempt)}
    for begin in range(0, size, TOGETHER):
        numbers = range(begin, min(size, begin + TOGETHER))
        session.execute(insert(Person), [
            person | {"id": first[Person] + n, "public_id": f"person{n}", "name": f"Thí sinh {n}"} for n in numbers
        ])  # fmt: skip
        session.execute(insert(Entry), [
            entry | {"id": first[Entry] + n, "person_id": first[Person] + n, "public_id": f"entry{n}",
                     "number": f"TS-{n:07}", "personal_code": f"C{n:07}", "link_token": f"link{n}"}
            for n in numbers
        ])  # fmt: skip
        session.execute(insert(Attempt), [
            attempt | {"id": first[Attempt] + n, "entry_id": first[Entry] + n, "public_id": f"attempt{n}",
                       "started_at": start + timedelta(milliseconds=n % 60_000),
                       "last_change_at": start + timedelta(seconds=n % 60 + 300 + n * 7919 % 1200),
                       "submitted_at": start + timedelta(seconds=n % 60 + 310 + n * 7919 % 1200),
                       "ends_at": start + timedelta(minutes=30), "prediction": n * 31 % size}
            for n in numbers
        ])  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:])
