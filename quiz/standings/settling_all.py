"""What settling.py says of all attempts of a leg, found by the database in the table of a recount."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Integer, and_, bindparam, case, cast, func, true, update
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, insert

from question_bank.slices import slices
from quiz.contests.entry import Entry, EntryState
from quiz.contests.round import Round
from quiz.contests.rules import RoundRules
from quiz.standings.predicting import Actual, measured_by
from quiz.standings.recount import RECOUNT, TO_COUNT, empty, filled
from quiz.standings.score import NO_PREDICTION
from quiz.standings.settling import BY_PEOPLE, TieDecision, Tried, with_decisions
from quiz.standings.tie_breaks import TIE_BREAKS

RANKED = and_(col(Entry.state) == EntryState.ACTIVE, col(Entry.hors_concours).is_(False))
"""The entries that may have a place."""
TRIED = (
    "attempt_id", "entry_id", "ordinal", "points", "elapsed_s", "submitted_at", "started_at", "all_right",
    "part_points", "prediction", "stands", "full_marks", "prediction_distance", "jury_place", "lot_place",
)  # fmt: skip


def settle_all(session: Session, round: Round, decisions: Sequence[TieDecision], fixed: Actual | None = None) -> Actual:
    """`fixed`: what came about, where that was fixed before. Returns what predictions were held against."""
    rules, repeated = round.rules, _are_repeated(session)
    if repeated and rules.counted != "best":
        _choose(session, rules)
    actual = fixed or _came_about(session, round, repeated)
    _compare(session, rules, actual)
    if repeated:
        _count_full_marks(session)
        _choose(session, rules)
    _decide(session, round, decisions)
    return actual


def _run(session: Session, statement: Any) -> Any:
    return session.connection().execute(statement)


def _are_repeated(session: Session) -> bool:
    """Has any entry several attempts?"""
    people, attempts = _run(
        session, select_columns(func.count(RECOUNT.c.entry_id.distinct()), func.count()).select_from(RECOUNT)
    ).one()
    return bool(people != attempts)


def _came_about(session: Session, round: Round, repeated: bool) -> Actual:
    all_right: ColumnElement[bool] = RECOUNT.c.all_right
    if repeated and round.rules.counted != "best":  # the best is one with everything right as soon as there is any
        all_right = and_(all_right, RECOUNT.c.stands)
    found = (
        select_columns(
            func.count(case((all_right, RECOUNT.c.entry_id)).distinct()),
            func.count(RECOUNT.c.entry_id.distinct()), func.count(),
        )
        .select_from(RECOUNT).join(Entry, col(Entry.id) == RECOUNT.c.entry_id)
        .where(col(Entry.contest_id) == round.contest_id, RANKED)
    )  # fmt: skip
    return Actual(*_run(session, found).one())


def _compare(session: Session, rules: RoundRules, actual: Actual) -> None:
    """Each by itself, as if its entry had no other, and nobody had decided anything."""
    _run(session, update(RECOUNT).values(
        stands=true(), full_marks=case((RECOUNT.c.all_right, 1), else_=0), jury_place=0, lot_place=0,
        prediction_distance=_distance(rules, actual),
    ))  # fmt: skip


def _distance(rules: RoundRules, actual: Actual) -> Any:
    """As `predicting.distance_of` says."""
    if rules.prediction is None:
        return NO_PREDICTION
    unit, whole = measured_by(actual, rules.prediction)
    difference = cast(RECOUNT.c.prediction, BigInteger) * unit - whole
    too_far: list[tuple[ColumnElement[bool], int]] = [(RECOUNT.c.prediction.is_(None), NO_PREDICTION)]
    if rules.prediction_within == "not_exceeding":
        too_far.append((difference > 0, NO_PREDICTION))
    return case(*too_far, else_=func.abs(difference))


def _count_full_marks(session: Session) -> None:
    whole = func.sum(case((RECOUNT.c.all_right, 1), else_=0))
    theirs = select_columns(RECOUNT.c.entry_id, whole.label("whole")).group_by(RECOUNT.c.entry_id).subquery()
    _run(session, update(RECOUNT).where(RECOUNT.c.entry_id == theirs.c.entry_id).values(
        full_marks=cast(theirs.c.whole, Integer)
    ))  # fmt: skip


def _choose(session: Session, rules: RoundRules) -> None:
    """As choosing.py says."""
    ordinal = RECOUNT.c.ordinal
    orders: dict[str, list[Any]] = {"first": [ordinal], "last": [ordinal.desc()]}
    order = orders.get(rules.counted) or [*map(_ordered, rules.ranking), ordinal]
    nth = func.row_number().over(partition_by=RECOUNT.c.entry_id, order_by=order)
    chosen = select_columns(RECOUNT.c.attempt_id, (nth == 1).label("is_chosen")).subquery()
    _run(session, update(RECOUNT).where(RECOUNT.c.attempt_id == chosen.c.attempt_id).values(stands=chosen.c.is_chosen))


def _ordered(key: Any) -> Any:
    column = RECOUNT.c[TIE_BREAKS[key].column]
    return column.desc() if TIE_BREAKS[key].most_first else column


def _decide(session: Session, round: Round, decisions: Sequence[TieDecision]) -> None:
    """A group is decided where a decision names all of it: only those that tie with somebody named are looked at."""
    rules = round.rules
    by_people = [key for key in rules.ranking if key in BY_PEOPLE]
    if not by_people or not decisions:
        return
    tries = _tied_with(session, round, rules.ranking[: rules.ranking.index(by_people[0])], decisions)
    decided = with_decisions(tries, rules, {each.entry_id for each in tries}, decisions)
    placed = [
        {"id": each.attempt_id, "jury": each.jury_place, "lots": each.lot_place}
        for each in decided
        if each.jury_place or each.lot_place
    ]
    if placed:
        _run_many = update(RECOUNT).where(RECOUNT.c.attempt_id == bindparam("id"))
        session.connection().execute(
            _run_many.values(jury_place=bindparam("jury"), lot_place=bindparam("lots")), placed
        )


def _tied_with(session: Session, round: Round, before: Sequence[Any], decisions: Sequence[TieDecision]) -> list[Tried]:
    """Those with a place whom the keys before do not tell from somebody named."""
    columns = [TIE_BREAKS[key].column for key in before]
    _mark_named(session, {entry_id for decision in decisions for entry_id in decision.entries})
    named = RECOUNT.alias("named")
    alike = (
        select_columns(*(named.c[name] for name in columns), func.min(named.c.attempt_id).label("one"))
        .where(named.c.attempt_id == TO_COUNT.c.attempt_id)
        .group_by(*(named.c[name] for name in columns)).subquery()
    )  # fmt: skip
    found = (
        select_columns(*(RECOUNT.c[name] for name in TRIED))
        .select_from(RECOUNT).join(Entry, col(Entry.id) == RECOUNT.c.entry_id)
        .join(alike, and_(*(alike.c[name] == RECOUNT.c[name] for name in columns), alike.c.one.is_not(None)))
        .where(RECOUNT.c.stands, col(Entry.contest_id) == round.contest_id, RANKED)
        .order_by(RECOUNT.c.attempt_id)
    )  # fmt: skip
    return [Tried(**dict(zip(TRIED, row, strict=True))) for row in _run(session, found)]


def _mark_named(session: Session, entry_ids: Iterable[int]) -> None:
    """Their attempts that stand."""
    empty(session, TO_COUNT)
    for some in slices(sorted(entry_ids)):
        theirs = select_columns(RECOUNT.c.attempt_id).where(RECOUNT.c.entry_id.in_(some), RECOUNT.c.stands)
        _run(session, insert(TO_COUNT).from_select(["attempt_id"], theirs))
    filled(session, TO_COUNT)
