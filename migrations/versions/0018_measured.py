"""Keep how hard questions were found to be"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "measured_leg",
        sa.Column("leg_id", sa.Integer(), nullable=False),
        sa.Column("counted_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["leg_id"], ["leg.id"], name=op.f("fk_measured_leg_leg_id_leg"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("leg_id", name=op.f("pk_measured_leg")),
    )
    op.create_table(
        "measured_question",
        sa.Column("leg_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("thousandths", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["leg_id"], ["leg.id"], name=op.f("fk_measured_question_leg_id_leg"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["question_version.id"],
            name=op.f("fk_measured_question_version_id_question_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("leg_id", "version_id", name=op.f("pk_measured_question")),
    )
    op.create_index(op.f("ix_measured_question_version_id"), "measured_question", ["version_id"], unique=False)
