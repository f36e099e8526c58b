"""What every attempt of a leg is worth: each distinct answer is marked once, and the database adds up.

The same as its sheet says (sheet.py), which is what this is held against in tests; but no sheet is made. A paper is
worth what it is with nothing in it, and what each answer brings beyond that.
"""

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from sqlalchemy import ColumnElement, Text, and_, bindparam, cast, func, text, update
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, delete, insert

from quiz.attempts.attempt import Attempt, Mode, spans_in
from quiz.attempts.deadline import elapsed_seconds
from quiz.contests.mixing import Mix, Worth
from quiz.contests.round import Leg, Round
from quiz.database import is_sqlite
from quiz.standings.keys import Keys
from quiz.standings.marking import ANSWERS_BETWEEN, ANSWERS_IN, Marks, Slice
from quiz.standings.points import POINT_SCALE, scaled
from quiz.standings.recount import RECOUNT, TO_COUNT, filled
from quiz.standings.score import NO_PREDICTION

TOGETHER = 10_000
"""Attempts at a time."""
DENSE = 2
"""Where fewer of a range than one in so many are to be counted, their answers are looked up one by one."""


def counted_in(leg: Leg) -> tuple[ColumnElement[bool], ...]:
    """Of the leg's attempts those that count."""
    return (
        col(Attempt.leg_id) == leg.id, col(Attempt.mode) == Mode.OFFICIAL, col(Attempt.submitted_at).is_not(None),
        col(Attempt.entry_id).is_not(None), col(Attempt.disqualified_at).is_(None),
    )  # fmt: skip


def tally_leg(session: Session, round: Round, leg: Leg, keys: Keys) -> None:
    """Into the table of the recount, every attempt of the leg that counts."""
    every = select_columns(col(Attempt.id)).where(*counted_in(leg))
    session.connection().execute(insert(TO_COUNT).from_select(["attempt_id"], every))
    tally(session, round, keys)


def tally(session: Session, round: Round, keys: Keys) -> None:
    """Those that are to be counted."""
    filled(session, TO_COUNT)
    marks = Marks(session, keys)
    marks.learn_empty_places()
    looking_ahead = True
    for slice in _slices(session):
        if looking_ahead or marks.by_percent:
            looking_ahead = marks.learn(slice)
        _add_up(session, round, marks, slice)
        if _has_unmarked(session, slice):
            looking_ahead = marks.learn(slice)
            _forget(session, slice)
            _add_up(session, round, marks, slice)
        if marks.by_percent:
            _mix_by_percent(session, marks, slice)
    _without_pauses(session)
    filled(session, RECOUNT)


def _slices(session: Session) -> Iterator[Slice]:
    high, ids = 0, TO_COUNT.c.attempt_id
    while True:
        some = select_columns(ids).where(ids > high).order_by(ids).limit(TOGETHER).subquery().c.attempt_id
        first, last, many = (
            session.connection().execute(select_columns(func.min(some), func.max(some), func.count(some))).one()
        )
        if not many:
            return
        high = last
        yield Slice(first - 1, last, last - first < DENSE * many)


ADD_UP = """
WITH given AS (
  SELECT answer.attempt_id, sum(mark.points{times}) AS points, sum(mark.answered) AS answered,
         sum(mark.whole) AS whole, {points_in_part} AS part_points,
         count(*) AS places, count(*) - count(mark.version_id) AS unmarked
    FROM {answers}{beside}
    LEFT JOIN mark ON mark.version_id = answer.version_id AND mark.given = CAST(answer.given AS TEXT)
   WHERE {in_slice}{of_answer}
   GROUP BY answer.attempt_id
),
asked AS (
{asked}
),
summed AS (
  SELECT to_count.attempt_id, CAST(coalesce(given.points, 0) + coalesce(asked.points, 0) AS bigint) AS points,
         coalesce(given.answered, 0) AS answered, coalesce(given.whole, 0) + coalesce(asked.whole, 0) AS whole,
         coalesce(asked.counts, 0) AS counts, coalesce(given.unmarked, 0) AS unmarked,
         CAST(coalesce(given.part_points, 0) + coalesce(asked.part_points, 0) AS bigint) AS part_points
    FROM to_count
    LEFT JOIN given ON given.attempt_id = to_count.attempt_id
    LEFT JOIN asked ON asked.attempt_id = to_count.attempt_id
   WHERE to_count.attempt_id > :low AND to_count.attempt_id <= :high
)
INSERT INTO recount (attempt_id, entry_id, ordinal, prediction, handed_in_at, points, carried, "right", answered,
                     elapsed_s, submitted_at, rules_version, started_at, all_right, part_points,
                     stands, full_marks, prediction_distance, jury_place, lot_place, unmarked)
SELECT attempt.id, attempt.entry_id, attempt.ordinal, attempt.prediction, attempt.submitted_at, {points}, 0,
       summed.whole, summed.answered, {elapsed}, {submitted}, :rules_version, {started},
       summed.counts > 0 AND summed.counts = summed.whole, {part_points},
       true, CASE WHEN summed.counts > 0 AND summed.counts = summed.whole THEN 1 ELSE 0 END, :no_prediction, 0, 0,
       summed.unmarked
  FROM summed JOIN attempt ON attempt.id = summed.attempt_id AND attempt.id > :low AND attempt.id <= :high
"""
IN_PART = "sum(CASE WHEN paper_row.part_id = :part_id THEN {points} ELSE 0 END)"
WITH_NOTHING_WRONG = """
  SELECT given.attempt_id, (SELECT count(*) FROM paper_row WHERE paper_row.attempt_id = given.attempt_id) AS counts,
         0 AS points, 0 AS whole, 0 AS part_points
    FROM given
   WHERE given.whole = given.places
"""
"""Where empty places are as usual, only of these it matters how many there are: is everything right?"""
WITH_EMPTY_PLACES = """
  SELECT to_count.attempt_id, count(*) + coalesce(sum(empty_place.counts), 0) AS counts,
         sum(empty_place.points{times}) AS points, sum(empty_place.whole) AS whole, {points_in_part} AS part_points
    FROM to_count CROSS JOIN paper_row
    LEFT JOIN empty_place ON empty_place.version_id = paper_row.version_id
   WHERE to_count.attempt_id > :low AND to_count.attempt_id <= :high AND paper_row.attempt_id = to_count.attempt_id
     AND paper_row.attempt_id > :low AND paper_row.attempt_id <= :high
   GROUP BY to_count.attempt_id
"""
PART_OF_ANSWER = " AND paper_row.attempt_id = answer.attempt_id AND paper_row.number = answer.number"


def _add_up(session: Session, round: Round, marks: Marks, slice: Slice) -> None:
    part, times = marks.keys.named_part, _times(marks.keys.mix)
    by_part = bool(part or times)
    asked = WITH_NOTHING_WRONG
    if marks.anything_empty:
        points = IN_PART.format(points="empty_place.points") if part else "0"
        asked = WITH_EMPTY_PLACES.format(points_in_part=points, times=times)
    words = WORDS[is_sqlite()]
    last = words.least.format("coalesce(attempt.last_change_at, attempt.ends_at)", "attempt.ends_at")
    elapsed = f"({words.microseconds.format(last)} - {words.microseconds.format('attempt.started_at')}) / 1000000"
    statement = ADD_UP.format(
        beside=" CROSS JOIN paper_row" if by_part else "",
        answers="answer" if slice.is_dense else "to_count CROSS JOIN answer",
        in_slice=ANSWERS_BETWEEN if slice.is_dense else ANSWERS_IN,
        of_answer=PART_OF_ANSWER if by_part else "",
        times=times,
        points_in_part=IN_PART.format(points="mark.points") if part else "0",
        asked=asked.strip("\n"),
        points=_scaled("summed.points" if marks.keys.scoring.below_zero else words.most.format("summed.points", "0")),
        part_points=_scaled("summed.part_points"),
        elapsed=words.most.format(elapsed, "0"),
        submitted=words.whole_second.format("attempt.submitted_at"),
        started=words.whole_second.format("attempt.started_at"),
    )
    given = {"unit": marks.unit, "rules_version": round.rules_version, "no_prediction": NO_PREDICTION}
    session.connection().execute(text(statement), slice.between | given | ({"part_id": part} if part else {}))


def _has_unmarked(session: Session, slice: Slice) -> bool:
    """Was anything answered there that nobody answered in a slice before?"""
    found = select_columns(RECOUNT.c.attempt_id).where(_within(slice), RECOUNT.c.unmarked > 0).limit(1)
    return session.connection().execute(found).first() is not None


def _forget(session: Session, slice: Slice) -> None:
    session.connection().execute(delete(RECOUNT).where(_within(slice)))


def _within(slice: Slice) -> ColumnElement[bool]:
    return and_(RECOUNT.c.attempt_id > slice.low, RECOUNT.c.attempt_id <= slice.high)


def _times(mix: Mix) -> str:
    """What points of a part are multiplied by; whole numbers."""
    if mix.how != "coefficients":
        return ""
    each = " ".join(f"WHEN {int(of)} THEN {int(mix.times(of))}" for of in mix.weights)
    return f" * CASE paper_row.part_id {each} ELSE 1 END" if each else ""


BY_PART = text("""
SELECT to_count.attempt_id, paper_row.part_id,
       CAST(sum(coalesce(mark.points, 0) + empty_place.points) AS bigint), CAST(sum(empty_place.most) AS bigint)
  FROM to_count CROSS JOIN paper_row
  LEFT JOIN answer ON answer.attempt_id = paper_row.attempt_id AND answer.number = paper_row.number
  LEFT JOIN mark ON mark.version_id = answer.version_id AND mark.given = CAST(answer.given AS TEXT)
  JOIN empty_place ON empty_place.version_id = paper_row.version_id
 WHERE paper_row.attempt_id = to_count.attempt_id AND paper_row.attempt_id > :low AND paper_row.attempt_id <= :high
 GROUP BY to_count.attempt_id, paper_row.part_id
 ORDER BY to_count.attempt_id, paper_row.part_id
""")


def _mix_by_percent(session: Session, marks: Marks, slice: Slice) -> None:
    """Shares of what each part could have brought, in which the unit makes no difference; each mixture once."""
    papers: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for attempt_id, part_id, points, most in session.connection().execute(BY_PART, slice.between):
        papers[attempt_id].append((part_id, points, most))
    mixed = {paper: _mixed(marks.keys, paper) for paper in {tuple(paper) for paper in papers.values()}}
    anew = update(RECOUNT).where(RECOUNT.c.attempt_id == bindparam("id")).values(points=bindparam("mixed"))
    if papers:
        session.connection().execute(anew, [{"id": id, "mixed": mixed[tuple(paper)]} for id, paper in papers.items()])


def _mixed(keys: Keys, paper: tuple[tuple[int, int, int], ...]) -> int:
    points = keys.mix.whole((id, Worth(Fraction(points), Fraction(most))) for id, points, most in paper).points
    return scaled(points if keys.scoring.below_zero else max(Fraction(0), points))


def _scaled(points: str) -> str:
    """As `points.scaled` says of so many units: whole points, and what is left over, which is never below nothing."""
    rest = f"(({points} % :unit + :unit) % :unit)"
    return f"({points} - {rest}) / :unit * {POINT_SCALE} + (2 * {POINT_SCALE} * {rest} + :unit) / (2 * :unit)"


class _Words(NamedTuple):
    """What the engines say differently. Moments are text on SQLite, with all six places of a second."""

    least: str
    most: str
    microseconds: str
    whole_second: str


WORDS = {
    True: _Words(
        "min({}, {})", "max({}, {})",
        "(CAST(strftime('%s', substr({0}, 1, 19)) AS integer) * 1000000 + CAST(substr({0}, 21, 6) AS integer))",
        "substr({}, 1, 19) || '.000000'",
    ),
    False: _Words(
        "least({}, {})", "greatest({}, {})", "CAST(extract(epoch FROM {}) * 1000000 AS bigint)",
        "date_trunc('second', {})",
    ),
}  # fmt: skip
"""Of SQLite, and of PostgreSQL."""


def _without_pauses(session: Session) -> None:
    """Of those whose clock stood, the time in which it did is taken away."""
    stood = select_columns(
        *(getattr(Attempt, name) for name in ("id", "started_at", "last_change_at", "ends_at", "stood_json"))
    ).where(col(Attempt.id) == TO_COUNT.c.attempt_id, cast(Attempt.stood_json, Text) != "[]")
    shorter = update(RECOUNT).where(RECOUNT.c.attempt_id == bindparam("id")).values(elapsed_s=bindparam("seconds"))
    for rows in session.connection().execute(stood).partitions(TOGETHER):
        session.connection().execute(shorter, [
            {"id": id, "seconds": elapsed_seconds(started, changed, ends, spans_in(spans))}
            for id, started, changed, ends, spans in rows
        ])  # fmt: skip
