"""Lines of boards as scores and entries have them: put in order under their keys, counted in stretches and in total."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, case, func, insert, literal, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, SQLModel, col, delete, update

from quiz import database
from quiz.contests.entry import Entry, EntryState
from quiz.contests.round import Leg, Round
from quiz.standings.board_line import EVERYBODY, BoardLine, BoardStretch, BoardTotal
from quiz.standings.order_key import order_key
from quiz.standings.score import Score
from quiz.standings.settling_all import RANKED

STRETCH = 1_000
"""So many lines a stretch has when it is made; one of more than twice as many is parted."""
TOGETHER = 500


class Line(NamedTuple):
    """As BoardLine has it."""

    entry_id: int
    division_id: int
    attempt_id: int | None
    attempts: int
    key: str | None


def list_everybody(session: Session, leg_id: int) -> None:
    """Under the lock of the leg's scores. The database does it by itself: they are many."""
    connection = session.connection()
    for table in (BoardStretch, BoardTotal):
        connection.execute(delete(table).where(col(table.leg_id) == leg_id))
    own = literal(leg_id)
    _rewrite_lines(session, leg_id)
    totals = select_columns(
        own, col(BoardLine.division_id), func.count(case((col(BoardLine.attempts) > 0, 1))),
        func.sum(col(BoardLine.attempts)),
    ).where(col(BoardLine.leg_id) == leg_id)  # fmt: skip
    _fill(
        session,
        BoardTotal,
        ("leg_id", "division_id", "people", "attempts"),
        totals.group_by(col(BoardLine.division_id)),
    )
    divisions = select_columns(col(BoardTotal.division_id)).where(col(BoardTotal.leg_id) == leg_id)
    for division_id in [EVERYBODY, *session.scalars(divisions)]:
        _part_everything(session, leg_id, division_id)


def _rewrite_lines(session: Session, leg_id: int) -> None:
    """Only those that are not as they were: to take one out of its place and put it into another is the dear part."""
    still = select_columns(col(Score.entry_id)).where(col(Score.leg_id) == leg_id)
    gone = delete(BoardLine).where(col(BoardLine.leg_id) == leg_id, col(BoardLine.entry_id).not_in(still))
    session.connection().execute(gone)
    found = _found(session, leg_id).add_columns(literal(leg_id).label("leg_id"))
    told = [name for name in Line._fields if name != "entry_id"]
    if _is_listed(session, leg_id):  # else PostgreSQL would look through a table that grows while it is written
        found = _that_differ(found, leg_id, told)
    found = found.order_by("key")  # where many move, so that indexes grow at one place and not at all of them
    lines = database.insert(BoardLine).from_select([*Line._fields, "leg_id"], found)
    session.connection().execute(lines.on_conflict_do_update(
        index_elements=["leg_id", "entry_id"], set_={name: lines.excluded[name] for name in told},
    ))  # fmt: skip


def _is_listed(session: Session, leg_id: int) -> bool:
    some = select_columns(col(BoardLine.entry_id)).where(col(BoardLine.leg_id) == leg_id).limit(1)
    return session.execute(some).first() is not None


def _that_differ(found: Any, leg_id: int, told: Iterable[str]) -> Any:
    """Those that are new or not as they are kept. Of these alone anything is locked and written."""
    lines = found.subquery("found")
    same = and_(col(BoardLine.leg_id) == leg_id, col(BoardLine.entry_id) == lines.c.entry_id)
    other = or_(*(getattr(BoardLine, name).is_distinct_from(lines.c[name]) for name in told))
    return select_columns(*lines.c).outerjoin(BoardLine, same).where(or_(col(BoardLine.entry_id).is_(None), other))


def list_some(session: Session, leg_id: int, entry_ids: Collection[int]) -> None:
    """The same of these entries alone."""
    ids = sorted(entry_ids)
    for start in range(0, len(ids), TOGETHER):
        some = ids[start : start + TOGETHER]
        before, now = set(lines_kept(session, leg_id, some)), set(lines_found(session, leg_id, some))
        if before != now:
            _replace(session, leg_id, before - now, now - before)


def lines_found(session: Session, leg_id: int, entry_ids: Collection[int] | None = None) -> list[Line]:
    """As scores and entries have them."""
    found = _found(session, leg_id)
    if entry_ids is not None:
        found = found.where(col(Score.entry_id).in_(entry_ids))
    return [Line._make(row) for row in session.execute(found)]


def lines_kept(session: Session, leg_id: int, entry_ids: Collection[int] | None = None) -> list[Line]:
    kept = select_columns(*(getattr(BoardLine, name) for name in Line._fields)).where(col(BoardLine.leg_id) == leg_id)
    if entry_ids is not None:
        kept = kept.where(col(BoardLine.entry_id).in_(entry_ids))
    return [Line._make(row) for row in session.execute(kept)]


def is_listed_right(session: Session, leg_id: int) -> bool:
    """Do lines, stretches and totals say what scores and entries say?"""
    lines = lines_found(session, leg_id)
    if sorted(lines) != sorted(lines_kept(session, leg_id)):
        return False
    totals = {
        each.division_id: (each.people, each.attempts)
        for each in session.scalars(select_columns(BoardTotal).where(col(BoardTotal.leg_id) == leg_id))
        if (each.people, each.attempts) != (0, 0)
    }
    stretches = select_columns(BoardStretch).where(col(BoardStretch.leg_id) == leg_id)
    kept: dict[int, list[tuple[str, int]]] = {}
    for each in session.scalars(stretches.order_by(col(BoardStretch.division_id), col(BoardStretch.first))):
        kept.setdefault(each.division_id, []).append((each.first, each.lines))
    return totals == _totals_of(lines) and all(
        _is_counted(kept.get(division_id, []), keys) for division_id, keys in _keys_of(lines).items()
    )


def _found(session: Session, leg_id: int) -> Any:
    """Of each entry with a score one row, as in Line."""
    round = session.get_one(Round, session.get_one(Leg, leg_id).round_id)
    key = order_key(round.rules.ranking, sqlite=database.is_sqlite())
    stands, counts = col(Score.stands), col(Entry.state) != EntryState.DISQUALIFIED
    return (
        select_columns(
            col(Score.entry_id), col(Entry.division_id),
            func.max(case((stands, col(Score.attempt_id)))).label("attempt_id"),
            func.count(case((counts, 1))).label("attempts"), func.max(case((and_(stands, RANKED), key))).label("key"),
        )
        .join(Entry, col(Entry.id) == col(Score.entry_id))
        .where(col(Score.leg_id) == leg_id)
        .group_by(col(Score.entry_id), col(Entry.division_id))
    )  # fmt: skip


def _fill(session: Session, table: type[SQLModel], names: Iterable[str], rows: Any) -> None:
    session.connection().execute(insert(table).from_select(list(names), rows))


def _part_everything(session: Session, leg_id: int, division_id: int) -> None:
    """Those who are ranked, in even stretches; once for all, so that everybody may be numbered for it."""
    numbered = select_columns(
        col(BoardLine.key), func.row_number().over(order_by=col(BoardLine.key)).label("number")
    ).where(*_listed(leg_id, division_id)).subquery()  # fmt: skip
    firsts = list(session.scalars(select_columns(numbered.c.key).where((numbered.c.number - 1) % STRETCH == 0)))
    total = session.scalar(select_columns(func.count()).where(*_listed(leg_id, division_id))) or 0
    sizes = [STRETCH] * (len(firsts) - 1) + [total - STRETCH * max(0, len(firsts) - 1)]
    session.connection().execute(insert(BoardStretch), [
        {"leg_id": leg_id, "division_id": division_id, "first": first, "lines": lines}
        for first, lines in zip(["", *sorted(firsts)[1:]], sizes, strict=True)
    ])  # fmt: skip


def _replace(session: Session, leg_id: int, gone: set[Line], come: set[Line]) -> None:
    if gone:
        theirs = col(BoardLine.entry_id).in_([line.entry_id for line in gone])
        session.connection().execute(delete(BoardLine).where(col(BoardLine.leg_id) == leg_id, theirs))
    if come:
        session.connection().execute(insert(BoardLine), [{"leg_id": leg_id, **line._asdict()} for line in come])
    _count_totals(session, leg_id, _totals_of(gone), _totals_of(come))
    _count_stretches(session, leg_id, _keys_of(gone), _keys_of(come))


def _count_totals(
    session: Session, leg_id: int, gone: dict[int, tuple[int, int]], come: dict[int, tuple[int, int]]
) -> None:
    for division_id in gone.keys() | come.keys():
        less, more = gone.get(division_id, (0, 0)), come.get(division_id, (0, 0))
        people, attempts = more[0] - less[0], more[1] - less[1]
        mine = (col(BoardTotal.leg_id) == leg_id, col(BoardTotal.division_id) == division_id)
        counted = session.connection().execute(update(BoardTotal).where(*mine).values(
            people=col(BoardTotal.people) + people, attempts=col(BoardTotal.attempts) + attempts,
        ))  # fmt: skip
        if not counted.rowcount:
            made = {"leg_id": leg_id, "division_id": division_id, "people": people, "attempts": attempts}
            session.connection().execute(insert(BoardTotal).values(made))


def _count_stretches(session: Session, leg_id: int, gone: dict[int, list[str]], come: dict[int, list[str]]) -> None:
    for division_id in sorted(gone.keys() | come.keys()):
        moved = Counter(come.get(division_id, []))
        moved.subtract(gone.get(division_id, []))
        stretches = (col(BoardStretch.leg_id) == leg_id, col(BoardStretch.division_id) == division_id)
        known = select_columns(col(BoardStretch.first)).where(*stretches).order_by(col(BoardStretch.first))
        firsts = list(session.connection().execute(known).scalars())
        if not firsts:
            firsts = [""]
            made = {"leg_id": leg_id, "division_id": division_id, "first": "", "lines": 0}
            session.connection().execute(insert(BoardStretch).values(made))
        more: Counter[str] = Counter()
        for key, number in moved.items():
            more[firsts[bisect_right(firsts, key) - 1]] += number
        given = [{"whose": first, "more": number} for first, number in more.items() if number]
        if given:
            counted = update(BoardStretch).where(*stretches, col(BoardStretch.first) == bindparam("whose"))
            counted = counted.values(lines=col(BoardStretch.lines) + bindparam("more"))
            session.connection().execute(counted, given)
        _part_long_ones(session, leg_id, division_id)


def _part_long_ones(session: Session, leg_id: int, division_id: int) -> None:
    """Once all is counted: what is parted is what stands there."""
    long = select_columns(col(BoardStretch.first), col(BoardStretch.lines)).where(
        col(BoardStretch.leg_id) == leg_id, col(BoardStretch.division_id) == division_id,
        col(BoardStretch.lines) > 2 * STRETCH,
    )  # fmt: skip
    while found := session.execute(long).all():
        for first, lines in found:
            _part(session, leg_id, division_id, first, lines)


def _part(session: Session, leg_id: int, division_id: int, first: str, lines: int) -> None:
    within = select_columns(col(BoardLine.key)).where(*_listed(leg_id, division_id), col(BoardLine.key) >= first)
    middle = session.scalar(within.order_by(col(BoardLine.key)).offset(STRETCH).limit(1))
    stretch = (
        col(BoardStretch.leg_id) == leg_id, col(BoardStretch.division_id) == division_id,
        col(BoardStretch.first) == first,
    )  # fmt: skip
    session.connection().execute(update(BoardStretch).where(*stretch).values(lines=STRETCH))
    made = {"leg_id": leg_id, "division_id": division_id, "first": middle, "lines": lines - STRETCH}
    session.connection().execute(insert(BoardStretch).values(made))


def _listed(leg_id: int, division_id: int) -> list[Any]:
    own = [col(BoardLine.division_id) == division_id] if division_id != EVERYBODY else []
    return [col(BoardLine.leg_id) == leg_id, *own, col(BoardLine.key).is_not(None)]


def _totals_of(lines: Iterable[Line]) -> dict[int, tuple[int, int]]:
    """People and attempts, by division."""
    found: dict[int, tuple[int, int]] = {}
    for line in lines:
        if line.attempts:
            people, attempts = found.get(line.division_id, (0, 0))
            found[line.division_id] = (people + 1, attempts + line.attempts)
    return found


def _keys_of(lines: Iterable[Line]) -> dict[int, list[str]]:
    """In each division, and together."""
    found: dict[int, list[str]] = {}
    for line in lines:
        if line.key is not None:
            for division_id in (EVERYBODY, line.division_id):
                found.setdefault(division_id, []).append(line.key)
    return found


def _is_counted(stretches: list[tuple[str, int]], keys: list[str]) -> bool:
    firsts = [first for first, _ in stretches]
    found = Counter(max((first for first in firsts if first <= key), default=None) for key in keys)
    return {first: lines for first, lines in stretches if lines} == dict(found)
