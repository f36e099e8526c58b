"""Gather what the overall table of a contest is made of: columns, never objects, for a hundred thousand people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from itertools import pairwise
from typing import Any, cast

from sqlalchemy import func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from quiz.contests.contest import Contest, Division
from quiz.contests.contest_rules import Rules
from quiz.contests.entry import Entry, EntryState
from quiz.contests.reach import most_exactly
from quiz.contests.releasing import counters_are_hidden
from quiz.contests.round import Leg, Round, legs_of, rounds_of
from quiz.contests.rules_version import rules_of
from quiz.contests.unit_ranking import Overall
from quiz.language import VIETNAMESE, spoken
from quiz.ledger import LedgerEntry, decisions_on
from quiz.people.person import Person
from quiz.standings.basis import title_of
from quiz.standings.comparing import DECIDE_TIE, UNDO_TIE, actual_of
from quiz.standings.overall import Brought, Contender, overall_table
from quiz.standings.overall_table import OverallLeg, OverallTable, Unranked
from quiz.standings.points import scaled
from quiz.standings.predicting import comparable
from quiz.standings.publishing import situation_of
from quiz.standings.score import Score
from quiz.standings.settling import TieDecision
from quiz.standings.tie_breaks import TIE_BREAKS, Rankable, ordering


@dataclass(frozen=True)
class _Summed:
    """A leg of the table. `hidden`: nobody may be told yet how many took part."""

    round: Round
    leg: Leg
    told: OverallLeg
    hidden: bool


def overall_of(session: Session, contest: Contest, at: datetime, *, for_staff: bool = False) -> OverallTable | None:
    """The table as it stands now, published or not; None where the rules have none.

    Whoever is withdrawn or disqualified is in it `for_staff` alone. A leg whose prediction is still open brings
    nothing: nobody is told how many there are.
    """
    table = contest.rules.overall
    if table is None:
        return None
    summed = _legs(session, contest, table, at)
    counted = [one for one in summed if not one.hidden]
    brought = [
        each
        for place, one in enumerate(summed)
        if not one.hidden
        for each in _brought(session, place, one.round, one.leg, placed=bool(table.place_points))
    ]
    return overall_table(
        table, [one.told for one in summed], _contenders(session, contest, counted, for_staff), brought,
        carried=_carried_from_outside(session, contest, table, counted), divisions=_divisions(session, contest),
        decisions=overall_decisions(session, contest),
    )  # fmt: skip


def overall_decisions(session: Session, contest: Contest) -> list[TieDecision]:
    """Those on ties of the table that stand, in the order they were taken."""
    entries = overall_tie_entries(session, contest)
    return [TieDecision(entry.body["by"], tuple(entry.body["entries"])) for entry in entries]


def overall_tie_entries(session: Session, contest: Contest) -> list[LedgerEntry]:
    """The same, as the ledger has them."""
    assert contest.id is not None
    entries = [
        entry
        for entry in decisions_on(session, contest.id, DECIDE_TIE, UNDO_TIE)
        if (entry.subject_type, entry.subject_id) == ("contest", contest.id)
    ]
    undone = {entry.body["seq"] for entry in entries if entry.decision == UNDO_TIE}
    return [entry for entry in entries if entry.decision == DECIDE_TIE and entry.seq not in undone]


def summed_rounds(rounds: Sequence[Round], table: Overall) -> list[Round]:
    return [round for round in rounds if not table.rounds or round.position in table.rounds]


def _legs(session: Session, contest: Contest, table: Overall, at: datetime) -> list[_Summed]:
    """Every leg that is summed, in order, without the cancelled ones."""
    assert contest.id is not None
    rounds = summed_rounds(rounds_of(session, contest.id), table)
    whole = rules_of(session, contest) if table.weights else None
    found = []
    for round in rounds:
        legs = [leg for leg in legs_of(session, round.id or 0) if leg.cancelled_at is None]
        for leg in legs:
            name = _called(round, leg, len(rounds), len(legs))
            one = _summed(session, contest, round, leg, name, at)
            found.append(one if whole is None else replace(one, told=_weighed(one.told, whole, round, leg)))
    return found


@spoken(VIETNAMESE)
def _called(round: Round, leg: Leg, rounds: int, legs: int) -> str:
    """As the record of a result has it, whoever looks."""
    return title_of(round, leg, rounds, legs)


def _summed(session: Session, contest: Contest, round: Round, leg: Leg, name: str, at: datetime) -> _Summed:
    situation = situation_of(session, contest, round, leg, at)
    told = OverallLeg(leg.id or 0, name, situation.closed, situation.published, round.rules.prediction)
    return _Summed(round, leg, told, counters_are_hidden(round.rules, situation))


def _weighed(told: OverallLeg, whole: Rules, round: Round, leg: Leg) -> OverallLeg:
    """With what its round could bring, by the rules: a question that was dropped is still a part of it."""
    of_round = whole.round_at(round.position)
    planned = next((one for one in of_round.legs if one.public_id == leg.public_id), None) if of_round else None
    most = most_exactly(of_round, planned) if of_round and planned else None
    return replace(
        told, round=round.position, round_name=round.name, most=scaled(Fraction(most)) if most is not None else 0
    )


def _order_in(session: Session, round: Round, leg: Leg) -> dict[int, tuple[Any, ...]]:
    """Of each entry, by what the leg itself ranks it."""
    columns = [col(getattr(Score, name)) for name in dict.fromkeys(one.column for one in TIE_BREAKS.values())]
    rows = session.execute(
        select_columns(col(Score.entry_id), *columns).where(col(Score.leg_id) == leg.id, col(Score.stands))
    )
    by = ordering(round.rules.ranking)
    return {row.entry_id: by(cast(Rankable, row)) for row in rows}


def _brought(session: Session, place: int, round: Round, leg: Leg, *, placed: bool) -> Iterator[Brought]:
    order = _order_in(session, round, leg) if placed else {}
    target = round.rules.prediction
    actual = actual_of(session, leg) if target else None
    columns = select_columns(
        col(Score.entry_id), col(Score.points) - col(Score.carried), col(Score.elapsed_s), col(Score.full_marks),
        col(Score.prediction_distance),
    ).where(col(Score.leg_id) == leg.id, col(Score.stands))  # fmt: skip
    for entry_id, points, elapsed_s, full_marks, distance in session.execute(columns):
        told = comparable(distance, actual, target) if target else 0
        yield Brought(entry_id, place, points, elapsed_s, full_marks, told, order.get(entry_id, ()))


def _contenders(session: Session, contest: Contest, counted: Sequence[_Summed], for_staff: bool) -> Iterator[Contender]:
    scored = select(Score.entry_id).where(col(Score.leg_id).in_([one.leg.id for one in counted]), col(Score.stands))
    people = (
        select_columns(
            col(Entry.id), col(Entry.number), col(Person.name), col(Entry.unit_name), col(Entry.division_id),
            col(Entry.state), col(Entry.hors_concours),
        )
        .join(Person, col(Person.id) == col(Entry.person_id))
        .where(col(Entry.contest_id) == contest.id, col(Entry.id).in_(scored))
    )  # fmt: skip
    if not for_staff:
        people = people.where(col(Entry.state) == EntryState.ACTIVE)
    for id, number, name, unit, division_id, state, hors_concours in session.execute(people):
        yield Contender(id, number, name, unit, division_id, _barred(state, hors_concours))


def _barred(state: EntryState, hors_concours: bool) -> Unranked | None:
    if state == EntryState.ACTIVE:
        return "hors_concours" if hors_concours else None
    return "withdrawn" if state == EntryState.WITHDRAWN else "disqualified"


def _carried_from_outside(
    session: Session, contest: Contest, table: Overall, counted: Sequence[_Summed]
) -> dict[int, int]:
    """What was carried into a summed round from one that is not summed: once, however many legs the round has."""
    assert contest.id is not None
    rounds = rounds_of(session, contest.id)
    inside = {round.position for round in summed_rounds(rounds, table)}
    carried: dict[int, int] = {}
    for before, round in pairwise(rounds):
        if round.position not in inside or before.position in inside or round.rules.carry != "points":
            continue
        legs = [one.leg.id for one in counted if one.round.id == round.id]
        each = select_columns(col(Score.entry_id), func.max(col(Score.carried))).where(
            col(Score.leg_id).in_(legs), col(Score.stands)
        )
        for entry_id, points in session.execute(each.group_by(col(Score.entry_id))):
            carried[entry_id] = carried.get(entry_id, 0) + points
    return carried


def _divisions(session: Session, contest: Contest) -> dict[int, str] | None:
    """Their names in order, where there are several."""
    found = select_columns(col(Division.id), col(Division.name)).where(col(Division.contest_id) == contest.id)
    rows = session.execute(found.order_by(col(Division.position), col(Division.id))).all()
    return {id: name for id, name in rows} if len(rows) > 1 else None  # noqa: C416  # rows are no pairs to mypy
