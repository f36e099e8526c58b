"""What every kind of question can say about itself."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple, Protocol

Content = dict[str, Any]  # what may be sent to a phone
Key = dict[str, Any]  # what may not
Given = Any  # what a phone sent: trusted only after `accepts`


class Complaint(NamedTuple):
    """What an editor must put right, at which field of the draft."""

    field: str
    text: str


class Kind(Protocol):
    name: str
    label: str

    def problems(self, choices: list[str], right: list[int]) -> list[Complaint]:
        """What keeps these choices, of which those at the places `right` are right, from being asked."""

    def accepts(self, content: Content, given: Given) -> bool:
        """Could a contestant have given this? Nothing chosen is an answer too: one taken back."""

    def mark(self, content: Content, key: Key, given: Given) -> Fraction:
        """Between 0 (wrong) and 1 (right), exactly."""

    def choices_order(self, content: Content, rank: Callable[[str], bytes]) -> list[str]:
        """The choice ids as one paper shows them, shuffled by `rank` where that does no harm."""
