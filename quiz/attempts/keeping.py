"""Keep taps: the guard and the writing in one statement, for one tap or for as many as came together.

Whose attempt, still open, newer than what stands: decided where the row is written. Of several taps of one question in
one batch only the newest that may be kept is written. What then stands is read back, and tells each how it went.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from question_bank.kinds import KINDS
from question_bank.kinds.choosing import NO_SUCH_CHOICE
from quiz.contests.round import Leg, Round
from quiz.database import is_sqlite
from quiz.news import tell_after_commit
from quiz.refusals import N_, NotFound, Refusal


class TimeIsUp(Refusal):
    message = N_("Hết giờ. Những câu bạn đã trả lời trước đó vẫn được giữ.")


class AlreadySubmitted(Refusal):
    message = N_("Bài đã nộp, không sửa được nữa. Những câu đã lưu vẫn được giữ.")


class QuestionIsOver(Refusal):
    """For good: a phone does not send it again."""

    status = 422
    message = N_("Câu này đã hết giờ. Câu trả lời đã lưu trước đó vẫn được giữ.")


class NotItsTurn(Refusal):
    status = 422
    message = N_("Chưa đến câu này.")


class NotAnAnswer(Refusal):
    status = 422
    message = NO_SUCH_CHOICE


class Tap(NamedTuple):
    """One answer of one question as it arrived, in the question's normal form."""

    attempt: str
    """Its public id."""
    leg_id: int
    number: int
    version_id: int
    kind: str
    given: dict[str, Any]
    turn: int
    tap: int | None
    """None: after those that arrived; alone in its batch."""
    at: datetime
    visit: str | None = None
    """The token of the visit it came with; None: whoever calls has looked whose attempt it is."""


class Stands(NamedTuple):
    """The answer that stands at a place."""

    given: dict[str, Any]
    turn: int
    tap: int
    received_at: datetime
    changed_at: datetime
    late: bool


@dataclass(frozen=True)
class Outcome:
    """What stands now, and whether it is the tap that was sent."""

    answer: Stands
    kept: bool
    values: list[str]
    """As a form says what stands."""
    ends_at: datetime
    last_turn: int
    """The highest that was handed out."""


def keep_taps(session: Session, taps: Sequence[Tap]) -> list[Outcome | Refusal]:
    """How each of them went, in their order. An equal pair is acknowledged again, whatever the time: it was kept."""
    graces = _graces(session, {tap.leg_id for tap in taps})
    sent = {"sent": json.dumps([_sent(place, tap, graces) for place, tap in enumerate(taps)])}
    words = _SQLITE if is_sqlite() else _POSTGRESQL
    connection = session.connection()
    connection.exec_driver_sql(words.keep, sent)
    connection.exec_driver_sql(words.note, sent)
    told = connection.exec_driver_sql(words.tell, sent).scalar_one()
    outcomes: list[Outcome | Refusal] = [NotFound()] * len(taps)
    for place, *rest in json.loads(told) if isinstance(told, str) else told or ():
        outcomes[place] = _outcome(taps[place], *rest)
    for leg in {tap.leg_id for tap, outcome in zip(taps, outcomes, strict=True) if _is_new(tap, outcome)}:
        tell_after_commit(session, f"leg-{leg}")
    return outcomes


def _graces(session: Session, legs: set[int]) -> dict[int, timedelta]:
    found = session.exec(
        select(Leg.id, Round).join(Round, col(Round.id) == Leg.round_id).where(col(Leg.id).in_(legs))
    ).all()
    return {leg: timedelta(seconds=round.rules.grace_s) for leg, round in found if leg is not None}


def _sent(place: int, tap: Tap, graces: dict[int, timedelta]) -> list[Any]:
    """As the statements below unpack it."""
    open_after = tap.at - graces.get(tap.leg_id, timedelta(0))
    return [
        place, tap.attempt, tap.number, tap.version_id, json.dumps(tap.given), tap.turn, tap.tap, _written(tap.at),
        _written(open_after), tap.visit,
    ]  # fmt: skip


def _outcome(
    tap: Tap,
    theirs: bool,
    ends_at: str,
    submitted: bool,
    still_open: bool,
    waits: bool,
    on_show: bool,
    last_turn: int,
    *standing: Any,
) -> Outcome | Refusal:
    """One tap against what the database says after the batch was written."""
    if not theirs:
        return NotFound()
    if tap.turn > last_turn:
        return NotAnAnswer()
    answer = _stands(*standing)
    may_be_kept = still_open and not submitted and on_show and not waits
    if answer is not None:
        # Without a number it comes after all of its turn: only another turn's answer can stand in its place.
        equal = answer.turn == tap.turn and (may_be_kept if tap.tap is None else answer.tap == tap.tap)
        if equal or may_be_kept:
            kept = equal and answer.given == tap.given
            return Outcome(answer, kept, KINDS[tap.kind].values(answer.given), _read(ends_at), last_turn)
    if submitted:
        return AlreadySubmitted()
    return TimeIsUp() if not still_open else NotItsTurn() if waits else QuestionIsOver()


def _stands(given: str | None, turn: int, tap: int, received_at: str, changed_at: str, late: bool) -> Stands | None:
    if given is None:
        return None
    return Stands(json.loads(given), turn, tap, _read(received_at), _read(changed_at), bool(late))


def _is_new(tap: Tap, outcome: Outcome | Refusal) -> bool:
    return isinstance(outcome, Outcome) and outcome.kept and outcome.answer.received_at == tap.at


def _written(at: datetime) -> str:
    """As SQLite's columns hold it."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _read(at: str) -> datetime:
    moment = datetime.fromisoformat(at)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class _Words(NamedTuple):
    """The statements in one engine's words. Each takes the batch as one JSON array of arrays, see `_sent`."""

    keep: str
    note: str
    tell: str


# Of the contestant's own visit, or of the visit at the desk of whoever previews.
_VISIT = """
LEFT JOIN sign_in ON sign_in.token = tapped.visit AND sign_in.ended_at IS NULL AND sign_in.expires_at > tapped.at
     AND ((sign_in.door = 'play' AND sign_in.entry_id = attempt.entry_id)
          OR (sign_in.door = 'desk' AND attempt.entry_id IS NULL AND sign_in.person_id = attempt.viewer_id))
"""
_THEIRS = "(tapped.visit IS NULL OR sign_in.id IS NOT NULL)"

# Has its turn come, and when is its own time over, where it has any; never after the attempt's.
_PLACE = "JOIN paper_row ON paper_row.attempt_id = attempt.id AND paper_row.number = tapped.number"

# While it is paused no phone takes taps: what comes was made before, and counts as at the beginning of the pause (as
# Attempt.moment_of tells).
_STILL_OPEN = "(attempt.paused_at IS NOT NULL OR attempt.ends_at > tapped.open_after)"
_ON_SHOW = """(paper_row.ends_at IS NULL OR paper_row.ends_at > tapped.open_after
               OR paper_row.ends_at > attempt.paused_at)"""
_LATE = "(ends_at <= at AND (paused_at IS NULL OR ends_at <= paused_at))"

# A late tap counts as at the deadline; the same answer tapped again is no change.
_KEEP = """
WITH tapped AS MATERIALIZED ({tapped}),
allowed AS MATERIALIZED (
    SELECT tapped.*, attempt.id AS attempt_id, coalesce(paper_row.ends_at, attempt.ends_at) AS ends_at,
           attempt.paused_at
      FROM tapped JOIN attempt ON attempt.public_id = tapped.attempt {visit} {place}
     WHERE attempt.submitted_at IS NULL AND {still_open} AND tapped.turn <= attempt.turn
       AND NOT paper_row.waits AND {on_show} AND {theirs}
     {lock}
),
ranked AS (
    SELECT allowed.*,
           row_number() OVER (PARTITION BY attempt_id, number ORDER BY turn DESC, tap DESC, place) AS nth
      FROM allowed
)
INSERT INTO answer (attempt_id, number, version_id, given, turn, tap, received_at, changed_at, late)
SELECT attempt_id, number, version_id, given, turn,
       coalesce(tap, 1 + (SELECT coalesce(max(before.tap), 0) FROM answer AS before
                           WHERE before.attempt_id = ranked.attempt_id AND before.turn = ranked.turn)),
       at, CASE WHEN {late} THEN ends_at WHEN paused_at < at THEN paused_at ELSE at END, {late}
  FROM ranked WHERE nth = 1
    ON CONFLICT (attempt_id, number) DO UPDATE
   SET given = excluded.given, turn = excluded.turn, tap = excluded.tap, received_at = excluded.received_at,
       changed_at = CASE WHEN {same} THEN answer.changed_at ELSE excluded.changed_at END,
       late = CASE WHEN {same} THEN answer.late ELSE excluded.late END
 WHERE excluded.turn > answer.turn OR (excluded.turn = answer.turn AND excluded.tap > answer.tap)
"""
_SAME = "CAST(excluded.given AS text) = CAST(answer.given AS text)"

# The first and the last change that counted. Of answers that stood before, nothing new is found.
_NOTE = """
WITH tapped AS MATERIALIZED ({tapped}),
noted AS (
    SELECT answer.attempt_id, min(answer.changed_at) AS first, max(answer.changed_at) AS last
      FROM tapped
      JOIN attempt ON attempt.public_id = tapped.attempt
      JOIN answer ON answer.attempt_id = attempt.id AND answer.number = tapped.number
     GROUP BY answer.attempt_id
)
UPDATE attempt
   SET first_answer_at = coalesce(attempt.first_answer_at, noted.first),
       last_change_at = CASE WHEN attempt.last_change_at > noted.last THEN attempt.last_change_at ELSE noted.last END
  FROM noted
 WHERE attempt.id = noted.attempt_id AND (attempt.last_change_at IS NULL OR attempt.last_change_at < noted.last)
"""

_TELL = """
WITH tapped AS MATERIALIZED ({tapped})
SELECT {all}({array}(
           tapped.place, {theirs}, attempt.ends_at, attempt.submitted_at IS NOT NULL,
           {still_open}, paper_row.waits, {on_show}, attempt.turn,
           CAST(answer.given AS text), answer.turn, answer.tap, answer.received_at, answer.changed_at, answer.late))
  FROM tapped
  JOIN attempt ON attempt.public_id = tapped.attempt {visit} {place}
  LEFT JOIN answer ON answer.attempt_id = attempt.id AND answer.number = tapped.number
"""

_COLUMNS = ("place", "attempt", "number", "version_id", "given", "turn", "tap", "at", "open_after", "visit")


def _words(each: str, casts: Iterable[str], **engine: str) -> _Words:
    """`each`: the array taken apart, a row for each tap; `casts`: of its values, by place."""
    unpacked = ", ".join(
        f"{cast.format(place)} AS {name}" for place, (name, cast) in enumerate(zip(_COLUMNS, casts, strict=True))
    )
    parts = {
        "tapped": f"SELECT {unpacked} FROM {each}", "visit": _VISIT, "theirs": _THEIRS, "place": _PLACE,
        "still_open": _STILL_OPEN, "on_show": _ON_SHOW, "late": _LATE, "same": _SAME, **engine,
    }  # fmt: skip
    return _Words(*(statement.format(**parts) for statement in (_KEEP, _NOTE, _TELL)))


_SQLITE = _words(
    "json_each(:sent)", ["value->>{}"] * len(_COLUMNS), lock="", all="json_group_array", array="json_array"
)  # fmt: skip
_MOMENT = "(value->>{})::timestamp AT TIME ZONE 'UTC'"
_POSTGRESQL = _words(
    "jsonb_array_elements(%(sent)s::jsonb)",
    [
        "(value->>{})::int", "value->>{}", "(value->>{})::int", "(value->>{})::int", "(value->>{})::json",
        "(value->>{})::int", "(value->>{})::int", _MOMENT, _MOMENT, "value->>{}",
    ],
    # A submission waits for us, or we for it; in the order in which decisions and the housekeeping hold attempts.
    lock="ORDER BY attempt.leg_id, attempt.id FOR NO KEY UPDATE OF attempt",
    all="json_agg", array="json_build_array",
)  # fmt: skip
