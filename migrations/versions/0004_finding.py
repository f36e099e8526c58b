"""Index the words of questions, and the filters of the bank's list"""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

FILTERS = {
    "listed": [],
    "listed_state": ["state"],
    "listed_topic": ["topic_id"],
    "listed_kind": ["kind"],
    "listed_difficulty": ["difficulty"],
    "listed_author": ["author"],
    "listed_self_approved": ["self_approved"],
    "listed_valid_to": ["valid_to"],
}
SQLITE = (
    "CREATE VIRTUAL TABLE question_search USING fts5(words, content='', detail=none, columnsize=0, prefix='1 2 3',"
    " tokenize=\"unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'\")",
    "INSERT INTO question_search (rowid, words) SELECT id, search_text FROM question_version WHERE is_current",
    """CREATE TRIGGER question_search_added AFTER INSERT ON question_version WHEN new.is_current BEGIN
    INSERT INTO question_search (rowid, words) VALUES (new.id, new.search_text); END""",
    """CREATE TRIGGER question_search_removed AFTER DELETE ON question_version WHEN old.is_current BEGIN
    INSERT INTO question_search (question_search, rowid, words) VALUES ('delete', old.id, old.search_text); END""",
    """CREATE TRIGGER question_search_changed AFTER UPDATE OF id, is_current, search_text ON question_version BEGIN
    INSERT INTO question_search (question_search, rowid, words)
        SELECT 'delete', old.id, old.search_text WHERE old.is_current;
    INSERT INTO question_search (rowid, words) SELECT new.id, new.search_text WHERE new.is_current; END""",
)
POSTGRESQL = (
    # The words are ready: no parser of the database's own takes them apart. Its cost is told to the planner, so that it
    # asks the index and does not compute them anew for each row.
    """CREATE FUNCTION question_words(words text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    COST 1000 AS $$ BEGIN RETURN array_to_tsvector(string_to_array(words, ' ')); END $$""",
    "CREATE INDEX ix_question_search ON question_version USING gin (question_words(search_text)) WHERE is_current",
)
WORD = re.compile(r"[^\W_]{1,40}")


def upgrade() -> None:
    connection = op.get_bind()
    _make_words(connection)
    for name, columns in FILTERS.items():
        op.create_index(f"ix_question_version_{name}", "question_version", ["is_current", *columns, "id"])
    op.create_index("ix_question_source_version", "question_source", ["source_id", "version_id"])
    op.drop_index("ix_question_source_source_id", "question_source")
    op.create_index("ix_fixed_question_question_id", "fixed_question", ["question_id"])
    for statement in SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL:
        connection.exec_driver_sql(statement)


def _make_words(connection: sa.Connection) -> None:
    """The text by which a question is searched, as words alone."""
    version = sa.table("question_version", sa.column("id", sa.Integer), sa.column("search_text", sa.Text))
    rows = [
        {"version": id, "words": " ".join(dict.fromkeys(WORD.findall(_fold(text))))}
        for id, text in connection.execute(sa.select(version.c.id, version.c.search_text))
    ]
    if rows:
        change = sa.update(version).where(version.c.id == sa.bindparam("version"))
        connection.execute(change.values(search_text=sa.bindparam("words")), rows)


def _fold(text: str) -> str:
    marked = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in marked if not unicodedata.combining(letter))
