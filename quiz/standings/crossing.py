"""Who crosses the cut to the next round, one way or the other; and a board as each of its divisions reads it. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from quiz.standings.advancing import Onward
from quiz.standings.ranking import places_of
from quiz.standings.standing import Standing

Fate = Literal["on", "waits", "out"]
"""Goes on; is equal to others at the cut, where an extra question decides; does not go on."""
Fates = Mapping[int, Fate]
"""By entry; who is not in it is out."""


@dataclass(frozen=True)
class Crossed:
    """`division`: "" where the contest has one only."""

    round: str
    division: str
    entry_id: int
    before: Fate
    after: Fate
    number: str = ""
    name: str = ""

    @property
    def goes_on(self) -> bool:
        return self.after == "on"


def fates_of(found: Onward) -> Fates:
    waits: dict[int, Fate] = {finish.entry_id: "waits" for tie in found.ties for finish in tie.finishes}
    return waits | {finish.entry_id: "on" for finish in found.going}


def crossed_between(round: str, before: Fates, after: Fates, division_of: Mapping[int, str]) -> Iterator[Crossed]:
    """Those who go on from now on first, then those who wait, then those who are out."""
    entries = sorted({*before, *after}, key=lambda one: (_ORDER.index(after.get(one, "out")), one))
    for id in entries:
        was, now = before.get(id, "out"), after.get(id, "out")
        if was != now:
            yield Crossed(round, division_of.get(id, ""), id, was, now)


def in_divisions(standings: Sequence[Standing], division_of: Mapping[int, str]) -> dict[str, list[Standing]]:
    """The lines of each in the order of all, with places of its own."""
    apart: dict[str, list[Standing]] = {}
    for line in standings:
        apart.setdefault(division_of.get(line.entry_id, ""), []).append(line)
    return {name: _placed(lines) for name, lines in apart.items()}


_ORDER: tuple[Fate, ...] = ("on", "waits", "out")


def _placed(lines: list[Standing]) -> list[Standing]:
    places = places_of([(line.place,) for line in lines])
    return [replace(line, place=place) for line, place in zip(lines, places, strict=True)]
