"""Files called by the SHA-256 of what they hold, on the local disk, under the data directory.

To keep them elsewhere, write this class anew: nobody knows of the disk but it. Several machines on one database need
one folder that all of them see.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

NAME = re.compile(r"[0-9a-f]{64}")
UNFINISHED = ".part"
"""How a file ends that is still being written; a backup leaves it out."""


class Files:
    """All of one sort, as pictures are: they share a suffix."""

    def __init__(self, folder: Path, suffix: str) -> None:
        self._folder, self._suffix = folder, suffix

    def keep(self, data: bytes) -> str:
        """The name under which it is now on the disk, for good. The same content has the same name."""
        name = hashlib.sha256(data).hexdigest()
        path = self._path(name)
        try:
            os.utime(path)  # somebody counts on it again: it is no old file any more
        except FileNotFoundError:
            _write(path, data)
        return name

    def read(self, name: str) -> bytes | None:
        if not NAME.fullmatch(name):
            return None
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            return None

    def old(self, before: float) -> Iterator[str]:
        """Those that nobody kept since that moment (seconds since the epoch)."""
        for path in self._folder.glob(f"??/*{self._suffix}"):
            if NAME.fullmatch(path.stem) and _kept_at(path) < before:
                yield path.stem

    def remove_old(self, name: str, before: float) -> bool:
        """Remove it, unless somebody keeps it again at this very moment."""
        path = self._path(name)
        aside = path.with_name(f"{name}{UNFINISHED}")
        try:
            path.rename(aside)
        except FileNotFoundError:
            return False
        if _kept_at(aside) >= before:
            aside.rename(path)
            return False
        aside.unlink()
        return True

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / f"{name}{self._suffix}"


def pictures_in(data_dir: Path) -> Files:
    return Files(data_dir / "files" / "pictures", ".webp")


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all, and still there after a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(UNFINISHED, dir=path.parent)
    with os.fdopen(handle, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    Path(unfinished).replace(path)
    if os.name == "posix":  # the folder's own entry, too
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


def _kept_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")
