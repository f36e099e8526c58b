"""Places from keys. Equal on every key share a place, and the next place is skipped: 1, 2, 2, 4. Pure."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

T = TypeVar("T")
Key = tuple[Any, ...]


def rank(sheets: Iterable[T], ordering: Callable[[T], Key], among_equals: Callable[[T], Any]) -> list[tuple[int, T]]:
    """Each with its place, best first. `among_equals` only says who is listed first, never who is placed higher."""
    listed = sorted(sheets, key=lambda sheet: (ordering(sheet), among_equals(sheet)))
    places = places_of([ordering(sheet) for sheet in listed])
    return list(zip(places, listed, strict=True))


def places_of(keys: Sequence[Key], above: int = 0, first_place: int = 1) -> list[int]:
    """The places of keys in order; of a later page when so many stand `above` and the first has that place."""
    places: list[int] = []
    for index, key in enumerate(keys):
        if index == 0:
            places.append(first_place)
        else:
            places.append(places[-1] if key == keys[index - 1] else above + index + 1)
    return places
