"""Hold all attempts of a leg against each other: what only they together decide is written into their scores.

What came about for a prediction is kept beside, and stays as it is once the official board is out.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, delete, select, update

from quiz import clock
from quiz.attempts.attempt import Attempt
from quiz.contests.entry import Entry
from quiz.contests.round import Leg, Round
from quiz.contests.rules import RoundRules
from quiz.database import lock_until_commit
from quiz.ledger import Decider, LedgerEntry, decide, decisions_on, lock_ledger
from quiz.standings.changed_boards import board_changed
from quiz.standings.predicting import Actual
from quiz.standings.recount import SETTLED, from_scores, tables, write_back
from quiz.standings.score import CameAbout, Score, Snapshot
from quiz.standings.settling import TieDecision, Tried
from quiz.standings.settling_all import RANKED, settle_all

DECIDE_TIE, UNDO_TIE = "decide_tie", "undo_tie_decision"
"""Ledger, on ("leg", id). Body: {"by": "jury" or "lots", "entries": ids in order, …}; {"seq": of the one undone}."""
CAME_ABOUT = "count_prediction"
"""Ledger, on ("leg", id): by nobody; the numbers that predictions are held against."""
COUNTED_ALONE = (
    "attempt_id",
    "entry_id",
    "points",
    "elapsed_s",
    "submitted_at",
    "started_at",
    "all_right",
    "part_points",
)


def needs_comparing(rules: RoundRules) -> bool:
    """Does a place depend on more than one's own attempts?"""
    return rules.prediction is not None or "jury" in rules.ranking or "lots" in rules.ranking


def is_compared(session: Session, round: Round, leg: Leg) -> bool:
    """Is anything written that all attempts of the leg together decided? Not while what its predictions are held
    against has not come about, and not before somebody decided a tie."""
    if round.rules.prediction is not None:
        return actual_of(session, leg) is not None
    return needs_comparing(round.rules) and bool(tie_entries(session, round, leg))


def compare_leg(session: Session, round: Round, leg: Leg) -> None:
    """With the locks it needs, where nothing was counted before."""
    assert leg.id is not None
    lock_ledger(session, round.contest_id)
    lock_until_commit(session, "score", leg.id)
    compare_all(session, round, leg)


def compare_all(session: Session, round: Round, leg: Leg) -> None:
    """Under the lock of the leg's scores, once they are counted."""
    with tables(session):
        from_scores(session, leg)
        keep_actual(session, round, leg, settle(session, round, leg))
        changed = write_back(session, leg, SETTLED)
    if changed:
        board_changed(session, leg.id or 0)
    read_anew(session)


def settle(session: Session, round: Round, leg: Leg) -> Actual:
    """In the table of the recount; what predictions were held against."""
    return settle_all(session, round, tie_decisions(session, round, leg), fixed_actual(session, leg))


def keep_actual(session: Session, round: Round, leg: Leg, actual: Actual) -> None:
    """Told to the ledger when it changes."""
    if round.rules.prediction is not None and actual != actual_of(session, leg):
        _keep(session, round, leg, actual)


def rewrite(session: Session, anew: Sequence[dict[str, Any]]) -> None:
    """Write these columns of scores, each by its attempt; every one names the same. Without objects: they are many."""
    mine: dict[str, Any] = {name: bindparam(f"new_{name}") for name in anew[0] if name != "attempt_id"}
    written = update(Score).where(col(Score.attempt_id) == bindparam("new_attempt_id")).values(mine)
    told = [{f"new_{name}": value for name, value in each.items()} for each in anew]
    session.connection().execute(written, told)


def read_anew(session: Session) -> None:
    """Scores were written past the objects that the session knows: they are read again when next asked."""
    for score in [kept for kept in session.identity_map.values() if isinstance(kept, Score)]:
        session.expire(score)


def actual_of(session: Session, leg: Leg) -> Actual | None:
    """What came about, once the leg is closed and counted."""
    kept = session.get(CameAbout, leg.id)
    return Actual(kept.all_right, kept.people, kept.attempts) if kept else None


def forget_came_about(session: Session, round: Round, leg: Leg) -> None:
    """Another attempt is counted, or one no more: what came about is counted again once the leg is closed again."""
    if round.rules.prediction is not None:
        session.exec(delete(CameAbout).where(col(CameAbout.leg_id) == leg.id))


def fixed_actual(session: Session, leg: Leg) -> Actual | None:
    """What came about, once the official board is out: from then on it stays as it was printed."""
    last = select(Snapshot.state).where(Snapshot.leg_id == leg.id).order_by(col(Snapshot.revision).desc()).limit(1)
    return actual_of(session, leg) if session.exec(last).first() == "official" else None


def tie_decisions(session: Session, round: Round, leg: Leg) -> list[TieDecision]:
    """Those that stand, in the order they were taken."""
    return [TieDecision(entry.body["by"], tuple(entry.body["entries"])) for entry in tie_entries(session, round, leg)]


def tie_entries(session: Session, round: Round, leg: Leg) -> list[LedgerEntry]:
    """The same, as the ledger has them."""
    entries = [
        entry
        for entry in decisions_on(session, round.contest_id, DECIDE_TIE, UNDO_TIE)
        if (entry.subject_type, entry.subject_id) == ("leg", leg.id)
    ]
    undone = {entry.body["seq"] for entry in entries if entry.decision == UNDO_TIE}
    return [entry for entry in entries if entry.decision == DECIDE_TIE and entry.seq not in undone]


def tries_in(session: Session, leg: Leg) -> list[Tried]:
    """Every attempt of the leg that was counted, as it stands."""
    columns = [getattr(Score, name) for name in COUNTED_ALONE] + [getattr(Score, name) for name in SETTLED]
    found = select_columns(*columns, col(Attempt.ordinal), col(Attempt.prediction)).join(
        Attempt, col(Attempt.id) == col(Score.attempt_id)
    )
    names = (*COUNTED_ALONE, *SETTLED, "ordinal", "prediction")
    rows = session.execute(found.where(col(Score.leg_id) == leg.id).order_by(col(Score.attempt_id)))
    return [Tried(**dict(zip(names, row, strict=True))) for row in rows]


def ranked_in(session: Session, round: Round) -> set[int]:
    """The entries that may have a place."""
    ranked = select(Entry.id).where(Entry.contest_id == round.contest_id, RANKED)
    return {id for id in session.exec(ranked) if id is not None}


def _keep(session: Session, round: Round, leg: Leg, actual: Actual) -> None:
    assert leg.id is not None
    at = clock.now()
    session.merge(CameAbout(leg_id=leg.id, counted_at=at, **asdict(actual)))
    decide(
        session, contest_id=round.contest_id, by=Decider(None, "system", at), subject=("leg", leg.id),
        decision=CAME_ABOUT, body=asdict(actual),
    )  # fmt: skip
