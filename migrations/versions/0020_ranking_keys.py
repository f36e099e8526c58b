"""Compare attempts by more than points and time"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0020"
down_revision = "0019"

FARTHEST = str(2**62)
EARLIEST = "1970-01-01 00:00:00.000000"


def upgrade() -> None:
    for column in (
        sa.Column("started_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False, server_default=EARLIEST),
        sa.Column("all_right", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("part_points", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("full_marks", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("prediction_distance", sa.BigInteger(), nullable=False, server_default=FARTHEST),
        sa.Column("jury_place", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("lot_place", sa.Integer(), nullable=False, server_default="0"),
    ):
        op.add_column("score", column)
    # What was counted before knows neither: the start is copied, whole seconds as they are compared; a recount finds
    # the rest where a ranking asks for it.
    began = "(SELECT attempt.started_at FROM attempt WHERE attempt.id = score.attempt_id)"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"UPDATE score SET started_at = date_trunc('second', {began})")
    else:
        op.execute(f"UPDATE score SET started_at = strftime('%Y-%m-%d %H:%M:%S.000000', {began})")
    op.create_table(
        "came_about",
        sa.Column("leg_id", sa.Integer(), nullable=False),
        sa.Column("all_right", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("counted_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["leg_id"], ["leg.id"], name=op.f("fk_came_about_leg_id_leg"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("leg_id", name=op.f("pk_came_about")),
    )
    for name in ("prediction_turn", "prediction_tap"):
        op.add_column("attempt", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.add_column("attempt", sa.Column("predicted_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
