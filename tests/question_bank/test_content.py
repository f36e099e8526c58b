"""What the shipped bank promises: sourced, in force, fair to a guesser, and written for the people who will read it."""

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from question_bank.content import FOLDER
from question_bank.content.balance import problems_of_size
from question_bank.content.check import problems_of
from question_bank.content.rules import can_be_relied_on, rests_on_figures
from question_bank.content.shelf import files_in
from question_bank.draft import SourceNote

Fact = dict[str, Any]

FACTS = Path(__file__).resolve().parents[2].parent / "shared" / "facts"
IN_FORCE_ON = date(2026, 11, 23)
NOT_YET_LAW = ("DỰ THẢO", "ĐỀ XUẤT", "Phương án trong đề án")

FILES = files_in(FOLDER)
RECORDS = [record for file in FILES for record in file.records]


def test_the_shipped_bank_keeps_every_rule():
    assert [str(problem) for problem in problems_of(FILES, IN_FORCE_ON)] == []


def test_the_shipped_bank_is_as_large_as_it_says():
    assert [str(problem) for problem in problems_of_size(FILES)] == []


# --- Against the fact base --------------------------------------------------------------------------------------------


def test_every_fact_a_question_rests_on_is_known_in_force_undisputed_and_no_draft():
    known = facts_beside_the_project()

    assert [f"{record.place}: {why}" for record in RECORDS for why in doubts_about(record, known)] == []


def facts_beside_the_project() -> dict[str, Fact]:
    if not FACTS.is_dir():
        message = f"{len(RECORDS)} questions were not checked against the facts they rest on: no ../shared/facts here"
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)
    return {fact["id"]: fact for path in FACTS.glob("*.yaml") for fact in facts_in(path)}


def facts_in(path: Path) -> list[Fact]:
    """The facts of one file, each with its own sources in place of their names."""
    text = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    sources = {source["id"]: source for source in text["sources"]}
    return [{**fact, "sources": [sources[name] for name in names_in(fact)]} for fact in text["facts"]]


def names_in(fact: Fact) -> list[str]:
    return [fact["source"], *(fact.get("also_seen_in") or [])]


def doubts_about(record, known: dict[str, Fact]) -> list[str]:
    names = record.raw.get("facts") or []
    missing = [name for name in names if name not in known]
    if missing or not names:
        return [f"no such fact: {missing}"]
    facts = [known[name] for name in names]
    addresses = {source["url"] for fact in facts for source in fact["sources"]}
    strangers = [source.title for source in record.draft.sources if source.url not in addresses]
    doubts = [f"{fact['id']} {why}" for fact in facts for why in doubts_about_fact(fact, record)]
    return doubts + [f"{title} is not a source of its facts" for title in strangers]


def doubts_about_fact(fact: Fact, record) -> list[str]:
    day = IN_FORCE_ON.isoformat()
    found = {
        "is not in force yet": str(fact.get("valid_from") or day) > day,
        "is no longer in force": str(fact.get("valid_to") or day) < day and not is_told(fact, record),
        "is disputed": bool(fact.get("disputed")),
        "is a draft": any(mark in (fact.get("note") or "") for mark in NOT_YET_LAW),
        "rests on a single unofficial source": rests_on_figures(record) and not can_be_relied_on(notes_of(fact)),
    }
    return [why for why, holds in found.items() if holds]


def is_told(fact: Fact, record) -> bool:
    """What held until a year may be asked about where the stem names that year."""
    return str(fact["valid_to"])[:4] in record.asked


def notes_of(fact: Fact) -> list[SourceNote]:
    return [SourceNote(kind=source["kind"], url=source["url"]) for source in fact["sources"]]
