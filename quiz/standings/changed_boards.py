"""How often a board changed: whoever looks again compares one number, however many scores stand there. And of whose
lines what is listed (listing.py) is no longer what it says of them."""

from collections.abc import Iterable

from sqlalchemy import func, update
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, insert

from quiz.contests.round import Leg
from quiz.ledger import LedgerEntry
from quiz.news import tell_after_commit
from quiz.standings.score import BoardChange

Unlisted = dict[int, set[int] | None]
"""By leg: whose lines, or everybody's."""


def board_changed(session: Session, leg_id: int, entry_ids: Iterable[int] | None = None) -> None:
    """The scores of these entries, or of all. Under the lock of the leg's scores, so that whoever counts waits for
    nobody twice. What is only imagined is not counted: nobody waits for that."""
    is_unlisted(session, leg_id, entry_ids)
    tell_after_commit(session, f"board-{leg_id}")
    if session.info.get("imagined"):
        imagined_boards(session).add(leg_id)
        return
    mine = col(BoardChange.leg_id) == leg_id
    counted = session.connection().execute(update(BoardChange).where(mine).values(number=col(BoardChange.number) + 1))
    if not counted.rowcount:
        session.connection().execute(insert(BoardChange).values(leg_id=leg_id, number=1))


def imagined_boards(session: Session) -> set[int]:
    """The legs whose board would change."""
    legs: set[int] = session.info.setdefault("imagined_boards", set())
    return legs


def is_unlisted(session: Session, leg_id: int, entry_ids: Iterable[int] | None = None) -> None:
    waiting = unlisted(session)
    if entry_ids is None:
        waiting[leg_id] = None
    elif (known := waiting.setdefault(leg_id, set())) is not None:
        known.update(entry_ids)


def unlisted(session: Session) -> Unlisted:
    """Until it is listed."""
    waiting: Unlisted = session.info.setdefault("unlisted", {})
    return waiting


def changes_until_now(session: Session, contest_id: int, leg: Leg) -> str:
    """Of the leg's scores, and of what was decided in its contest: another as soon as one of them changed."""
    scores = select_columns(col(BoardChange.number)).where(col(BoardChange.leg_id) == leg.id).scalar_subquery()
    decided = (
        select_columns(func.max(col(LedgerEntry.seq)))
        .where(col(LedgerEntry.contest_id) == contest_id)
        .scalar_subquery()
    )
    changes, decisions = session.execute(select_columns(scores, decided)).one()
    return f"{changes or 0}-{decisions or 0}"
