"""The deadlines of questions and parts as stored with a paper: written only from what pace.py computes."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from quiz.attempts.attempt import Attempt, PaperRow
from quiz.attempts.deadline import Course
from quiz.attempts.decisions import Concerned
from quiz.attempts.pace import Pace, attempt_ends, deadlines
from quiz.contests.entry import Entry
from quiz.contests.round import Leg, PartKind, Round, parts_of


@dataclass(frozen=True)
class Paced:
    """When each question that was shown closes, by its number, and when the whole attempt ends."""

    questions: dict[int, datetime]
    ends_at: datetime


def pace_of(session: Session, round: Round, entry: Concerned | None) -> Pace:
    """The pace of the round for this entry: a standing accommodation stretches every step alike."""
    rules = round.rules
    if not rules.is_paced:
        return Pace()
    assert round.id is not None
    allowed = timedelta(minutes=rules.minutes)
    longer = entry.accommodation.added_to(allowed) if entry else timedelta(0)

    def stretched(seconds: int) -> int:
        return -(-seconds * (allowed + longer) // allowed)

    minutes = {part.id: part.minutes for part in parts_of(session, round.id) if part.kind == PartKind.QUIZ}
    own = {id: stretched(60 * most) for id, most in minutes.items() if id and most} if rules.parts == "in_turn" else {}
    return Pace(stretched(rules.question_s) if rules.question_s else None, own)


def rows_in(session: Session, attempt: Attempt) -> list[PaperRow]:
    """The places of its paper, in order."""
    rows = select(PaperRow).where(PaperRow.attempt_id == attempt.id).order_by(col(PaperRow.number))
    return list(session.exec(rows))


def rows_of_all(session: Session, round: Round, leg: Leg) -> dict[int, list[PaperRow]]:
    """Of each attempt of the leg, by its id; nothing where no step has time of its own."""
    papers: dict[int, list[PaperRow]] = defaultdict(list)
    if round.rules.is_paced:
        rows = select(PaperRow).join(Attempt, col(Attempt.id) == PaperRow.attempt_id).where(Attempt.leg_id == leg.id)
        for row in session.exec(rows.order_by(col(PaperRow.attempt_id), col(PaperRow.number))):
            papers[row.attempt_id].append(row)
    return papers


def paced(session: Session, round: Round, attempt: Attempt, entry: Entry | None, course: Course) -> Paced:
    """What the deadlines are, given how the time of the whole attempt runs."""
    if not round.rules.is_paced:
        return Paced({}, course.ends_at)
    pace, rows = pace_of(session, round, entry), rows_in(session, attempt)
    return Paced(deadlines(pace, rows, course), attempt_ends(pace, rows, course))


def as_stored(course: Course, ends_at: datetime) -> tuple[datetime, datetime | None, list[list[str]], bool]:
    """What the attempt keeps of it: `ends_at`, `paused_at`, `stood_json`, `taken_in`."""
    stands = course.paused_at is not None and course.paused_at < ends_at  # else it was over before
    stood = [[span.start.isoformat(), span.until.isoformat()] for span in course.stood if span.until]
    return ends_at, course.paused_at if stands else None, stood, course.taken_in and course.ends_at == ends_at


def kept_of(*stored: Any) -> dict[str, Any]:
    """The same by the names of its columns."""
    return dict(zip(("ends_at", "paused_at", "stood_json", "taken_in"), stored, strict=True))


def apply(session: Session, round: Round, attempt: Attempt, entry: Entry | None, course: Course, seq: int) -> bool:
    """Store how the time of an attempt runs, as of that decision, and of its questions; was the attempt's otherwise?"""
    found = paced(session, round, attempt, entry, course)
    if found.questions:
        for row in rows_in(session, attempt):
            row.ends_at = found.questions.get(row.number)
            session.add(row)
    before = (attempt.ends_at, attempt.paused_at, attempt.stood_json, attempt.taken_in)
    stored = as_stored(course, found.ends_at)
    attempt.ends_at, attempt.paused_at, attempt.stood_json, attempt.taken_in = stored
    changed = before != stored
    if changed:
        attempt.decided_seq = max(seq, attempt.decided_seq or 0)
        session.add(attempt)
    return changed
