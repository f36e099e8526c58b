"""Two columns: for each thing on the left, the one on the right that belongs to it. Each right pair counts the same."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from question_bank.draft import Draft
from question_bank.kinds.cells import pair_in, pair_text
from question_bank.kinds.choosing import NO_SUCH_CHOICE
from question_bank.kinds.kind import Complaint, Content, Given, Key, Kind, Understood
from question_bank.text import N_, same_reading, sort_key

PAIRS_MIN, PAIRS_MAX = 2, 10
BETWEEN = ":"  # of the two ids, in a form's field; no id holds it


class Matching(Kind):
    """content: {"left": [{"id", "text"}], "right": [{"id", "text"}], by alphabet}. key: {"pairs": {left: right}}.

    given: {"pairs": {left: right}}; what is not matched yet is left out. One on the right may belong to several.
    """

    name = "matching"
    label = N_("Ghép đôi")
    refusal = NO_SUCH_CHOICE

    def settled(self, draft: Draft) -> Draft:
        """A sheet has a pair in each cell of a choice: "trái = phải"; "= phải" is one too many on the right."""
        if draft.pairs or not any(draft.choices):
            return draft
        cells = [choice for choice in draft.choices if choice]
        settled = replace(draft, choices=[], key="", pairs=[pair_in(cell) or [cell, ""] for cell in cells])
        if None in map(pair_in, cells):
            settled.ask("pairs", "có ô không ghi rõ cặp; mỗi ô phương án ghi một cặp “vế trái = vế phải”")
        return settled

    def cells(self, draft: Draft) -> list[str]:
        return [pair_text(left, right) for left, right in draft.pairs]

    def understand(self, draft: Draft, choices: list[str], right: list[int]) -> Understood:
        pairs = [(left, right_one) for left, right_one in draft.pairs if left or right_one]
        lefts = [left for left, _ in pairs if left]
        rights = sorted({same_reading(text): text for _, text in pairs if text}.values(), key=sort_key)
        place = {same_reading(text): len(lefts) + number for number, text in enumerate(rights)}
        content = {
            "left": [{"id": number, "text": text} for number, text in enumerate(lefts)],
            "right": [{"id": place[same_reading(text)], "text": text} for text in rights],
        }
        matched = [place.get(same_reading(text), -1) for left, text in pairs if left]
        return Understood(content, {"pairs": [list(pair) for pair in enumerate(matched)]}, _complaints(pairs))

    def accepts(self, content: Content, given: Given) -> bool:
        if not isinstance(given, dict) or set(given) != {"pairs"} or not isinstance(given["pairs"], dict):
            return False
        lefts, rights = ({each["id"] for each in content[side]} for side in ("left", "right"))
        return all(
            left in lefts and isinstance(right, str) and right in rights for left, right in given["pairs"].items()
        )

    def normal(self, content: Content, given: Given) -> Given:
        pairs = given["pairs"]
        return {"pairs": {each["id"]: pairs[each["id"]] for each in content["left"] if each["id"] in pairs}}

    def is_blank(self, given: Given) -> bool:
        return not given["pairs"]

    def mark(self, content: Content, key: Key, given: Given) -> Fraction:
        right = sum(given["pairs"].get(left) == right for left, right in key["pairs"])
        return Fraction(right, len(key["pairs"]))

    def key_accepting(self, content: Content, key: Key, given: Given) -> Key:
        return {"pairs": [[left, given["pairs"].get(left, right)] for left, right in key["pairs"]]}

    def right_answer(self, content: Content, key: Key) -> Given:
        return {"pairs": dict(key["pairs"])}

    def choices_order(self, content: Content, rank: Callable[[str], bytes]) -> list[str]:
        """The left side stays as the author wrote it; the right side is shuffled."""
        return sorted((each["id"] for each in content["right"]), key=rank)

    def given_in(self, values: list[str]) -> Given:
        """A field for each on the left: "left:right", or "left:" where nothing is chosen."""
        pairs = (value.partition(BETWEEN) for value in values)
        return {"pairs": {left: right for left, _, right in pairs if right}}

    def values(self, given: Given) -> list[str]:
        return [f"{left}{BETWEEN}{right}" for left, right in given["pairs"].items()]

    def told(self, content: Content, given: Given) -> list[str]:
        return _told(content, given["pairs"])

    def key_told(self, content: Content, key: Key) -> list[str]:
        return _told(content, dict(key["pairs"]))

    def draft_fields(self, content: Content, key: Key) -> dict[str, Any]:
        texts = {each["id"]: each["text"] for side in ("left", "right") for each in content[side]}
        pairs = [[texts[left], texts[right]] for left, right in key["pairs"]]
        used = {right for _, right in key["pairs"]}
        return {"pairs": pairs + [["", each["text"]] for each in content["right"] if each["id"] not in used]}


def _told(content: Content, pairs: dict[str, str]) -> list[str]:
    rights = {each["id"]: each["text"] for each in content["right"]}
    return [f"{each['text']} – {rights[pairs[each['id']]]}" for each in content["left"] if each["id"] in pairs]


def _complaints(pairs: list[tuple[str, str]]) -> list[Complaint]:
    whole = [(left, right) for left, right in pairs if left]
    if not PAIRS_MIN <= len(whole) <= PAIRS_MAX:
        return [Complaint("pairs", f"có {len(whole)} cặp; cần từ hai đến mười cặp.")]
    if not all(right for _, right in whole):
        return [Complaint("pairs", "có vế trái chưa được ghép với vế phải nào.")]
    if len({same_reading(left) for left, _ in whole}) < len(whole):
        return [Complaint("pairs", "có hai vế trái giống nhau.")]
    if len({same_reading(right) for _, right in pairs if right}) < PAIRS_MIN:
        return [Complaint("pairs", "mọi vế phải đều giống nhau nên không có gì để ghép.")]
    return []
