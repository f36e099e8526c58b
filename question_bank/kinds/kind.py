"""What every kind of question can say about itself."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple, Protocol

from question_bank.draft import Draft

Content = dict[str, Any]  # what may be sent to a phone
Key = dict[str, Any]  # what may not; beside the kind's own, "outcomes" (outcomes.py)
Given = Any  # what a phone sent: trusted only after `accepts`


class Complaint(NamedTuple):
    """What an editor must put right, at which field of the draft; of a mild one, only look at."""

    field: str
    text: str
    mild: bool = False


class Understood(NamedTuple):
    """A draft as its kind reads it. Where ids will stand, in content and key, stand places: 0, 1, 2 …"""

    content: Content
    key: Key
    complaints: list[Complaint]


class Kind(Protocol):
    name: str
    label: str
    by_people: bool = False  # its answers are marked by people
    keeps_feedback: bool = False  # has it room for what is said to whoever chose this or that?
    keeps_otherwise: bool = False  # and for what is said to whoever answers anything else?
    keeps_parts: bool = False  # may one of its wrong choices bring a share of the points?
    has_right_choices: bool = False  # its author writes choices, and marks the right ones by letters
    none_may_be_right: bool = False  # of its choices
    often_has_a_post: bool = False  # every kind may have one; of these the form asks for it
    refusal: str  # what is said of an answer that is not accepted

    def settled(self, draft: Draft) -> Draft:
        """The draft with its answers in the fields of this kind, wherever a sheet had room for them. It may `ask`."""
        return draft

    def cells(self, draft: Draft) -> list[str]:
        """The answers of a settled draft as one writes them in cells, for `settled` to read again."""
        return draft.choices

    def key_in_cell(self, draft: Draft) -> str:
        """What is right, of a settled draft whose choices have letters, as one writes it in a cell."""
        return draft.key

    def understand(self, draft: Draft, choices: list[str], right: list[int]) -> Understood:
        """What is asked and what is right. `choices` are the draft's, tidied; those at the places `right` are right."""

    def accepts(self, content: Content, given: Given) -> bool:
        """Could a contestant have given this? Nothing chosen is an answer too: one taken back."""

    def normal(self, content: Content, given: Given) -> Given:
        """One form for one answer, in whatever order it was ticked or however it was spaced."""

    def is_blank(self, given: Given) -> bool:
        """Does it answer nothing?"""

    def key_accepting(self, content: Content, key: Key, given: Given) -> Key:
        """Under which this answer, if it is a whole one, is right and what `key` said is not."""

    def is_whole(self, content: Content, key: Key, given: Given) -> bool:
        """Does this answer say all that a key needs?"""
        return self.mark(content, self.key_accepting(content, key, given), given) == 1

    def mark(self, content: Content, key: Key, given: Given) -> Fraction:
        """Between 0 (wrong) and 1 (right), exactly."""

    def arithmetic(self, key: Key, given: Given) -> str:
        """How the mark comes about, in figures, "1/2 + 1/2 × (2 − 1)/2", where it is made of parts; otherwise blank."""
        return ""

    def gives_parts(self, key: Key) -> bool:
        """Is there a single answer that brings a share of the points, and not all of them?"""
        return False

    def said_to(self, key: Key, given: Given) -> str:
        """What is said, once the answers are out, to whoever typed this. What is said of choices stands beside them."""
        return ""

    def said_at(self, key: Key, given: Given) -> str:
        """The field of a draft where that and its pictures stand: "feedback_2", "otherwise"; or nothing."""
        return ""

    def right_answer(self, content: Content, key: Key) -> Given:
        """One that is worth all."""

    def choices_order(self, content: Content, rank: Callable[[str], bytes]) -> list[str]:
        """The choice ids as one paper shows them, shuffled by `rank` where that does no harm."""

    def given_in(self, values: list[str]) -> Given:
        """What a form says, one value for each field named `given`."""

    def values(self, given: Given) -> list[str]:
        """The fewest values of which `given_in` makes this answer."""

    def told(self, content: Content, given: Given) -> list[str]:
        """The answer in words."""

    def is_fake(self, key: Key) -> bool:
        """Is the post that it shows false, so that whoever may see the key sees it stamped?"""
        return False

    def key_told(self, content: Content, key: Key) -> list[str]:
        """What is right, in words."""

    def draft_fields(self, content: Content, key: Key) -> dict[str, Any]:
        """The fields of a draft that `understand` would read so again."""
