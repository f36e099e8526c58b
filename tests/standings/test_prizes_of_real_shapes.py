"""The contests that were held, with forty people who played everything: as many winners as plain arithmetic says."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, insert, select

from quiz.attempts.attempt import Attempt, Mode
from quiz.contests.divisions import divisions_of
from quiz.contests.entry import Entry
from quiz.contests.making import make_contest
from quiz.contests.round import legs_of, rounds_of
from quiz.ledger import Decider
from quiz.people.person import Person
from quiz.standings.finding_prizes import prizes_of
from quiz.standings.score import Score
from tests.world import World

STARTS = datetime(2027, 1, 15, 1, tzinfo=UTC)
AFTER = STARTS + timedelta(days=400)
FORTY = 40


def expected(name: str, legs: int) -> tuple[int, int]:
    """How many prizes for persons, how many certificates; one prize a person, so never more than there are people."""
    listed = {
        "resolution": legs * (1 + 1 + 1 + 3) + 1 + 1 + 1 + 5,
        "threshold": 2,
        "seconds": legs * 3,
        "network": legs * (1 + 2 + 5 + 8),
        "history": 1 + 2 + 3,
        "blocks": 2 * (1 + 2 + 3),
        "safety": 3 + 8 + 15 + 50,
    }[name]
    certificates = sum(points(person) * 7 >= 42 for person in range(FORTY)) if name == "history" else 0
    return min(listed, FORTY), certificates


def points(person: int) -> int:
    """Of ten, in each leg: from 1 to 10, four people each."""
    return person // 4 + 1


def play_everything(session, world: World, contest) -> int:
    """Forty people, in turn in each division, in every leg; how many legs there are."""
    divisions = divisions_of(session, contest)
    unit = world.units["tan-trai"]
    people = [Person(name=f"Người {number}", created_at=STARTS) for number in range(FORTY)]
    session.add_all(people)
    session.flush()
    entries = [
        Entry(
            contest_id=contest.id, division_id=divisions[number % len(divisions)].id, person_id=person.id,
            unit_id=unit.id, unit_name=unit.name, number=f"TS-{number:03}", created_at=STARTS,
        )
        for number, person in enumerate(people)
    ]  # fmt: skip
    session.add_all(entries)
    session.flush()
    legs = [leg for round in rounds_of(session, contest.id) for leg in legs_of(session, round.id)]
    for leg in legs:
        begun = leg.opens_at or STARTS
        attempts = [
            {
                "entry_id": entry.id, "leg_id": leg.id, "mode": Mode.OFFICIAL, "ordinal": 1, "rules_version": 1,
                "started_at": begun, "ends_at": begun + timedelta(minutes=5), "submitted_at": begun + person_s,
                "public_id": f"a{leg.id}x{entry.id}",
            }
            for entry, person_s in zip(entries, map(seconds, range(FORTY)), strict=True)
        ]  # fmt: skip
        session.execute(insert(Attempt), attempts)
        made = session.exec(select(Attempt).where(Attempt.leg_id == leg.id).order_by(col(Attempt.entry_id))).all()
        session.add_all(
            Score(
                attempt_id=attempt.id, leg_id=leg.id, entry_id=attempt.entry_id, points=points(number) * 10_000,
                right=points(number), answered=10, elapsed_s=60 + number, submitted_at=attempt.submitted_at,
                started_at=begun, rules_version=1, counted_at=AFTER,
            )
            for number, attempt in enumerate(made)
        )  # fmt: skip
    session.flush()
    return len(legs)


def seconds(person: int) -> timedelta:
    return timedelta(seconds=60 + person)


@pytest.mark.parametrize("name", ["resolution", "threshold", "seconds", "network", "history", "blocks", "safety"])
def test_as_many_win_as_plain_arithmetic_says(session, world, name):
    decider = Decider(world.people["lan"].id, "organiser", STARTS)
    contest = make_contest(session, name, "Thi", world.units["vinh-linh"], decider, starts_at=STARTS, weeks=3)
    legs = play_everything(session, world, contest)
    prizes, certificates = expected(name, legs)

    found = prizes_of(session, contest, "live", AFTER)

    winners = [each.id for one in found.awards if one.offer.prize.grade != "certificate" for each in one.winners]
    assert (found.given, len(set(winners))) == (prizes, prizes)
    paper = [each for one in found.awards if one.offer.prize.grade == "certificate" for each in one.winners]
    assert len(paper) == certificates
    assert found.open_ties == []
