"""A paper drawn from a blueprint, a pool and a seed. Pure: the same three always give the same paper.

ALGORITHM "draw-1": the rank of a thing is SHA-256 of "draw-1|seed|purpose|what", as UTF-8.
1. Questions are ranked by ("question", version id). Rows of the blueprint take the lowest ranks that fit them, rows
   with the fewest fitting questions first (then in the blueprint's order). A row that finds too few takes one that
   an earlier row can replace.
2. Questions stand in the blueprint's order, each row's by rank; if shuffled, by ("place", version id).
3. Choices stand in the author's order; if shuffled, by ("choice", version id + "/" + choice id), as far as the kind
   allows ("all of these" stays last, Đúng before Sai).
A change to any of this is a new name, and the old one is kept: stored papers are proved by running it again. Papers
are drawn by "draw-2" now (dealing.py), which takes its order of places and choices from here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from question_bank.kinds import KINDS
from question_bank.showing import chosen_from

ALGORITHM = "draw-1"
Rank = Callable[[str, str], bytes]
"""Of a purpose and a thing: lower comes first."""


@dataclass(frozen=True)
class BlueprintRow:
    """So many questions of this topic and difficulty; None is any."""

    count: int
    topic_id: int | None = None
    difficulty: int | None = None

    def fits(self, question: "PoolQuestion") -> bool:
        return self.topic_id in (None, question.topic_id) and self.difficulty in (None, question.difficulty)


@dataclass(frozen=True)
class PoolQuestion:
    version_id: int
    topic_id: int
    difficulty: int
    kind: str
    content: dict[str, Any]
    measured: int | None = None
    """How hard it was found to be, in tenths of a level, once enough people have answered it."""

    @property
    def tenths(self) -> int:
        """How hard it is, in tenths of a level: as measured, else as declared."""
        return 10 * self.difficulty if self.measured is None else self.measured


@dataclass(frozen=True)
class Drawn:
    """One place of a paper."""

    number: int
    version_id: int
    choice_order: tuple[str, ...]


class TooFewQuestions(Exception):
    """The pool cannot fill this row of the blueprint."""

    def __init__(self, row_number: int, row: BlueprintRow, found: int) -> None:
        super().__init__(f"Dòng {row_number} của ma trận cần {row.count} câu, kho chỉ còn {found} câu phù hợp.")
        self.row_number = row_number
        self.row = row
        self.found = found


def draw(
    blueprint: Sequence[BlueprintRow],
    pool: Sequence[PoolQuestion],
    seed: str,
    *,
    shuffle_questions: bool = True,
    shuffle_choices: bool = True,
) -> list[Drawn]:
    rank = ranking(ALGORITHM, seed)
    ranked = sorted(pool, key=lambda question: rank("question", str(question.version_id)))
    chosen = [question for row in _fill(blueprint, ranked) for question in row]
    return arranged(chosen, rank, shuffle_questions=shuffle_questions, shuffle_choices=shuffle_choices)


def ranking(algorithm: str, seed: str) -> Rank:
    return lambda purpose, what: sha256(f"{algorithm}|{seed}|{purpose}|{what}".encode()).digest()


def arranged(
    chosen: Sequence[PoolQuestion], rank: Rank, *, shuffle_questions: bool, shuffle_choices: bool
) -> list[Drawn]:
    """The places of a paper: the questions in order, and the choices of each."""
    places = list(chosen)
    if shuffle_questions:
        places.sort(key=lambda question: rank("place", str(question.version_id)))
    return [
        Drawn(number, question.version_id, _choice_order(question, rank, shuffle_choices))
        for number, question in enumerate(places, 1)
    ]


def _choice_order(question: PoolQuestion, rank: Rank, shuffle: bool) -> tuple[str, ...]:
    if not shuffle:
        return tuple(each["id"] for each in chosen_from(question.content))
    kind = KINDS[question.kind]
    return tuple(kind.choices_order(question.content, lambda choice: rank("choice", f"{question.version_id}/{choice}")))


def _fill(blueprint: Sequence[BlueprintRow], ranked: Sequence[PoolQuestion]) -> list[list[PoolQuestion]]:
    """The questions of each row, each in the order of `ranked`. No question is taken twice."""
    fitting = [[place for place, question in enumerate(ranked) if row.fits(question)] for row in blueprint]
    owner: dict[int, int] = {}  # place in `ranked` → row
    for row in sorted(range(len(blueprint)), key=lambda row: len(fitting[row])):
        for found in range(blueprint[row].count):
            if not take_one(row, fitting, owner):
                raise TooFewQuestions(row + 1, blueprint[row], found)
    return [[ranked[place] for place in fitting[row] if owner.get(place) == row] for row in range(len(blueprint))]


def take_one(row: int, fitting: Sequence[Sequence[int]], owner: dict[int, int]) -> bool:
    """Take the first free question that fits, or one whose row can take another instead (a breadth-first search)."""
    came_from: dict[int, tuple[int | None, int]] = {}  # row → (the place it gives up, the row that asked for it)
    waiting = [row]
    came_from[row] = (None, row)
    for asking in waiting:
        for place in fitting[asking]:
            if place not in owner:
                _pass_on(place, asking, came_from, owner)
                return True
            holder = owner[place]
            if holder not in came_from:
                came_from[holder] = (place, asking)
                waiting.append(holder)
    return False


def _pass_on(place: int, row: int, came_from: dict[int, tuple[int | None, int]], owner: dict[int, int]) -> None:
    """The row takes the free place and gives the one it holds to the row that asked, and so on back to the first."""
    taken: int | None = place
    while taken is not None:
        owner[taken] = row
        taken, row = came_from[row]
