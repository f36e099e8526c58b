"""Two questions that ask the same become one: one is kept, the other goes out of use. It can be taken back.

Papers keep what they have. Where the other was fixed in a blueprint that nobody has begun, the kept one takes its
place: the site does that, the bank is handed how. Sources and comments of both are the kept one's from then on.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select, update

from question_bank.change import BankChange, BankChangeRow
from question_bank.changing import filed_as, plan, restore, standing_versions
from question_bank.question import Question, QuestionNote, QuestionVersion
from question_bank.refiling import add_sources, with_sources_of
from question_bank.revising import current_version, retire

Moved = list[dict[str, Any]]
MoveUses = Callable[[int, int], Moved]
"""From one question to another, in blueprints that nobody has begun; and what was moved."""


class MergeRefusal(Exception):
    """What cannot be merged, in a sentence."""


def merge(
    session: Session, kept: Question, gone: Question, *, by: str, at: datetime, move_uses: MoveUses
) -> BankChange:
    """The change that can be taken back."""
    assert kept.id is not None
    assert gone.id is not None
    staying, going = current_version(session, kept.id), current_version(session, gone.id)
    if "retired" in (staying.state, going.state):
        raise MergeRefusal("Một trong hai câu đã thôi dùng; hãy tải lại trang.")
    if staying.state != "approved" and going.state == "approved":
        raise MergeRefusal("Câu giữ lại chưa được duyệt, còn câu kia đã duyệt. Hãy giữ câu đã duyệt.")
    change = plan(session, "merge", {}, [gone.id], by=by, at=at)
    row = session.get_one(BankChangeRow, (change.id, gone.id))
    row.before = {str(version.id): filed_as(version) for version in standing_versions(session, [gone.id])[gone.id]}
    moved = move_uses(gone.id, kept.id)
    notes = _move_notes(session, gone.id, kept.id)
    united = add_sources(session, staying, going, at) if going.state == "approved" else staying
    retire(session, gone, at=at)
    row.state = "done"
    change.value = {"kept": kept.id, "moved": moved, "notes": notes, "from": staying.id, "to": united.id}
    session.add_all([row, change])
    session.flush()
    return change


def unmerge(
    session: Session, change: BankChange, *, by: str, at: datetime, move_back: Callable[[Moved, int, int], None]
) -> bool:
    """Both are there again as they were. False where the other one was brought back by somebody already."""
    row = session.exec(select(BankChangeRow).where(BankChangeRow.change_id == change.id)).one()
    versions = standing_versions(session, [row.question_id])[row.question_id]
    if change.undone_at is not None or not restore(session, change, row, versions):
        return False
    kept = int(change.value["kept"])
    move_back(change.value["moved"], row.question_id, kept)
    notes = col(QuestionNote.id).in_(change.value["notes"])
    session.exec(update(QuestionNote).where(notes).values(question_id=row.question_id))
    current = current_version(session, kept)
    if change.value["to"] != change.value["from"] and current.id == change.value["to"]:
        with_sources_of(session, current, session.get_one(QuestionVersion, change.value["from"]), at)
    change.undone_at, change.undone_by, row.state = at, by, "undone"
    session.add_all([change, row])
    session.flush()
    return True


def _move_notes(session: Session, from_id: int, to_id: int) -> list[int]:
    ids = list(session.exec(select(QuestionNote.id).where(QuestionNote.question_id == from_id)))
    session.exec(update(QuestionNote).where(col(QuestionNote.id).in_(ids)).values(question_id=to_id))
    return [id for id in ids if id is not None]
