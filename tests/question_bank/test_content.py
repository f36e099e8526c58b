"""What the shipped bank promises: sourced, in force, fair to a guesser, and written for the people who will read it."""

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

Record = dict[str, Any]

ROOT = Path(__file__).resolve().parents[2]
CONTENT = ROOT / "question_bank" / "content"
FACTS = ROOT.parent / "shared" / "facts"
IN_FORCE_ON = date(2026, 11, 23)
LETTERS = "ABCDE"
LENGTHS_ALLOWED = {"single_choice": {4}, "next_step": {4}, "multiple_choice": {4, 5}}
PARTS_ALLOWED = {"ordering": ("choices", range(3, 7)), "matching": ("pairs", range(3, 7))}
SOURCE_KINDS = {"official", "press", "law-library", "elsewhere"}
NOT_YET_LAW = ("DỰ THẢO", "ĐỀ XUẤT", "Phương án trong đề án")
PERSON = re.compile(
    r"\b(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Bb]ác sĩ|Tổng Bí thư|Bộ trưởng|Thủ tướng|Chủ tịch)"
    r" (?!Chính phủ|Quốc hội|UBND|Ủy ban|Hội đồng)[A-ZĐÀ-Ỹ]\w+"
)

TOPICS = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(CONTENT.glob("*.yaml"))]
SOURCES = {(each["topic"]["slug"], source["id"]): source for each in TOPICS for source in each["sources"]}
QUESTIONS = [{**question, "topic": each["topic"]} for each in TOPICS for question in each["questions"]]
WITH_CHOICES = [question for question in QUESTIONS if question["kind"] in LENGTHS_ALLOWED]
SINGLE = [question for question in WITH_CHOICES if question["kind"] != "multiple_choice"]

each_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["id"])
each_topic = pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic["topic"]["slug"])
each_source = pytest.mark.parametrize("source", SOURCES.values(), ids=lambda source: source["id"])


def key_of(question: Record) -> list[str]:
    key = question.get("key", [])
    return key if isinstance(key, list) else [key]


def right_and_wrong(question: Record) -> tuple[list[str], list[str]]:
    lettered = list(zip(LETTERS, question["choices"], strict=False))
    key = key_of(question)
    return [text for letter, text in lettered if letter in key], [
        text for letter, text in lettered if letter not in key
    ]


def sources_of(question: Record) -> list[Record]:
    return [SOURCES[question["topic"]["slug"], name] for name in question["sources"]]


def texts_of(question: Record) -> list[str]:
    paired = [side for pair in question.get("pairs", []) for side in pair if side]
    typed = key_of(question) if question["kind"] == "short_text" else []
    return [question["stem"], question["explanation"], *question.get("choices", []), *paired, *typed]


def can_be_relied_on(question: Record, sources: list[Record]) -> bool:
    """An official page, or at least two sites that say the same. A skill, without any figure, may rest on one paper."""
    if any(source["kind"] == "official" for source in sources):
        return True
    if len({urlsplit(source["url"]).hostname for source in sources}) >= 2:
        return True
    key = question["key"] if question["kind"] in ("numeric", "short_text") else ""
    return sources[0]["kind"] == "press" and not re.search(r"\d", " ".join([*texts_of(question), str(key)]))


# --- The bank as a whole ----------------------------------------------------------------------------------------------


def test_there_are_at_least_sixty_questions():
    assert len(QUESTIONS) >= 60


def test_there_is_enough_of_digital_transformation_and_of_misinformation():
    parts = Counter(question["topic"]["group"] for question in QUESTIONS)

    assert set(parts) == {"digital", "misinformation"}
    assert min(parts.values()) >= 36


def test_every_question_has_a_name_of_its_own():
    assert [name for name, times in Counter(question["id"] for question in QUESTIONS).items() if times > 1] == []


def test_no_question_is_asked_twice():
    stems = Counter(" ".join(question["stem"].casefold().split()) for question in QUESTIONS)

    assert [stem for stem, times in stems.items() if times > 1] == []


def test_many_questions_have_one_right_choice_and_the_other_kinds_are_there_too():
    kinds = Counter(question["kind"] for question in QUESTIONS)

    assert kinds["single_choice"] > len(QUESTIONS) / 4
    assert kinds["multiple_choice"] >= 8
    assert kinds["true_false"] >= 8


@pytest.mark.parametrize("letter", "ABCD")
def test_the_right_letter_cannot_be_guessed(letter):
    share = sum(question["key"] == letter for question in SINGLE) / len(SINGLE)

    assert 0.15 <= share <= 0.35


def test_true_is_not_a_better_guess_than_false():
    keys = Counter(question["key"] for question in QUESTIONS if question["kind"] == "true_false")

    assert abs(keys[True] - keys[False]) <= 2


def test_the_right_choice_is_seldom_the_longest():
    longest = [question["id"] for question in WITH_CHOICES if stands_out(question, max, 1)]

    assert len(longest) / len(WITH_CHOICES) <= 0.35


def test_the_right_choice_is_seldom_the_shortest():
    shortest = [question["id"] for question in WITH_CHOICES if stands_out(question, min, -1)]

    assert len(shortest) / len(WITH_CHOICES) <= 0.35


def stands_out(question: Record, most: Callable[..., int], sign: int) -> bool:
    """Whether a right choice is longer (sign 1) or shorter (sign -1) than every wrong one."""
    right, wrong = right_and_wrong(question)
    return sign * most(map(len, right)) > sign * most(map(len, wrong))


# --- Each topic -------------------------------------------------------------------------------------------------------


@each_topic
def test_a_topic_says_what_it_is_called(topic):
    assert set(topic["topic"]) == {"slug", "name", "name_en", "group"}


@each_topic
def test_a_blueprint_can_draw_two_questions_of_each_common_difficulty(topic):
    difficulties = Counter(question["difficulty"] for question in topic["questions"])

    assert all(difficulties[difficulty] >= 2 for difficulty in (1, 2, 3)), difficulties


@each_topic
def test_a_topic_lists_the_sources_it_uses_and_no_others(topic):
    used = {name for question in topic["questions"] for name in question["sources"]}
    listed = [source["id"] for source in topic["sources"]]

    assert sorted(listed) == sorted(used)


@each_source
def test_a_source_can_be_looked_up(source):
    assert {"id", "title", "issuer", "kind", "url"} <= set(source)
    assert source["kind"] in SOURCE_KINDS
    assert re.match(r"https?://[\w.-]*[a-z]\.?/", source["url"])
    # A year or a month is all that some pages tell.
    assert re.fullmatch(r"\d{4}(-\d\d){0,2}", source.get("issued", "2026"))


# --- Each question ----------------------------------------------------------------------------------------------------


@each_question
def test_a_question_rests_on_an_official_source_or_on_two(question):
    assert can_be_relied_on(question, sources_of(question))


@each_question
def test_a_question_is_in_force_on_the_day(question):
    day = IN_FORCE_ON.isoformat()

    assert (question.get("valid_from") or day) <= day <= (question.get("valid_to") or day)


@each_question
def test_the_key_fits_the_kind(question):
    if question["kind"] == "true_false":
        assert isinstance(question["key"], bool)
        assert "choices" not in question
    if question["kind"] in ("short_text", "numeric"):
        assert key_of(question)
        assert "choices" not in question
    if question["kind"] in PARTS_ALLOWED:
        field, lengths = PARTS_ALLOWED[question["kind"]]
        assert len(question[field]) in lengths
        assert "key" not in question
    if question["kind"] not in LENGTHS_ALLOWED:
        return

    right, wrong = right_and_wrong(question)
    assert len(question["choices"]) in LENGTHS_ALLOWED[question["kind"]]
    assert len({choice.casefold() for choice in question["choices"]}) == len(question["choices"])
    assert len(right) == len(set(key_of(question)))
    assert len(right) in ({2, 3} if question["kind"] == "multiple_choice" else {1})
    assert len(wrong) >= 2


@each_question
def test_the_explanation_is_two_to_four_sentences(question):
    sentences = re.findall(r"[.!?](?=\s+[A-ZĐÀ-Ỹ“]|\s*$)", question["explanation"])

    assert 2 <= len(sentences) <= 4


@each_question
def test_the_difficulty_is_one_to_five(question):
    assert question["difficulty"] in {1, 2, 3, 4, 5}


@each_question
def test_the_text_is_clean_vietnamese(question):
    for text in texts_of(question):
        assert text == unicodedata.normalize("NFC", text)
        assert text == " ".join(text.split())
    assert re.search(r"[ăâđêôơưà-ỹ]", question["stem"])


@each_question
def test_no_person_is_named(question):
    assert [text for text in texts_of(question) if PERSON.search(text)] == []


# --- Against the fact base --------------------------------------------------------------------------------------------


def test_every_fact_a_question_rests_on_is_known_in_force_undisputed_and_no_draft():
    known = facts_beside_the_project()

    wrong = [f"{question['id']}: {why}" for question in QUESTIONS for why in doubts_about(question, known)]

    assert wrong == []


def facts_beside_the_project() -> dict[str, Record]:
    if not FACTS.is_dir():
        message = f"{len(QUESTIONS)} questions were not checked against the facts they rest on: no ../shared/facts here"
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)
    return {fact["id"]: fact for path in FACTS.glob("*.yaml") for fact in facts_in(path)}


def facts_in(path: Path) -> list[Record]:
    """The facts of one file, each with its own sources in place of their names."""
    text = yaml.safe_load(path.read_text("utf-8"))
    sources = {source["id"]: source for source in text["sources"]}
    return [{**fact, "sources": [sources[name] for name in names_in(fact)]} for fact in text["facts"]]


def names_in(fact: Record) -> list[str]:
    return [fact["source"], *(fact.get("also_seen_in") or [])]


def doubts_about(question: Record, known: dict[str, Record]) -> list[str]:
    missing = [name for name in question["facts"] if name not in known]
    if missing or not question["facts"]:
        return [f"no such fact: {missing}"]
    facts = [known[name] for name in question["facts"]]
    addresses = {source["url"] for fact in facts for source in fact["sources"]}
    strangers = [source["id"] for source in sources_of(question) if source["url"] not in addresses]
    doubts = [(fact, why) for fact in facts for why in doubts_about_fact(question, fact)]
    return [f"{fact['id']} {why}" for fact, why in doubts if not is_told(question, fact, why)] + [
        f"{name} is not a source of its facts" for name in strangers
    ]


def is_told(question: Record, fact: Record, doubt: str) -> bool:
    """What held until a year may be asked about where the stem names that year."""
    return doubt == "is no longer in force" and str(fact["valid_to"])[:4] in question["stem"]


def doubts_about_fact(question: Record, fact: Record) -> list[str]:
    day = IN_FORCE_ON.isoformat()
    found = {
        "is not in force yet": str(fact.get("valid_from") or day) > day,
        "is no longer in force": str(fact.get("valid_to") or day) < day,
        "is disputed": bool(fact.get("disputed")),
        "is a draft": any(mark in (fact.get("note") or "") for mark in NOT_YET_LAW),
        "rests on a single unofficial source": not can_be_relied_on(question, fact["sources"]),
    }
    return [why for why, holds in found.items() if holds]
