"""How alike two questions ask, in percent; and the look-alikes of one among many. Pure: rapidfuzz on folded text.

What is asked counts most, and what is right beside it: two questions that name one law are not the same, and one fact
asked twice has one answer. The cut-off was chosen by looking at pairs: tests/question_bank/test_likeness.py.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nlargest
from typing import Any

from rapidfuzz import fuzz, process

from question_bank.draft import Draft
from question_bank.kinds import KINDS
from question_bank.letters import STATEMENTS
from question_bank.text import searchable, words_in

ALIKE_FROM = 75
"""Percent: from here on two questions are shown to a person as look-alikes."""
MOST = 10
RIGHT, RIGHT_OF_FEW = 0.25, 0.5  # the share of what is right; more where few words ask, as "Phát biểu nào đúng?"
FEW = 4
OTHER_NUMBERS = 12  # "Nghị quyết 52" and "Nghị quyết 57" are two
FILLERS = frozenset(
    words_in(
        "theo bạn em anh chị đồng chí hãy cho biết vui lòng xin hỏi dưới sau đây câu hỏi là gì nào thì mà ạ nhé được"
        " của các trong"
    )
)
TRUTHS = frozenset(map(searchable, STATEMENTS))


@dataclass(frozen=True)
class Said:
    """A question as it is compared: its words in order of the alphabet, without those that only lead up to it."""

    asked: str
    right: str
    numbers: frozenset[str]
    few: bool

    @property
    def asked_from(self) -> float:
        """Where what is asked is less alike, the best of answers does not help."""
        share = RIGHT_OF_FEW if self.few else RIGHT
        return (ALIKE_FROM - 100 * share) / (1 - share)


def said(stem: str, right: Iterable[str]) -> Said:
    words = words_in(stem)
    telling = [word for word in words if word not in FILLERS] or words
    numbers = frozenset(word for word in words if any(letter.isdigit() for letter in word))
    answer = " ".join(sorted(words_in(" ".join(right))))
    return Said(" ".join(sorted(telling)), answer, numbers, len(telling) <= FEW)


def said_by(kind: str, content: dict[str, Any], key: dict[str, Any]) -> Said:
    """Of a question in the bank, or of a draft as far as its kind understands it.

    One kept otherwise than its kind expects is compared by its words alone: it must not stop the others.
    """
    try:
        told = KINDS[kind].key_told(content, key) if key else []
    except (LookupError, TypeError, ValueError):
        told = []
    return said(f"{content.get('stem', '')} {content.get('post', '')}", told)


def said_in(draft: Draft, kind: str, content: dict[str, Any], key: dict[str, Any]) -> Said:
    """Of a row of a file: what cannot be understood yet is compared by its words alone."""
    return said_by(kind, {"post": draft.post, **content, "stem": draft.stem}, key)


def likeness(one: Said, other: Said) -> float:
    """0 to 100."""
    return _weighed(one, other, fuzz.ratio(one.asked, other.asked))


def _weighed(one: Said, other: Said, asked: float) -> float:
    if one.numbers and other.numbers and not (one.numbers <= other.numbers or other.numbers <= one.numbers):
        asked -= OTHER_NUMBERS
    if not one.right or not other.right:
        return asked
    if one.right in TRUTHS and other.right in TRUTHS:  # that both are true makes no two statements alike
        return asked if one.right == other.right else asked * (1 - RIGHT)
    share = RIGHT_OF_FEW if one.few and other.few else RIGHT
    return (1 - share) * asked + share * fuzz.ratio(one.right, other.right)


class Shelf:
    """Many questions at hand, for the look-alikes of one among them."""

    def __init__(self) -> None:
        self._places: dict[int, int] = {}
        self._ids: list[int] = []
        self._said: list[Said] = []
        self._asked: list[str | None] = []  # None: what stood there was taken

    def __len__(self) -> int:
        return len(self._places)

    def put(self, id: int, said: Said) -> None:
        """Keep it, in place of what stood under this id."""
        place = self._places.setdefault(id, len(self._ids))
        if place == len(self._ids):
            self._ids.append(id)
            self._said.append(said)
            self._asked.append(said.asked)
        self._said[place], self._asked[place] = said, said.asked

    def take(self, id: int) -> None:
        place = self._places.pop(id, None)
        if place is not None:
            self._asked[place] = None

    def like(self, said: Said, but: int | None = None, most: int = MOST) -> list[tuple[int, int]]:
        """(id, percent) of its look-alikes, the most alike first. `but` is itself."""
        near = process.extract(said.asked, self._asked, scorer=fuzz.ratio, score_cutoff=said.asked_from, limit=None)
        scored = ((_weighed(said, self._said[place], asked), self._ids[place]) for _, asked, place in near)
        best = nlargest(most, (pair for pair in scored if pair[0] >= ALIKE_FROM and pair[1] != but))
        return [(id, round(score)) for score, id in best]
