"""The statements that keep taps, in the words of either engine. They alone decide what is kept; see keeping.py."""

from collections.abc import Iterable
from typing import NamedTuple

from quiz.contests.rules import RoundRules


class Words(NamedTuple):
    """The statements in one engine's words. Each takes the batch as one JSON array of arrays, see keeping.py."""

    at_once: str
    """All three in one walk, where the engine can, for what nearly all taps are: from the device that has the turn,
    and newer than what stood. It tells of those that it wrote, and leaves the others to the three."""
    keep: str
    note: str
    tell: str


# Of the contestant's own visit, or of the visit at the desk of whoever previews.
_VISIT = """
LEFT JOIN sign_in ON {whose}sign_in.token = tapped.visit AND sign_in.ended_at IS NULL AND sign_in.expires_at > tapped.at
     AND ((sign_in.door = 'play' AND sign_in.entry_id = attempt.entry_id)
          OR (sign_in.door = 'desk' AND attempt.entry_id IS NULL AND sign_in.person_id = attempt.viewer_id))
"""
_GRACES = f"""
SELECT leg.id AS leg_id,
       CAST(coalesce(round.rules_json->>'grace_s', '{RoundRules.model_fields["grace_s"].default}') AS int) AS grace_s
  FROM leg JOIN round ON round.id = leg.round_id WHERE leg.id IN (SELECT leg_id FROM tapped)
"""
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
_RANKED = """
WITH tapped AS MATERIALIZED ({tapped}),
graces AS MATERIALIZED ({graces}),
allowed AS MATERIALIZED (
    SELECT tapped.*, coalesce(paper_row.ends_at, attempt.ends_at) AS ends_at,
           attempt.paused_at, attempt.ends_at AS ends_of_all, attempt.turn AS last_turn
      FROM tapped {held} JOIN graces ON graces.leg_id = tapped.leg_id {visit} {place}
     WHERE attempt.submitted_at IS NULL AND {still_open} AND tapped.turn <= attempt.turn
       AND NOT paper_row.waits AND {on_show} AND {theirs}
),
ranked AS (
    SELECT allowed.*,
           row_number() OVER (PARTITION BY attempt_id, number ORDER BY turn DESC, tap DESC, place) AS nth
      FROM allowed
)
"""
_WRITE = """
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

_CHANGES = """
   SET first_answer_at = coalesce(attempt.first_answer_at, noted.first),
       last_change_at = CASE WHEN attempt.last_change_at > noted.last THEN attempt.last_change_at ELSE noted.last END
  FROM noted
 WHERE attempt.id = noted.attempt_id AND (attempt.last_change_at IS NULL OR attempt.last_change_at < noted.last)
"""

# The first and the last change that counted. Of answers that stood before, nothing new is found.
_NOTE = """
WITH tapped AS MATERIALIZED ({tapped}),
noted AS (
    SELECT answer.attempt_id, min(answer.changed_at) AS first, max(answer.changed_at) AS last
      FROM tapped
      JOIN answer ON answer.attempt_id = tapped.attempt_id AND answer.number = tapped.number
     GROUP BY answer.attempt_id
)
UPDATE attempt {changes}
"""

_TELL = """
WITH tapped AS MATERIALIZED ({tapped}),
graces AS MATERIALIZED ({graces})
SELECT {all}({array}(
           tapped.place, {theirs}, attempt.ends_at, attempt.submitted_at IS NOT NULL,
           {still_open}, paper_row.waits, {on_show}, attempt.turn,
           CAST(answer.given AS text), answer.turn, answer.tap, answer.received_at, answer.changed_at, answer.late))
  FROM tapped
  JOIN attempt ON attempt.id = tapped.attempt_id
  JOIN graces ON graces.leg_id = tapped.leg_id {visit} {place}
  LEFT JOIN answer ON answer.attempt_id = attempt.id AND answer.number = tapped.number
"""

# Of what was written: that it stands is what its tap says.
_AT_ONCE = """
{ranked},
written AS ({write} RETURNING attempt_id, number, turn, tap, changed_at, late),
noted AS (SELECT attempt_id, min(changed_at) AS first, max(changed_at) AS last FROM written GROUP BY attempt_id),
changed AS (UPDATE attempt {changes})
SELECT place, ends_of_all, last_turn, written.tap, written.changed_at, written.late
  FROM written JOIN ranked USING (attempt_id, number) WHERE nth = 1
"""
# Found by its number, which is several times faster than by its token.
_OF_THE_TURN = "sign_in.id = attempt.sign_in_id AND "

_COLUMNS = ("place", "leg_id", "attempt_id", "number", "version_id", "given", "turn", "tap", "at", "visit")


def _words(each: str, casts: Iterable[str], **engine: str) -> Words:
    """`each`: the array taken apart, a row for each tap; `casts`: of its values, by place."""
    unpacked = ", ".join(
        f"{cast.format(place)} AS {name}" for place, (name, cast) in enumerate(zip(_COLUMNS, casts, strict=True))
    )
    parts = {
        "tapped": f"SELECT {unpacked} FROM {each}", "theirs": _THEIRS, "place": _PLACE,
        "still_open": _STILL_OPEN, "on_show": _ON_SHOW, "late": _LATE, "same": _SAME, "graces": _GRACES,
        "changes": _CHANGES, "ranked": _RANKED, "write": _WRITE, **engine,
    }  # fmt: skip
    parts |= {name: parts[name].format(**parts) for name in ("still_open", "on_show")}

    def said(statement: str, whose: str = "") -> str:
        all = parts | {"visit": _VISIT.format(whose=whose)}
        return statement.format(**all | {name: parts[name].format(**all) for name in ("ranked", "write")})

    return Words(said(_AT_ONCE, _OF_THE_TURN), said("{ranked} {write}"), said(_NOTE), said(_TELL))


SQLITE = _words(
    "json_each(:sent)", ["value->>{}"] * len(_COLUMNS),
    # Whole seconds less; what is smaller stays as it is written.
    open_after="(strftime('%Y-%m-%d %H:%M:%S', substr(tapped.at, 1, 19), '-' || graces.grace_s || ' seconds')"
               " || substr(tapped.at, 20))",
    held="JOIN attempt ON attempt.id = tapped.attempt_id", all="json_group_array", array="json_array",
)._replace(at_once="")  # fmt: skip
_MOMENT = "(value->>{})::timestamp AT TIME ZONE 'UTC'"
POSTGRESQL = _words(
    "jsonb_array_elements(%(sent)s::jsonb)",
    [
        *["(value->>{})::int"] * 5, "(value->>{})::json", *["(value->>{})::int"] * 2, _MOMENT, "value->>{}",
    ],
    open_after="(tapped.at - make_interval(secs => graces.grace_s))",
    # A submission waits for us, or we for it; in the order of the taps, which is that in which decisions and the
    # housekeeping hold attempts. By itself, so that attempts are found by their ids, never among all that are open.
    held="CROSS JOIN LATERAL (SELECT * FROM attempt WHERE attempt.id = tapped.attempt_id FOR NO KEY UPDATE) AS attempt",
    all="json_agg", array="json_build_array",
)  # fmt: skip
