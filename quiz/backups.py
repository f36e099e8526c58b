"""One file that holds everything: the database, the key, media. Made while the site serves; put back while it does not.

An archive is a .tar.gz: manifest.json (what, when, which shape, SHA-256 of each file), the database as `quiz.db` or
`quiz.pgdump`, and the rest of the data directory under `files/`.
"""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from quiz import clock, database, ledger, migrating
from quiz.complaints import BusyComplaint, Complaint, MachineComplaint
from quiz.files import UNFINISHED
from quiz.serving import connect, hold
from quiz.settings import Settings

FORMAT = 1
MANIFEST = "manifest.json"
FILES = "files/"
NAME = "hoithi-{at:%Y%m%d-%H%M%S}.tar.gz"
NAMED = "hoithi-*.tar.gz"
DATABASE_OF = {"sqlite": "quiz.db", "postgresql": "quiz.pgdump"}
REPLACED = "replaced-"
NOT_KEPT = ("quiz.db", "quiz.db-wal", "quiz.db-shm", "server.lock", "demo", REPLACED)
"""The database goes in by itself; the rest is this machine's, or not real."""


@dataclass
class Manifest:
    engine: str
    revision: str
    made_at: str
    format: int = FORMAT
    sha256: dict[str, str] = field(default_factory=dict)


def back_up(settings: Settings, target: Path, keep: int | None = None) -> Path:
    """Write the archive; into a folder, under a name with the time. `keep` removes all but so many from that folder."""
    connect(settings)
    at = clock.now()
    path = target / NAME.format(at=at) if target.is_dir() else target
    if path.exists():
        raise Complaint(f"{path} đã có. Hãy chọn tên khác.")
    try:
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            dump = Path(folder) / DATABASE_OF[_engine_name()]
            _dump(settings, dump)
            _pack(settings, dump, at, Path(folder) / "archive")
            read_manifest(Path(folder) / "archive")  # what was written can be read
            (Path(folder) / "archive").replace(path)
    except OSError as error:
        raise MachineComplaint(f"Không ghi được {path}: {error.strerror}.") from error
    if keep and target.is_dir():
        _remove_old(target, keep)
    return path


def read_manifest(archive: Path) -> Manifest:
    """What an archive says it holds, after every file in it was compared with its SHA-256."""
    try:
        with tarfile.open(archive, "r:gz") as tar:
            manifest = Manifest(**json.load(_opened(tar, MANIFEST)))
            for name, digest in manifest.sha256.items():
                if hashlib.file_digest(_opened(tar, name), "sha256").hexdigest() != digest:  # type: ignore[arg-type]
                    raise Complaint(f"{archive} bị hỏng: {name} không khớp mã kiểm tra.")
    except OSError as error:
        raise Complaint(f"Không đọc được {archive}: {error.strerror or 'không phải tệp sao lưu'}.") from error
    except (tarfile.TarError, EOFError, KeyError, ValueError, TypeError) as error:
        raise Complaint(f"{archive} không phải tệp sao lưu của Hội Thi, hoặc bị hỏng.") from error
    if manifest.format != FORMAT:
        raise Complaint(f"{archive} do phiên bản mới hơn tạo ra. Hãy nâng cấp chương trình trước.")
    return manifest


def holds_data(settings: Settings) -> bool:
    """Is there anything here that a restore would replace?"""
    connect(settings)
    with database.engine().connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() is not None


def restore(settings: Settings, archive: Path) -> Path | None:
    """Put an archive in place of what is here. What was here is kept aside; returns where (SQLite)."""
    manifest = read_manifest(archive)
    with hold(settings):
        connect(settings)
        _insist_fits(manifest)
        _insist_nobody_serves(settings)
        aside = _put_back(settings, archive, manifest)
        connect(settings)
        _insist_sound()
    return aside


def _dump(settings: Settings, dump: Path) -> None:
    if settings.is_sqlite:
        source = f"file:{_sqlite_path()}?mode=ro"
        with closing(sqlite3.connect(source, uri=True)) as live, closing(sqlite3.connect(dump)) as copy:
            live.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise MachineComplaint("Cơ sở dữ liệu bị hỏng (integrity_check). Đừng ghi đè bản sao lưu cũ.")
    else:
        _run_postgresql_tool("pg_dump", "--format=custom", "--no-owner", f"--file={dump}")


def _pack(settings: Settings, dump: Path, at: datetime, archive: Path) -> None:
    with database.engine().connect() as connection:
        revision = MigrationContext.configure(connection).get_current_revision() or ""
    manifest = Manifest(_engine_name(), revision, at.isoformat())
    members = {dump.name: dump} | {FILES + str(path.relative_to(settings.data_dir)): path for path in _kept(settings)}
    handle = os.open(archive, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out, tarfile.open(fileobj=out, mode="w:gz", compresslevel=6) as tar:
        for name, path in members.items():
            with suppress(FileNotFoundError):  # swept away meanwhile: nothing named it
                manifest.sha256[name] = _add(tar, name, path)
        told = json.dumps(asdict(manifest), indent=1).encode()
        tar.addfile(_member(MANIFEST, len(told)), io.BytesIO(told))
        out.flush()
        os.fsync(out.fileno())


def _kept(settings: Settings) -> Iterator[Path]:
    for path in sorted(settings.data_dir.rglob("*")):
        top = path.relative_to(settings.data_dir).parts[0]
        if path.suffix == UNFINISHED:
            continue
        if path.is_file() and not top.startswith(REPLACED) and top not in NOT_KEPT and not top.endswith(".tar.gz"):
            yield path


def _add(tar: tarfile.TarFile, name: str, path: Path) -> str:
    with path.open("rb") as content:
        tar.addfile(_member(name, path.stat().st_size), content)
        content.seek(0)
        return hashlib.file_digest(content, "sha256").hexdigest()


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, 0o600, int(clock.now().timestamp())
    return member


def _opened(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    content = tar.extractfile(name)
    if content is None:
        raise KeyError(name)
    return content


def _insist_fits(manifest: Manifest) -> None:
    if manifest.engine != _engine_name():
        raise Complaint(
            f"Tệp sao lưu là của {manifest.engine}, còn máy chủ này dùng {_engine_name()}. "
            "Hãy đặt QUIZ_DATABASE_URL cho khớp."
        )
    with database.engine().connect() as connection:
        known = {
            script.revision for script in ScriptDirectory.from_config(migrating.config(connection)).walk_revisions()
        }
    if manifest.revision not in known:
        raise Complaint("Tệp sao lưu do phiên bản mới hơn tạo ra. Hãy nâng cấp chương trình trước.")


def _insist_nobody_serves(settings: Settings) -> None:
    """On SQLite the lock says so; on PostgreSQL every other connection to the database is somebody."""
    if settings.is_sqlite:
        return
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    others += " AND backend_type = 'client backend'"
    with database.engine().connect() as connection:
        if connection.execute(text(others)).scalar_one():
            raise BusyComplaint("Đang có chương trình khác dùng cơ sở dữ liệu này. Hãy tắt máy chủ trước.")


def _put_back(settings: Settings, archive: Path, manifest: Manifest) -> Path | None:
    with tempfile.TemporaryDirectory(dir=settings.data_dir, prefix=REPLACED) as folder:
        _unpack(archive, manifest, Path(folder))
        dump = Path(folder) / DATABASE_OF[manifest.engine]
        if not settings.is_sqlite:
            _run_postgresql_tool("pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", dump)
        place = _sqlite_path()
        aside = _move_aside(settings)
        if settings.is_sqlite:
            shutil.move(dump, place)
        for path in sorted((Path(folder) / FILES).rglob("*")):
            if path.is_file():
                kept = settings.data_dir / path.relative_to(Path(folder) / FILES)
                kept.parent.mkdir(parents=True, exist_ok=True)
                shutil.move(path, kept)
    return aside


def _unpack(archive: Path, manifest: Manifest, folder: Path) -> None:
    """Only what the manifest names, as plain files inside the folder. (`extractall` has a `filter` from 3.11.4 on.)"""
    with tarfile.open(archive, "r:gz") as tar:
        for name in manifest.sha256:
            place = folder / name
            if not place.resolve().is_relative_to(folder.resolve()):
                raise Complaint(f"{archive} không phải tệp sao lưu của Hội Thi: {name} nằm ngoài thư mục.")
            place.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                shutil.copyfileobj(_opened(tar, name), out)


def _move_aside(settings: Settings) -> Path:
    """What a restore replaces stays beside it, until somebody removes it."""
    aside = settings.data_dir / f"{REPLACED}{clock.now():%Y%m%d-%H%M%S}"
    aside.mkdir()
    database.disconnect()  # SQLite tidies its own files up when the last one leaves
    moved = [*_kept(settings), *settings.data_dir.glob("quiz.db*")] if settings.is_sqlite else list(_kept(settings))
    for path in moved:
        place = aside / path.relative_to(settings.data_dir)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(path, place)
    return aside


def _insist_sound() -> None:
    with database.transaction(writing=False) as session:
        if next(ledger.breaks(session), None) is not None:
            raise Complaint("Đã khôi phục, nhưng sổ quyết định bị đứt. Hãy chạy: quiz doctor")


def _run_postgresql_tool(tool: str, *arguments: str | Path) -> None:
    """The address goes by environment, so that no password shows in the list of processes."""
    found = shutil.which(tool)
    if found is None:
        raise MachineComplaint(f"Cần {tool} của PostgreSQL. Gõ: sudo apt install postgresql-client")
    url = database.engine().url
    address: dict[str, object] = {
        "PGHOST": url.host,
        "PGPORT": url.port,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
    }
    address |= {f"PG{name.upper()}": value for name, value in url.query.items() if name in ("sslmode", "host")}
    environment = os.environ | {name: str(value) for name, value in address.items() if value}
    told = [found, f"--dbname={url.database}", *arguments]
    done = subprocess.run(told, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise MachineComplaint(f"{tool} không làm được: {(done.stderr.strip().splitlines() or ['?'])[-1]}")


def _remove_old(folder: Path, keep: int) -> None:
    for path in sorted(folder.glob(NAMED))[:-keep]:
        path.unlink()


def _engine_name() -> str:
    return database.engine().dialect.name


def _sqlite_path() -> Path:
    return Path(database.engine().url.database or "")
