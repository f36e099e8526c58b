"""A bounded load on loopback: so many connections, each sending one request after another for so many seconds."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count


@dataclass
class Result:
    """Seconds each acknowledged request took, how many were refused, and the last tap each place was told is kept."""

    times: list[float] = field(default_factory=list)
    refused: int = 0
    last_kept: dict[tuple[int, int], int] = field(default_factory=dict)

    def percentile(self, share: float) -> float:
        return sorted(self.times)[int(len(self.times) * share)] if self.times else 0.0


MakeRequest = Callable[[int, int, int], tuple[str, str, str]]
"""From (player, number, tap) to (path, cookie, body)."""


async def press(
    port: int, players: int, questions: int, seconds: float, request: MakeRequest, taps: "count[int]"
) -> Result:
    """Every player has one connection of their own and answers their questions round and round."""
    result = Result()
    ends = time.monotonic() + seconds
    await asyncio.gather(*(_play(port, player, questions, ends, request, taps, result) for player in range(players)))
    return result


async def _play(
    port: int, player: int, questions: int, ends: float, request: MakeRequest, taps: "count[int]", result: Result
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for turn in count():
        if time.monotonic() >= ends:
            break
        number, tap = turn % questions + 1, next(taps)
        path, cookie, body = request(player, number, tap)
        started = time.perf_counter()
        writer.write(_post(path, cookie, body))
        if await _acknowledged(reader):
            result.times.append(time.perf_counter() - started)
            result.last_kept[player, number] = tap
        else:
            result.refused += 1
    writer.close()


def _post(path: str, cookie: str, body: str) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nAccept: application/json\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return (head + body).encode()


async def _acknowledged(reader: asyncio.StreamReader) -> bool:
    """A 2xx, and where there is a body, one that says it was kept."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    status = int(head.split(" ", 2)[1])
    length = next(
        (int(line.split(":")[1]) for line in head.lower().splitlines() if line.startswith("content-length:")), 0
    )
    body = await reader.readexactly(length) if length else b""
    return 200 <= status < 300 and (not body or b'"kept":true' in body.replace(b" ", b""))
