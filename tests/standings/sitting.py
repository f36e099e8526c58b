"""Make people play, in a line: who, with what, in how many seconds."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from question_bank.question import QuestionVersion
from quiz.attempts.attempt import Answer, Attempt, Mode, PaperRow, SubmittedBy
from quiz.contests.entry import Entry
from quiz.database import Apart
from quiz.ledger import Decider
from quiz.people.person import Person
from quiz.standings.correcting import correct_key
from quiz.standings.counting import count_attempt
from quiz.standings.deciding_ahead import decide_ahead, write_decided
from quiz.standings.foreseeing import Foreseen, foresee
from quiz.standings.key_in_force import Correction
from tests.world import World

RIGHT, WRONG, TWO = ["dung"], ["sai1"], ["dung", "sai1"]


def play(
    session: Session, world: World, entry: Entry, *given: list[str] | None,
    seconds: float = 60, submitted_after: float | None = 120, started_at: datetime | None = None,
    mode: Mode = Mode.OFFICIAL, ordinal: int = 1,
) -> Attempt:  # fmt: skip
    """An attempt with these answers, one a question of the world; None leaves one empty. Not yet counted."""
    start = started_at or world.leg.opens_at
    assert start is not None
    submitted = None if submitted_after is None else start + timedelta(seconds=submitted_after)
    attempt = _keep(session, Attempt(
        entry_id=entry.id, leg_id=world.leg.id, mode=mode, ordinal=ordinal, rules_version=1, started_at=start,
        last_change_at=start + timedelta(seconds=seconds) if any(one is not None for one in given) else None,
        ends_at=start + timedelta(minutes=15), submitted_at=submitted,
        submitted_by=SubmittedBy.CONTESTANT if submitted else None,
    ))  # fmt: skip
    for number, version in enumerate(world.versions, 1):
        _keep(session, PaperRow(attempt_id=attempt.id, number=number, version_id=version.id, part_id=world.part.id,
                                choice_order=["dung", "sai1", "sai2", "sai3"]))  # fmt: skip
    for number, (version, choices) in enumerate(zip(world.versions, given, strict=False), 1):
        if choices is not None:
            answer = {"version_id": version.id, "given": {"choices": choices}, "turn": 1, "tap": number}
            _keep(session, Answer(attempt_id=attempt.id, number=number, received_at=start, changed_at=start, **answer))
    return attempt


def played(session: Session, world: World, entry: Entry, *given: list[str] | None, **how: Any) -> Attempt:
    """The same, counted."""
    attempt = play(session, world, entry, *given, **how)
    count_attempt(session, attempt)
    return attempt


def enter(session: Session, world: World, name: str, unit: str = "tan-trai", **more: Any) -> Entry:
    """One more contestant."""
    person = _keep(session, Person(name=name, created_at=world.contest.created_at))
    of = world.units[unit]
    entry = Entry(
        contest_id=world.contest.id, division_id=world.entries["duong"].division_id, person_id=person.id,
        unit_id=of.id, unit_name=of.name, number=f"VL-{person.id:03}", created_at=world.contest.created_at, **more,
    )  # fmt: skip
    return _keep(session, entry)


def take_ahead(world: World, deciding: Callable[[Session], object], meanwhile: Callable[[], object] = int) -> None:
    """As a decision is taken on its page: worked out, then written; `meanwhile`: what happens between."""
    contest_id, apart = world.contest.id or 0, Apart()
    try:
        decided = apart.read(lambda session: decide_ahead(session, contest_id, deciding))
        meanwhile()
        apart.write(lambda session: write_decided(session, contest_id, decided))
    finally:
        apart.close()


def foresee_key(
    session: Session, world: World, version: QuestionVersion, what: Correction, choices: list[str], at: datetime
) -> Foreseen:
    """What this correction would do; a preview sees what is committed."""
    session.commit()
    assert world.contest.id is not None
    return foresee(
        world.contest.id,
        lambda work: correct_key(
            work, world.contest, world.leg, version, what=what, choices=choices, reason="Xem trước",
            by=Decider(None, "chief_judge", at),
        ),
        at,
    )  # fmt: skip


def _keep(session: Session, row: Any) -> Any:
    session.add(row)
    session.flush()
    return row
