"""What a decision would change, before it is taken: who moves, who goes on or no more, who wins which prize, and the
units. The decision itself is tried out on copies (imagining.py), so that the preview is what applying it gives.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from quiz.contests.contest import Contest, Division
from quiz.contests.entry import Entry
from quiz.contests.round import legs_of, rounds_of
from quiz.imagining import imagined
from quiz.language import gettext as _
from quiz.standings.basis import Basis, basis_of, title_of
from quiz.standings.changes import Moved, moved_between
from quiz.standings.counters import are_hidden
from quiz.standings.crossing import Crossed, Fates, crossed_between, fates_of, in_divisions
from quiz.standings.deciding_ahead import changeable
from quiz.standings.finding_prizes import prizes_of, won_by_units
from quiz.standings.gathering_units import unit_tables_of
from quiz.standings.kept_board import standings_now
from quiz.standings.live import LiveBoard
from quiz.standings.overall_table import OverallTable
from quiz.standings.prize_list import PrizeList, Winner
from quiz.standings.recount import TEMPORARY
from quiz.standings.sending_on import named, proposed
from quiz.standings.standing import Standing, UnitLine
from quiz.standings.summing_up import overall_of
from quiz.standings.unit_rankings import UnitRow, UnitTable
from quiz.standings.unit_told import column_of, name_of, value_told


@dataclass(frozen=True)
class UnitMoved:
    """A line of a unit on a leg's board. None: not on that board."""

    name: str
    before: UnitLine | None
    after: UnitLine | None


@dataclass(frozen=True)
class LegMoved:
    """`title`: of the leg, with its round where there are several, and its division where they are ranked apart."""

    title: str
    moves: list[Moved]
    units: list[UnitMoved]


@dataclass(frozen=True)
class PrizesMoved:
    """Somebody, or a unit, with other prizes than before."""

    name: str
    unit: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class RankedUnit:
    """A unit in a ranking of units, with other figures than before. None: not in it. `worth`: what is compared, before
    and after, as it is told; `column`: what it is called."""

    ranking: str
    column: str
    name: str
    before: UnitRow | None
    after: UnitRow | None
    worth: tuple[str, str]


@dataclass(frozen=True)
class Foreseen:
    """`basis`: what it rests on. `overall`: the tables over all legs, of each division. `hidden`: legs of which nothing
    is said while predictions are open."""

    basis: Basis
    legs: list[LegMoved]
    overall: list[LegMoved]
    crossed: list[Crossed]
    prizes: list[PrizesMoved]
    units: list[RankedUnit]
    hidden: list[str]

    @property
    def moves_nobody(self) -> bool:
        """Units may have other figures all the same."""
        return not (self.crossed or self.prizes or self.moving)

    @property
    def moving(self) -> int:
        """How many people have other points or places."""
        return len({move.entry_id for table in self.legs + self.overall for move in table.moves})

    @property
    def units_moving(self) -> int:
        return len({one.name for leg in self.legs for one in leg.units} | {one.name for one in self.units})

    @property
    def crossing(self) -> set[int]:
        return {one.entry_id for one in self.crossed}


def foresee(contest_id: int, deciding: Callable[[Session], object], at: datetime) -> Foreseen:
    """From what is committed. Writes nothing and holds nobody up."""
    with imagined(lambda session: changeable(session, contest_id), TEMPORARY) as session:
        contest = session.get_one(Contest, contest_id)
        basis, before = basis_of(session, contest, at), _view(session, contest, at)
        deciding(session)
        session.flush()
        session.expire_all()
        after = _view(session, contest, at)
        return Foreseen(
            basis, list(_legs(before, after)), list(_overall(before.overall, after.overall)),
            list(_crossed(session, before, after)), list(_prizes(before.prizes, after.prizes)),
            list(_units(before.tables, after.tables)), after.hidden,
        )  # fmt: skip


Divided = Mapping[str, list[Standing]]


@dataclass(frozen=True)
class _LegView:
    title: str
    standings: list[Standing]
    units: list[UnitLine]
    apart: bool
    """Are its divisions ranked apart?"""


@dataclass(frozen=True)
class _View:
    """Everything that a decision may change. `fates`: by the name of the round. `divisions`: by entry, where there are
    several."""

    legs: dict[int, _LegView]
    overall: OverallTable | None
    fates: dict[str, Fates]
    divisions: dict[int, str]
    prizes: PrizeList
    tables: list[UnitTable]
    hidden: list[str]


def _view(session: Session, contest: Contest, at: datetime) -> _View:
    legs: dict[int, _LegView] = {}
    fates: dict[str, Fates] = {}
    divisions = _divisions(session, contest)
    hidden: list[str] = []
    rounds = rounds_of(session, contest.id or 0)
    for round in rounds:
        own = [leg for leg in legs_of(session, round.id or 0) if leg.cancelled_at is None]
        unseen = [leg for leg in own if are_hidden(session, contest, round, leg, at)]
        hidden += [title_of(round, leg, len(rounds), len(own)) for leg in unseen]
        for leg in (leg for leg in own if leg not in unseen):
            title = title_of(round, leg, len(rounds), len(own))
            apart = bool(divisions) and (round.rules.board_shows == "divisions" or round.rules.advance.per_division)
            units = LiveBoard(session, round, leg).units()
            legs[leg.id or 0] = _LegView(title, standings_now(session, round, leg), units, apart)
        if round.rules.advance.kind != "none" and not unseen:
            fates[round.name] = fates_of(proposed(session, round))
    found = prizes_of(session, contest, "live", at)
    tables = unit_tables_of(session, contest, at, won_by_units(found))
    return _View(legs, overall_of(session, contest, at), fates, divisions, found.prize_list, tables, hidden)


def _divisions(session: Session, contest: Contest) -> dict[int, str]:
    names = session.exec(
        select(Entry.id, Division.name)
        .join(Division, col(Division.id) == Entry.division_id)
        .where(Entry.contest_id == contest.id)
    ).all()
    return {id or 0: name for id, name in names} if len({name for _id, name in names}) > 1 else {}


def _legs(before: _View, after: _View) -> Iterator[LegMoved]:
    for id, now in after.legs.items():
        old = before.legs[id]
        moves, units = moved_between(old.standings, now.standings), list(_unit_lines(old.units, now.units))
        if now.apart:
            yield from _apart(now.title, *(in_divisions(one.standings, after.divisions) for one in (old, now)))
            moves = []
        if moves or units:
            yield LegMoved(now.title, moves, units)


def _apart(title: str, before: Divided, after: Divided) -> Iterator[LegMoved]:
    for name in {**after, **before}:
        moves = moved_between(before.get(name, []), after.get(name, []))
        if moves:
            yield LegMoved(f"{title} · {name}", moves, [])


def _overall(before: OverallTable | None, after: OverallTable | None) -> Iterator[LegMoved]:
    if before is None or after is None:
        return
    for now in after.groups:
        was = before.group_at(now.division_id)
        moves = moved_between((*was.ranked, *was.unranked) if was else (), (*now.ranked, *now.unranked))
        if moves:
            yield LegMoved(" · ".join(filter(None, (_("Xếp hạng chung cuộc"), now.name))), moves, [])


def _unit_lines(before: list[UnitLine], after: list[UnitLine]) -> Iterator[UnitMoved]:
    old, new = ({line.name: line for line in lines} for lines in (before, after))
    for name in {**new, **old}:
        if old.get(name) != new.get(name):
            yield UnitMoved(name, old.get(name), new.get(name))


def _crossed(session: Session, before: _View, after: _View) -> Iterator[Crossed]:
    crossed = [
        one for round, now in after.fates.items()
        for one in crossed_between(round, before.fates[round], now, after.divisions)
    ]  # fmt: skip
    people = named(session, sorted({one.entry_id for one in crossed}))
    for one in crossed:
        yield replace(one, number=people[one.entry_id].number, name=people[one.entry_id].name)


Recipient = tuple[str, int]


def _prizes(before: PrizeList, after: PrizeList) -> Iterator[PrizesMoved]:
    old, new = _won(before), _won(after)
    called = _called(before) | _called(after)
    for whose in {**new, **old}:
        if old.get(whose, ()) != new.get(whose, ()):
            yield PrizesMoved(*called[whose], old.get(whose, ()), new.get(whose, ()))


def _won(prizes: PrizeList) -> Mapping[Recipient, tuple[str, ...]]:
    won: dict[Recipient, tuple[str, ...]] = {}
    for line in prizes.lines:
        for winner in line.winners:
            whose = _whose(line.recipient, winner)
            won[whose] = (*won.get(whose, ()), f"{line.called} · {line.where}")
    return won


def _called(prizes: PrizeList) -> dict[Recipient, tuple[str, str]]:
    return {
        _whose(line.recipient, winner): (winner.name, winner.unit) for line in prizes.lines for winner in line.winners
    }


def _whose(recipient: str, winner: Winner) -> Recipient:
    return recipient, (winner.unit_id if recipient == "unit" else winner.entry_id) or 0


def _units(before: list[UnitTable], after: list[UnitTable]) -> Iterator[RankedUnit]:
    for old_table, new_table in zip(before, after, strict=True):
        old, new = _rows(old_table), _rows(new_table)
        for id in {**new, **old}:
            if _seen_of(old.get(id)) != _seen_of(new.get(id)):
                yield _ranked(new_table, old.get(id), new.get(id))


def _seen_of(row: UnitRow | None) -> tuple[object, ...] | None:
    """What a preview shows of it: other prizes or points that change none of this move nobody in this ranking."""
    return (row.place, row.why, row.value, row.facts.people, row.facts.attempts) if row else None


def _ranked(table: UnitTable, before: UnitRow | None, after: UnitRow | None) -> RankedUnit:
    one = after or before
    assert one is not None
    was, will = (value_told(table, row.value) if row and row.value is not None else "–" for row in (before, after))
    return RankedUnit(name_of(table), column_of(table), one.facts.name, before, after, (was, will))


def _rows(table: UnitTable) -> dict[int, UnitRow]:
    rows = [row for group in table.groups for row in group.rows] + list(table.unranked)
    return {row.facts.unit_id: row for row in rows}
