"""How often a board changed: whoever looks again compares one number, however many scores stand there."""

from sqlalchemy import func, update
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, insert

from quiz.contests.round import Leg
from quiz.ledger import LedgerEntry
from quiz.news import tell_after_commit
from quiz.standings.score import BoardChange


def board_changed(session: Session, leg_id: int) -> None:
    """Under the lock of the leg's scores, so that whoever counts waits for nobody twice. What is only imagined is not
    counted: nobody waits for that."""
    tell_after_commit(session, f"board-{leg_id}")
    if session.info.get("imagined"):
        return
    mine = col(BoardChange.leg_id) == leg_id
    counted = session.connection().execute(update(BoardChange).where(mine).values(number=col(BoardChange.number) + 1))
    if not counted.rowcount:
        session.connection().execute(insert(BoardChange).values(leg_id=leg_id, number=1))


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
