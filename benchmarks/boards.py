"""A page of a board and "my place" over HTTP while nothing changes, beside pages that know nothing.

One process on SQLite; connections from another process, each asking again as soon as it is answered; the pages in turn,
round after round. A page that knows nothing is the form of the check page, drawn from its template without a look into
the database. Beside it a file of the size of a board, by the same server. All are asked for compressed, as browsers do.
The cost of a page is the server's own processor time; `ratio board-page` and `ratio my-place` divide it by the form's.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path

import uvloop
from itsdangerous import Signer

from benchmarks.crowd import Port, Server, served
from benchmarks.many_people import FIRST, plant_many
from quiz import clock, database
from quiz.keys import secret_key
from quiz.migrating import migrate
from quiz.people.sign_in import Door, start_sign_in
from quiz.settings import Settings
from tests.world import build_world

PEOPLE, CONTESTANTS = 10_000, 50
CONNECTIONS, ANSWERS, ROUNDS = 16, 800, 3
FORM = "/check"
FILE = "/static/js/play.js"
Asked = list[tuple[str, str]]
"""Address and cookie, of one after the other."""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        server, pages = _planted(Path(folder))
        with served(*server) as port, ProcessPoolExecutor(1, get_context("spawn")) as pool:
            costs: dict[str, list[tuple[float, float]]] = {name: [] for name in pages}
            for _round in range(ROUNDS + 1):
                for name, asked in pages.items():
                    costs[name].append(_cost(port, pool, asked))
    middle = {name: [statistics.median(each) for each in zip(*found[1:], strict=True)] for name, found in costs.items()}
    for name, (own, clocked) in middle.items():
        print(f"{name}: {own * 1000:.2f} ms of the server's processor each, {clocked * 1000:.2f} ms by the clock")
    for name in ("board-page", "my-place"):
        print(f"ratio {name}: {middle[name][0] / middle['form'][0]:.2f}")
        print(f"ratio {name}-clock: {middle[name][1] / middle['form'][1]:.2f}")


def _planted(folder: Path) -> tuple[Server, dict[str, Asked]]:
    settings = Settings(data_dir=folder)
    database.connect(settings.url)
    migrate()
    world = build_world(clock.now() - timedelta(hours=1), minutes=120, board="live")
    with database.transaction() as session:
        plant_many(session, world, PEOPLE)
        visits = [
            start_sign_in(session, Door.PLAY, id, clock.now(), entry_id=id)
            for id in range(FIRST, FIRST + PEOPLE, PEOPLE // CONTESTANTS)
        ]
    database.disconnect()
    signer = Signer(secret_key(folder), salt="sign-in")
    board = f"/watch/legs/{world.leg.public_id}"
    pages = {
        "form": [(FORM, "")],
        "file": [(FILE, "")],
        "board-page": [(board, "")],
        "my-place": [(board, f"{Door.PLAY.value}={signer.sign(visit.token).decode()}") for visit in visits],
    }
    return ("benchmarks.serving:ours", {"QUIZ_DATA_DIR": str(folder), "QUIZ_DATABASE_URL": ""}), pages


def _cost(port: Port, pool: ProcessPoolExecutor, asked: Asked) -> tuple[float, float]:
    """Of one answer, in seconds: of the server's processor, and by the clock."""
    before = port.seconds()
    seconds = pool.submit(_ask_all, port, asked).result()
    return (port.seconds() - before) / ANSWERS, seconds / ANSWERS


def _ask_all(port: int, asked: Asked) -> float:
    began = time.perf_counter()
    uvloop.run(_ask(port, asked))
    return time.perf_counter() - began


async def _ask(port: int, asked: Asked) -> None:
    left = iter(range(ANSWERS))
    await asyncio.gather(*(_reader(port, asked, left) for _ in range(CONNECTIONS)))


async def _reader(port: int, asked: Asked, left: Iterator[int]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
    for number in left:
        address, cookie = asked[number % len(asked)]
        told = f"Host: localhost\r\nAccept: text/html\r\nAccept-Encoding: gzip\r\nCookie: {cookie}\r\n\r\n"
        writer.write(f"GET {address} HTTP/1.1\r\n{told}".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if head.split()[1] != b"200":
            raise SystemExit(f"{address}: {head!r}")
        await reader.readexactly(int(head.lower().partition(b"content-length:")[2].split()[0]))
    writer.close()


if __name__ == "__main__":
    main()
