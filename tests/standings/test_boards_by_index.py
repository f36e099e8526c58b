"""However many have handed in, a board is read along its index and by what is counted already: nobody reads all."""

from datetime import timedelta

from sqlalchemy import event, insert, text, update

from quiz import database
from quiz.attempts.attempt import Attempt, SubmittedBy
from quiz.contests.entry import Entry
from quiz.people.person import Person
from quiz.standings.listing import list_everybody
from quiz.standings.live import LiveBoard
from quiz.standings.score import Score
from quiz.standings.standing import PAGE

MANY = 10_000
LARGE = ("score", "board_line", "attempt", "entry", "person")
LOOKS = {
    "the first page": lambda board: board.lines(0, PAGE),
    "a page far down": lambda board: board.lines(4_000, PAGE),
    "my place": lambda board: board.lines(max(0, (board.position_of(3_456) or 0) - 3), 7),
    "the total": lambda board: board.total(),
    "the figures": lambda board: board.figures(),
    "who plays beside": lambda board: board.beside(),
    "down to a place": lambda board: board.within(100),
}


def test_no_look_at_a_board_walks_through_everybody(session, world):
    plant(session, world)
    session.execute(update(Entry).where(Entry.id == 1_500).values(hors_concours=True))
    list_everybody(session, world.leg.id)
    weigh_anew(session)
    live = LiveBoard(session, world.round, world.leg)
    for board in (live, live.in_division(world.entries["duong"].division_id)):
        assert [one.name for one in board.beside()] == ["Thí sinh 1500"]
        for name, look in LOOKS.items():
            asked = statements_of(lambda board=board, look=look: look(board))
            assert asked, name
            for statement, given in asked:
                assert "OVER (" not in statement, f"{name}: {statement}"
                goes_by_index(name, statement, plan_of(session, statement, given))


def goes_by_index(name, statement, plan):
    for table in LARGE:
        assert f"SCAN {table}\n" not in f"{plan}\n", f"{name}: {plan}"
        assert f"SCAN {table} " not in plan, f"{name}: {plan}"
        assert f"Seq Scan on {table}" not in plan, f"{name}: {plan}"
        assert f"SEARCH {table} USING PRIMARY KEY (leg_id=?)\n" not in f"{plan}\n", f"{name}: {plan}"
    if "board_line" not in statement or "submitted_at IS NULL" in statement:
        return
    assert "TEMP B-TREE FOR ORDER BY" not in plan, f"{name}: {plan}"
    if "JOIN" in statement:  # else some keys of a stretch, from its first to that of the next
        assert "Sort" not in plan, f"{name}: {plan}"


def statements_of(act):
    """What is asked of the database meanwhile."""
    asked = []

    def note(_connection, _cursor, statement, given, *_):
        asked.append((statement, given))

    event.listen(database.engine(), "before_cursor_execute", note)
    act()
    event.remove(database.engine(), "before_cursor_execute", note)
    return [(statement, given) for statement, given in asked if statement.lstrip().startswith("SELECT")]


def plan_of(session, statement, given):
    asked = "EXPLAIN QUERY PLAN " if database.is_sqlite() else "EXPLAIN "
    return "\n".join(str(row[-1]) for row in session.connection().exec_driver_sql(asked + statement, given))


def weigh_anew(session):
    """What each way costs from what is there now, and not also from what tests before left in an index."""
    for table in LARGE:
        session.execute(text(f"REINDEX {table}" if database.is_sqlite() else f"REINDEX TABLE {table}"))
    session.execute(text("ANALYZE"))


def plant(session, world):
    """So many who handed in, each with a time of their own."""
    at, start, unit = world.contest.created_at, world.leg.opens_at, world.units["tan-trai"]
    numbers = range(1_000, 1_000 + MANY)
    session.execute(insert(Person), [Person(id=n, name=f"Thí sinh {n}", created_at=at).model_dump() for n in numbers])
    session.execute(insert(Entry), [
        Entry(id=n, contest_id=world.contest.id, division_id=world.entries["duong"].division_id, person_id=n,
              unit_id=unit.id, unit_name=unit.name, number=f"TS-{n}", created_at=at).model_dump()
        for n in numbers
    ])  # fmt: skip
    session.execute(insert(Attempt), [
        Attempt(id=n, entry_id=n, leg_id=world.leg.id, rules_version=1, started_at=start, ends_at=start,
                submitted_at=start + timedelta(seconds=n), submitted_by=SubmittedBy.CONTESTANT).model_dump()
        for n in numbers
    ])  # fmt: skip
    session.execute(insert(Score), [
        Score(attempt_id=n, leg_id=world.leg.id, entry_id=n, points=n % 30 * 10_000, right=n % 30, answered=30,
              elapsed_s=n * 7919 % 1800, submitted_at=start + timedelta(seconds=n), started_at=start, rules_version=1,
              counted_at=start).model_dump()
        for n in numbers
    ])  # fmt: skip
