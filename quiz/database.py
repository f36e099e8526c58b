"""One engine. One transaction per request or job. News spreads only after the commit."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

import psycopg
from sqlalchemy import URL, Connection, Engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, SQLModel, create_engine

from quiz import news

NEWS_CHANNEL = "hoithi_news"
TOPICS_IN_A_NOTICE = 200
"""PostgreSQL refuses one of 8 000 bytes, and with it the transaction; a topic is a short word and a number."""
NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING

T = TypeVar("T")

_engine: Engine | None = None
_engine_of_batches: Engine | None = None


def connect(url: str, connections: int = 6) -> Engine:
    """Use this database from now on. SQLite files are made when absent; their folder too."""
    global _engine
    disconnect()
    _engine = _sqlite(url, connections) if url.startswith("sqlite") else _postgresql(url, connections)
    return _engine


def disconnect() -> None:
    global _engine, _engine_of_batches
    for made in (_engine, _engine_of_batches):
        if made is not None:
            made.dispose()
    _engine = _engine_of_batches = None


def engine() -> Engine:
    if _engine is None:
        raise RuntimeError("connect() comes first")
    return _engine


def is_sqlite() -> bool:
    return engine().dialect.name == "sqlite"


def insert(table: type[SQLModel]) -> Any:
    """INSERT in the engine's own words, which know ON CONFLICT. Both understand the same ones."""
    return sqlite.insert(table) if is_sqlite() else postgresql.insert(table)


@contextmanager
def transaction(*, writing: bool = True) -> Iterator[Session]:
    """Everything inside is kept together or not at all; a reading transaction refuses to write."""
    with opened(writing=writing) as session:
        try:
            yield session
        except BaseException:
            roll_back(session)
            raise
        commit(session)


@contextmanager
def opened(*, writing: bool) -> Iterator[Session]:
    """A session on which nothing is committed yet; the connection is taken at its first statement."""
    with Session(engine().execution_options(writing=writing), expire_on_commit=False) as session:
        yield session


class MovedOn(Exception):
    """What was worked out beforehand is no longer what would come out now."""


class Apart:
    """A connection of its own for work that reads for long and then writes shortly, in two transactions.

    What the first leaves in temporary tables is there in the second, and gone at the end. The pool does without it.
    """

    def __init__(self) -> None:
        self._connection = engine().connect()
        self._connection.detach()

    def close(self) -> None:
        self._connection.close()

    def read(self, do: Callable[[Session], T]) -> T:
        """All of one moment; no writer waits for it."""
        with Session(self._connection.execution_options(imagined=True), expire_on_commit=False) as session:
            found = do(session)
            session.commit()
            return found

    def write(self, do: Callable[[Session], T]) -> T:
        with Session(
            self._connection.execution_options(imagined=False, writing=True), expire_on_commit=False
        ) as session:
            try:
                written = do(session)
            except BaseException:
                roll_back(session)
                raise
            commit(session)
            return written


def roll_back(session: Session) -> None:
    """Undo everything. What was read stays readable: the page that refuses still says whom it refuses."""
    session.expunge_all()
    session.rollback()


def commit(session: Session) -> None:
    """Make it durable, then tell the watchers. PostgreSQL tells those of every process, by itself."""
    topics = session.info.pop("news", set())
    if topics and not is_sqlite():
        _notify(session.connection(), topics)
    session.commit()
    if topics and is_sqlite():
        news.publish(topics)


def tell(topics: set[str]) -> None:
    """News of what was committed before."""
    if _engine is None:
        return  # it was left meanwhile
    if is_sqlite():
        news.publish(topics)
    elif topics:
        with engine().begin() as connection:
            _notify(connection, topics)


def _notify(connection: Connection, topics: set[str]) -> None:
    """PostgreSQL passes it on at the commit, to this process too."""
    notice = text("SELECT pg_notify(:channel, :topics)")
    told = sorted(topics)
    for start in range(0, len(told), TOPICS_IN_A_NOTICE):
        some = " ".join(told[start : start + TOPICS_IN_A_NOTICE])
        connection.execute(notice, {"channel": NEWS_CHANNEL, "topics": some})


Run = Callable[[Sequence[str], dict[str, Any]], Sequence[Any]]
"""Statements one after another with the same parameters; gives the rows of the last."""


def runner(connection: Connection) -> Run:
    """In the transaction of this connection."""

    def run(statements: Sequence[str], parameters: dict[str, Any]) -> Sequence[Any]:
        for statement in statements[:-1]:
            connection.exec_driver_sql(statement, parameters)
        return connection.exec_driver_sql(statements[-1], parameters).all()

    return run


def run_batch(statements: Sequence[str], parameters: dict[str, Any]) -> Sequence[Any]:
    """As one durable transaction, for whoever writes many rows many times a second: to PostgreSQL in one exchange."""
    if is_sqlite():
        with batch_engine().begin() as connection:
            return runner(connection)(statements, parameters)
    pooled = batch_engine().raw_connection()
    try:
        return _in_one_exchange(cast(psycopg.Connection, pooled.driver_connection), statements, parameters)
    except psycopg.Error as failure:
        pooled.invalidate()
        raise DBAPIError.instance(None, None, failure, psycopg.Error) from failure
    finally:
        pooled.close()


def _in_one_exchange(
    connection: "psycopg.Connection[Any]", statements: Sequence[str], parameters: Any
) -> Sequence[Any]:
    """The connection commits each statement by itself, unless several are to be one transaction."""
    with connection.cursor(binary=True) as last:
        if len(statements) == 1:
            return last.execute(statements[0].encode(), parameters, prepare=True).fetchall()
        with connection.pipeline():
            with connection.transaction():
                for statement in statements[:-1]:
                    connection.execute(statement.encode(), parameters, prepare=True)
                last.execute(statements[-1].encode(), parameters, prepare=True)
            return last.fetchall()


def batch_engine() -> Engine:
    """A connection of its own: whoever has it need not ask first whether it is still there, nor what it was told."""
    global _engine_of_batches
    if _engine_of_batches is None:
        url = engine().url.render_as_string(hide_password=False)
        _engine_of_batches = _sqlite(url, 1) if is_sqlite() else _by_index(engine().url)
    return _engine_of_batches


def _by_index(url: URL) -> Engine:
    made = create_engine(url, pool_size=1, isolation_level="AUTOCOMMIT")
    event.listen(made, "connect", _plan_by_index)
    return made


def _plan_by_index(connection: Any, _: Any) -> None:
    """A batch finds a few rows by their keys, however many PostgreSQL expects, and is planned once."""
    for setting in ("enable_seqscan = off", "enable_hashjoin = off", "enable_mergejoin = off",
                    "enable_bitmapscan = off", "plan_cache_mode = force_generic_plan"):  # fmt: skip
        connection.execute(f"SET {setting}")
    connection.commit()


def _sqlite(url: str, connections: int) -> Engine:
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    made = create_engine(
        url, pool_size=connections, max_overflow=4, connect_args={"timeout": 30, "check_same_thread": False}
    )
    event.listen(made, "connect", _prepare_sqlite)
    event.listen(made, "begin", _begin_sqlite)
    return made


def _prepare_sqlite(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=30000",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Writers take their turn at the start, so that a transaction never fails half-way for another's sake."""
    options = connection.get_execution_options()
    writing = options.get("writing", True)
    if options.get("imagined"):  # imagining.py, and Apart: it writes, but nothing that others have
        connection.exec_driver_sql("PRAGMA query_only=OFF")
        connection.exec_driver_sql("BEGIN")
        return
    if connection.info.get("writing") != writing:
        connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writing else 'ON'}")
        connection.info["writing"] = writing
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _postgresql(url: str, connections: int) -> Engine:
    made = create_engine(
        make_url(url).set(drivername="postgresql+psycopg"), pool_size=connections, max_overflow=4, pool_pre_ping=True
    )
    event.listen(made, "begin", _begin_postgresql)
    return made


def _begin_postgresql(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("imagined"):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    elif not options.get("writing", True):
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")


def listen_for_news(stop: threading.Event) -> None:
    """Pass on what other processes tell (PostgreSQL). Returns when `stop` is set; reconnects until then."""
    address = engine().url.set(drivername="postgresql").render_as_string(hide_password=False)
    while not stop.is_set():
        try:
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute(f"LISTEN {NEWS_CHANNEL}")
                news.publish({news.EVERYTHING})  # whatever was missed while away
                while not stop.is_set():
                    for notice in connection.notifies(timeout=1.0):
                        news.publish(notice.payload.split())
        except psycopg.OperationalError:
            stop.wait(2.0)


def lock_until_commit(session: Session, name: str, number: int) -> None:
    """Take turns with whoever else takes this lock. SQLite's writers already do; imagining.py waits for none."""
    if not is_sqlite() and not session.info.get("imagined"):
        session.execute(
            text("SELECT pg_advisory_xact_lock(hashtext(:name), :number)"), {"name": name, "number": number}
        )
