"""A longer text, which people mark."""

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

    def understand(self, draft: Draft, choices: list[str], right: list[int]) -> Understood:
        return Understood({}, {}, [])

    def normal(self, content: Content, given: Given) -> dict[str, Any]:
        return {"text": cleaned(given["text"])}

    def mark(self, content: Content, key: Key, given: Given) -> Fraction:
        raise MarkedByPeople

    def key_told(self, content: Content, key: Key) -> list[str]:
        return []

    def draft_fields(self, content: Content, key: Key) -> dict[str, Any]:
        return {}
