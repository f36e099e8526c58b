"""A round counted anew beside all that goes on, and then written in one short transaction.

Counting a hundred thousand attempts takes seconds, and nobody's answer should wait for that. So it is counted from what
is committed, into temporary tables; what it comes to is written unless something decided meanwhile makes it untrue.
Attempts that were counted meanwhile are counted again, those alone. Readers see all of it or nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Integer, MetaData, Table, exists, func, not_, or_
from sqlalchemy import select as select_columns
from sqlalchemy.schema import CreateTable
from sqlmodel import Session, col, delete, insert, select

from quiz.attempts.attempt import Attempt
from quiz.contests.entry import Entry
from quiz.contests.mixing import Mix
from quiz.contests.round import Leg, Round, legs_of, rounds_of
from quiz.database import MovedOn, lock_until_commit
from quiz.ledger import last_link
from quiz.news import tell_after_commit
from quiz.standings.changed_boards import board_changed
from quiz.standings.comparing import actual_of, keep_actual, needs_comparing, read_anew, settle
from quiz.standings.keys import keys_in_force
from quiz.standings.predicting import Actual
from quiz.standings.recount import (
    ATTEMPT,
    RECOUNT,
    SCORE,
    SETTLED,
    filled,
    from_scores,
    tables,
    write_from,
)
from quiz.standings.score import BoardChange, Score
from quiz.standings.scoring import Scoring
from quiz.standings.settling_all import RANKED
from quiz.standings.tallying import counted_in

BESIDE = MetaData()
ANEW = Table(
    "anew", BESIDE, *(Column(each.name, each.type, primary_key=each.primary_key) for each in RECOUNT.columns),
    Column("leg_id", Integer), prefixes=["TEMPORARY"],
)  # fmt: skip
"""What is to be written: scores that are new, or say something else than before."""


@dataclass(frozen=True)
class Situation:
    """What a recount rests on beside the attempts themselves: the rules, all decisions, who has no place, and points of
    other rounds that are brought along."""

    rules_version: int
    scoring: tuple[Scoring, Mix, int | None]
    decided: dict[str, Any] | None
    out: tuple[int, int]
    brought: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Ahead:
    """What was counted ahead, beside the tables. `changes`: of each leg, the number of its board then."""

    situation: Situation
    columns: tuple[str, ...]
    changes: dict[int, int]
    actual: dict[int, Actual]


def compare_ahead(session: Session, round: Round, leg: Leg) -> Ahead:
    """One leg, of which all attempts are counted."""
    _begin(session)
    with tables(session):
        from_scores(session, leg)
        actual = settle(session, round, leg)
        _keep_changes(session, leg, SETTLED)
    return Ahead(_situation(session, round), SETTLED, _changes(session, round), {leg.id or 0: actual})


def insist_still(session: Session, round: Round, ahead: Ahead) -> None:
    """Under the lock of the ledger, before anything is decided."""
    if _situation(session, round) != ahead.situation:
        raise MovedOn


def insist_scores_still(session: Session, round: Round, leg: Leg, ahead: Ahead) -> None:
    """And nobody changes them from now on."""
    lock_until_commit(session, "score", leg.id or 0)
    if _changes(session, round)[leg.id or 0] != ahead.changes[leg.id or 0]:
        raise MovedOn


def unchanged(session: Session, round: Round, leg: Leg) -> Ahead | None:
    """Where every attempt is counted, and comparing them would change nothing."""
    missing = select(Attempt.id).where(*counted_in(leg), col(Attempt.id).not_in(select(Score.attempt_id)))
    if session.exec(missing.limit(1)).first() is not None:
        return None
    if not needs_comparing(round.rules):
        return Ahead(_situation(session, round), (), _changes(session, round), {})
    ahead = compare_ahead(session, round, leg)
    actual = round.rules.prediction is None or ahead.actual[leg.id or 0] == actual_of(session, leg)
    changes = session.connection().execute(select_columns(func.count()).select_from(ANEW)).scalar_one()
    return ahead if actual and not changes else None


def write_compared(session: Session, round: Round, leg: Leg, ahead: Ahead) -> None:
    """Unless the leg's scores changed meanwhile."""
    insist_scores_still(session, round, leg, ahead)
    keep_actual(session, round, leg, ahead.actual[leg.id or 0])
    _write(session, leg, ahead.columns)
    read_anew(session)


def _begin(session: Session) -> None:
    for table in BESIDE.sorted_tables:
        session.connection().execute(CreateTable(table, if_not_exists=True))
        session.connection().execute(delete(table))


def _situation(session: Session, round: Round) -> Situation:
    out = (0, 0)
    if needs_comparing(round.rules):  # who enters or hands in meanwhile is no reason to begin again
        without = select_columns(func.count(), func.coalesce(func.sum(Entry.id), 0))
        people, ids = session.execute(without.where(col(Entry.contest_id) == round.contest_id, not_(RANKED))).one()
        out = (people, int(ids))
    brought: tuple[tuple[int, int], ...] = ()
    if round.rules.carry == "points":
        others = [other for other in rounds_of(session, round.contest_id) if other.id != round.id]
        brought = tuple(pair for other in others for pair in _changes(session, other).items())
    keys = keys_in_force(session, round)
    scoring = keys.scoring, keys.mix, keys.named_part
    return Situation(round.rules_version, scoring, last_link(session, round.contest_id), out, brought)


def _changes(session: Session, round: Round) -> dict[int, int]:
    """How often the board of each leg has changed."""
    ids = [leg.id or 0 for leg in legs_of(session, round.id or 0)]
    found = session.exec(select(BoardChange.leg_id, BoardChange.number).where(col(BoardChange.leg_id).in_(ids)))
    return dict.fromkeys(ids, 0) | dict(found.all())


def _keep_changes(session: Session, leg: Leg, columns: Sequence[str]) -> None:
    """Of a recount, until it is written."""
    other = or_(SCORE.c.attempt_id.is_(None), *(SCORE.c[name] != RECOUNT.c[name] for name in columns))
    found = (
        select_columns(*RECOUNT.columns, func.coalesce(SCORE.c.leg_id, leg.id))
        .select_from(RECOUNT.outerjoin(SCORE, SCORE.c.attempt_id == RECOUNT.c.attempt_id)).where(other)
    )  # fmt: skip
    connection = session.connection()
    connection.execute(insert(ANEW).from_select([*RECOUNT.columns.keys(), "leg_id"], found))
    filled(session, ANEW)


def _write(session: Session, leg: Leg, columns: Sequence[str]) -> None:
    """An attempt that was opened again, or handed in anew, is counted when its time comes."""
    still = exists().where(ATTEMPT.c.id == ANEW.c.attempt_id, ATTEMPT.c.submitted_at == ANEW.c.handed_in_at,
                           *counted_in(leg))  # fmt: skip
    if write_from(session, ANEW, leg, columns, ANEW.c.leg_id == leg.id, still):
        whose = select_columns(ANEW.c.entry_id).where(ANEW.c.leg_id == leg.id).distinct()
        board_changed(session, leg.id or 0, session.connection().execute(whose).scalars())
        tell_after_commit(session, f"leg-{leg.id}")
