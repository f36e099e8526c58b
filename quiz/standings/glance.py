"""One look at all that may change what a page of a board shows, without drawing it: while it is equal, so is the page.

What time alone changes is not in it: see `phase_of`. Names and titles are not either: whoever keeps a page draws it
again after a while.
"""

from collections.abc import Callable, Hashable
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import bindparam, exists, func, select
from sqlmodel import Session, SQLModel

from quiz.attempts.attempt import Attempt, Mode
from quiz.attempts.deadline import leg_state
from quiz.attempts.decisions import decided_for_each_group, decisions_about, window_of
from quiz.contests.contest import Contest, ContestState
from quiz.contests.entry import Entry
from quiz.contests.round import Leg, Round
from quiz.ledger import LedgerEntry
from quiz.people.person import Person
from quiz.people.sign_in import Door, SignIn
from quiz.standings.complaint import Complaint
from quiz.standings.freeze import BoardFreeze
from quiz.standings.planned_freeze import FOR_THE_GATE, planned_freeze_of
from quiz.standings.score import BoardChange, Snapshot

Phase = Callable[[datetime], Hashable]


class Glance(NamedTuple):
    """Of a leg. The numbers are those of the newest change, decision, revision and freeze; None while there is none."""

    contest_id: int
    contest_state: ContestState
    contest_rules: int
    round_rules: int
    opens_at: datetime | None
    closes_at: datetime | None
    opened_at: datetime | None
    closed_at: datetime | None
    cancelled_at: datetime | None
    change: int | None
    decision: int | None
    revision: int | None
    freeze: int | None
    somebody_works: bool

    @property
    def is_public(self) -> bool:
        return self.contest_state != ContestState.DRAFT


class OwnGlance(NamedTuple):
    """Of whoever came in as a contestant: what their own line and its remarks hang on beside."""

    entry_id: int
    contest_id: int
    name: str
    state: str
    hors_concours: bool
    division_id: int
    under_review: int


def _table(model: type[SQLModel]) -> Any:
    """The columns of its table: rows of them cost less than what knows of objects."""
    return SQLModel.metadata.tables[str(model.__tablename__)].c


def _newest(number: Any, *where: Any) -> Any:
    return select(func.max(number)).where(*where).scalar_subquery()


_contest, _round, _leg = _table(Contest), _table(Round), _table(Leg)
_attempt, _entry, _complaint = _table(Attempt), _table(Entry), _table(Complaint)
_change, _ledger, _snapshot, _freeze = _table(BoardChange), _table(LedgerEntry), _table(Snapshot), _table(BoardFreeze)
_person, _visit = _table(Person), _table(SignIn)
_works = (
    _attempt.leg_id == _leg.id, _attempt.mode == Mode.OFFICIAL, _attempt.submitted_at.is_(None),
    _attempt.entry_id.is_not(None), _attempt.disqualified_at.is_(None),
)  # fmt: skip
_open = (
    _complaint.attempt_id == _attempt.id, _attempt.entry_id == _entry.id, _complaint.withdrawn_at.is_(None),
    _complaint.upheld.is_(None),
)  # fmt: skip
_GLANCE = select(
    _contest.id, _contest.state, _contest.rules_version, _round.rules_version,
    _leg.opens_at, _leg.closes_at, _leg.opened_at, _leg.closed_at, _leg.cancelled_at,
    _newest(_change.number, _change.leg_id == _leg.id),
    _newest(_ledger.seq, _ledger.contest_id == _contest.id),
    _newest(_snapshot.revision, _snapshot.leg_id == _leg.id),
    _newest(_freeze.id, _freeze.leg_id == _leg.id, _freeze.lifted_at.is_(None)),
    exists().where(*_works),
).where(_round.contest_id == _contest.id, _leg.round_id == _round.id, _leg.public_id == bindparam("leg"))  # fmt: skip
_OWN = select(
    _entry.id, _entry.contest_id, _person.name, _entry.state, _entry.hors_concours, _entry.division_id,
    select(func.count()).where(*_open).scalar_subquery(),
).where(
    _visit.token == bindparam("token"), _visit.door == Door.PLAY, _visit.ended_at.is_(None),
    _visit.expires_at > bindparam("at", type_=_visit.expires_at.type), _entry.id == _visit.entry_id,
    _person.id == _visit.person_id,
)  # fmt: skip
"""Put together once: that takes longer than to be answered."""


def glance_at(session: Session, leg_id: str) -> Glance | None:
    """By the public id; None where there is no such leg."""
    found = session.connection().execute(_GLANCE, {"leg": leg_id}).first()
    return Glance._make(found) if found else None


def own_glance(session: Session, token: str, at: datetime) -> OwnGlance | None:
    """By the token of their visit; None where that is over."""
    found = session.connection().execute(_OWN, {"token": token, "at": at}).first()
    return OwnGlance._make(found) if found else None


def phase_of(session: Session, contest: Contest, round: Round, leg: Leg) -> Phase:
    """How the leg stands for each group of people at a moment, by the clock and what was decided until now; and since
    when its board is to be frozen."""
    rules, window, decisions = round.rules, window_of(leg), decisions_about(session, contest, leg, *FOR_THE_GATE)
    groups, planned = decided_for_each_group(decisions), planned_freeze_of(session, round, leg, decisions)
    states = [partial(leg_state, rules, window, decided) for decided in groups]
    return lambda at: (*(state(at) for state in states), planned.came(at) if planned is not None else None)
