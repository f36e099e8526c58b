"""A page of a large board is read along its index, as far as the page goes: nobody else is put in order."""

from datetime import timedelta

from sqlalchemy import insert, text

from quiz import database
from quiz.attempts.attempt import Attempt, SubmittedBy
from quiz.contests.entry import Entry
from quiz.people.person import Person
from quiz.standings.live import LiveBoard
from quiz.standings.score import Score
from quiz.standings.standing import PAGE

MANY = 5_000


def test_a_page_of_the_board_sorts_nobody_else(session, world):
    plant(session, world)
    session.execute(text("ANALYZE"))
    listed = LiveBoard(session, world.round, world.leg)._listed().limit(PAGE)
    compiled = listed.compile(database.engine(), compile_kwargs={"literal_binds": True})
    asked = "EXPLAIN QUERY PLAN " if database.is_sqlite() else "EXPLAIN "

    plan = "\n".join(str(row[-1]) for row in session.connection().exec_driver_sql(f"{asked}{compiled}"))

    assert "ix_score_board" in plan, plan
    assert "TEMP B-TREE" not in plan, plan
    assert "Sort" not in plan.replace("Incremental Sort", ""), plan
    assert "Seq Scan on score" not in plan, plan


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
                submitted_at=start, submitted_by=SubmittedBy.CONTESTANT).model_dump()
        for n in numbers
    ])  # fmt: skip
    session.execute(insert(Score), [
        Score(attempt_id=n, leg_id=world.leg.id, entry_id=n, points=n % 30 * 10_000, right=n % 30, answered=30,
              elapsed_s=n * 7919 % 1800, submitted_at=start + timedelta(seconds=n), started_at=start, rules_version=1,
              counted_at=start).model_dump()
        for n in numbers
    ])  # fmt: skip
