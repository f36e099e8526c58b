"""How a file that was brought in stands: its rows counted, and a page of them. The database counts; no row is read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import String, case, cast, func, text
from sqlmodel import Session, col, select

from question_bank.intake import Intake, Row

ROWS_A_PAGE = 50
INTAKES_A_PAGE = 30


class Standing(StrEnum):
    """Where a row of an intake stands. Each stands in one place."""

    PROBLEM = "problem"
    READY = "ready"
    DROPPED = "dropped"
    IN_BANK = "in_bank"


@dataclass(frozen=True)
class Tally:
    counts: dict[Standing, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


STANDING = case(
    (col(Row.question_id).is_not(None), Standing.IN_BANK.value),
    (col(Row.dropped), Standing.DROPPED.value),
    (cast(col(Row.problems), String) != "[]", Standing.PROBLEM.value),
    else_=Standing.READY.value,
)


def standing_of(row: Row) -> Standing:
    """What the database says of it in `STANDING`."""
    if row.question_id is not None:
        return Standing.IN_BANK
    if row.dropped:
        return Standing.DROPPED
    return Standing.PROBLEM if row.problems else Standing.READY


def tally(session: Session, intake: Intake) -> Tally:
    return tallies(session, [intake])[intake.id or 0]


def tallies(session: Session, intakes: Iterable[Intake]) -> dict[int, Tally]:
    """Intake id → how its rows stand."""
    found = {intake.id or 0: Tally(dict.fromkeys(Standing, 0)) for intake in intakes}
    counted = (
        select(Row.intake_id, STANDING.label("standing"), func.count())
        .where(col(Row.intake_id).in_(found))
        .group_by(col(Row.intake_id), text("standing"))
    )
    for intake_id, standing, number in session.exec(counted):
        found[intake_id].counts[Standing(standing)] = number
    return found


def rows_shown(
    session: Session, intake: Intake, standing: Standing | None, page: int, only: Iterable[Any] = ()
) -> Sequence[Row]:
    """One page of the rows that stand there, or of all, in the order of the file; `only` those of these conditions."""
    rows = select(Row).where(Row.intake_id == intake.id, *only).order_by(col(Row.number))
    if standing is not None:
        rows = rows.where(standing.value == STANDING)
    return session.exec(rows.offset((page - 1) * ROWS_A_PAGE).limit(ROWS_A_PAGE)).all()


def topics_lacking(session: Session, intake: Intake) -> bool:
    """Does an open row name a topic that the bank has not?"""
    problems: Any = cast(col(Row.problems), String)
    waits = (Row.intake_id == intake.id, Standing.PROBLEM.value == STANDING, problems.contains('"field": "topic"'))
    return session.exec(select(Row.id).where(*waits).limit(1)).first() is not None


def intake_by_public_id(session: Session, public_id: str) -> Intake | None:
    return session.exec(select(Intake).where(Intake.public_id == public_id)).first()


def row_by_public_id(session: Session, intake: Intake, public_id: str) -> Row | None:
    return session.exec(select(Row).where(Row.intake_id == intake.id, Row.public_id == public_id)).first()


def intakes_shown(session: Session, page: int) -> Sequence[Intake]:
    """Newest first."""
    intakes = select(Intake).order_by(col(Intake.id).desc())
    return session.exec(intakes.offset((page - 1) * INTAKES_A_PAGE).limit(INTAKES_A_PAGE)).all()


def count_intakes(session: Session) -> int:
    return session.exec(select(func.count()).select_from(Intake)).one()
