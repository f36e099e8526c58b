"""How many take part, while contestants still predict it: only the control page tells, and who looked is noted."""

from datetime import datetime, timedelta

from sqlalchemy import Index
from sqlmodel import Field, Session, SQLModel, col, select

from quiz.contests.contest import Contest
from quiz.contests.releasing import counters_are_hidden
from quiz.contests.round import Leg, Round, legs_of
from quiz.people.person import Person
from quiz.refusals import N_, Refusal
from quiz.standings.publishing import situation_of

ONE_LOOK = timedelta(minutes=10)
"""A page that refreshes itself is one look; after so long it is another."""


class CounterView(SQLModel, table=True):
    """Somebody looked at the control page of a leg while its prediction was open."""

    __tablename__ = "counter_view"
    __table_args__ = (Index("ix_counter_view_look", "leg_id", "person_id", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    leg_id: int = Field(foreign_key="leg.id", ondelete="CASCADE")
    person_id: int = Field(foreign_key="person.id")
    at: datetime


class StillPredicting(Refusal):
    message = N_("Câu hỏi dự đoán còn mở: số người, số lượt và kết quả đang tính chưa ai được xem.")
    hint = N_(
        "Xem được khi đợt thi đã đóng với tất cả mọi người. Trong lúc thi, chỉ trang điều hành có số người đang làm."
    )


def are_hidden(session: Session, contest: Contest, round: Round, leg: Leg, at: datetime) -> bool:
    if round.rules.prediction is None:
        return False
    return counters_are_hidden(round.rules, situation_of(session, contest, round, leg, at))


def are_hidden_in(session: Session, contest: Contest, round: Round, at: datetime) -> bool:
    """In one of its legs at least."""
    legs = legs_of(session, round.id or 0) if round.rules.prediction is not None else []
    return any(are_hidden(session, contest, round, leg, at) for leg in legs)


def insist_may_be_seen(session: Session, contest: Contest, round: Round, leg: Leg, at: datetime) -> None:
    if are_hidden(session, contest, round, leg, at):
        raise StillPredicting


def has_looked(session: Session, leg: Leg, person_id: int, at: datetime) -> bool:
    """Is this still the same look?"""
    looks = select(CounterView.id).where(
        CounterView.leg_id == leg.id, CounterView.person_id == person_id, col(CounterView.at) > at - ONE_LOOK
    )
    return session.exec(looks.limit(1)).first() is not None


def note_look(session: Session, leg: Leg, person_id: int, at: datetime) -> None:
    assert leg.id is not None
    session.add(CounterView(leg_id=leg.id, person_id=person_id, at=at))
    session.flush()


def looks_in(session: Session, leg: Leg, limit: int = 200) -> list[tuple[datetime, str]]:
    """When, and who; the newest first."""
    looks = (
        select(CounterView.at, Person.name)
        .join(Person, col(Person.id) == CounterView.person_id)
        .where(CounterView.leg_id == leg.id)
        .order_by(col(CounterView.id).desc())
    )
    return [(at, name) for at, name in session.exec(looks.limit(limit))]
