"""Entries that could be one person's, in groups. Pure: the same people in any order make the same groups."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from rapidfuzz import fuzz

from question_bank.text import fold
from quiz.refusals import N_

ALIKE = 88  # of a hundred: a word left out, a letter mistyped


class Sign(StrEnum):
    """Why two could be one, the surest first."""

    MEMBER_CODE = "member_code"
    NAME_AND_BIRTH = "name_and_birth"
    NAME_AND_PHONE = "name_and_phone"
    PHONE = "phone"
    NAME_AND_UNIT = "name_and_unit"
    ALIKE = "alike"


SIGNS = {
    Sign.MEMBER_CODE: N_("Cùng mã đoàn viên"),
    Sign.NAME_AND_BIRTH: N_("Cùng họ tên và ngày sinh"),
    Sign.NAME_AND_PHONE: N_("Cùng họ tên và số điện thoại"),
    Sign.PHONE: N_("Cùng số điện thoại, khác họ tên"),
    Sign.NAME_AND_UNIT: N_("Cùng họ tên trong một đơn vị, khác ngày sinh"),
    Sign.ALIKE: N_("Cùng ngày sinh, họ tên gần giống"),
}
SURE = frozenset({Sign.MEMBER_CODE, Sign.NAME_AND_BIRTH, Sign.NAME_AND_PHONE})
"""Whoever hangs together by these makes one group. The others are told two by two, or by the value they share: families
share a phone, and many people one name."""


@dataclass(frozen=True)
class Known:
    """What an entry is compared by."""

    id: int
    name: str
    born: date | None
    phone: str
    member_code: str
    unit_id: int

    @property
    def folded(self) -> str:
        return fold(self.name)


@dataclass(frozen=True)
class Group:
    """Entries that could be one person's, and why."""

    ids: tuple[int, ...]
    signs: tuple[Sign, ...]

    @property
    def is_sure(self) -> bool:
        """May they be ticked before anybody looks? A shared phone or a name alone is often two people's."""
        return bool(SURE & set(self.signs))


Apart = frozenset[frozenset[int]]
"""Pairs of which somebody said that they are two people."""


def groups_of(people: Iterable[Known], apart: Apart = frozenset()) -> list[Group]:
    """The surest first. Nobody is alone in a group, and no group has only pairs that are known to be apart."""
    known = sorted(people, key=lambda one: one.id)
    links: dict[frozenset[int], set[Sign]] = defaultdict(set)
    for sign, key in _KEYS.items():
        for ids in _sharing(known, key):
            for first, second in _chained(ids, apart):
                links[frozenset((first, second))].add(sign)
    for pair in _alike(known):
        if not links.get(pair):
            links[pair].add(Sign.ALIKE)
    links = {pair: signs for pair, signs in links.items() if pair not in apart}
    return sorted(_grouped(links), key=lambda group: ([list(Sign).index(sign) for sign in group.signs], group.ids))


_KEYS: dict[Sign, Callable[[Known], Hashable]] = {
    Sign.MEMBER_CODE: lambda one: one.member_code.casefold() or None,
    Sign.NAME_AND_BIRTH: lambda one: (one.folded, one.born) if one.born else None,
    Sign.NAME_AND_PHONE: lambda one: (one.folded, one.phone) if one.phone else None,
    Sign.PHONE: lambda one: one.phone or None,
    Sign.NAME_AND_UNIT: lambda one: (one.folded, one.unit_id),
}


def _sharing(known: list[Known], key: Callable[[Known], Hashable]) -> list[list[int]]:
    shared: dict[Hashable, list[int]] = defaultdict(list)
    for one in known:
        value = key(one)
        if value is not None:
            shared[value].append(one.id)
    return [ids for ids in shared.values() if len(ids) > 1]


def _chained(ids: list[int], apart: Apart) -> Iterable[tuple[int, int]]:
    """Enough pairs to hold those together who share something; all of them where some are known to be apart."""
    if not any(frozenset((one, other)) in apart for one, other in pairwise(ids)):
        return pairwise(ids)
    return ((one, other) for place, one in enumerate(ids) for other in ids[place + 1 :])


def _alike(known: list[Known]) -> Iterable[frozenset[int]]:
    by_birth: dict[date, list[Known]] = defaultdict(list)
    for one in known:
        if one.born is not None:
            by_birth[one.born].append(one)
    for people in by_birth.values():
        for place, one in enumerate(people):
            for other in people[place + 1 :]:
                if one.folded != other.folded and fuzz.token_sort_ratio(one.folded, other.folded) >= ALIKE:
                    yield frozenset((one.id, other.id))


def _grouped(links: dict[frozenset[int], set[Sign]]) -> list[Group]:
    """Sure links are followed from one to the next; of the others each is a group of its own, unless within one."""
    head: dict[int, int] = {}

    def find(id: int) -> int:
        while head.setdefault(id, id) != id:
            id = head[id]
        return id

    for pair, signs in links.items():
        if signs & SURE:
            first, second = sorted(find(id) for id in pair)
            head[second] = first
    members: dict[int, set[int]] = defaultdict(set)
    why: dict[int, set[Sign]] = defaultdict(set)
    loose: list[Group] = []
    for pair, signs in links.items():
        one, other = sorted(pair)
        if find(one) == find(other):
            members[find(one)] |= pair
            why[find(one)] |= signs
        else:
            loose.append(Group((one, other), _ordered(signs)))
    return [Group(tuple(sorted(ids)), _ordered(why[root])) for root, ids in members.items()] + loose


def _ordered(signs: set[Sign]) -> tuple[Sign, ...]:
    found = signs - {Sign.PHONE} if Sign.NAME_AND_PHONE in signs else signs
    return tuple(sign for sign in Sign if sign in found)
