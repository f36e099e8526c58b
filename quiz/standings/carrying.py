"""Points that people bring along from the round before, where the rules of a round say so.

They are a part of every score of theirs there, beside what the attempt itself is worth, and follow whatever is counted
anew before. What the round before is worth is what its boards print, of all its legs together.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, cast, func, update
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from quiz import clock
from quiz.contests.round import Leg, Round, legs_of
from quiz.database import lock_until_commit
from quiz.news import tell_after_commit
from quiz.standings.changed_boards import board_changed
from quiz.standings.comparing import compare_all, is_compared, read_anew, rewrite
from quiz.standings.recount import RECOUNT
from quiz.standings.score import Score

TOGETHER = 1000


def carried_into(session: Session, round: Round, entry_ids: Sequence[int] | None = None) -> dict[int, int]:
    """What each entry brings into this round, scaled; of these entries, or of all. Who is not in it brings nothing."""
    brought = _brought_into(session, round)
    if brought is None:
        return {}
    if entry_ids is not None:
        brought = brought.where(col(Score.entry_id).in_(entry_ids))
    return {entry_id: int(points) for entry_id, points in session.execute(brought)}


def bring_along(session: Session, round: Round) -> None:
    """The same, into the table of a recount, in which nothing is carried yet."""
    brought = _brought_into(session, round)
    if brought is not None:
        theirs = brought.subquery()
        points = cast(theirs.c.points, BigInteger)
        session.connection().execute(
            update(RECOUNT)
            .where(RECOUNT.c.entry_id == theirs.c.entry_id)
            .values(points=RECOUNT.c.points + points, carried=points)
        )


def _brought_into(session: Session, round: Round) -> Any:
    """The statement that finds "points" by entry; None where the rules carry nothing."""
    before = _before(session, round) if round.rules.carry == "points" else None
    if before is None:
        return None
    legs = [leg.id for leg in legs_of(session, before.id or 0) if leg.cancelled_at is None]
    own = func.sum(col(Score.points) - col(Score.carried)) + func.max(col(Score.carried))
    brought = select_columns(col(Score.entry_id), own.label("points"))
    return brought.where(col(Score.leg_id).in_(legs), col(Score.stands)).group_by(col(Score.entry_id))


def carry_on(session: Session, round: Round, entry_ids: Sequence[int] | None = None) -> None:
    """Scores of this round were counted, or are gone: whoever brought them on to the next has there what they are now.

    Under the locks of the scores that changed; locks of later rounds are taken after those of earlier ones.
    """
    after = _after(session, round)
    if after is None or after.rules.carry != "points":
        return
    legs = legs_of(session, after.id or 0)
    for leg in legs:
        lock_until_commit(session, "score", leg.id or 0)
    session.flush()
    changed = _carry(session, legs, carried_into(session, after, entry_ids), entry_ids)
    if not changed:
        return
    for leg in (leg for leg in legs if leg.id in {leg_id for leg_id, _ in changed}):
        board_changed(session, leg.id or 0, [entry_id for leg_id, entry_id in changed if leg_id == leg.id])
        tell_after_commit(session, f"leg-{leg.id}")
        if is_compared(session, after, leg):
            compare_all(session, after, leg)
    carry_on(session, after, sorted({entry_id for _, entry_id in changed}) if entry_ids is not None else None)


def carries(session: Session, round: Round) -> bool:
    """Do scores of this round have points of another in them?"""
    return round.rules.carry == "points" and _before(session, round) is not None


def _carry(
    session: Session, legs: Sequence[Leg], brought: dict[int, int], entry_ids: Sequence[int] | None
) -> set[tuple[int, int]]:
    """The (leg, entry) of each score that changed."""
    found = select_columns(
        col(Score.attempt_id), col(Score.entry_id), col(Score.leg_id), col(Score.points), col(Score.carried)
    ).where(col(Score.leg_id).in_([leg.id for leg in legs]))
    if entry_ids is not None:
        found = found.where(col(Score.entry_id).in_(entry_ids))
    anew, changed, at = [], set[tuple[int, int]](), clock.now()
    for attempt_id, entry_id, leg_id, points, carried in session.execute(found):
        now = brought.get(entry_id, 0)
        if now != carried:
            changed.add((leg_id, entry_id))
            anew.append({
                "attempt_id": attempt_id, "points": points - carried + now, "carried": now, "counted_at": at,
            })  # fmt: skip
    for start in range(0, len(anew), TOGETHER):
        rewrite(session, anew[start : start + TOGETHER])
    if anew:
        read_anew(session)
    return changed


def _before(session: Session, round: Round) -> Round | None:
    earlier = select(Round).where(Round.contest_id == round.contest_id, Round.position < round.position)
    return session.exec(earlier.order_by(col(Round.position).desc()).limit(1)).first()


def _after(session: Session, round: Round) -> Round | None:
    later = select(Round).where(Round.contest_id == round.contest_id, Round.position > round.position)
    return session.exec(later.order_by(col(Round.position)).limit(1)).first()
