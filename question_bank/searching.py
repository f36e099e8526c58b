"""Full-text search: which versions have all of some words, each of them begun somewhere in it.

The words are folded here, so that both databases index and find the same: SQLite in a table of its own (FTS5), kept
true by triggers; PostgreSQL in an index over `question_words(search_text)`. A migration made both.
"""

from typing import Any

from sqlalchemy import Column, Integer, MetaData, String, Table, UnaryExpression, cast, false, func
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.sql.operators import custom_op
from sqlmodel import Session, col

from question_bank.question import QuestionVersion
from question_bank.text import words_in

WORDS_MAX = 20
INDEXED = Table("question_search", MetaData(), Column("rowid", Integer), Column("question_search", String))
"""SQLite's: `rowid` is the version's id. Not among the tables of the program: it is part of an index."""

FOUND: Any = UnaryExpression(INDEXED.c.rowid, operator=custom_op("+"))
"""The plus keeps SQLite from asking the index once for each version: it is asked for the words, once."""


def walks_index(session: Session, text: str) -> bool:
    """Is `INDEXED` joined? SQLite then finds the versions in the order of its `rowid`."""
    return _is_sqlite(session) and bool(words_in(text))


def having(session: Session, text: str) -> list[Any]:
    """The conditions; none for a blank text. On SQLite the query joins `INDEXED` by them."""
    if not text.strip():
        return []
    words = words_in(text)[:WORDS_MAX]
    if not words:  # signs alone, and no version is searched by signs
        return [false()]
    if _is_sqlite(session):
        asked = " AND ".join(f'"{word}"*' for word in words)
        return [INDEXED.c.question_search.op("MATCH")(asked), col(QuestionVersion.id) == FOUND]
    asked = " & ".join(f"'{word}':*" for word in words)
    return [func.question_words(QuestionVersion.search_text).op("@@")(cast(asked, TSQUERY))]


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
