"""A decision worked out beside all that goes on, and then written in one short transaction.

It is taken on copies (imagining.py), with everything that follows from it: scores, points that are carried on, what
only all attempts together decide, lines of boards. What that came to is kept in temporary tables, and written unless
another decision or other rules made it untrue meanwhile. Attempts that were counted meanwhile are counted again, those
alone.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Integer, MetaData, Table, Text, and_, cast, delete, exists, insert, or_, update
from sqlalchemy import select as select_columns
from sqlalchemy.types import JSON
from sqlmodel import Session, SQLModel, col, select

from question_bank.slices import slices
from quiz import database
from quiz.attempts.attempt import Attempt
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.contests.round import Leg, Round, legs_of, rounds_of
from quiz.database import MovedOn, lock_until_commit
from quiz.imagining import Copied, imagined_in, real_schema
from quiz.ledger import LedgerEnd, LedgerEntry, keep, last_link, lock_ledger
from quiz.news import tell_after_commit
from quiz.standings.board_line import BoardLine, BoardStretch, BoardTotal
from quiz.standings.carrying import carry_on
from quiz.standings.changed_boards import board_changed, imagined_boards, is_unlisted
from quiz.standings.comparing import compare_all, is_compared, read_anew
from quiz.standings.counting import count_some_again
from quiz.standings.keeping_listed import list_what_changed
from quiz.standings.recount import TEMPORARY, filled
from quiz.standings.score import BoardChange, CameAbout, Score

AHEAD = MetaData()
"""What is to be written, and what it was found on; temporary, too."""


def _beside(name: str, model: type[SQLModel], *names: str) -> Table:
    """A table with the columns of another, or some of them."""
    columns = [
        Column(each.name, each.type, primary_key=each.primary_key, autoincrement=False)
        for each in _table(model).columns
        if not names or each.name in names
    ]
    return Table(name, AHEAD, *columns, prefixes=["TEMPORARY"])


def _table(model: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(model.__tablename__)]


SEEN = Table(
    "seen_score", AHEAD, Column("attempt_id", Integer, primary_key=True, autoincrement=False),
    Column("leg_id", Integer), Column("counted_at", _table(Score).c.counted_at.type), prefixes=["TEMPORARY"],
)  # fmt: skip
"""Every score as it was found."""
NEW_SCORE, GONE_SCORE = _beside("new_score", Score), _beside("gone_score", Score, "attempt_id", "leg_id", "entry_id")
NEW_LINE, GONE_LINE = _beside("new_line", BoardLine), _beside("gone_line", BoardLine, "leg_id", "entry_id")
NEW_COUNTS = {model: _beside(f"new_{model.__tablename__}", model) for model in (BoardStretch, BoardTotal)}
"""All that is counted on the boards on which a line is another."""


@dataclass(frozen=True)
class Decided:
    """What was worked out, beside the tables. `link`: the end of the ledger then; `rules`: the versions of all rules;
    `numbers`: how often each board had changed.

    `decisions`: as the ledger will have them; `edits`: of attempts and entries, by id; `came_about`: by leg, None where
    it is gone; `boards`: the legs whose scores are other ones; `news`: to be told.
    """

    link: dict[str, Any] | None
    rules: tuple[int, ...]
    numbers: dict[int, int]
    decisions: tuple[dict[str, Any], ...]
    edits: tuple[tuple[type[SQLModel], int, dict[str, Any]], ...]
    came_about: dict[int, dict[str, Any] | None]
    boards: frozenset[int]
    news: frozenset[str]


def changeable(session: Session, contest_id: int) -> Copied:
    """What decisions write."""
    legs, own = [leg.id or 0 for _round, leg in _legs(session, contest_id)], [contest_id]
    return {
        Attempt: ("leg_id", legs), Score: ("leg_id", legs), CameAbout: ("leg_id", legs), BoardLine: ("leg_id", legs),
        BoardStretch: ("leg_id", legs), BoardTotal: ("leg_id", legs), Entry: ("contest_id", own),
        LedgerEntry: ("contest_id", own), LedgerEnd: ("contest_id", own),
    }  # fmt: skip


def decide_ahead(whole: Session, contest_id: int, deciding: Callable[[Session], object]) -> Decided:
    """On a connection of its own, for as long as it takes. Whatever refuses the decision refuses it here."""
    with imagined_in(whole, lambda session: changeable(session, contest_id), TEMPORARY, AHEAD) as session:
        link, rules = last_link(session, contest_id), _rules(session, contest_id)
        legs = [leg.id or 0 for _round, leg in _legs(session, contest_id)]
        _keep_seen(session)
        deciding(session)
        list_what_changed(session)
        _keep_rows(session, legs, Score, NEW_SCORE, GONE_SCORE)
        _keep_rows(session, legs, BoardLine, NEW_LINE, GONE_LINE)
        _keep_counts(session)
        return Decided(
            link, rules, _numbers(session, legs), tuple(_decisions(session, link)),
            (*_edits(session, Attempt), *_edits(session, Entry)), _came_about(session, legs),
            frozenset(imagined_boards(session)), frozenset(session.info.get("news", set())),
        )  # fmt: skip


def write_decided(session: Session, contest_id: int, decided: Decided) -> None:
    """All of it, in the same transaction."""
    lock_ledger(session, contest_id)
    if (last_link(session, contest_id), _rules(session, contest_id)) != (decided.link, decided.rules):
        raise MovedOn
    legs = list(_legs(session, contest_id))
    for _round, leg in legs:
        lock_until_commit(session, "score", leg.id or 0)
    now = _numbers(session, [leg.id or 0 for _round, leg in legs])
    moved = [(round, leg) for round, leg in legs if now[leg.id or 0] != decided.numbers.get(leg.id or 0)]
    counted = {leg.id or 0: _counted_meanwhile(session, leg.id or 0) for _round, leg in moved}
    _write_decision(session, decided)
    for _round, leg in legs:
        leg_id = leg.id or 0
        _write_scores(session, leg_id, counted.get(leg_id, []))
        if leg_id in counted:
            _leave_lines(session, leg_id)
        else:
            _write_lines(session, leg_id)
            _write_came_about(session, leg_id, decided)
        if leg_id in decided.boards:
            board_changed(session, leg_id, ())
    read_anew(session)
    for round, leg in moved:
        _count_again(session, round, leg, counted[leg.id or 0], decided)
    for topic in decided.news:
        tell_after_commit(session, topic)


def _legs(session: Session, contest_id: int) -> Iterator[tuple[Round, Leg]]:
    """In the order in which carrying.py takes their locks."""
    for round in rounds_of(session, contest_id):
        for leg in legs_of(session, round.id or 0):
            yield round, leg


def _rules(session: Session, contest_id: int) -> tuple[int, ...]:
    contest = session.get_one(Contest, contest_id)
    return (contest.rules_version, *(round.rules_version for round in rounds_of(session, contest_id)))


def _numbers(session: Session, legs: Sequence[int]) -> dict[int, int]:
    found = session.exec(select(BoardChange.leg_id, BoardChange.number).where(col(BoardChange.leg_id).in_(legs)))
    return dict.fromkeys(legs, 0) | dict(found.all())


def _keep_seen(session: Session) -> None:
    found = select_columns(*(_table(Score).c[name] for name in ("attempt_id", "leg_id", "counted_at")))
    session.connection().execute(insert(SEEN).from_select(["attempt_id", "leg_id", "counted_at"], found))


def _real(session: Session, model: type[SQLModel]) -> Any:
    """The table itself, which its copy hides, under another name."""
    columns = (Column(each.name, each.type, primary_key=each.primary_key) for each in _table(model).columns)
    return Table(_table(model).name, MetaData(), *columns, schema=real_schema(session.connection())).alias("was")


def _same(one: Any, other: Any) -> Any:
    return and_(*(one.c[each.name] == other.c[each.name] for each in other.columns if each.primary_key))


def _otherwise(copy: Any, real: Any) -> Any:
    """PostgreSQL compares no JSON."""
    return or_(*(
        cast(copy.c[each.name], Text).is_distinct_from(cast(each, Text)) if isinstance(each.type, JSON)
        else copy.c[each.name].is_distinct_from(each) for each in real.columns if not each.primary_key
    ))  # fmt: skip


def _keep_rows(session: Session, legs: Sequence[int], model: type[SQLModel], new: Table, gone: Table) -> None:
    copy, real, connection = _table(model), _real(session, model), session.connection()
    key = next(each for each in real.columns if each.primary_key)
    other = select_columns(*copy.columns).select_from(copy.outerjoin(real, _same(copy, real)))
    other = other.where(or_(key.is_(None), _otherwise(copy, real)))
    connection.execute(insert(new).from_select(new.columns.keys(), other))
    left = select_columns(*(real.c[each.name] for each in gone.columns))
    left = left.where(real.c.leg_id.in_(legs), ~exists().where(_same(copy, real)))
    connection.execute(insert(gone).from_select(gone.columns.keys(), left))
    for table in (new, gone):
        filled(session, table)


def _keep_counts(session: Session) -> None:
    boards = select_columns(NEW_LINE.c.leg_id).union(select_columns(GONE_LINE.c.leg_id)).scalar_subquery()
    for model, new in NEW_COUNTS.items():
        counted = select_columns(*_table(model).columns).where(_table(model).c.leg_id.in_(boards))
        session.connection().execute(insert(new).from_select(new.columns.keys(), counted))


def _decisions(session: Session, link: dict[str, Any] | None) -> Iterator[dict[str, Any]]:
    new = select(LedgerEntry).where(col(LedgerEntry.seq) > (link["seq"] if link else 0))
    for entry in session.exec(new.order_by(col(LedgerEntry.seq))):
        yield entry.model_dump(exclude={"id"})


def _edits(session: Session, model: type[SQLModel]) -> Iterator[tuple[type[SQLModel], int, dict[str, Any]]]:
    copy, real = _table(model), _real(session, model)
    before = [each.label(f"was_{each.name}") for each in real.columns]
    found = select_columns(*copy.columns, *before).where(_same(copy, real), _otherwise(copy, real))
    for row in session.connection().execute(found).mappings():
        yield model, row["id"], _changed(row)


def _changed(row: Any) -> dict[str, Any]:
    return {name: value for name, value in row.items() if f"was_{name}" in row and value != row[f"was_{name}"]}


def _came_about(session: Session, legs: Sequence[int]) -> dict[int, dict[str, Any] | None]:
    """Where it is not what it was."""
    before, after = (
        {row["leg_id"]: dict(row) for row in session.connection().execute(select_columns(*table.columns).where(
            table.c.leg_id.in_(legs))).mappings()}
        for table in (_real(session, CameAbout), _table(CameAbout))
    )  # fmt: skip
    return {leg_id: after.get(leg_id) for leg_id in legs if before.get(leg_id) != after.get(leg_id)}


def _write_decision(session: Session, decided: Decided) -> None:
    if decided.decisions:
        keep(session, decided.decisions)
    for model, id, changed in decided.edits:
        session.connection().execute(update(_table(model)).where(_table(model).c.id == id).values(changed))


def _counted_meanwhile(session: Session, leg_id: int) -> list[int]:
    score = _table(Score)
    since = (
        select_columns(score.c.attempt_id)
        .select_from(score.outerjoin(SEEN, SEEN.c.attempt_id == score.c.attempt_id))
        .where(score.c.leg_id == leg_id, SEEN.c.counted_at.is_distinct_from(score.c.counted_at))
    )
    return list(session.connection().execute(since).scalars())


def _write_scores(session: Session, leg_id: int, but: Sequence[int]) -> None:
    """An attempt that was opened again is counted when its time comes."""
    for some in slices(but):
        session.connection().execute(delete(NEW_SCORE).where(NEW_SCORE.c.attempt_id.in_(some)))
    attempt = _table(Attempt)
    still = exists().where(attempt.c.id == NEW_SCORE.c.attempt_id, attempt.c.submitted_at.is_not(None))
    _take_out(session, Score, GONE_SCORE, leg_id)
    _put_in(session, Score, NEW_SCORE, NEW_SCORE.c.leg_id == leg_id, still)


def _leave_lines(session: Session, leg_id: int) -> None:
    """To be found anew at the end (keeping_listed.py): others are counted on the same board now."""
    for table in (NEW_SCORE, GONE_SCORE, NEW_LINE, GONE_LINE):
        theirs = select_columns(table.c.entry_id).where(table.c.leg_id == leg_id).distinct()
        is_unlisted(session, leg_id, session.connection().execute(theirs).scalars())


def _write_lines(session: Session, leg_id: int) -> None:
    connection = session.connection()
    _take_out(session, BoardLine, GONE_LINE, leg_id)
    _put_in(session, BoardLine, NEW_LINE, NEW_LINE.c.leg_id == leg_id)
    for model, new in NEW_COUNTS.items():
        if connection.execute(select_columns(new.c.leg_id).where(new.c.leg_id == leg_id).limit(1)).first():
            connection.execute(delete(_table(model)).where(_table(model).c.leg_id == leg_id))
            _put_in(session, model, new, new.c.leg_id == leg_id)


def _write_came_about(session: Session, leg_id: int, decided: Decided) -> None:
    if leg_id in decided.came_about:
        mine = _table(CameAbout).c.leg_id == leg_id
        session.connection().execute(delete(_table(CameAbout)).where(mine))
        if kept := decided.came_about[leg_id]:
            session.connection().execute(insert(_table(CameAbout)).values(kept))


def _count_again(session: Session, round: Round, leg: Leg, attempts: Sequence[int], decided: Decided) -> None:
    """Who was counted meanwhile, under the decision; and what all attempts together decide, where it was compared."""
    if attempts:
        carry_on(session, round, count_some_again(session, round, leg, attempts))
    if decided.came_about.get(leg.id or 0) or is_compared(session, round, leg):
        compare_all(session, round, leg)


def _take_out(session: Session, model: type[SQLModel], gone: Table, leg_id: int) -> None:
    theirs = exists().where(_same(_table(model), gone), gone.c.leg_id == leg_id)
    session.connection().execute(delete(_table(model)).where(_table(model).c.leg_id == leg_id, theirs))


def _put_in(session: Session, model: type[SQLModel], new: Table, *of: Any) -> None:
    """In the place of what was there. A score stays with its attempt: to say so again would write its indexes."""
    rows = database.insert(model).from_select(new.columns.keys(), select_columns(*new.columns).where(*of))
    keys = [each.name for each in new.columns if each.primary_key]
    keeps = (*keys, "leg_id", "entry_id") if model is Score else keys
    others = {each.name: rows.excluded[each.name] for each in new.columns if each.name not in keeps}
    session.connection().execute(rows.on_conflict_do_update(index_elements=keys, set_=others))
