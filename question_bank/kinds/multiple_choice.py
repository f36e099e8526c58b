"""Several choices, one or more of them right."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from question_bank.draft import Draft
from question_bank.kinds.choosing import Choosing, all_or_nothing, choice_ids
from question_bank.kinds.kind import Complaint, Content, Given, Key, Understood
from question_bank.kinds.parts import (
    brings_something,
    complaints_of_shares,
    key_with_shares,
    parts_in,
    shares_of,
    shares_taken_from_key,
    worths_beside,
)
from question_bank.kinds.worths import MINUS, worth_in, worth_told
from question_bank.text import N_, fold

EACH, SHARES = "each", "shares"
RULES = ("", EACH, SHARES)
RULE_NAMES = dict.fromkeys(("each", "tung phuong an", "theo tung phuong an"), EACH) | dict.fromkeys(
    ("shares", "theo phan diem", "phan diem", "theo phan diem tung phuong an", "theo phan diem cua tung phuong an"),
    SHARES,
)
"""How a sheet may call a rule, folded."""
UNUSED = "đã ghi phần điểm mà cách chấm này không dùng đến; chọn cách “Theo phần điểm”, hoặc xóa các phần điểm."


class MultipleChoice(Choosing):
    """By one of three rules, which the key names:

    ""        All the right ones and no other, or nothing.
    "each"    Every right one counts an equal share and every wrong one takes such a share away, never below nothing: of
              A, B, C right, to choose A, B and D gives 2/3 − 1/3 = 1/3.
    "shares"  Every choice has a share of its own, more than nothing where it is right; those of the chosen ones are
              added up, never below nothing nor above all: of A 3/4, C 1/4, B −1/2, to choose A, C and B gives
              3/4 + 1/4 − 1/2 = 1/2. The key has them as "parts": [{"id", "worth": "3/4"}].
    """

    name = "multiple_choice"
    label = N_("Nhiều lựa chọn")

    def settled(self, draft: Draft) -> Draft:
        """A file whose right choices share the points, and whose wrong ones take such a share away, says "each"."""
        rule = RULE_NAMES.get(fold(draft.rule), draft.rule)
        if not rule and not draft.key and rule_by([worth_in(worth) or Fraction(0) for worth in draft.worths]) == EACH:
            rule = EACH
        with_rule = replace(draft, rule=rule)
        taken = shares_taken_from_key(with_rule, draft.choices) if "[" in draft.key else with_rule
        return replace(taken, rule=rule or SHARES) if taken is not with_rule else taken

    def understand(self, draft: Draft, choices: list[str], right: list[int]) -> Understood:
        understood = super().understand(draft, choices, right)
        if draft.rule == SHARES:
            understood.complaints.extend(complaints_of_shares(draft, len(choices), right))
            parts = shares_of(draft, len(choices))
            return understood._replace(key=understood.key | {"rule": SHARES, "parts": parts})
        if draft.key and brings_something(draft):
            understood.complaints.append(Complaint("rule", UNUSED))
        return understood._replace(key=understood.key | {"rule": EACH}) if draft.rule == EACH else understood

    def mark(self, content: Content, key: Key, given: Given) -> Fraction:
        if key.get("rule") == SHARES:
            return min(max(sum(_shares_chosen(key, given), Fraction(0)), Fraction(0)), Fraction(1))
        if key.get("rule") != EACH:
            return all_or_nothing(key, given)
        right = len(set(given["choices"]) & set(key["right"]))
        wrong = len(given["choices"]) - right
        return max(Fraction(right - wrong, len(key["right"])), Fraction(0))

    def key_accepting(self, content: Content, key: Key, given: Given) -> Key:
        """Shares were given to what was right before: beside another key, each right choice counts alike."""
        accepting = super().key_accepting(content, key, given)
        if key.get("rule") != SHARES:
            return accepting
        return {name: value for name, value in accepting.items() if name != "parts"} | {"rule": EACH}

    def arithmetic(self, key: Key, given: Given) -> str:
        if not given["choices"] or key.get("rule") not in (EACH, SHARES):
            return ""
        if key["rule"] == SHARES:
            return _sum_told(_shares_chosen(key, given))
        right = len(set(given["choices"]) & set(key["right"]))
        wrong, share = len(given["choices"]) - right, len(key["right"])
        return f"{right}/{share} − {wrong}/{share}{'' if right >= wrong else ' → 0'}"

    def key_in_cell(self, draft: Draft) -> str:
        return key_with_shares(draft) if draft.rule == SHARES else draft.key

    def draft_fields(self, content: Content, key: Key) -> dict[str, Any]:
        worths = worths_beside(choice_ids(content), key)
        return super().draft_fields(content, key) | {"rule": key.get("rule", ""), "worths": worths}


def rule_by(worths: Sequence[Fraction]) -> str:
    """By which rule choices count that a file adds up, each with this share, never below nothing nor above all."""
    right, wrong = ([worth for worth in worths if (worth > 0) is is_right] for is_right in (True, False))
    if not right or (len(right) == 1 and right == [1] and all(worth == -1 for worth in wrong)):
        return ""
    is_each = len(right) > 1 and set(right) == {Fraction(1, len(right))} and set(wrong) == {-right[0]}
    return EACH if is_each else SHARES


def shares_told(key: Key) -> dict[Any, str]:
    """Choice id (or place, of a draft) → what it brings or takes, "3/4", "−1/2", where choices count by shares."""
    return {id: worth_told(worth) for id, worth in parts_in(key).items()} if key.get("rule") == SHARES else {}


def _shares_chosen(key: Key, given: Given) -> list[Fraction]:
    parts = parts_in(key)
    return [parts.get(id, Fraction(0)) for id in given["choices"]]


def _sum_told(shares: list[Fraction]) -> str:
    """ "3/4 + 1/4 − 1/2", and where it ends if that is beyond nothing or all."""
    first, *others = shares
    told = worth_told(first) + "".join(f" {MINUS if share < 0 else '+'} {abs(share)}" for share in others)
    total = sum(shares, Fraction(0))
    return told + (" → 0" if total < 0 else " → 1" if total > 1 else "")
