"""Let a leg draw by a blueprint of its own"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "leg_blueprint_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("leg_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("difficulty", sa.Integer(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["leg_id"], ["leg.id"], name=op.f("fk_leg_blueprint_row_leg_id_leg"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["part_id"], ["part.id"], name=op.f("fk_leg_blueprint_row_part_id_part"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_leg_blueprint_row_topic_id_topic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leg_blueprint_row")),
    )
    op.create_index(op.f("ix_leg_blueprint_row_leg_id"), "leg_blueprint_row", ["leg_id"])
    op.create_index(op.f("ix_leg_blueprint_row_part_id"), "leg_blueprint_row", ["part_id"])
