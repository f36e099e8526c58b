"""Which key an answer is held against, once the decisions on its question are taken into account. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from question_bank.kinds import KINDS
from question_bank.kinds.kind import Content, Given, Key

FULL = Fraction(1)
NOTHING = Fraction(0)


class Correction(StrEnum):
    """What may be decided on a question of a round. The question itself is never edited."""

    ACCEPT = "accept"  # this is right too
    REPLACE = "replace"  # this is right, the old key is not
    GIVE_ALL = "give_all"  # full marks to everyone whose paper has it, answered or not
    DROP = "drop"  # it counts for nobody
    RESTORE = "restore"  # as the question was written: takes the decisions back


@dataclass(frozen=True)
class KeyInForce:
    keys: tuple[Key, ...]
    for_all: bool = False
    dropped: bool = False

    def mark(self, kind: str, content: Content, given: Given | None) -> Fraction | None:
        """Between 0 and 1, exactly; None when the question does not count."""
        if self.dropped:
            return None
        if self.for_all:
            return FULL
        if given is None:
            return NOTHING
        return max(KINDS[kind].mark(content, key, given) for key in self.keys)


def key_in_force(key: Key, decisions: Iterable[tuple[Correction, list[str]]]) -> KeyInForce:
    """In the order the decisions were taken: `accept` adds to what stands, every other takes its place."""
    written = standing = KeyInForce((key,))
    for what, choices in decisions:
        also: Key = {**key, "right": choices}
        match what:
            case Correction.ACCEPT:
                standing = replace(standing, keys=(*standing.keys, also), for_all=False, dropped=False)
            case Correction.REPLACE:
                standing = KeyInForce((also,))
            case Correction.GIVE_ALL:
                standing = replace(written, for_all=True)
            case Correction.DROP:
                standing = replace(written, dropped=True)
            case Correction.RESTORE:
                standing = written
    return standing
