"""The form of one contestant, which organisers fill in: a roster of one line, held against the rules like one."""

from collections import Counter

from sqlmodel import Session

from quiz import clock
from quiz.contests.contest import Contest
from quiz.contests.divisions import divisions_of
from quiz.contests.entry import Entry
from quiz.contests.roster.comparing import NOBODY, Line, compare, known_in, known_like
from quiz.contests.roster.fitting import rules_on
from quiz.contests.roster.reading import new_row
from quiz.contests.roster.units import UnitBook
from quiz.people.person import Person
from quiz.web.pages import local

FIELDS = ("name", "birth", "unit", "position", "phone", "room", "number", "member_code", "division")


def read_line(
    database: Session, contest: Contest, book: UnitBook, typed: dict[str, str], *, editing: Entry | None = None,
    other: bool = False,
) -> Line:  # fmt: skip
    """A form is a roster of one line."""
    assert contest.id is not None
    given = typed | {"unit": "", "above": ""}
    same_as = editing.public_id if editing else NOBODY if other else None
    row = new_row(given, "") | {"unit": typed["unit"], "same_as": same_as}
    known = known_like(database, contest.id, given)
    if editing is not None:
        known = [pair for pair in known if pair[0].id != editing.id] + [
            (editing, database.get_one(Person, editing.person_id))
        ]
    divisions = divisions_of(database, contest)
    return compare([row], known, book, set(), local(clock.now()).date(), divisions).lines[0]


def what_rules_say(database: Session, contest: Contest, line: Line) -> list[str]:
    """The words that a roster has beside each row, of this one."""
    assert contest.id is not None
    at = clock.now()
    of_unit = known_in(database, contest.id, {line.unit.id or 0}) if line.unit else []
    return rules_on(database, contest, line, of_unit, local(at).date(), at)


def division_options(database: Session, contest: Contest) -> list[tuple[str, str]]:
    """By name, as a roster has them; none where there is nothing to choose."""
    names = [one.name for one in divisions_of(database, contest)]
    return [(name, name) for name in names] if len(names) > 1 else []


def unit_options(book: UnitBook, entry: Entry | None = None) -> list[tuple[str, str]]:
    """The contest's own units; an entry's unit is offered even when it is none of them."""
    units = list(book.offered)
    own = book.units.get(entry.unit_id) if entry else None
    if own is not None and own not in units:
        units.insert(0, own)
    times = Counter(unit.name for unit in units)
    return [(unit.public_id, book.path(unit) if times[unit.name] > 1 else unit.name) for unit in units]
