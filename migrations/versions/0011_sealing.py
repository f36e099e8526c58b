"""Seal the draw of a leg, and keep the place of a paper among those of one seed"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("paper", sa.Column("position", sa.Integer(), nullable=True))
    op.create_table(
        "leg_seal",
        sa.Column("leg_id", sa.Integer(), nullable=False),
        sa.Column("secret", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("commitment", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("sealed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["leg_id"], ["leg.id"], name=op.f("fk_leg_seal_leg_id_leg"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("leg_id", name=op.f("pk_leg_seal")),
    )
