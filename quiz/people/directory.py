"""The units of an area as anyone may look them up: by any part of the name, or from the top down. Read once, folded."""

import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session, select

from question_bank.text import fold, sort_key
from quiz import database
from quiz.people.unit import Unit

FOUND_MOST = 30
BELOW_MOST = 200
kept_for_s = 0.0
"""How old a directory may be. For a server a minute: a crowd looks for its units at once, and units seldom change."""
KEPT_MOST = 32
_kept: dict[tuple[object, ...], tuple[float, "Directory"]] = {}


@dataclass(frozen=True)
class Place:
    """A unit in the area: what it is called, where it hangs, how many hang right below it."""

    id: int
    public_id: str
    name: str
    above: str
    """The units above it, from the nearest up to the area's own: so that two of one name can be told apart."""
    folded: str
    parent_id: int | None
    depth: int


@dataclass
class Directory:
    places: dict[str, Place] = field(default_factory=dict)
    """By public id, those near the top first, then as a dictionary has them."""
    _below: dict[int | None, list[Place]] = field(default_factory=lambda: defaultdict(list))

    def add(self, place: Place) -> None:
        self.places[place.public_id] = place
        self._below[place.parent_id].append(place)

    def named(self, public_id: str) -> Place | None:
        return self.places.get(public_id)

    def below(self, place: Place) -> list[Place]:
        return self._below.get(place.id, [])[:BELOW_MOST]

    def search(self, words: str, most: int = FOUND_MOST) -> tuple[list[Place], int]:
        """Those whose name, or the way to it, has every word; the name itself first. And how many there are in all."""
        wanted = fold(words[:100]).split()
        if not wanted:
            return [], 0
        found = [place for place in self.places.values() if all(word in place.folded for word in wanted)]
        found.sort(key=lambda place: not all(word in fold(place.name) for word in wanted))
        return found[:most], len(found)

    @property
    def top(self) -> list[Place]:
        """Where one begins to go down: the area's own units."""
        roots = [place for place in self.places.values() if place.depth == 0]
        return ((self.below(roots[0]) or roots) if len(roots) == 1 else roots)[:FOUND_MOST]

    @property
    def is_small(self) -> bool:
        """All of it can be shown at once."""
        return len(self.places) <= FOUND_MOST


def directory_of(session: Session, tops: tuple[int, ...], day: date) -> Directory:
    """Of these units and all below them that exist on this day."""
    key = (id(database.engine()), tops, day)
    read_at, directory = _kept.get(key, (0.0, None))
    if directory is None or time.monotonic() - read_at > kept_for_s:
        read_at = time.monotonic()
        directory = _read(list(session.exec(select(Unit))), tops, day)
        if kept_for_s:
            _kept.pop(next(iter(_kept)), None) if len(_kept) >= KEPT_MOST else None
            _kept[key] = read_at, directory
    return directory


def _read(units: list[Unit], tops: tuple[int, ...], day: date) -> Directory:
    below: dict[int | None, list[Unit]] = defaultdict(list)
    for unit in units:
        below[unit.parent_id].append(unit)
    directory = Directory()
    level: list[tuple[Unit, tuple[str, ...], int]] = [(unit, (), 0) for unit in units if unit.id in tops]
    inside = {unit.id for unit, _, _ in level}
    while level:
        level.sort(key=lambda found: sort_key(found[0].name))
        following: list[tuple[Unit, tuple[str, ...], int]] = []
        for unit, above, depth in level:
            assert unit.id is not None
            if unit.exists_on(day):
                folded = fold(" ".join((unit.name, unit.code, *above)))
                parent_id = unit.parent_id if depth else None
                directory.add(Place(unit.id, unit.public_id, unit.name, " · ".join(above), folded, parent_id, depth))
            for child in below[unit.id]:
                if child.id not in inside:
                    inside.add(child.id)
                    following.append((child, (unit.name, *above), depth + 1))
        level = following
    return directory
