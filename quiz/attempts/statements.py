"""The statements that keep taps, in the words of either engine. They alone decide what is kept; see keeping.py."""

from collections.abc import Iterable
from typing import NamedTuple

from quiz.contests.rules import RoundRules


class Words(NamedTuple):
    """The statements in one engine's words. Each takes the batch as one JSON array of arrays, see keeping.py."""

    keep: str
    note: str
    tell: str


# Of the contestant's own visit, or of the visit at the desk of whoever previews.
_VISIT = """
LEFT JOIN sign_in ON sign_in.token = tapped.visit AND sign_in.ended_at IS NULL AND sign_in.expires_at > tapped.at
     AND ((sign_in.door = 'play' AND sign_in.entry_id = attempt.entry_id)
          OR (sign_in.door = 'desk' AND attempt.entry_id IS NULL AND sign_in.person_id = attempt.viewer_id))
"""
_GRACE = f"coalesce(round.rules_json->>'grace_s', '{RoundRules.model_fields['grace_s'].default}')"
_ROUND = "JOIN leg ON leg.id = attempt.leg_id JOIN round ON round.id = leg.round_id"
_THEIRS = "(tapped.visit IS NULL OR sign_in.id IS NOT NULL)"

# Has its turn come, and when is its own time over, where it has any; never after the attempt's.
_PLACE = "JOIN paper_row ON paper_row.attempt_id = attempt.id AND paper_row.number = tapped.number"

# While it is paused no phone takes taps: what comes was made before, and counts as at the beginning of the pause (as
# Attempt.moment_of tells).
_STILL_OPEN = "(attempt.paused_at IS NOT NULL OR attempt.ends_at > {open_after})"
_ON_SHOW = """(paper_row.ends_at IS NULL OR paper_row.ends_at > {open_after}
               OR paper_row.ends_at > attempt.paused_at)"""
_LATE = "(ends_at <= at AND (paused_at IS NULL OR ends_at <= paused_at))"

# A late tap counts as at the deadline; the same answer tapped again is no change.
_KEEP = """
WITH tapped AS MATERIALIZED ({tapped}),
allowed AS MATERIALIZED (
    SELECT tapped.*, attempt.id AS attempt_id, coalesce(paper_row.ends_at, attempt.ends_at) AS ends_at,
           attempt.paused_at
      FROM tapped JOIN attempt ON attempt.public_id = tapped.attempt {round} {visit} {place}
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
  JOIN attempt ON attempt.public_id = tapped.attempt {round} {visit} {place}
  LEFT JOIN answer ON answer.attempt_id = attempt.id AND answer.number = tapped.number
"""

_COLUMNS = ("place", "attempt", "number", "version_id", "given", "turn", "tap", "at", "visit")


def _words(each: str, casts: Iterable[str], **engine: str) -> Words:
    """`each`: the array taken apart, a row for each tap; `casts`: of its values, by place."""
    unpacked = ", ".join(
        f"{cast.format(place)} AS {name}" for place, (name, cast) in enumerate(zip(_COLUMNS, casts, strict=True))
    )
    parts = {
        "tapped": f"SELECT {unpacked} FROM {each}", "visit": _VISIT, "theirs": _THEIRS, "place": _PLACE,
        "still_open": _STILL_OPEN, "on_show": _ON_SHOW, "late": _LATE, "same": _SAME, "round": _ROUND, **engine,
    }  # fmt: skip
    parts |= {name: parts[name].format(**parts) for name in ("still_open", "on_show")}
    return Words(*(statement.format(**parts) for statement in (_KEEP, _NOTE, _TELL)))


SQLITE = _words(
    "json_each(:sent)", ["value->>{}"] * len(_COLUMNS),
    # Whole seconds less; what is smaller stays as it is written.
    open_after="(strftime('%Y-%m-%d %H:%M:%S', substr(tapped.at, 1, 19), '-' || " + _GRACE + " || ' seconds')"
               " || substr(tapped.at, 20))",
    lock="", all="json_group_array", array="json_array",
)  # fmt: skip
_MOMENT = "(value->>{})::timestamp AT TIME ZONE 'UTC'"
POSTGRESQL = _words(
    "jsonb_array_elements(%(sent)s::jsonb)",
    [
        "(value->>{})::int", "value->>{}", "(value->>{})::int", "(value->>{})::int", "(value->>{})::json",
        "(value->>{})::int", "(value->>{})::int", _MOMENT, "value->>{}",
    ],
    open_after=f"(tapped.at - make_interval(secs => ({_GRACE})::int))",
    # A submission waits for us, or we for it; in the order in which decisions and the housekeeping hold attempts.
    lock="ORDER BY attempt.leg_id, attempt.id FOR NO KEY UPDATE OF attempt",
    all="json_agg", array="json_build_array",
)  # fmt: skip
