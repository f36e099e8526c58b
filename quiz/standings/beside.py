"""Who plays without a place (hors concours), with what they scored: below the ranking of a leg, never in it."""

from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from quiz.contests.entry import Entry, EntryState
from quiz.people.person import Person
from quiz.standings.board_line import BoardLine
from quiz.standings.score import Score
from quiz.standings.standing import Beside

LISTED_MOST = 200
"""So many are listed on a page; of more, how many there are."""


def beside_of(session: Session, leg_id: int, division_id: int | None = None) -> list[Beside]:
    """Most points first, and those who have as many by their number: none of it is a place. By way of the lines without
    a key, which are few."""
    found = (
        select_columns(
            col(Score.entry_id), col(Entry.number), col(Person.name), col(Entry.unit_name), col(Score.points),
            col(Score.right), col(Score.elapsed_s), col(Entry.division_id),
        )
        .select_from(BoardLine)
        .join(Score, col(Score.attempt_id) == col(BoardLine.attempt_id))
        .join(Entry, col(Entry.id) == col(BoardLine.entry_id))
        .join(Person, col(Person.id) == col(Entry.person_id))
        .where(col(BoardLine.leg_id) == leg_id, col(BoardLine.key).is_(None))
        .where(col(Entry.state) == EntryState.ACTIVE, col(Entry.hors_concours))
    )  # fmt: skip
    if division_id is not None:
        found = found.where(col(BoardLine.division_id) == division_id)
    people = [Beside(*row) for row in session.execute(found)]
    return sorted(people, key=lambda one: (-one.points, one.number, one.entry_id))
