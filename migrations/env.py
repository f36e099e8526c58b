"""Alembic runs this inside a connection that quiz.migrating hands over."""

from alembic import context
from sqlmodel import SQLModel


def is_described(name: str | None, type_: str, _parents: object) -> bool:
    """The index of words is the databases' own, each in its way; no table of the program describes it."""
    return type_ not in ("table", "index") or not (name or "").removeprefix("ix_").startswith("question_search")


context.configure(
    include_name=is_described,
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
