"""Files of questions from the command line: taken in, written out, told about."""

import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from question_bank import accepting, importing
from question_bank.accepting import Ready
from question_bank.exporting import drafts_of
from question_bank.finding import Wanted, versions_wanted
from question_bank.importing import COMMAND_LINE
from question_bank.intake import Intake
from question_bank.pictures import bring_back
from question_bank.readers import UnreadableFile, read_safely
from question_bank.topic import Topic
from question_bank.writers import FORMATS, written
from quiz import database
from quiz.complaints import Complaint, MachineComplaint
from quiz.files import Files
from quiz.people.second_person import is_second_person_asked


@dataclass
class TakenIn:
    accepted: int
    waits: bool
    """For somebody to approve them."""
    known: int = 0
    problems: list[str] = field(default_factory=list)


def take_in(file: Path, at: datetime, pictures: Files) -> TakenIn:
    """Read first, and only then hold up the writers."""
    try:
        reading = read_safely(file.read_bytes(), file.name, pictures.keep)
    except UnreadableFile as refusal:
        raise Complaint(str(refusal)) from refusal
    with database.transaction(writing=False) as session:
        judged = importing.judge(session, reading)
    with database.transaction() as session:
        _stop_earlier(session, file.name)
        intake = importing.take_in(session, file.name, reading, by=COMMAND_LINE, at=at, judged=judged)
        known = importing.drop_known(session, intake)
        acceptance = accepting.begin(session, intake)
    with database.transaction(writing=False) as session:
        ready = accepting.ready_rows(session, intake)
        state = "proposed" if is_second_person_asked(session) else "approved"
        problems = _problems_left(session, intake)
    return TakenIn(_accept(intake, acceptance, ready, at, state), state == "proposed", known, problems)


def _stop_earlier(session: Session, filename: str) -> None:
    """What a run that was broken off left of this file would keep its questions' lasting names from them."""
    of_file = (Intake.filename == filename, Intake.created_by == COMMAND_LINE)
    for intake in session.exec(select(Intake).where(*of_file, col(Intake.acceptance).is_not(None))):
        accepting.stop(session, intake)


def _accept(intake: Intake, acceptance: str, ready: list[Ready], at: datetime, state: str) -> int:
    """How many there are in the bank now. Written in slices: a server beside us keeps answers meanwhile."""
    for some in accepting.slices_of(ready):
        begun = time.monotonic()
        entries = accepting.prepared(some, by=COMMAND_LINE, at=at)
        with database.transaction() as session:
            accepting.enter(session, session.get_one(Intake, intake.id), acceptance, entries)
        time.sleep(accepting.rest_after(time.monotonic() - begun))
    with database.transaction() as session:
        here = session.get_one(Intake, intake.id)
        return len(accepting.show(session, here, acceptance, by=COMMAND_LINE, at=at, state=state))


def _problems_left(session: Session, intake: Intake) -> list[str]:
    return [
        f"{problem['place']}: {problem['text']}"
        for row in importing.rows_of(session, intake)
        if not row.dropped
        for problem in row.problems
    ]


def write_out(file: Path, pictures: Files) -> tuple[int, list[str]]:
    """The current version of every question. Returns how many they are, and what the format could not hold."""
    format = file.suffix.lower().lstrip(".")
    if format not in FORMATS:
        named = ", ".join(f".{name}" for name in FORMATS)
        raise Complaint(f"Ghi ra được {named}; không biết {file.suffix or 'tệp không có đuôi'}.")
    with database.transaction(writing=False) as session:
        drafts = drafts_of(session, versions_wanted(session, Wanted()))
        topics = list(session.exec(select(Topic.name).order_by(col(Topic.position))))
    bring_back(drafts, pictures.read)
    made = written(drafts, format, topics)
    try:
        file.write_bytes(made.data)
    except OSError as error:
        raise MachineComplaint(f"Không ghi được {file}: {error.strerror}.") from error
    return len(drafts) - len(made.left_out), made.told


def told(report: dict[str, Any]) -> str:
    """A report of `question_bank.check`, for a person at a terminal."""
    if report["refused"] is not None:
        return f"Không nhận tệp: {report['refused']}"
    drafts = report["drafts"]
    ready = [draft for draft in drafts if not draft["problems"]]
    lines = [f"{len(drafts)} câu, {len(ready)} câu dùng được."]
    lines += [f"  lưu ý: {warning}" for warning in report["warnings"]]
    for draft in drafts:
        lines += [f"  {problem}" for problem in draft["problems"]]
        lines += [f"  lưu ý: {warning}" for warning in draft["warnings"]]
    return "\n".join(lines)


def told_of_folder(report: dict[str, Any]) -> str:
    """A report of `question_bank.content.check`: what is wrong comes last, where a terminal shows it."""
    lines = [line for each in report["files"] for line in (each["name"], *_measures(each))]
    groups = ", ".join(f"{group} {count}" for group, count in report["all"]["groups"].items())
    lines += [f"Cả bộ: {groups}", *_measures(report["all"])]
    for pair in report["alike"]:
        lines += [f"Gần giống nhau ({pair['score']}%): {pair['places'][0]} và {pair['places'][1]}"]
        lines += [f"  {stem}" for stem in pair["stems"]]
    lines += report["problems"]
    count = len(report["problems"])
    lines.append(f"{report['all']['questions']} câu, {count} điều cần sửa." if count else "Mọi quy tắc đều được giữ.")
    return "\n".join(lines)


def _measures(found: dict[str, Any]) -> list[str]:
    names = {
        "kinds": "loại", "difficulties": "độ khó", "letters": "đáp án", "truths": "đúng sai", "verdicts": "kết luận",
    }  # fmt: skip
    spread = [
        f"{name} " + ", ".join(f"{value}: {count}" for value, count in found[field].items())
        for field, name in names.items()
        if found[field]
    ]
    lengths = (
        f"đáp án dài nhất {found['longest']}/{found['measured']}, ngắn nhất {found['shortest']}/{found['measured']}"
    )
    return [f"  {found['questions']} câu: " + "; ".join(spread), f"  {lengths}"]
