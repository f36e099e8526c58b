"""What is ready of a file enters the bank, all of it at once; or what entered is taken out again.

Writing thousands of questions takes seconds, and answers must not wait for it. So they are written in slices, each in a
short transaction, as questions without a current version: no list, search, queue, pool or look-alike has them. The last
transaction, a short one however many they are, shows them all. What was broken off goes on, or is stopped.
"""

import pickle
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session, col, delete, func, insert, select, update

from question_bank.checking import Finding
from question_bank.draft import Draft
from question_bank.importing import IntakeRefusal, checked_drafts, insist_state, nothing_to_collect, open_in
from question_bank.intake import EnteringRow, Intake, Row
from question_bank.question import Question, QuestionMedia, QuestionVersion
from question_bank.source import QuestionSource
from question_bank.text import new_public_id
from question_bank.writing import Prepared, entry_of, write
from question_bank.writing import prepared as prepare

SLICE = 25
"""So many rows are written in one transaction: a hundredth of a second or two."""
REST = 8
"""So many times as long as a slice took nothing is written: that time is everybody else's."""

REST_MAX_S = 0.4
"""On a machine that is busy with other things a slice takes long, and nobody gains by a rest as long in proportion."""

TAKEN_BACK = "Tệp này đã bị thu hồi nên không đưa vào được nữa."
NOT_THIS_ONE = "Việc đưa tệp này vào kho đã bị dừng, hoặc người khác đã làm tiếp."

Used = Callable[[list[int]], set[int]]
"""Which of these questions were drawn into a paper or fixed in a blueprint: the site knows, the bank does not."""


class Ready(NamedTuple):
    """A row that may enter the bank, as it was judged; what was said of it then must still be so when it does.

    Packed: thousands of drafts and findings held as objects for a minute would have the whole process, answers and all,
    stand still each time Python looks for garbage among them.
    """

    row_id: int
    packed: bytes

    @classmethod
    def of(cls, row_id: int, said: dict[str, Any], draft: Draft, finding: Finding) -> "Ready":
        """`said` is the draft as the row keeps it."""
        return cls(row_id, pickle.dumps((said, draft, finding)))

    def unpacked(self) -> tuple[dict[str, Any], Draft, Finding]:
        whole: tuple[dict[str, Any], Draft, Finding] = pickle.loads(self.packed)  # our own, from memory
        return whole


class Entry(NamedTuple):
    """A row with what is written of it."""

    row_id: int
    said: dict[str, Any]
    rows: Prepared


def accept(session: Session, intake: Intake, *, by: str, at: datetime, state: str = "approved") -> list[int]:
    """Put every ready row into the bank in this one transaction, of a file that is not long. Again: what was mended
    since. Returns the ids of the questions, in the order of the file."""
    acceptance = begin(session, intake)
    enter(session, intake, acceptance, prepared(ready_rows(session, intake), by=by, at=at))
    return show(session, intake, acceptance, by=by, at=at, state=state)


def begin(session: Session, intake: Intake) -> str:
    """From here on this acceptance works at the file, and no other that began before. Returns its name."""
    insist_state(session, intake, "open, accepted", TAKEN_BACK)
    acceptance = new_public_id()
    _set(session, intake, acceptance=acceptance)
    return acceptance


def ready_rows(session: Session, intake: Intake) -> list[Ready]:
    """What has not entered yet, judged anew beside the bank as it is. It only reads, and for a long file takes a part
    of a second."""
    with nothing_to_collect():
        said = _ready_drafts(session, intake)
        judged = checked_drafts(session, [Draft.from_json(draft) for draft in said.values()])
        return [
            Ready.of(row_id, draft, *pair)
            for (row_id, draft), pair in zip(said.items(), judged, strict=True)
            if not pair[1].problems
        ]


def _ready_drafts(session: Session, intake: Intake, ids: list[int] | None = None) -> dict[int, dict[str, Any]]:
    """Row id → draft, of those that may enter (of these, where any are named), in the order of the file."""
    here = open_in(intake.id, ids)
    rows = session.exec(select(Row.id, Row.draft, Row.problems).where(*here).order_by(col(Row.number)))
    return {id: dict(draft) for id, draft, problems in rows if id is not None and not problems}


def slices_of(ready: list[Ready]) -> list[list[Ready]]:
    """What is written in one transaction each."""
    return [ready[begin : begin + SLICE] for begin in range(0, len(ready), SLICE)]


def prepared(some: list[Ready], *, by: str, at: datetime) -> list[Entry]:
    """What `enter` will write of these: the part that needs no database, so that nobody waits for it meanwhile."""
    whole = [each.unpacked() for each in some]
    rows = prepare([(draft, finding) for _, draft, finding in whole], by=by, at=at, shown=False)
    return [Entry(each.row_id, said, row) for each, (said, _, _), row in zip(some, whole, rows, strict=True)]


def rest_after(seconds: float) -> float:
    """For how long nothing is written after a slice that took so long."""
    return min(REST * seconds, REST_MAX_S)


def enter(session: Session, intake: Intake, acceptance: str, entries: list[Entry]) -> None:
    """Write these as questions that nobody sees yet. What changed meanwhile stays behind."""
    _insist_on(session, intake, acceptance)
    drafts = _ready_drafts(session, intake, [entry.row_id for entry in entries])
    still = [entry for entry in entries if drafts.get(entry.row_id) == entry.said]
    ids = write(session, [entry.rows for entry in still], intake.id)
    entering = [
        {"row_id": each.row_id, "question_id": id, "intake_id": intake.id} for each, id in zip(still, ids, strict=True)
    ]
    if entering:
        session.exec(insert(EnteringRow), params=entering)


def show(
    session: Session, intake: Intake, acceptance: str, *, by: str, at: datetime, state: str = "approved"
) -> list[int]:
    """All that entered stands in the bank from this transaction on: as proposed, or approved by whoever accepts.

    A few statements, however many they are. Returns the ids of the questions, in the order of the file.
    """
    _insist_on(session, intake, acceptance)
    mine = select(EnteringRow.question_id).where(EnteringRow.intake_id == intake.id)
    in_order = mine.join(Row, col(Row.id) == EnteringRow.row_id).order_by(col(Row.number))
    ids = list(session.exec(in_order))
    if ids:
        shown = {"is_current": True, "author": by} | entry_of(state, at)
        session.exec(update(QuestionVersion).where(col(QuestionVersion.question_id).in_(mine)).values(**shown))
        _link_rows(session, intake)
        _set(session, intake, state="accepted", accepted_at=at, accepted_by=by)
    _set(session, intake, acceptance=None)
    session.expire_all()
    return ids


def count_entering(session: Session, intake: Intake) -> int:
    """How many are written and wait to be shown."""
    here = select(func.count()).select_from(EnteringRow).where(EnteringRow.intake_id == intake.id)
    return session.exec(here).one()


def stop(session: Session, intake: Intake) -> int:
    """Everything as it was before the acceptance that is under way, or was broken off. Returns how many had entered."""
    _hold(session, intake)
    if intake.acceptance is None:
        raise IntakeRefusal("Không có việc đưa vào nào đang dở.")
    count = count_entering(session, intake)
    _remove(session, select(EnteringRow.question_id).where(EnteringRow.intake_id == intake.id))
    _set(session, intake, acceptance=None)
    return count


def undo(session: Session, intake: Intake, *, used: Used) -> int:
    """Take the intake's questions out of the bank again, while nobody used them. Returns how many they were."""
    insist_state(session, intake, "accepted", "Tệp này chưa được đưa vào kho, hoặc đã được thu hồi.")
    if intake.acceptance is not None:
        raise IntakeRefusal("Tệp này đang được đưa thêm vào kho. Hãy dừng việc đó trước, rồi thu hồi.")
    ids = list(session.exec(select(Question.id).where(Question.intake_id == intake.id)))
    question_ids = [id for id in ids if id is not None]
    _hold_versions(session, question_ids)
    in_use = used(question_ids) | _revised(session, intake)
    if in_use:
        raise IntakeRefusal(
            f"Không thu hồi được: {len(in_use)} câu của tệp này đã vào đề, đã gắn vào ma trận hoặc đã được sửa."
        )
    _set(session, intake, state="undone")
    session.exec(update(Row).where(col(Row.intake_id) == intake.id).values(question_id=None))
    _remove(session, select(Question.id).where(Question.intake_id == intake.id))
    return len(question_ids)


def _insist_on(session: Session, intake: Intake, acceptance: str) -> None:
    """It is still this one that works at the file."""
    _hold(session, intake)
    if intake.acceptance != acceptance:
        raise IntakeRefusal(NOT_THIS_ONE)


def _hold(session: Session, intake: Intake) -> None:
    """So that of two who act at once one acts after the other, and sees what was done."""
    _set(session, intake, filename=Intake.filename)


def _set(session: Session, intake: Intake, **values: Any) -> None:
    session.exec(update(Intake).where(col(Intake.id) == intake.id).values(**values))
    session.refresh(intake)


def _link_rows(session: Session, intake: Intake) -> None:
    entered = select(EnteringRow.question_id).where(EnteringRow.row_id == Row.id)
    here = col(Row.id).in_(select(EnteringRow.row_id).where(EnteringRow.intake_id == intake.id))
    linked = update(Row).where(here).values(question_id=entered.correlate(Row).scalar_subquery())
    session.exec(linked.execution_options(synchronize_session=False))
    session.exec(delete(EnteringRow).where(col(EnteringRow.intake_id) == intake.id))


def _hold_versions(session: Session, question_ids: list[int]) -> None:
    """Wait for papers that are being drawn with them, so that `used` sees those too. SQLite's writers take turns."""
    here = col(QuestionVersion.question_id).in_(question_ids)
    session.exec(select(QuestionVersion.id).where(here).with_for_update()).all()


def _revised(session: Session, intake: Intake) -> set[int]:
    later = (
        select(QuestionVersion.question_id)
        .join(Question, col(Question.id) == col(QuestionVersion.question_id))
        .where(Question.intake_id == intake.id, QuestionVersion.number > 1)
    )
    return set(session.exec(later))


def _remove(session: Session, questions: Any) -> None:
    """These questions (a query of their ids), with all that hangs on them."""
    versions = select(QuestionVersion.id).where(col(QuestionVersion.question_id).in_(questions))
    tables: list[Any] = [QuestionSource, QuestionMedia]
    for table in tables:
        session.exec(delete(table).where(table.version_id.in_(versions)))
    session.exec(delete(QuestionVersion).where(col(QuestionVersion.question_id).in_(questions)))
    session.exec(delete(Question).where(col(Question.id).in_(questions)))
