"""What was noticed while somebody worked: a page left and come back to, another device taking over, text pasted.

Nothing follows from it by itself. The contestant sees the same as the judges. The phone tells how long ago something
was, never when: moments are the server's, and lie within the attempt. What the network loses stays lost.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Column, ForeignKey, Integer
from sqlmodel import Field, Session, SQLModel, col, func, select

from quiz.attempts.attempt import Attempt
from quiz.columns import stored
from quiz.database import insert

MOST = 200
"""Of one attempt: beyond them nothing is kept, so that no phone fills the table."""


class MomentKind(StrEnum):
    LEFT = "left"
    BACK = "back"
    PASTED = "pasted"
    TOOK_OVER = "took_over"


FROM_PHONES = (MomentKind.LEFT, MomentKind.BACK, MomentKind.PASTED)


class Moment(SQLModel, table=True):
    __tablename__ = "attempt_moment"

    attempt_id: int = Field(sa_column=Column(Integer, ForeignKey("attempt.id", ondelete="CASCADE"), primary_key=True))
    turn: int = Field(primary_key=True)
    told: int = Field(primary_key=True)
    """The phone's own number for it: told twice, it is kept once."""
    kind: MomentKind = Field(sa_type=stored(MomentKind))
    number: int | None = None  # of the question, where something was pasted
    at: datetime


@dataclass(frozen=True)
class Told:
    """As a phone says it."""

    kind: MomentKind
    told: int
    turn: int
    ago_ms: int
    number: int | None = None


@dataclass(frozen=True)
class Noticed:
    """One line of the timeline. `seconds`: after how long they came back, where both ends are known."""

    kind: MomentKind
    at: datetime
    number: int | None = None
    seconds: int | None = None


def note_moments(session: Session, attempt: Attempt, said: Sequence[Told], at: datetime) -> None:
    """Keep what is new, while the attempt runs and there is room. Anything else is dropped without a word."""
    if attempt.submitted_at is not None:
        return
    assert attempt.id is not None
    kept = session.exec(select(func.count()).where(Moment.attempt_id == attempt.id)).one()
    for each in [each for each in said if 0 < each.turn <= attempt.turn][: max(0, MOST - kept)]:
        ago = timedelta(milliseconds=max(0, each.ago_ms))
        _keep(session, attempt.id, each, max(attempt.started_at, at - ago))


def note_taking_over(session: Session, attempt: Attempt, at: datetime) -> None:
    """Another device has the turn now."""
    assert attempt.id is not None
    _keep(session, attempt.id, Told(MomentKind.TOOK_OVER, 0, attempt.turn, 0), at)


def timeline_of(session: Session, attempt: Attempt) -> list[Noticed]:
    moments = select(Moment).where(Moment.attempt_id == attempt.id)
    return told_in_order(session.exec(moments.order_by(col(Moment.at), col(Moment.turn), col(Moment.told))))


def told_in_order(moments: Iterable[Moment]) -> list[Noticed]:
    """Leaving and coming back to the same device is one line."""
    lines: list[Noticed] = []
    away: dict[int, int] = {}  # turn → the line on which that device was left
    for moment in moments:
        if moment.kind == MomentKind.BACK and moment.turn in away:
            place = away.pop(moment.turn)
            lines[place] = replace(lines[place], seconds=(moment.at - lines[place].at) // timedelta(seconds=1))
            continue
        if moment.kind == MomentKind.LEFT:
            away[moment.turn] = len(lines)
        lines.append(Noticed(moment.kind, moment.at, moment.number))
    return lines


def _keep(session: Session, attempt_id: int, said: Told, at: datetime) -> None:
    values = {"attempt_id": attempt_id, "turn": said.turn, "told": said.told, "kind": said.kind, "number": said.number}
    session.execute(insert(Moment).values(**values, at=at).on_conflict_do_nothing())
