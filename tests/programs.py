"""`quiz …` in a process of its own, as if typed. Forked from one that has imported the program already: that takes
seconds, and most tests do not.
"""

import multiprocessing
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload([
    "quiz.app", "quiz.cli", "alembic.command", "anyio._backends._asyncio", "fastapi.telemetry._runtime",
    "uvicorn.lifespan.on", "uvicorn.loops.uvloop", "uvicorn.protocols.http.httptools_impl",
    "uvicorn.protocols.websockets.auto", "tests.preloaded",
])  # fmt: skip


@dataclass
class Done:
    """A command that has ended: what it said, and its exit code."""

    stdout: str
    stderr: str
    returncode: int


def run_quiz(words: Sequence[str | Path], environment: dict[str, str], typed: str = "", timeout_s: float = 120) -> Done:
    with TemporaryDirectory() as folder:
        said, complained, keys = (Path(folder, name) for name in ("out", "err", "in"))
        keys.write_text(typed, "utf-8")
        process = start_quiz(words, environment, said, complained, keys)
        process.join(timeout_s)
        if process.exitcode is None:
            process.kill()
            raise TimeoutError(f"quiz {words} has not ended after {timeout_s} s: {complained.read_text('utf-8')}")
        return Done(said.read_text("utf-8"), complained.read_text("utf-8"), process.exitcode)


def start_quiz(
    words: Sequence[str | Path], environment: dict[str, str], stdout: Path, stderr: Path, stdin: Path = Path(os.devnull)
) -> BaseProcess:
    """The process: `pid`, `terminate()`, `kill()`, `join()`, `exitcode`. What it says is added to the files."""
    process = _forks.Process(target=_quiz, args=([str(word) for word in words], environment, stdin, stdout, stderr))
    process.start()
    return process


def _quiz(words: list[str], environment: dict[str, str], stdin: Path, stdout: Path, stderr: Path) -> None:
    for number, path, way in ((0, stdin, os.O_RDONLY), (1, stdout, _ADDING), (2, stderr, _ADDING)):
        os.dup2(os.open(path, way, 0o600), number)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - multiprocessing has closed the other one
    os.environ.update(environment)
    sys.argv = ["quiz", *words]

    from quiz.cli import main

    main()


_ADDING = os.O_WRONLY | os.O_CREAT | os.O_APPEND
