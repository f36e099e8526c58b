"""A folder of content judged by all its rules: what `quiz bank check FOLDER` prints."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from question_bank.content import FOLDER
from question_bank.content.balance import (
    by_group,
    letters,
    look_alikes,
    may_stand_out,
    problems_of_size,
    problems_together,
    standing_out,
    truths,
    verdicts,
)
from question_bank.content.rules import problems_of_file, problems_of_question
from question_bank.content.shelf import File, Record, files_in
from question_bank.remarks import Problem


def problems_of(files: list[File], on: date) -> list[Problem]:
    """What breaks a rule on that day, file by file and then together."""
    found: list[Problem] = []
    for file in files:
        found += problems_of_file(file)
        for record in file.records:
            found += problems_of_question(record, on)
    return found + list(problems_together(files))


def check_folder(folder: Path, on: date) -> dict[str, Any]:
    """How many it must be is asked only of the bank that we ship."""
    files = files_in(folder)
    problems = problems_of(files, on)
    if folder.resolve() == FOLDER:
        problems += problems_of_size(files)
    records = [record for file in files for record in file.records]
    return {
        "files": [{"name": file.name, **_measured(file.records)} for file in files],
        "all": _measured(records) | {"groups": dict(by_group(files))},
        "problems": [str(problem) for problem in problems],
        "alike": [
            {"score": score, "places": [one.place, other.place], "stems": [one.draft.stem, other.draft.stem]}
            for score, one, other in look_alikes(records)
        ],
    }


def _measured(records: list[Record]) -> dict[str, Any]:
    """How the questions are spread, and how often the right choice is the longest or shortest of those measured."""
    return {
        "questions": len(records),
        "kinds": dict(Counter(record.kind for record in records).most_common()),
        "difficulties": dict(sorted(Counter(record.finding.difficulty for record in records).items())),
        "letters": dict(sorted(letters(records).items())),
        "truths": dict(truths(records)),
        "verdicts": dict(verdicts(records)),
        "longest": len(standing_out(records, longest=True)),
        "shortest": len(standing_out(records, longest=False)),
        "measured": sum(map(may_stand_out, records)),
    }
