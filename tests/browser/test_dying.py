"""The server, the database or the disk fails while a crowd taps: each acknowledged answer is there, exactly once, and
each receipt is right.

A short part here; `make chaos` fails fifty times on each engine, and what needs root or a C compiler runs only there.
"""

import os
import random
import shutil
import time
from pathlib import Path

import pytest

from quiz import clock, database
from quiz.migrating import migrate
from tests.browser.conftest import Serve
from tests.browser.faults import OnSlowDisk, crash_and_start, fill, postgresql_of_its_own, small_disk
from tests.browser.server import Served
from tests.browser.tapping import Crowd
from tests.world import build_world

TIMES = int(os.environ.get("QUIZ_CHAOS_TIMES", "3"))
SEED = int(os.environ.get("QUIZ_CHAOS_SEED", "1"))
PAUSE_S = (0.0, 0.5)
MINUTES = 60
chaos = pytest.mark.chaos


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_server_killed_under_load_keeps_what_it_acknowledged(serve: Serve, engine: str) -> None:
    served, chance = serve(engine=engine, minutes=MINUTES), random.Random(SEED)

    with Crowd(served, SEED) as crowd:
        for _ in range(TIMES):
            crowd.wait_for_more()
            time.sleep(chance.uniform(*PAUSE_S))
            served.kill()
            crowd.insist()
            served.start()

    crowd.insist(all_arrived=True)
    crowd.hand_in()
    told(crowd)


@chaos
@pytest.mark.timeout(1800)
def test_a_server_on_a_slow_disk_is_killed(sqlite_template: Path, tmp_path: Path) -> None:
    served, chance = served_at(OnSlowDisk, tmp_path, sqlite_template), random.Random(SEED)

    with Crowd(served, SEED) as crowd:
        for _ in range(max(1, TIMES // 5)):
            crowd.wait_for_more()
            time.sleep(chance.uniform(*PAUSE_S))
            served.kill()
            crowd.insist()
            served.start()

    crowd.insist(all_arrived=True)
    crowd.hand_in()
    told(crowd)
    put_away(served)


@chaos
@pytest.mark.timeout(1800)
def test_a_disk_that_is_full_is_said_honestly_and_what_waited_is_kept_once_there_is_room(
    sqlite_template: Path,
) -> None:
    with small_disk(32) as folder:
        served = served_at(Served, folder, sqlite_template)
        with Crowd(served, SEED) as crowd:
            for _ in range(max(1, TIMES // 10)):
                crowd.wait_for_more()
                filler = fill(folder)
                before = crowd.told.statuses[503]
                time.sleep(3)
                assert crowd.told.statuses[503] > before, "nobody was told that nothing is kept"
                filler.unlink()
                crowd.insist()

        crowd.insist(all_arrived=True)
        crowd.hand_in()
        told(crowd)
        put_away(served)


@chaos
@pytest.mark.timeout(1800)
def test_a_postgresql_that_crashes_under_load_keeps_what_was_acknowledged(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    with postgresql_of_its_own() as server:
        url = server.get_uri()
        database.connect(url)
        migrate()
        served = Served(tmp_path, url, build_world(clock.now(), minutes=MINUTES))
        served.start(2)
        with Crowd(served, SEED) as crowd:
            for _ in range(max(1, TIMES // 5)):
                crowd.wait_for_more()
                time.sleep(chance.uniform(*PAUSE_S))
                crash_and_start(server)

        database.disconnect()
        database.connect(url)
        crowd.insist(all_arrived=True)
        crowd.hand_in()
        told(crowd)
        put_away(served)


def served_at(kind: type[Served], folder: Path, template: Path) -> Served:
    """On a database in this folder, with a world in it."""
    shutil.copy(template, folder / "quiz.db")
    url = f"sqlite:///{folder / 'quiz.db'}"
    database.connect(url)
    served = kind(folder, url, build_world(clock.now(), minutes=MINUTES))
    served.start()
    return served


def put_away(served: Served) -> None:
    served.stop()
    database.disconnect()


def told(crowd: Crowd) -> None:
    """For whoever runs it with -s."""
    statuses = ", ".join(f"{status or 'broken off'}: {count}" for status, count in sorted(crowd.told.statuses.items()))
    print(
        f"\n{len(crowd.told.kept)} places, {sum(map(len, crowd.told.sent.values()))} taps; answers by status {statuses}"
    )
