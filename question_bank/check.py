"""A file of questions judged by itself, without a bank: what `quiz bank check FILE --json` prints."""

from pathlib import Path
from typing import Any

from question_bank.checking import Finding, check_all
from question_bank.draft import Draft
from question_bank.kinds import BY_ORDERING, KINDS, WITH_RIGHT_CHOICES
from question_bank.pictures import name_of
from question_bank.readers import UnreadableFile, read_safely

READY, WITH_PROBLEMS, REFUSED = 0, 1, 2


def check_file(path: Path) -> dict[str, Any]:
    """`key` holds the places of the right choices, counted from 0; of a question without choices, the answers.

    `parts`: of choices that are not right, by `id` the place, and which share of the points they bring.
    """
    try:
        reading = read_safely(path.read_bytes(), path.name, name_of)
    except UnreadableFile as refusal:
        return {"format": path.suffix.lstrip(".").lower(), "refused": str(refusal), "warnings": [], "drafts": []}
    findings = check_all(reading.drafts, None, set())
    drafts = [_as_json(draft, finding) for draft, finding in zip(reading.drafts, findings, strict=True)]
    return {"format": reading.format, "refused": None, "warnings": reading.warnings, "drafts": drafts}


def exit_code(report: dict[str, Any]) -> int:
    """0: every draft is ready. 1: some have problems. 2: the file is refused."""
    if report["refused"] is not None:
        return REFUSED
    return WITH_PROBLEMS if any(draft["problems"] for draft in report["drafts"]) else READY


def _as_json(draft: Draft, finding: Finding) -> dict[str, Any]:
    return {
        "place": draft.place,
        "kind": finding.kind,
        "stem": draft.stem,
        **({"post": draft.post} if draft.post else {}),
        **({"verdict": finding.key["verdict"]} if "verdict" in finding.key else {}),
        "choices": finding.choices if finding.kind in (*WITH_RIGHT_CHOICES, *BY_ORDERING) else [],
        "key": finding.right if finding.kind not in KINDS or finding.kind in WITH_RIGHT_CHOICES else _answers(finding),
        **({"parts": finding.key["parts"]} if "parts" in finding.key else {}),
        "explanation": draft.explanation,
        "topic": finding.topic,
        "difficulty": finding.difficulty,
        "problems": [str(problem) for problem in finding.problems],
        "warnings": [str(warning) for warning in finding.warnings],
    }


def _answers(finding: Finding) -> list[str]:
    return KINDS[finding.kind].cells(finding.draft)
