"""Who plays without a place (hors concours), with what they scored: beside the board of a leg, never on it."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from quiz.contests.entry import Entry, EntryState
from quiz.contests.round import Leg
from quiz.people.person import Person
from quiz.standings.live import STANDING
from quiz.standings.score import Score

LISTED_MOST = 200


@dataclass(frozen=True)
class Beside:
    """`points`: scaled as in points.py."""

    number: str
    name: str
    unit: str
    points: int


def beside_of(session: Session, leg: Leg) -> list[Beside]:
    """Most points first, and those who have as many by their number: none of it is a place."""
    found = (
        select(Entry.number, Person.name, Entry.unit_name, Score.points)
        .join(Entry, col(Entry.id) == Score.entry_id)
        .join(Person, col(Person.id) == Entry.person_id)
        .where(Score.leg_id == leg.id, STANDING, Entry.state == EntryState.ACTIVE, col(Entry.hors_concours))
        .order_by(col(Score.points).desc(), col(Entry.number))
        .limit(LISTED_MOST)
    )
    return [Beside(*row) for row in session.exec(found)]
