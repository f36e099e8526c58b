"""Pages of the bank's list of 20,000 questions: the last beside the first, plain, filtered and searched.

Of each engine the slowest of these, as `ratio bank-list-sqlite: N` and `ratio bank-list-postgresql: N`.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text
from sqlmodel import Session

from benchmarks.answers import postgresql
from benchmarks.many_questions import plant
from question_bank import finding
from question_bank.finding import Wanted
from quiz import database
from quiz.migrating import migrate

TIMES = 15
LISTS = {
    "all": Wanted(),
    "of a topic": Wanted(topic_id=3),
    "of a document": Wanted(source_id=3),
    "searched": Wanted(words="du lieu"),
    "searched by a letter": Wanted(words="t"),
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        _measure_all("sqlite", f"sqlite:///{Path(folder) / 'quiz.db'}")
    with postgresql() as (url, _):
        _measure_all("postgresql", url)


def _measure_all(engine: str, url: str) -> None:
    database.connect(url)
    migrate()
    with database.transaction() as session:
        plant(session)
    if engine == "postgresql":  # as its autovacuum does a minute after so many rows
        with database.engine().connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))
    print(f"{engine:24}{'questions':>10}{'first ms':>10}{'last ms':>10}{'count ms':>10}")
    ratios = [_measure(name, wanted) for name, wanted in LISTS.items()]
    database.disconnect()
    print(f"ratio bank-list-{engine}: {max(ratios):.2f}")


def _measure(name: str, wanted: Wanted) -> float:
    """The last page's time beside the first one's. Both show as many questions."""
    with database.transaction(writing=False) as session:
        count = finding.count(session, wanted, most=None)
        last = _place_before_the_last(session, wanted)

        def took(after: str | None) -> float:
            session.expunge_all()
            return _seconds(lambda: finding.find(session, wanted, after=after))

        pairs = [(took(None), took(last)) for _ in range(TIMES)]
        counting = min(_seconds(lambda: finding.count(session, wanted)) for _ in range(TIMES))
    first, end = (min(times) for times in zip(*pairs, strict=True))  # what the machine does besides is not of interest
    print(f"{name:24}{count:>10,}{first * 1000:>10.1f}{end * 1000:>10.1f}{counting * 1000:>10.1f}")
    return end / first


def _place_before_the_last(session: Session, wanted: Wanted) -> str | None:
    """Where the last whole page begins: page by page, as one would click."""
    place, before = None, None
    while True:
        page = finding.find(session, wanted, after=place)
        if len(page.found) == finding.PAGE:
            before = place
        if page.next is None:
            return before
        place = page.next


def _seconds(do: Callable[[], object]) -> float:
    started = time.perf_counter()
    do()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
