"""A longer text, which people mark."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

from question_bank.draft import Draft
from question_bank.kinds.kind import Content, Given, Key, Understood
from question_bank.kinds.typed import Typed
from question_bank.text import N_, cleaned


class MarkedByPeople(Exception):
    """Nothing here can say what such an answer is worth."""


class Essay(Typed):
    """content: {}. key: {}. given: {"text": str}, with its lines."""

    name = "essay"
    label = N_("Tự luận")
    longest = 10_000
    by_people = True
    keeps_feedback = keeps_otherwise = False

    def settled(self, draft: Draft) -> Draft:
        """What stands as a key beside it is nothing that could mark it."""
        return replace(draft, choices=[], key="")

    def cells(self, draft: Draft) -> list[str]:
        return []

    def understand(self, draft: Draft, choices: list[str], right: list[int]) -> Understood:
        return Understood({}, {}, [])

    def normal(self, content: Content, given: Given) -> dict[str, Any]:
        return {"text": cleaned(given["text"])}

    def key_accepting(self, content: Content, key: Key, given: Given) -> Key:
        raise MarkedByPeople

    def right_answer(self, content: Content, key: Key) -> Given:
        raise MarkedByPeople

    def mark(self, content: Content, key: Key, given: Given) -> Fraction:
        raise MarkedByPeople

    def key_told(self, content: Content, key: Key) -> list[str]:
        return []

    def draft_fields(self, content: Content, key: Key) -> dict[str, Any]:
        return {}
