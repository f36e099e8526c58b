"""Prizes, row by row: an empty grade is no prize, and two rows stand ready for more."""

from typing import Any

from quiz.contests.contest_rules import ContestRules, Rules
from quiz.contests.prizes import GRADES, Awarding, Prize
from quiz.language import gettext as _
from quiz.web.typed import Typed, written

ROWS_MOST = 18
SPARE = 2
NUMBERED: dict[str, tuple[str, ...]] = {
    "leg": ("round",), "leg_division": ("round",), "round": ("round",), "part": ("round", "part"),
    "unit": ("unit_ranking",), "leg_unit": ("unit_ranking",), "overall": (), "division": (), "entered": (),
}  # fmt: skip
"""Which numbers stand behind a scope."""


def prizes_shown(rules: ContestRules) -> dict[str, str]:
    shown = {
        "one_prize": rules.one_prize, "cap_percent": written(rules.awarding.cap_percent),
        "rebalanced": written(rules.awarding.rebalanced), "checked": written(rules.awarding.checked),
        "by_proxy": written(rules.awarding.by_proxy),
    }  # fmt: skip
    for number, prize in enumerate(rules.prizes, 1):
        shown |= {f"{name}-{number}": told for name, told in _row_shown(prize).items()}
    return shown


def prizes_read(typed: Typed, before: ContestRules) -> ContestRules:
    one_prize: Any = typed.choice("one_prize", ("unlimited", "once", "higher"), "higher")
    awarding = Awarding(
        cap_percent=typed.decimal("cap_percent", 1, 100), rebalanced=typed.on("rebalanced"),
        checked=typed.on("checked"), by_proxy=typed.on("by_proxy"),
    )  # fmt: skip
    rows = [_row_read(typed, number) for number in range(1, ROWS_MOST + 1) if typed.fields.get(f"grade-{number}")]
    prizes = tuple(row for row in rows if row is not None)
    return before.model_copy(update={"prizes": prizes, "awarding": awarding, "one_prize": one_prize})


def row_numbers(fields: dict[str, str]) -> list[int]:
    """As many rows as are filled, and the spare ones."""
    filled = max((number for number in range(1, ROWS_MOST + 1) if fields.get(f"grade-{number}")), default=0)
    return list(range(1, min(ROWS_MOST, filled + SPARE) + 1))


def places(rules: Rules, typed: dict[str, str]) -> list[tuple[str, str]]:
    """Where a prize can be won in this contest, as (value, words); and where one is kept that is no longer there, so
    that no prize moves elsewhere unseen."""
    found = _places(rules)
    known = {value for value, _words in found}
    kept = {told for name, told in typed.items() if name.startswith("where-") and told and told not in known}
    return [*found, *((value, _("Như đã lưu (%(place)s)") % {"place": value}) for value in sorted(kept))]


def _places(rules: Rules) -> list[tuple[str, str]]:
    found = [("leg", _("Mỗi đợt")), ("round", _("Xếp hạng vòng cuối"))]
    divided = len(rules.divisions) > 1
    if divided:
        found.append(("leg_division", _("Mỗi đợt, riêng từng bảng")))
    for round in rules.rounds:
        found.append((f"round:{round.position}", _("Xếp hạng %(round)s") % {"round": round.name}))
        if len(rules.rounds) > 1:
            found.append((f"leg:{round.position}", _("Mỗi đợt của %(round)s") % {"round": round.name}))
        if divided and len(rules.rounds) > 1:
            told = _("Mỗi đợt của %(round)s, riêng từng bảng") % {"round": round.name}
            found.append((f"leg_division:{round.position}", told))
        for part in round.parts:
            told = _("Phần “%(part)s” của %(round)s") % {"part": part.name, "round": round.name}
            found.append((f"part:{round.position}:{part.position}", told))
    found += [("overall", _("Chung cuộc")), ("division", _("Mỗi bảng"))]
    found.append(("entered", _("Danh sách ban tổ chức ghi: bình chọn, ban giám khảo chọn")))
    for ranking in rules.contest.unit_rankings:
        said = {"number": ranking.number}
        found.append((f"unit:{ranking.number}", _("Tập thể, bảng số %(number)s") % said))
        found.append((f"leg_unit:{ranking.number}", _("Tập thể mỗi đợt, bảng số %(number)s") % said))
    return found


def _row_shown(prize: Prize) -> dict[str, str]:
    return {
        "grade": prize.grade, "name": prize.name, "where": _where(prize), "how_many": prize.how_many,
        "number": written(prize.count if prize.how_many == "count" else prize.share_percent),
        "worth": prize.worth, "basis": prize.basis,
        "floor": written(prize.floor), "every_leg": written(prize.every_leg), "worth_vnd": written(prize.worth_vnd),
        "to_unit": written(prize.recipient == "unit"),
    }  # fmt: skip


def _where(prize: Prize) -> str:
    numbers = [prize.unit_ranking] if prize.ranks_units else [prize.round, prize.part]
    return ":".join([prize.scope, *(str(number) for number in numbers if number is not None)])


def _row_read(typed: Typed, number: int) -> Prize | None:
    """None, with problems, where something cannot be."""
    grade: Any = typed.choice(f"grade-{number}", GRADES, "first")
    how_many: Any = typed.choice(f"how_many-{number}", ("count", "share", "all_remaining"), "count")
    field = f"number-{number}"
    count = typed.whole(field, 1, 10_000) if how_many == "count" else None
    share = typed.decimal(field, 0, 100) or None if how_many == "share" else None
    if how_many != "all_remaining" and not (count or share):
        typed.needed(field)
        return None
    place = _place_read(typed, f"where-{number}")
    basis = typed.text(f"basis-{number}", 200) if place.get("scope") == "entered" else ""
    if place.get("scope") == "entered":
        _insist_on_list(typed, number, basis, how_many)
    if typed.problems:
        return None
    return Prize(
        basis=basis, grade=grade, name=typed.text(f"name-{number}", 120),
        worth=typed.text(f"worth-{number}", 200), how_many=how_many, count=count, share_percent=share,
        floor=typed.decimal(f"floor-{number}", 0, 1_000_000), every_leg=typed.on(f"every_leg-{number}"),
        worth_vnd=typed.whole(f"worth_vnd-{number}", 0, 100_000_000_000), **place,
        recipient="unit" if typed.on(f"to_unit-{number}") else "person",
    )  # fmt: skip


def _insist_on_list(typed: Typed, number: int, basis: str, how_many: str) -> None:
    """Of a list that is entered nobody takes part in, and it has no legs."""
    if not basis:
        typed.problems[f"basis-{number}"] = _("Hãy ghi xếp theo gì, chốt lúc nào.")
    if how_many == "share":
        typed.problems[f"how_many-{number}"] = _("Danh sách ban tổ chức ghi thì không tính phần trăm số người dự thi.")
    if typed.on(f"every_leg-{number}"):
        typed.problems[f"every_leg-{number}"] = _("Danh sách ban tổ chức ghi thì không có đợt nào phải dự đủ.")


def _place_read(typed: Typed, field: str) -> dict[str, Any]:
    scope, *numbers = typed.fields.get(field, "").split(":")
    found = [int(one) for one in numbers if one.isascii() and one.isdigit() and 1 <= int(one) <= 50]
    names = ("part",) if scope == "part" and len(found) == 1 else NUMBERED.get(scope, ())
    needed = 1 if scope in ("part", "unit", "leg_unit") else 0
    if scope not in NUMBERED or not needed <= len(found) <= len(names):
        typed.problems[field] = _("Hãy chọn một trong các mục.")
        return {}
    return {"scope": scope, **dict(zip(names, found, strict=False))}
