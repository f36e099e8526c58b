"""What a question says to all who were right, right in part, or wrong: shown with the answers. Pure."""

from fractions import Fraction
from typing import Any

from question_bank.draft import Draft
from question_bank.kinds.kind import Key
from question_bank.text import N_

OUTCOMES = {
    "when_right": N_("Lời nhắn khi đúng"),
    "when_partly": N_("Lời nhắn khi đúng một phần"),
    "when_wrong": N_("Lời nhắn khi sai"),
}
"""The fields of a draft, and how people call them. A key of any kind may have them as "outcomes"."""


def outcomes_in(draft: Draft) -> dict[str, str]:
    return {name: said for name in OUTCOMES if (said := str(getattr(draft, name)))}


def outcome_fields(key: Key) -> dict[str, Any]:
    """The fields of a draft that has this key."""
    said: dict[str, str] = key.get("outcomes", {})
    return {name: said.get(name, "") for name in OUTCOMES}


def outcome_of(mark: Fraction) -> str:
    """Which of them whoever has this mark is told; an empty place is a wrong one."""
    return "when_right" if mark == 1 else "when_wrong" if mark == 0 else "when_partly"
