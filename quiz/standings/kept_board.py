"""A board as it is kept: read from JSON and from nothing else, whatever is decided afterwards."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from quiz.contests.cut_line import CutLine, cut_line_of
from quiz.contests.round import Leg, Round
from quiz.contests.rules import RoundRules
from quiz.standings.cutting import cut_among
from quiz.standings.live import LiveBoard
from quiz.standings.predicting import Actual
from quiz.standings.ranking import places_of
from quiz.standings.standing import Beside, DivisionName, Figures, Slice, Standing, UnitLine
from quiz.standings.unit_rankings import UnitTable


@dataclass(frozen=True)
class KeptBoard:
    """Of a snapshot, or frozen. `positions`: entry → how many are listed before it."""

    standings: tuple[Standing, ...]
    unit_lines: tuple[UnitLine, ...]
    counted: Figures
    maximum: int | None
    cut_line: CutLine | None
    positions: dict[int, int]
    actual: Actual | None = None
    ties: list[dict[str, Any]] = field(default_factory=list)
    early: str = ""
    """Why it was official before complaints could all come in."""
    rules: RoundRules = field(default_factory=RoundRules)
    parts: dict[int, tuple[DivisionName, "KeptBoard"]] = field(default_factory=dict)
    """By division, where there are several."""
    guests: tuple[Beside, ...] | None = None
    """Without a place; None: it was kept before boards listed them."""
    tables: tuple[UnitTable, ...] | None = None
    """The rankings of units; None: it was kept before there were any in a leg."""
    corrections: list[dict[str, Any]] = field(default_factory=list)
    """The decisions on keys that made it, as the ledger has them, the first first."""

    def total(self) -> int:
        return len(self.standings)

    def within(self, place: int) -> int:
        return sum(standing.place <= place for standing in self.standings)

    def divisions(self) -> list[DivisionName]:
        return [name for name, _board in self.parts.values()]

    def in_division(self, id: int) -> "KeptBoard":
        return self.parts[id][1]

    def lines(self, start: int, count: int) -> Slice:
        line = self.cut_line
        cut = cut_among([standing.place for standing in self.standings], line) if line else None
        return Slice.cut(list(self.standings[start : start + count]), start, cut, self.total())

    def beside(self) -> Sequence[Beside]:
        return self.guests or ()

    def position_of(self, entry_id: int) -> int | None:
        return self.positions.get(entry_id)

    def units(self) -> list[UnitLine]:
        return list(self.unit_lines)

    def unit_tables(self, at: datetime) -> Sequence[UnitTable]:
        return self.tables or ()

    def figures(self) -> Figures:
        return self.counted


def board_in(content: dict[str, Any], rules: dict[str, Any]) -> KeptBoard:
    """The board that was kept as this, with the rules that made it."""
    standings = tuple(Standing.from_json(line) for line in content["standings"])
    board = KeptBoard(
        standings, tuple(UnitLine(**line) for line in content["units"]), Figures(**content["figures"]),
        content["maximum"], _cut_line_in(content, rules), _positions(standings),
        Actual(**content["actual"]) if content.get("actual") else None,
        rules.get("ties", []), rules.get("early", ""), RoundRules.model_validate(rules["rules"]),
        corrections=rules.get("corrections", []),
        guests=tuple(Beside(**one) for one in content["beside"]) if "beside" in content else None,
        tables=tuple(map(UnitTable.from_json, content["unit_rankings"])) if "unit_rankings" in content else None,
    )  # fmt: skip
    return replace(board, parts=dict(_parts_in(board, content)))


def _parts_in(board: KeptBoard, content: dict[str, Any]) -> Iterator[tuple[int, tuple[DivisionName, KeptBoard]]]:
    """The lines of each division in the order of all, with places of its own."""
    for kept in content.get("divisions", []):
        lines = [board.standings[board.positions[entry_id]] for entry_id in kept["entries"]]
        places = places_of([(line.place,) for line in lines])
        standings = tuple(replace(line, place=place) for line, place in zip(lines, places, strict=True))
        cut = CutLine(**kept["cut"]) if kept["cut"] else None
        part = replace(
            board,
            standings=standings,
            counted=Figures(**kept["figures"]),
            cut_line=cut,
            positions=_positions(standings),
            guests=tuple(one for one in board.beside() if one.division_id == kept["id"]),
        )
        yield kept["id"], (DivisionName(kept["id"], kept["name"]), part)


def _positions(standings: Sequence[Standing]) -> dict[int, int]:
    return {line.entry_id: index for index, line in enumerate(standings)}


def _cut_line_in(content: dict[str, Any], rules: dict[str, Any]) -> CutLine | None:
    """Boards published before the line was kept whole have only its number; how ties go is in their rules."""
    if "cut" in content:
        return CutLine(**content["cut"]) if content["cut"] else None
    return (
        cut_line_of(RoundRules.model_validate(rules["rules"]).advance, 1, divisions=2)
        if content.get("cut_line")
        else None
    )


def content_of(session: Session, round: Round, leg: Leg, at: datetime) -> dict[str, Any]:
    """The live board as it is kept."""
    live = LiveBoard(session, round, leg)
    line, actual = live.cut_line, live.actual
    return {
        "beside": [asdict(each) for each in live.beside()],
        "unit_rankings": [each.to_json() for each in live.unit_tables(at)],
        "standings": [each.to_json() for each in standings_now(session, round, leg)],
        "units": [asdict(each) for each in live.units()],
        "figures": asdict(live.figures()),
        "maximum": live.maximum,
        "cut": asdict(line) if line else None,
        "actual": asdict(actual) if actual else None,
        "divisions": [_division_of(live.in_division(each.id), each) for each in live.divisions()],
    }


def _division_of(live: LiveBoard, named: DivisionName) -> dict[str, Any]:
    entries = [line.entry_id for line in live.lines(0, live.total()).lines]
    line = live.cut_line
    return {
        "id": named.id, "name": named.name, "entries": entries, "figures": asdict(live.figures()),
        "cut": asdict(line) if line else None,
    }  # fmt: skip


def standings_now(session: Session, round: Round, leg: Leg) -> list[Standing]:
    live = LiveBoard(session, round, leg)
    return live.lines(0, live.total()).lines
