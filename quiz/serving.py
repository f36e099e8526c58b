"""Serve the site: one process on the embedded database, as many as wanted on PostgreSQL."""

import os
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from sqlalchemy import inspect, make_url
from sqlalchemy.exc import OperationalError
from uvicorn.supervisors import Multiprocess

from question_bank.importing import install_content
from quiz import clock, database
from quiz.app import create_app
from quiz.complaints import BusyComplaint, Complaint, MachineComplaint
from quiz.keys import secret_key
from quiz.migrating import is_current, migrate
from quiz.server_lock import ServerLock
from quiz.settings import Settings

GRACEFUL_S = 3
"""After this a shutdown no longer waits for event streams, which never end by themselves."""


def connect(settings: Settings) -> None:
    """Use the database of the settings; say in one line why it cannot be used."""
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        secret_key(settings.data_dir)
        database.connect(settings.url, settings.threads)
        with database.engine().connect():
            pass
    except OperationalError as error:
        raise MachineComplaint(f"Không mở được cơ sở dữ liệu {shown_url(settings)}: {first_line(error)}") from error
    except OSError as error:
        raise MachineComplaint(
            f"Không ghi được vào thư mục dữ liệu {settings.data_dir}: {error.strerror}. "
            "Chọn thư mục khác bằng QUIZ_DATA_DIR."
        ) from error


OLDER = "Cơ sở dữ liệu thuộc phiên bản khác của chương trình. Gõ: quiz backup TỆP, rồi quiz migrate, rồi chạy lại."


def prepare(settings: Settings, older: str = OLDER) -> None:
    """A new database gets its tables, and our questions to be approved. An older one is left alone: changing it is a
    decision, after a backup. `older`: what to do about it."""
    connect(settings)
    if not inspect(database.engine()).get_table_names():
        migrate()
        propose_shipped()
    elif not is_current():
        raise Complaint(older)


def propose_shipped() -> int:
    """Those that are not in the bank yet; put in once, however many start at the same moment. Returns how many."""
    with database.transaction() as session:
        database.lock_until_commit(session, "shipped", 0)
        return install_content(session, at=clock.now())


def serve(
    settings: Settings,
    host: str,
    port: int,
    *,
    workers: int = 1,
    quiet: bool = False,
    greet: Callable[[], None] | None = None,
    older: str = OLDER,
) -> None:
    """Until it is told to stop. `greet` is called when the address is ours and the database is ready; `older` is said
    of a database of another version."""
    if workers > 1 and settings.is_sqlite:
        raise Complaint(
            "SQLite chỉ chạy một tiến trình. Muốn nhiều tiến trình, hãy đặt QUIZ_DATABASE_URL=postgresql://…"
        )
    with open_socket(host, port) as listening, hold(settings):
        prepare(settings, older)
        if greet:
            greet()
        config = _config(settings, workers, quiet)
        if workers > 1:
            Multiprocess(config, sockets=[listening]).run()
        else:
            uvicorn.Server(config).run(sockets=[listening])


def serving_app(settings: Settings) -> FastAPI:
    """The site as every server process makes it."""
    connect(settings)
    return create_app(settings)


def hold(settings: Settings) -> AbstractContextManager[None]:
    """Be the only server on this embedded database; PostgreSQL takes many."""
    return _Held(settings.lock_path) if settings.is_sqlite else nullcontext()


class _Held(AbstractContextManager[None]):
    def __init__(self, path: Path) -> None:
        self._lock = ServerLock(path)

    def __enter__(self) -> None:
        try:
            self._lock.path.parent.mkdir(parents=True, exist_ok=True)
            held = self._lock.acquire()
        except OSError as error:
            raise MachineComplaint(
                f"Không ghi được vào thư mục dữ liệu {self._lock.path.parent}: {error.strerror}. "
                "Chọn thư mục khác bằng QUIZ_DATA_DIR."
            ) from error
        if not held:
            raise BusyComplaint(
                f"Một máy chủ khác đang dùng dữ liệu ở {self._lock.path.parent.absolute()}. Hãy tắt nó trước."
            )

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def open_socket(host: str, port: int) -> socket.socket:
    """The address, taken before anything else, so that a port in use is one line and not a broken start."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except socket.gaierror as error:
        raise MachineComplaint(f"Máy này không có địa chỉ {host}. Thử 127.0.0.1, hoặc 0.0.0.0.") from error
    except (OSError, OverflowError) as error:
        reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
        raise MachineComplaint(
            f"Không mở được cổng {port} ở {host}: {reason}. Chọn cổng khác, ví dụ PORT={port % 60000 + 80} (make) "
            f"hay --port {port % 60000 + 80} (quiz)."
        ) from error


def shown_url(settings: Settings) -> str:
    """Without its password."""
    return make_url(settings.url).render_as_string(hide_password=True)


def first_line(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).strip().splitlines()[0]


def _config(settings: Settings, workers: int, quiet: bool) -> uvicorn.Config:
    return uvicorn.Config(
        partial(serving_app, settings),
        factory=True,
        workers=workers,
        http="httptools",
        proxy_headers=True,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=GRACEFUL_S,
        server_header=False,
        log_level="warning" if quiet else "info",
        access_log=not quiet,
    )
