"""Several choices, one or more of them right."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

from question_bank.draft import Draft
from question_bank.kinds.choosing import Choosing, all_or_nothing
from question_bank.kinds.kind import Content, Given, Key, Understood
from question_bank.kinds.worths import worth_in
from question_bank.text import N_, fold

EACH = "each"
EACH_NAMES = ("tung phuong an", "theo tung phuong an")


class MultipleChoice(Choosing):
    """All the right ones and no other, or nothing. With the rule "each", every right one counts an equal share and
    every wrong one takes such a share away, never below nothing: of A, B, C right, to choose A, B and D gives
    2/3 − 1/3 = 1/3.
    """

    name = "multiple_choice"
    label = N_("Nhiều lựa chọn")

    def settled(self, draft: Draft) -> Draft:
        """A file whose right choices share the points, and whose wrong ones take such a share away, says "each"."""
        worths = {worth_in(worth) for worth in draft.worths}
        right = [worth for worth in draft.worths if (worth_in(worth) or 0) > 0]
        by_worths = right and not draft.key and worths == {Fraction(1, len(right)), -Fraction(1, len(right))}
        return replace(draft, rule=EACH) if by_worths or fold(draft.rule) in EACH_NAMES else draft

    def understand(self, draft: Draft, choices: list[str], right: list[int]) -> Understood:
        understood = super().understand(draft, choices, right)
        return understood._replace(key=understood.key | {"rule": EACH}) if draft.rule == EACH else understood

    def mark(self, content: Content, key: Key, given: Given) -> Fraction:
        if key.get("rule") != EACH:
            return all_or_nothing(key, given)
        right = len(set(given["choices"]) & set(key["right"]))
        wrong = len(given["choices"]) - right
        return max(Fraction(right - wrong, len(key["right"])), Fraction(0))

    def arithmetic(self, key: Key, given: Given) -> str:
        if key.get("rule") != EACH or not given["choices"]:
            return ""
        right = len(set(given["choices"]) & set(key["right"]))
        wrong, share = len(given["choices"]) - right, len(key["right"])
        return f"{right}/{share} − {wrong}/{share}{'' if right >= wrong else ' → 0'}"

    def draft_fields(self, content: Content, key: Key) -> dict[str, Any]:
        return super().draft_fields(content, key) | {"rule": key.get("rule", "")}
