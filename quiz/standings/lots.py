"""Lots (bốc thăm) from a recorded seed: whoever knows the seed and the numbers finds the same order. Pure."""

import hashlib
from collections.abc import Iterable

ALGORITHM = "lots-1"


def drawn(seed: str, tickets: Iterable[str]) -> list[str]:
    """In the order of SHA-256 over "seed:ticket" in UTF-8, as hexadecimal digits, the smallest first."""
    return sorted(tickets, key=lambda ticket: (hashlib.sha256(f"{seed}:{ticket}".encode()).hexdigest(), ticket))
