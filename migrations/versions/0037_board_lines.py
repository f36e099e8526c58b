"""Keep the lines of boards in order, counted in stretches"""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"

STRETCH = 1000
ORDER = {
    "score": ("-score.points", 16), "prediction": ("score.prediction_distance", 16), "part": ("-score.part_points", 16),
    "elapsed": ("score.elapsed_s", 8), "full_marks": ("-score.full_marks", 8), "jury": ("score.jury_place", 8),
    "lots": ("score.lot_place", 8), "submitted": ("score.submitted_at", 0), "started": ("score.started_at", 0),
}  # fmt: skip
"""By key of a ranking: what sorts as it does, and in how many digits; 0: whole seconds of a moment."""
FOUND = """
INSERT INTO board_line (leg_id, entry_id, division_id, attempt_id, attempts, "key")
SELECT score.leg_id, score.entry_id, entry.division_id, max(CASE WHEN score.stands THEN score.attempt_id END),
  count(CASE WHEN entry.state <> 'disqualified' THEN 1 END),
  max(CASE WHEN score.stands AND entry.state = 'active' AND NOT entry.hors_concours THEN {key} END)
FROM score JOIN entry ON entry.id = score.entry_id
WHERE score.leg_id = :leg GROUP BY score.leg_id, score.entry_id, entry.division_id
"""
TOTALS = """
INSERT INTO board_total (leg_id, division_id, people, attempts)
SELECT leg_id, division_id, count(CASE WHEN attempts > 0 THEN 1 END), sum(attempts)
FROM board_line GROUP BY leg_id, division_id
"""
STRETCHES = """
INSERT INTO board_stretch (leg_id, division_id, first, lines)
SELECT leg_id, division, CASE WHEN stretch = 0 THEN '' ELSE min("key") END, count(*)
FROM (
  SELECT leg_id, {division} AS division, "key",
    (row_number() OVER (PARTITION BY leg_id, {division} ORDER BY "key") - 1) / :size AS stretch
  FROM board_line WHERE "key" IS NOT NULL
) AS numbered
GROUP BY leg_id, division, stretch
"""


def upgrade() -> None:
    key = sa.String().with_variant(sa.String(collation="C"), "postgresql")
    op.create_table(
        "board_line",
        sa.Column("leg_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("division_id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("key", key, nullable=True),
        sa.ForeignKeyConstraint(["leg_id"], ["leg.id"], name=op.f("fk_board_line_leg_id_leg"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("leg_id", "entry_id", name=op.f("pk_board_line")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "board_stretch",
        sa.Column("leg_id", sa.Integer(), nullable=False),
        sa.Column("division_id", sa.Integer(), nullable=False),
        sa.Column("first", key, nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["leg_id"], ["leg.id"], name=op.f("fk_board_stretch_leg_id_leg"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("leg_id", "division_id", "first", name=op.f("pk_board_stretch")),
    )
    op.create_table(
        "board_total",
        sa.Column("leg_id", sa.Integer(), nullable=False),
        sa.Column("division_id", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["leg_id"], ["leg.id"], name=op.f("fk_board_total_leg_id_leg"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("leg_id", "division_id", name=op.f("pk_board_total")),
    )
    fill(op.get_bind())
    op.create_index("ix_board_line_key", "board_line", ["leg_id", "key"])
    op.create_index("ix_board_line_division", "board_line", ["leg_id", "division_id", "key"])
    op.drop_index("ix_score_board", table_name="score")
    op.create_index("ix_score_leg", "score", ["leg_id", "entry_id"])


def fill(connection: sa.Connection) -> None:
    """As the program lists them from now on."""
    sqlite = connection.dialect.name == "sqlite"
    legs = "SELECT leg.id, round.rules_json FROM leg JOIN round ON round.id = leg.round_id"
    played = " WHERE EXISTS (SELECT 1 FROM score WHERE score.leg_id = leg.id)"
    for leg_id, rules in connection.execute(sa.text(legs + played)).all():
        key = _key(json.loads(rules) if isinstance(rules, str) else rules, sqlite=sqlite)
        connection.execute(sa.text(FOUND.format(key=key)), {"leg": leg_id})
    connection.execute(sa.text(TOTALS))
    for division in ("0", "division_id"):
        connection.execute(sa.text(STRETCHES.format(division=division)), {"size": STRETCH})


def _key(rules: dict[str, Any], *, sqlite: bool) -> str:
    ranking = rules.get("ranking") or ("score", "elapsed", "submitted")
    parts = [_part(*ORDER[name], sqlite=sqlite) for name in ranking]
    return " || ".join([*parts, _digits("score.entry_id", 8, sqlite=sqlite)])


def _part(value: str, digits: int, *, sqlite: bool) -> str:
    if digits == 0:
        seconds = (
            f"CAST(strftime('%s', {value}) AS INTEGER)"
            if sqlite
            else f"CAST(floor(extract(epoch FROM {value})) AS BIGINT)"
        )
        return _digits(seconds, 8, sqlite=sqlite)
    return _digits(f"CAST({value} AS BIGINT) + {2**61 if digits == 16 else 2**31}", digits, sqlite=sqlite)


def _digits(number: str, digits: int, *, sqlite: bool) -> str:
    return f"printf('%0{digits}x', {number})" if sqlite else f"lpad(to_hex({number}), {digits}, '0')"
