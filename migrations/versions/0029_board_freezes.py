"""Keep live boards as they were frozen"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.create_table(
        "board_freeze",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("leg_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("frozen_by", sa.Integer(), nullable=True),
        sa.Column("frozen_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("lifted_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["leg_id"], ["leg.id"], name=op.f("fk_board_freeze_leg_id_leg"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["frozen_by"], ["person.id"], name=op.f("fk_board_freeze_frozen_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_freeze")),
        sa.UniqueConstraint("public_id", name=op.f("uq_board_freeze_public_id")),
    )
    op.create_index("ix_board_freeze_leg", "board_freeze", ["leg_id", "lifted_at"])
