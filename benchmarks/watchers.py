"""Two thousand phones wait for news of one leg: what each costs the server, and how soon a change reaches them all.

One server process on SQLite. Memory is what the server's grew by (RSS) while they came, per phone; a change is that
somebody hands in, and each phone tells when it hears of it. `ratio watchers-memory: N` is bytes a phone over 60 kB.
"""

import asyncio
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import uvloop

from benchmarks.crowd import Ours, Port, served
from benchmarks.load import post

PHONES = 2_000
KILOBYTES = 60
CHANGES = 5
EVENT = b"event: changed"


class Phone(asyncio.Protocol):
    """Waits on the stream; says when it heard."""

    def __init__(self, path: str) -> None:
        self._path = path
        self.greeted: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.heard: asyncio.Future[float] | None = None

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        transport.write(f"GET {self._path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n".encode())

    def data_received(self, data: bytes) -> None:
        if EVENT not in data:
            return
        if not self.greeted.done():
            self.greeted.set_result(None)
        elif self.heard is not None and not self.heard.done():
            self.heard.set_result(time.perf_counter())

    def connection_lost(self, _: Exception | None) -> None:
        if not self.greeted.done():
            self.greeted.set_exception(ConnectionError("the server closed the stream"))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        ours = Ours(Path(folder) / "ours", attempts=CHANGES, questions=3, board="live")
        with served(*ours.server) as port:
            each, times = uvloop.run(_watch(ours, port))
    reached = ", ".join(f"{seconds * 1000:.0f}" for seconds in times)
    print(f"{PHONES} phones wait: {each / 1000:.1f} kB each; a change reached all of them in {reached} ms")
    print(f"ratio watchers-memory: {each / (KILOBYTES * 1000):.2f}")
    print(f"milliseconds watchers-all-told: {statistics.median(times) * 1000:.0f}")


async def _watch(ours: Ours, port: Port) -> tuple[float, list[float]]:
    path = f"/watch/legs/{ours.world.leg.public_id}/events"
    first = await _come(port, path, 20)  # what the first few bring along is not theirs
    before = port.memory()
    phones = await _come(port, path, PHONES)
    each = (port.memory() - before) / PHONES
    times = []
    for change in range(CHANGES):
        await asyncio.sleep(2.0)  # nobody is told more often than once a second
        times.append(await _tell(ours, port, change, phones))
    for phone in first + phones:
        phone.transport.close()
    return each, times


async def _come(port: int, path: str, size: int) -> list[Phone]:
    loop, phones = asyncio.get_running_loop(), []
    for _ in range(size):
        _transport, phone = await loop.create_connection(lambda: Phone(path), "127.0.0.1", port)
        phones.append(phone)
    await asyncio.gather(*(phone.greeted for phone in phones))
    return phones


async def _tell(ours: Ours, port: Port, change: int, phones: list[Phone]) -> float:
    """Somebody hands in; seconds from the answer to that until the last phone has heard."""
    loop = asyncio.get_running_loop()
    for phone in phones:
        phone.heard = loop.create_future()
    target = ours.targets[change]
    attempt_url = target.path.rsplit("/questions/", 1)[0]
    await post(port, f"{attempt_url}/submission", target.cookie, "taps=[]")
    done = time.perf_counter()
    heard = await asyncio.wait_for(asyncio.gather(*(phone.heard for phone in phones if phone.heard)), 30)
    return max(heard) - done


if __name__ == "__main__":
    main()
