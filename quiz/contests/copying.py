"""A contest, or one round of it, made again: its rounds, rules, blueprints; its people with new codes, if wished."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from quiz.contests.composing import rows_of
from quiz.contests.contest import Contest, Division
from quiz.contests.divisions import divisions_of
from quiz.contests.entry import Entry, EntryState
from quiz.contests.making import start_contest
from quiz.contests.repeating import copy_leg_rows
from quiz.contests.round import BlueprintRow, FixedQuestion, Leg, Part, Round, legs_of, parts_of, rounds_of
from quiz.contests.scheduling import note
from quiz.ledger import Decider
from quiz.people.unit import Unit


def copy_contest(
    session: Session, contest: Contest, title: str, by: Decider, *, with_roster: bool,
    starts_at: datetime | None = None, only: Round | None = None,
) -> Contest:  # fmt: skip
    """A new draft like it; of one round `only`, if named. Windows move so that the first leg opens at `starts_at`."""
    assert contest.id is not None
    copy = start_contest(session, contest.shape, title, session.get_one(Unit, contest.unit_id), by)
    copy.slogan, copy.page_markdown = contest.slogan, contest.page_markdown
    copy.rules_json = dict(contest.rules_json)
    rounds = [only] if only else rounds_of(session, contest.id)
    shift = _shift(session, rounds, starts_at)
    for position, round in enumerate(rounds, 1):
        _copy_round(session, round, copy, position, round.name, shift)
    divisions = _copy_divisions(session, contest, copy)
    if with_roster:
        _copy_roster(session, contest, copy, divisions, by.at)
    body = {"from": contest.id, "round": only.id if only else None, "roster": with_roster}
    note(session, copy, ("contest", copy.id), "copy_contest", body, "", by)
    return copy


def copy_round(session: Session, contest: Contest, round: Round, name: str, by: Decider) -> Round:
    """One more round of the same contest, after the last, for the same people. Its windows are still to be set."""
    assert contest.id is not None
    position = max(other.position for other in rounds_of(session, contest.id)) + 1
    copy = _copy_round(session, round, contest, position, name, None)
    note(session, contest, ("round", copy.id), "copy_round", {"from": round.id}, "", by)
    return copy


def _shift(session: Session, rounds: list[Round], starts_at: datetime | None) -> timedelta | None:
    """From the first opening of the old to the new; None where either is not known."""
    opens = [leg.opens_at for round in rounds for leg in legs_of(session, round.id or 0) if leg.opens_at]
    return starts_at - min(opens) if starts_at and opens else None


def _copy_round(
    session: Session, round: Round, contest: Contest, position: int, name: str, shift: timedelta | None
) -> Round:
    assert round.id is not None
    assert contest.id is not None
    copy = Round(
        contest_id=contest.id, position=position, name=name, kind=round.kind, mixing=round.mixing,
        rules_json=dict(round.rules_json),
    )  # fmt: skip
    session.add(copy)
    session.flush()
    assert copy.id is not None
    legs: list[tuple[Leg, Leg]] = []
    for leg in legs_of(session, round.id):
        opens_at = leg.opens_at + shift if leg.opens_at and shift is not None else None
        closes_at = leg.closes_at + shift if leg.closes_at and shift is not None else None
        twin = Leg(round_id=copy.id, position=leg.position, name=leg.name, opens_at=opens_at, closes_at=closes_at)
        session.add(twin)
        legs.append((leg, twin))
    parts = {part.id or 0: _copy_part(session, part, copy.id) for part in parts_of(session, round.id)}
    for leg, twin in legs:
        copy_leg_rows(session, leg, twin, parts)
    return copy


def _copy_part(session: Session, part: Part, round_id: int) -> int:
    """Returns the id of the new one."""
    copy = Part(
        round_id=round_id, position=part.position, name=part.name, kind=part.kind, minutes=part.minutes,
        maximum=part.maximum, coefficient=part.coefficient, weight_percent=part.weight_percent,
    )  # fmt: skip
    session.add(copy)
    session.flush()
    assert copy.id is not None
    for row in rows_of(session, part):
        session.add(
            BlueprintRow(
                part_id=copy.id, position=row.position, topic_id=row.topic_id, difficulty=row.difficulty,
                count=row.count,
            )
        )  # fmt: skip
    for fixed in session.exec(select(FixedQuestion).where(FixedQuestion.part_id == part.id)):
        session.add(FixedQuestion(part_id=copy.id, question_id=fixed.question_id, position=fixed.position))
    session.flush()
    return copy.id


def _copy_divisions(session: Session, contest: Contest, copy: Contest) -> dict[int, int]:
    """By the id of each the id of its copy. The one that is there becomes the first."""
    [made] = divisions_of(session, copy)
    copies: dict[int, int] = {}
    for position, division in enumerate(divisions_of(session, contest), 1):
        own = made if position == 1 else Division(contest_id=made.contest_id)
        own.name, own.position = division.name, position
        session.add(own)
        session.flush()
        copies[division.id or 0] = own.id or 0
    return copies


def _copy_roster(session: Session, contest: Contest, copy: Contest, divisions: dict[int, int], at: datetime) -> None:
    """Those who are still in; each with a new code and a new link, the unit under its name of today."""
    assert copy.id is not None
    entries = (
        select(Entry, Unit)
        .join(Unit, col(Unit.id) == Entry.unit_id)
        .where(Entry.contest_id == contest.id, Entry.state == EntryState.ACTIVE)
        .order_by(col(Entry.id))
    )
    for entry, unit in session.exec(entries):
        session.add(
            Entry(
                contest_id=copy.id, division_id=divisions[entry.division_id], person_id=entry.person_id,
                unit_id=entry.unit_id, unit_name=unit.name, position=entry.position, number=entry.number,
                room=entry.room, hors_concours=entry.hors_concours, created_at=at,
            )
        )  # fmt: skip
    session.flush()
