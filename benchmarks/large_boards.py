"""A board of a million who handed in beside one of ten thousand: reading its first page and its last, finding one's own
place, adding up its figures, and listing one more who hands in.

The middle of many of each, in one process, by its own processor time on SQLite and by the clock on PostgreSQL, which
works elsewhere. `ratio large-NAME-ENGINE: 0.00` is the million by the ten thousand: near 1 where nobody is counted.
`python -m benchmarks.large_boards 100000 sqlite` is a tenth of it on one engine.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import text
from sqlmodel import Session

from benchmarks.answers import postgresql
from benchmarks.crowd import ended_by_signals
from benchmarks.many_people import FIRST, plant_many
from quiz import clock, database
from quiz.contests.round import Leg, Round
from quiz.migrating import migrate
from quiz.standings.board import own_place
from quiz.standings.changed_boards import board_changed
from quiz.standings.keeping_listed import list_what_changed
from quiz.standings.listing import list_everybody
from quiz.standings.live import LiveBoard
from quiz.standings.score import Score
from quiz.standings.standing import PAGE
from tests.world import World, build_world

SMALL, LARGE, TIMES = 10_000, 1_000_000, 60
Took = dict[str, float]


def main(size: str = str(LARGE), *engines: str) -> None:
    """`engines`: of "sqlite" and "postgresql"; none is both."""
    with ended_by_signals():
        for engine in engines or ("sqlite", "postgresql"):
            small, large = _measured(engine, SMALL), _measured(engine, int(size))
            for name in small:
                both = f"{large[name] * 1000:.2f} ms of {int(size):,}, {small[name] * 1000:.2f} of {SMALL:,}"
                print(f"{name}, {engine}: {both}")
                print(f"ratio large-{name}-{engine}: {large[name] / small[name]:.2f}")


def _measured(engine: str, size: int) -> Took:
    if engine == "postgresql":
        with postgresql() as (url, _):
            return _on(url, size)
    with tempfile.TemporaryDirectory() as folder:
        return _on(f"sqlite:///{Path(folder) / 'quiz.db'}", size)


def _on(url: str, size: int) -> Took:
    database.connect(url)
    migrate()
    world = build_world(clock.now() - timedelta(hours=1), minutes=120, board="live")
    with database.transaction() as session:
        plant_many(session, world, size)
        began = time.perf_counter()
        list_everybody(session, world.leg.id or 0)
        print(f"{size:,} listed at once in {time.perf_counter() - began:.1f} s")
    with database.engine().connect() as connection:  # as the housekeeping and autovacuum do
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
    took = _read(world, size) | {"one-more": _one_more(world, size)}
    database.disconnect()
    return took


def _read(world: World, size: int) -> Took:
    ids = [FIRST + number * (size // TIMES) for number in range(TIMES)]
    with database.transaction(writing=False) as session:
        board = LiveBoard(session, session.get_one(Round, world.round.id), session.get_one(Leg, world.leg.id))
        return {
            "page": _middle([lambda: board.lines(0, PAGE)] * TIMES),
            "last-page": _middle([lambda: board.lines(size - PAGE, PAGE)] * TIMES),
            "place": _middle([partial(own_place, board, id) for id in ids]),
            "figures": _middle([board.figures] * TIMES),
        }


def _one_more(world: World, size: int) -> float:
    """Somebody's score is another: their line goes elsewhere."""

    def changed(session: Session, id: int) -> None:
        score = session.get_one(Score, id)
        score.points += 10_000
        session.add(score)
        board_changed(session, world.leg.id or 0, [id])
        list_what_changed(session)

    with database.transaction() as session:
        ids = [FIRST + number * (size // TIMES) for number in range(TIMES)]
        return _middle([partial(changed, session, id) for id in ids])


def _middle(acts: list[Callable[[], object]]) -> float:
    now = time.process_time if database.is_sqlite() else time.perf_counter
    took = []
    for act in acts:
        began = now()
        act()
        took.append(now() - began)
    return statistics.median(took)


if __name__ == "__main__":
    main(*sys.argv[1:])
