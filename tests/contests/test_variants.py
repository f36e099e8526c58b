"""Every variant of the domain reference has a setting, or an argued reason why an online round has none."""

import re
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel
from sqlmodel import SQLModel

from quiz.contests.advance import Advance
from quiz.contests.contest import Division
from quiz.contests.contest_rules import Complaints, ContestRules, Publication
from quiz.contests.eligibility import Eligibility, Registration
from quiz.contests.entry import Entry
from quiz.contests.prizes import Awarding, Prize
from quiz.contests.round import BlueprintRow, Leg, LegBlueprintRow, Part, Round
from quiz.contests.rules import RoundRules
from quiz.contests.unit_ranking import Overall, UnitRanking

PAGE = Path(__file__).parents[2] / "docs" / "variants.md"
IN_THE_REFERENCE = {"b1": 23, "b3": 17, "b4": 6, "b5": 37, "b6": 13, "b7": 14}
"""How many rows each of its tables has."""
KNOWN: dict[str, type[BaseModel] | type[SQLModel]] = {
    model.__name__: model
    for model in (
        Advance, Awarding, BlueprintRow, Complaints, ContestRules, Division, Eligibility, Entry, Leg, LegBlueprintRow,
        Overall, Part, Prize, Publication, Registration, Round, RoundRules, UnitRanking,
    )
}  # fmt: skip
NAMED = re.compile(r"`(\w+)\.(\w+)(?:=(\w+))?`")


def rows() -> list[tuple[str, str, str]]:
    """The section, the variant, and what is said of it."""
    found, section = [], ""
    for line in PAGE.read_text().splitlines():
        if line.startswith("## "):
            section = line[3:5]
        elif line.startswith("| ") and not line.startswith(("| variant", "| ---")):
            variant, told = (cell.strip() for cell in line.strip("| ").split(" | ", 1))
            found.append((section, variant, told))
    return found


def values(annotation: Any) -> set[str]:
    """Every value that a type lets one choose, however deep it stands."""
    if hasattr(annotation, "__members__"):
        return {str(member) for member in annotation}
    return {each for part in get_args(annotation) for each in ({part} if isinstance(part, str) else values(part))}


def test_no_row_of_the_reference_is_left_out():
    sections = [section for section, _variant, _told in rows()]
    assert {section: sections.count(section) for section in dict.fromkeys(sections)} == IN_THE_REFERENCE


@pytest.mark.parametrize(("variant", "told"), [(variant, told) for _section, variant, told in rows()])
def test_a_variant_has_a_setting_or_an_argued_exception(variant, told):
    named = NAMED.findall(told)
    for model, field, value in named:
        fields = KNOWN[model].model_fields
        assert field in fields, f"{model}.{field}"
        assert not value or value in values(fields[field].annotation), f"{model}.{field}={value}"
    if told.startswith("Not online"):
        assert len(told.split()) > 8
    else:
        assert named
