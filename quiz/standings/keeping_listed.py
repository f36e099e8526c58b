"""What was written in a transaction is listed at its end, or as soon as somebody reads a board in it.

Nobody who writes a score or changes an entry need think of it. What goes through objects is noticed when it is flushed;
whoever writes scores past them says so (changed_boards.py).
"""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from quiz.attempts.attempt import Attempt
from quiz.contests.entry import Entry
from quiz.contests.round import Leg, Round, legs_of
from quiz.database import lock_until_commit
from quiz.people.person import Person
from quiz.standings.changed_boards import board_changed, is_unlisted, unlisted
from quiz.standings.listing import list_everybody, list_some
from quiz.standings.score import Score
from quiz.standings.seeking import Lines

FEW, SHARE = 50, 4
"""Where more than these and a quarter of a board changed, all of it is listed anew: that takes less long."""
ON_A_BOARD: dict[Any, tuple[str, ...]] = {
    Entry: ("state", "hors_concours", "division_id", "unit_id", "unit_name", "number"),
    Person: ("name",),
    Round: ("rules_json",),
}
"""What of them decides whether, where or how somebody is listed."""


def list_what_changed(session: Session) -> None:
    session.flush()
    told_anew = _legs_of_what_changed(session)
    waiting = unlisted(session)
    if not waiting:
        return
    order = select(Leg.id).join(Round, col(Round.id) == Leg.round_id).where(col(Leg.id).in_(waiting))
    for leg_id in session.exec(order.order_by(col(Round.position), col(Leg.id))).all():  # as carrying.py takes locks
        assert leg_id is not None
        lock_until_commit(session, "score", leg_id)
        if leg_id in told_anew:
            board_changed(session, leg_id, ())
        theirs = waiting[leg_id]
        if theirs is None or len(theirs) > FEW + Lines(session, leg_id).total() // SHARE:
            list_everybody(session, leg_id)
        else:
            list_some(session, leg_id, theirs)
    if not session.in_nested_transaction():  # what is listed in one may be undone alone
        waiting.clear()


def _notice(session: Any, *_: Any) -> None:
    for each in chain(session.new, session.dirty, session.deleted):
        if isinstance(each, Score):
            is_unlisted(session, each.leg_id, [each.entry_id])
        elif type(each) in ON_A_BOARD and each not in session.new and _is_told_otherwise(each):
            session.info.setdefault("told_otherwise", set()).add((type(each), each.id))


def _is_told_otherwise(each: Any) -> bool:
    attributes = inspect(each).attrs
    return any(attributes[name].history.has_changes() for name in ON_A_BOARD[type(each)])


def _legs_of_what_changed(session: Session) -> set[int]:
    """Those where people or entries that changed are listed, or that are ranked by rules that did."""
    changed: set[tuple[type, int]] = session.info.get("told_otherwise", set())
    if not changed:
        return set()
    people, entries, rounds = (
        [id for what, id in changed if what is model] for model in (Person, Entry, Round)
    )  # fmt: skip
    if not session.in_nested_transaction():
        changed.clear()
    legs = {leg.id or 0 for round_id in rounds for leg in legs_of(session, round_id)}
    for leg_id in legs:
        is_unlisted(session, leg_id)
    for leg_id, entry_id in _where_they_play(session, people, entries):
        is_unlisted(session, leg_id, [entry_id])
        legs.add(leg_id)
    return legs


def _where_they_play(session: Session, people: Iterable[int], entries: Iterable[int]) -> list[tuple[int, int]]:
    """Leg and entry. By attempts, which are there before they are counted: another transaction may be about that."""
    played = select_columns(col(Attempt.leg_id), col(Attempt.entry_id)).distinct()
    theirs = select(Entry.id).where(col(Entry.person_id).in_(list(people)))
    found = session.execute(played.where(col(Attempt.entry_id).in_(theirs))).all()
    found = [*found, *session.execute(played.where(col(Attempt.entry_id).in_(list(entries))))]
    return [(leg_id, entry_id) for leg_id, entry_id in found]


event.listen(Session, "before_flush", _notice)
event.listen(Session, "before_commit", list_what_changed)
