"""A file of questions brought in and mended, until it is accepted (`accepting`).

A file is read by `read_safely` before the transaction begins: reading takes seconds, and answers must not wait for it.
"""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, delete, select, update

from question_bank import content
from question_bank.asked import asked_by, asked_in_bank, stems_in_bank
from question_bank.checking import Finding, asking, check, check_all
from question_bank.draft import Draft, Reading
from question_bank.inserting import insert_plain
from question_bank.intake import EnteringRow, Intake, Row
from question_bank.likening import forget
from question_bank.mending import mended
from question_bank.pictures import put_away
from question_bank.remarks import Problem
from question_bank.text import fold, new_public_id
from question_bank.topic import GROUPS
from question_bank.writing import add_questions, add_topic, external_ids_taken, known_topics

SHIPPED_BY = "hoi-thi"
"""Who proposes the questions that come with the program: nobody here, so anybody here may approve them."""
COMMAND_LINE = "command-line"
"""Who brings questions in at the machine itself."""


Judged = list[dict[str, Any]]
"""Rows as they are to be staged."""


class IntakeRefusal(Exception):
    """What cannot be done with an intake, in a sentence."""


def judge(session: Session, reading: Reading) -> Judged:
    """Check every row beside the others and the bank, as `take_in` and `take_again` stage them.

    It only reads. For a long file it takes a second, so the site judges in a transaction of its own before the one that
    writes; what changes meanwhile is found when the file is accepted. Pictures that nobody kept go.
    """
    put_away(reading.drafts, None)
    with nothing_to_collect():
        findings = _findings(session, reading.drafts)
        return [
            {
                "public_id": new_public_id(), "number": number, "place": draft.place[:200], "draft": draft.as_json(),
                "problems": _as_json(finding.problems), "warnings": _as_json(finding.warnings), "dropped": False,
            }
            for number, (draft, finding) in enumerate(zip(reading.drafts, findings, strict=True), 1)
        ]  # fmt: skip


@contextmanager
def nothing_to_collect() -> Iterator[None]:
    """What is there stays for now: to go through all of it again and again, as more is made, doubles the time."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def take_in(
    session: Session, filename: str, reading: Reading, *, by: str, at: datetime, judged: Judged | None = None
) -> Intake:
    """Stage every row with what is to be said of it. Nothing reaches the bank yet."""
    intake = Intake(filename=filename[-300:], format=reading.format, created_at=at, created_by=by)
    intake.warnings = reading.warnings
    session.add(intake)
    session.flush()
    _stage(session, intake, judged or judge(session, reading))
    return intake


def take_again(session: Session, intake: Intake, filename: str, reading: Reading, judged: Judged | None = None) -> None:
    """A mended file in place of the first one: its rows replace all of an open intake."""
    insist_state(session, intake, "open", "Tệp này đã được đưa vào kho; hãy nộp tệp sửa như một tệp mới.")
    if intake.acceptance is not None:
        raise IntakeRefusal("Tệp này đang được đưa vào kho. Hãy dừng việc đó trước, rồi nộp lại tệp.")
    session.exec(delete(Row).where(col(Row.intake_id) == intake.id))
    intake.filename, intake.format, intake.warnings = filename[-300:], reading.format, reading.warnings
    session.add(intake)
    _stage(session, intake, judged or judge(session, reading))


def rows_of(session: Session, intake: Intake) -> list[Row]:
    return list(session.exec(select(Row).where(Row.intake_id == intake.id).order_by(col(Row.number))))


def mend(session: Session, row: Row, fields: dict[str, str]) -> list[Row]:
    """Put other words in a row's fields ("stem", "choice_0", "key", "source_title" …) and check the file again.

    Returns the rows of which something else is said now: to mend one of two twins frees the other.
    """
    _insist_open(session, row)
    before = Draft.from_json(row.draft)
    after = mended(before, fields)
    row.draft = after.as_json()
    forget(row)
    session.add(row)
    return _check_alike(session, row, [before, after])


def drop(session: Session, row: Row) -> list[Row]:
    """Leave this row out. A row that repeated it may then be ready. Returns the rows that changed."""
    return _set_dropped(session, row, dropped=True)


def take_up(session: Session, row: Row) -> list[Row]:
    """Leave it in after all."""
    return _set_dropped(session, row, dropped=False)


def drop_known(session: Session, intake: Intake) -> int:
    """Leave out what the bank asks already: the same words, the same choices, the same key. Returns how many rows."""
    asked = asked_in_bank(session)
    known = []
    for row in open_rows(session, intake.id):
        draft = Draft.from_json(row.draft)
        finding = check(draft)
        if not finding.problems and asked_by(draft, finding) in asked:
            known.append(row)
    for row in known:
        row.dropped = True
        session.add(row)
    check_again(session, intake.id)
    return len(known)


def check_again(session: Session, intake_id: int | None) -> list[Row]:
    """All rows that are still open, as when the bank has a new topic. Returns those that changed."""
    session.flush()
    return _judge_again(session, open_rows(session, intake_id))


def add_missing_topics(session: Session, intake: Intake, group: str = "other") -> list[str]:
    """Make the topics that open rows name and the bank lacks. Returns their names."""
    if group not in GROUPS:
        raise ValueError(f"no group {group!r}")
    known = known_topics(session)
    said = [" ".join(str(row.draft["topic"]).split()) for row in open_rows(session, intake.id)]
    missing = {fold(name): name for name in reversed(said) if name and fold(name) not in known}
    for name in missing.values():
        add_topic(session, name, group)
    check_again(session, intake.id)
    return list(missing.values())


def install_content(session: Session, *, at: datetime) -> int:
    """Propose the shipped questions that are not there yet. Returns how many they were."""
    content.add_topics(session)
    drafts = content.load_all()
    taken = external_ids_taken(session, (draft.external_id for draft in drafts))
    new = [draft for draft in drafts if draft.external_id not in taken]
    findings = check_all(new, known_topics(session), set())
    add_questions(session, list(zip(new, findings, strict=True)), by=SHIPPED_BY, at=at, state="proposed")
    return len(new)


def _stage(session: Session, intake: Intake, judged: Judged) -> None:
    if judged:
        insert_plain(session, Row, [row | {"intake_id": intake.id} for row in judged])


def _findings(session: Session, drafts: list[Draft]) -> list[Finding]:
    findings = check_all(drafts, known_topics(session), stems_in_bank(session))
    _tell_codes(session, drafts, findings)
    return findings


def _tell_codes(session: Session, drafts: list[Draft], findings: list[Finding]) -> None:
    """A lasting name belongs to one question."""
    taken = external_ids_taken(session, (draft.external_id for draft in drafts))
    seen: dict[str, str] = {}
    for draft, finding in zip(drafts, findings, strict=True):
        if not (name := draft.external_id):
            continue
        place = f"{draft.place}, {draft.cells.get('external_id', 'cột Mã câu hỏi')}"
        if len(name) > 100:
            finding.problems.append(Problem(place, "mã câu hỏi dài quá 100 ký tự.", "external_id"))
        elif name in seen:
            text = f"mã '{name}' trùng với {seen[name][:1].lower()}{seen[name][1:]}."
            finding.problems.append(Problem(place, text, "external_id"))
        elif name in taken:
            text = f"kho đã có mã '{name}'; câu này sẽ vào như một câu mới, không mang mã."
            finding.warnings.append(Problem(place, text, "external_id"))
        seen.setdefault(name, draft.place)


def _as_json(problems: Iterable[Problem]) -> list[dict[str, str]]:
    return [problem.as_json() for problem in problems]


def _check_alike(session: Session, row: Row, drafts: list[Draft]) -> list[Row]:
    """Mending one row can free another: those that read or are named as it did, or as it does now, are judged anew."""
    session.flush()
    open_here = (Row.intake_id == row.intake_id, col(Row.question_id).is_(None), col(Row.dropped).is_(False))
    said = (Row.draft[name].as_string() for name in ("stem", "post", "external_id"))
    found = session.exec(select(Row.id, *said).where(*open_here))
    marks = {id: _marks(stem, post or "", name) for id, stem, post, name in found}
    touched = set().union(*(_marks(draft.stem, draft.post, draft.external_id) for draft in drafts))
    concerned = {id for id, here in marks.items() if here & touched or id == row.id}
    # Each is judged beside all of its own likes: with one of them missing it would look free.
    beside = touched.union(*(marks[id] for id in concerned))
    likes = [id for id, here in marks.items() if here & beside or id in concerned]
    return _judge_again(session, open_rows(session, row.intake_id, likes), concerned)


def _marks(stem: str, post: str, name: str) -> set[tuple[str, str]]:
    """By what two rows may clash."""
    return {("stem", asking(stem, post)), ("name", name)} - {("stem", ""), ("name", "")}


def _judge_again(session: Session, rows: list[Row], concerned: set[int | None] | None = None) -> list[Row]:
    """Judge these rows beside each other, and keep what is found of those concerned. Returns those that changed."""
    changed = []
    for row, (_, finding) in zip(rows, checked(session, rows), strict=True):
        found = (_as_json(finding.problems), _as_json(finding.warnings))
        if found != (row.problems, row.warnings) and (concerned is None or row.id in concerned):
            row.problems, row.warnings = found
            session.add(row)
            changed.append(row)
    session.flush()
    return changed


def checked(session: Session, rows: list[Row]) -> Iterable[tuple[Draft, Finding]]:
    return checked_drafts(session, [Draft.from_json(row.draft) for row in rows])


def checked_drafts(session: Session, drafts: list[Draft]) -> Iterable[tuple[Draft, Finding]]:
    """Each with what is to be said of it beside the others and the bank."""
    return zip(drafts, _findings(session, drafts), strict=True)


def open_rows(session: Session, intake_id: int | None, ids: list[int | None] | None = None) -> list[Row]:
    """As they stand now and not as they were first seen."""
    rows = select(Row).where(*open_in(intake_id, ids)).order_by(col(Row.number))
    return list(session.exec(rows.execution_options(populate_existing=True)))


def open_in(intake_id: int | None, ids: Sequence[int | None] | None = None) -> list[Any]:
    """Neither left out, nor in the bank or entering it (of these, where any are named)."""
    entering = select(EnteringRow.row_id).where(EnteringRow.intake_id == intake_id)
    open_here = [Row.intake_id == intake_id, col(Row.question_id).is_(None), col(Row.dropped).is_(False)]
    return [*open_here, col(Row.id).not_in(entering), *([] if ids is None else [col(Row.id).in_(ids)])]


def _set_dropped(session: Session, row: Row, *, dropped: bool) -> list[Row]:
    _insist_open(session, row)
    row.dropped = dropped
    session.add(row)
    return _check_alike(session, row, [Draft.from_json(row.draft)])


def _insist_open(session: Session, row: Row) -> None:
    if row.question_id is not None:
        raise IntakeRefusal("Câu này đã ở trong kho; hãy sửa nó ở đó.")
    if session.get(EnteringRow, row.id) is not None:
        raise IntakeRefusal("Câu này đang được đưa vào kho. Hãy dừng việc đó trước, rồi sửa.")


def insist_state(session: Session, intake: Intake, states: str, otherwise: str) -> None:
    """Hold the intake's row, so that of two people who act at once one acts after the other."""
    held = update(Intake).where(col(Intake.id) == intake.id, col(Intake.state).in_(states.split(", ")))
    if session.exec(held.values(filename=Intake.filename)).rowcount != 1:
        raise IntakeRefusal(otherwise)
    session.refresh(intake)
