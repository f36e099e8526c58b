"""Who plays without a place (hors concours), with what they scored: below the ranking of a leg, never in it."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from question_bank.slices import slices
from quiz.contests.entry import Entry, EntryState
from quiz.people.person import Person
from quiz.standings.board_line import BoardLine
from quiz.standings.score import Score
from quiz.standings.standing import Beside

LISTED_MOST = 200
"""So many are listed on a page; of more, how many there are."""


def beside_of(session: Session, leg_id: int, division_id: int | None = None) -> list[Beside]:
    """Most points first, and those who have as many by their number: none of it is a place."""
    without = select_columns(col(BoardLine.entry_id)).where(
        col(BoardLine.leg_id) == leg_id, col(BoardLine.key).is_(None)
    )
    if division_id is not None:
        without = without.where(col(BoardLine.division_id) == division_id)
    # By themselves, so that no engine walks through everybody's lines: along the index those without a key are few.
    ids = session.scalars(without).all()
    return sorted(_among(session, leg_id, ids), key=lambda one: (-one.points, one.number, one.entry_id))


def _among(session: Session, leg_id: int, ids: Sequence[int]) -> Iterator[Beside]:
    """Others without a key have left, or were disqualified."""
    found = (
        select_columns(
            col(Score.entry_id), col(Entry.number), col(Person.name), col(Entry.unit_name), col(Score.points),
            col(Score.right), col(Score.elapsed_s), col(Entry.division_id),
        )
        .join(Entry, col(Entry.id) == col(Score.entry_id))
        .join(Person, col(Person.id) == col(Entry.person_id))
        .where(col(Score.leg_id) == leg_id, col(Score.stands))
        .where(col(Entry.state) == EntryState.ACTIVE, col(Entry.hors_concours))
    )  # fmt: skip
    for some in slices(ids):
        for row in session.execute(found.where(col(Score.entry_id).in_(some))):
            yield Beside(*row)
