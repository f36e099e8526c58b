"""Choices with a share of the points of their own: a second best beside the right one, or each of several. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from question_bank.draft import Draft
from question_bank.keys import NotAKey, key_text, right_places
from question_bank.kinds.cells import Item, item_text, items_in
from question_bank.kinds.kind import Complaint, Key
from question_bank.kinds.worths import worth_in, worth_told


def parts_in(key: Key) -> dict[Any, Fraction]:
    """Choice id (or place, of a draft) → its share, where it has one. Less than nothing is taken away only where
    several are chosen and add up; of a single choice it is kept for other programs.
    """
    return {each["id"]: Fraction(each["worth"]) for each in key.get("parts", [])}


def part_of_choice(key: Key, id: str) -> Fraction:
    return max(parts_in(key).get(id, Fraction(0)), Fraction(0))


def parts_beside(draft: Draft, count: int, right: list[int]) -> list[dict[str, int | str]]:
    """Of `count` choices those that are worth something beside the right ones, by their places."""
    return [part for part in shares_of(draft, count) if part["id"] not in right and part["worth"] != "1"]


def shares_of(draft: Draft, count: int) -> list[dict[str, int | str]]:
    """Of `count` choices those that bring something or take something away, by their places."""
    if len(draft.worths) != count:
        return []
    worths = [(place, worth_in(said or "0")) for place, said in enumerate(draft.worths)]
    return [{"id": place, "worth": str(worth)} for place, worth in worths if worth]


def brings_something(draft: Draft) -> bool:
    """Is anything but nothing written beside its choices?"""
    return any(worth_in(said or "0") != 0 for said in draft.worths)


def complaints_of_parts(draft: Draft, right: list[int]) -> list[Complaint]:
    return _unreadable(draft, [place for place in range(len(draft.worths)) if place not in right]) if right else []


def complaints_of_shares(draft: Draft, count: int, right: list[int]) -> list[Complaint]:
    """Of several choices, each with its share: those that are right bring something, and no other does."""
    if not brings_something(draft) or len(draft.worths) != count:
        text = "chấm theo phần điểm thì ghi phần điểm bên mỗi phương án, như 3/4 và 1/4; sai bị trừ thì ghi −1/2."
        return [Complaint("rule", text)]
    worths = [worth_in(said or "0") for said in draft.worths]
    found = _unreadable(draft, range(count))
    for place, worth in enumerate(worths):
        if worth is not None and place in right and worth <= 0:
            found.append(Complaint(f"choice_{place}", "được đánh dấu đúng mà phần điểm không lớn hơn 0."))
        elif worth is not None and place not in right and worth > 0 and right:
            found.append(Complaint(f"choice_{place}", f"được {worth} số điểm mà chưa được đánh dấu đúng."))
    return found or _complaints_of_sums([worth for worth in worths if worth is not None])


def _complaints_of_sums(worths: list[Fraction]) -> list[Complaint]:
    """Whoever chooses all that is right has all of the points; whoever chooses everything should not."""
    whole = sum((worth for worth in worths if worth > 0), Fraction(0))
    if whole < 1:
        text = f"phần điểm của các phương án đúng cộng lại mới được {worth_told(whole)}; cần đủ 1."
        return [Complaint("rule", text)]
    if sum(worths, Fraction(0)) >= 1 and len(worths) > sum(worth > 0 for worth in worths):
        text = "ai chọn hết mọi phương án cũng được trọn điểm; nên ghi phần điểm bị trừ ở phương án sai, như −1/2."
        return [Complaint("rule", text, mild=True)]
    return []


def _unreadable(draft: Draft, places: Sequence[int]) -> list[Complaint]:
    return [
        Complaint(f"choice_{place}", f"phần điểm '{said[:30]}' không đọc được; ghi như 1/2 hoặc 50%, hoặc để trống.")
        for place in places
        if worth_in((said := draft.worths[place]) or "0") is None
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


def shares_taken_from_key(draft: Draft, choices: list[str]) -> Draft:
    """ "A [3/4 điểm]; C [1/4 điểm]; B [-1/2 điểm]": what each is worth. A key without shares stays the draft it is."""
    taken = taken_from_key(replace(draft), choices)
    if taken.key == draft.key:
        return draft
    worths = [worth_in(said) for said in taken.worths]
    right = [place for place, worth in enumerate(worths) if worth is not None and worth > 0]
    taken.key = key_text(choices, right) if right else ""
    return taken


def key_with_parts(draft: Draft) -> str:
    """As `taken_from_key` reads it; the plain key where no choice brings a part."""
    try:
        right = right_places(draft.key, draft.choices)
    except NotAKey:
        return draft.key
    parts = parts_beside(draft, len(draft.choices), right)
    return "; ".join([item_text(draft.key, ""), *_in_cells(draft, parts)]) if parts else draft.key


def key_with_shares(draft: Draft) -> str:
    """As `shares_taken_from_key` reads it."""
    return "; ".join(_in_cells(draft, shares_of(draft, len(draft.choices))))


def _in_cells(draft: Draft, parts: list[dict[str, int | str]]) -> list[str]:
    return [item_text(key_text(draft.choices, [int(part["id"])]), str(part["worth"])) for part in parts]


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
