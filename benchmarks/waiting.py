"""A hall that waits, and a hall at work: each phone asks every few seconds how things stand, and says that it is here.

One process on SQLite, 64 connections from another process, each asking again as soon as it is answered, for each phone
in turn. The cost of one is the server's own processor time, which is felt less by what others do beside. `share
waiting-NAME: 0.00` is how much of one processor 5,000 phones take that ask every 7.5 seconds, or say so every 25.
"""

import asyncio
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path

import uvloop
from itsdangerous import Signer

from benchmarks.crowd import Ours, enter, served
from quiz import clock, database
from quiz.contests.round import Leg
from quiz.keys import secret_key
from quiz.people.sign_in import Door

PHONES = 5_000
EVERY_S = {"hall": 7.5, "work": 7.5, "here": 25.0}
ASKED = 1_000
HEAD = "Host: localhost\r\nAccept: application/json\r\nContent-Length: 0\r\n"
CONNECTIONS, SECONDS = 64, 5.0
Asked = list[tuple[str, str]]
"""Method with address, and cookie, of each phone."""


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        ours = Ours(Path(name) / "ours", attempts=ASKED, questions=30)
        working = [
            (f"GET {target.path.partition('/questions')[0]}/state", target.cookie) for target in ours.targets[:ASKED]
        ]
        waiting = _wait(ours, Path(name) / "ours")
        halls = {"hall": waiting, "work": working, "here": [("POST /play/presence", cookie) for _, cookie in waiting]}
        database.disconnect()
        with served(*ours.server) as port, ProcessPoolExecutor(1, get_context("spawn")) as pool:
            for hall, asked in halls.items():
                pool.submit(_ask_all, port, asked, 1.0).result()
                before = port.seconds()
                answers = pool.submit(_ask_all, port, asked, SECONDS).result()
                each = (port.seconds() - before) / answers
                print(f"{hall}: {answers / SECONDS:.0f} answers a second, {each * 1000:.2f} ms of one processor each")
                print(f"share waiting-{hall}: {each * PHONES / EVERY_S[hall]:.2f}")


def _wait(ours: Ours, folder: Path) -> Asked:
    """As many who have not begun, before the opening of another leg."""
    with database.transaction() as session:
        opens = clock.now() + timedelta(hours=1)
        leg = Leg(round_id=ours.world.leg.round_id, position=2, opens_at=opens, closes_at=opens + timedelta(hours=2))
        session.add(leg)
        session.flush()
        visits = enter(session, ours.world, ASKED)
        address = f"GET /play/legs/{leg.public_id}/state"
    signer = Signer(secret_key(folder), salt="sign-in")
    return [(address, f"{Door.PLAY.value}={signer.sign(visit.token).decode()}") for visit in visits]


def _ask_all(port: int, asked: Asked, seconds: float) -> int:
    return uvloop.run(_ask(port, asked, seconds))


async def _ask(port: int, asked: Asked, seconds: float) -> int:
    ends = time.perf_counter() + seconds
    shares = [asked[number::CONNECTIONS] for number in range(CONNECTIONS)]
    return sum(await asyncio.gather(*(_phone(port, share, ends) for share in shares)))


async def _phone(port: int, asked: Asked, ends: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answered = 0
    while time.perf_counter() < ends:
        address, cookie = asked[answered % len(asked)]
        writer.write(f"{address} HTTP/1.1\r\n{HEAD}Cookie: {cookie}\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if head.split()[1] != b"200":
            raise SystemExit(f"{address}: {head!r}")
        await reader.readexactly(int(head.lower().partition(b"content-length:")[2].split()[0]))
        answered += 1
    writer.close()
    return answered


if __name__ == "__main__":
    main()
