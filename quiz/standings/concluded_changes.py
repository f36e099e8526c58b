"""What one result of a whole contest says differently from another: places, points, prizes, units. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from quiz.standings.changes import Moved, moved_between
from quiz.standings.conclusion import Concluded
from quiz.standings.overall_table import OverallLine, OverallTable
from quiz.standings.prize_list import PrizeLine, PrizeList, Winner
from quiz.standings.unit_rankings import UnitRow, UnitTable


@dataclass(frozen=True)
class PrizeMoved:
    """A prize that somebody has now and had not, or no longer."""

    where: str
    called: str
    winner: Winner
    won: bool


@dataclass(frozen=True)
class UnitMoved:
    """A unit whose place is not what it was. None: not ranked."""

    ranking: str
    name: str
    place_before: int | None
    place_after: int | None


@dataclass(frozen=True)
class ConcludedChanges:
    """`moved`: by division, its name and who moved in the overall table."""

    moved: tuple[tuple[str, list[Moved]], ...]
    prizes: tuple[PrizeMoved, ...]
    units: tuple[UnitMoved, ...]

    @property
    def anything(self) -> bool:
        return bool(self.moved or self.prizes or self.units)


def changes_between(before: Concluded, after: Concluded, *, named: bool) -> ConcludedChanges:
    """`named`: may everybody on the overall table be named? Who has a prize is named anyway."""
    return ConcludedChanges(
        _moved(before.overall, after.overall) if named else (), prizes_between(before.prizes, after.prizes),
        _units(before.units, after.units),
    )  # fmt: skip


def _moved(before: OverallTable | None, after: OverallTable | None) -> tuple[tuple[str, list[Moved]], ...]:
    old, new = _by_division(before), _by_division(after)
    names = {id: name for id, (name, _lines) in (old | new).items()}
    found = [(name, moved_between(_lines(old, id), _lines(new, id))) for id, name in names.items()]
    return tuple((name, moved) for name, moved in found if moved)


Divisions = dict[int, tuple[str, Sequence[OverallLine]]]


def _by_division(table: OverallTable | None) -> Divisions:
    return {group.division_id: (group.name, group.ranked) for group in table.groups} if table else {}


def _lines(divisions: Divisions, id: int) -> Sequence[OverallLine]:
    return divisions[id][1] if id in divisions else ()


def prizes_between(before: PrizeList | None, after: PrizeList | None) -> tuple[PrizeMoved, ...]:
    """Those of the later list first, in its order."""
    old, new = _held(before), _held(after)
    won = [PrizeMoved(line.where, line.called, winner, True) for key, (line, winner) in new.items() if key not in old]
    lost = [PrizeMoved(line.where, line.called, winner, False) for key, (line, winner) in old.items() if key not in new]
    return (*won, *lost)


def _held(prizes: PrizeList | None) -> dict[tuple[object, ...], tuple[PrizeLine, Winner]]:
    """By prize and by whose it is."""
    return {
        (line.scope, line.round, line.of, line.grade, line.name, winner.entry_id, winner.unit_id): (line, winner)
        for line in (prizes.lines if prizes else ())
        for winner in line.winners
    }


def _units(before: Sequence[UnitTable], after: Sequence[UnitTable]) -> tuple[UnitMoved, ...]:
    """Those of the later tables first, in their order."""
    old, new = _unit_places(before), _unit_places(after)
    return tuple(
        UnitMoved(name, row.facts.name, _place(old, key), _place(new, key))
        for key, (name, row) in (new | {key: told for key, told in old.items() if key not in new}).items()
        if _place(old, key) != _place(new, key)
    )


UnitPlaces = dict[tuple[int | None, int], tuple[str, UnitRow]]


def _unit_places(tables: Sequence[UnitTable]) -> UnitPlaces:
    return {
        (table.rules.number, row.facts.unit_id): (table.rules.name, row)
        for table in tables
        for row in (*(row for group in table.groups for row in group.rows), *table.unranked)
    }


def _place(places: UnitPlaces, key: tuple[int | None, int]) -> int | None:
    return places[key][1].place if key in places else None
