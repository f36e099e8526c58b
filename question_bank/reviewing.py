"""A question's life: draft → proposed → approved → retired. The author does not approve their own, unless alone.

People are opaque names here. Whether two people must look is the site's affair: it says so with `alone`.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlmodel import Session, col, select, update
from sqlmodel.sql.expression import SelectOfScalar

from question_bank.question import OPEN, QuestionNote, QuestionVersion
from question_bank.slices import slices

NOTE_MAX = 2000

UsedVersions = Callable[[list[int]], set[int]]
"""Which of these versions were drawn into a paper or stand in a blueprint: the site knows, the bank does not."""


class ReviewRefusal(Exception):
    """What cannot be done with a question now, in a sentence."""


def open_version(session: Session, question_id: int) -> QuestionVersion | None:
    """The one that is being written or waits, if there is one."""
    here = (QuestionVersion.question_id == question_id, col(QuestionVersion.state).in_(OPEN))
    return session.exec(select(QuestionVersion).where(*here)).first()


def propose(session: Session, version: QuestionVersion, *, by: str, at: datetime) -> None:
    """The author hands a draft in, or hands it in again after mending."""
    _insist_author(version, by)
    _move(session, version, "draft", state="proposed", proposed_at=at, sent_back_at=None)


def withdraw(session: Session, version: QuestionVersion, *, by: str) -> None:
    """The author takes it back from the reviewers, to go on writing."""
    _insist_author(version, by)
    _move(session, version, "proposed", state="draft")


def discard(session: Session, version: QuestionVersion, *, by: str) -> None:
    """The author gives up a next version; the approved one stays as it is."""
    _insist_author(version, by)
    if version.is_current:
        raise ReviewRefusal("Câu hỏi này chưa có bản nào đã duyệt. Không dùng nữa thì hãy bấm Thôi dùng.")
    _move(session, version, "draft", state="retired")


def approve(session: Session, version_ids: Sequence[int], *, by: str, at: datetime, alone: bool = False) -> list[int]:
    """Those of them that wait and are not the reviewer's own become what the bank asks. Returns these.

    A few statements, however many they are; of two reviewers at once, each version is approved by one. `alone`: there
    is no second person, and what the author approves is marked so.
    """
    approved: list[int] = []
    for ids in slices(sorted(version_ids)):
        mine = [] if alone else [QuestionVersion.author != by]
        waiting = select(QuestionVersion).where(
            col(QuestionVersion.id).in_(ids), QuestionVersion.state == "proposed", *mine
        )
        found = _held(session, waiting)
        _take_the_place(session, found)
        for version in found:
            version.state, version.reviewer, version.approved_at = "approved", by, at
            version.self_approved = version.author == by
        session.flush()
        approved += [version.id for version in found if version.id is not None]
    return approved


def insist_may_approve(version: QuestionVersion, *, by: str, alone: bool) -> None:
    """Say why not, where `approve` would leave it out."""
    if version.state != "proposed":
        raise ReviewRefusal("Câu này không còn chờ duyệt: người khác vừa duyệt, trả lại hoặc sửa nó.")
    if version.author == by and not alone:
        raise ReviewRefusal("Bạn viết bản này, nên một người khác phải duyệt nó.")


def send_back(session: Session, version: QuestionVersion, *, by: str, at: datetime, why: str) -> None:
    """To its author, who is told why. Nobody sends their own back: they withdraw it."""
    said = why.strip()[:NOTE_MAX]
    if not said:
        raise ReviewRefusal("Hãy ghi vì sao trả lại, để người viết biết sửa gì.")
    if version.author == by:
        raise ReviewRefusal("Bạn viết bản này: hãy rút lại để sửa.")
    _move(session, version, "proposed", state="draft", sent_back_at=at)
    _note(session, version, "sent_back", said, by, at)


def take_back_approval(
    session: Session, version_ids: Sequence[int], *, by: str, at: datetime, used: UsedVersions
) -> list[int]:
    """They wait again, and what they had replaced is asked again. Returns those taken back.

    Left alone is what was used, put out of use, or followed by another version since.
    """
    taken: list[int] = []
    for ids in slices(sorted(version_ids)):
        here = (col(QuestionVersion.id).in_(ids), col(QuestionVersion.is_current), QuestionVersion.state == "approved")
        found = _held(session, select(QuestionVersion).where(*here))
        in_use = used([version.id or 0 for version in found]) | _followed(session, found)
        free = [version for version in found if version.id not in in_use]
        _give_the_place_back(session, free)
        for version in free:
            _note(session, version, "taken_back", "", by, at)
        taken += [version.id for version in free if version.id is not None]
    return taken


def take_back_return(session: Session, version: QuestionVersion, *, by: str, at: datetime) -> None:
    """It was sent back by mistake: it waits again, while its author has not touched it."""
    if version.sent_back_at is None:
        raise ReviewRefusal("Người viết đã nhận lại bản này để sửa.")
    _move(session, version, "draft", state="proposed", sent_back_at=None)
    _note(session, version, "taken_back", "", by, at)


def comment(session: Session, version: QuestionVersion, text: str, *, by: str, at: datetime) -> None:
    if not text.strip():
        raise ReviewRefusal("Hãy viết lời nhận xét.")
    _note(session, version, "comment", text.strip()[:NOTE_MAX], by, at)


def notes_of(session: Session, question_id: int) -> Sequence[QuestionNote]:
    """Oldest first."""
    notes = select(QuestionNote).where(QuestionNote.question_id == question_id).order_by(col(QuestionNote.id))
    return session.exec(notes).all()


def compared_with(session: Session, version: QuestionVersion) -> QuestionVersion | None:
    """What a reviewer compares it with: what is asked now, else what was sent back before. None: it is the first."""
    earlier = select(QuestionVersion).where(
        QuestionVersion.question_id == version.question_id, QuestionVersion.number < version.number
    )
    current = session.exec(earlier.where(col(QuestionVersion.is_current))).first()
    return current or session.exec(earlier.order_by(col(QuestionVersion.number).desc())).first()


def _insist_author(version: QuestionVersion, by: str) -> None:
    if version.author != by:
        raise ReviewRefusal("Chỉ người viết bản này làm được việc đó. Bạn có thể sửa nó thành bản tiếp theo của mình.")


def _move(session: Session, version: QuestionVersion, before: str, **values: object) -> None:
    """Of two who act at once, the database lets one be first."""
    still = (col(QuestionVersion.id) == version.id, col(QuestionVersion.state) == before)
    if session.exec(update(QuestionVersion).where(*still).values(**values)).rowcount != 1:
        raise ReviewRefusal("Câu này vừa được người khác duyệt, trả lại hoặc sửa. Hãy tải lại trang.")
    session.refresh(version)


def _held(session: Session, versions: SelectOfScalar[QuestionVersion]) -> Sequence[QuestionVersion]:
    """As they stand now, and nobody else changes them before the commit. SQLite's writers take turns anyway."""
    in_order = versions.order_by(col(QuestionVersion.id)).with_for_update()
    return session.exec(in_order.execution_options(populate_existing=True)).all()


def _take_the_place(session: Session, following: Sequence[QuestionVersion]) -> None:
    """First the old ones step aside: the database knows one current version of a question at a time."""
    ids = [version.question_id for version in following if not version.is_current]
    if ids:
        current = (col(QuestionVersion.question_id).in_(ids), col(QuestionVersion.is_current))
        session.exec(update(QuestionVersion).where(*current).values(is_current=False))
    for version in following:
        version.is_current = True


def _give_the_place_back(session: Session, versions: Sequence[QuestionVersion]) -> None:
    before = {version.question_id: version for version in _approved_before(session, versions)}
    for version in versions:
        version.state, version.approved_at, version.reviewer, version.self_approved = "proposed", None, None, False
        version.is_current = version.question_id not in before
    session.flush()
    for earlier in before.values():
        earlier.is_current = True
    session.flush()


def _approved_before(session: Session, versions: Sequence[QuestionVersion]) -> list[QuestionVersion]:
    """The newest approved one that each of them had replaced, where there is one."""
    replaced = select(QuestionVersion).where(
        col(QuestionVersion.question_id).in_([version.question_id for version in versions]),
        col(QuestionVersion.id).not_in([version.id for version in versions]),
        QuestionVersion.state == "approved",
    )
    newest = {each.question_id: each for each in session.exec(replaced.order_by(col(QuestionVersion.number)))}
    return list(newest.values())


def _followed(session: Session, versions: Sequence[QuestionVersion]) -> set[int]:
    """Those of whose question a next version is being written already."""
    by_question = {version.question_id: version.id or 0 for version in versions}
    following = select(QuestionVersion.question_id).where(
        col(QuestionVersion.question_id).in_(by_question), col(QuestionVersion.state).in_(OPEN)
    )
    return {by_question[question_id] for question_id in session.exec(following)}


def _note(session: Session, version: QuestionVersion, act: str, text: str, by: str, at: datetime) -> None:
    session.add(
        QuestionNote(
            question_id=version.question_id, version_number=version.number, act=act, text=text, author=by, at=at
        )
    )
    session.flush()
