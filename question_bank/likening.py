"""Look-alikes looked for in the background, slice by slice: of the rows of files first, then of the bank's questions.

What was compared is marked so in its own row: whatever stops in the middle goes on from there. A slice is looked up in
a reading transaction, compared without any, and kept in a short writing one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, delete, or_, select, update

from question_bank.checking import check
from question_bank.draft import Draft
from question_bank.intake import Row
from question_bank.likeness import Said, Shelf, said_by, said_in
from question_bank.look_alike import LookAlike, RowLookAlike
from question_bank.question import Question, QuestionVersion

SLICE = 20
LOADED_AT_ONCE = 500

Pair = tuple[int, int]


@dataclass
class Work:
    """One slice: what comes to the shelves, and what is to be compared with all that stands there."""

    bank: Sequence[QuestionVersion] = ()
    file: Sequence[Row] = ()
    versions: Sequence[QuestionVersion] = ()
    rows: Sequence[Row] = ()


@dataclass
class Outcome:
    """Version or row → (what it resembles, percent)."""

    questions: dict[int, int] = field(default_factory=dict)  # version → its question
    of_versions: dict[int, list[Pair]] = field(default_factory=dict)
    of_rows: dict[int, list[Pair]] = field(default_factory=dict)
    within_file: dict[int, list[Pair]] = field(default_factory=dict)

    @property
    def is_something(self) -> bool:
        return bool(self.of_versions or self.of_rows)


class Comparing:
    """The bank and one file at hand between slices. Made anew after a restart."""

    def __init__(self) -> None:
        self._bank, self._last_version = Shelf(), 0
        self._file, self._intake_id, self._last_row = Shelf(), 0, 0

    def look(self, session: Session) -> Work | None:
        """The next slice; None where nothing waits."""
        rows = _rows_waiting(session)
        versions = [] if rows else _versions_waiting(session)
        if not rows and not versions:
            return None
        bank = _current_after(session, self._last_version)
        if rows and (rows[0].intake_id != self._intake_id or not _compared_after(session, self._intake_id, 0, 1)):
            # Another file, or a mended one in place of the first, whose rows may have the ids of those that went.
            self._file, self._intake_id, self._last_row = Shelf(), rows[0].intake_id, 0
        file = _compared_after(session, self._intake_id, self._last_row) if rows else []
        if len(bank) == LOADED_AT_ONCE or len(file) == LOADED_AT_ONCE:
            return Work(bank, file)  # there is more to come before anything can be compared
        return Work(bank, file, versions, rows)

    def compare(self, work: Work) -> Outcome:
        """Touches no database."""
        found = Outcome()
        for version in work.bank:
            self._bank.put(version.question_id, _said_by(version))
            self._last_version = version.id or 0
        for row in work.file:
            self._file.put(row.id or 0, _said_in(row))
            self._last_row = row.id or 0
        for version in work.versions:
            said = _said_by(version)
            self._bank.put(version.question_id, said)
            found.questions[version.id or 0] = version.question_id
            found.of_versions[version.id or 0] = self._bank.like(said, but=version.question_id)
        for row in work.rows:
            said = _said_in(row)
            found.of_rows[row.id or 0] = self._bank.like(said)
            found.within_file[row.id or 0] = self._file.like(said, but=row.id)
            self._file.put(row.id or 0, said)
            self._last_row = max(self._last_row, row.id or 0)
        return found


def keep(session: Session, found: Outcome, at: datetime) -> int:
    """How many were still to be marked: somebody else may have been faster, or taken them away."""
    rows = _mark(session, Row, list(found.of_rows))
    versions = _mark(session, QuestionVersion, list(found.of_versions))
    if rows:
        _keep_of_rows(session, rows, found)
    if versions:
        _keep_pairs(session, {found.questions[id]: found.of_versions[id] for id in versions}, at)
    return len(rows) + len(versions)


def forget(row: Row) -> None:
    """Its words were changed: it is compared again, and what was said of its likeness counts no more."""
    row.compared, row.kept_by = False, None


def _waiting_rows() -> Any:
    return select(Row.id).where(col(Row.compared).is_(False)).order_by(col(Row.id))


def _waiting_versions() -> Any:
    waits = (col(QuestionVersion.compared).is_(False), col(QuestionVersion.is_current))
    return select(QuestionVersion.id).where(*waits).order_by(col(QuestionVersion.id))


def _rows_waiting(session: Session) -> Sequence[Row]:
    """Of one file."""
    rows = session.exec(select(Row).where(col(Row.id).in_(_ids(session, _waiting_rows().limit(SLICE))))).all()
    in_order = sorted(rows, key=lambda row: row.id or 0)
    return [row for row in in_order if row.intake_id == in_order[0].intake_id]


def _versions_waiting(session: Session) -> Sequence[QuestionVersion]:
    ids = _ids(session, _waiting_versions().limit(SLICE))
    return session.exec(select(QuestionVersion).where(col(QuestionVersion.id).in_(ids))).all() if ids else []


def _current_after(session: Session, version_id: int) -> Sequence[QuestionVersion]:
    newer = (col(QuestionVersion.is_current), col(QuestionVersion.id) > version_id)
    in_order = select(QuestionVersion).where(*newer).order_by(col(QuestionVersion.id))
    return session.exec(in_order.limit(LOADED_AT_ONCE)).all()


def _compared_after(session: Session, intake_id: int, row_id: int, most: int = LOADED_AT_ONCE) -> Sequence[Row]:
    """What of this file was compared before the program was started again."""
    before = (Row.intake_id == intake_id, col(Row.id) > row_id, col(Row.compared))
    return session.exec(select(Row).where(*before).order_by(col(Row.id)).limit(most)).all()


def _said_by(version: QuestionVersion) -> Said:
    return said_by(version.kind, version.content, version.key)


def _said_in(row: Row) -> Said:
    draft = Draft.from_json(row.draft)
    finding = check(draft)
    return said_in(draft, finding.kind, finding.content, {} if finding.problems else finding.key)


def _mark(session: Session, table: Any, ids: list[int]) -> list[int]:
    if not ids:
        return []
    marked = update(table).where(table.id.in_(ids), table.compared.is_(False)).values(compared=True)
    return sorted(session.scalars(marked.returning(table.id)))


def _keep_of_rows(session: Session, rows: list[int], found: Outcome) -> None:
    there = _existing(session, Question, (id for row in rows for id, _ in found.of_rows[row]))
    mates = _existing(session, Row, (id for row in rows for id, _ in found.within_file[row]))
    session.exec(delete(RowLookAlike).where(col(RowLookAlike.row_id).in_(rows)))
    for row in rows:
        of_bank = [RowLookAlike(row_id=row, question_id=id, score=n) for id, n in found.of_rows[row] if id in there]
        of_file = [
            RowLookAlike(row_id=row, other_row_id=id, score=n) for id, n in found.within_file[row] if id in mates
        ]
        session.add_all([*of_bank, *of_file])
    session.flush()


def _keep_pairs(session: Session, found: dict[int, list[Pair]], at: datetime) -> None:
    """Pairs that are no longer alike go; what a person dismissed stays dismissed."""
    either = or_(col(LookAlike.question_id).in_(found), col(LookAlike.other_id).in_(found))
    session.exec(delete(LookAlike).where(either, col(LookAlike.dismissed_at).is_(None)))
    known = {(pair.question_id, pair.other_id) for pair in session.exec(select(LookAlike).where(either))}
    there = _existing(session, Question, (id for alikes in found.values() for id, _ in alikes))
    pairs = {_in_order(one, other): score for one, alikes in found.items() for other, score in alikes if other in there}
    kept_as_new = _kept_as_new(session, list(found))
    for (one, other), score in pairs.items():
        if (one, other) not in known:
            by = kept_as_new.get((one, other))
            pair = LookAlike(question_id=one, other_id=other, score=score, dismissed_by=by)
            pair.dismissed_at = at if by else None
            session.add(pair)
    session.flush()


def _kept_as_new(session: Session, question_ids: list[int]) -> dict[Pair, str]:
    """Pairs of which somebody said, as their file was looked through, that they are two → who."""
    said = (
        select(Row.question_id, RowLookAlike.question_id, RowLookAlike.other_row_id, Row.kept_by)
        .join(RowLookAlike, col(RowLookAlike.row_id) == col(Row.id))
        .where(col(Row.question_id).in_(question_ids), col(Row.kept_by).is_not(None))
    )
    rows = session.exec(said).all()
    mates = {mate for _, _, mate, _ in rows if mate is not None}
    became = dict(session.exec(select(Row.id, Row.question_id).where(col(Row.id).in_(mates))).all())
    found = ((one, other if other is not None else became.get(mate), by) for one, other, mate, by in rows)
    return {_in_order(one, other): by for one, other, by in found if one and other and by}


def _in_order(one: int, other: int) -> Pair:
    return min(one, other), max(one, other)


def _existing(session: Session, table: Any, ids: Iterable[int]) -> set[int]:
    wanted = set(ids)
    return set(session.exec(select(table.id).where(table.id.in_(wanted)))) if wanted else set()


def _ids(session: Session, found: Any) -> list[int]:
    return list(session.exec(found))
