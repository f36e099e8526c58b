"""The hour a round opens: contestants tap Bắt đầu and open their paper, all within a minute, on one process and SQLite.

Each phone makes two requests, as it does in life: the start, and the page that answers it, compressed. They come from
another process, evenly over fifty seconds, so that who taps last may still have a paper within the minute; the minute
is counted from the first tap to the last paper. In life a waiting phone shows Bắt đầu up to 2.3 seconds after the
opening, and people tap when they are ready. Papers of 30 questions are drawn from 5,000 by the housekeeping before
anybody begins. `python -m benchmarks.mass_start 1000 10` is the same rate for a shorter time, `5000 10` a rush.
"""

import asyncio
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

import uvloop
from itsdangerous import Signer
from sqlmodel import func, select

from benchmarks.crowd import enter, served, write_questions
from quiz import clock, database
from quiz.attempts.attempt import DrawnPaper
from quiz.attempts.sealing import seal_announced
from quiz.contests.round import BlueprintRow, Leg
from quiz.keys import secret_key
from quiz.migrating import migrate
from quiz.people.sign_in import Door
from quiz.settings import Settings
from tests.world import build_world

PHONES, SECONDS = 5_000, 50.0
WITHIN = 60 / SECONDS
"""Of the seconds in which they come: until when the last paper is to be open."""
POOL, QUESTIONS = 5_000, 30


@dataclass
class Opened:
    """Seconds of each phone's start, and from its tap to its paper; what went wrong, by its words."""

    starts: list[float] = field(default_factory=list)
    papers: list[float] = field(default_factory=list)
    errors: dict[str, int] = field(default_factory=dict)
    size: int = 0
    took: float = 0.0


def main(phones: int = PHONES, seconds: float = SECONDS) -> None:
    with tempfile.TemporaryDirectory() as name:
        address, cookies = _plant(Path(name), phones)
        environment = {"QUIZ_DATA_DIR": name, "QUIZ_DATABASE_URL": ""}
        with (
            served("benchmarks.serving:ours", environment) as port,
            ProcessPoolExecutor(1, get_context("spawn")) as pool,
        ):
            drawn = _wait_for_papers(Path(name), phones)
            before = port.seconds()
            opened = pool.submit(_open_all, port, address, cookies, seconds).result()
            each = (port.seconds() - before) / phones
    print(f"{drawn} papers were drawn before the opening")
    _report(opened, phones, seconds)
    print(f"the server took {each * 1000:.1f} ms of processor time for each")


def _wait_for_papers(folder: Path, phones: int) -> int:
    """Until the server has drawn them, as in the quarter of an hour before the opening."""
    database.connect(Settings(data_dir=folder, database_url="").url)
    patience = time.monotonic() + 60 + phones / 20
    drawn = 0
    while drawn < phones and time.monotonic() < patience:
        time.sleep(1)
        with database.transaction(writing=False) as session:
            drawn = session.exec(select(func.count()).select_from(DrawnPaper)).one()
    database.disconnect()
    return drawn


def _plant(folder: Path, phones: int) -> tuple[str, list[str]]:
    """An open leg, and the cookie of each phone that waits for it."""
    database.connect(Settings(data_dir=folder, database_url="").url)
    migrate()
    world = build_world(clock.now(), minutes=30)
    with database.transaction() as session:
        leg = session.get_one(Leg, world.leg.id)
        leg.opens_at = clock.now()
        session.add(leg)
        write_questions(session, world, POOL)
        row = session.exec(select(BlueprintRow)).one()
        row.count = QUESTIONS
        session.add(row)
        visits = enter(session, world, phones)
        seal_announced(session, clock.now(), 1)
    signer = Signer(secret_key(folder), salt="sign-in")
    cookies = [f"{Door.PLAY.value}={signer.sign(visit.token).decode()}" for visit in visits]
    database.disconnect()
    return f"/play/legs/{world.leg.public_id}/attempt", cookies


def _open_all(port: int, address: str, cookies: list[str], seconds: float) -> Opened:
    return uvloop.run(_open(port, address, cookies, seconds))


async def _open(port: int, address: str, cookies: list[str], seconds: float) -> Opened:
    opened, began = Opened(), time.perf_counter()
    phones = []
    for number, cookie in enumerate(cookies):
        await asyncio.sleep(max(0.0, began + seconds * number / len(cookies) - time.perf_counter()))
        phones.append(asyncio.create_task(_phone(port, address, cookie, opened)))
    await asyncio.gather(*phones)
    opened.took = time.perf_counter() - began
    return opened


async def _phone(port: int, address: str, cookie: str, opened: Opened) -> None:
    tapped = time.perf_counter()
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        head, _ = await _ask(reader, writer, f"POST {address}", cookie)
        started = time.perf_counter()
        head, page = await _ask(reader, writer, f"GET {head['location']}", cookie)
        opened.starts.append(started - tapped)
        opened.papers.append(time.perf_counter() - tapped)
        opened.size = max(opened.size, len(page))
        writer.close()
    except (OSError, EOFError, KeyError) as error:
        opened.errors[repr(error)[:80]] = opened.errors.get(repr(error)[:80], 0) + 1


async def _ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, what: str, cookie: str
) -> tuple[dict[str, str], bytes]:
    asked = (
        f"{what} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nAccept-Encoding: gzip\r\nContent-Length: 0\r\n\r\n"
    )
    writer.write(asked.encode())
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    if first.split()[1] not in ("200", "303"):
        raise KeyError(first)
    head = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if head.get("transfer-encoding") == "chunked":
        return head, await _chunks(reader)
    return head, await reader.readexactly(int(head.get("content-length", 0)))


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int(await reader.readline(), 16):
        body += await reader.readexactly(size)
        await reader.readline()
    await reader.readline()
    return body


def _report(opened: Opened, phones: int, seconds: float) -> None:
    errors = sum(opened.errors.values())
    print(f"{phones} phones come over {seconds:.0f} s: {len(opened.papers)} papers open after {opened.took:.1f} s, "
          f"{errors} errors {opened.errors or ''}; a page is {opened.size / 1000:.1f} kB")  # fmt: skip
    for name, times in (("start", opened.starts), ("paper", opened.papers)):
        p50, p95 = (sorted(times)[int(len(times) * share)] for share in (0.5, 0.95))
        print(f"{name}: p50 {p50:.2f} s, p95 {p95:.2f} s")
    print(f"seconds mass-start-p95: {sorted(opened.papers)[int(len(opened.papers) * 0.95)]:.2f}")
    print(f"ratio mass-start-time: {opened.took / (WITHIN * seconds):.2f}")


if __name__ == "__main__":
    main(*(int(given) for given in sys.argv[1:]))
