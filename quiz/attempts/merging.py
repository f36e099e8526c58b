"""Two entries turn out to be one person's: the attempts of the one that goes are set aside, and boards hear of it."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from quiz.attempts.attempt import Attempt, Mode
from quiz.contests import doubling
from quiz.contests.contest import Contest
from quiz.contests.entry import Entry
from quiz.ledger import Decider
from quiz.news import tell_after_commit
from quiz.refusals import N_, Refusal


class StillSitting(Refusal):
    message = N_("{number} đang làm bài nên chưa gộp được.")
    hint = N_("Hãy đợi nộp bài xong, hoặc thu bài ở trang điều hành, rồi gộp.")


def merge(session: Session, contest: Contest, kept: Entry, others: Sequence[Entry], reason: str, by: Decider) -> None:
    going = [entry for entry in others if entry.id != kept.id]
    for entry in going:
        if _sitting(session, entry):
            raise StillSitting(number=entry.number)
    doubling.merge(session, contest, kept, going, reason, by)
    _tell(session, going)


def separate(session: Session, contest: Contest, entry: Entry, reason: str, by: Decider) -> None:
    doubling.separate(session, contest, entry, reason, by)
    _tell(session, [entry])


def attempts_by_entry(session: Session, entry_ids: Sequence[int]) -> dict[int, int]:
    """How many attempts that may count each of them began."""
    found: dict[int, int] = {}
    counted = select(Attempt.entry_id).where(col(Attempt.entry_id).in_(entry_ids), Attempt.mode == Mode.OFFICIAL)
    for entry_id in session.exec(counted):
        if entry_id is not None:
            found[entry_id] = found.get(entry_id, 0) + 1
    return found


def _sitting(session: Session, entry: Entry) -> bool:
    open_one = select(Attempt.id).where(
        Attempt.entry_id == entry.id, Attempt.mode == Mode.OFFICIAL, col(Attempt.submitted_at).is_(None)
    )
    return session.exec(open_one.limit(1)).first() is not None


def _tell(session: Session, entries: Sequence[Entry]) -> None:
    legs = select(Attempt.leg_id).where(col(Attempt.entry_id).in_([entry.id for entry in entries])).distinct()
    for leg_id in session.exec(legs):
        for topic in (f"leg-{leg_id}", f"board-{leg_id}"):
            tell_after_commit(session, topic)
