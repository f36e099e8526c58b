"""Choices that are not the right one, and yet bring a share of the points: a second best. Pure."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from question_bank.draft import Draft
from question_bank.keys import NotAKey, key_text, right_places
from question_bank.kinds.cells import Item, item_text, items_in
from question_bank.kinds.kind import Complaint, Key
from question_bank.kinds.worths import worth_in


def parts_in(key: Key) -> dict[Any, Fraction]:
    """Choice id (or place, of a draft) → its share. Less than nothing is what others take away; here it is nothing."""
    return {each["id"]: Fraction(each["worth"]) for each in key.get("parts", [])}


def part_of_choice(key: Key, id: str) -> Fraction:
    return max(parts_in(key).get(id, Fraction(0)), Fraction(0))


def parts_beside(draft: Draft, count: int, right: list[int]) -> list[dict[str, int | str]]:
    """Of `count` choices those that are worth something beside the right ones, by their places."""
    if len(draft.worths) != count:
        return []
    worths = [(place, worth_in(said or "0")) for place, said in enumerate(draft.worths) if place not in right]
    return [{"id": place, "worth": str(worth)} for place, worth in worths if worth and worth != 1]


def complaints_of_parts(draft: Draft, right: list[int]) -> list[Complaint]:
    return [
        Complaint(f"choice_{place}", f"phần điểm '{said[:30]}' không đọc được; ghi như 1/2 hoặc 50%, hoặc để trống.")
        for place, said in enumerate(draft.worths)
        if right and place not in right and worth_in(said or "0") is None
    ]


def worths_beside(ids: Sequence[str | int], key: Key) -> list[str]:
    """As a draft has them, a share for each choice; none where no choice brings a part."""
    parts = parts_in(key)
    return [str(parts.get(id, Fraction(id in key["right"]))) for id in ids] if parts else []


def taken_from_key(draft: Draft, choices: list[str]) -> Draft:
    """ "A; B [1/2 điểm]" in a cell: the right one, and what others are worth. A key without shares stays as it is."""
    items = items_in(draft.key)
    if not any(item.worth for item in items) or _is_a_key(draft.key, choices):
        return draft
    try:
        named = [(_only(item, choices), item) for item in items]
    except NotAKey as why:
        draft.ask("key", str(why).rstrip("."))
        return draft
    worths = {place: item.worth for place, item in named if item.worth}
    right = [place for place, item in named if not item.worth]
    draft.key = key_text(choices, right) if right else ""
    draft.worths = [worths.get(place, str(int(place in right))) for place in range(len(choices))]
    return draft


def key_with_parts(draft: Draft) -> str:
    """As `taken_from_key` reads it; the plain key where no choice brings a part."""
    try:
        right = right_places(draft.key, draft.choices)
    except NotAKey:
        return draft.key
    parts = parts_beside(draft, len(draft.choices), right)
    if not parts:
        return draft.key
    said = [item_text(draft.key, "")]
    said += [item_text(key_text(draft.choices, [int(part["id"])]), str(part["worth"])) for part in parts]
    return "; ".join(said)


def _is_a_key(key: str, choices: list[str]) -> bool:
    try:
        return bool(right_places(key, choices))
    except NotAKey:
        return False


def _only(item: Item, choices: list[str]) -> int:
    places = right_places(item.text, choices)
    if len(places) != 1:
        raise NotAKey(f"'{item.text[:60]}' phải chỉ một phương án.")
    return places[0]
