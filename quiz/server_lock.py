"""Who serves an embedded database: one process at a time."""

import os
from pathlib import Path


class ServerLock:
    """One server process on an embedded database: a lock file beside it, freed by the system when the process ends."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    def acquire(self) -> bool:
        import fcntl  # not on Windows, where the embedded database is for trying out only

        self._handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._handle)
            self._handle = None
            return False
        return True

    def release(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
