"""`make fuzz`: every reader for a minute, in a process of its own that may use little memory.

    make fuzz ARGS="--seconds 5 --seed 7 docx xlsx"

A failure is told with the file that makes it fail again: `python -m tests.fuzzing --try docx .fuzz/docx-1a2b3c4d`.
"""

import argparse
import hashlib
import resource
import secrets
import subprocess
import sys
import warnings
from pathlib import Path

from tests.fuzzing.trying import READERS, complaint, try_for

KEPT = Path(".fuzz")
MEMORY = 1_500 * 1024 * 1024
PATIENCE = 4.0  # times the seconds asked for, on a busy machine, and then it stands still


def main() -> int:
    asked = _arguments()
    KEPT.mkdir(exist_ok=True)
    if asked.again:
        name, path = asked.again
        print(complaint(name, Path(path).read_bytes()) or "nothing is wrong")
        return 0
    if asked.inside:
        return _try(asked.readers[0], asked.seconds, asked.seed)
    print(f"seed {asked.seed}, {asked.seconds:g} s for each reader")
    return 1 if sum(_in_a_process(name, asked.seconds, asked.seed) for name in asked.readers or READERS) else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make fuzz")
    parser.add_argument("readers", nargs="*", choices=[*READERS, []], help="all of them where none is named")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    parser.add_argument("--try", dest="again", nargs=2, metavar=("READER", "FILE"))
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _in_a_process(name: str, seconds: float, seed: int) -> bool:
    """Did anything go wrong?"""
    command = [sys.executable, "-m", "tests.fuzzing", "--inside", "--seconds", str(seconds), "--seed", str(seed), name]
    try:
        ended = subprocess.run(command, timeout=seconds * PATIENCE + 120, check=False).returncode
    except subprocess.TimeoutExpired:
        ended = -1
    if ended not in (0, 1):
        print(f"{name:8} stands still or dies ({ended}): see {KEPT / f'{name}-now'}")
    return ended != 0


def _try(name: str, seconds: float, seed: int) -> int:
    warnings.simplefilter("ignore")  # as in the child
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    now = KEPT / f"{name}-now"
    tried, found = try_for(name, seconds, seed, lambda data: _keep(now, data))
    print(f"{name:8} {tried:>8} inputs, {len(found)} complaints", flush=True)
    for wrong, data in found.items():
        path = KEPT / f"{name}-{hashlib.sha256(data).hexdigest()[:8]}"
        path.write_bytes(data)
        print(f"         {wrong}\n         {path}", flush=True)
    now.unlink(missing_ok=True)
    return 1 if found else 0


def _keep(path: Path, data: bytes) -> None:
    path.write_bytes(data)


if __name__ == "__main__":
    sys.exit(main())
