"""Keep papers that were drawn before the opening"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "drawn_paper",
        sa.Column("leg_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("pool_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["leg_id"], ["leg.id"], name=op.f("fk_drawn_paper_leg_id_leg"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_drawn_paper_entry_id_entry"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["pool_id"], ["pool.id"], name=op.f("fk_drawn_paper_pool_id_pool")),
        sa.PrimaryKeyConstraint("leg_id", "entry_id", name=op.f("pk_drawn_paper")),
    )
    op.create_index(op.f("ix_drawn_paper_entry_id"), "drawn_paper", ["entry_id"], unique=False)
