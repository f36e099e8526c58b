"""Look for entries that are one person's, and make one of them: a decision with a reason, which can be taken back."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, delete, select

from quiz.contests.contest import Contest
from quiz.contests.duplicate import Apart, Group, Known, groups_of
from quiz.contests.entry import Entry, EntryState
from quiz.contests.registrant import MergedEntry
from quiz.database import lock_until_commit
from quiz.language import gettext as _
from quiz.ledger import Decider, LedgerEntry, decide, decisions_on
from quiz.people.erasing import is_erased
from quiz.people.person import Person
from quiz.people.sign_in import Door, end_sign_ins_of
from quiz.refusals import N_, Invalid, Problems, Refusal
from quiz.written import written

MERGE, SEPARATE, APART = "merge_entries", "separate_entry", "tell_entries_apart"
COMPARED_MOST = 20_000
"""Entries with a birth date that somebody shares: beyond this only what is exactly equal is looked for."""


class NotMerged(Refusal):
    message = N_("Lượt dự thi này không được gộp vào lượt nào.")


def duplicates_in(session: Session, contest: Contest) -> list[Group]:
    """Only those are read who share something with somebody; the groups are made of them in memory."""
    assert contest.id is not None
    shared = set[int]()
    for values in ([col(Person.phone)], [col(Person.search_text), col(Entry.unit_id)], [col(Person.member_code)]):
        shared |= _ids_sharing(session, contest.id, values)
    born = _ids_sharing(session, contest.id, [col(Person.birth_date)])
    shared |= born if len(born) <= COMPARED_MOST else _ids_sharing(
        session, contest.id, [col(Person.birth_date), col(Person.search_text)]
    )  # fmt: skip
    return groups_of(_known(session, contest.id, shared), known_apart(session, contest.id))


def merge(session: Session, contest: Contest, kept: Entry, others: Sequence[Entry], reason: str, by: Decider) -> None:
    """The others are set aside with their attempts; their codes lead to the kept one from now on."""
    assert contest.id is not None
    assert kept.id is not None
    problems = Problems()
    with problems.gathered():
        reason = written(reason, "reason", _("Hãy ghi lý do."))
    others = [entry for entry in others if entry.id != kept.id]
    if not others:
        problems["keep"] = _("Hãy chọn ít nhất hai lượt dự thi, và lượt được giữ lại.")
    problems.refuse()
    lock_until_commit(session, "entries", contest.id)
    if is_merged(session, kept) or any(is_merged(session, entry) for entry in others):
        raise Invalid({"keep": _("Có lượt vừa được gộp rồi. Hãy xem lại danh sách.")})
    for entry in others:
        assert entry.id is not None
        _follow(session, entry.id, kept.id)
        session.add(MergedEntry(entry_id=entry.id, kept_id=kept.id, merged_at=by.at))
        body: dict[str, object] = {"kept": kept.id, "was": entry.state.value}
        _decide(session, contest.id, entry.id, MERGE, body, reason, by)
        if entry.state == EntryState.ACTIVE:
            entry.state = EntryState.WITHDRAWN
        session.add(entry)
        end_sign_ins_of(session, entry.person_id, Door.PLAY, by.at, entry_id=entry.id)
    session.flush()


def separate(session: Session, contest: Contest, entry: Entry, reason: str, by: Decider) -> None:
    """They are two people after all: it is again what it was, with its attempts; out by another way, it stays so."""
    assert contest.id is not None
    assert entry.id is not None
    reason = written(reason, "separation_reason", _("Hãy ghi lý do."))
    lock_until_commit(session, "entries", contest.id)
    if not is_merged(session, entry):
        raise NotMerged
    merged = [one for one in decisions_on(session, contest.id, MERGE) if one.subject_id == entry.id]
    session.exec(delete(MergedEntry).where(col(MergedEntry.entry_id) == entry.id))
    session.refresh(entry)
    erased = is_erased(session.get_one(Person, entry.person_id))
    if merged and entry.state == EntryState.WITHDRAWN and not erased:
        entry.state = EntryState(merged[-1].body["was"])
    session.add(entry)
    _decide(session, contest.id, entry.id, SEPARATE, {"kept": merged[-1].body["kept"]} if merged else {}, reason, by)


def tell_apart(session: Session, contest: Contest, entries: Sequence[Entry], by: Decider) -> None:
    """These are different people: they are not shown as one again."""
    assert contest.id is not None
    ids = sorted(entry.id for entry in entries if entry.id is not None)
    if len(ids) > 1:
        _decide(session, contest.id, ids[0], APART, {"entries": ids}, "", by)


def known_apart(session: Session, contest_id: int) -> Apart:
    told = decisions_on(session, contest_id, APART)
    return frozenset(
        frozenset((one, other))
        for decision in told
        for place, one in enumerate(decision.body["entries"])
        for other in decision.body["entries"][place + 1 :]
    )


def is_merged(session: Session, entry: Entry) -> bool:
    return session.get(MergedEntry, entry.id) is not None


def _follow(session: Session, entry_id: int, kept_id: int) -> None:
    """What was merged into the one that now goes leads to the kept one as well."""
    for merged in session.exec(select(MergedEntry).where(MergedEntry.kept_id == entry_id)).all():
        merged.kept_id = kept_id
        session.add(merged)


def _ids_sharing(session: Session, contest_id: int, values: list[Any]) -> set[int]:
    """Entries that take part and have all these values in common with another."""
    here = (*_taking_part(contest_id), *(value.is_not(None) for value in values))
    together = Entry.__table__.join(Person.__table__, col(Person.id) == col(Entry.person_id))  # type: ignore[attr-defined]
    twice = select_columns(*values).select_from(together).where(*here).group_by(*values).having(func.count() > 1)
    shared = twice.subquery()
    same = and_(*(value == other for value, other in zip(values, shared.c, strict=True)))
    found = select_columns(col(Entry.id)).select_from(together.join(shared, same)).where(*here)
    return set(session.scalars(found))


def _known(session: Session, contest_id: int, ids: set[int]) -> list[Known]:
    columns = (Entry.id, Person.name, Person.birth_date, Person.phone, Person.member_code, Entry.unit_id)
    wanted = select_columns(*map(col, columns)).join(Person, col(Person.id) == col(Entry.person_id))
    return [
        Known(id, name, born, phone or "", code or "", unit_id)
        for id, name, born, phone, code, unit_id in session.execute(wanted.where(*_taking_part(contest_id)))
        if id in ids
    ]


def _taking_part(contest_id: int) -> tuple[Any, ...]:
    return (col(Entry.contest_id) == contest_id, col(Entry.state) == EntryState.ACTIVE)


def _decide(
    session: Session, contest_id: int, entry_id: int, decision: str, body: dict[str, object], reason: str, by: Decider
) -> LedgerEntry:
    return decide(
        session, contest_id=contest_id, by=by, subject=("entry", entry_id), decision=decision, body=body,
        reason=reason.strip()[:500],
    )  # fmt: skip
