"""Rankings of units, the overall table, and when results and complaints are due."""

from decimal import Decimal
from typing import Any, get_args

from quiz.contests.contest_rules import Complaints, ContestRules, Publication
from quiz.contests.prizes import Grade
from quiz.contests.unit_ranking import Measure, Overall, OverallKey, PrizePoints, RoundWeight, UnitClass, UnitRanking
from quiz.language import gettext as _
from quiz.people.unit import KINDS
from quiz.web.forms import decimal_typed
from quiz.web.typed import Typed, written

RANKINGS_MOST = 6
KEYS_MOST = 4
COUNTED: tuple[Grade, ...] = ("first", "second", "third", "consolation")


def units_shown(rules: ContestRules) -> dict[str, str]:
    shown: dict[str, str] = {}
    for ranking in rules.unit_rankings:
        shown |= {f"{name}-{ranking.number}": told for name, told in _ranking_shown(ranking).items()}
    return shown


def units_read(typed: Typed, before: ContestRules) -> ContestRules:
    found = [_ranking_read(typed, number) for number in range(1, RANKINGS_MOST + 1) if typed.on(f"measure-{number}")]
    return before.model_copy(update={"unit_rankings": tuple(one for one in found if one is not None)})


def ranking_numbers(fields: dict[str, str]) -> list[int]:
    """Those there are, and the next free number."""
    used = [number for number in range(1, RANKINGS_MOST + 1) if fields.get(f"measure-{number}")]
    return used + [number for number in range(1, RANKINGS_MOST + 1) if number not in used][:1]


def _ranking_shown(ranking: UnitRanking) -> dict[str, str]:
    classes = (f"{one.name}; {one.heads_from}; {written(one.heads_to)}" for one in ranking.classes)
    return {
        "measure": ranking.measure, "name": ranking.name, "k": written(ranking.k),
        "min_heads": written(ranking.min_heads), "capped": written(ranking.capped),
        "mean_of_legs": written(ranking.mean_of_legs), "factor": written(ranking.participation_factor),
        "basis": ranking.basis, "unit_kind": ranking.unit_kind, "classes": "\n".join(classes),
        **{f"points-{one.grade}": written(one.points) for one in ranking.prize_points},
    }  # fmt: skip


def _ranking_read(typed: Typed, number: int) -> UnitRanking | None:
    measure: Any = typed.choice(f"measure-{number}", get_args(Measure), "people")
    k = typed.whole(f"k-{number}", 1, 1000) if measure == "average_best_k" else None
    if measure == "average_best_k" and k is None:
        typed.needed(f"k-{number}")
        return None
    basis = typed.text(f"basis-{number}", 200) if measure == "entered" else ""
    if measure == "entered" and not basis:
        typed.problems[f"basis-{number}"] = _("Hãy ghi xếp theo gì, chốt lúc nào.")
        return None
    worth = {grade: typed.decimal(f"points-{grade}-{number}", 0, 10_000) for grade in COUNTED}
    factor = typed.decimal(f"factor-{number}", 0, 10_000)
    return UnitRanking(
        number=number, measure=measure, name=typed.text(f"name-{number}", 120), k=k, basis=basis,
        min_heads=typed.whole(f"min_heads-{number}", 1, 1_000_000), capped=typed.on(f"capped-{number}"),
        mean_of_legs=typed.on(f"mean_of_legs-{number}"), classes=_classes_read(typed, f"classes-{number}"),
        unit_kind=typed.choice(f"unit_kind-{number}", ("", *KINDS), ""),
        prize_points=tuple(PrizePoints(grade=grade, points=points) for grade, points in worth.items() if points),
        **({} if factor is None else {"participation_factor": factor}),
    )  # fmt: skip


def _classes_read(typed: Typed, field: str) -> tuple[UnitClass, ...]:
    """A line a class: its name; from; to."""
    found = []
    for line in typed.fields.get(field, "").splitlines():
        if not line.strip():
            continue
        name, *heads = (one.strip() for one in line.split(";"))
        typed_heads = [one for one in heads if one]
        numbers = [int(one) for one in typed_heads if one.isascii() and one.isdigit() and len(one) < 9]
        if not 1 <= len(name) <= 120 or len(numbers) != len(typed_heads) or len(numbers) not in (1, 2):
            typed.problems[field] = _("Mỗi dòng: tên nhóm; từ bao nhiêu người; đến bao nhiêu người.")
            return ()
        found.append(UnitClass(name=name, heads_from=numbers[0], heads_to=numbers[1] if len(numbers) > 1 else None))
    return tuple(found)


def overall_shown(rules: ContestRules) -> dict[str, str]:
    table = rules.overall
    if table is None:
        return {"key-1": "points", "key-2": "elapsed"}
    return {
        "kept": "1", "best_legs": written(table.best_legs), "every_leg": written(table.every_leg),
        "min_points": written(table.min_points), **{f"round-{one}": "1" for one in table.rounds},
        **{f"key-{place}": key for place, key in enumerate(table.keys, 1)},
        **{f"weight-{one.round}": written(one.percent) for one in table.weights},
        "place_points": "; ".join(written(one) for one in table.place_points),
    }  # fmt: skip


def overall_read(typed: Typed, before: ContestRules) -> ContestRules:
    if not typed.on("kept"):
        return before.model_copy(update={"overall": None})
    keys: list[Any] = [typed.choice(f"key-{place}", ("", *get_args(OverallKey)), "") for place in _keys()]
    chosen = tuple(dict.fromkeys(key for key in keys if key))
    if not chosen:
        typed.problems["key-1"] = _("Hãy chọn ít nhất một tiêu chí.")
    rounds = [name.removeprefix("round-") for name in typed.fields if name.startswith("round-") and typed.on(name)]
    places = _places_read(typed)
    weights = _weights_read(typed)
    if typed.problems:
        return before
    table = Overall(
        weights=weights, place_points=places,
        rounds=tuple(sorted(int(one) for one in rounds if one.isascii() and one.isdigit() and len(one) < 4)),
        best_legs=typed.whole("best_legs", 1, 400), every_leg=typed.on("every_leg"),
        min_points=typed.decimal("min_points", 0, 1_000_000), keys=chosen,
    )  # fmt: skip
    return before.model_copy(update={"overall": table})


def _weights_read(typed: Typed) -> tuple[RoundWeight, ...]:
    """Of each round that has one typed."""
    places = sorted(int(name[7:]) for name in typed.fields if name.startswith("weight-") and name[7:].isdecimal())
    told = [(place, typed.decimal(f"weight-{place}", 0, 100)) for place in places if 0 < place <= 200]
    return tuple(RoundWeight(round=place, percent=percent) for place, percent in told if percent)


def _places_read(typed: Typed) -> tuple[Decimal, ...]:
    """ "5; 3; 1": what the first, second, third place brings."""
    told = [one.strip() for one in typed.fields.get("place_points", "").split(";") if one.strip()]
    read = [decimal_typed(one) for one in told]
    points = [one for one in read if isinstance(one, Decimal) and one.is_finite() and 0 <= one <= 10_000]
    fine = [one for one in points if one == round(one, 2)]
    if len(fine) < len(told) or len(told) > 50 or fine != sorted(fine, reverse=True):
        typed.problems["place_points"] = _(
            "Các số điểm cách nhau bằng dấu chấm phẩy, hạng sau không hơn hạng trước; nhiều nhất 50 hạng."
        )
        return ()
    return tuple(fine)


def _keys() -> range:
    return range(1, KEYS_MOST + 1)


def publication_shown(rules: ContestRules) -> dict[str, str]:
    due, complaints = rules.publication, rules.complaints
    return {
        "provisional_days": written(due.provisional_days), "official_days": written(due.official_days),
        "note": due.note, "channels": due.channels, "days": written(complaints.days),
        "answer_days": written(complaints.answer_days), "answered_by": complaints.answered_by,
    }  # fmt: skip


def publication_read(typed: Typed, before: ContestRules) -> ContestRules:
    due = Publication(
        provisional_days=typed.whole("provisional_days", 0, 365), official_days=typed.whole("official_days", 0, 365),
        note=typed.text("note", 500), channels=typed.text("channels"),
    )  # fmt: skip
    days, answer_days = typed.whole("days", 0, 60), typed.whole("answer_days", 1, 60)
    complaints = Complaints(days=days or 0, answer_days=answer_days or 3, answered_by=typed.text("answered_by", 200))
    return before.model_copy(update={"publication": due, "complaints": complaints})
