"""Questions kept for a round: until it closes, writers of other contests see nothing of them, and views are rows.

The bank knows nothing of it: it is handed a query of the ids that somebody may not know of.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, Session, SQLModel, col, select, update

from question_bank.finding import Hidden
from question_bank.question import QuestionVersion
from question_bank.slices import AT_ONCE, slices
from quiz.contests.contest import Contest, ContestState
from quiz.contests.round import BlueprintRow, FixedQuestion, Leg, LegBlueprintRow, Part, Round
from quiz.ledger import Decider, decide
from quiz.people.person import Person


class Reservation(SQLModel, table=True):
    """A question that is kept for a round. A question is kept for one round at a time."""

    __table_args__ = (
        Index(
            "uq_reservation_kept",
            "question_id",
            unique=True,
            sqlite_where=text("freed_at IS NULL"),
            postgresql_where=text("freed_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    question_id: int = Field(foreign_key="question.id", index=True, ondelete="CASCADE")
    round_id: int = Field(foreign_key="round.id", index=True, ondelete="CASCADE")
    reserved_at: datetime
    freed_at: datetime | None = None


class ReservedView(SQLModel, table=True):
    """Somebody who may looked at a question that was kept."""

    __tablename__ = "reserved_view"

    id: int | None = Field(default=None, primary_key=True)
    reservation_id: int = Field(foreign_key="reservation.id", index=True, ondelete="CASCADE")
    person_id: int = Field(foreign_key="person.id", ondelete="CASCADE")
    at: datetime
    what: str = Field(max_length=40)


@dataclass(frozen=True)
class Kept:
    """A question that is kept now, and for which round."""

    reservation: Reservation
    round: Round
    contest: Contest


@dataclass(frozen=True)
class Reserved:
    """How many are now kept for the round, and how many were not to be had."""

    count: int
    refused: int


def rounds_keeping(session: Session, at: datetime) -> list[tuple[Contest, Round]]:
    """Those that have not closed yet and for which anything is kept. Mostly none: one query by index."""
    ids = set(session.exec(select(Reservation.round_id).where(col(Reservation.freed_at).is_(None)).distinct()))
    if not ids:
        return []
    rounds = session.exec(
        select(Contest, Round).where(Round.contest_id == Contest.id, col(Round.id).in_(ids)).order_by(col(Round.id))
    ).all()
    legs = session.exec(select(Leg).where(col(Leg.round_id).in_(ids))).all()
    return [
        (contest, round)
        for contest, round in rounds
        if not is_over(contest, round, [leg for leg in legs if leg.round_id == round.id], at)
    ]


def is_over(contest: Contest, round: Round, legs: Sequence[Leg], at: datetime) -> bool:
    """Nobody answers any more. Whoever began last is given the whole of their minutes."""
    if contest.state in (ContestState.CANCELLED, ContestState.ARCHIVED):
        return True
    longest = timedelta(minutes=round.rules.minutes, seconds=round.rules.grace_s)
    return bool(legs) and all(
        leg.cancelled_at is not None
        or leg.closed_at is not None
        or (leg.closes_at is not None and leg.closes_at + longest <= at)
        for leg in legs
    )


def hidden_from(session: Session, sees: Callable[[Contest], bool], at: datetime) -> Hidden:
    """The questions kept for contests that somebody does not see into."""
    return _kept_for([round for contest, round in rounds_keeping(session, at) if not sees(contest)])


def kept_elsewhere(session: Session, contest_id: int, at: datetime) -> Hidden:
    """The questions that no other contest may draw."""
    return _kept_for([round for contest, round in rounds_keeping(session, at) if contest.id != contest_id])


def kept_from_drawing(session: Session, round: Round, at: datetime) -> Hidden:
    """Of these, the ones that papers of the round do without. What was kept after it had opened is still drawn:
    else whoever begins late would find too few questions left for a paper."""
    hidden = kept_elsewhere(session, round.contest_id, at)
    legs = session.exec(select(Leg).where(Leg.round_id == round.id, col(Leg.cancelled_at).is_(None)))
    opened = [start for leg in legs if (start := leg.opened_at or leg.opens_at) is not None and start <= at]
    return hidden if hidden is None or not opened else hidden.where(col(Reservation.reserved_at) < min(opened))


def _kept_for(rounds: list[Round]) -> Hidden:
    if not rounds:
        return None
    ids = [round.id for round in rounds]
    return select(Reservation.question_id).where(
        col(Reservation.freed_at).is_(None), col(Reservation.round_id).in_(ids)
    )


def kept_among(session: Session, question_ids: Iterable[int], at: datetime) -> dict[int, Kept]:
    """Question id → for which round it is kept now."""
    keeping = {round.id: (contest, round) for contest, round in rounds_keeping(session, at)}
    if not keeping:
        return {}
    wanted, found = set(question_ids), {}
    here = (col(Reservation.freed_at).is_(None), col(Reservation.round_id).in_(keeping))
    for ids in slices(sorted(wanted)):
        for each in session.exec(select(Reservation).where(*here, col(Reservation.question_id).in_(ids))):
            contest, round = keeping[each.round_id]
            found[each.question_id] = Kept(each, round, contest)
    return found


def reserve(session: Session, contest: Contest, round: Round, question_ids: Sequence[int], by: Decider) -> Reserved:
    """Keep these for the round, but for those kept for another, or asked by another contest's blueprint for sure."""
    assert round.id is not None
    wanted = sorted(set(question_ids))
    _free_what_is_over(session, by.at)
    taken = kept_among(session, wanted, by.at).keys() | _fixed_elsewhere(session, contest, wanted)
    free = [id for id in wanted if id not in taken]
    session.add_all(Reservation(question_id=id, round_id=round.id, reserved_at=by.at) for id in free)
    session.flush()
    if free:
        _note(session, contest, round, "reserve_questions", free, by)
    return Reserved(len(free), len([id for id in wanted if id in taken]))


def free(session: Session, contest: Contest, round: Round, question_ids: Sequence[int] | None, by: Decider) -> int:
    """No longer kept: these, or (None) all that the round keeps. Returns how many."""
    here: list[Any] = [Reservation.round_id == round.id, col(Reservation.freed_at).is_(None)]
    if question_ids is not None:
        here.append(col(Reservation.question_id).in_(list(question_ids)[:AT_ONCE]))
    ids = list(session.exec(select(Reservation.question_id).where(*here)))
    for reservation in session.exec(select(Reservation).where(*here)):
        reservation.freed_at = by.at
    session.flush()
    if ids:
        _note(session, contest, round, "free_questions", ids, by)
    return len(ids)


def kept_in(session: Session, round: Round) -> list[tuple[Reservation, QuestionVersion]]:
    """What is kept for the round, with the version that each question goes by."""
    kept = (
        select(Reservation, QuestionVersion)
        .join(QuestionVersion, col(QuestionVersion.question_id) == col(Reservation.question_id))
        .where(Reservation.round_id == round.id, col(Reservation.freed_at).is_(None), col(QuestionVersion.is_current))
        .order_by(col(QuestionVersion.topic_id), col(Reservation.id))
    )
    return list(session.exec(kept))


def log_views(session: Session, kept: Iterable[Kept], person_id: int, what: str, at: datetime) -> None:
    for each in kept:
        assert each.reservation.id is not None
        session.add(ReservedView(reservation_id=each.reservation.id, person_id=person_id, at=at, what=what))
    session.flush()


def views_in(session: Session, round: Round, limit: int = 200) -> list[tuple[ReservedView, Reservation, Person]]:
    """Who looked at what the round keeps or kept, the newest first."""
    views = (
        select(ReservedView, Reservation, Person)
        .join(Reservation, col(Reservation.id) == col(ReservedView.reservation_id))
        .join(Person, col(Person.id) == col(ReservedView.person_id))
        .where(Reservation.round_id == round.id)
        .order_by(col(ReservedView.id).desc())
        .limit(limit)
    )
    return list(session.exec(views))


def drawable_by(session: Session, part: Part, pool: Iterable[tuple[int, int, int]]) -> list[int]:
    """Of (question, topic, difficulty), those that a row of the part's blueprint fits, or of a leg's own."""
    rows: list[BlueprintRow | LegBlueprintRow] = [
        *session.exec(select(BlueprintRow).where(BlueprintRow.part_id == part.id)),
        *session.exec(select(LegBlueprintRow).where(LegBlueprintRow.part_id == part.id)),
    ]
    return [
        question_id
        for question_id, topic_id, difficulty in pool
        if any(row.topic_id in (None, topic_id) and row.difficulty in (None, difficulty) for row in rows)
    ]


def _free_what_is_over(session: Session, at: datetime) -> None:
    """What was kept for rounds that have closed may be kept for another."""
    keeping = [round.id for _, round in rounds_keeping(session, at)]
    over = (col(Reservation.freed_at).is_(None), col(Reservation.round_id).not_in(keeping))
    session.exec(update(Reservation).where(*over).values(freed_at=at))


def _fixed_elsewhere(session: Session, contest: Contest, question_ids: list[int]) -> set[int]:
    """Those that stand in every paper of another contest."""
    found: set[int] = set()
    for ids in slices(sorted(question_ids)):
        fixed = (
            select(FixedQuestion.question_id)
            .join(Part, col(Part.id) == col(FixedQuestion.part_id))
            .join(Round, col(Round.id) == col(Part.round_id))
            .where(Round.contest_id != contest.id, col(FixedQuestion.question_id).in_(ids))
        )
        found |= set(session.exec(fixed))
    return found


def _note(
    session: Session, contest: Contest, round: Round, decision: str, question_ids: list[int], by: Decider
) -> None:
    decide(
        session, contest_id=contest.id, by=by, subject=("round", round.id), decision=decision,
        body={"questions": question_ids},
    )  # fmt: skip
