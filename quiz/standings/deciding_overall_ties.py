"""Ties of the overall table that people decide: as those of a leg (deciding_ties.py), on the contest itself."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from quiz.contests.contest import Contest
from quiz.contests.unit_ranking import OverallKey
from quiz.ledger import Decider, LedgerEntry, decide, lock_ledger
from quiz.refusals import N_, Refusal
from quiz.standings.comparing import DECIDE_TIE, UNDO_TIE
from quiz.standings.deciding_ties import (
    Equals,
    NoSuchTie,
    NotStanding,
    Tie,
    equals,
    jury_body,
    lots_body,
    seed_typed,
    the_tie,
    with_members,
)
from quiz.standings.overall import overall_ties
from quiz.standings.overall_table import OverallLine, OverallTable
from quiz.standings.settling import BY_PEOPLE
from quiz.standings.summing_up import overall_decisions, overall_of, overall_tie_entries
from quiz.written import reason_written, written

TIES_SHOWN = 50
"""Of the jury's, and of lots; whoever stands below waits until those above are decided."""


class NotAllClosedYet(Refusal):
    message = N_("Chưa xét đồng hạng chung cuộc được: còn đợt thi chưa kết thúc.")


def is_settled(table: OverallTable) -> bool:
    """Is every leg closed for everybody, so that nothing is summed any more?"""
    return bool(table.legs) and all(leg.due for leg in table.legs)


def overall_ties_in(session: Session, contest: Contest, at: datetime, most: int | None = None) -> list[Tie]:
    """The groups of the table that are left to people, decided ones first, then the highest; lots where the jury left
    them open. `most`: of each key so many that are open, where a page has no room for more.
    """
    table = overall_of(session, contest, at)
    if table is None:
        return []
    decisions, groups = overall_decisions(session, contest), list[Equals]()
    for key in (key for key in BY_PEOPLE if key in table.rules.keys):
        theirs = [equals(key, {line.entry_id: line.points for line in lines}, decisions) for lines in _tied(table, key)]
        groups += [group for group in theirs if group.decided] + [group for group in theirs if not group.decided][:most]
    return with_members(session, groups)


def decide_overall_by_jury(
    session: Session, contest: Contest, order: Sequence[str], reason: str, by: Decider
) -> LedgerEntry:
    """`order`: the public ids of a whole group, the first the highest."""
    reason = reason_written(reason)
    return _decide(session, contest, jury_body(_tie_of(session, contest, "jury", order, by), order), reason, by)


def draw_overall_lots(
    session: Session, contest: Contest, group: Sequence[str], seed: str, reason: str, by: Decider
) -> LedgerEntry:
    seed, reason = seed_typed(seed), written(reason, "reason")
    return _decide(session, contest, lots_body(_tie_of(session, contest, "lots", group, by), seed), reason, by)


def undo_overall_decision(session: Session, contest: Contest, seq: int, reason: str, by: Decider) -> LedgerEntry:
    reason = reason_written(reason)
    if seq not in {entry.seq for entry in overall_tie_entries(session, contest)}:
        raise NotStanding
    return _decide(session, contest, {"seq": seq}, reason, by, UNDO_TIE)


def _tied(table: OverallTable, key: OverallKey) -> Iterator[list[OverallLine]]:
    for each in table.groups:
        yield from overall_ties(key, each.ranked, table.rules.keys)


def _tie_of(session: Session, contest: Contest, key: str, named: Sequence[str], by: Decider) -> Tie:
    lock_ledger(session, contest.id)
    table = overall_of(session, contest, by.at)
    if table is None:
        raise NoSuchTie
    if not is_settled(table):
        raise NotAllClosedYet
    return the_tie(overall_ties_in(session, contest, by.at, TIES_SHOWN), key, named)


def _decide(
    session: Session, contest: Contest, body: dict[str, Any], reason: str, by: Decider, decision: str = DECIDE_TIE
) -> LedgerEntry:
    return decide(
        session, contest_id=contest.id, by=by, subject=("contest", contest.id), decision=decision, body=body,
        reason=reason,
    )  # fmt: skip
