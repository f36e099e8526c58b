"""Which key an answer is held against, once the decisions on its question are taken into account. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from question_bank.kinds import KINDS
from question_bank.kinds.kind import Content, Given, Key
from question_bank.question import QuestionVersion

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

    def arithmetic(self, kind: str, content: Content, given: Given | None) -> str:
        """How the mark comes about, in figures, where it is made of parts."""
        if self.dropped or self.for_all or given is None:
            return ""
        best = max(self.keys, key=lambda key: KINDS[kind].mark(content, key, given))
        return KINDS[kind].arithmetic(best, given)


def key_in_force(version: QuestionVersion, decisions: Iterable[tuple[Correction, list[str]]]) -> KeyInForce:
    """In the order the decisions were taken: `accept` adds to what stands, every other takes its place.

    A decision names an answer as a form says it.
    """
    written = standing = KeyInForce((version.key,))
    for what, values in decisions:
        match what:
            case Correction.ACCEPT:
                keys = (*standing.keys, key_accepting(version, values))
                standing = replace(standing, keys=keys, for_all=False, dropped=False)
            case Correction.REPLACE:
                standing = KeyInForce((key_accepting(version, values),))
            case Correction.GIVE_ALL:
                standing = replace(written, for_all=True)
            case Correction.DROP:
                standing = replace(written, dropped=True)
            case Correction.RESTORE:
                standing = written
    return standing


def key_accepting(version: QuestionVersion, values: list[str]) -> Key:
    kind = KINDS[version.kind]
    return kind.key_accepting(version.content, version.key, kind.given_in(values))
