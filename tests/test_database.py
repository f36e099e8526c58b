"""Promises of the database, on both engines."""

import threading
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import DBAPIError, StatementError
from sqlmodel import Session, SQLModel, select

from quiz import database, ledger, migrating, news
from quiz.ledger import Decider, LedgerEntry, breaks, decide
from quiz.people.unit import Unit, path_of, subtree_of
from tests.conftest import NOON

JUDGE = Decider(None, "judge", NOON)


def unit(code: str, parent: Unit | None = None) -> Unit:
    return Unit(code=code, name=f"Đơn vị {code}", kind="branch", parent_id=parent.id if parent else None)


def plant(session: Session, *codes: str) -> list[Unit]:
    """A line of units, each below the one before."""
    planted: list[Unit] = []
    for code in codes:
        planted.append(unit(code, planted[-1] if planted else None))
        session.add(planted[-1])
        session.flush()
    return planted


def test_the_migration_makes_exactly_the_tables_that_the_code_knows(database_url: str) -> None:
    with database.engine().connect() as connection:
        # The index of words is each database's own; tests/question_bank/test_searching.py holds it to its promises.
        described = {
            "include_name": lambda name, *_: not (name or "").removeprefix("ix_").startswith("question_search")
        }
        context = MigrationContext.configure(connection, opts={"compare_type": True} | described)
        assert compare_metadata(context, SQLModel.metadata) == []


def test_a_migrated_database_is_current(database_url: str) -> None:
    assert migrating.is_current()


def test_a_reading_transaction_refuses_to_write(database_url: str) -> None:
    with pytest.raises(DBAPIError), database.transaction(writing=False) as session:
        plant(session, "a")
    with database.transaction() as session:
        plant(session, "a")


def test_what_fails_half_way_leaves_nothing_behind(database_url: str) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as session:
        plant(session, "a")
        raise ZeroDivisionError
    with database.transaction(writing=False) as session:
        assert list(session.exec(select(Unit))) == []


def test_moments_come_back_as_the_same_moment_in_utc(session: Session) -> None:
    in_hanoi = datetime(2026, 11, 26, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    entry = decide(session, contest_id=1, by=Decider(None, "", in_hanoi), subject=("leg", 1), decision="open")
    session.commit()
    session.expire_all()

    kept = session.get_one(LedgerEntry, entry.id)

    assert kept.at == datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
    assert kept.at.utcoffset() == timedelta(0)


def test_news_spreads_after_the_commit_and_never_after_a_rollback(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[set[str]] = []
    monkeypatch.setattr(news, "publish", lambda topics: heard.append(set(topics)))
    stop = threading.Event()
    listener = threading.Thread(target=database.listen_for_news, args=(stop,))
    if not database.is_sqlite():
        listener.start()
        wait_for(lambda: heard == [{news.EVERYTHING}])
        heard.clear()

    with pytest.raises(ZeroDivisionError), database.transaction() as session:
        plant(session, "a")
        news.tell_after_commit(session, "never")
        raise ZeroDivisionError
    with database.transaction() as session:
        plant(session, "b")
        news.tell_after_commit(session, "board-1")
        assert heard == []

    wait_for(lambda: heard == [{"board-1"}])
    stop.set()
    if listener.is_alive():
        listener.join()


def test_news_of_thousands_at_once_is_kept_and_reaches_everyone(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One notice of PostgreSQL's would be too long, and the whole decision would fail."""
    heard: set[str] = set()
    monkeypatch.setattr(news, "publish", heard.update)
    stop = threading.Event()
    listener = threading.Thread(target=database.listen_for_news, args=(stop,))
    if not database.is_sqlite():
        listener.start()
        wait_for(lambda: heard == {news.EVERYTHING})
        heard.clear()
    topics = {f"entry-{number}" for number in range(50_000, 55_000)}
    with database.transaction() as session:
        plant(session, "a")
        for topic in topics:
            news.tell_after_commit(session, topic)

    wait_for(lambda: heard == topics)
    stop.set()
    if listener.is_alive():
        listener.join()


def wait_for(true: object) -> None:
    bell = threading.Event()
    for _ in range(200):
        if true():  # type: ignore[operator]
            return
        bell.wait(0.05)
    raise AssertionError("it never came")


def test_a_subtree_reaches_every_level_below(session: Session) -> None:
    province, commune, branch = plant(session, "province", "commune", "branch")
    plant(session, "elsewhere")

    assert subtree_of(session, commune.id or 0) == {commune.id, branch.id}
    assert [step.code for step in path_of(session, branch)] == ["province", "commune", "branch"]
    assert len(subtree_of(session, province.id or 0)) == 3


def test_decisions_are_chained_and_a_forged_one_is_found(session: Session) -> None:
    for minutes in (1, 2, 3):
        decide(
            session, contest_id=7, by=JUDGE, subject=("leg", 1), decision="extend", body={"seconds": 60 * minutes},
            reason="Mất điện",
        )  # fmt: skip
    decide(session, contest_id=8, by=JUDGE, subject=("leg", 2), decision="open")
    assert list(breaks(session)) == []

    forged = ledger.decisions_on(session, 7)[1]
    forged.body = {"seconds": 999}
    session.add(forged)
    session.flush()

    assert [entry.seq for entry in breaks(session)] == [2]


def test_a_naive_moment_is_refused(database_url: str) -> None:
    naive = datetime(2026, 11, 26, 8, 0)  # noqa: DTZ001  # on purpose

    with pytest.raises(StatementError), database.transaction() as session:
        decide(session, contest_id=1, by=Decider(None, "", naive), subject=("leg", 1), decision="open")
