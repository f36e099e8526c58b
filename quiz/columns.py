"""Column types and defaults that every table shares."""

from enum import Enum
from typing import Any, TypeVar

from sqlalchemy import JSON, Column
from sqlalchemy import Enum as EnumType

E = TypeVar("E", bound=Enum)


def stored(enum: type[E]) -> Any:
    """An enum kept as its value in plain text, checked by the database, the same on both engines."""
    return EnumType(
        enum, native_enum=False, create_constraint=True, length=24, values_callable=lambda e: [m.value for m in e],
        name=enum.__name__.lower(),
    )  # fmt: skip


def json_column() -> Column[Any]:
    return Column(JSON, nullable=False)
