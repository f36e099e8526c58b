"""A bounded load on loopback, from a process of its own: so many connections, each sending one request after another.

It must never be what is measured: requests are bytes prepared beforehand, answers are read no further than needed.
"""

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from multiprocessing import get_context
from typing import Any, NamedTuple

import uvloop


class Target(NamedTuple):
    """Where one answer goes; the tap's number is put after `body`."""

    place: tuple[int, int]
    """Attempt and question, by which its row is found again."""
    path: str
    cookie: str
    body: str
    kept: bytes = b"2"
    """The first digit of the status that acknowledges it."""
    address: str = ""
    """Where it says that it comes from; empty: from here."""


@dataclass
class Result:
    """Seconds each acknowledged request took, how many were refused, and the last tap each place was told is kept."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    refused: int = 0
    last_kept: dict[tuple[int, int], int] = field(default_factory=dict)

    def percentile(self, share: float) -> float:
        return sorted(self.times)[int(len(self.times) * share)] if self.times else 0.0


class Press:
    """The process that sends. Every request takes the next of its side's targets, round and round."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool

    def send(self, side: str, port: int, connections: int, seconds: float, most: int | None = None) -> Result:
        """For so many seconds, or until `most` were sent."""
        return self._pool.submit(_send, side, port, connections, seconds, most).result()


@contextmanager
def presses(sides: dict[str, list[Target]], first: int = 1) -> Iterator[Press]:
    """`first`: the number of the first tap."""
    with ProcessPoolExecutor(1, get_context("spawn"), _prepare, (sides, first)) as pool:
        yield Press(pool)


_sides: dict[str, tuple[list[Target], list[bytes], Any]] = {}
_taps = count(1)


def _prepare(sides: dict[str, list[Target]], first: int) -> None:
    global _taps
    _taps = count(first)
    for name, targets in sides.items():
        _sides[name] = (targets, [_head(target) for target in targets], count())


def _head(target: Target) -> bytes:
    """Up to the length of the body, which the number of the tap changes."""
    return (
        f"POST {target.path} HTTP/1.1\r\nHost: localhost\r\nCookie: {target.cookie}\r\nAccept: application/json\r\n"
        + (f"X-Forwarded-For: {target.address}\r\n" if target.address else "")
        + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
    ).encode()


def _send(side: str, port: int, connections: int, seconds: float, most: int | None) -> Result:
    return uvloop.run(_all(side, port, connections, seconds, most))


async def _all(side: str, port: int, connections: int, seconds: float, most: int | None) -> Result:
    loop, result, started = asyncio.get_running_loop(), Result(), time.perf_counter()
    ends = started + seconds
    phones = []
    for number in range(connections):
        share = None if most is None else most // connections + (number < most % connections)
        _, phone = await loop.create_connection(lambda: _Phone(side, result, ends), "127.0.0.1", port)
        phone.most = share
        phones.append(phone)
    for phone in phones:
        phone.send()
    await asyncio.gather(*(phone.done for phone in phones))
    result.seconds = time.perf_counter() - started
    return result


class _Phone(asyncio.Protocol):
    def __init__(self, side: str, result: Result, ends: float) -> None:
        self._targets, self._heads, self._cursor = _sides[side]
        self._result, self._ends = result, ends
        self.most: int | None = None
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._heard = b""

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def send(self) -> None:
        now = time.perf_counter()
        if now >= self._ends or self.most == 0:
            self._transport.close()
            return
        if self.most is not None:
            self.most -= 1
        self._place = next(self._cursor) % len(self._targets)
        self._tap = next(_taps)
        body = b"%s%d" % (self._targets[self._place].body.encode(), self._tap)
        self._sent_at = now
        self._transport.write(b"%s%d\r\n\r\n%s" % (self._heads[self._place], len(body), body))

    def data_received(self, data: bytes) -> None:
        self._heard += data
        head, found, body = self._heard.partition(b"\r\n\r\n")
        if not found or len(body) < _length(head):
            return
        self._heard = b""
        if head[9:10] == self._targets[self._place].kept and (not body or b'"kept":true' in body):
            self._result.times.append(time.perf_counter() - self._sent_at)
            self._result.last_kept[self._targets[self._place].place] = self._tap
        else:
            self._result.refused += 1
        self.send()

    def connection_lost(self, _: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


def _length(head: bytes) -> int:
    start = head.lower().find(b"content-length:")
    return int(head[start + 15 :].split(b"\r", 1)[0]) if start >= 0 else 0


async def post(port: int, path: str, cookie: str, body: str) -> int:
    """One request by itself; its status."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = _head(Target((0, 0), path, cookie, body)) + b"%d\r\nConnection: close\r\n\r\n" % len(body)
    writer.write(head + body.encode())
    status = int((await reader.readline()).split()[1])
    writer.close()
    return status
