"""Whom a contest is for, and how one enters."""

from typing import Any, get_args

from quiz.contests.contest_rules import ContestRules
from quiz.contests.eligibility import GROUPS, POSITIONS, Asked, Eligibility, Exclusion, Registration
from quiz.language import gettext as _
from quiz.people.charting import Chart
from quiz.web.pages import local_input
from quiz.web.typed import Typed, written

ASKED = ("phone", "birth_date", "unit", "position")


def eligibility_shown(rules: ContestRules) -> dict[str, str]:
    whom = rules.eligibility
    return {
        "purpose": rules.purpose, "other_positions": whom.other_positions, "area": whom.area, "barred": whom.barred,
        "deputy_where_vacant": written(whom.deputy_where_vacant), "age_from": written(whom.age_from),
        "age_to": written(whom.age_to), "age_on": written(whom.age_on), "quota_per_unit": written(whom.quota_per_unit),
        "mandatory": whom.mandatory, "encouraged": whom.encouraged, "note": whom.note,
        **{f"position-{name}": "1" for name in whom.positions}, **{f"unit-{one}": "1" for one in whom.unit_ids},
        **{f"group-{name}": whom.how_excluded(name) or "" for name in GROUPS},
    }  # fmt: skip


def eligibility_read(typed: Typed, before: ContestRules) -> ContestRules:
    excluded: dict[str, Any] = {
        name: typed.choice(f"group-{name}", ("", "hard", "hors_concours"), "") for name in GROUPS
    }
    whom = Eligibility(
        positions=tuple(name for name in POSITIONS if typed.on(f"position-{name}")),
        other_positions=typed.text("other_positions"), deputy_where_vacant=typed.on("deputy_where_vacant"),
        age_from=typed.whole("age_from", 1, 120), age_to=typed.whole("age_to", 1, 120), age_on=typed.day("age_on"),
        unit_ids=tuple(units_chosen(typed.fields)),
        area=typed.text("area"), barred=typed.text("barred"), quota_per_unit=typed.whole("quota_per_unit", 1, 1000),
        excluded=tuple(Exclusion(group=group, how=how) for group in GROUPS if (how := excluded[group])),
        mandatory=typed.text("mandatory"), encouraged=typed.text("encouraged"), note=typed.text("note", 1000),
    )  # fmt: skip
    return before.model_copy(update={"eligibility": whom, "purpose": typed.text("purpose", 1000)})


def units_chosen(fields: dict[str, str]) -> list[int]:
    told = [name.removeprefix("unit-") for name, on in fields.items() if name.startswith("unit-") and on]
    return sorted(int(one) for one in told if one.isascii() and one.isdigit() and len(one) < 10)


def name_units(chart: Chart, top_id: int, typed: Typed) -> None:
    """Units written by code or name, one a line, become chosen ones; those that are none below the top stay written."""
    unknown = []
    for line in filter(None, map(str.strip, typed.fields.get("more_units", "").splitlines())):
        unit = chart.called(line)
        if unit is not None and top_id in {unit.id, *(above.id for above in chart.path(unit))}:
            typed.fields[f"unit-{unit.id}"] = "1"
        else:
            unknown.append(line)
    typed.fields["more_units"] = "\n".join(unknown)
    if unknown:
        told = _("Không có đơn vị nào thuộc đơn vị tổ chức mang mã hoặc tên: %(names)s.")
        typed.problems["more_units"] = told % {"names": ", ".join(unknown)[:300]}


def registration_shown(rules: ContestRules) -> dict[str, str]:
    entering = rules.registration
    return {
        "mode": entering.mode, "opens_at": local_input(entering.opens_at), "closes_at": local_input(entering.closes_at),
        "purpose": entering.purpose, "keep_until": written(entering.keep_until), "declaration": entering.declaration,
        "verify": entering.verify, **{f"ask-{name}": getattr(entering, name) for name in ASKED},
    }  # fmt: skip


def registration_read(typed: Typed, before: ContestRules) -> ContestRules:
    asked: dict[str, Any] = {name: typed.choice(f"ask-{name}", get_args(Asked), "off") for name in ASKED}
    mode: Any = typed.choice("mode", ("closed", "open"), "closed")
    verify: Any = typed.choice("verify", ("none", "phone", "email"), "none")
    entering = Registration(
        mode=mode, opens_at=typed.moment("opens_at"), closes_at=typed.moment("closes_at"), verify=verify,
        purpose=typed.text("purpose", 500), keep_until=typed.day("keep_until"),
        declaration=typed.text("declaration", 500), **asked,
    )  # fmt: skip
    return before.model_copy(update={"registration": entering})
