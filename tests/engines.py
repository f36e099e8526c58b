"""Engines that remember what earlier tests taught them, so that a thousand tests do not each learn it anew.

SQLAlchemy turns a statement into SQL once for each engine, and every test has an engine of its own: half of what a test
cost was the same few hundred statements. Here all engines of a kind share one memory. And connections to the worker's
own PostgreSQL database stay open from test to test: a new one has yet to read the shape of every table.
"""

from collections.abc import Callable
from typing import Any

import sqlmodel
from sqlalchemy import Engine, event, make_url

from quiz import database

STATEMENTS = 5_000
"""More than all tests together ask."""

_teachers: dict[str, Engine] = {}
"""By driver: the first engine that has connected, and so knows its database's dialect."""
_warm: dict[tuple[str, str], Engine] = {}
"""Engines of databases that are kept warm, by address and options."""
_kept_warm: set[str] = set()
"""Their addresses."""
_laying_aside = False


def share_memory() -> None:
    """From now on, for every engine of the program's in this process. Nobody pulls the plug on a test, either."""
    database.create_engine = create_engine
    prepare = database._prepare_sqlite
    database._prepare_sqlite = lambda connection, record: _hurry(prepare, connection, record)


def keep_warm(url: str) -> None:
    """Connections to this database outlive a test: see `lay_aside`."""
    _kept_warm.add(_address(url))


def let_go(url: str) -> None:
    _kept_warm.discard(_address(url))
    for key in [key for key in _warm if key[0] == _address(url)]:
        _warm.pop(key).pool.dispose()


def lay_aside() -> None:
    """In place of `database.disconnect()`, after a test; one that disconnects by itself means it."""
    global _laying_aside
    _laying_aside = True
    database.disconnect()
    _laying_aside = False


def create_engine(url: Any, **options: Any) -> Engine:
    """Stands in for SQLAlchemy's."""
    key = (_address(url), repr(sorted(options.items())))
    if key in _warm:
        return _warm[key]
    made = _taught(sqlmodel.create_engine(url, query_cache_size=STATEMENTS, **options))
    if _address(url) in _kept_warm:
        _warm[key] = made
        made.dispose = lambda: _dispose(made)  # type: ignore[method-assign, misc]
    return made


def _address(url: Any) -> str:
    return make_url(url).set(drivername="any").render_as_string(hide_password=False)


def _hurry(prepare: Callable[[Any, Any], None], connection: Any, record: Any) -> None:
    prepare(connection, record)
    connection.execute("PRAGMA synchronous=OFF")


def _taught(made: Engine) -> Engine:
    teacher = _teachers.get(made.driver)
    if teacher:
        made.dialect, made._compiled_cache = teacher.dialect, teacher._compiled_cache
    else:
        event.listen(made, "connect", lambda *_: _teachers.setdefault(made.driver, made))
    return made


def _dispose(engine: Engine) -> None:
    """Idle connections are laid aside; not when a test has left with one in its hands. One that means it means all."""
    if _laying_aside and not engine.pool.checkedout():  # type: ignore[attr-defined]
        return
    for warm in _warm.values():
        Engine.dispose(warm)
