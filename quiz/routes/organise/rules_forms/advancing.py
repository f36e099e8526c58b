"""Who goes on from each round: a form with one set of fields a round."""

from typing import Any, get_args

from quiz.contests.advance import NEEDS, Advance
from quiz.contests.contest_rules import Rules, RulesRound
from quiz.contests.rules import RoundRules
from quiz.web.typed import Typed, written

KINDS = tuple(NEEDS)
FIELDS = (
    "kind",
    "count",
    "percent",
    "per_leg",
    "per_unit",
    "part",
    "part_floor",
    "total_floor",
    "ties",
    "per_division",
    "reserves",
)


def advance_shown(rules: Rules) -> dict[str, str]:
    shown: dict[str, str] = {}
    for round in rules.rounds:
        advance = round.rules.advance
        shown |= {f"{name}-{round.position}": written(getattr(advance, name)) for name in FIELDS}
        shown[f"carry-{round.position}"] = written(round.rules.carry == "points")
    return shown


def advance_read(typed: Typed, round: RulesRound) -> RoundRules:
    """The rules of the round with what was typed; as they were, with problems, where something cannot be."""
    place = round.position
    kind: Any = typed.choice(f"kind-{place}", KINDS, "none")
    ties: Any = typed.choice(f"ties-{place}", get_args(Advance.model_fields["ties"].annotation), "all")
    given: dict[str, Any] = {
        "count": typed.whole(f"count-{place}", 1, 100_000),
        "percent": typed.decimal(f"percent-{place}", 1, 100),
        "per_leg": typed.whole(f"per_leg-{place}", 1, 10_000),
        "per_unit": typed.whole(f"per_unit-{place}", 1, 1000),
        "part": typed.whole(f"part-{place}", 1, 50),
        "part_floor": typed.decimal(f"part_floor-{place}", 0, 100_000),
        "total_floor": typed.decimal(f"total_floor-{place}", 0, 100_000),
    }
    given = {name: given[name] for name in NEEDS[kind]}
    for name, value in given.items():
        if value is None:
            typed.needed(f"{name}-{place}")
    reserves = typed.whole(f"reserves-{place}", 0, 1000)
    if typed.problems:
        return round.rules
    advance = Advance(
        kind=kind, ties=ties, per_division=typed.on(f"per_division-{place}"), reserves=reserves or 0, **given
    )
    return round.rules.model_copy(
        update={"advance": advance, "carry": "points" if typed.on(f"carry-{place}") else "nothing"}
    )
